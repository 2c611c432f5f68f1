"""An author appeals, and somebody else than who removed decides: by data, whatever the screens show."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from moderated import Talk

from twosource.discussion.actions.appealing import decide_appeal, lodge_appeal
from twosource.discussion.actions.deciding import Ruling, undo
from twosource.discussion.models import Appeal, Comment, Decision
from twosource.discussion.moderation.refusals import AppealToAnother, BadValue, OwnComment, Refused, TooLate
from twosource.ledger.models import Entry
from twosource.people.refusals import NotYourRole

pytestmark = pytest.mark.django_db

WHY = "The court record is linked in the first line."


@pytest.fixture
def removed(talk: Talk) -> Decision:
    return talk.removes(talk.says("The mayor took money, see the record."), 4, reason="No source.")


def test_an_upheld_appeal_shows_the_comment_again_and_keeps_the_removal(
    talk: Talk, removed: Decision
) -> None:
    author = removed.comment.author
    appeal = lodge_appeal(decision=removed.pk, words=WHY, by=author)
    done = decide_appeal(
        appeal=appeal.pk, uphold=True, answer="The record is there, we missed it.", by=talk.mia
    )
    comment = Comment.objects.get(pk=removed.comment_id)
    assert (done.outcome, comment.state, talk.shown()) == (Appeal.Outcome.UPHELD, "shown", 1)
    removed.refresh_from_db()
    assert removed.undone_at is None
    restored = Decision.objects.get(verdict="restored")
    assert restored.by == talk.mia
    kinds = Entry.objects.filter(subject__startswith="talk:").values_list("kind", "by")
    assert ("AppealLodged", None) in kinds, "nobody's account is kept with a fact for ever"
    assert ("AppealDecided", talk.mia.pk) in kinds
    with pytest.raises(Refused, match="appeal was decided by it"):
        undo(decision=restored.pk, by=talk.mo)


def test_who_removed_does_not_hear_the_appeal_under_another_account_either(
    talk: Talk, removed: Decision
) -> None:
    second = talk.paper.hire("mo2", "Editors", email="mo+second@paper.example")
    assert second.human == talk.mo.human
    appeal = lodge_appeal(decision=removed.pk, words=WHY, by=removed.comment.author)
    for same in (talk.mo, second):
        with pytest.raises(AppealToAnother):
            decide_appeal(appeal=appeal.pk, uphold=False, answer="It stays removed.", by=same)
    with pytest.raises(NotYourRole):
        decide_appeal(appeal=appeal.pk, uphold=True, answer="It stays removed.", by=talk.paper.reporter)
    done = decide_appeal(
        appeal=appeal.pk, uphold=False, answer="There is no source in it.", by=talk.paper.editor
    )
    assert (done.outcome, talk.shown()) == (Appeal.Outcome.REJECTED, 0)
    with pytest.raises(Refused, match="Eva Smith has decided this appeal"):
        decide_appeal(appeal=appeal.pk, uphold=True, answer="I see it otherwise.", by=talk.mia)


def test_a_moderator_does_not_hear_an_appeal_of_their_own(talk: Talk) -> None:
    author = talk.reader("Mia the reader", email="mia+x@paper.example")
    removed = talk.removes(talk.says("Mine", author=author))
    appeal = lodge_appeal(decision=removed.pk, words=WHY, by=author)
    with pytest.raises(OwnComment):
        decide_appeal(appeal=appeal.pk, uphold=True, answer="I was quite right.", by=talk.mia)


def test_an_appeal_is_the_authors_once_and_within_thirty_days(talk: Talk, removed: Decision) -> None:
    author = removed.comment.author
    with pytest.raises(Refused, match="who wrote"):
        lodge_appeal(decision=removed.pk, words=WHY, by=talk.reader("Somebody else"))
    with pytest.raises(BadValue, match="in a sentence"):
        lodge_appeal(decision=removed.pk, words="No!", by=author)
    with pytest.raises(BadValue, match="at most 1200"):
        lodge_appeal(decision=removed.pk, words="x" * 1201, by=author)
    Decision.objects.filter(pk=removed.pk).update(at=timezone.now() - timedelta(days=31))
    with pytest.raises(TooLate):
        lodge_appeal(decision=removed.pk, words=WHY, by=author)
    Decision.objects.filter(pk=removed.pk).update(at=timezone.now() - timedelta(days=29))
    lodge_appeal(decision=removed.pk, words=WHY, by=author)
    with pytest.raises(Refused, match="have appealed"):
        lodge_appeal(decision=removed.pk, words=WHY, by=author)


def test_once_appealed_nobody_takes_back_or_restores_by_the_way(talk: Talk, removed: Decision) -> None:
    lodge_appeal(decision=removed.pk, words=WHY, by=removed.comment.author)
    with pytest.raises(Refused, match="the appeal decides"):
        undo(decision=removed.pk, by=talk.mo)
    with pytest.raises(Refused, match="the appeal decides"):
        talk.decides(removed.comment, Ruling("restored"), by=talk.mo)


def test_what_does_not_stand_any_more_is_not_appealed_against(talk: Talk, removed: Decision) -> None:
    undo(decision=removed.pk, by=talk.mo)
    with pytest.raises(Refused, match="does not stand"):
        lodge_appeal(decision=removed.pk, words=WHY, by=removed.comment.author)
    approved = talk.approves(talk.held())
    with pytest.raises(Refused, match="does not stand"):
        lodge_appeal(decision=approved.pk, words=WHY, by=approved.comment.author)


def test_an_upheld_appeal_does_not_bring_back_what_its_author_deleted(talk: Talk, removed: Decision) -> None:
    appeal = lodge_appeal(decision=removed.pk, words=WHY, by=removed.comment.author)
    Comment.objects.filter(pk=removed.comment_id).update(state=Comment.State.DELETED)
    decide_appeal(appeal=appeal.pk, uphold=True, answer="You were right in this.", by=talk.mia)
    assert Comment.objects.get(pk=removed.comment_id).state == Comment.State.DELETED
