"""Which numbers are on the public internet: the rule, over all numbers there are."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twosource.outside.addresses import is_public

HOME = [
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "100.64.0.0/10",
    "0.0.0.0/8",
    "224.0.0.0/4",
    "240.0.0.0/4",
]
FOURS = st.sampled_from(HOME).flatmap(lambda net: st.ip_addresses(v=4, network=net))


@given(FOURS)
def test_a_number_at_home_is_not_public_in_any_dress(home: IPv4Address) -> None:
    number = int(home)
    dresses = [
        home,
        IPv6Address(number),
        IPv6Address((0xFFFF << 32) | number),
        IPv6Address((0x64FF9B << 96) | number),
        IPv6Address((0x2002 << 112) | (number << 80)),
        IPv6Address((0x20010000 << 96) | (number ^ 0xFFFFFFFF)),
    ]
    assert [str(one) for one in dresses if is_public(str(one))] == []


@given(st.ip_addresses(v=6).filter(lambda one: one not in ip_network("2000::/3")))
def test_outside_the_range_of_the_internet_nothing_is_public_but_numbers_of_the_old_kind(
    one: IPv6Address,
) -> None:
    assert not is_public(str(one)) or one.ipv4_mapped or one in ip_network("64:ff9b::/96")


@pytest.mark.parametrize(
    "number", ["93.184.216.34", "2606:4700::1111", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_the_public_internet_is_let_through(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize("number", ["", "paper.example", "1.2.3", "fe80::1%eth0", "fe80::1%1"])
def test_what_is_no_number_is_not_public(number: str) -> None:
    assert not is_public(number)
