"""Everything out as JSON Lines, and in again somewhere else: the same lines come out there."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from gazette import Gazette

from twosource.discussion.exchange import BadFile, Brought, Terms, bring_in, opened, take_out
from twosource.discussion.models import (
    Appeal,
    Ban,
    Comment,
    Decision,
    Edit,
    Edition,
    Elsewhere,
    Hold,
    Report,
    Rule,
    Support,
    Thread,
)
from twosource.people.models import User
from twosource.people.reads import is_staff
from twosource.readers.models import Reader
from twosource.readers.reads import is_reader
from twosource.stories.models import StoryPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed_off")]

OWN, OTHER = "7b1c2d7e-0c1f-4a52-9a53-6a3f8f0a5d11", "1f0e8a52-93f0-4a7e-8a53-0c1f7b1c2d7e"
START = datetime(2026, 3, 1, 8, tzinfo=UTC)
SECRETS = (
    "secret-of-a-report",
    "digest-of-a-network",
    "receipt-of-a-form",
    "rosa@mail.example",
    "pbkdf2",
    "10.1.0.0",
)


def reader(username: str, name: str) -> User:
    user = User.objects.create_user(username, f"{username}@mail.example", "a long enough password")
    Reader.objects.create(user=user, name=name, key=name.casefold(), joined_at=START)
    return user


@pytest.fixture
def talk(paper: Gazette) -> StoryPage:
    """A story and a claim with everything a discussion can have."""
    story = paper.story("The ferry is late")
    rosa, tom = reader("rosa", "Rosa"), reader("tom", "Tom of the Quay")
    edition = Edition.objects.create(number=1, since=START - timedelta(days=9), intro="Be fair.")
    rule = Rule.objects.create(edition=edition, number=4, title="No insults", text="Of people.")
    thread = Thread.objects.create(
        story=story,
        title=story.title,
        path="/harbour/the-ferry-is-late/",
        opened_at=START,
        shown=2,
        last_at=START,
    )

    def say(words: str, minutes: int, by: User | None, **more: Any) -> Comment:
        at = START + timedelta(minutes=minutes)
        values = {"thread": thread, "source": words, "html": "", "posted_at": at, "author": by}
        return Comment.objects.create(**(values | more))

    top = say("Late *again*.", 0, rosa, supported=1, edited_at=START, receipt="receipt-of-a-form", answers=1)
    Edit.objects.create(comment=top, source="Late.", at=START)
    Support.objects.create(comment=top, by=tom, at=START)
    say("We asked.", 0, paper.reporter, parent=top, root=top, depth=1, sender="digest-of-a-network")
    held = say("www.buy.example", 2, tom, state="held")
    Hold.objects.create(comment=held, why="links", words="www.buy.example", detail="1 of 0")
    removed = say("You fool.", 3, tom, state="removed", turn=1)
    decision = Decision.objects.create(
        comment=removed, turn=0, verdict="removed", rule=rule, reason="An insult.", before="shown",
        by=paper.editor, at=START,
    )  # fmt: skip
    Appeal.objects.create(decision=decision, words="It was a quotation.", at=START)
    Report.objects.create(
        comment=removed, rule=rule, words="Rude", by=rosa, at=START, outcome="upheld", decision=decision,
        decided_at=START, secret="secret-of-a-report", sender="digest-of-a-network",
    )  # fmt: skip
    Report.objects.create(comment=top, rule=rule, at=START, secret="secret-of-a-report-2")
    say("", 4, rosa, state="deleted")
    say("Old words", 5, None, name="An Old Reader", came_from="wxr old.example", came_as="12")
    until = START + timedelta(days=7)
    terms = {"rule": rule, "reason": "Insults", "since": START, "until": until, "by": paper.editor}
    Ban.objects.create(reader=tom, **terms)
    Ban.objects.create(network="10.1.0.0/16", **terms)
    claim = paper.claim("The ferry was late on Monday.")
    under = Thread.objects.create(claim=claim, title=claim.text, path=f"/claims/{claim.pk}/", opened_at=START)
    say("True.", 6, tom, thread=under)
    return story


def out(own: str = OWN, **how: Any) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    take_out(lines.append, own=own, **how)
    return json.loads(json.dumps(lines))


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[list[Any]], Path]:
    """Writes lines to a file."""

    def keep(lines: list[Any]) -> Path:
        path = tmp_path / "comments.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        return path

    return keep


def emptied() -> None:
    """As a newsroom in which nobody has said anything yet; its stories and its own people are there."""
    for model in (Ban, Appeal, Report, Decision, Support, Hold, Edit):
        model.objects.all().delete()
    Comment.objects.update(parent=None, root=None)
    for model in (Comment, Thread, Rule, Edition, Reader):
        model.objects.all().delete()
    User.objects.filter(username__in=("rosa", "tom")).delete()


def brought(path: Path, paper: Gazette, **terms: Any) -> Brought:
    return bring_in(opened(path), by=paper.editor, terms=Terms(**({"own": OTHER} | terms)))


def test_into_another_newsroom_and_out_again_it_is_the_same(
    paper: Gazette, talk: StoryPage, kept: Callable[[list[Any]], Path]
) -> None:
    before = out()
    path = kept(before)
    emptied()
    done = brought(path, paper)
    assert (done.new, done.threads, done.left, done.changed) == (7, 2, {}, {})
    after = out(OTHER)
    assert after[1:] == before[1:]
    assert [line["record"] for line in after].count("comment") == 7
    thread = Thread.objects.get(story=talk)
    assert (thread.shown, thread.closed_at) == (3, None)
    assert Comment.objects.get(source="Late *again*.").answers == 1
    assert "<em>again</em>" in Comment.objects.get(source="Late *again*.").html


def test_the_same_file_again_adds_nothing_there_and_here(
    paper: Gazette, talk: StoryPage, kept: Callable[[list[Any]], Path]
) -> None:
    path = kept(out())
    accounts = User.objects.count()
    at_home = brought(path, paper, own=OWN)
    assert (at_home.new, at_home.known) == (0, 7)
    assert User.objects.count() == accounts
    emptied()
    brought(path, paper)
    before = out(OTHER)
    again = brought(path, paper)
    assert (again.new, again.known, again.beside) == (0, 7, {})
    assert out(OTHER)[1:] == before[1:]


def test_a_number_of_ours_means_nothing_once_numbers_began_anew(
    paper: Gazette, talk: StoryPage, kept: Callable[[list[Any]], Path]
) -> None:
    path = kept(out())
    top = Comment.objects.get(source="Late *again*.")
    Comment.objects.filter(pk=top.pk).update(posted_at=START + timedelta(days=1))
    assert brought(path, paper, own=OWN).new == 1


def test_nothing_of_nobody_elses_business_goes_out(talk: StoryPage) -> None:
    told = json.dumps(out())
    assert not [secret for secret in SECRETS if secret in told]
    with_addresses = json.dumps(out(with_addresses=True))
    assert [secret for secret in SECRETS if secret in with_addresses] == ["rosa@mail.example", "10.1.0.0"]


def test_people_of_elsewhere_are_met_once_and_cannot_come_in(
    paper: Gazette, talk: StoryPage, kept: Callable[[list[Any]], Path]
) -> None:
    path = kept(out())
    emptied()
    staff = set(User.objects.values_list("pk", flat=True))
    brought(path, paper)
    strangers = User.objects.exclude(pk__in=staff)
    assert sorted(Elsewhere.objects.values_list("name", flat=True)) == [
        "Eva Smith", "Rita Smith", "Rosa", "Tom of the Quay",
    ]  # fmt: skip
    assert {each.pk for each in strangers} == set(Elsewhere.objects.values_list("user", flat=True))
    assert not any(each.is_active or each.has_usable_password() or is_staff(each) for each in strangers)
    answer = Comment.objects.get(source="We asked.")
    assert (answer.author.pk in staff, answer.name) == (False, "Rita Smith")


def test_with_addresses_readers_have_their_accounts_again_and_nobody_of_ours_is_met(
    paper: Gazette, talk: StoryPage, kept: Callable[[list[Any]], Path]
) -> None:
    lines = out(with_addresses=True)
    path = kept(lines)
    emptied()
    brought(path, paper, with_addresses=True)
    rosa = Comment.objects.get(source="Late *again*.").author
    assert rosa is not None
    assert (rosa.email, rosa.is_active, rosa.has_usable_password()) == ("rosa@mail.example", True, False)
    assert rosa.reader.name == "Rosa"
    assert is_reader(rosa)
    answer = Comment.objects.get(source="We asked.").author
    assert answer is not None
    assert answer != paper.reporter  # though the file has her address
    assert not answer.is_active
    assert out(OTHER, with_addresses=True)[1:] == [
        {
            key: value
            for key, value in line.items()
            if key != "email" or ("rita" not in str(value) and "eva" not in str(value))
        }
        for line in lines[1:]
    ]


def test_only_the_editors_map_makes_them_people_of_ours(
    paper: Gazette, talk: StoryPage, kept: Callable[[list[Any]], Path]
) -> None:
    path = kept(out())
    emptied()
    brought(path, paper, authors={"rita smith": paper.reporter.pk})
    answer = Comment.objects.get(source="We asked.")
    assert (answer.author, answer.name) == (paper.reporter, "")


def test_standards_of_ours_stay_and_what_cites_others_is_told(
    paper: Gazette, talk: StoryPage, kept: Callable[[list[Any]], Path]
) -> None:
    path = kept(out())
    emptied()
    ours = Edition.objects.create(number=1, since=START, intro="Ours.")
    Rule.objects.create(edition=ours, number=4, title="Another", text="Altogether.")
    done = brought(path, paper)
    assert Edition.objects.get() == ours
    assert done.changed == {"unruled": 4}  # a decision without its rule; two reports and a ban that stay out
    assert Decision.objects.get().rule is None
    assert not Report.objects.exists()


def test_a_story_that_is_not_there_takes_its_discussion_to_the_report(
    paper: Gazette, talk: StoryPage, kept: Callable[[list[Any]], Path]
) -> None:
    lines = out()
    for line in lines:
        if line["record"] == "thread" and not line["claim"]:
            line["path"] = "/elsewhere/unknown/"
    path = kept(lines)
    emptied()
    done = brought(path, paper)
    assert (done.new, done.left) == (1, {"no_story": 6})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"state": "approved"}, r"line N: comment\.state: "),
        ({"html": "<script>"}, r"line N: comment\.html: "),
        ({"posted_at": "2026-03-01"}, r"line N: comment\.posted_at: "),
        ({"turn": -1}, r"line N: comment\.turn: "),
        ({"record": "secret"}, "line N: "),
    ],
)
def test_lines_that_are_none_are_refused_by_line_and_field(
    paper: Gazette, talk: StoryPage, kept: Callable[[list[Any]], Path], change: dict[str, Any], said: str
) -> None:
    lines = out()
    number = next(n for n, line in enumerate(lines, 1) if line["record"] == "comment")
    lines[number - 1] |= change
    said = said.replace("line N", f"line {number}")
    with pytest.raises(BadFile, match=said):
        brought(kept(lines), paper)


def test_a_file_without_its_first_line_is_refused(
    paper: Gazette, talk: StoryPage, kept: Callable[[list[Any]], Path]
) -> None:
    source = opened(kept(out()[1:]), "twosource")
    with pytest.raises(BadFile, match="line 1: the first line, and no other, names the newsroom"):
        list(source.read())
