"""Caches are asked to let go in the way each of them publishes; what they answer is understood."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from small_web import SmallWeb, page, slowly
from twosource.outside.asking import NotAnswered, NullAsker, Reply, WebAsker, wait_of
from twosource.outside.purging import (
    CloudflarePurger,
    FastlyPurger,
    NotPurged,
    NullPurger,
    Purger,
    VarnishPurger,
    open_purgers,
    purgers,
)

TOKEN = "a token of the tests"
ZONE, SERVICE = "0123456789abcdef0123456789abcdef", "SU1Z0isxPaozGVKXdv0eY"
DONE = page(b'{"success":true,"errors":[],"messages":[],"result":{"id":"9a7806061c88ada191ed06f989cc3dac"}}',
            "Content-Type: application/json")  # fmt: skip
FASTLY_DONE = page(b'{"story:7":"108-1391560174-974124"}', "Content-Type: application/json")


@pytest.fixture
def web() -> Iterator[SmallWeb]:
    made = SmallWeb()
    yield made
    made.close()


def base(web: SmallWeb) -> str:
    return f"http://127.0.0.1:{web.port}"


def cloudflare(web: SmallWeb, **other: Any) -> CloudflarePurger:
    return CloudflarePurger(ZONE, other.pop("token", TOKEN), address=base(web), **other)


def fastly(web: SmallWeb, **other: Any) -> FastlyPurger:
    return FastlyPurger(SERVICE, other.pop("token", TOKEN), address=base(web), **other)


def varnish(web: SmallWeb, **other: Any) -> VarnishPurger:
    return VarnishPurger(base(web), other.pop("token", TOKEN), **other)


PATHS = {
    cloudflare: f"/zones/{ZONE}/purge_cache",
    fastly: f"/service/{SERVICE}/purge",
    varnish: "/",
}
Make = Callable[..., Purger]


def headers_of(request: str) -> dict[str, str]:
    lines = [line.partition(":") for line in request.split("\r\n")[1:]]
    return {name.lower(): value.strip() for name, _colon, value in lines}


def test_cloudflare_is_asked_by_tags(web: SmallWeb) -> None:
    web.answers[PATHS[cloudflare]] = DONE
    cloudflare(web).purge(["story:7", "list:front"])
    (request,) = web.heard
    assert request.startswith(f"POST /zones/{ZONE}/purge_cache HTTP/1.1\r\n")
    assert headers_of(request)["authorization"] == f"Bearer {TOKEN}"
    assert headers_of(request)["content-type"] == "application/json"
    assert json.loads(web.body) == {"tags": ["story:7", "list:front"]}


def test_cloudflare_is_asked_to_purge_everything(web: SmallWeb) -> None:
    web.answers[PATHS[cloudflare]] = DONE
    cloudflare(web).purge_all()
    assert json.loads(web.body) == {"purge_everything": True}


def test_cloudflares_own_words_are_passed_on(web: SmallWeb) -> None:
    told = b'{"success":false,"errors":[{"code":1107,"message":"Only enterprise zones can purge by tag."}]}'
    web.answers[PATHS[cloudflare]] = page(told, "Content-Type: application/json", status="400 Bad Request")
    with pytest.raises(NotPurged, match="400: Only enterprise zones") as refusal:
        cloudflare(web).purge(["a"])
    assert refusal.value.refused


def test_an_answer_that_says_nothing_is_no_purge(web: SmallWeb) -> None:
    web.answers[PATHS[cloudflare]] = page(b'{"success":false}', "Content-Type: application/json")
    with pytest.raises(NotPurged, match="does not say that it has purged"):
        cloudflare(web).purge(["a"])


def test_fastly_is_asked_by_keys_and_softly(web: SmallWeb) -> None:
    web.answers[PATHS[fastly]] = FASTLY_DONE
    fastly(web).purge(["story:7", "list:front"])
    (request,) = web.heard
    assert request.startswith(f"POST /service/{SERVICE}/purge HTTP/1.1\r\n")
    headers = headers_of(request)
    assert (headers["fastly-key"], headers["fastly-soft-purge"]) == (TOKEN, "1")
    assert headers["content-type"] == headers["accept"] == "application/json"
    assert json.loads(web.body) == {"surrogate_keys": ["story:7", "list:front"]}


def test_fastly_may_be_asked_to_forget_for_good(web: SmallWeb) -> None:
    web.answers[PATHS[fastly]] = FASTLY_DONE
    web.answers[PATHS[fastly] + "_all"] = page(b'{"status":"ok"}', "Content-Type: application/json")
    fastly(web, soft=False).purge(["a"])
    fastly(web).purge_all()
    assert all("fastly-soft-purge" not in headers_of(request) for request in web.heard)


def test_fastlys_own_words_are_passed_on(web: SmallWeb) -> None:
    told = b'{"msg":"Record not found","detail":"Cannot find service"}'
    web.answers[PATHS[fastly]] = page(told, status="404 Not Found")
    with pytest.raises(
        NotPurged, match="Fastly answers 404: Record not found Cannot find service"
    ) as refusal:
        fastly(web).purge(["a"])
    assert not refusal.value.refused, "the service may be made yet"


def test_varnish_is_sent_a_ban_that_means_the_keys_and_nothing_else(web: SmallWeb) -> None:
    web.answers["/"] = page(b"")
    varnish(web).purge(["story:7", "tag:c++", "~3f"])
    (request,) = web.heard
    assert request.startswith("BAN / HTTP/1.1\r\n")
    headers = headers_of(request)
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert headers["x-ban-surrogate-key"] == r"(^|\s)(story:7|tag:c\+\+|~3f)(\s|$)"


def test_varnish_without_a_secret_sends_none(web: SmallWeb) -> None:
    web.answers["/"] = page(b"")
    varnish(web, token="").purge_all()
    assert "authorization" not in headers_of(web.heard[0])
    assert headers_of(web.heard[0])["x-ban-surrogate-key"] == "."


@pytest.mark.parametrize("make", PATHS)
def test_too_many_purges_are_put_off_as_long_as_is_asked(web: SmallWeb, make: Make) -> None:
    web.answers[PATHS[make]] = page(b"{}", "Retry-After: 17", status="429 Too Many Requests")
    with pytest.raises(NotPurged, match="429") as refusal:
        make(web).purge(["a"])
    assert refusal.value.again_after == 17
    assert not refusal.value.refused


@pytest.mark.parametrize("make", PATHS)
@pytest.mark.parametrize("status", ["500 Oops", "503 Busy", "403 Forbidden", "401 Who"])
def test_what_may_pass_is_no_refusal_of_the_keys(web: SmallWeb, make: Make, status: str) -> None:
    web.answers[PATHS[make]] = page(b"<h1>no json</h1>", status=status)
    with pytest.raises(NotPurged, match=status[:3]) as refusal:
        make(web).purge(["a"])
    assert not refusal.value.refused
    assert TOKEN not in str(refusal.value)
    assert len(web.heard) == 1, "one question, and none repeated in silence"


@pytest.mark.parametrize("make", PATHS)
def test_a_refusal_of_the_keys_is_one(web: SmallWeb, make: Make) -> None:
    web.answers[PATHS[make]] = page(b"{}", status="400 Bad Request")
    with pytest.raises(NotPurged) as refusal:
        make(web).purge(["a"])
    assert refusal.value.refused


@pytest.mark.parametrize("make", PATHS)
def test_a_cache_that_hangs_or_drips_is_left_in_time(web: SmallWeb, make: Make) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    web.answers[PATHS[make]] = slowly(head, b"x", pause=0.05)
    with pytest.raises(NotPurged, match=r"was not done within 0\.4 seconds"):
        make(web, asker=WebAsker(seconds=0.4)).purge(["a"])


@pytest.mark.parametrize("make", PATHS)
def test_nobody_at_the_address(web: SmallWeb, make: Make) -> None:
    web.close()
    with pytest.raises(NotPurged, match="cannot be reached"):
        make(web).purge(["a"])


@pytest.mark.parametrize("make", PATHS)
def test_what_is_not_http_is_said(web: SmallWeb, make: Make) -> None:
    web.answers[PATHS[make]] = b"SSH-2.0-OpenSSH_9.2\r\n"
    with pytest.raises(NotPurged, match="does not speak HTTP"):
        make(web).purge(["a"])


@pytest.mark.parametrize(
    ("make", "name"), [(cloudflare, "CLOUDFLARE_API_TOKEN"), (fastly, "FASTLY_API_TOKEN")]
)
def test_a_token_may_come_from_the_environment(
    web: SmallWeb, make: Make, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(name, raising=False)
    with pytest.raises(NotPurged, match=f"no token .* or set {name}"):
        make(web, token="").purge(["a"])
    assert web.heard == []
    monkeypatch.setenv(name, "from outside")
    web.answers[PATHS[make]] = DONE
    make(web, token="").purge(["a"])
    assert "from outside" in web.heard[0]


def test_without_the_library_the_extra_is_named(web: SmallWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cloudflare", None)
    with pytest.raises(NotPurged, match=r"twosource\[cloudflare\]"):
        cloudflare(web).purge(["a"])


def test_waits_are_read_as_seconds_and_as_dates() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert wait_of({"retry-after": "5"}) == 5
    assert 60 < (wait_of({"retry-after": later}) or 0) <= 90
    assert wait_of({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    assert wait_of({"retry-after": "soon"}) is None
    assert wait_of({}) is None


def test_an_answer_larger_than_anybody_wants_is_not_read(web: SmallWeb) -> None:
    web.answers["/"] = page(b"x" * 2_000_001)
    with pytest.raises(NotAnswered, match="more than 2 MB"):
        WebAsker(most_bytes=2_000_000).ask("GET", base(web) + "/")


def test_the_null_asks_nobody() -> None:
    null = NullAsker({"http://a/": Reply(200, {}, b"")})
    assert null.ask("GET", "http://a/").status == 200
    with pytest.raises(NotAnswered):
        null.ask("GET", "http://b/")
    assert [address for _method, address, _headers, _body in null.asked] == ["http://a/", "http://b/"]


def test_the_newsroom_has_the_caches_it_was_given() -> None:
    before, null = purgers(), NullPurger()
    open_purgers([null])
    try:
        purgers()[0].purge(["a"])
        assert null.calls == [("a",)]
    finally:
        open_purgers(before)


def test_a_port_that_is_closed_while_we_ask() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(NotAnswered, match=f"127.0.0.1:{port} cannot be reached"):
        WebAsker(seconds=2).ask("GET", f"http://127.0.0.1:{port}/")
