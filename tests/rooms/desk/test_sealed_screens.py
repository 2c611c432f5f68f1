"""The sealed room at the desk: codenames for everyone, a name for its two editors, and everyone who looked."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from gazette import Gazette

from twosource.people.roles import EDITOR
from twosource.sources.models import SealedAttempt, SealedChange, SealedSource, SealedView
from twosource.verification.models import Actor

NAME = "Xanthippe Quicklime"


def told(paper: Gazette, **changed: object) -> dict[str, object]:
    fields = {"name": NAME, "codename": "Heron", "first": paper.editor.pk, "second": paper.deputy.pk}
    return fields | changed


@pytest.fixture
def source(paper: Gazette) -> SealedSource:
    return paper.sealed(NAME, codename="Heron").sealed


def test_a_source_is_sealed_and_listed_by_its_codename(paper: Gazette, seat: Callable) -> None:
    page = seat(paper.reporter).do("/desk/sealed/seal/", **told(paper))
    assert "Sealed. The desk says “Heron”." in page
    assert "Eva Smith" in page
    assert NAME not in page
    assert Actor.objects.get(sealed__codename="Heron").name == "Heron"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"codename": "Quicklime"}, "holds a part of the name"),
        ({"codename": " "}, "Codename: This field is required"),
        ({"second": "editor"}, "two different editors"),
        ({"second": "reporter"}, "Select a valid choice"),
        ({"codename": "Egret"}, "somebody else’s already"),
    ],
)
def test_a_name_that_is_refused_does_not_come_back(
    paper: Gazette, seat: Callable, changed: dict, why: str
) -> None:
    paper.sealed("Someone Else", codename="Egret")
    people = {"editor": paper.editor.pk, "reporter": paper.reporter.pk}
    changed = {key: people.get(value, value) for key, value in changed.items()}
    page = seat(paper.reporter).be_refused("/desk/sealed/seal/", **told(paper, **changed))
    assert why in page
    assert NAME not in page
    assert SealedSource.objects.count() == 1


def test_the_field_of_the_name_is_kept_from_browsers_and_their_services(
    paper: Gazette, seat: Callable
) -> None:
    page = seat(paper.reporter).see("/desk/sealed/")
    field = re.search(r'<input[^>]*name="name"[^>]*>', page)[0]
    for attribute in ('autocomplete="off"', 'spellcheck="false"', 'translate="no"'):
        assert attribute in field
    assert "value" not in field


def test_a_name_is_shown_once_to_its_editor_and_the_view_is_on_record(
    paper: Gazette, source: SealedSource, seat: Callable
) -> None:
    eva, path = seat(paper.editor), f"/desk/sealed/{source.pk}/"
    answer = eva.send(f"{path}open/", reason="Our lawyer asks.")
    assert NAME in answer.content.decode()
    assert NAME not in re.search(r"<title>(.*?)</title>", answer.content.decode())[1]
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    view = SealedView.objects.get()
    assert (view.by, view.reason) == (paper.editor, "Our lawyer asks.")
    assert all(NAME not in str(session.get_decoded()) for session in Session.objects.all())
    page = seat(paper.deputy).see(path)
    assert "Eva Smith read the name: Our lawyer asks." in page
    assert NAME not in page


def test_a_name_is_not_shown_without_a_reason(paper: Gazette, source: SealedSource, seat: Callable) -> None:
    for reason in ("", "  ", "because " * 60):
        page = seat(paper.editor).be_refused(f"/desk/sealed/{source.pk}/open/", reason=reason)
        assert NAME not in page
    assert not SealedView.objects.exists()


@pytest.mark.parametrize("who", ["reporter", "ana", "root", "third"])
def test_nobody_else_is_shown_it_and_who_tried_is_on_record(
    paper: Gazette, source: SealedSource, seat: Callable, who: str
) -> None:
    person = paper.hire("third", EDITOR) if who == "third" else getattr(paper, who)
    page = seat(person).see(f"/desk/sealed/{source.pk}/")
    assert re.search(r'disabled aria-describedby="why-not"', page)
    answer = seat(person).send(f"/desk/sealed/{source.pk}/open/", reason="I want to know.")
    assert answer.status_code == 403
    assert NAME not in answer.content.decode()
    assert (SealedAttempt.objects.get().by, SealedView.objects.count()) == (person, 0)
    assert str(SealedAttempt.objects.get()) == f"{person.pk} asked to see {source.pk}"
    assert f"{person} asked to read the name and was refused" in seat(paper.editor).see(
        f"/desk/sealed/{source.pk}/"
    )


def test_who_can_name_a_sealed_person_does_not_learn_the_codename(
    paper: Gazette, source: SealedSource, seat: Callable
) -> None:
    page = seat(paper.reporter).be_refused(
        "/desk/sealed/seal/", **told(paper, name="xanthippe  QUICKLIME", codename="Guess")
    )
    refusal = page.partition('class="not-done"')[2].partition("</div>")[0]
    assert "This person is sealed already. Ask the editors" in refusal
    assert "Heron" not in refusal
    assert "tried to seal the same person" in seat(paper.editor).see(f"/desk/sealed/{source.pk}/")
    mine = seat(paper.editor).be_refused("/desk/sealed/seal/", **told(paper, codename="Other"))
    assert "You know this person as “Heron”." in mine


def test_when_an_editor_leaves_the_other_puts_a_third_in_their_place(
    paper: Gazette, source: SealedSource, seat: Callable
) -> None:
    third = paper.hire("third", EDITOR)
    fields = {"leaving": paper.editor.pk, "coming": third.pk, "reason": "Eva leaves the paper."}
    page = seat(paper.deputy).do(f"/desk/sealed/{source.pk}/hand-on/", **fields)
    assert "On record: Third Smith keeps the name from now on." in page
    assert "Dan Smith put Third Smith in the place of Eva Smith: Eva leaves the paper." in page
    change = SealedChange.objects.get()
    assert str(change) == f"{third.pk} for {paper.editor.pk} at {source.pk}"
    assert seat(paper.editor).send(f"/desk/sealed/{source.pk}/open/", reason="Still?").status_code == 403
    assert NAME in seat(third).send(f"/desk/sealed/{source.pk}/open/", reason="New here.").content.decode()


def test_nobody_hands_on_what_is_not_theirs_or_to_who_may_not_know(
    paper: Gazette, source: SealedSource, seat: Callable
) -> None:
    third = paper.hire("third", EDITOR)
    path = f"/desk/sealed/{source.pk}/hand-on/"
    fields = {"leaving": paper.editor.pk, "coming": third.pk, "reason": "So."}
    assert "Select a valid choice" in seat(paper.editor).be_refused(path, **fields)
    for coming in (paper.reporter, paper.deputy):
        seat(paper.deputy).be_refused(path, **(fields | {"coming": coming.pk}))
    assert seat(third).send(path, **fields).status_code in (403, 422)
    assert not SealedChange.objects.exists()


def test_a_codename_is_enough_where_a_form_asks_who(
    paper: Gazette, source: SealedSource, seat: Callable
) -> None:
    claim = paper.claim()
    seat(paper.reporter).do(
        f"/desk/claims/{claim.pk}/add-evidence/", title="An interview", direction="supports", another="Heron",
        basis="participant",
    )  # fmt: skip
    [voice] = claim.evidence.get().item.by.all()
    assert voice.sealed == source


def test_the_room_is_the_newsrooms_and_what_is_not_there_is_not_found(
    paper: Gazette, source: SealedSource, seat: Callable
) -> None:
    rita = seat(paper.reporter)
    for path in ("/desk/sealed/999/", "/desk/sealed/999/open/", f"/desk/sealed/{source.pk}/burn/"):
        rita.see(path, status=404)
    for path in ("/desk/sealed/seal/", f"/desk/sealed/{source.pk}/open/"):
        assert rita.client.get(path).status_code == 302


def test_a_name_sealed_with_a_lost_key_is_said_to_be_so_in_place(
    paper: Gazette, source: SealedSource, seat: Callable, settings: object
) -> None:
    settings.SEALED_KEY = "x" * 43 + "="  # type: ignore[attr-defined]
    page = seat(paper.editor).be_refused(f"/desk/sealed/{source.pk}/open/", reason="Our lawyer asks.")
    assert "another sealed_key than the one in secrets.toml" in page
