"""Bringing a saved page in at the desk: by file or by pasting, and what comes back when it is no page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from gazette import Gazette

from twosource.outside.store import FolderStore
from twosource.outside.windows import store
from twosource.stories.models import StoryPage
from twosource.wire.models import Intake

PAGE = """Ferry crews ask for rest

    The ferry sails at noon, Ada Sound told Harbour Radio. It is late every week.

    "We want an hour to sleep," Sound said.
"""


def file(text: str | bytes, name: str = "saved.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def test_a_file_becomes_a_draft_with_statements_to_decide(paper: Gazette, seat: Callable) -> None:
    rita = seat(paper.reporter)
    assert paper.harbour.title in rita.see("/desk/bring/")
    page = rita.do("/desk/bring/", file=file(PAGE), section=paper.city.pk)
    story = StoryPage.objects.get()
    assert (story.get_parent().pk, story.live) == (paper.city.pk, False)
    assert "statements to decide" in page
    assert Intake.objects.get().brought_by == paper.reporter
    assert store().read(Intake.objects.get().sha256) == PAGE.encode()


def test_pasted_text_is_a_page_too_and_comes_in_once(paper: Gazette, seat: Callable) -> None:
    rita = seat(paper.reporter)
    rita.do("/desk/bring/", text=PAGE, section=paper.harbour.pk)
    assert "brought in already" in rita.do("/desk/bring/", text=PAGE, section=paper.harbour.pk)
    assert Intake.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "Give one page"),
        ({"text": PAGE, "file": PAGE}, "Give one page"),
        ({"file": ""}, "empty"),
        ({"file": b"\x7fELF\x00\x01\x02\x00" * 40}, "The file is binary"),
        ({"text": PAGE, "section": 999}, "valid choice"),
    ],
)
def test_what_is_no_page_comes_back_with_the_reason_and_nothing_is_kept(
    paper: Gazette, seat: Callable, given: dict[str, Any], why: str
) -> None:
    fields = {"section": paper.harbour.pk, **given}
    if "file" in given:
        fields["file"] = file(given["file"])
    page = seat(paper.reporter).be_refused("/desk/bring/", **fields)
    assert why in page
    assert (Intake.objects.count(), StoryPage.objects.count()) == (0, 0)


def test_a_full_disk_is_said_and_brings_nothing_in(
    paper: Gazette, seat: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FolderStore, "_keep", full)
    page = seat(paper.reporter).be_refused("/desk/bring/", text=PAGE, section=paper.harbour.pk)
    assert "The disk is full, so nothing was kept." in page
    assert Intake.objects.count() == 0
