"""Two people who act in the same moment, each in a transaction of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from gazette import Gazette

from twosource.stories.actions.resolving import agree_to_resolution, propose_resolution, refuse_resolution
from twosource.stories.models import Correction, Obligation, StoryPage
from twosource.verification.actions import rest_on, retract_item
from twosource.verification.models import Premise

pytestmark = pytest.mark.django_db(transaction=True)
NOTE = "It is not known whether the quay is cracked."


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """What came of each: its answer, or its refusal."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        try:
            start.wait()
            return deed()
        except ValidationError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def refusals(answers: list[object]) -> int:
    return sum(isinstance(answer, ValidationError) for answer in answers)


@pytest.fixture
def paper(emptied: None) -> Gazette:
    paper = Gazette()
    assert paper.harbour
    assert paper.deputy
    return paper


def test_of_two_editors_one_decides(paper: Gazette) -> None:
    claim = paper.confirmed()
    story = paper.published(carries=[(claim, "fact")])
    retract_item(item=claim.evidence.first().item, reason="A forgery.", by=paper.reporter)
    assert Obligation.objects.get().closed_at is None, "heard after the commit"
    resolution = propose_resolution(
        story=story, kind="correction", text=NOTE, carried={claim.pk: "background"}, by=paper.reporter
    )
    answers = at_once(
        lambda: agree_to_resolution(resolution=resolution, by=paper.editor),
        lambda: agree_to_resolution(resolution=resolution, by=paper.deputy),
        lambda: refuse_resolution(resolution=resolution, reason="Say which quay.", by=paper.ana),
    )
    assert refusals(answers) == 2
    resolution.refresh_from_db()
    agreed = resolution.state == "agreed"
    assert Correction.objects.count() == agreed
    assert Obligation.objects.filter(closed_at=None).exists() is not agreed
    assert StoryPage.objects.get(pk=story.pk).live


def test_of_two_who_close_a_circle_from_its_ends_one_is_refused(paper: Gazette) -> None:
    a, b, c, d = (paper.claim(f"{letter}.") for letter in "ABCD")
    rest_on(claim=b, premise=c, by=paper.reporter)
    rest_on(claim=d, premise=a, by=paper.reporter)
    answers = at_once(
        lambda: rest_on(claim=a, premise=b, by=paper.reporter),
        lambda: rest_on(claim=c, premise=d, by=paper.ana),
    )
    assert refusals(answers) == 1
    assert Premise.objects.count() == 3
