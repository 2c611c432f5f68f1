"""After any sequence of deeds of checking, asking and publishing: *stale ⇔ open obligation*, and the past is told as
it was shown.

What is stale is computed here from nothing but what each page showed when it was published or last agreed to, and
from the rules as `docs/rules` has them; nothing of the code under test is asked. `SEQUENCES=200` looks longer.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import TestCase
from gazette import METHOD, REASON, Gazette
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from twosource.kernel.status import assess
from twosource.ledger import clock
from twosource.people.refusals import NotYourRole
from twosource.replies.actions import log_outcome, request_comment, strike_outcome, waive_request
from twosource.replies.models import Request, Waiver
from twosource.stories.actions import (
    carry_claim,
    change_mode,
    correct_story,
    overrule_gate,
    publish_story,
    stop_carrying,
    unpublish_story,
)
from twosource.stories.actions.resolving import agree_to_resolution, propose_resolution, refuse_resolution
from twosource.stories.as_it_stood import story_then
from twosource.stories.models import Obligation, Resolution, Shown, StoryPage
from twosource.stories.story_view import story_view
from twosource.verification.actions import (
    accuse,
    add_item,
    attach_evidence,
    authenticate_item,
    declare_stake,
    edit_claim_words,
    end_control,
    link_origin,
    no_longer_rest_on,
    open_said_claim,
    record_check,
    record_control,
    rest_on,
    retract_item,
    retract_voice,
    set_aside,
    withdraw_claim,
)
from twosource.verification.actions.evidence import HowKnown
from twosource.verification.facts import dossier
from twosource.verification.models import Actor, Claim, Control, Evidence, Item, Premise
from twosource.verification.reads import status_history
from twosource.verification.settling import assessed

START = datetime(2025, 1, 1, tzinfo=UTC)
FIRM = [
    "confirmed",
    "corroborated",
    "asserted",
    "unverifiable",
    "none",
    "disputed",
    "denied",
    "refuted",
    "withdrawn",
]
NOTE = "What we wrote is not certain any more."
number = st.integers(0, 11)


def rules_that_object(claim: Claim, mode: str) -> set[str]:
    """The gate as `docs/rules/gate.md` has it, one rule a line."""
    found = set()
    said = [one.status == "confirmed" for one in Claim.objects.filter(about=claim)]
    supports = claim.assessment["supports"]
    if mode == "fact" and claim.status != "confirmed":
        found.add("G1")
    if mode == "attributed" and not (claim.status == "confirmed" if claim.about_id else any(said)):
        found.add("G2")
    if (claim.status in ("refuted", "withdrawn")) != (mode == "refutation"):
        found.add("G3")
    found |= {f"G4 {actor.pk}" for actor in claim.accused.all() if not heard_of(claim, actor)}
    if mode == "fact" and supports["grade"] == "i":
        found.add("G7")
    return found


def heard_of(claim: Claim, actor: Actor) -> bool:
    now = datetime.now(UTC)
    waived = Waiver.objects.filter(claim=claim, accused=actor).values("human").distinct().count() > 1
    requests = Request.objects.filter(claim=claim, asked=actor).exclude(outcome="withdrawn")
    answered = ("answered", "declined", "unreachable")
    return waived or any(row.outcome in answered or row.deadline < now for row in requests)


def words_of(claim: Claim) -> dict[int, str]:
    rows = Request.objects.filter(claim=claim).exclude(outcome__in=("", "no_reply"))
    return dict(rows.values_list("pk", "outcome"))


def ground_of(claim: Claim) -> dict[int, str]:
    """Every claim below, by the definition: what one link reaches, and what those reach."""
    found: set[int] = set()
    edge = {claim.pk}
    while edge:
        links = Premise.objects.filter(ended_at=None, claim__in=edge).values_list("premise_id", flat=True)
        edge = set(links) - found
        found |= edge
    return dict(Claim.objects.filter(pk__in=found).values_list("pk", "status"))


class Told:
    """What readers of one story were told of one claim, remembered by the test itself."""

    def __init__(self, claim: Claim, modes: set[str]) -> None:
        self.modes = modes
        self.status = claim.status
        self.rules = set().union(*(rules_that_object(claim, mode) for mode in modes))
        self.words = words_of(claim)
        self.ground = ground_of(claim)

    def stale(self, claim: Claim, linked: dict[tuple[int, int], str]) -> bool:
        now = Told(claim, self.modes)
        if now.status != self.status or now.rules - self.rules or now.words != self.words:
            return True
        for pk, status in now.ground.items():
            # A premise put on record later counts as it stood at the firmest link to it, and at least as unopposed.
            since = [
                firm
                for (upper, lower), firm in linked.items()
                if lower == pk and upper in {claim.pk, *now.ground}
            ]
            before = self.ground.get(pk) or min([*since, "none"], key=FIRM.index)
            if FIRM.index(status) > FIRM.index(before):
                return True
        return False


class Newsroom(RuleBasedStateMachine):
    paper: Gazette

    @initialize()
    def begin(self) -> None:
        self.turn = 0
        self.place = transaction.savepoint()
        self.told: dict[int, dict[int, Told]] = {}
        self.linked: dict[tuple[int, int], str] = {}
        self.pages: list[tuple[datetime, dict[int, tuple]]] = []
        self.people = [
            self.paper.reporter,
            self.paper.ana,
            self.paper.bo,
            self.paper.editor,
            self.paper.deputy,
        ]
        with clock.at(START):
            self.voices = [self.paper.voice(name) for name in "ABC"]
            said = {"speaker": self.voices[0]}
            self.claims = [
                self.paper.confirmed("One.", said=said),
                self.paper.corroborated("Two."),
                self.paper.claim("Three."),
            ]
            self.stories = [
                self.paper.story("First", carries=[(self.claims[0], "fact"), (self.claims[1], "background")]),
                self.paper.story("Second", carries=[(self.claims[1], "background")]),
            ]
        for story in self.stories:
            self.do(lambda story=story: publish_story(story=story, by=self.paper.editor))
            self.remember(story)

    def teardown(self) -> None:
        if hasattr(self, "place"):
            transaction.savepoint_rollback(self.place)

    def do(self, deed: Callable[[], object]) -> object:
        """A deed at its own hour, heard by everybody; what is refused leaves nothing behind."""
        self.turn += 1
        try:
            with clock.at(self.now), TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
                return deed()
        except (ValidationError, NotYourRole):
            return None

    @property
    def now(self) -> datetime:
        return START + timedelta(hours=self.turn)

    def claim(self, pick: int) -> Claim:
        found = list(Claim.objects.order_by("pk"))
        return found[pick % len(found)]

    def story(self, pick: int) -> StoryPage:
        return StoryPage.objects.get(pk=self.stories[pick % 2].pk)

    def one_of(self, rows: object, pick: int) -> object:
        found = list(rows.order_by("pk"))
        return found[pick % len(found)] if found else None

    def remember(self, story: StoryPage, only: set[int] | None = None) -> None:
        """What the page of this story shows now is what its readers are told from now on."""
        page = StoryPage.objects.get(pk=story.pk)
        if not page.live or page.retracted_at:
            self.told[story.pk] = {}
            return
        modes: dict[int, set[str]] = {}
        for row in page.carried.all():
            modes.setdefault(row.claim_id, set()).add(row.mode)
        anew = {
            pk: Told(Claim.objects.get(pk=pk), ways)
            for pk, ways in modes.items()
            if only is None or pk in only
        }
        self.told[story.pk] = anew if only is None else {**self.told[story.pk], **anew}

    # checking

    @rule(a=number, b=number, c=number)
    def give_evidence(self, a: int, b: int, c: int) -> None:
        def deed() -> None:
            item = add_item(
                title=f"Item {a}", actors=[self.voices[a % 3]], by=self.people[c % 5],
                known=HowKnown(basis=("witnessed", "recorded", "", "witnessed")[b % 4], own_staff=b % 8 == 0),
            )  # fmt: skip
            direction = "denies" if c % 4 == 0 else "supports"
            attach_evidence(claim=self.claim(b), item=item, direction=direction, by=self.people[a % 5])

        self.do(deed)

    @rule(a=number, b=number, verdict=st.sampled_from(["stands", "stands", "refuted", "unverifiable"]))
    def sign(self, a: int, b: int, verdict: str) -> None:
        by = self.people[1 + b % 4]
        self.do(
            lambda: record_check(claim=self.claim(a), verdict=verdict, method=METHOD, note="Tried.", by=by)
        )

    @rule(a=number)
    def confirm(self, a: int) -> None:
        def deed() -> None:
            claim = self.claim(a)
            self.paper.support(
                claim, self.paper.witness(f"W{self.turn}"), self.paper.witness(f"V{self.turn}")
            )
            self.paper.sign(claim, self.paper.ana, self.paper.bo)

        self.do(deed)

    @rule(a=number)
    def retract(self, a: int) -> None:
        if item := self.one_of(Item.objects.filter(retracted_at=None), a):
            self.do(lambda: retract_item(item=item, reason="A forgery.", by=self.paper.reporter))

    @rule(a=number)
    def retract_all_by_one(self, a: int) -> None:
        actor = self.one_of(Actor.objects.all(), a)
        self.do(lambda: retract_voice(actor=actor, reason="Never there.", by=self.paper.reporter))

    @rule(a=number, b=number)
    def control(self, a: int, b: int) -> None:
        one, other = self.one_of(Actor.objects.all(), a), self.one_of(Actor.objects.all(), b)
        self.do(lambda: record_control(actor=one, controller=other, by=self.paper.reporter))

    @rule(a=number)
    def part(self, a: int) -> None:
        if link := self.one_of(Control.objects.filter(ended_at=None), a):
            self.do(lambda: end_control(link=link, by=self.paper.reporter))

    @rule(a=number, b=number)
    def trace(self, a: int, b: int) -> None:
        one, other = self.one_of(Item.objects.all(), a), self.one_of(Item.objects.all(), b)
        self.do(lambda: link_origin(item=one, origin=other, by=self.paper.reporter))

    @rule(a=number, b=number)
    def vouch(self, a: int, b: int) -> None:
        item = self.one_of(Item.objects.all(), a)
        self.do(lambda: authenticate_item(item=item, method=METHOD, by=self.people[b % 5]))

    @rule(a=number, b=number)
    def leave_out(self, a: int, b: int) -> None:
        row = self.one_of(Evidence.objects.all(), a)
        self.do(lambda: set_aside(evidence=row, reason="Not this quay.", by=self.people[b % 5]))

    @rule(a=number, b=number, direction=st.sampled_from(["for", "against"]))
    def gain(self, a: int, b: int, direction: str) -> None:
        actor = self.one_of(Actor.objects.all(), b)
        self.do(
            lambda: declare_stake(claim=self.claim(a), actor=actor, direction=direction, by=self.paper.ana)
        )

    @rule(a=number, b=number)
    def blame(self, a: int, b: int) -> None:
        self.do(lambda: accuse(claim=self.claim(a), actor=self.voices[b % 3], by=self.paper.reporter))

    @rule(a=number)
    def reword(self, a: int) -> None:
        self.do(
            lambda: edit_claim_words(claim=self.claim(a), text=f"Words {self.turn}.", by=self.paper.reporter)
        )

    @rule(a=number)
    def withdraw(self, a: int) -> None:
        if a % 4 == 0:
            self.do(
                lambda: withdraw_claim(claim=self.claim(a), reason="They took it back.", by=self.paper.ana)
            )

    @rule()
    def note_that_it_was_said(self) -> None:
        self.do(lambda: open_said_claim(claim=self.claims[0], by=self.paper.reporter))

    @rule(a=number, b=number)
    def rest(self, a: int, b: int) -> None:
        claim, premise = self.claim(a), self.claim(b)
        if self.do(lambda: rest_on(claim=claim, premise=premise, by=self.paper.reporter)):
            self.linked[claim.pk, premise.pk] = premise.status

    @rule(a=number)
    def rest_no_longer(self, a: int) -> None:
        if link := self.one_of(Premise.objects.filter(ended_at=None), a):
            self.do(lambda: no_longer_rest_on(link=link, by=self.paper.reporter))
            self.linked.pop((link.claim_id, link.premise_id))

    # asking

    @rule(a=number, b=number, waits=st.booleans())
    def ask(self, a: int, b: int, waits: bool) -> None:
        sent = self.now - timedelta(minutes=30)
        times = sent, datetime.now(UTC) + timedelta(days=1) if waits else sent + timedelta(minutes=1)
        self.do(
            lambda: request_comment(
                claim=self.claim(a),
                asked=self.voices[b % 3],
                question="Is it so?",
                channels=["email", "phone"],
                times=times,
                by=self.paper.reporter,
            )
        )

    @rule(a=number, outcome=st.sampled_from(["answered", "declined", "no_reply", "unreachable", "withdrawn"]))
    def hear(self, a: int, outcome: str) -> None:
        if row := self.one_of(Request.objects.all(), a):
            answer = "We deny it." if outcome == "answered" else ""
            self.do(lambda: log_outcome(request=row, outcome=outcome, answer=answer, by=self.paper.reporter))

    @rule(a=number)
    def mishear(self, a: int) -> None:
        if row := self.one_of(Request.objects.exclude(outcome=""), a):
            self.do(lambda: strike_outcome(request=row, reason="Another firm.", by=self.paper.reporter))

    @rule(a=number, b=number, c=st.booleans())
    def waive(self, a: int, b: int, c: bool) -> None:
        by = self.paper.editor if c else self.paper.deputy
        self.do(
            lambda: waive_request(claim=self.claim(a), accused=self.voices[b % 3], reason="Danger.", by=by)
        )

    # publishing

    @rule(
        a=number,
        b=number,
        mode=st.sampled_from(["fact", "background", "background", "refutation", "attributed"]),
    )
    def carry(self, a: int, b: int, mode: str) -> None:
        story, claim = self.story(a), self.claim(b)
        if self.do(lambda: change_mode(story=story, claim=claim, mode=mode, by=self.paper.reporter)) is None:
            self.do(lambda: carry_claim(story=story, claim=claim, mode=mode, by=self.paper.reporter))

    @rule(a=number, b=number)
    def drop(self, a: int, b: int) -> None:
        self.do(lambda: stop_carrying(story=self.story(a), claim=self.claim(b), by=self.paper.reporter))

    @rule(a=number)
    def publish(self, a: int) -> None:
        story = self.story(a)
        owed = Obligation.objects.filter(story=story, closed_at=None).exists()
        if self.do(lambda: publish_story(story=story, by=self.paper.editor)):
            assert not owed, "a version went out in silence"
            self.remember(story)

    @rule(
        a=number, b=number, kind=st.sampled_from(["correction", "clarification", "correction", "retraction"])
    )
    def correct(self, a: int, b: int, kind: str) -> None:
        story = self.story(a)
        if kind == "retraction" and b % 3:
            return
        if self.do(lambda: correct_story(story=story, kind=kind, text=NOTE, by=self.paper.editor)):
            self.remember(story)

    @rule(a=number, b=number)
    def unpublish(self, a: int, b: int) -> None:
        story = self.story(a)
        if story.live and b % 3 == 0:
            self.do(lambda: unpublish_story(story=story, by=self.paper.editor))
            self.remember(story)

    @rule(a=number, b=number, which=st.sampled_from(["G1", "G2", "G3", "G4", "G7"]))
    def overrule(self, a: int, b: int, which: str) -> None:
        deed = {"story": self.story(a), "claim": self.claim(b), "rule": which, "reason": REASON}
        self.do(lambda: overrule_gate(**deed, by=self.paper.editor))

    @rule(a=number, b=number, kind=st.sampled_from(["correction", "no_change", "no_change"]))
    def propose(self, a: int, b: int, kind: str) -> None:
        story = self.story(a)
        owed = list(Obligation.objects.filter(story=story, closed_at=None).order_by("pk"))
        only = [owed[b % len(owed)].pk] if owed and b % 2 else None
        by = self.people[b % 5]
        self.do(lambda: propose_resolution(story=story, kind=kind, text=NOTE, by=by, only=only))

    @rule(a=number, b=number)
    def agree(self, a: int, b: int) -> None:
        proposed = self.one_of(Resolution.objects.filter(state="proposed"), a)
        if proposed is None:
            return
        about = set(proposed.obligations.filter(closed_at=None).values_list("claim_id", flat=True))
        by = self.people[b % 5]
        done = self.do(lambda: agree_to_resolution(resolution=proposed, reason=REASON, by=by))
        if done:
            assert by != proposed.proposed_by
            self.remember(proposed.story, about if proposed.kind == "no_change" else None)

    @rule(a=number)
    def turn_down(self, a: int) -> None:
        if proposed := self.one_of(Resolution.objects.filter(state="proposed"), a):
            self.do(lambda: refuse_resolution(resolution=proposed, reason="Not so.", by=self.paper.ana))

    # what always holds

    @invariant()
    def stale_means_owed(self) -> None:
        stale = {
            (story, pk)
            for story, claims in self.told.items()
            for pk, told in claims.items()
            if told.stale(Claim.objects.get(pk=pk), self.linked)
        }
        owed = set(Obligation.objects.filter(closed_at=None).values_list("story_id", "claim_id"))
        assert owed == stale

    @invariant()
    def what_is_kept_is_what_is_so(self) -> None:
        if not hasattr(self, "stories"):
            return
        for claim in Claim.objects.all():
            assert claim.assessment == assessed(dossier(claim))
        shown = set(Shown.objects.filter(ended_at=None).values_list("story_id", "claim_id"))
        assert shown == {(story, pk) for story, claims in self.told.items() for pk in claims}
        assert not Obligation.objects.filter(closed_at=None, resolution__state="lapsed").exists()
        pages = {story.pk: panel(story_view(story)) for story in StoryPage.objects.filter(live=True)}
        self.pages.append((self.now, pages))

    @rule()
    def look_back(self) -> None:
        """Every page of every past hour is told as it was shown in that hour, and every status as the ledger has it."""
        for moment, pages in self.pages[::3]:
            for story in StoryPage.objects.filter(pk__in=pages):
                with clock.at(self.now):
                    view = story_then(story, moment)
                assert panel(view) == pages[story.pk]
            told = status_history(Claim.objects.filter(opened_at__lte=moment).values_list("pk", flat=True))
            for pk, moves in told.items():
                before = [move.status for move in moves if move.at <= moment]
                then = assess(dossier(Claim.objects.get(pk=pk), as_of=moment).case).status
                assert str(then) == (before[-1] if before else "none")


def panel(view: object) -> tuple:
    """What readers are told of claims and requests, without the lines that say what changed since."""
    known = [
        (one.note.anchor, one.text, one.note.status, one.note.why, one.mode_label, one.signed)
        for one in view.known
    ]
    asked = [(one.whom, one.outcome) for one in view.asked]
    return view.headline, known, asked, view.overridden, [note.text for note in view.corrections]


@pytest.mark.slow
def test_stale_means_owed_and_the_past_is_told_as_it_was(paper: Gazette) -> None:
    assert paper.harbour
    assert paper.deputy
    machine = type("Newsroom", (Newsroom,), {"paper": paper})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=int(os.environ.get("SEQUENCES", "6")), stateful_step_count=22, deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )  # fmt: skip
