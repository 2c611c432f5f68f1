"""After any sequence of deeds every page that is kept as good is what a render gives now, and no other was touched.

`SEQUENCES=300` looks longer (`make pages-property`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import TestCase
from django.utils import timezone
from finished import answer_of, asked, finish_all, fresh, kept
from gazette import METHOD, REASON, Gazette
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from twosource.edge import actions, keeping, spreading
from twosource.edge.models import Purge, Standing, Use
from twosource.ledger.models import Delivery
from twosource.people.actions import name_byline
from twosource.people.models import Byline
from twosource.people.refusals import NotYourRole
from twosource.replies.actions import log_outcome, strike_outcome
from twosource.replies.models import Request
from twosource.stories import shelves
from twosource.stories.actions import (
    carry_claim,
    correct_story,
    overrule_gate,
    publish_due,
    publish_story,
    unpublish_story,
)
from twosource.stories.actions.resolving import agree_to_resolution, propose_resolution
from twosource.stories.drafts import latest_draft
from twosource.stories.models import Resolution, SectionPage, StoryByline, StoryPage
from twosource.topics.actions import name_tag
from twosource.topics.models import Tag, Topic
from twosource.verification.actions import (
    accuse,
    attach_evidence,
    authenticate_item,
    declare_stake,
    describe_statement,
    edit_claim_words,
    link_origin,
    open_said_claim,
    record_check,
    record_control,
    rest_on,
    retract_item,
    retract_voice,
    withdraw_claim,
)
from twosource.verification.models import Actor, Claim, Item

number = st.integers(0, 11)
ALWAYS_THERE = ("/", "/harbour/", "/city/", "/topics/", "/corrections/", "/about/", "/sitemap.xml",
                "/news-sitemap.xml", "/feeds/atom.xml", "/feeds/rss.xml", "/feeds/feed.json",
                "/feeds/section/harbour/atom.xml", "/robots.txt", "/sitemap-pages.xml", "/sitemap-1.xml",
                "/sitemap-claims-1.xml", "/feeds/topic/the-strike/feed.json")  # fmt: skip
# Kept nowhere, and made from the same parts as pages are.
ASKED = ("/api/v1/stories/", "/api/v1/stories/?section=harbour&topic=harbour-repairs", "/api/v1/stories/?limit=2",
         "/api/v1/stories/?since=2020-01-01&topic=the-strike", "/harbour/?before=4102444800.9")  # fmt: skip


class Newsroom(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.paper = Gazette()
        assert self.paper.front.live
        self.sections = [self.paper.harbour, self.paper.city]  # found by their names, which are changed later
        self.touched: set[str] = set()
        self.files: dict[str, tuple[int, int]] = {}
        self.deed(self._first_words)

    def _first_words(self) -> None:
        paper = self.paper
        self.tags = [
            name_tag(name=name, kind=kind, by=paper.editor)
            for name, kind in (("Quays", "subject"), ("Ana Brun", "person"))
        ]
        self.bylines = [name_byline(name=name) for name in ("Rita Smith", "Bo Berg")]
        self.topics = [paper.topic(name) for name in ("Harbour repairs", "The strike")]
        self.voices = [paper.voice(name) for name in ("Port authority", "Ana Brun", "Ministry")]
        self.items = [paper.witness(voice) for voice in self.voices]
        self.claims = [
            paper.confirmed("The quay is cracked."),
            paper.asserted("The crane is old.", said={"speaker": self.voices[1]}),
            paper.corroborated("The mayor knew."),
        ]
        accuse(claim=self.claims[2], actor=self.voices[0], by=paper.reporter)
        self.stories: list[StoryPage] = []

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)
            import shutil

            shutil.rmtree(keeping.folder(), ignore_errors=True)

    def deed(self, do: Callable[[], Any]) -> Any:
        """Do it, or be refused; then let everybody hear, and make what waits."""
        before = actions.last_purge()
        with TestCase.captureOnCommitCallbacks(execute=True):
            try:
                with transaction.atomic():
                    done = do()
            except (ValidationError, NotYourRole, ValueError) as refusal:
                note(f"refused: {refusal}")
                done = None
        self.touched |= set(Purge.objects.filter(pk__gt=before).values_list("subject", flat=True))
        return done

    def one(self, things: Any, which: int) -> Any:
        rows = list(things)
        return rows[which % len(rows)] if rows else None

    # stories

    @rule(
        which=number,
        claim=number,
        mode=st.sampled_from(["fact", "attributed", "none"]),
        lead=st.booleans(),
        expires=st.booleans(),
    )
    def publish(self, which: int, claim: int, mode: str, lead: bool, expires: bool) -> None:
        if len(self.stories) >= 6:
            return
        kind = self.one(self.claims, claim)

        def do() -> StoryPage:
            story = self.paper.story(
                f"Story {len(self.stories)}", topic=self.one([*self.topics, None], which),
                section=self.one(self.sections, which), lead_rank=1 if lead else None,
                tags=[self.one(self.tags, which)] if which % 3 else [],
                expire_at=timezone.now() + timedelta(days=3) if expires else None,
                carries=[] if mode == "none" else [(kind, mode)],
            )  # fmt: skip
            StoryByline.objects.create(story=story, byline=self.one(self.bylines, which))
            return publish_story(story=story, by=self.paper.editor)

        if story := self.deed(do):
            self.stories.append(story)

    @rule(which=number, claim=number)
    def change(self, which: int, claim: int) -> None:
        """A new version of a story, filed otherwise."""
        story = self.one(self.stories, which)
        if story is None:
            return

        def do() -> None:
            draft = latest_draft(StoryPage.objects.get(pk=story.pk))
            draft.title = f"{draft.title[:20]} again"
            draft.topic = self.one([*self.topics, None], claim)
            draft.tags.set([self.one(self.tags, claim)])
            draft.lead_rank = claim % 3 or None
            draft.save_revision(user=self.paper.reporter)
            publish_story(story=StoryPage.objects.get(pk=story.pk), by=self.paper.editor)

        self.deed(do)

    @rule(which=number, claim=number)
    def carry_one_more(self, which: int, claim: int) -> None:
        story, one = self.one(self.stories, which), self.one(self.claims, claim)
        if story is not None:
            self.deed(
                lambda: carry_claim(
                    story=StoryPage.objects.get(pk=story.pk),
                    claim=one,
                    mode="attributed",
                    by=self.paper.reporter,
                )
            )

    @rule(which=number, claim=number)
    def draft_beside(self, which: int, claim: int) -> None:
        """A draft that nobody sees carries a claim too."""
        self.deed(lambda: self.paper.story("Draft", carries=[(self.one(self.claims, claim), "attributed")]))

    @rule(which=number, kind=st.sampled_from(["correction", "clarification", "retraction"]))
    def correct(self, which: int, kind: str) -> None:
        story = self.one(self.stories, which)
        if story is not None:
            self.deed(
                lambda: correct_story(
                    story=StoryPage.objects.get(pk=story.pk),
                    kind=kind,
                    text="It was the north quay.",
                    by=self.paper.editor,
                )
            )

    @rule(which=number)
    def unpublish(self, which: int) -> None:
        story = self.one(self.stories, which)
        if story is not None:
            self.deed(lambda: unpublish_story(story=StoryPage.objects.get(pk=story.pk), by=self.paper.editor))

    @rule(which=number)
    def publish_again(self, which: int) -> None:
        story = self.one(self.stories, which)
        if story is not None:
            self.deed(lambda: publish_story(story=StoryPage.objects.get(pk=story.pk), by=self.paper.editor))

    @rule(which=number)
    def come_to_an_end(self, which: int) -> None:
        """Its hour to go has passed; the schedule takes it off."""
        story = self.one(self.stories, which)
        if story is not None and StoryPage.objects.filter(pk=story.pk, live=True).exists():
            StoryPage.objects.filter(pk=story.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
            shelves.settle(StoryPage.objects.get(pk=story.pk))  # as when it was published with that end
            self.deed(publish_due)

    @rule(which=number)
    def schedule(self, which: int) -> None:
        """It waits for its hour; then the hour comes, or not."""
        later = timedelta(seconds=0.05) if which % 2 else timedelta(hours=1)

        def do() -> StoryPage:
            story = self.paper.story(f"Later {which}", topic=self.one(self.topics, which))
            return publish_story(story=story, by=self.paper.editor, at=timezone.now() + later)

        if self.deed(do) and which % 2:
            time.sleep(0.06)
            self.deed(publish_due)

    @rule(which=number, claim=number)
    def overrule(self, which: int, claim: int) -> None:
        story, one = self.one(self.stories, which), self.one(self.claims, claim)
        if story is not None:
            self.deed(
                lambda: overrule_gate(
                    story=StoryPage.objects.get(pk=story.pk),
                    claim=one,
                    rule="G1",
                    reason=REASON,
                    by=self.paper.editor,
                )
            )

    @rule(which=number)
    def settle_what_is_owed(self, which: int) -> None:
        story = self.one(self.stories, which)
        if story is None:
            return
        proposed = self.deed(
            lambda: propose_resolution(
                story=StoryPage.objects.get(pk=story.pk), kind="no_change", text=REASON, by=self.paper.editor
            )
        )
        if isinstance(proposed, Resolution):
            self.deed(lambda: agree_to_resolution(resolution=proposed, by=self.paper.deputy))

    # what stands around stories

    @rule(
        which=number,
        what=st.sampled_from(["topic", "tag", "byline", "section", "voice", "user"]),
        slug=st.booleans(),
    )
    def rename(self, which: int, what: str, slug: bool) -> None:
        people = [self.paper.ana, self.paper.reporter, self.paper.editor]

        def do() -> None:
            rows = {
                "topic": Topic.objects,
                "tag": Tag.objects,
                "byline": Byline.objects,
                "section": SectionPage.objects,
                "voice": Actor.objects.filter(sealed=None),
            }
            thing = self.one(rows[what].order_by("pk"), which) if what != "user" else self.one(people, which)
            if what == "section":
                thing = SectionPage.objects.get(pk=thing.pk)
                thing.title += "x"
                if slug:
                    thing.slug += "x"
            elif what == "user":
                thing.first_name += "x"
                if slug and thing == self.paper.ana:
                    thing.groups.clear()
            else:
                thing.name += "x"
                if slug and what != "voice":
                    thing.slug += "x"
            thing.save()

        self.deed(do)

    @rule(which=number)
    def forget_a_tag(self, which: int) -> None:
        if which == 7:
            self.deed(
                lambda: Tag.objects.order_by("pk").first() and Tag.objects.order_by("pk").first().delete()
            )

    # claims

    @rule(claim=number, item=number, against=st.booleans())
    def find_evidence(self, claim: int, item: int, against: bool) -> None:
        self.deed(
            lambda: attach_evidence(
                claim=self.one(self.claims, claim),
                item=self.one(self.items, item),
                direction="denies" if against else "supports",
                by=self.paper.reporter,
            )
        )

    @rule(which=number)
    def evidence_falls(self, which: int) -> None:
        item = self.one(Item.objects.filter(retracted_at=None).order_by("pk"), which)
        if item is not None:
            self.deed(lambda: retract_item(item=item, reason=REASON, by=self.paper.reporter))

    @rule(which=number)
    def link_items(self, which: int) -> None:
        one, two = (
            self.one(Item.objects.order_by("pk"), which),
            self.one(Item.objects.order_by("-pk"), which + 1),
        )
        self.deed(lambda: link_origin(item=one, origin=two, by=self.paper.reporter))

    @rule(which=number)
    def authenticate(self, which: int) -> None:
        self.deed(
            lambda: authenticate_item(
                item=self.one(Item.objects.order_by("pk"), which), method=METHOD, by=self.paper.ana
            )
        )

    @rule(which=number)
    def whose_voice(self, which: int) -> None:
        one, two = (
            self.one(Actor.objects.order_by("pk"), which),
            self.one(Actor.objects.order_by("-pk"), which),
        )
        self.deed(lambda: record_control(actor=one, controller=two, by=self.paper.reporter))

    @rule(which=number)
    def voice_falls(self, which: int) -> None:
        self.deed(
            lambda: retract_voice(actor=self.one(self.voices, which), reason=REASON, by=self.paper.editor)
        )

    @rule(claim=number, verdict=st.sampled_from(["stands", "refuted"]), second=st.booleans())
    def check(self, claim: int, verdict: str, second: bool) -> None:
        one = self.one(self.claims, claim)
        self.deed(
            lambda: record_check(
                claim=one,
                verdict=verdict,
                method=METHOD,
                note="Tried twice.",
                by=self.paper.bo if second else self.paper.ana,
            )
        )

    @rule(claim=number)
    def word_otherwise(self, claim: int) -> None:
        one = self.one(self.claims, claim)
        self.deed(
            lambda: edit_claim_words(
                claim=Claim.objects.get(pk=one.pk),
                text=f"{Claim.objects.get(pk=one.pk).text[:100]} So they say.",
                by=self.paper.reporter,
            )
        )

    @rule(claim=number)
    def take_back(self, claim: int) -> None:
        if claim % 4 == 0:
            self.deed(
                lambda: withdraw_claim(
                    claim=self.one(self.claims, claim), reason=REASON, by=self.paper.editor
                )
            )

    @rule(claim=number, other=number)
    def build_on(self, claim: int, other: int) -> None:
        self.deed(
            lambda: rest_on(
                claim=self.one(self.claims, claim),
                premise=self.one(self.claims, other),
                by=self.paper.reporter,
            )
        )

    @rule(claim=number)
    def that_it_was_said(self, claim: int) -> None:
        self.deed(lambda: open_said_claim(claim=self.one(self.claims, claim), by=self.paper.reporter))

    @rule(claim=number, voice=number)
    def stake(self, claim: int, voice: int) -> None:
        self.deed(
            lambda: declare_stake(
                claim=self.one(self.claims, claim),
                actor=self.one(self.voices, voice),
                direction="for",
                by=self.paper.reporter,
            )
        )

    @rule(claim=number, voice=number)
    def describe(self, claim: int, voice: int) -> None:
        self.deed(
            lambda: describe_statement(
                claim=Claim.objects.get(pk=self.one(self.claims, claim).pk),
                said={"speaker": self.one(self.voices, voice)},
                by=self.paper.reporter,
            )
        )

    @rule(claim=number, voice=number)
    def accuse_one(self, claim: int, voice: int) -> None:
        self.deed(
            lambda: accuse(
                claim=self.one(self.claims, claim), actor=self.one(self.voices, voice), by=self.paper.reporter
            )
        )

    # requests

    @rule(claim=number, voice=number, past=st.booleans())
    def ask(self, claim: int, voice: int, past: bool) -> None:
        self.deed(
            lambda: self.paper.ask(
                self.one(self.claims, claim), self.one(self.voices, voice), hours=-1 if past else 5
            )
        )

    @rule(which=number, outcome=st.sampled_from(["answered", "declined", "no_reply"]))
    def hear(self, which: int, outcome: str) -> None:
        row = self.one(Request.objects.order_by("pk"), which)
        if row is not None:
            self.deed(
                lambda: log_outcome(
                    request=row,
                    outcome=outcome,
                    answer="We did not know." if outcome == "answered" else "",
                    by=self.paper.reporter,
                )
            )

    @rule(which=number)
    def was_a_mistake(self, which: int) -> None:
        row = self.one(Request.objects.exclude(outcome="").order_by("pk"), which)
        if row is not None:
            self.deed(lambda: strike_outcome(request=row, reason=REASON, by=self.paper.editor))

    # what must hold

    @invariant()
    def pages_not_touched_keep_their_file(self) -> None:
        for path, (inode, changed) in self.files.items():
            used = self.used[path]
            if not used & self.touched:
                stat = keeping.store().file_of(path).stat()
                assert (stat.st_ino, stat.st_mtime_ns) == (inode, changed), (
                    f"{path} was touched by {self.touched}"
                )

    @invariant()
    def kept_pages_are_what_a_render_gives(self) -> None:
        assert not Delivery.objects.filter(done_at=None).exclude(last_error="").exists()
        while actions.spread():  # until then a page may show how many stories a list had
            pass
        good = {path for path in keeping.store().paths() if self._is_right(path)}
        actions.expect(paths=ALWAYS_THERE)
        finish_all()
        assert not Standing.objects.exclude(state="fresh").exists()
        for path in {*ALWAYS_THERE, *Standing.objects.values_list("path", flat=True)} - good:
            assert self._is_right(path) or fresh(path).status in (404, 410), path
        self.remember()

    @invariant()
    def answers_are_the_same_from_parts_as_without(self) -> None:
        for path in ASKED:
            assert asked(path) == asked(path, anew=True), path

    def _is_right(self, path: str) -> bool:
        """Whether a good page is kept of this address; that it is the page a render gives now, is asserted."""
        page = kept(path)
        if page is not None:
            assert answer_of(page) == fresh(path), path
        return page is not None

    def remember(self) -> None:
        self.touched.clear()
        self.files, self.used = {}, {}
        uses: dict[str, set[str]] = {}
        for path, subject in Use.objects.values_list("page__path", "subject"):
            uses.setdefault(path, set()).add(subject)
        for path in keeping.store().paths():
            stat = keeping.store().file_of(path).stat()
            self.files[path], self.used[path] = (stat.st_ino, stat.st_mtime_ns), uses.get(path, set())


@pytest.mark.django_db
@pytest.mark.parametrize("at_once", [spreading.AT_ONCE, 1])
def test_any_sequence(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With lists whose pages wait at once, and with lists that have too many for that."""
    monkeypatch.setattr(spreading, "AT_ONCE", at_once)
    monkeypatch.setattr(spreading, "A_STEP", at_once + 1)
    run_state_machine_as_test(
        Newsroom,
        settings=settings(
            max_examples=int(os.environ.get("SEQUENCES", "3")),
            stateful_step_count=12,
            deadline=None,
            phases=(Phase.reuse, Phase.generate),  # a shorter failing run is not worth minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
