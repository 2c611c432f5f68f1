"""A moderator decides: one comment or many, unknowingly twice never, and everything can be taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from moderated import Talk

from twosource.discussion.actions.deciding import Ruling, decide, decide_many, undo, undo_many
from twosource.discussion.actions.reporting import report_comment
from twosource.discussion.models import Comment, Decision, Notice, Report
from twosource.discussion.moderation.refusals import BadValue, DecidedMeanwhile, OwnComment, Refused
from twosource.discussion.moderation.seen import read_seen, seen_of, write_seen
from twosource.ledger.models import Entry
from twosource.people.refusals import NotYourRole

pytestmark = pytest.mark.django_db


def test_an_approved_comment_is_shown_and_counted(talk: Talk) -> None:
    top = talk.says("How many bearings?")
    held = talk.held(answers=top)
    assert talk.shown() == 1
    talk.approves(held)
    assert held.state == Comment.State.SHOWN
    assert (talk.shown(), Comment.objects.get(pk=top.pk).answers) == (2, 1)
    assert talk.thread.last_at == held.posted_at


def test_a_removal_cites_a_rule_of_the_edition_in_force_and_is_on_record(talk: Talk) -> None:
    comment = talk.says("The mayor took money.")
    made = talk.removes(comment, 4, reason="No source.")
    assert made.rule is not None
    assert (made.rule.number, made.rule.title, made.rule.edition.number) == (4, "Say how you know", 1)
    assert (comment.state, comment.turn, talk.shown(), talk.thread.last_at) == ("removed", 1, 0, None)
    entry = Entry.objects.get(kind="CommentDecided")
    assert entry.by == talk.mo
    assert (entry.payload["rule"], entry.payload["reason"], entry.subject) == (
        4, "No source.", f"talk:story:{talk.story.pk}",
    )  # fmt: skip
    assert Notice.objects.get().to == comment.author


@pytest.mark.parametrize(
    ("ruling", "words"),
    [
        (Ruling("removed"), "by which rule"),
        (Ruling("removed", 99), "no rule 99"),
        (Ruling("approved", 3), "only a removal"),
        (Ruling("burnt"), "'burnt'"),
        (Ruling("removed", 4, "x" * 601), "at most 600"),
        (Ruling("restored"), "Only a removed comment"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_with_what_to_do(
    talk: Talk, ruling: Ruling, words: str
) -> None:
    held = talk.held()
    with pytest.raises(Refused, match=words):
        talk.decides(held, ruling)
    assert not Decision.objects.exists()


def test_two_moderators_never_decide_the_same_comment_unknowingly(talk: Talk) -> None:
    held = talk.held()
    seen = seen_of(held)
    decide(comment=held.pk, ruling=Ruling("removed", 6), seen=seen, by=talk.mo)
    with pytest.raises(DecidedMeanwhile, match="Mo Smith removed it by rule 6"):
        decide(comment=held.pk, ruling=Ruling("approved"), seen=seen, by=talk.mia)
    undo(decision=Decision.objects.get().pk, by=talk.mo)
    with pytest.raises(DecidedMeanwhile, match="That was taken back"):
        decide(comment=held.pk, ruling=Ruling("approved"), seen=seen, by=talk.mia)


def test_words_that_were_changed_since_they_were_read_are_read_again(talk: Talk) -> None:
    held = talk.held()
    seen = seen_of(held)
    Comment.objects.filter(pk=held.pk).update(source="Buy two.", edited_at=timezone.now())
    with pytest.raises(DecidedMeanwhile, match="author changed it"):
        decide(comment=held.pk, ruling=Ruling("approved"), seen=seen, by=talk.mo)


def test_nobody_moderates_their_own_words_under_another_account_either(talk: Talk) -> None:
    same = talk.reader("Mo the reader", email="MO+talk@paper.example")
    assert same.human == talk.mo.human
    held = talk.held(author=same)
    with pytest.raises(OwnComment):
        talk.approves(held)
    talk.approves(held, by=talk.mia)


def test_only_moderators_and_editors_decide(talk: Talk) -> None:
    held = talk.held()
    for stranger in (talk.paper.reporter, talk.reader()):
        with pytest.raises(NotYourRole):
            talk.approves(held, by=stranger)
    talk.approves(held, by=talk.paper.editor)


def test_taking_a_decision_back_brings_back_what_was(talk: Talk) -> None:
    comment = talk.says("The mayor took money.")
    report = report_comment(comment=comment.pk, rule=4, by=talk.reader("Cy"))
    made = talk.removes(comment)
    report.refresh_from_db()
    assert (report.outcome, report.decision) == (Report.Outcome.UPHELD, made)
    undo(decision=made.pk, by=talk.mia)
    comment.refresh_from_db()
    report.refresh_from_db()
    made.refresh_from_db()
    assert (comment.state, comment.turn, talk.shown()) == ("shown", 2, 1)
    assert (report.outcome, report.decision, report.decided_at) == (Report.Outcome.OPEN, None, None)
    assert made.undone_at is not None, "it stays on record"
    assert not Notice.objects.exists(), "nobody is written to about what was taken back"
    assert [one.payload["verdict"] for one in Entry.objects.filter(kind="CommentDecided")] == [
        "undone",
        "removed",
    ]
    with pytest.raises(Refused, match="already"):
        undo(decision=made.pk, by=talk.mia)


def test_only_the_last_decision_is_taken_back(talk: Talk) -> None:
    comment = talk.held()
    first = talk.approves(comment)
    talk.removes(comment)
    with pytest.raises(DecidedMeanwhile, match="removed it by rule 4"):
        undo(decision=first.pk, by=talk.mo)


def test_what_its_author_deleted_is_not_decided(talk: Talk) -> None:
    held = talk.held()
    Comment.objects.filter(pk=held.pk).update(state=Comment.State.DELETED)
    with pytest.raises(Refused, match="deleted"):
        talk.approves(held)


def test_a_removed_comment_is_restored_by_its_own_verdict(talk: Talk) -> None:
    comment = talk.says("Sure?")
    talk.removes(comment)
    with pytest.raises(Refused, match="Restore it"):
        talk.approves(comment)
    with pytest.raises(Refused, match="removed already"):
        talk.removes(comment, 5)
    talk.decides(comment, Ruling("restored"), by=talk.mia)
    assert (comment.state, talk.shown()) == ("shown", 1)


def test_many_are_decided_in_one_and_taken_back_in_one(talk: Talk) -> None:
    top = talk.says("What do you think?")
    run = [talk.held(f"Casino {number}", by=f"Spammer {number % 2}", answers=top) for number in range(6)]
    talk.approves(run[0])
    seen = {comment.pk: "0" for comment in run} | {999_999: "0"}
    done = decide_many(seen=seen, ruling=Ruling("removed", 6, "A run of spam."), by=talk.mia)
    assert len(done.decided) == 5
    assert [(one.comment_id, type(one.why)) for one in done.missed] == [
        (run[0].pk, DecidedMeanwhile), (999_999, Refused),
    ]  # fmt: skip
    assert {one.state for one in Comment.objects.filter(pk__in=[row.pk for row in run[1:]])} == {"removed"}
    assert talk.shown() == 2
    back = undo_many(together=done.together, by=talk.mo)
    assert len(back.decided) == 5
    assert Comment.objects.filter(state="held").count() == 5
    assert Comment.objects.get(pk=top.pk).answers == 1


def test_a_hundred_cost_as_many_queries_as_ten(talk: Talk, sealed_off: None) -> None:
    from django.db import connection

    def cost(number: int) -> int:
        rows = [talk.held(f"Casino {at}", by=f"Spammer {at % 3}") for at in range(number)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            done = decide_many(seen=read_seen(write_seen(rows)), ruling=Ruling("removed", 6), by=talk.mo)
        assert len(done.decided) == number
        with CaptureQueriesContext(connection) as back:
            undo_many(together=done.together, by=talk.mo)
        return len(queries) + len(back)

    cost(2)  # the first decision puts the standards on record
    assert cost(100) <= cost(10) + 2


def test_what_a_form_carries_for_many_is_read_with_care(talk: Talk) -> None:
    rows = [talk.held(), talk.says("Hello")]
    assert read_seen(write_seen(rows)) == {row.pk: "0" for row in rows}
    for nonsense in ("12", "x:1", "1:", "²:1", "9" * 30 + ":1"):
        with pytest.raises(BadValue):
            read_seen(nonsense)
    with pytest.raises(BadValue, match="at least one"):
        decide_many(seen={}, ruling=Ruling("approved"), by=talk.mo)


def test_counts_are_what_readers_see_after_any_order_of_decisions(talk: Talk, sealed_off: Any) -> None:
    top = talk.says("Top")
    answer = talk.says("Answer", answers=top)
    deep = talk.held("Deep casino", answers=answer)
    steps = [
        lambda: talk.approves(deep), lambda: talk.removes(answer), lambda: talk.removes(top),
        lambda: talk.removes(deep), lambda: talk.decides(answer, Ruling("restored"), by=talk.mia),
        lambda: talk.decides(top, Ruling("restored"), by=talk.mia),
    ]  # fmt: skip
    for step in steps:
        step()
        shown = Comment.objects.filter(state=Comment.State.SHOWN)
        assert talk.shown() == shown.count()
        last = shown.order_by("-posted_at").first()
        assert talk.thread.last_at == (last.posted_at if last else None)
        assert Comment.objects.get(pk=top.pk).answers == shown.filter(root=top).count()
        assert Comment.objects.get(pk=answer.pk).answers == shown.filter(parent=answer).count()
