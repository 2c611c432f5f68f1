"""Bad input: every problem is named with file, line, field and value, and nothing is half done."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from exchanging import (
    a_newsroom,
    as_prov,
    exported,
    imported,
    of_kind,
    records,
    rewritten,
    told,
    without_header,
)
from gazette import Gazette

from twosource.ledger.models import Entry
from twosource.people.actions import create_staff
from twosource.people.models import Human, User
from twosource.people.roles import EDITOR
from twosource.replies.actions import log_outcome
from twosource.verification.actions import edit_claim_words, rest_on
from twosource.verification.models import Claim, Item
from twosource.wire.exchange import bring_in, stack
from twosource.wire.exchange.stack import Source
from twosource.wire.formats import claims_jsonl
from twosource.wire.formats.claims_jsonl import line_of
from twosource.wire.formats.claims_records import BadExchange

LATER = (datetime.now(UTC) + timedelta(days=400)).isoformat()
EARLIER = "1999-01-01T00:00:00Z"
MOMENT = datetime.now(UTC).isoformat()
Change = Callable[[dict[str, Any]], object]


_written: list[bytes] = []


@pytest.fixture
def good(db: None) -> bytes:
    """A claim with an interview, a report that came from it, two witnesses, a denial, checks and a request.

    It is written once: whoever wrote it is elsewhere in every test.
    """
    if not _written:
        with a_newsroom():
            _written.append(_furnished(Gazette()))
    return _written[0]


def _furnished(paper: Gazette) -> bytes:
    group = paper.voice("Group")
    claim = paper.claim("The quay is cracked.", accused=[group], stakes={group: "against"})
    talk = paper.item("A talk", paper.voice("Daily", group), basis="participant")
    paper.support(claim, paper.item("A report", "Weekly", via=[talk]), paper.witness("Diver"))
    paper.deny(claim, paper.record_of("Radio", paper.ana, paper.bo))
    log_outcome(request=paper.ask(claim, group), outcome="declined", by=paper.reporter)
    paper.sign(claim, paper.ana)
    edit_claim_words(claim=claim, text="The north quay is cracked.", by=paper.reporter)
    return exported()


@pytest.fixture
def editor(db: None) -> User:
    """Who brings files in."""
    return create_staff(
        username="edith",
        email="edith@paper.example",
        name="Edith",
        roles=[EDITOR],
        password="a long enough password",
    )


def problems(data: bytes, editor: User) -> list[str]:
    """What is said of a file that is refused; nothing of it is left behind."""
    before = [model.objects.count() for model in (Claim, Item, Human, Entry)]
    with pytest.raises(BadExchange) as refused:
        imported(data, by=editor)
    assert [model.objects.count() for model in (Claim, Item, Human, Entry)] == before
    return [str(problem) for problem in refused.value.problems]


def put(kind: str, path: str, value: object) -> Change:
    """Change one field of every record of a kind: `evidence.0.direction`."""

    def change(record: dict[str, Any]) -> None:
        if record["record"] == kind:
            *inner, last = path.split(".")
            here: Any = record
            for step in inner:
                here = here[int(step) if step.isdecimal() else step]
            here[last] = value

    return change


def forget(kind: str, name: str) -> Change:
    return lambda record: record.pop(name) if record["record"] == kind else None


WRONG: list[tuple[Change, str]] = [
    (put("newsroom", "version", 2), 'version: 2 is not known here; this Twosource reads version 1'),
    (put("newsroom", "version", True), "version: true is not known here"),
    (put("newsroom", "format", "csv"), "does not begin as twosource-claims does"),
    (put("newsroom", "id", "the gazette"), "id: \"the gazette\" is not a newsroom’s UUID"),
    (put("newsroom", "records", {"claim": 1}), "records: an object does not count each of person, voice, item, claim"),
    (put("newsroom", "records", [1]), "records: a list does not count each of"),
    (put("newsroom", "exported_at", "now"), 'exported_at: "now" is not a moment'),
    (put("claim", "verdict", "true"), 'verdict: "true" is an unknown field; known: about, accusations'),
    (put("claim", "checks.0.signed", 1), "checks[0].signed: 1 is an unknown field; known: at, by, method"),
    (forget("claim", "text"), "text: is missing"),
    (put("claim", "record", "story"), 'record: "story" is not a kind of record; known: person, voice, item, claim'),
    (put("claim", "id", "7"), 'id: "7" is not an id of a claim; it is written newsroom:claim:number'),
    (put("claim", "id", ""), "id: \"\" is not an id"),
    (put("claim", "id", 7), "id: 7 is not an id"),
    (put("claim", "text", "  "), 'text: "  " is blank; it needs words'),
    (put("claim", "text", "x" * 5001), "has 5001 characters; at most 5000 are kept"),
    (put("claim", "text", "a\x00b"), "holds a character that is none (NUL)"),
    (put("claim", "text", 10**400), "text: a very large number is not text"),
    (put("claim", "said_on", "2015-02-30"), 'said_on: "2015-02-30" is not a day; write it as 2015-12-31'),
    (put("claim", "said_on", "20150230"), "is not a day"),
    (put("claim", "opened_at", "2015-12-31T09:42:00"), "has no time zone; write it as 2015-12-31T09:42:00Z"),
    (put("claim", "opened_at", "0001-01-01T00:00:00+14:00"), "+14:00\" is not a moment"),
    (put("claim", "opened_at", LATER), "has not come yet; only the past can be on record"),
    (put("claim", "checks.0.at", LATER), "checks[0].at:"),
    (put("claim", "status", "true"), 'status: "true" is not allowed here; allowed: none, asserted'),
    (put("claim", "checks", {}), "checks: an empty object is not a list"),
    (put("claim", "checks", [1]), "checks[0]: 1 is not an object"),
    (put("claim", "checks.0.verdict", "fine"), 'checks[0].verdict: "fine" is not allowed here; allowed: stands'),
    (put("claim", "evidence.0.item", "nowhere:item:1"), 'evidence[0].item: "nowhere:item:1" is no item of this file'),
    (put("claim", "opened_by", "nobody:person:3"), 'opened_by: "nobody:person:3" is no person of this file nor here'),
    (put("claim", "evidence.0.attached_at", EARLIER), "evidence[0].attached_at: \"1999-01-01T00:00:00Z\" comes before"),
    (put("claim", "evidence", [{}] * 2001), "evidence: has 2001 rows; no more than 2000 can be judged together"),
    (put("claim", "requests.0.channels", []), "requests[0].channels: an empty list is empty"),
    (put("claim", "requests.0.channels", ["pigeon"]), "is not a list of these words: email, phone"),
    (put("claim", "requests.0.deadline", EARLIER), "requests[0].deadline: comes before the request was sent"),
    (put("claim", "requests.0.endings.0.outcome", "answered"), "endings[0].answer: \"\" is blank; an answer has words"),
    (put("claim", "requests.0.endings.0.outcome", "unreachable"), "comes too soon; nobody is before two channels"),
    (put("claim", "requests.0.endings.0.outcome", "open"), 'outcome: "open" is not allowed here; allowed: answered'),
    (put("claim", "requests.0.endings.0.at", EARLIER), "requests[0].endings[0].at:"),
    (put("claim", "requests.0.endings.0.mistaken_at", MOMENT), "mistaken_by: is missing beside requests[0].endings[0]"),
    (put("claim", "stakes.0.ended_at", EARLIER), "stakes[0].ended_at:"),
    (put("item", "by", "Daily"), 'by: "Daily" is not a list of ids'),
    (put("item", "carrier", "yes"), 'carrier: "yes" is neither true nor false'),
    (put("item", "retracted_at", EARLIER), "retracted_by: is missing beside retracted_at"),
    (put("item", "basis", "rumour"), "basis: \"rumour\" is not allowed here; allowed: “” (empty), witnessed"),
    (put("voice", "sealed", True), "sealed: true does not go with its id"),
    (put("voice", "name", ""), "name: \"\" is blank; only a sealed voice has no name"),
    (put("person", "roles", ["admin"]), "roles: a list is not a list of these words: reporter, checker, editor"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "told"), WRONG, ids=[told[:40] for _change, told in WRONG])
def test_what_is_wrong_is_said_with_file_line_field_and_value(
    editor: User, good: bytes, change: Change, told: str
) -> None:
    said = problems(rewritten(good, change), editor)
    assert any(told in one for one in said), said
    assert all(one.startswith("file1.jsonl:") for one in said)


def both(record: dict[str, Any], name: str) -> list[Any]:
    """A list's first row twice."""
    record[name] = [record[name][0], record[name][0]]
    return record[name]


def change_when(kind: str, change: Callable[[dict[str, Any]], object]) -> Change:
    def apply(record: dict[str, Any]) -> None:
        if record["record"] == kind:
            change(record)

    return apply


def when_there(name: str, change: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], object]:
    return lambda record: change(record) if record[name] else None


DOUBLED: list[tuple[str, str, str]] = [
    ("claim", "evidence", "speaks twice"),
    ("claim", "accusations", "is accused twice"),
    ("claim", "stakes", "gains twice"),
    ("claim", "writers", "is a writer twice"),
    ("item", "origins", "is linked twice"),
    ("item", "authentications", "vouches twice"),
    ("voice", "controlled_by", "still stands twice"),
]


@pytest.mark.parametrize(("kind", "name", "told"), DOUBLED)
def test_what_can_be_once_is_there_once(editor: User, good: bytes, kind: str, name: str, told: str) -> None:
    doubled = change_when(kind, when_there(name, lambda record: both(record, name)))
    (said,) = problems(rewritten(good, doubled), editor)
    assert f"{name}: " in said
    assert told in said


def test_an_actor_does_not_control_itself_and_an_item_is_not_its_own_origin(
    editor: User, good: bytes
) -> None:
    def own(record: dict[str, Any]) -> None:
        for row in record.get("controlled_by", ()):
            row["controller"] = record["id"]
        for row in record.get("origins", ()):
            row["origin"] = record["id"]
        if record["record"] == "claim":
            record["about"] = record["id"]

    said = problems(rewritten(good, own), editor)
    assert [one.split(" ")[-5:] for one in said] == [
        ["cannot", "control", "itself;", "take", "it", "out"][-5:],
        ["is", "the", "item", "itself;", "take", "it", "out"][-5:],
        ["itself;", "name", "what", "was", "said"],
    ]


def test_a_carrier_has_no_basis_and_only_records_are_vouched_for(editor: User, good: bytes) -> None:
    carry = change_when("item", when_there("basis", lambda record: record.update(carrier=True)))
    assert "cannot be a carrier’s" in problems(rewritten(good, carry), editor)[0]
    say = change_when("item", when_there("authentications", lambda record: record.update(basis="witnessed")))
    assert (
        "authentications: are of recorded, document, measured only"
        in problems(rewritten(good, say), editor)[0]
    )


def test_a_sealed_voice_says_nothing_of_itself(paper: Gazette) -> None:
    with a_newsroom():
        claim = paper.claim()
        paper.support(claim, paper.item("A talk", paper.sealed("Ada Lovelace"), "Daily"))
        out = exported()

    def tell(record: dict[str, Any]) -> None:
        if record.get("sealed"):
            record.update(name="Ada", anonymous=True)
        elif record["record"] == "voice":
            sealed = next(voice["id"] for voice in of_kind(out, "voice") if voice["sealed"])
            link = {"controller": sealed, "recorded_at": record["named_at"], "recorded_by": person}
            record["controlled_by"] = [link]

    person = of_kind(out, "person")[0]["id"]
    said = " ".join(problems(rewritten(out, tell), paper.editor))
    assert "cannot be with name, about or controlled_by" in said
    assert "cannot be with sealed: unknown, or known and not named" in said
    assert "is sealed; set withheld instead" in said


def test_a_claim_does_not_rest_on_itself_nor_on_what_rests_on_it(paper: Gazette) -> None:
    with a_newsroom():
        first, second = paper.claim("One."), paper.claim("Two.")
        rest_on(claim=second, premise=first, by=paper.reporter)
        out = exported()
    link = next(one["premises"][0] for one in of_kind(out, "claim") if one["premises"])

    def turn(record: dict[str, Any]) -> None:
        if record.get("text") == "One.":
            record["premises"] = [{**link, "premise": second_id}, {**link, "premise": record["id"]}]

    second_id = next(one["id"] for one in of_kind(out, "claim") if one["text"] == "Two.")
    said = problems(rewritten(out, turn), paper.editor)
    assert "premises[1].premise" in said[0]
    assert "is the claim itself; take it out" in said[0]
    assert "rests on this claim; nothing holds itself up" in said[1]


def test_circles_of_origins_and_of_control_are_brought_in_and_harm_nothing(paper: Gazette) -> None:
    with a_newsroom():
        one, other = paper.voice("A"), paper.voice("B")
        claim = paper.claim()
        first = paper.item("First", one)
        second = paper.item("Second", other, via=[first])
        from twosource.verification.actions import link_origin, record_control

        link_origin(item=first, origin=second, by=paper.reporter)
        record_control(actor=one, controller=other, by=paper.reporter)
        record_control(actor=other, controller=one, by=paper.reporter)
        paper.support(claim, first, second)
        out, told_there = exported(), told()
    imported(out, by=paper.editor)
    assert told() == told_there
    assert without_header(exported()) == without_header(out)


AWKWARD = [
    "x" * 5000,
    "\u202eהרציף סדוק\u202c — הרציף הצפוני",
    "Der Kai ist ge\u0301sprungen, Zu\u0308rich; e\u0301 is not \u00e9",
    "line one\u2028line two\u0085 and a \ufeff mark",
    '{"record":"claim"} “quotes” \\ \u0001\u007f',
    "👩🏽‍🚒 says 𝔸 \U0010ffff",
]


@pytest.mark.parametrize("text", AWKWARD, ids=range(len(AWKWARD)))
@pytest.mark.parametrize("form", [bytes, as_prov], ids=["JSON Lines", "PROV-JSON"])
def test_words_of_any_kind_come_back_as_they_were(
    paper: Gazette, text: str, form: Callable[[bytes], bytes]
) -> None:
    with a_newsroom():
        paper.asserted("Short.")
        out = rewritten(exported(), put("claim", "text", text))
    imported(form(out), by=paper.editor)
    assert Claim.objects.get().text == text
    assert without_header(exported()) == without_header(out)


NOT_LINES: list[tuple[bytes, str]] = [
    (b"", "is empty; one record a line is expected"),
    (b"\n \n", "is empty"),
    (b"{\n", "is neither claims as JSON Lines nor PROV-JSON"),
    (b"[1, 2]\n", "does not begin as twosource-claims does"),
    (b"\xff\xfe{\x00}\x00", "is not JSON: not UTF-8 (byte 1"),
    (b"PK\x03\x04 a zip", "is not JSON"),
    (b'{"record":"claim"}\n', "does not begin as twosource-claims does"),
    (b'{"prefix": {}, "bundle": {}}', "bundle: is no part of twosource-claims"),
    (b'{"prefix": {}, "agent": {}}', "agent: tells no newsroom"),
    (b'{"prefix": {}, "agent": []}', "agent: an empty list is not an object".replace("an empty list ", "")),
    (b'{"prefix": 7}', "is neither claims as JSON Lines nor PROV-JSON of"),
]


@pytest.mark.parametrize(("data", "told"), NOT_LINES, ids=range(len(NOT_LINES)))
def test_a_file_that_is_something_else_is_refused(editor: User, data: bytes, told: str) -> None:
    said = problems(data, editor)
    assert any(told in one for one in said), said


def spoilt(good: bytes, line: bytes) -> bytes:
    """The file with a line put in after the first."""
    header, _newline, rest = good.partition(b"\n")
    return header + b"\n" + line + b"\n" + rest


SPOILT: list[tuple[bytes, str]] = [
    (b'{"record":"claim",,}', "file1.jsonl:2: is not JSON"),
    (b'{"record":"claim","text":"\xe9"}', "file1.jsonl:2: is not JSON: not UTF-8 (byte 27"),
    (b'{"record":"item","record":"claim"}', 'the key "record" appears twice'),
    (b'{"a":' * 5000 + b"1" + b"}" * 5000, "nested too deeply"),
    (b'{"record":"claim","id":' + b"[" * 900 + b"]" * 900 + b"}", "is not an id"),
    (b'{"record":"person","id":NaN}', "NaN is not a JSON number"),
    (b'{"record":"person","id":' + b"9" * 5000 + b"}", "is not JSON"),
    (b"7", "is not a JSON object; one record is one object"),
    (b'{"record":["claim"]}', "record: a list is not a kind of record"),
    (b'{"record":"newsroom"}', "begins a file, and this one has begun"),
]


@pytest.mark.parametrize(("line", "told"), SPOILT, ids=range(len(SPOILT)))
def test_a_spoilt_line_is_named_and_the_others_are_not_brought_in(
    editor: User, good: bytes, line: bytes, told: str
) -> None:
    said = problems(spoilt(good, line), editor)
    assert any(told in one for one in said), said


def test_half_a_character_is_none(editor: User, good: bytes) -> None:
    (said,) = problems(good.replace(b"The north quay is cracked.", b"Half: \\ud800"), editor)
    assert 'text: "Half: \\ud800" holds half of a character (a lone surrogate); leave it out' in said


def test_a_gigantic_line_is_refused_without_being_kept(
    editor: User, good: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims_jsonl, "LONGEST_LINE", 1 << 20)
    huge = b'{"record":"claim","text":"' + b"x" * (5 << 20) + b'"}'
    (said,) = problems(spoilt(good, huge), editor)
    assert said == "file1.jsonl:2: is longer than 1 MB; one record is one line"


def test_a_file_that_was_cut_off_is_noticed(editor: User, good: bytes) -> None:
    whole_lines = good.rstrip(b"\n").rpartition(b"\n")[0] + b"\n"
    (said,) = problems(whole_lines, editor)
    assert said.startswith(
        "file1.jsonl: has 0 records of the kind claim, and its first line says 1: it was cut off"
    )
    assert "the file ends within this line: it was cut off" in problems(good[:-40], editor)[-1]
    assert "is neither" in problems(as_prov(good)[:-40], editor)[0]


def test_an_id_is_told_once(editor: User, good: bytes) -> None:
    (line,) = [line for line in good.splitlines(keepends=True) if b'"record":"claim"' in line]
    (said,) = problems(good + line, editor)
    assert "is an id twice; the first is file1.jsonl:" in said


def test_two_files_that_tell_the_same_are_one_and_that_tell_otherwise_are_none(
    editor: User, good: bytes
) -> None:
    other = rewritten(good, put("claim", "text", "Another."))
    with pytest.raises(BadExchange, match=r"is told otherwise by file1\.jsonl:"):
        imported(good, other, by=editor)
    assert imported(good, good, by=editor).new["claim"] == 1


def test_either_all_files_come_in_or_none(editor: User, good: bytes) -> None:
    with pytest.raises(BadExchange, match=r"file2\.jsonl: is empty"):
        imported(good, b"", by=editor)
    assert not Claim.objects.exists()


def test_many_problems_are_counted_and_twenty_told(editor: User, good: bytes) -> None:
    with pytest.raises(BadExchange) as refused:
        imported(good + b"7\n" * 50, by=editor)
    assert (len(refused.value.problems), refused.value.more) == (stack.MOST_PROBLEMS, 30)


def test_fields_with_a_default_may_be_left_out(paper: Gazette, good: bytes) -> None:
    from twosource.wire.formats.claims_fields import REQUIRED
    from twosource.wire.formats.claims_schema import FIELDS

    with a_newsroom():
        paper.asserted()
        out = exported()

    def shorten(record: dict[str, Any]) -> None:
        for field in FIELDS.get(record["record"], ()):
            if field.default is not REQUIRED and not record[field.name]:
                del record[field.name]

    imported(rewritten(out, shorten), by=paper.editor)
    assert without_header(exported()) == without_header(out)


def test_a_failure_on_the_way_leaves_nothing(
    editor: User, good: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from twosource.wire.exchange import incoming

    def fail(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(incoming, "settle_arrivals", fail)
    before = [model.objects.count() for model in (Claim, Item, Human, Entry)]
    with pytest.raises(KeyboardInterrupt):
        bring_in([Source("f", io.BytesIO(good))], by=editor)
    assert [model.objects.count() for model in (Claim, Item, Human, Entry)] == before


def first(doc: dict[str, Any], section: str) -> Any:
    return next(iter(doc[section].values()))


def set_first(name: str, value: object) -> Callable[[dict[str, Any]], object]:
    """Say one attribute of the first entity otherwise."""
    return lambda doc: first(doc, "entity").update({name: value})


def drop(section: str, ending: str) -> Callable[[dict[str, Any]], object]:
    """Leave out the elements of a section whose names end so."""
    return lambda doc: [doc[section].pop(name) for name in list(doc[section]) if name.endswith(ending)]


PROV_WRONG: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda doc: doc["prefix"].update(twosource="https://else.example/#"), "this is of another version"),
    (lambda doc: doc.update(activity=[]), "activity: is not an object"),
    (lambda doc: first(doc, "entity").pop("twosource:record"), "record: is no kind of record told as entity"),
    (set_first("twosource:record", "person"), '"person" is no kind of record told as entity'),
    (set_first("twosource:number", "one"), 'twosource:number: "one" is not the number'),
    (set_first("foaf:name", "x"), 'foaf:name: "x" is an unknown attribute'),
    (set_first("twosource:colour", "red"), 'colour: "red" is an unknown field'),
    (lambda doc: first(doc, "wasAssociatedWith").update({"prov:agent": "Ana"}), "does not name a record"),
    (lambda doc: doc["entity"].update({"n1:item.99": 7}), "entity n1:item.99: is not one object"),
    (drop("used", ".item"), "item: is missing"),
    (drop("activity", ".opened"), "opened_at: is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "told"), PROV_WRONG, ids=range(len(PROV_WRONG)))
def test_a_prov_document_that_is_not_ours_is_refused_by_element(
    editor: User, good: bytes, change: Callable[[dict[str, Any]], object], told: str
) -> None:
    document = json.loads(as_prov(good))
    change(document)
    said = problems(json.dumps(document).encode(), editor)
    assert any(told in one for one in said), said


def test_a_prov_document_that_is_too_large_is_refused(
    editor: User, good: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stack, "LARGEST_PROV", 1000)
    assert "bring it in as JSON Lines" in problems(as_prov(good), editor)[0]


def test_lines_that_are_blank_or_spaced_otherwise_or_begin_with_a_mark_are_read(
    editor: User, good: bytes
) -> None:
    spaced = b"\xef\xbb\xbf" + b"\r\n\r\n".join(json.dumps(record).encode() for record in records(good))
    assert imported(spaced, by=editor).new["claim"] == 1
    assert without_header(exported()) == b"".join(map(line_of, records(good)[1:]))
