"""A story is found as the readers of its language expect, on any database, whatever the paper's own language."""

from __future__ import annotations

from typing import Any

import pytest

from press import Press
from twosource.search.actions import index_story
from twosource.search.reads import search

pytestmark = [pytest.mark.django_db, pytest.mark.database]

RUSSIAN = "Докеры объявили забастовку, сообщил представитель порта Пётр Артёмов."
ARABIC = "أعلن عمّال الميناء الإضرابَ، وقالت إدارةُ المدرسة إنّ أحمد لم يـصـل إلى المستشفى."
HEBREW = "עובדי הנמל השביתו את הספינות, וראש הממשלה הודיע על שָׁלוֹם."
TURKISH = "Isparta'da grevciler limanda ışıkları söndürdü, İzmir ILIK bir güne uyandı."
GERMAN = "Die Hafenarbeiter streikten, und Bürgermeister Müller sperrte die größten Straßen."


@pytest.mark.parametrize(
    ("language", "sentence", "queries"),
    [
        ("ru", RUSSIAN, ["забастовка", "забастовки", "докер", "порт", "петр артемов", '"пётр артемов"', "ЗАБАСТОВК"]),
        (
            "ar", ARABIC,
            ["عمال", "الاضراب", "إضراب", "اداره المدرسه", "احمد", "مستشفي", '"عمال الميناء"', "يصل", "والميناء"],
        ),
        ("he", HEBREW, ["נמל", "בנמל", "ספינה", "הספינה", "ממשלה", "לממשלה", "שלום", '"ראש הממשלה"', "עובדי הנמל"]),
        ("tr", TURKISH, ["ISPARTA", "ısparta", "isparta", "grevci", "LİMAN", "ışık", "isik", "izmir", "İZMİR", "ılık"]),
        (
            "de", GERMAN,
            ["strasse", "STRASSEN", "Mueller", "muller", "groesste", "Hafenarbeitern", "hafen", "streiken",
             '"Bürgermeister Mueller"', "Buergermeister"],
        ),
    ],
)  # fmt: skip
def test_a_word_is_found_in_any_of_its_forms(
    press: Press, settings: Any, language: str, sentence: str, queries: list[str]
) -> None:
    settings.LANGUAGE_CODE = language
    story = press.publish("1", "Xyzzy.", sentence)
    other = press.publish("2", "Xyzzy.")
    assert index_story(story_id=story.pk)
    assert index_story(story_id=other.pk)
    for query in queries:
        assert [hit.story_id for hit in search(query).hits] == [story.pk], query


def test_a_paper_in_one_language_is_found_by_words_it_quotes_in_other_scripts(press: Press) -> None:
    story = press.publish("Docks", "The docks stand still.", RUSSIAN, ARABIC, HEBREW, "東京都庁が発表した。")
    other = press.publish("2", "Nothing of the kind.")
    assert index_story(story_id=story.pk)
    assert index_story(story_id=other.pk)
    for query in ("забастовки", "الاضراب", "בנמל", "東京", "docks забастовка נמל", '"ראש הממשלה"'):
        assert [hit.story_id for hit in search(query).hits] == [story.pk], query


@pytest.mark.parametrize(
    ("language", "sentence", "query", "marked"),
    [
        ("ru", RUSSIAN, "забастовка", "<mark>забастовку</mark>"),
        ("ar", ARABIC, "احمد", "<mark>أحمد</mark>"),
        ("ar", ARABIC, "الاضراب", "<mark>الإضرابَ</mark>"),
        ("he", HEBREW, "שלום", "<mark>שָׁלוֹם</mark>"),
        ("tr", TURKISH, "ISPARTA", "<mark>Isparta&#x27;da</mark>"),
        ("de", GERMAN, "strassen", "<mark>Straßen</mark>"),
        ("ja", "昨日、東京都庁が発表した。", "東京", "<mark>東京</mark>"),
    ],
)
def test_a_snippet_marks_the_words_as_they_stand(
    press: Press, settings: Any, language: str, sentence: str, query: str, marked: str
) -> None:
    settings.LANGUAGE_CODE = language
    story = press.publish("1", *["Xyzzy."] * 30, sentence)
    assert index_story(story_id=story.pk)
    assert marked in search(query).hits[0].snippet_html
