"""The filter is made from the newsroom's own decisions, and is silent whenever it does not know enough."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from twosource.discussion import learning
from twosource.discussion.models import Comment, Decision, Hold, Thread
from twosource.discussion.spam.folding import fold
from twosource.discussion.spam.learned import Model, from_text, to_text, vector
from twosource.discussion.spam.training import LEAST, PRECISION, Example, train

if TYPE_CHECKING:
    from gazette import Gazette

NOW = timezone.now()
KEY = "a key of the newsroom's own"
WORDS = (
    "quay",
    "bridge",
    "council",
    "ferry",
    "harbour",
    "budget",
    "mayor",
    "school",
    "winter",
    "repair",
    "vote",
    "tide",
)


def sold(number: int) -> str:
    return (
        f"Subscribe to my {WORDS[number % 12]} channel and earn {number} dollars, {WORDS[number % 7]} friends"
    )


def said(number: int) -> str:
    return f"The {WORDS[number % 12]} was promised by the {WORDS[number % 7]} committee, item {WORDS[number % 5]}"


def taught(number: int = LEAST) -> list[Example]:
    sale = [Example(f"{sold(n)} {WORDS[n % 11]} w{n}", True) for n in range(number)]
    return [*sale, *(Example(f"{said(n)} {WORDS[n % 11]} w{n}", False) for n in range(number))]


@pytest.fixture(scope="module")
def model() -> Model:
    made = train(taught(), made_at="2026-01-01T00:00:00+00:00", seen=7)
    assert made
    return made


def test_it_holds_what_is_like_the_removed_and_says_the_words(model: Model) -> None:
    assert model.judged.caught >= PRECISION * (model.judged.caught + model.judged.wrongly) > 0
    advert, letter = fold("Subscribe to MY channel, friends"), fold("The ferry was promised by the committee")
    assert model.holds(advert)
    assert not model.holds(letter)
    assert set(model.telling(advert)) & {
        "Subscribe",
        "MY channel",
        "Subscribe to",
        "channel",
        "friends",
        "to MY",
    }
    assert all(words in advert.text for words in model.telling(advert))
    assert not model.holds(fold(""))


def test_the_same_decisions_make_the_same_filter(model: Model) -> None:
    assert train(taught(), made_at=model.made_at, seen=7) == model


def test_what_it_weighs_is_what_the_library_says(model: Model) -> None:
    """The weights are read out of the library; nothing is lost on the way but what is very small."""
    from vowpalwabbit import pyvw

    machine = pyvw.Workspace(quiet=True, loss_function="logistic", noconstant=True, b=18)
    try:
        machine.set_weight(0, 0, model.bias)
        for at, weight in enumerate(model.weights.values(), 1):
            machine.set_weight(at, 0, weight)
        numbers = {name: at for at, name in enumerate(model.weights, 1)}
        for text in (sold(3), said(4), "Nobody here knows the mayor"):
            values = vector(fold(text))
            line = " ".join(f"{numbers[name]}:{value}" for name, value in values.items() if name in numbers)
            assert machine.predict(f"| 0:1 {line}") == pytest.approx(model.weigh(fold(text)), abs=0.01)
    finally:
        machine.finish()


def test_too_few_of_a_kind_teach_nothing() -> None:
    assert train([], made_at="", seen=0) is None
    assert train(taught(LEAST)[1:], made_at="", seen=0) is None
    copies = [*(Example(sold(1), True) for _n in range(500)), *taught(LEAST)[LEAST:]]
    assert train(copies, made_at="", seen=0) is None, "five hundred copies are one example"


def test_decisions_that_follow_no_words_make_a_filter_that_holds_nothing() -> None:
    chance = random.Random(5)
    mixed = [Example(each.text, chance.random() < 0.5) for each in taught(120)]
    made = train(mixed, made_at="", seen=0)
    assert made
    assert made.limit is None
    assert not made.holds(fold(sold(3)))


def test_a_filter_is_plain_text_and_only_ones_own_is_read(model: Model) -> None:
    text = to_text(model, KEY)
    assert from_text(text, KEY) == model
    assert json.loads(text.split("\n")[0])["weights"]["subscribe"] > 0
    assert from_text(text, "another key") is None
    assert from_text(text.replace('"seen": 7', '"seen": 8'), KEY) is None
    for broken in ("", "\n", "{}", text[:100], text[::-1], "\x00" * 50):
        assert from_text(broken, KEY) is None


@pytest.fixture
def decide(paper: Gazette, settings: Any, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Puts comments and what was decided of them on record, in a newsroom whose folder is empty."""
    (tmp_path / "data").mkdir()
    settings.TWOSOURCE_FOLDER = tmp_path
    story = paper.published()
    thread = Thread.objects.create(story=story, title=story.title, path="/x/", opened_at=NOW)

    def do(texts: list[str], verdict: str, *, held: bool = False) -> None:
        state = "removed" if verdict == "removed" else "shown"
        made = Comment.objects.bulk_create(
            Comment(thread=thread, source=text, html="", state=state, posted_at=NOW) for text in texts
        )
        Decision.objects.bulk_create(
            Decision(comment=one, turn=0, verdict=verdict, before="held", by=paper.editor, at=NOW)
            for one in made
        )
        if held:
            Hold.objects.bulk_create(Hold(comment=one, why=Hold.Why.LEARNED) for one in made)

    yield do
    learning._read.clear()
    learning._learned_until.clear()


def texts(removed: bool) -> list[str]:
    return [each.text for each in taught(60) if each.removed is removed]


def test_the_worker_makes_it_when_there_is_enough_and_again_when_there_is_more(
    decide: Callable[..., None], django_assert_num_queries: Any
) -> None:
    decide(texts(True), "removed")
    decide(texts(False)[:5], "approved")
    assert learning.learn() is None
    assert learning.current() is None
    decide(texts(False)[5:], "approved")
    made = learning.learn()
    assert made
    assert made == learning.current()
    assert made.holds(fold(sold(1)))
    with django_assert_num_queries(1):
        assert learning.learn() is None
    decide(["The ferry is late"], "approved")
    assert learning.learn() is None, "one more decision is too little"
    decide([f"The ferry is late again {n:x}x" for n in range(learning.LEAST_NEW)], "approved")
    again = learning.learn()
    assert again
    assert again.judged.approved > made.judged.approved
    assert again == learning.current()


def test_what_was_taken_back_or_overturned_is_not_learned(decide: Callable[..., None]) -> None:
    decide(["kept out"], "removed")
    decide(["taken back"], "removed")
    Decision.objects.filter(comment__source="taken back").update(undone_at=NOW)
    decide(["overturned"], "removed")
    Comment.objects.filter(source="overturned").update(state="shown")
    decide(["let in"], "approved")
    assert learning.examples() == [Example("kept out", True), Example("let in", False)]


def test_a_filter_that_was_wrong_lately_is_quiet_until_it_is_not(decide: Callable[..., None]) -> None:
    decide(texts(True), "removed")
    decide(texts(False), "approved")
    assert learning.learn()
    decide([f"{sold(n)} after all {n:x}" for n in range(learning.LEAST_JUDGED - 1)], "approved", held=True)
    assert not learning.is_wrong_lately()
    decide(["one more that was held and let in"], "approved", held=True)
    assert learning.is_wrong_lately()
    quiet = learning.learn()
    assert quiet
    assert quiet.quiet
    assert not quiet.holds(fold(sold(1)))
    Comment.objects.filter(holds__isnull=False).update(posted_at=NOW - learning.LATELY - timedelta(days=1))
    decide(["The council met"], "approved")
    heard = learning.learn()
    assert heard
    assert not heard.quiet


def test_a_damaged_file_is_no_filter_and_is_made_anew(decide: Callable[..., None], tmp_path: Path) -> None:
    decide(texts(True), "removed")
    decide(texts(False), "approved")
    assert learning.learn()
    (tmp_path / "data" / learning.NAME).write_bytes(b"\xff\x00 not a filter")
    assert learning.current() is None
    decide(["The council met"], "approved")
    assert learning.learn()
    assert learning.current()


def test_a_newsroom_can_do_without(decide: Callable[..., None], settings: Any) -> None:
    decide(texts(True), "removed")
    decide(texts(False), "approved")
    assert learning.learn()
    config = settings.TWOSOURCE
    off = config.discussion.model_copy(update={"learned_filter": False})
    settings.TWOSOURCE = config.model_copy(update={"discussion": off})
    assert learning.current() is None
    assert learning.learn() is None
