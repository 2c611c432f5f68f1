"""The claims of the example newsroom: opened, given evidence, authenticated, checked."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils.timezone import make_aware

from twosource.demo import script_values as told
from twosource.demo.script import CONTENT
from twosource.ledger.clock import at
from twosource.people.models import User
from twosource.verification.actions import (
    add_item,
    attach_evidence,
    authenticate_item,
    edit_claim_words,
    keep_copy,
    link_origin,
    note_words,
    open_claim,
    record_check,
    set_aside,
    withdraw_claim,
)
from twosource.verification.actions.evidence import HowKnown
from twosource.verification.gathering import gather_file
from twosource.verification.models import Actor, Claim, Item
from twosource.wire.reading import read_copy


class ClaimSeeder:
    """Opens claims in the order of their stories and knows their rows by key."""

    def __init__(self, script: told.Script, people: dict[str, User], voices: dict[str, Actor]) -> None:
        self.script, self.people, self.voices = script, people, voices
        self.rows: dict[str, Claim] = {}
        self.items: dict[str, Item] = {}
        self._said_by = {claim.said_it: claim for claim in script.claims.values() if claim.said_it}

    def open_all(self, story: told.Story) -> None:
        """Every claim of a story: those that were said before the claims that they were said."""
        for claim in sorted(story.claims, key=lambda one: one.key in self._said_by):
            self._open(claim, self._writer(story), story.published_at)

    def _writer(self, story: told.Story) -> User:
        return self.people[story.bylines[0]]

    def _open(self, claim: told.Claim, by: User, published: datetime) -> None:
        moments = [item.at for item in claim.items if item.at] + [check.at for check in claim.checks]
        opened = min([*moments, published, self.script.now]) - timedelta(minutes=30)
        said = self._said_by.get(claim.key, claim)
        if said.said:  # what it rests on may be older than the words
            opened = max(opened, make_aware(datetime.combine(said.said, time.min)))
        with at(opened):
            self.rows[claim.key] = open_claim(
                text=claim.reworded[0].was if claim.reworded else claim.text,
                said=self._attribution(said),
                about=self.rows[said.key] if said is not claim else None,
                accused=[self.voices[key] for key in claim.accused],
                stakes={self.voices[key]: stake for key, stake in claim.stakes.items()},
                by=by,
            )
        new = self._behind(claim)
        for key in new:
            self._item(self.script.items[key], opened)
        for key in new:
            self._origins(self.script.items[key], opened)
        self._evidence(claim, opened)
        self._people(claim)

    def _attribution(self, claim: told.Claim) -> dict[str, Any]:
        if not claim.speaker:
            return {}
        return {
            "speaker": self.voices[claim.speaker],
            "addressee": claim.addressee,
            "channel": claim.channel,
            "said_on": claim.said,
            "place": claim.place,
            "kind": claim.kind or "",
            "cue": claim.cue,
            "verbatim": claim.verbatim,
        }

    def reword_all(self, story: told.Story) -> None:
        """Change the words of the story's claims as they were changed after it went out."""
        for claim in (one for one in story.claims if one.reworded):
            later = [row.was for row in claim.reworded[1:]]
            for row, text in zip(claim.reworded, [*later, claim.text], strict=True):
                if row.at <= self.script.now:
                    with at(row.at):
                        edit_claim_words(claim=self.rows[claim.key], text=text, by=self.people[row.by])

    def _behind(self, claim: told.Claim) -> list[str]:
        """The claim's items and all they came from, as far as they are new."""
        found: list[str] = []
        waiting = [*claim.supports, *claim.denies, *(item.key for item in claim.items)]
        while waiting:
            key = waiting.pop()
            if key not in found and key not in self.items:
                found.append(key)
                waiting.extend(self.script.items[key].via)
        return found

    def _item(self, item: told.Item, opened: datetime) -> None:
        with at(item.at or opened):
            row = add_item(
                title=item.title,
                actors=[self.voices[key] for key in item.by],
                known=HowKnown(
                    basis=item.basis or "",
                    needs_all=item.needs_all,
                    carrier=item.carrier,
                    own_staff=bool(item.staff_witness),
                ),
                note=item.note,
                url=item.url,
                by=self.people[item.collected_by],
            )
            self.items[item.key] = row
            if item.copy:
                self._copy(item, row)
            for person in item.authenticated_by:
                authenticate_item(item=row, method="Compared with the original", by=self.people[person])

    def _copy(self, item: told.Item, row: Item) -> None:
        """Keep our own copy of the item, and note the words that stand in it."""
        file = CONTENT / item.copy
        data, by = file.read_bytes(), self.people[item.collected_by]
        kept = gather_file(data, name=file.name)
        copy = keep_copy(item=row, kept=kept, by=by)
        words = read_copy(data, media_type=kept.media_type, name=file.name).words
        note_words(item=row, words=words, read_from=copy, by=by)

    def _origins(self, item: told.Item, opened: datetime) -> None:
        with at(item.at or opened):
            for key in item.via:
                link_origin(
                    item=self.items[item.key], origin=self.items[key], by=self.people[item.collected_by]
                )

    def _evidence(self, claim: told.Claim, opened: datetime) -> None:
        """In the order of time, so that each status told on the way is the one that was."""
        given = [("supports", key) for key in claim.supports] + [("denies", key) for key in claim.denies]
        moments = {key: max(self.script.items[key].at or opened, opened) for _direction, key in given}
        for direction, key in sorted(given, key=lambda one: moments[one[1]]):
            with at(moments[key]):
                attach_evidence(
                    claim=self.rows[claim.key], item=self.items[key], direction=direction,
                    by=self.people[self.script.items[key].collected_by],
                )  # fmt: skip

    def _people(self, claim: told.Claim) -> None:
        row = self.rows[claim.key]
        for words in claim.set_aside:
            evidence = row.evidence.get(item=self.items[words.item])
            for person in words.by:
                with at(words.at):
                    set_aside(evidence=evidence, reason=words.reason, by=self.people[person])
        for check in sorted(claim.checks, key=lambda one: one.at):
            with at(check.at):
                record_check(
                    claim=row, verdict=check.verdict, method=check.method, note=check.note,
                    by=self.people[check.by],
                )  # fmt: skip
        if claim.withdrawn:
            with at(claim.withdrawn):
                withdraw_claim(
                    claim=row,
                    reason=claim.withdrawn_note or "Taken back by who said it",
                    by=self.people[claim.items[0].collected_by],
                )
