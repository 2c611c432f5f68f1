"""Every key in the content leads somewhere: the faults of a script, in words, or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from twosource.demo.script_body import Call, Listing, Paragraph, plain
from twosource.demo.script_talk import Discussion
from twosource.demo.script_values import Claim, Script, Story


def faults(script: Script) -> list[str]:
    """What is wrong, one line for each fault, naming the file and the key."""
    return [
        *_twice(script),
        *_people_and_actors(script),
        *(f for s in script.stories for f in _story(script, s)),
        *(f for talk in script.discussions for f in _discussion(script, talk)),
    ]


def _unknown(where: str, what: str, asked: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    known = set(known)
    yield from (f"{where}: no {what} {key!r}" for key in asked if key and key not in known)


def _twice(script: Script) -> Iterator[str]:
    claims = [claim.key for story in script.stories for claim in story.claims]
    items = [item.key for story in script.stories for claim in story.claims for item in claim.items]
    groups = {
        "person": [p.key for p in script.people],
        "actor": [a.key for a in script.actors],
        "reader": [r.key for r in script.readers],
        "name of a reader": [r.name for r in script.readers],
        "tag": [t.slug for t in script.tags],
        "picture": [p.key for p in script.pictures],
        "claim": claims,
        "item": items,
        "said-it claim of one claim": [claim.said_it for claim in script.claims.values() if claim.said_it],
    }
    for name, keys in groups.items():
        yield from (f"{name} {key!r} is there {n} times" for key, n in Counter(keys).items() if n > 1)


def _people_and_actors(script: Script) -> Iterator[str]:
    actors = [actor.key for actor in script.actors]
    for actor in script.actors:
        yield from _unknown(f"actor {actor.key}", "actor", actor.controlled_by, actors)


def _story(script: Script, story: Story) -> Iterator[str]:
    where = f"{story.slug}.toml"
    people, actors = [p.key for p in script.people], [a.key for a in script.actors]
    yield from _unknown(where, "section", [story.section], [s.slug for s in script.sections])
    yield from _unknown(where, "topic", [story.topic], [t.slug for t in script.topics])
    yield from _unknown(where, "tag", story.tags, [t.slug for t in script.tags])
    yield from _unknown(where, "picture", [story.lead], [p.key for p in script.pictures])
    yield from _unknown(where, "person", story.bylines, people)
    yield from _unknown(where, "actor", [q.speaker for q in story.quotations.values()], actors)
    yield from _unknown(where, "actor", [r.whom for r in story.requests], actors)
    yield from _unknown(where, "person", [r.asked_by for r in story.requests], people)
    yield from _unknown(where, "person", [c.by for c in story.corrections], people)
    yield from _unknown(where, "person", [o.editor for o in story.overrides], people)
    yield from _unknown(where, "person", [need.by for need in story.needs], people)
    settled = [fall.settled for fall in story.falls if fall.settled]
    yield from _unknown(where, "item", [fall.item for fall in story.falls], script.items)
    yield from _unknown(where, "person", [fall.by for fall in story.falls], people)
    yield from _unknown(where, "person", [by for s in settled for by in (s.proposed_by, s.agreed_by)], people)
    yield from _unknown(where, "claim", [s.claim for s in settled], script.claims)
    judges = [key for r in story.reports for key in (r.taken_by, r.decided_by)]
    judges += [row.by for claim in story.claims for row in claim.reworded]
    yield from _unknown(where, "person", judges, people)
    about = [r.claim for r in story.requests] + [o.claim for o in story.overrides]
    yield from _unknown(where, "claim", about, script.claims)
    yield from _calls(script, story)
    yield from _carried(script, story)
    for claim in story.claims:
        yield from _claim(script, claim, f"{where}: claim {claim.key}")


def _calls(script: Script, story: Story) -> Iterator[str]:
    told = {
        "picture": {p.key for p in script.pictures},
        "quotation": set(story.quotations),
        "embed": set(story.embeds),
        "correction": {c.key for c in story.corrections},
        "answered": {r.whom for r in story.requests},
    }
    called = {(block.kind, block.key) for block in story.blocks if isinstance(block, Call)}
    for kind, key in sorted(called):
        yield from _unknown(f"{story.slug}.toml", kind, [key], told[kind])
    for kind in ("quotation", "embed"):
        unused = sorted(told[kind] - {key for name, key in called if name == kind})
        yield from (f"{story.slug}.toml: {kind} {key!r} is nowhere in the body" for key in unused)


def passages(story: Story) -> Iterator[str]:
    """The plain text of every paragraph and list item: where the words of a carried claim may stand."""
    for block in story.blocks:
        if isinstance(block, Paragraph):
            yield plain(block.text)
        elif isinstance(block, Listing):
            yield from map(plain, block.items)


def _carried(script: Script, story: Story) -> Iterator[str]:
    for carried in story.carries:
        where = f"{story.slug}.toml: carries {carried.claim}"
        yield from _unknown(where, "claim", [carried.claim], script.claims)
        found = sum(passage.count(carried.words) for passage in passages(story))
        if found != 1:
            yield f"{where}: the words {carried.words!r} stand {found} times in the body, not once"
    for correction in story.corrections:
        if correction.right and story.body.count(correction.right) != 1:
            place = f"{story.slug}.toml: correction {correction.key}"
            yield f"{place}: {correction.right!r} is not once in the body"


def _claim(script: Script, claim: Claim, where: str) -> Iterator[str]:
    people, actors = [p.key for p in script.people], [a.key for a in script.actors]
    items = script.items
    yield from _unknown(where, "claim", [claim.said_it], script.claims)
    yield from _unknown(where, "actor", [claim.speaker, *claim.accused, *claim.stakes], actors)
    yield from _unknown(where, "item", [*claim.supports, *claim.denies], items)
    yield from _unknown(where, "item", [s.item for s in claim.set_aside], items)
    yield from _unknown(where, "person", [c.by for c in claim.checks], people)
    yield from _unknown(where, "person", [by for s in claim.set_aside for by in s.by], people)
    for item in claim.items:
        place = f"{where}: item {item.key}"
        yield from _unknown(place, "actor", item.by, actors)
        yield from _unknown(place, "item", item.via, items)
        yield from _unknown(
            place, "person", [item.collected_by, item.staff_witness, *item.authenticated_by], people
        )
        if item.carrier and item.basis:
            yield f"{place}: a carrier only transports; it has no basis of its own"


def _discussion(script: Script, talk: Discussion) -> Iterator[str]:
    """Who speaks is somebody, what is answered was said before, and moderators moderate."""
    where = f"discussions/{talk.story}.toml"
    readers = [reader.key for reader in script.readers]
    moderators = [person.key for person in script.people if person.role == "moderator"]
    published = [story.slug for story in script.stories if story.state == "published"]
    yield from _unknown(where, "published story", [talk.story], published)
    said: dict[str, datetime] = {}
    for remark in talk.comments:
        yield from _unknown(
            where, "reader or person", [remark.by], [*readers, *(p.key for p in script.people)]
        )
        yield from _unknown(
            where, "reader", [*remark.support, *([remark.report.by] if remark.report else [])], readers
        )
        judges = [one.by for one in (remark.removed, remark.appeal) if one]
        yield from _unknown(where, "moderator", judges, moderators)
        if len(set(judges)) < len(judges):
            yield f"{where}: {judges[0]} hears an appeal against their own removal"
        if remark.by in remark.support:
            yield f"{where}: {remark.by} supports their own comment"
        if remark.answers and said.get(remark.answers, remark.at) >= remark.at:
            yield f"{where}: {remark.at:%d %H:%M} answers {remark.answers!r}, which is not there before it"
        if remark.key:
            said[remark.key] = remark.at
