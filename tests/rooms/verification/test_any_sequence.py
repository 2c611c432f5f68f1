"""After any sequence of deeds the status kept is the status assessed, and every past moment is told as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from gazette import METHOD, Gazette
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twosource.kernel.status import assess
from twosource.ledger import clock
from twosource.verification.actions import (
    accuse,
    add_item,
    attach_evidence,
    authenticate_item,
    declare_stake,
    edit_claim_words,
    end_control,
    link_origin,
    note_writer,
    record_check,
    record_control,
    retract_item,
    set_aside,
    withdraw_claim,
)
from twosource.verification.actions.evidence import HowKnown
from twosource.verification.facts import dossier
from twosource.verification.models import Claim, Control, Evidence, Item
from twosource.verification.refusals import Refused
from twosource.verification.settling import assessed

START = datetime(2025, 1, 1, tzinfo=UTC)


class World:
    """Two claims, four voices and five people; every deed picks among what is there by its numbers."""

    def __init__(self, paper: Gazette) -> None:
        with clock.at(START):
            self.claims = [paper.claim("One."), paper.claim("Two.")]
            self.voices = [paper.voice(name) for name in "ABC"] + [
                paper.voice("D", kind="voice", anonymous=True),
            ]
        self.people = [paper.reporter, paper.ana, paper.bo, paper.editor, paper.deputy]
        self.turn = 0

    def deed(self, name: str, *picks: int) -> None:
        self.turn += 1
        # What is refused leaves nothing behind: the next deed starts from what stood before.
        with clock.at(self.now), transaction.atomic():
            getattr(self, name)(*picks)

    @property
    def now(self) -> datetime:
        return START + timedelta(hours=self.turn)

    def claim(self, pick: int) -> Claim:
        return Claim.objects.get(pk=self.claims[pick % 2].pk)

    def item(self, pick: int) -> Item:
        items = list(Item.objects.order_by("pk"))
        if not items:
            raise Refused("no item yet")
        return items[pick % len(items)]

    def voice(self, pick: int) -> object:
        return self.voices[pick % 4]

    def person(self, pick: int) -> object:
        return self.people[pick % 5]

    def give_evidence(self, a: int, b: int, c: int) -> None:
        basis = ("witnessed", "recorded", "", "participant")[b % 4]
        via = list(Item.objects.order_by("pk"))[: c % 3] if not basis else []
        item = add_item(
            title=f"Item {a}", actors=[self.voice(a)], by=self.person(c),
            known=HowKnown(basis=basis, via=tuple(via), own_staff=a % 7 == 0),
        )  # fmt: skip
        direction = "denies" if c % 3 == 0 else "supports"
        attach_evidence(claim=self.claim(b), item=item, direction=direction, by=self.person(a))

    def attach(self, a: int, b: int, c: int) -> None:
        direction = "denies" if c % 3 == 0 else "supports"
        attach_evidence(claim=self.claim(a), item=self.item(b), direction=direction, by=self.person(c))

    def sign(self, a: int, b: int, c: int) -> None:
        verdict = ("stands", "stands", "refuted", "unverifiable")[c % 4]
        record_check(
            claim=self.claim(a), verdict=verdict, method=METHOD, note="Tried.", by=self.people[1 + b % 4]
        )

    def control(self, a: int, b: int, c: int) -> None:
        record_control(actor=self.voice(a), controller=self.voice(b), by=self.person(c))

    def part(self, a: int, b: int, c: int) -> None:
        for link in Control.objects.filter(ended_at=None)[:1]:
            end_control(link=link, by=self.person(c))

    def gain(self, a: int, b: int, c: int) -> None:
        declare_stake(
            claim=self.claim(a), actor=self.voice(b), direction=("for", "against")[c % 2], by=self.person(c)
        )

    def blame(self, a: int, b: int, c: int) -> None:
        accuse(claim=self.claim(a), actor=self.voice(b), by=self.person(c))

    def trace(self, a: int, b: int, c: int) -> None:
        link_origin(item=self.item(a), origin=self.item(b), by=self.person(c))

    def vouch(self, a: int, b: int, c: int) -> None:
        authenticate_item(item=self.item(a), method=METHOD, by=self.person(b))

    def leave_out(self, a: int, b: int, c: int) -> None:
        for row in Evidence.objects.order_by("pk")[a % 3 : a % 3 + 1]:
            set_aside(evidence=row, reason="Not this quay.", by=self.person(b))

    def retract(self, a: int, b: int, c: int) -> None:
        retract_item(item=self.item(a), reason="A forgery.", by=self.person(b))

    def reword(self, a: int, b: int, c: int) -> None:
        edit_claim_words(claim=self.claim(a), text=f"Words {b}.", by=self.person(c))

    def write(self, a: int, b: int, c: int) -> None:
        note_writer(claim=self.claim(a), by=self.person(b))

    def withdraw(self, a: int, b: int, c: int) -> None:
        withdraw_claim(claim=self.claim(a), reason="They took it back.", by=self.person(b))


OFTEN = ["give_evidence", "give_evidence", "sign", "sign"]
DEEDS = [
    *OFTEN,
    "attach",
    "control",
    "part",
    "gain",
    "blame",
    "trace",
    "vouch",
    "leave_out",
    "retract",
    "reword",
    "write",
]
numbers = st.integers(0, 40)
steps = st.lists(
    st.tuples(st.sampled_from([*DEEDS, "withdraw"]), numbers, numbers, numbers), min_size=3, max_size=9
)


@pytest.fixture
def worlds(paper: Gazette) -> Callable:
    paper.deputy  # noqa: B018 hired before the first world begins

    @contextmanager
    def world() -> Iterator[World]:
        place = transaction.savepoint()
        try:
            yield World(paper)
        finally:
            transaction.savepoint_rollback(place)

    return world


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps)
def test_the_status_kept_is_the_status_assessed_and_the_past_is_told_as_it_was(
    worlds: Callable, taken: list
) -> None:
    with worlds() as world:
        shown: list[tuple[datetime, dict[int, str]]] = []
        for name, *picks in taken:
            try:
                world.deed(name, *picks)
            except Refused:
                continue
            for claim in Claim.objects.all():
                assert claim.assessment == assessed(dossier(claim))
            shown.append((world.now, dict(Claim.objects.values_list("pk", "status"))))
        for moment, statuses in shown:
            for claim in Claim.objects.all():
                assert str(assess(dossier(claim, as_of=moment).case).status) == statuses[claim.pk]


def test_a_day_is_told_as_it_was_shown_on_that_day(paper: Gazette) -> None:
    moments: list[tuple[datetime, str]] = []

    def at(day: int, deed: Callable[[], object]) -> None:
        moment = START + timedelta(days=day)
        with clock.at(moment):
            deed()
        claim.refresh_from_db()
        moments.append((moment, claim.status))

    with clock.at(START):
        claim = paper.claim()
        diver, pilot = paper.witness("Diver"), paper.witness("Pilot")
        owner = paper.voice("Holdings")
    at(1, lambda: paper.support(claim, diver))
    at(2, lambda: paper.support(claim, pilot))
    at(3, lambda: paper.sign(claim, paper.ana, paper.bo))
    at(4, lambda: paper.deny(claim, paper.item("A letter", owner, basis="participant")))
    at(5, lambda: accuse(claim=claim, actor=owner, by=paper.reporter))
    at(6, lambda: retract_item(item=pilot, reason="A forgery.", by=paper.reporter))
    assert [status for _moment, status in moments] == [
        "asserted", "corroborated", "confirmed", "disputed", "corroborated", "denied",
    ]  # fmt: skip
    for moment, status in moments:
        assert str(assess(dossier(claim, as_of=moment).case).status) == status
    assert str(assess(dossier(claim, as_of=START - timedelta(days=1)).case).status) == "none"
