"""What comments of our own file have beside them: their people, the standards, holds, decisions, reports and appeals.

People of another newsroom become people here who cannot log in; no file signs for anybody here, unless an editor's map
says who is who. With addresses in the file, they get their accounts back by setting a password anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence

from twosource.people.actions import admit_stranger
from twosource.people.models import User
from twosource.people.reads import is_of_newsroom
from twosource.people.refusals import AddressTaken
from twosource.readers.actions import readmit
from twosource.readers.refusals import NameRefused

from ..models import Appeal, Ban, Comment, Decision, Edition, Elsewhere, Hold, Report, Rule, Support
from .beside import Beside
from .own import Own, line_in
from .records import BanLine, CommentLine, DecisionLine, EditionLine, RuleOf
from .staging import Staging
from .terms import Terms
from .values import Said

Pair = tuple[Comment, CommentLine]


class Returning(Beside):
    """Beside the comments of one of our own files."""

    def __init__(self, source: Own, staged: Staging, terms: Terms) -> None:
        super().__init__()
        self._source, self._staged, self._terms = source, staged, terms
        self._mapped, self._own = terms.authors, terms.own
        self._rules: dict[RuleOf, int] = {}
        self._people: dict[str, int] = {}
        self._strangers: dict[int, str] = {}

    is_own = True

    def before(self) -> None:
        """The editions: into a newsroom without any they come whole; in another, rules of the same words are met."""
        if not Edition.objects.exists():
            for line in self._source.editions:
                self._write_edition(line)
        here = {
            (rule.edition.number, rule.number): rule
            for rule in Rule.objects.select_related("edition").order_by("pk")
        }
        words = {(rule.number, rule.title, rule.text): rule.pk for rule in here.values()}
        for line in self._source.editions:
            for rule in line.rules:
                found = here.get((line.number, rule.number))
                if found and (found.title, found.text) == (rule.title, rule.text):
                    self._rules[line.number, rule.number] = found.pk
                elif (rule.number, rule.title, rule.text) in words:
                    self._rules[line.number, rule.number] = words[rule.number, rule.title, rule.text]

    def _write_edition(self, line: EditionLine) -> None:
        edition = Edition.objects.create(number=line.number, since=line.since, intro=line.intro)
        Rule.objects.bulk_create(
            Rule(edition=edition, number=rule.number, title=rule.title[:120], text=rule.text)
            for rule in line.rules
        )
        self.new["edition"] += 1

    def after(self) -> None:
        """Bans of readers and networks, those that are not here."""
        lines = [line for line in self._source.bans if not self._is_here(line)]
        self._admit({key for line in lines for key in (line.reader, line.by, line.lifted_by) if key})
        for line in lines:
            rule = self._rules.get(line.rule)
            if rule is None:
                self.changed["unruled"] += 1
                continue
            self.new["ban"] += 1
            Ban.objects.create(
                reader_id=self._people.get(line.reader or ""), network=line.network, rule_id=rule,
                reason=line.reason, since=line.since, until=line.until, by_id=self._people[line.by],
                lifted_at=line.lifted_at, lifted_by_id=self._people.get(line.lifted_by or ""),
            )  # fmt: skip

    def _is_here(self, line: BanLine) -> bool:
        same = Ban.objects.filter(
            network=line.network, since=line.since, until=line.until, reason=line.reason
        )
        return same.filter(reader__isnull=line.reader is None).exists()

    def here(self, said: Sequence[Said]) -> dict[str, Comment]:
        """By the names they carry; those of this newsroom’s own by number and moment, for numbers begin anew."""
        names: dict[str, dict[str, str]] = {}
        for key in {key for one in said for key in (one.key, one.parent) if key}:
            origin, _tab, name = key.partition("\t")
            names.setdefault(origin, {})[name] = key
        found: dict[str, Comment] = {}
        for origin, keys in names.items():
            rows = Comment.objects.filter(came_from=origin, came_as__in=keys).order_by()
            found |= {keys[each.came_as]: each for each in rows.only("pk", "root", "depth", "came_as")}
        mine = names.get(f"twosource {self._own}", {})
        moments = {one.key: one.at for one in said}
        numbers = [int(name) for name in mine if name.isdecimal() and len(name) < 18]
        for each in Comment.objects.filter(pk__in=numbers, came_from="").only(
            "pk", "root", "depth", "posted_at"
        ):
            key = mine[str(each.pk)]
            if moments.get(key, each.posted_at) == each.posted_at:
                found[key] = each
        return found

    def meet(self, said: Sequence[Said]) -> None:
        """Have an account for everybody these comments name."""
        keys = {key for one in said for key in _people_of(line_in(one))}
        self._admit(keys | {one.author for one in said if one.author})

    def _admit(self, keys: Iterable[str]) -> None:
        missing = sorted(set(keys) - self._people.keys())
        told = self._staged.authors(missing)
        met = Elsewhere.objects.filter(key__in=missing).select_related("user")
        known = {one.key: one for one in met}
        for key in missing:
            name, names = told.get(key, ("", ()))
            mapped = self._who_is((key, *names, name))
            if mapped is not None:
                self._people[key] = mapped
                continue
            row = known.get(key)
            if row is None:
                user = self._reader_again(name, names) or _stranger(key, name)
                row, is_new = Elsewhere.objects.get_or_create(user=user, defaults={"key": key, "name": name})
                self.new["account"] += is_new
            self._people[key] = row.user_id
            if not row.user.is_active:
                self._strangers[row.user_id] = row.name

    def _reader_again(self, name: str, addresses: Sequence[str]) -> User | None:
        """A reader's account by a proved address, where that is wanted: the one that is here, or a new one.

        Nobody of the newsroom is found so. A new one has no password; its owner asks for a link at the door.
        """
        if not (self._terms.with_addresses and addresses):
            return None
        email = addresses[0]
        known = User.objects.filter(email__iexact=email, is_active=True, reader__isnull=False).first()
        if known is not None:
            return None if is_of_newsroom(known) else known
        try:
            return readmit(name=name, email=email)
        except (NameRefused, AddressTaken):
            self.changed["renamed"] += 1
            return None

    def _who_is(self, names: Iterable[str]) -> int | None:
        """The account here that an editor’s map says one of these names is."""
        return next(
            (self._mapped[name.casefold()] for name in names if name.casefold() in self._mapped), None
        )

    def author(self, said: Said) -> int | None:
        """Their account here."""
        return self._people.get(said.author)

    def dress(self, comment: Comment, said: Said) -> None:
        """Its own name among comments, and its author’s where that account has none here."""
        comment.came_from, _tab, comment.came_as = said.key.partition("\t")
        line = line_in(said)
        comment.turn = line.turn
        comment.name = line.name or self._strangers.get(comment.author_id or 0, "")

    def add(self, pairs: Sequence[tuple[Comment, Said]]) -> None:
        """Holds, supports, decisions with their appeals, and reports."""
        told = [(comment, line_in(said)) for comment, said in pairs]
        Hold.objects.bulk_create(
            Hold(comment=comment, why=hold.why, words=hold.words, detail=hold.detail)
            for comment, line in told
            for hold in line.holds
        )
        Support.objects.bulk_create(
            (
                Support(comment=comment, by_id=self._people[support.by], at=support.at)
                for comment, line in told
                for support in line.supports
            ),
            ignore_conflicts=True,
        )
        decisions = self._decisions(told)
        Report.objects.bulk_create(self._reports(told, decisions))

    def _decisions(self, told: Sequence[Pair]) -> dict[tuple[int, int], Decision]:
        """Every decision, by comment and turn."""
        rows: list[Decision] = []
        lines: list[DecisionLine] = []
        for comment, line in told:
            for one in line.decisions:
                rule = self._rules.get(one.rule) if one.rule else None
                self.changed["unruled"] += bool(one.rule and rule is None)
                rows.append(
                    Decision(
                        comment=comment, turn=one.turn, verdict=one.verdict, rule_id=rule, reason=one.reason,
                        before=one.before, by_id=self._people[one.by], at=one.at, undone_at=one.undone_at,
                        together=one.together,
                    )
                )  # fmt: skip
                lines.append(one)
        Decision.objects.bulk_create(rows)
        Appeal.objects.bulk_create(
            Appeal(
                decision=row, words=one.appeal.words, at=one.appeal.at, outcome=one.appeal.outcome,
                answer=one.appeal.answer, decided_by_id=self._people.get(one.appeal.decided_by or ""),
                decided_at=one.appeal.decided_at,
            )
            for row, one in zip(rows, lines, strict=True)
            if one.appeal
        )  # fmt: skip
        self.new["decision"] += len(rows)
        self.new["appeal"] += sum(one.appeal is not None for one in lines)
        return {(row.comment_id, row.turn): row for row in rows}

    def _reports(self, told: Sequence[Pair], decisions: dict[tuple[int, int], Decision]) -> Iterator[Report]:
        for comment, line in told:
            for one in line.reports:
                rule = self._rules.get(one.rule)
                if rule is None:
                    self.changed["unruled"] += 1
                    continue
                self.new["report"] += 1
                yield Report(
                    comment=comment, rule_id=rule, words=one.words, by_id=self._people.get(one.by or ""), at=one.at,
                    outcome=one.outcome, decided_at=one.decided_at, secret=secrets.token_urlsafe(24)[:32],
                    decision=None if one.decision is None else decisions.get((comment.pk, one.decision)),
                )  # fmt: skip


def _stranger(key: str, name: str) -> User:
    return admit_stranger(key=key, newsroom=name or "Elsewhere", number=key.rpartition(":")[2][:30], roles=())


def _people_of(line: CommentLine) -> Iterator[str]:
    """Everybody a comment names beside its author."""
    yield from (support.by for support in line.supports)
    yield from (report.by for report in line.reports if report.by)
    for decision in line.decisions:
        yield decision.by
        if decision.appeal and decision.appeal.decided_by:
            yield decision.appeal.decided_by
