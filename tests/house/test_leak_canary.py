"""The leak canary: a sealed source with a marked name, and everything the paper gives out, read for the mark."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from twosource.ledger.models import Delivery, Entry

MARK = "Xanthippe Quicklime"
CODENAME = "Kittiwake"
EMPLOYER = "Ministry of Hidden Locks"

STARTS = [
    "/", "/topics/", "/corrections/", "/standards/", "/how-we-check/", "/about/", "/theme.css",
    "/search/?q=quay", "/search/?q=source", "/no-such-page/", "/authors/nobody/", "/tags/person/nobody/",
    "/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json", "/sitemap.xml", "/sitemap-pages.xml", "/sitemap-1.xml",
    "/sitemap-discussions-1.xml", "/news-sitemap.xml", "/robots.txt", "/api/v1/stories/", "/api/", "/feeds/",
]  # fmt: skip
LINK = re.compile(r"""["'>](?:https?://[^/"'<>\s]+)?(/[^\s"'<>#\\]*)""")
NOT_OURS = ("/static/", "/media/", "/admin/", "/desk/", "//")


@pytest.fixture
def source(
    paper: Any, django_capture_on_commit_callbacks: Callable, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> Any:  # fmt: skip
    """A sealed source who speaks, is quoted, has a stake and an employer, in a story that is live and corrected."""
    from twosource.people.actions import name_byline
    from twosource.stories.actions import carry_claim, correct_story, publish_story, write_story
    from twosource.stories.models import StoryByline, StoryPage
    from twosource.topics.actions import name_tag, open_topic
    from twosource.verification.actions import keep_copy, note_words, record_control
    from twosource.verification.gathering import gather_file

    for name in ("", "django"):
        caplog.set_level(logging.DEBUG, logger=name)
    monkeypatch.setattr(
        connections["default"], "force_debug_cursor", True
    )  # every question to the database is logged
    source = paper.sealed(MARK, codename=CODENAME)
    record_control(actor=source, controller=paper.voice(EMPLOYER), by=paper.reporter)
    claim = paper.claim("The quay is cracked.", said={"speaker": source}, stakes={source: "for"})
    interview = paper.item("An interview", source, basis="participant")
    paper.support(claim, interview, paper.item("A report of it", "Daily", via=[interview]))
    notes = gather_file(b"The quay is cracked, it was said.", name=f"{MARK}, notes.txt")
    copy = keep_copy(item=interview, kept=notes, by=paper.reporter)
    note_words(item=interview, words=f"{MARK} told us so.", read_from=copy, by=paper.reporter)
    paper.said(claim)
    quotation = {
        "text": "I saw it crack.",
        "speaker": source.pk,
        "addressee": "us",
        "channel": "",
        "said_on": None,
    }
    body = [
        {"type": "paragraph", "value": "<p>The quay is cracked, we are told.</p>", "id": "1"},
        {"type": "quotation", "value": quotation, "id": "2"},
    ]
    with django_capture_on_commit_callbacks(execute=True):
        story = StoryPage(title="Cracks in the quay", body=body, topic=open_topic(name="Quays", by=None))
        story.story_bylines = [StoryByline(byline=name_byline(name="Rita Smith"))]
        story.tags = [name_tag(name="Harbour", kind="place", by=None)]
        write_story(section=paper.harbour, story=story, by=paper.reporter)
        carry_claim(
            story=story, claim=claim, mode="attributed", words="The quay is cracked", by=paper.reporter
        )
        story = publish_story(story=story, by=paper.editor)
        correct_story(story=story, kind="correction", text="It is the north quay.", by=paper.editor)
    return source


def test_a_sealed_name_appears_in_nothing_the_paper_gives_out(
    source: Any, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client.raise_request_exception = False
    secrets = [
        MARK,
        *MARK.split(),
        CODENAME,
        EMPLOYER,
        source.sealed.token,
        bytes(source.sealed.sealed_name).decode(),
    ]
    waiting, read, leaks = list(STARTS), {}, []
    while waiting:
        address = waiting.pop()
        if address in read or address.startswith(NOT_OURS):
            continue
        answer = client.get(address)
        given = f"{answer.headers} {answer.getvalue().decode()}"
        read[address] = answer.status_code
        leaks += [(address, secret) for secret in secrets if secret.casefold() in given.casefold()]
        waiting += [found.replace("&amp;", "&") for found in LINK.findall(given)]
        assert len(read) < 400, "the paper has no end"
    assert leaks == []
    assert [address for address, status in read.items() if status >= 500] == []
    told = caplog.text + "".join(str(message.message()) for message in getattr(mail, "outbox", []))
    assert [secret for secret in secrets if secret.casefold() in told.casefold()] == []
    for page in (
        "/harbour/cracks-in-the-quay/", "/harbour/", "/topics/quays/", "/tags/place/harbour/", "/authors/rita-smith/",
        "/corrections/", "/feeds/atom.xml", "/api/v1/stories/", "/sitemap-1.xml",
    ):  # fmt: skip
        assert read.get(page) == 200, f"{page} was not read"
    for kind in (r"/api/v1/stories/\d+/", r"/claims/\d+/", r"/api/v1/claims/\d+/", r"/reports/new/\d+/"):
        assert any(re.fullmatch(kind, address) and status == 200 for address, status in read.items()), kind
    assert not [address for address in read if address.startswith("/voices/") and read[address] == 200]
    assert settings.TWOSOURCE.newsroom.name in client.get("/").content.decode()


def test_looking_for_a_sealed_name_finds_nothing(source: Any, client: Client) -> None:
    found = client.get("/search/", {"q": "quay"}).content.decode()
    assert "/harbour/cracks-in-the-quay/" in found
    for secret in (MARK, CODENAME, "Quicklime"):
        answer = client.get("/search/", {"q": secret}).content.decode()
        assert "/harbour/cracks-in-the-quay/" not in answer


def test_a_sealed_name_is_in_no_fact_and_no_error_kept_with_one(source: Any) -> None:
    kept = json.dumps(list(Entry.objects.values_list("payload", flat=True)))
    kept += "".join(Delivery.objects.values_list("last_error", flat=True))
    for secret in (MARK, "Quicklime", CODENAME, source.sealed.token):
        assert secret not in kept


def test_a_sealed_name_is_in_no_claim_that_is_taken_out(source: Any) -> None:
    """Neither form names the source, nor whom it works for; what is not sealed is there."""
    from twosource.wire.exchange import take_out
    from twosource.wire.formats.prov import document

    records: list[dict[str, Any]] = []
    take_out(records.append, by=None)
    for form in (records, document(records)):
        given = json.dumps(form, ensure_ascii=False)
        kept = source.sealed.token, bytes(source.sealed.sealed_name).decode()
        for secret in (MARK, *MARK.split(), CODENAME, EMPLOYER, *kept):
            assert secret.casefold() not in given.casefold()
        assert "A report of it" in given


def test_the_canary_would_sing(client: Client, source: Any) -> None:
    """What is not sealed is found by the same reading, so that silence means something."""
    page = client.get("/harbour/cracks-in-the-quay/").content.decode()
    assert "a source known to us" in page
    assert "It is the north quay." in page


def test_a_sealed_name_is_in_nothing_that_is_noted_of_a_kept_copy(
    paper: Any, source: Any, settings: Any
) -> None:
    """What is *in* a copy is the newsroom's to read; what is told *about* it is listed, logged and proved in public."""
    from twosource.verification.models import Copy
    from twosource.verification.proving import proofs

    (row,) = Copy.objects.values()
    told = f"{row} {list(proofs())}"
    assert row["name"] == "copy.txt"
    policy = settings.TWOSOURCE.policy.model_copy(update={"second_factor": False})
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"policy": policy})
    desk = Client()
    desk.force_login(paper.reporter)
    answer = desk.get(f"/desk/copies/{row['id']}/")
    assert answer.status_code == 200
    told += str(answer.headers)
    for secret in (MARK, "Quicklime", CODENAME, source.sealed.token):
        assert secret not in told


# Where the people of the newsroom work: everything but the name may be seen there, by those it is not for.

DESK = ["/desk/", "/desk/checks/", "/desk/claims/", "/desk/requests/", "/desk/voices/", "/desk/sealed/"]
CHOOSERS = ["voice_chooser", "claim_chooser", "request_chooser"]
KEPT_OUT = ("/static/", "/media/", "//")


@pytest.fixture
def one_factor(settings: Any) -> None:
    policy = settings.TWOSOURCE.policy.model_copy(update={"second_factor": False})
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"policy": policy})


def in_secret(source: Any) -> list[str]:
    return [*MARK.split(), source.sealed.token, bytes(source.sealed.sealed_name).decode()]


def found_in(given: str, secrets: list[str]) -> list[str]:
    return [secret for secret in secrets if secret.casefold() in given.casefold()]


@pytest.fixture
def worked(source: Any, paper: Any, one_factor: None, caplog: pytest.LogCaptureFixture, tmp_path: Any) -> Any:
    """A day at the desk: the name is typed, refused, read, asked about, with every logger at its loudest."""
    from twosource.outside.mail import FileMail, mail, open_mail
    from twosource.replies.actions import send_request
    from twosource.replies.wording import Ask

    caplog.set_level(logging.DEBUG)
    before = mail()
    open_mail(FileMail(tmp_path / "mail", "desk@gazette.example", "Gazette"))
    eva, rita = Client(), Client()
    eva.force_login(paper.editor)
    rita.force_login(paper.reporter)
    editors = {"first": paper.editor.pk, "second": paper.deputy.pk}
    told = {"name": MARK, "codename": "Another", **editors}
    assert rita.post("/desk/sealed/seal/", told).status_code == 422
    assert eva.post("/desk/sealed/seal/", told).status_code == 422
    assert (
        rita.post(f"/desk/sealed/{source.sealed_id}/open/", {"reason": "I want to know."}).status_code == 403
    )
    opened = eva.post(f"/desk/sealed/{source.sealed_id}/open/", {"reason": "Our lawyer asks."})
    assert MARK in opened.content.decode()
    claim = source.statements.get(about=None)
    asked = paper.voice("Quay Holdings")
    ask = Ask("p@q.example", "?", "Is it so?", claim.text, timezone.now() + timedelta(hours=9))
    send_request(claim=claim, asked=asked, ask=ask, by=paper.reporter)
    yield source
    open_mail(before)


def test_a_sealed_name_is_on_no_screen_of_the_desk_but_the_one_that_answers_its_editor(
    worked: Any, paper: Any, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("", "django"):
        caplog.set_level(logging.ERROR, logger=name)
    connections["default"].force_debug_cursor = False
    third = paper.hire("third", "Editors", superuser=True)
    for person in (paper.reporter, third):
        browser = Client()
        browser.force_login(person)
        waiting = [*DESK, *(f"/admin/{name}/results/?q={MARK.split()[0]}" for name in CHOOSERS)]
        waiting += [f"/admin/{name}/" for name in CHOOSERS]
        read: dict[str, int] = {}
        leaks = []
        while waiting:
            address = waiting.pop()
            if (
                address in read
                or address.startswith(KEPT_OUT)
                or not address.startswith(("/desk/", *waiting_room()))
            ):
                continue
            answer = browser.get(address)
            given = f"{answer.headers} {answer.getvalue().decode()}"
            read[address] = answer.status_code
            # Whoever looks for half a name is shown what they looked for, and must not be shown the other half.
            unasked = [secret for secret in in_secret(worked) if secret not in address]
            leaks += [(person, address, secret) for secret in found_in(given, unasked)]
            waiting += [found.replace("&amp;", "&") for found in LINK.findall(given)]
            assert len(read) < 300, "the desk has no end"
        assert leaks == []
        assert read["/desk/sealed/"] == read[f"/desk/sealed/{worked.sealed_id}/"] == 200
        assert [address for address, status in read.items() if status >= 400] == []


def waiting_room() -> tuple[str, ...]:
    return tuple(f"/admin/{name}/" for name in CHOOSERS)


def test_a_sealed_name_is_in_no_row_of_any_table(worked: Any) -> None:
    """Sessions, revisions, logs, the index, the ledger: whatever a table of the database holds."""
    leaks, seen = [], 0
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 the names are the database's own
            for row in cursor.fetchall():
                seen += 1
                kept = " ".join(
                    bytes(value).decode("utf-8", "replace")
                    if isinstance(value, bytes | memoryview)
                    else str(value)
                    for value in row
                )
                leaks += [(table, word) for word in found_in(kept, MARK.split())]
    assert leaks == []
    assert seen > 200


def test_a_sealed_name_is_in_no_line_of_any_log(worked: Any, caplog: pytest.LogCaptureFixture) -> None:
    lines = [logging.Formatter().format(record) for record in caplog.get_records("setup")]
    assert any("INSERT INTO" in line and "sources_sealedsource" in line for line in lines)
    assert [line for line in lines if found_in(line, MARK.split())] == []


def test_a_sealed_name_is_in_no_letter(worked: Any, tmp_path: Any) -> None:
    letters = [path.read_text() for path in (tmp_path / "mail").iterdir()]
    assert letters
    assert found_in("".join(letters), [*in_secret(worked), CODENAME]) == []


@pytest.mark.parametrize(
    ("where", "what", "address", "fields"),
    [
        ("twosource.sources.actions", "find_sealed", "/desk/sealed/seal/", {"name": "Somebody Quicklime"}),
        ("twosource.sources.tokens", "keys", "/desk/sealed/seal/", {"name": MARK}),
        (
            "twosource.sources.models.SealedSource.objects",
            "get_or_create",
            "/desk/sealed/seal/",
            {"name": "New Quicklime"},
        ),
        (
            "twosource.verification.models.Actor.objects",
            "create",
            "/desk/sealed/seal/",
            {"name": "New Quicklime"},
        ),
        ("twosource.desk.views.sealed", "show", "/desk/sealed/{}/open/", {"reason": "Our lawyer asks."}),
        ("django.template.base.Template", "render", "/desk/sealed/{}/open/", {"reason": "Our lawyer asks."}),
    ],
)
def test_a_sealed_name_is_in_no_report_of_an_error(
    worked: Any, paper: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    where: str, what: str, address: str, fields: dict[str, str],
) -> None:  # fmt: skip
    """Whatever fails while the name is in memory: the page, the log line and Django's own report are without it."""
    from importlib import import_module

    from django.views.debug import ExceptionReporter

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is on fire")

    path = where.split(".")
    for size in range(len(path), 0, -1):
        try:
            owner: Any = import_module(".".join(path[:size]))
        except ImportError:
            continue
        for name in path[size:]:
            owner = getattr(owner, name)
        break
    eva = Client(raise_request_exception=False)
    eva.force_login(paper.editor)
    if what == "render":
        # The frame of the page renders too, on the way to the answer and for the page that says sorry.
        kept = owner.render
        calls = iter([fail])
        monkeypatch.setattr(owner, what, lambda *a, **k: next(calls, kept)(*a, **k))
    else:
        monkeypatch.setattr(owner, what, fail)
    told = {"codename": "Another", "first": paper.editor.pk, "second": paper.deputy.pk, **fields}
    caplog.clear()
    answer = eva.post(address.format(worked.sealed_id), told)
    assert answer.status_code == 500
    [record] = [one for one in caplog.records if one.name == "django.request" and one.exc_info]
    reporter = ExceptionReporter(record.request, *record.exc_info)
    for given in (
        answer.content.decode(), caplog.text, reporter.get_traceback_text(), reporter.get_traceback_html(),
    ):  # fmt: skip
        assert found_in(given, ["Xanthippe", "Quicklime"]) == []
    assert "the disk is on fire" in reporter.get_traceback_text()
    assert "frame" in reporter.get_traceback_html()


def test_a_copy_of_the_database_holds_neither_a_sealed_name_nor_its_key(
    worked: Any, newsroom: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from twosource.cli.backups import back_up_database

    if connection.vendor != "sqlite":
        assert back_up_database(newsroom) is None
        return
    living = tmp_path / "newsroom.sqlite3"
    living.write_bytes(connection.connection.serialize())
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", str(living))
    copy = back_up_database(newsroom)
    assert copy is not None
    kept = copy.read_bytes()
    copy.unlink()
    for secret in (*MARK.split(), settings.SEALED_KEY, settings.SECRET_KEY):
        assert secret.encode() not in kept
    assert CODENAME.encode() in kept
    assert bytes(worked.sealed.sealed_name) in kept
