"""`twosource check` finds what is wrong, says how to mend it, and writes nothing."""

from __future__ import annotations

from pathlib import Path

from serving import twosource


def findings(folder: Path) -> str:
    ran = twosource("check", "--newsroom", folder)
    assert ran.returncode == 1, ran.stdout
    assert ran.stdout.count("mend it: ") == ran.stdout.count("\n") // 2
    return ran.stdout


def shell(folder: Path, code: str) -> None:
    ran = twosource("manage", "--newsroom", folder, "shell", "--command", code)
    assert ran.returncode == 0, ran.stderr


def test_secrets_that_others_can_read(gazette: Path) -> None:
    (gazette / "secrets.toml").chmod(0o644)
    found = findings(gazette)
    assert "mode 644" in found
    assert f"chmod 600 {gazette}/secrets.toml" in found


def test_every_wrong_key_at_once(gazette: Path) -> None:
    path = gazette / "twosource.toml"
    text = path.read_text().replace("login_attempts = 5", "login_attempts = 500")
    path.write_text(text.replace("tagline =", "taglin ="))
    found = findings(gazette)
    assert "login_attempts = 500" in found
    assert "did you mean “tagline”?" in found


def test_migrations_that_wait(gazette: Path) -> None:
    assert twosource("manage", "--newsroom", gazette, "migrate", "wire", "zero").returncode == 0
    assert "mend it: twosource upgrade" in findings(gazette)


def test_a_template_of_the_theme_that_does_not_render(gazette: Path) -> None:
    template = gazette / "themes" / "gazette" / "templates" / "site" / "story.html"
    template.write_text("{% if %}")
    assert f"story: {template} does not render" in findings(gazette)


def test_a_template_that_breaks_only_on_a_page_with_everything(gazette: Path) -> None:
    template = gazette / "themes" / "gazette" / "templates" / "site" / "story.html"
    template.write_text("{% for note in view.corrections %}{% include 'nowhere.html' %}{% endfor %}")
    assert "nowhere.html" in findings(gazette)


def test_a_folder_from_a_newer_version(gazette: Path) -> None:
    (gazette / "data" / "version").write_text("99.0.0")
    assert "99.0.0" in findings(gazette)


def test_a_public_paper_without_tls_or_second_factor(gazette: Path) -> None:
    path = gazette / "twosource.toml"
    text = path.read_text().replace("http://127.0.0.1:8000", "http://gazette.example")
    path.write_text(text.replace("second_factor = true", "second_factor = false"))
    found = findings(gazette)
    assert "is public and not https" in found
    assert "policy.second_factor = false" in found
    assert "the codes with which readers join stay" in found


def test_a_picture_whose_file_is_gone(gazette: Path) -> None:
    shell(
        gazette,
        "from django.core.files.images import ImageFile; from io import BytesIO; from PIL import Image;"
        "from wagtail.images import get_image_model;"
        "out = BytesIO(); Image.new('RGB', (8, 8)).save(out, 'PNG'); out.seek(0);"
        "get_image_model().objects.create(title='Pier', alt='A pier', credit='Us',"
        " file=ImageFile(out, name='pier.png'))",
    )
    (picture,) = (gazette / "data" / "media").rglob("pier*.png")
    picture.unlink()
    assert f"{picture} is missing" in findings(gazette)


def test_a_story_that_should_be_out_already(gazette: Path) -> None:
    shell(
        gazette,
        "from datetime import timedelta; from django.utils import timezone;"
        "from twosource.people.models import User; from twosource.stories import actions;"
        "from twosource.stories.models import *; from wagtail.models import Revision;"
        "by = User.objects.get(); section = SectionPage.objects.first();"
        "story = actions.write_story(section=section, story=StoryPage(title='High tide'), by=by);"
        "actions.publish_story(story=story, by=by, at=timezone.now() + timedelta(days=1));"
        "late = timezone.now() - timedelta(minutes=5);"
        "Revision.objects.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=late)",
    )
    assert "“High tide” should be out since" in findings(gazette)
    due = twosource("publish-due", "--newsroom", gazette)
    assert (due.returncode, due.stdout) == (0, "published: High tide\n")
    assert twosource("check", "--newsroom", gazette).returncode == 0


def test_an_index_that_lacks_a_story_is_found_and_mended(gazette: Path) -> None:
    shell(
        gazette,
        "from twosource.people.actions import create_staff as staff; from twosource.stories.actions import *; "
        "from twosource.stories.models import *; from twosource.search.actions import forget_story; "
        "by = staff(username='ed', email='ed@paper.example', name='Ed', roles=['Editors'], password='x' * 20); "
        "story = write_story(section=SectionPage.objects.first(), story=StoryPage(title='Zeppelin'), by=by); "
        "publish_story(story=story, by=by); forget_story(story_id=story.pk)",
    )
    found = findings(gazette)
    assert "1 story are not in it" not in found
    assert "1 story is not in it" in found
    assert "mend it: twosource reindex" in found
    ran = twosource("reindex", "--newsroom", gazette)
    assert (ran.returncode, ran.stdout) == (0, "the index holds 1 story.\n"), ran.stderr
    assert "the index and the stories disagree" not in twosource("check", "--newsroom", gazette).stdout
    assert twosource("reindex", "--newsroom", gazette, "--anew").stdout == "the index holds 1 story.\n"
