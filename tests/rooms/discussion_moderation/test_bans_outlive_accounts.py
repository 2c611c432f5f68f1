"""A ban is a human's: it is there under every account of theirs, and when they leave and join again."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone
from moderated import Talk

from twosource.desk.boards.moderation_board import ban_rows
from twosource.discussion.actions.banning import Sentence, ban_network, ban_reader, lift_ban
from twosource.discussion.limits import bans_at
from twosource.discussion.models import Ban
from twosource.discussion.moderation.cards import cards
from twosource.discussion.moderation.queue import Asked, queue_page
from twosource.discussion.moderation.refusals import Refused
from twosource.people.actions import confirm_address, forget_former, open_account
from twosource.people.models import Address, FormerAddress, User
from twosource.readers.actions import forget_unconfirmed, join, leave, readmit

pytestmark = pytest.mark.django_db
ADDRESS = "cy@mail.example"


def week(days: float = 7) -> Sentence:
    return Sentence(2, "Three insults in a day.", timezone.now() + timedelta(days=days))


def is_banned(user: User) -> bool:
    return bans_at(timezone.now()).of(User.objects.get(pk=user.pk)) is not None


def comes(address: str = ADDRESS) -> User:
    """Somebody joins, and the mailbox proves the address."""
    return confirm_address(user=open_account(prefix="reader"), email=address, by=None)


def leaves(user: User) -> None:
    leave(user=user, words="stay", by=user)


def test_who_is_banned_leaves_and_joins_again_is_banned(talk: Talk) -> None:
    reader = talk.reader("Cy", email=ADDRESS)
    ban = ban_reader(reader=reader, sentence=week(), by=talk.mo)
    leaves(reader)
    kept = FormerAddress.objects.get()
    assert kept.until == ban.until
    assert "cy" not in kept.token
    assert not Address.objects.filter(human=reader.human).exclude(key__endswith=".invalid").exists()
    back = comes("CY+2@mail.example")
    assert is_banned(back)
    assert back.human_id == reader.human_id
    assert not FormerAddress.objects.exists(), "the address is known again"
    assert not is_banned(comes("dee@mail.example"))


def test_and_so_time_after_time_and_by_each_address_they_had(talk: Talk) -> None:
    reader = talk.reader("Cy", email=ADDRESS)
    confirm_address(user=reader, email="cy@other.example", by=reader)
    ban_reader(reader=reader, sentence=week(), by=talk.mo)
    leaves(reader)
    for address in ("cy@other.example", ADDRESS, ADDRESS):
        back = comes(address)
        assert is_banned(back)
        assert FormerAddress.objects.count() == 1
        leaves(back)
        assert FormerAddress.objects.count() == 2
        assert not Address.objects.filter(key__endswith=".example", human=reader.human).exists()


def test_what_stays_is_gone_with_the_ban(talk: Talk) -> None:
    reader = talk.reader("Cy", email=ADDRESS)
    one = ban_reader(reader=reader, sentence=week(days=9), by=talk.mo)
    two = ban_reader(reader=reader, sentence=week(days=3), by=talk.mo)
    leaves(reader)
    lift_ban(ban=one.pk, by=talk.mia)
    assert FormerAddress.objects.get().until == two.until
    assert forget_former() == 0
    lift_ban(ban=two.pk, by=talk.mia)
    assert not FormerAddress.objects.exists()
    again = ban_reader(reader=comes(), sentence=week(), by=talk.mo)
    leaves(again.reader)
    FormerAddress.objects.update(until=timezone.now())
    assert not is_banned(comes()), "over is over, whether the worker has come by or not"
    assert not FormerAddress.objects.exists()


def test_the_worker_forgets_what_is_over(talk: Talk) -> None:
    reader = talk.reader("Cy", email=ADDRESS)
    ban_reader(reader=reader, sentence=week(), by=talk.mo)
    leaves(reader)
    FormerAddress.objects.update(until=timezone.now())
    assert forget_former() == 1
    assert not FormerAddress.objects.exists()


def test_who_is_not_banned_leaves_nothing(talk: Talk) -> None:
    reader, other = talk.reader("Cy", email=ADDRESS), talk.reader("Dee")
    ban = ban_reader(reader=other, sentence=week(), by=talk.mo)
    lift_ban(ban=ban.pk, by=talk.mo)
    for each in (reader, other):
        leaves(each)
    assert not FormerAddress.objects.exists()
    assert not is_banned(comes())


def test_a_ban_goes_along_when_two_humans_turn_out_to_be_one(talk: Talk) -> None:
    reader, other = talk.reader("Cy", email=ADDRESS), talk.reader("Dee", email="dee@mail.example")
    ban = ban_reader(reader=reader, sentence=week(), by=talk.mo)
    confirm_address(user=reader, email="dee@mail.example", by=reader)
    ban.refresh_from_db()
    assert ban.human_id == other.human_id
    assert is_banned(other)
    assert is_banned(reader)


def test_an_account_that_is_deleted_takes_no_ban_along(talk: Talk) -> None:
    reader = talk.reader("Cy", email=ADDRESS)
    ban = ban_reader(reader=reader, sentence=week(), by=talk.mo)
    reader.delete()
    ban.refresh_from_db()
    assert ban.reader is None
    assert is_banned(comes())


def test_nobody_is_banned_before_they_can_write(talk: Talk) -> None:
    waiting = join(name="Fay", email="fay@mail.example")
    with pytest.raises(Refused, match="proved"):
        ban_reader(reader=waiting.user, sentence=week(), by=talk.mo)
    assert forget_unconfirmed(email="fay@mail.example") == 1


def test_who_is_brought_back_from_another_newsroom_is_still_banned(talk: Talk) -> None:
    reader = talk.reader("Cy", email=ADDRESS)
    ban_reader(reader=reader, sentence=week(), by=talk.mo)
    leaves(reader)
    assert is_banned(readmit(name="Cy", email=ADDRESS))


def test_moderators_see_the_ban_under_the_name_they_came_back_with(talk: Talk) -> None:
    reader = talk.reader("Cy", email=ADDRESS)
    ban_reader(reader=reader, sentence=week(), by=talk.mo)
    leaves(reader)
    assert [row.whom for row in ban_rows(by=talk.mo)] == ["a reader"]
    back = join(name="Cyrus", email=ADDRESS).user
    confirm_address(user=back, email=ADDRESS, by=back)
    assert [row.whom for row in ban_rows(by=talk.mo)] == ["Cyrus"]
    comment = talk.held(author=back)
    [card] = cards(queue_page(Asked()).rows, by=talk.mo)
    assert card.comment_id == comment.pk
    assert ["Three insults" in words for words in card.past.bans] == [True]


def test_bans_of_before_are_given_their_humans(talk: Talk) -> None:
    reader = talk.reader("Cy", email=ADDRESS)
    ban = ban_reader(reader=reader, sentence=week(), by=talk.mo)
    network = ban_network(network="192.0.2.0/24", sentence=week(), by=talk.mo)
    Ban.objects.update(human=None)
    import_module("twosource.discussion.migrations.0002_bans_of_humans").of_whom(apps, None)
    ban.refresh_from_db()
    network.refresh_from_db()
    assert (ban.human_id, network.human_id) == (reader.human_id, None)
