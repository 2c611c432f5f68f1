"""The leak canary: a sealed source with a marked name, and everything the paper gives out, read for the mark."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from twosource.ledger.models import Delivery, Entry

MARK = "Xanthippe Quicklime"
CODENAME = "Kittiwake"
EMPLOYER = "Ministry of Hidden Locks"

STARTS = [
    "/", "/topics/", "/corrections/", "/community-standards/", "/how-we-check/", "/about/", "/theme.css",
    "/search/?q=quay", "/search/?q=source", "/no-such-page/", "/authors/nobody/", "/tags/person/nobody/",
    "/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json", "/sitemap.xml", "/sitemap-pages.xml", "/sitemap-1.xml",
    "/news-sitemap.xml", "/robots.txt", "/api/v1/stories/", "/api/", "/feeds/",
]  # fmt: skip
LINK = re.compile(r"""["'>](?:https?://[^/"'<>\s]+)?(/[^\s"'<>#\\]*)""")
NOT_OURS = ("/static/", "/media/", "/admin/", "/desk/", "//")


@pytest.fixture
def source(paper: Any, django_capture_on_commit_callbacks: Callable) -> Any:
    """A sealed source who speaks, is quoted, has a stake and an employer, in a story that is live and corrected."""
    from twosource.people.actions import name_byline
    from twosource.stories.actions import carry_claim, correct_story, publish_story, write_story
    from twosource.stories.models import StoryByline, StoryPage
    from twosource.topics.actions import name_tag, open_topic
    from twosource.verification.actions import keep_copy, note_words, record_control
    from twosource.verification.gathering import gather_file

    source = paper.sealed(MARK, codename=CODENAME)
    record_control(actor=source, controller=paper.voice(EMPLOYER), by=paper.reporter)
    claim = paper.claim("The quay is cracked.", said={"speaker": source}, stakes={source: "for"})
    interview = paper.item("An interview", source, basis="participant")
    paper.support(claim, interview, paper.item("A report of it", "Daily", via=[interview]))
    notes = gather_file(f"{MARK} told us so.".encode(), name=f"{MARK}, notes.txt")
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
    assert any(re.fullmatch(r"/api/v1/stories/\d+/", address) for address in read)
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
