"""Topics and tags are named once, whoever names them."""

from __future__ import annotations

import pytest

from twosource.topics.actions import name_tag, open_topic
from twosource.topics.models import Tag, Topic


def test_a_topic_is_opened_once_and_keeps_its_address(db: None) -> None:
    topic = open_topic(name="Harbour repairs", description="The quay.", by=None)
    assert open_topic(name="Harbour repairs", description="Other.", by=None) == topic
    assert (topic.slug, topic.description, topic.running, str(topic)) == (
        "harbour-repairs", "The quay.", True, "Harbour repairs",
    )  # fmt: skip


def test_two_topics_whose_names_make_one_address_have_two(db: None) -> None:
    slugs = {
        open_topic(name=name, by=None).slug
        for name in ("Tide wall", "Tide, wall!", "tide wall", "!!!", "???")
    }
    assert len(slugs) == Topic.objects.count() == 5


def test_a_very_long_name_still_has_an_address(db: None) -> None:
    topics = [open_topic(name=("word " * 24)[:117] + end, by=None) for end in ("one", "two")]
    assert all(len(topic.slug) <= 120 for topic in topics)


def test_tags_of_one_name_are_told_apart_by_their_kind(db: None) -> None:
    person = name_tag(name="Mercer", kind=Tag.Kind.PERSON, aliases=("J. Mercer",), by=None)
    place = name_tag(name="Mercer", kind=Tag.Kind.PLACE, by=None)
    assert person != place
    assert name_tag(name="mercer", kind=Tag.Kind.PERSON, by=None) == person
    assert (person.aliases, str(person), place.kind_label) == (["J. Mercer"], "Mercer (person)", "place")


def test_a_kind_that_does_not_exist_is_refused_and_an_unknown_one_is_shown_as_it_is(db: None) -> None:
    with pytest.raises(ValueError, match="kind fish: a tag is a subject, person"):
        name_tag(name="Cod", kind="fish", by=None)
    assert Tag(name="Cod", kind="fish").kind_label == "fish"


def test_a_tag_that_makes_no_address_has_one(db: None) -> None:
    assert name_tag(name="!!!", by=None).slug == "tag"
    assert name_tag(name="Санкт-Петербург", kind=Tag.Kind.PLACE, by=None).slug == "санкт-петербург"
