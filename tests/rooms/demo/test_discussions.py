"""What readers of the example newsroom say: written as a town talks, and put on record by everybody's actions."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from gazette import Gazette

from twosource.demo.script import CONTENT, ScriptError, read_script
from twosource.demo.script_values import Script
from twosource.demo.seed_talk import TalkSeeder
from twosource.discussion.models import Appeal, Comment, Decision, Report, Thread
from twosource.ledger.clock import at
from twosource.people.models import User
from twosource.people.roles import MODERATOR
from twosource.readers.reads import is_reader
from twosource.stories.actions import publish_story

NOW = datetime(2026, 11, 22, 9, 42, tzinfo=UTC)


@pytest.fixture(scope="module")
def script() -> Script:
    return read_script(NOW)


def test_many_voices_talk_and_the_newsroom_answers(script: Script) -> None:
    said = [remark for talk in script.discussions for remark in talk.comments]
    people = {person.key for person in script.people}
    by = Counter(remark.by for remark in said)
    assert len(script.discussions) >= 12
    assert len(said) >= 110
    assert len(by.keys() - people) >= 25
    assert sum(by[key] for key in people) >= 8
    assert max(by.values()) < len(said) / 8
    assert sum(bool(remark.answers) for remark in said) > 40


def test_what_moderators_do_is_all_there_once(script: Script) -> None:
    said = [remark for talk in script.discussions for remark in talk.comments]
    assert sum(remark.waits for remark in said) == 3
    assert sum(bool(remark.removed and not remark.appeal) for remark in said) == 2
    assert [remark.appeal.outcome for remark in said if remark.appeal] == ["upheld"]
    assert sum(remark.report is not None for remark in said) == 1


def test_nothing_is_said_before_its_story_is_out_or_after_today(script: Script) -> None:
    out = {story.slug: story.published_at for story in script.stories}
    for talk in script.discussions:
        assert all(remark.at > out[talk.story] for remark in talk.comments), talk.story
        assert all(remark.at <= NOW for remark in talk.said_by(NOW))


def test_words_use_typographic_quotes(script: Script) -> None:
    said = [remark.words for talk in script.discussions for remark in talk.comments]
    assert not [words for words in said if '"' in words or "'" in words]


@pytest.mark.parametrize(
    ("was", "becomes", "message"),
    [
        ('by = "odell"', 'by = "nobody"', "no reader or person 'nobody'"),
        ('answers = "rope"', 'answers = "ropes"', "answers 'ropes', which is not there before it"),
        ('support = ["ropes"', 'support = ["ruth"', "no reader 'ruth'"),
        ('by = "hob"', 'says = "hob"', "man-cleared"),
    ],
)
def test_a_discussion_that_makes_no_sense_is_refused_by_file(
    tmp_path: Path, was: str, becomes: str, message: str
) -> None:
    folder = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    path = folder / "discussions" / "man-cleared-of-taking-lead-from-customs-house-roof.toml"
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(ScriptError, match=message):
        read_script(NOW, folder)


@pytest.mark.django_db
def test_it_is_put_on_record_by_the_actions_at_its_moments(paper: Gazette, sealed_off: None) -> None:
    script = read_script(datetime.now(UTC))
    slugs = ("tide-wall-to-cost-six-million-more-papers-show", "fish-auction-goes-from-bell-to-screen")
    dates = {story.slug: story.published_at for story in script.stories}
    pages = {}
    for slug in slugs:
        with at(dates[slug] - timedelta(minutes=5)):
            pages[slug] = publish_story(story=paper.story(slug), by=paper.editor)
        type(pages[slug]).objects.filter(pk=pages[slug].pk).update(first_published_at=dates[slug])
    people: dict[str, User] = {"joseph": paper.reporter, "edith": paper.editor}
    people |= {key: paper.hire(key, MODERATOR) for key in ("sunniva", "theo")}
    seeder = TalkSeeder(script, people, pages)
    logins = list(seeder.admit(min(dates.values()) - timedelta(days=9)))
    assert [login["name"] for login in logins] == ["Grete Halloran", "Night shift at Ward 4"]
    for talk in seeder.discussions():
        if talk.story in pages:
            seeder.talk(talk)
    assert Thread.objects.count() == 2
    assert Comment.objects.filter(state="removed").count() == 1
    assert set(Decision.objects.values_list("verdict", flat=True)) == {"approved", "removed", "restored"}
    appeal = Appeal.objects.get()
    assert (appeal.outcome, appeal.decision.by, appeal.decided_by) == (
        "upheld",
        people["theo"],
        people["sunniva"],
    )
    assert not Report.objects.exists()
    answered = Comment.objects.get(author=paper.editor)
    assert (answered.parent.author.reader.name, answered.depth) == ("Dray of stall 40", 1)
    assert answered.supported == 4
    assert is_reader(answered.parent.author)
    first = min(remark.at for talk in script.discussions if talk.story in pages for remark in talk.comments)
    assert Comment.objects.order_by("posted_at").first().posted_at == first
