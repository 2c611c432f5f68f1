"""A page is made in one process while another hears a fact about it: what is kept is never the old one."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from finished import finish_all, kept
from gazette import Gazette

from twosource.edge import actions
from twosource.edge.finishing import finish, finish_waiting
from twosource.stories.models import StoryPage

STORY = "/harbour/cracks-in-the-quay/"
ROUNDS = 12


def beside(work: Callable[[], None]) -> Callable[[], None]:
    """The same in a thread, with a connection of its own that is closed after it."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    return run


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_is_what_was_written_last(emptied: None) -> None:
    paper = Gazette()
    story = paper.published()
    finish(STORY)
    wrong: list[str] = []

    def change() -> None:
        for number in range(ROUNDS):
            with transaction.atomic():
                StoryPage.objects.filter(pk=story.pk).update(title=f"Crack number {number}.")
            with transaction.atomic():
                actions.touch(subjects=[f"story:{story.pk}"])
            # From here on nobody may be given an older one.
            page = kept(STORY)
            if page is not None and f"Crack number {number}.".encode() not in page.bodies["identity"]:
                wrong.append(f"{number}")

    done = threading.Event()

    def make() -> None:
        while not done.is_set():
            finish_waiting(most=3)

    threads = [threading.Thread(target=beside(make)) for _one in range(2)]
    for thread in threads:
        thread.start()
    changing = threading.Thread(target=beside(change))
    changing.start()
    changing.join()
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    finish_all()
    page = kept(STORY)
    assert page is not None
    assert f"Crack number {ROUNDS - 1}.".encode() in page.bodies["identity"]
