"""Claims tied to words: the mark survives editing around it, and editing inside it voids the checks."""

from __future__ import annotations

import pytest
from gazette import Gazette, block, paragraph

from twosource.ledger.models import Entry
from twosource.people.models import User
from twosource.stories.actions import carry_claim, change_mode, publish_story, stop_carrying
from twosource.stories.drafts import latest_draft
from twosource.stories.gate import GateClosed, decide
from twosource.stories.models import Passage, StoryPage
from twosource.stories.story_view import story_view
from twosource.verification.models import Claim, Rephrasing

WORDS = "The quay is cracked"


def mark(claim: Claim | int, words: str, mode: str = "") -> str:
    told = f' data-mode="{mode}"' if mode else ""
    return f'<span data-claim="{claim if isinstance(claim, int) else claim.pk}"{told}>{words}</span>'


def rewrite(story: StoryPage, *values: str, by: User | None = None, typing: bool = False) -> StoryPage:
    """Save a version with these paragraphs; `typing`: the editor does so by itself."""
    draft = latest_draft(story)
    draft.body = [paragraph(value) for value in values]
    draft.kept_by_itself = typing
    if not draft.live:
        draft.save()
    draft.save_revision(user=by)
    return draft


def source(story: StoryPage, number: int = 0) -> str:
    return str(latest_draft(story).body[number].value.source)


def carried(story: StoryPage) -> list[tuple[int, str, str]]:
    return [(row.claim_id, row.mode, row.words) for row in latest_draft(story).carried.all()]


@pytest.fixture
def confirmed(paper: Gazette) -> Claim:
    return paper.confirmed()


@pytest.fixture
def story(paper: Gazette, confirmed: Claim) -> StoryPage:
    return paper.story("Cracks", f"{WORDS}, divers say.", carries=[(confirmed, "fact", WORDS)])


# Both ways are one


def test_carrying_by_words_puts_the_mark_in_the_paragraph(story: StoryPage, confirmed: Claim) -> None:
    assert source(story) == f"<p>{mark(confirmed, WORDS)}, divers say.</p>"
    assert StoryPage.objects.get().body[0].value.source == source(story)


def test_a_mark_without_a_row_makes_one_in_the_mode_that_was_chosen(paper: Gazette, confirmed: Claim) -> None:
    other = paper.claim("Divers say so.")
    story = paper.story("Cracks", "Nothing yet.")
    rewrite(
        story, f"<p>{mark(confirmed, 'It is', 'fact')} so, {mark(other, 'say some')}.</p>", by=paper.reporter
    )
    assert carried(story) == [(confirmed.pk, "fact", "It is"), (other.pk, "attributed", "say some")]
    assert source(story) == f"<p>{mark(confirmed, 'It is')} so, {mark(other, 'say some')}.</p>"
    assert confirmed.writers.filter(human=paper.reporter.human_id).exists()


@pytest.mark.parametrize("mode", ["", "nonsense"])
def test_a_mode_nobody_knows_is_attributed(paper: Gazette, confirmed: Claim, mode: str) -> None:
    story = paper.story("Cracks", f"<p>{mark(confirmed, 'It is', mode)} so.</p>")
    assert carried(story) == [(confirmed.pk, "attributed", "It is")]


def test_marks_of_claims_that_do_not_exist_go(paper: Gazette) -> None:
    story = paper.story("Cracks", f"<p>{mark(999_999, 'It is')} so, {mark(10**17, 'too')}.</p>")
    assert (carried(story), source(story)) == ([], "<p>It is so, too.</p>")


def test_the_words_of_the_row_follow_the_mark(paper: Gazette, story: StoryPage, confirmed: Claim) -> None:
    rewrite(story, f"<p>Divers say: {mark(confirmed, 'the quay <b>has</b> a crack')}.</p>", by=paper.reporter)
    assert carried(story) == [(confirmed.pk, "fact", "the quay has a crack")]


def test_words_longer_than_a_row_can_hold_are_cut_there_and_whole_in_the_mark(
    paper: Gazette, confirmed: Claim
) -> None:
    words = "cracked and " * 100 + "old"
    story = paper.story("Cracks", f"<p>{mark(confirmed, words)}.</p>")
    row = latest_draft(story).carried.get()
    assert len(row.words) <= 600
    assert words.startswith(row.words)
    assert Passage.objects.get().words == words


def test_in_a_quotation_the_words_are_found_and_not_marked(paper: Gazette, confirmed: Claim) -> None:
    story = paper.story("Cracks", "Nothing.")
    draft = latest_draft(story)
    said = {
        "text": f"{WORDS}, I saw it.", "speaker": paper.voice("Ada").pk, "addressee": "", "channel": "",
        "said_on": None,
    }  # fmt: skip
    draft.body = [paragraph("Nothing."), block("quotation", said), block("heading", "Old and cracked")]
    draft.save()
    draft.save_revision(user=paper.reporter)
    carry_claim(story=story, claim=confirmed, mode="fact", words=WORDS, by=paper.reporter)
    assert carried(story) == [(confirmed.pk, "fact", WORDS)]
    view = story_view(latest_draft(story))
    assert [note.anchor for part in view.body if part.kind == "quotation" for note in part.notes] == [
        f"claim-{confirmed.pk}"
    ]
    draft = latest_draft(story)
    draft.body[1].value["text"] = "I saw nothing."
    draft.save_revision(user=paper.reporter)
    assert [one.gone for one in draft.fallen] == [True]


def test_taking_the_claim_off_takes_the_mark_and_voids_nothing(
    paper: Gazette, story: StoryPage, confirmed: Claim
) -> None:
    stop_carrying(story=story, claim=confirmed, by=paper.reporter)
    assert (carried(story), source(story)) == ([], f"<p>{WORDS}, divers say.</p>")
    confirmed.refresh_from_db()
    assert confirmed.status == "confirmed"
    assert Passage.objects.get().until is not None


def test_saving_again_changes_nothing(paper: Gazette, story: StoryPage) -> None:
    before = latest_draft(story).serializable_data()["body"]
    latest_draft(story).save_revision(user=paper.reporter)
    assert latest_draft(story).serializable_data()["body"] == before
    assert Passage.objects.count() == 1


# Editing around it, and inside it


def test_the_mark_survives_editing_around_it(paper: Gazette, story: StoryPage, confirmed: Claim) -> None:
    draft = rewrite(
        story,
        "New first paragraph.",
        f"<p>Before. {mark(confirmed, WORDS)} — and after.</p>",
        by=paper.reporter,
    )
    assert draft.fallen == ()
    assert carried(story) == [(confirmed.pk, "fact", WORDS)]
    confirmed.refresh_from_db()
    assert confirmed.status == "confirmed"


@pytest.mark.parametrize(
    "inner",
    [
        "The  quay is cracked",
        "<b>The</b> quay is <i>cracked</i>",
        "The quay is cracked\u200e",
        "The\u00a0quay is cracked",
    ],
)
def test_space_and_bold_are_no_other_words(
    paper: Gazette, story: StoryPage, confirmed: Claim, inner: str
) -> None:
    assert rewrite(story, f"<p>{mark(confirmed, inner)}.</p>", by=paper.reporter).fallen == ()
    assert not Rephrasing.objects.exists()


def test_other_words_inside_it_void_its_checks_and_say_so(
    paper: Gazette, story: StoryPage, confirmed: Claim
) -> None:
    draft = rewrite(story, f"<p>{mark(confirmed, 'The quay is broken')}, divers say.</p>", by=paper.editor)
    (fallen,) = draft.fallen
    assert (fallen.claim, fallen.checks, fallen.gone) == (confirmed, 2, False)
    confirmed.refresh_from_db()
    assert confirmed.status == "corroborated"
    change = Rephrasing.objects.get()
    assert (change.before, change.after, change.by) == (WORDS, "The quay is broken", paper.editor)
    assert confirmed.writers.filter(human=paper.editor.human_id).exists()
    assert [(one.words, one.until is None) for one in Passage.objects.order_by("id")] == [
        (WORDS, False),
        ("The quay is broken", True),
    ]
    with pytest.raises(GateClosed, match="not confirmed"):
        publish_story(story=story, by=paper.editor)


def test_words_that_vanish_while_the_claim_is_carried_void_its_checks(
    paper: Gazette, story: StoryPage, confirmed: Claim
) -> None:
    (fallen,) = rewrite(story, "Nothing of it.", by=paper.reporter).fallen
    assert (fallen.checks, fallen.gone) == (2, True)
    assert Rephrasing.objects.get().after == ""
    assert rewrite(story, f"{WORDS} again.", by=paper.reporter).fallen == ()
    assert source(story) == f"<p>{mark(confirmed, WORDS)} again.</p>", "the row still knows its words"


def test_what_is_pasted_inside_the_mark_is_inside_it(
    paper: Gazette, story: StoryPage, confirmed: Claim
) -> None:
    sent = f"<p>{mark(confirmed, 'The quay is ')}not {mark(confirmed, 'cracked')}, divers say.</p>"
    (fallen,) = rewrite(story, sent, by=paper.reporter).fallen
    assert fallen.checks == 2
    assert carried(story) == [(confirmed.pk, "fact", "The quay is not cracked")]


def test_a_link_made_inside_the_mark_is_no_other_word(
    paper: Gazette, story: StoryPage, confirmed: Claim
) -> None:
    sent = f'<p>{mark(confirmed, "The ")}<a href="/quay">quay</a>{mark(confirmed, " is cracked")}.</p>'
    assert rewrite(story, sent, by=paper.reporter).fallen == ()
    assert (
        source(story)
        == f"<p>{mark(confirmed, chr(84) + 'he <a href=' + chr(34) + '/quay' + chr(34) + '>quay</a> is cracked')}.</p>"
    )


def test_a_paragraph_parted_inside_the_mark_still_says_the_same(
    paper: Gazette, story: StoryPage, confirmed: Claim
) -> None:
    sent = f"<p>{mark(confirmed, 'The quay')}</p><p>{mark(confirmed, 'is cracked')}, divers say.</p>"
    assert rewrite(story, sent, by=paper.reporter).fallen == ()


def test_a_copy_of_the_mark_is_no_second_place(paper: Gazette, story: StoryPage, confirmed: Claim) -> None:
    copy = f"<p>{mark(confirmed, 'The quay is sound')}.</p>"
    draft = rewrite(story, copy, f"<p>{mark(confirmed, WORDS)}.</p>", by=paper.reporter)
    assert draft.fallen == ()
    assert source(story) == "<p>The quay is sound.</p>"


def test_another_storys_words_are_not_this_ones(paper: Gazette, story: StoryPage, confirmed: Claim) -> None:
    other = paper.story("Again", "It has cracks.", carries=[(confirmed, "fact", "It has cracks")])
    stop_carrying(story=other, claim=confirmed, by=paper.reporter)
    change_mode(story=story, claim=confirmed, mode="background", by=paper.ana)
    confirmed.refresh_from_db()
    assert confirmed.status == "confirmed"


# The editor saves by itself


def test_what_the_editor_keeps_by_itself_voids_nothing_yet_and_passes_no_gate(
    paper: Gazette, story: StoryPage, confirmed: Claim
) -> None:
    changed = f"<p>{mark(confirmed, 'The quay is brok')}, divers say.</p>"
    draft = rewrite(story, changed, by=paper.reporter, typing=True)
    assert draft.fallen == ()
    confirmed.refresh_from_db()
    assert confirmed.status == "confirmed"
    (reason,) = decide(draft).unmet
    assert (reason.rule, "others than those that were checked" in str(reason.phrase)) == ("G1", True)
    rewrite(story, f"<p>{mark(confirmed, WORDS)}, divers say.</p>", by=paper.reporter, typing=True)
    assert decide(latest_draft(story)).ok


def test_who_publishes_what_another_typed_is_not_its_writer(
    paper: Gazette, story: StoryPage, confirmed: Claim
) -> None:
    rewrite(story, f"<p>{mark(confirmed, 'The quay is broken')}.</p>", by=paper.reporter, typing=True)
    change_mode(story=story, claim=confirmed, mode="background", by=paper.ana)
    assert Rephrasing.objects.get().by == paper.reporter
    assert not confirmed.writers.filter(human=paper.ana.human_id).exists()


def test_a_refused_saving_leaves_no_trace(paper: Gazette, story: StoryPage, confirmed: Claim) -> None:
    rewrite(story, f"<p>{mark(confirmed, 'The quay is broken')}.</p>", by=paper.reporter, typing=True)
    with pytest.raises(GateClosed):
        publish_story(story=story, by=paper.editor)
    confirmed.refresh_from_db()
    assert confirmed.status == "confirmed"
    assert not Entry.objects.filter(kind="CarryingWordsEdited").exists()


def test_an_older_version_with_other_words_than_those_checked_does_not_go_out(
    paper: Gazette, story: StoryPage, confirmed: Claim
) -> None:
    older = latest_draft(story).latest_revision
    rewrite(story, f"<p>{mark(confirmed, 'The quay is broken')}.</p>", by=paper.reporter)
    paper.sign(confirmed, paper.ana, paper.bo)
    with pytest.raises(GateClosed, match="others than those that were checked"):
        older.publish(user=paper.editor)
    assert publish_story(story=story, by=paper.editor).live


# What readers see


def test_readers_see_the_mark_where_it_is_and_nowhere_else(paper: Gazette, confirmed: Claim) -> None:
    story = paper.story("Cracks", f"<p>{WORDS}. Yes: {mark(confirmed, WORDS)}.</p>")
    change_mode(story=story, claim=confirmed, mode="fact", by=paper.reporter)
    view = story_view(publish_story(story=story, by=paper.editor))
    assert view.body[0].html.count("<mark") == 1
    assert view.body[0].html.startswith(f"{WORDS}. Yes: <mark")
    assert (
        f'<a href="#claim-{confirmed.pk}">{WORDS}</a></mark><span class="sign confirmed"' in view.body[0].html
    )
    assert [note.anchor for note in view.body[0].notes] == [f"claim-{confirmed.pk}"]


def test_in_right_to_left_words_and_combining_letters_the_mark_is_whole(
    paper: Gazette, confirmed: Claim
) -> None:
    words = "הרציף סדוק — Qua\u0301i cre\u0301aque\u0301"
    story = paper.story("Cracks", f"<p>{mark(confirmed, words)}!</p>")
    change_mode(story=story, claim=confirmed, mode="fact", by=paper.reporter)
    assert f">{words}</a></mark>" in story_view(publish_story(story=story, by=paper.editor)).body[0].html
    assert carried(story) == [(confirmed.pk, "fact", words)]


def test_tying_a_claim_to_words_is_no_change_that_readers_are_told_of(
    paper: Gazette, confirmed: Claim
) -> None:
    live = paper.published("Cracks", f"{WORDS}.")
    carry_claim(story=live, claim=confirmed, mode="fact", words=WORDS, by=paper.reporter)
    assert publish_story(story=live, by=paper.editor).changed_at is None
    assert 'data-claim="' in StoryPage.objects.get().body[0].value.source


def test_a_mark_of_a_claim_that_is_not_carried_is_only_words_to_readers(
    paper: Gazette, confirmed: Claim
) -> None:
    story = paper.story("Cracks", "Words.")
    story.body = [
        paragraph(f"<p>{mark(confirmed, 'Words')} <span onclick='x()'>here</span></p>"),
        block("list", "<ul></ul>"),
    ]
    assert story_view(story).body[0].html == "Words here"
