"""A network is banned by what came from it: nobody reads which it is, and it is forgotten with the ban."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from moderated import Talk

from twosource.discussion.actions.banning import (
    Sentence,
    ban_network,
    ban_network_of,
    forget_banned_networks,
    lift_ban,
)
from twosource.discussion.actions.posting import forget_senders
from twosource.discussion.exchange.outgoing import take_out
from twosource.discussion.guards import SALT
from twosource.discussion.limits import bans_at
from twosource.discussion.models import Ban, Comment
from twosource.discussion.moderation.refusals import Refused
from twosource.readers.senders import sender_of

pytestmark = pytest.mark.django_db


def week(days: float = 7) -> Sentence:
    return Sentence(6, "The fourth account that advertises.", timezone.now() + timedelta(days=days))


def came_from(talk: Talk, address: str, hours: float = 1) -> Comment:
    at = timezone.now() - timedelta(hours=hours)
    return talk.says("Buy a boat.", at=at, sender=sender_of(address, at, salt=SALT))


def is_out(address: str) -> bool:
    return bans_at(timezone.now()).of_address(address) is not None


def test_who_writes_from_where_a_comment_came_from_is_kept_out_tomorrow_too(talk: Talk) -> None:
    comment = came_from(talk, "192.0.2.77")
    made = ban_network_of(comment=comment.pk, sentence=week(), by=talk.mo)
    forget_senders()
    Comment.objects.update(sender="")  # as it is after a day
    told = bans_at(timezone.now()).of_address("192.0.2.77")
    assert told
    assert "from your network" in told.words
    assert "by rule 6" in told.words
    assert is_out("::ffff:192.0.2.77")
    for elsewhere in ("192.0.2.78", "2001:db8::1", "no address", ""):
        assert not is_out(elsewhere)
    assert "192.0.2" not in str(vars(made))


def test_of_ipv6_it_is_the_half_that_is_one_house(talk: Talk) -> None:
    comment = came_from(talk, "2001:db8:1:2:aaaa::1", hours=20)
    other = came_from(talk, "198.51.100.9", hours=2)
    for each in (comment, other):
        ban_network_of(comment=each.pk, sentence=week(), by=talk.mo)
    assert is_out("2001:db8:1:2::9")
    assert is_out("198.51.100.9"), "of another day, and known as well"
    assert not is_out("2001:db8:1:3::9")


def test_it_is_forgotten_with_the_ban(talk: Talk) -> None:
    lifted, over = (
        ban_network_of(comment=came_from(talk, address).pk, sentence=week(), by=talk.mo)
        for address in ("192.0.2.77", "192.0.2.78")
    )
    lift_ban(ban=lifted.pk, by=talk.mia)
    assert not is_out("192.0.2.77")
    assert is_out("192.0.2.78")
    assert forget_banned_networks() == 0
    Ban.objects.filter(pk=over.pk).update(until=timezone.now())
    assert not is_out("192.0.2.78")
    assert forget_banned_networks() == 1
    assert set(Ban.objects.values_list("sender", flat=True)) == {""}


def test_what_is_not_known_or_a_colleagues_is_not_banned(talk: Talk) -> None:
    with pytest.raises(Refused, match="not known any more"):
        ban_network_of(comment=talk.says("Words").pk, sentence=week(), by=talk.mo)
    with pytest.raises(Refused, match="no such comment"):
        ban_network_of(comment=9999, sentence=week(), by=talk.mo)
    own = talk.says("Words", author=talk.mia, sender="x" * 64)
    with pytest.raises(Refused, match="of the newsroom"):
        ban_network_of(comment=own.pk, sentence=week(), by=talk.mo)


def test_what_goes_out_to_another_newsroom_names_no_such_network(talk: Talk) -> None:
    ban_network_of(comment=came_from(talk, "192.0.2.77").pk, sentence=week(), by=talk.mo)
    ban_network(network="192.0.2.0/24", sentence=week(), by=talk.mo)
    lines: list[dict[str, Any]] = []
    take_out(lines.append, own="ours", with_addresses=True)
    assert [line["network"] for line in lines if line["record"] == "ban"] == ["192.0.2.0/24"]
    assert Ban.objects.exclude(sender="").get().sender not in str(lines)
