"""How a status moved: each step with what brought it about, and for readers without a name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from gazette import Gazette

from twosource.ledger import clock
from twosource.verification.actions import retract_item
from twosource.verification.models import Claim
from twosource.verification.reads import status_history
from twosource.verification.settling import settle
from twosource.verification.timeline import Timeline, timelines

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def told(claim: Claim, *, for_readers: bool = True, until: datetime | None = None) -> Timeline:
    return timelines([claim.pk], for_readers=for_readers, until=until)[claim.pk]


def lived(paper: Gazette) -> Claim:
    """A claim that was asserted, corroborated, confirmed, and fell."""
    with clock.at(START):
        claim = paper.claim()
    with clock.at(START + timedelta(days=1)):
        paper.support(claim, paper.witness("Diver"))
    with clock.at(START + timedelta(days=2)):
        paper.support(claim, paper.witness("Pilot"))
    with clock.at(START + timedelta(days=3)):
        paper.sign(claim, paper.ana, paper.bo)
    with clock.at(START + timedelta(days=9)):
        retract_item(item=claim.evidence.last().item, reason="A forgery.", by=paper.editor)  # type: ignore[union-attr]
    return claim


def test_each_step_is_dated_and_says_what_brought_it_about(paper: Gazette) -> None:
    claim = lived(paper)
    steps = told(claim).steps
    assert [(step.at, step.status, step.words, step.by) for step in steps] == [
        (START, "none", "The claim was opened", "a reporter"),
        (START + timedelta(days=1), "asserted", "Evidence was added", "a reporter"),
        (START + timedelta(days=2), "corroborated", "Evidence was added", "a reporter"),
        (START + timedelta(days=3), "confirmed", "A check was signed", "a checker"),
        (START + timedelta(days=9), "asserted", "Something it rested on was retracted", "an editor"),
    ]
    moves = status_history([claim.pk])[claim.pk]
    assert [(step.at, step.status) for step in steps[1:]] == [(move.at, move.status) for move in moves]


def test_readers_are_told_no_name_and_the_desk_is(paper: Gazette) -> None:
    claim = lived(paper)
    readers = told(claim)
    assert "Smith" not in repr(readers) + readers.picture
    assert [step.by for step in told(claim, for_readers=False).steps] == [
        "Rita Smith", "Rita Smith", "Rita Smith", "Bo Smith", "Eva Smith",
    ]  # fmt: skip


def test_it_is_told_up_to_a_moment(paper: Gazette) -> None:
    claim = lived(paper)
    assert len(told(claim, until=START + timedelta(days=2)).steps) == 3
    assert timelines([claim.pk], for_readers=True, until=START - timedelta(days=1)) == {}


def test_the_picture_has_a_link_to_the_row_of_each_step(paper: Gazette) -> None:
    claim = lived(paper)
    picture = told(claim).picture
    assert [f"#moved-{claim.pk}-{number}" in picture for number in range(1, 7)] == [True] * 5 + [False]
    assert 'class="confirmed"' in picture
    assert "style=" not in picture
    with override("ar"):
        assert told(claim).picture.count("<rect") == 5


def test_one_step_is_not_worth_a_picture(paper: Gazette) -> None:
    assert told(paper.claim()).picture == ""


def test_a_move_that_nobody_brought_about_says_so(paper: Gazette) -> None:
    claim = paper.claim()
    Claim.objects.filter(pk=claim.pk).update(status="asserted")
    settle([claim.pk], by=None)
    step = told(claim, for_readers=False).steps[-1]
    assert (step.status, step.words, step.by, step.cause) == (
        "none",
        "Something it rests on changed",
        "",
        None,
    )


def test_many_claims_ask_no_more_than_one(paper: Gazette) -> None:
    claims = [paper.confirmed(f"Claim {number} is so.") for number in range(3)]

    def asked(ids: list[int]) -> int:
        with CaptureQueriesContext(connection) as found:
            timelines(ids, for_readers=False)
        return len(found)

    assert asked([claims[0].pk]) == asked([claim.pk for claim in claims])
