"""Who said what to whom: one rule of English news a case, on sentences of our own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from twosource.wire.formats.statements import read_statements
from twosource.wire.formats.values import Statement

PUBLISHED = datetime(2016, 2, 10, 12, tzinfo=UTC)  # a Wednesday


def said(*paragraphs: str) -> list[Statement]:
    return list(read_statements(paragraphs, PUBLISHED))


def brief(*paragraphs: str) -> list[tuple[str, str, str | None, str | None]]:
    return [(s.kind, s.text, s.speaker, s.cue) for s in said(*paragraphs)]


def _cases() -> list[tuple[str, list[tuple[str, str, str | None, str | None]]]]:
    """Sentence and expected statement, from `sentences.txt`."""
    lines = (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line and not line.startswith("#")]
    cases = []
    for sentence, expected in zip(rows[::2], rows[1::2], strict=True):
        kind, speaker, cue, text = expected.strip().split(" | ")
        cases.append((sentence, [(kind, text, speaker, None if cue == "-" else cue)]))
    return cases


@pytest.mark.parametrize(("sentence", "expected"), _cases())
def test_one_sentence_yields_one_statement(
    sentence: str, expected: list[tuple[str, str, str | None, str | None]]
) -> None:
    assert brief(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The storm claimed 12 lives.",
        "The council was denied access to the ferry.",
        "Ann Poole refused to comment.",
        "The ministry declined to comment on the report.",
        "Ann Poole did not say whether the ferry would close.",
        "Ann Poole is expected to announce a decision on Friday.",
        "Norland has asked the county to publish its charts.",
        "The council views the wreck as its main worry.",
        "It is said that the pier is haunted.",
        "Under the deal, said to be worth a million, the pier will go.",
        "Reporters were told that the pier was safe.",
        "Poole has been accused of lying.",
        "Poole said goodbye.",
        "Poole announced a new plan for the pier.",
        "Poole explained the plan to the council.",
        "The ministry reported 300 new cases on Monday.",
        "He added two goals in the second half.",
        "Nobody said the dam was safe.",
        "Neither Poole nor Grant said the dam was safe.",
        "If he said that, he was wrong.",
        "It would be wrong to say that the town is poor.",
        'The so-called "Coast Council" lost two seats.',
        'The boat is called "The Bell of Harwick and the Sea".',
        'The film "The Long Way Home to the Sea" opens on Friday.',
        'The word "harbour" comes from an old word for shelter.',
        "The rebels' leader's brother's boat wasn't the rebels'.",
    ],
)
def test_words_that_only_look_like_a_report_yield_nothing(sentence: str) -> None:
    assert brief(sentence) == []


def test_two_speakers_of_one_sentence_are_told_apart() -> None:
    assert brief("Norland insisted the chart was right, but Harwick said it broke the law.") == [
        ("indirect", "the chart was right", "Norland", "insisted"),
        ("indirect", "it broke the law", "Harwick", "said"),
    ]


def test_what_one_speaker_reports_of_another_stays_inside() -> None:
    assert brief("Poole said that Grant had told her the boat was sold.") == [
        ("indirect", "Grant had told her the boat was sold", "Poole", "said")
    ]


def test_a_divided_quotation_is_two_statements_of_one_speaker() -> None:
    assert brief('"The pier," Ann Poole said, "was never safe."') == [
        ("direct", "The pier", "Ann Poole", "said"),
        ("direct", "was never safe.", "Ann Poole", None),
    ]


def test_a_quotation_alone_goes_on_with_the_one_who_spoke_before() -> None:
    assert brief(
        'Ann Poole said the pier was lost. "There is nothing to save."', '"I am sorry about it."'
    ) == [
        ("indirect", "the pier was lost", "Ann Poole", "said"),
        ("direct", "There is nothing to save.", "Ann Poole", None),
        ("direct", "I am sorry about it.", "Ann Poole", None),
    ]


def test_a_quotation_before_its_attribution_waits_for_it() -> None:
    assert brief('"We lost. It hurts a lot." "But we go on," Ann Poole said.') == [
        ("direct", "We lost. It hurts a lot.", "Ann Poole", None),
        ("direct", "But we go on", "Ann Poole", "said"),
    ]


def test_a_quotation_after_other_matter_has_no_speaker() -> None:
    assert brief("Ann Poole said the pier was lost.", "Rain fell.", '"There is nothing left to save."')[
        1:
    ] == [("direct", "There is nothing left to save.", None, None)]


@pytest.mark.parametrize(
    ("sentence", "addressee", "channel"),
    [
        ("Poole told reporters that it rained.", "reporters", None),
        ("Poole told RT that it rained.", "RT", "RT"),
        ("Poole told RT Norland would pay.", "RT", "RT"),
        ("Poole told the Harwick Gazette it had rained.", "Harwick Gazette", "Harwick Gazette"),
        ("It rained, Poole told Radio Coast.", "Radio Coast", "Radio Coast"),
        ("In an interview with the BBC, Poole said it rained.", "BBC", "interview"),
        ('"It rained," Poole told the Gazette in a telephone interview.', "Gazette", "telephone interview"),
        ("The council said in a statement that it had rained.", None, "statement"),
        ("The council said in a statement posted on its website that it had rained.", None, "statement"),
        ("Poole wrote on Twitter that it had rained.", None, "Twitter"),
        ("Poole tweeted that it had rained.", None, "Twitter"),
        ("Poole said on her Telegram channel that it had rained.", None, "Telegram"),
        ("Poole, speaking at a news conference in Harwick, said it rained.", None, "news conference"),
        ("Speaking to reporters in Harwick, Poole said it rained.", "reporters", None),
        ("In a letter to the prime minister, Poole wrote that it rained.", "the prime minister", "letter"),
        ('"It rained," Poole told a joint news conference.', None, "news conference"),
        ("Jo Hart was quoted by TASS as saying that it rained.", None, "TASS"),
        ("Poole said it rained.", None, None),
    ],
)
def test_the_listener_and_the_channel_are_read_where_the_text_says(
    sentence: str, addressee: str | None, channel: str | None
) -> None:
    (statement,) = said(sentence)
    assert (statement.addressee, statement.channel) == (addressee, channel)


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Poole said on Monday that it rained.", date(2016, 2, 8)),
        ("It rained, Poole said Tuesday.", date(2016, 2, 9)),
        ("On Thursday, Poole said it rained.", date(2016, 2, 4)),
        ("It rained, Poole said yesterday.", date(2016, 2, 9)),
        ("It rained, Poole said on 12 May 2012.", date(2012, 5, 12)),
        ("It rained, Poole said on Dec. 30.", date(2015, 12, 30)),
        ("Poole said it rained on Monday.", None),
        ("Poole opened the pier on Monday and said it was dry.", None),
        ("It rained, Poole said last week.", None),
    ],
)
def test_the_day_of_saying_is_resolved_only_from_its_own_words(sentence: str, day: date | None) -> None:
    (statement,) = said(sentence)
    assert statement.said_at == day


def test_relative_days_stay_open_without_a_day_of_publication() -> None:
    (statement,) = read_statements(["Poole said on Monday that it rained."])
    assert statement.said_at is None


def test_all_mentions_of_one_person_are_one_speaker() -> None:
    statements = said(
        "The dam will hold, Norland's envoy to Easby Maren Solheim told RT.",
        "It was built in 1931, the envoy added.",
        '"It is a good dam," Solheim said. She said it had never leaked.',
        "The Norlandish envoy warned that others were worse.",
        "According to Ms Solheim, two have cracks.",
    )
    assert {statement.speaker for statement in statements} == {"Maren Solheim"}
    assert len(statements) == 6


def test_a_post_before_or_after_a_name_is_learnt() -> None:
    statements = said("The harbour master, Li Wei, quit on Monday.", '"I am tired," the harbour master said.')
    assert [s.speaker for s in statements] == ["Li Wei"]


def test_a_surname_is_completed_from_the_tags() -> None:
    (statement,) = read_statements(
        ["De Mistura said talks would go on."], None, ["Geneva", "Staffan de Mistura"]
    )
    assert statement.speaker == "Staffan de Mistura"


def test_words_go_on_after_a_relative_clause() -> None:
    assert brief('"It won\'t bring Dad back," said Lucy Hall, whose father drowned, "but it helps."') == [
        ("direct", "It won't bring Dad back", "Lucy Hall", "said"),
        ("direct", "but it helps.", "Lucy Hall", None),
    ]


def test_another_countrys_envoy_is_somebody_else() -> None:
    statements = said(
        "The dam will hold, Russia's envoy to the UK Ivan Orlov said.",
        "The French ambassador said it would not. The ambassador to Spain said nothing was certain.",
    )
    assert [s.speaker for s in statements] == [
        "Ivan Orlov",
        "the French ambassador",
        "the ambassador to Spain",
    ]


def test_two_ministers_are_not_taken_for_one() -> None:
    statements = said(
        "Foreign Minister Clara Voss and Transport Minister Tom Reed met in Easby.",
        "The foreign minister said the road was open. Reed said it was not.",
        "The minister said more later.",
    )
    assert [s.speaker for s in statements][:2] == ["Clara Voss", "Tom Reed"]


def test_he_and_she_go_to_the_one_spoken_of() -> None:
    statements = said(
        "German Chancellor Maria Lenz and French President Paul Aubry met on Monday.",
        '"Europe will not freeze," Lenz said.',
        'The French president was more careful. "Winter is long," he said.',
    )
    assert [s.speaker for s in statements] == ["Maria Lenz", "Paul Aubry"]


def test_a_spokeswoman_is_not_the_one_she_speaks_for() -> None:
    statements = said("Mayor Ann Poole left early. Poole's spokeswoman said she was tired.")
    assert [s.speaker for s in statements] == ["Poole's spokeswoman"]


def test_a_pronoun_that_nobody_fits_has_no_speaker() -> None:
    (statement,) = said("She said the pier was lost.")
    assert (statement.speaker, statement.speaker_mention) == (None, "She")


def test_an_organisation_is_followed_by_it() -> None:
    assert [s.speaker for s in said("The company said it would pay. It added that the money was there.")] == [
        "the company",
        "the company",
    ]
