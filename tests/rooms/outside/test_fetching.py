"""Fetching from the web: what comes, and every way in which somebody may want to lead us astray."""

from __future__ import annotations

import datetime
import gzip
import ssl
import time
import zlib
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from small_web import PUBLIC, SmallWeb, page, sent_on, slowly
from twosource.outside import fetch_refusals as refused
from twosource.outside.fetch import Fetched, Limits, NullFetcher, WebFetcher, dial, system_resolver
from twosource.outside.windows import fetcher, instead

SMALL = 100_000


def look(web: SmallWeb, address: str, *, seconds: float = 5.0, **more: object) -> Fetched:
    limits = Limits(seconds=seconds, most_bytes=SMALL)
    return WebFetcher(limits, resolver=web.resolver, dialler=web.dialler, **more).fetch(address)  # type: ignore[arg-type]


def test_a_page_comes_with_its_address_and_what_it_says_of_itself(web: SmallWeb) -> None:
    headers = (
        "Content-Type: text/html; charset=utf-8",
        "Last-Modified: Tue, 05 May 2026 09:00:00 GMT",
        "Set-Cookie: a=b",
    )
    web.answers["/quay?n=%C3%A9"] = page(b"<p>The quay.</p>", *headers)
    found = look(web, "http://Paper.example/quay?n=é#part")
    assert (found.data, found.media_type) == (b"<p>The quay.</p>", "text/html")
    assert (found.asked, found.address) == ("http://paper.example/quay?n=%C3%A9",) * 2
    assert found.headers == {
        "content-type": "text/html; charset=utf-8",
        "last-modified": "Tue, 05 May 2026 09:00:00 GMT",
    }
    assert web.dialled == [(PUBLIC, 80)]
    assert "\r\nHost: paper.example\r\n" in f"{web.heard[0]}\r\n"


def test_one_is_sent_on_and_takes_no_cookie_along(web: SmallWeb) -> None:
    web.answers |= {"/": sent_on("/a"), "/a": sent_on("//other.example/b", "301 Moved"), "/b": page(b"here")}
    found = look(web, "http://paper.example")
    assert (found.asked, found.address, found.data) == (
        "http://paper.example/",
        "http://other.example/b",
        b"here",
    )
    assert web.asked == ["paper.example", "paper.example", "other.example"]
    assert not [request for request in web.heard if "cookie" in request.casefold()]


def test_the_machines_proxies_are_not_asked(web: SmallWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    web.answers["/"] = page(b"here")
    assert look(web, "http://paper.example/").data == b"here"


@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        "quay",
        "file:///etc/passwd",
        "gopher://paper.example/",
        "javascript:alert(1)",
        "http://",
        "http:///x",
        "http://pa per.example/",
        "http://paper.example\\@127.0.0.1/",
        "http://paper.example/\r\nX: y",
        "http://[::1",
        "http://-.example/",
        "http://" + "a" * 300 + ".example/",
        "http://paper.example/" + "a" * 2000,
        "http://a..\u202egpj/",
        "http://paper.example:port/",
        "http://[fe80::1%25eth0]/",
        "http://xn--/",
        "http://ü..example/",
        "http://pa|per.example/",
    ],
)
def test_what_is_no_address_is_refused_before_anybody_is_asked(web: SmallWeb, address: str) -> None:
    with pytest.raises(refused.NotAnAddress):
        look(web, address)
    assert (web.asked, web.dialled) == ([], [])


@pytest.mark.parametrize(
    "address", ["http://me:secret@paper.example/", "https://me@paper.example/", "http://@paper.example/"]
)
def test_an_address_with_a_login_is_refused_and_its_secret_not_repeated(web: SmallWeb, address: str) -> None:
    with pytest.raises(refused.AddressWithLogin) as said:
        look(web, address)
    assert "secret" not in str(said.value)


def test_only_the_ports_of_the_web_are_knocked_at_unless_the_newsroom_says_so(web: SmallWeb) -> None:
    with pytest.raises(refused.PortNotAllowed, match="22"):
        look(web, "http://paper.example:22/")
    web.answers["/"] = page(b"here")
    wide = WebFetcher(Limits(ports=frozenset({8080})), resolver=web.resolver, dialler=web.dialler)
    assert wide.fetch("http://paper.example:8080").address == "http://paper.example:8080/"
    assert web.dialled == [(PUBLIC, 8080)]
    assert "Host: paper.example:8080" in web.heard[0]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "0.0.0.0",  # noqa: S104
        "0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a9fe:a9fe]",
        "169.254.169.254",
        "2852039166",
        "10.0.0.7",
        "192.168.1.1",
        "172.16.0.1",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "[fe80::1]",
        "[fc00::1]",
        "[ff02::1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::a00:1]",
        "[64:ff9b:1::1]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
        "[2001:db8::1]",
        "[fec0::1]",
        "198.51.100.1",
        "localhost",
    ],
)
def test_no_number_that_leads_home_is_dialled_however_it_is_written(web: SmallWeb, host: str) -> None:
    """The machine's own resolver reads these: they are numbers, or in its own list of hosts."""
    fetch = WebFetcher(Limits(seconds=5), resolver=system_resolver, dialler=web.dialler)
    with pytest.raises((refused.NotPublic, refused.UnknownHost)):
        fetch.fetch(f"http://{host}/")
    assert web.dialled == []


@pytest.mark.parametrize(
    "to",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://0.0.0.0:80/",
        "http://2130706433/",
        "//127.0.0.1/",
        "http://home.example/",
    ],
)
def test_one_is_not_sent_home(web: SmallWeb, to: str) -> None:
    web.answers["/"] = sent_on(to)
    web.names |= {
        "home.example": ["10.0.0.1"],
        "169.254.169.254": ["169.254.169.254"],
        "::1": ["::1"],
        "0.0.0.0": ["0.0.0.0"],  # noqa: S104
        "2130706433": ["127.0.0.1"],
        "127.0.0.1": ["127.0.0.1"],
    }
    with pytest.raises(refused.NotPublic):
        look(web, "http://paper.example/")
    assert web.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("file:///etc/passwd", refused.NotAnAddress),
        ("http://me:pw@paper.example/", refused.AddressWithLogin),
        ("http://paper.example:25/", refused.PortNotAllowed),
        ("http://[bad/", refused.NotReached),
    ],
)
def test_one_is_not_sent_off_the_web(web: SmallWeb, to: str, why: type[Exception]) -> None:
    web.answers["/"] = sent_on(to)
    with pytest.raises(why):
        look(web, "http://paper.example/")
    assert len(web.dialled) == 1


def test_one_bad_number_among_good_ones_spoils_them_all(web: SmallWeb) -> None:
    web.names["paper.example"] = [PUBLIC, "127.0.0.1"]
    with pytest.raises(refused.NotPublic):
        look(web, "http://paper.example/")
    assert web.dialled == []


def test_a_name_that_changes_its_mind_is_asked_once_and_held_to_it(web: SmallWeb) -> None:
    web.names["paper.example"] = [[PUBLIC], ["127.0.0.1"]]
    web.answers["/"] = page(b"here")
    assert look(web, "http://paper.example/").data == b"here"
    assert (web.asked, web.dialled) == (["paper.example"], [(PUBLIC, 80)])
    with pytest.raises(refused.NotPublic):
        look(web, "http://paper.example/")


def test_going_round_in_circles_ends(web: SmallWeb) -> None:
    web.answers |= {"/a": sent_on("/b"), "/b": sent_on("/a", "307 Temporary Redirect")}
    with pytest.raises(refused.TooManyRedirects, match="5 times"):
        look(web, "http://paper.example/a")
    assert len(web.heard) == 6


@pytest.mark.parametrize(
    "answer",
    [
        slowly(b"HTTP/1.1 200 OK\r\nX: ", b"a"),
        slowly(b"HTTP/1.1 200 OK\r\n\r\n", b"a"),
        slowly(b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n", b"a"),
        slowly(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 C\r\n\r\n"),
        slowly(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        slowly(b"", b""),
    ],
    ids=["headers", "body without a length", "body with one", "endless continue", "chunks", "silence"],
)
def test_a_byte_now_and_then_does_not_keep_us(web: SmallWeb, answer: object) -> None:
    web.answers["/"] = answer  # type: ignore[assignment]
    began = time.monotonic()
    with pytest.raises(refused.TookTooLong, match="not done within"):
        look(web, "http://paper.example/", seconds=0.3)
    assert time.monotonic() - began < 3


def test_a_resolver_that_hangs_is_left_behind(web: SmallWeb) -> None:
    def hanging(host: str, port: int) -> list[str]:
        time.sleep(3)
        return [PUBLIC]

    began = time.monotonic()
    with pytest.raises(refused.TookTooLong):
        WebFetcher(Limits(seconds=0.1), resolver=hanging, dialler=web.dialler).fetch("http://paper.example/")
    assert time.monotonic() - began < 2


def endless() -> object:
    while True:
        yield b"x" * 65536


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(bytes(20_000_000))),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n", zlib.compress(bytes(20_000_000))),
    ],
    ids=["endless", "announced", "gzip bomb", "deflate bomb"],
)
def test_more_than_may_be_kept_is_not_even_held(web: SmallWeb, head: bytes, body: bytes | None) -> None:
    web.answers["/"] = lambda: (
        iter([head, body]) if body is not None else (piece for part in ([head], endless()) for piece in part)
    )  # type: ignore[misc,attr-defined]
    with pytest.raises(refused.TooLarge, match="MB"):
        look(web, "http://paper.example/")


def raw_deflate(data: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(data) + machine.flush()


@pytest.mark.parametrize(
    ("packing", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("Deflate", raw_deflate),
    ],
)
def test_what_was_packed_for_the_way_is_kept_unpacked(web: SmallWeb, packing: str, pack: object) -> None:
    data = b"The quay is cracked in four places. " * 2000
    web.answers["/"] = page(pack(data), f"Content-Encoding: {packing}")  # type: ignore[operator]
    assert look(web, "http://paper.example/").data == data


@pytest.mark.parametrize(
    "answer",
    [
        page(b"abc", "Content-Encoding: br"),
        page(b"\x1f\x8bnonsense", "Content-Encoding: gzip"),
        page(gzip.compress(b"The quay" * 99)[:-12], "Content-Encoding: gzip"),
        page(b"x", "Content-Encoding: gzip, gzip"),
    ],
    ids=["unknown", "broken", "cut", "twice"],
)
def test_what_cannot_be_unpacked_is_refused(web: SmallWeb, answer: bytes) -> None:
    web.answers["/"] = answer
    with pytest.raises(refused.Unreadable):
        look(web, "http://paper.example/")


def test_an_empty_packed_page_is_an_empty_page(web: SmallWeb) -> None:
    web.answers["/"] = page(b"", "Content-Encoding: gzip")
    assert look(web, "http://paper.example/").data == b""


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf",
    ],
    ids=["hangs up", "no web", "half a page", "half a chunk"],
)
def test_a_machine_that_breaks_off_gives_no_half_page(web: SmallWeb, answer: bytes) -> None:
    web.answers["/"] = answer
    with pytest.raises(refused.NotReached, match="broke off"):
        look(web, "http://paper.example/")


@pytest.mark.parametrize(
    "status", ["404 Not Found", "403 Forbidden", "500 Oh", "204 No Content", "304 Not Modified"]
)
def test_anything_but_the_page_is_said_by_its_number(web: SmallWeb, status: str) -> None:
    web.answers["/"] = page(b"", status=status)
    with pytest.raises(refused.AnsweredOtherwise, match=status[:3]):
        look(web, "http://paper.example/")


def test_a_name_that_nobody_has_and_a_machine_that_is_off(web: SmallWeb) -> None:
    web.names["nobody.example"] = []
    with pytest.raises(refused.UnknownHost):
        look(web, "http://nobody.example/")

    def off(*_: object) -> object:
        raise OSError("unreachable")

    down = WebFetcher(Limits(), resolver=web.resolver, dialler=off)  # type: ignore[arg-type]
    with pytest.raises(refused.NotReached):
        down.fetch("http://paper.example/")
    unknown = WebFetcher(Limits(), resolver=off, dialler=web.dialler)  # type: ignore[arg-type]
    with pytest.raises(refused.UnknownHost):
        unknown.fetch("http://paper.example/")


def test_the_second_number_is_dialled_when_the_first_is_off(web: SmallWeb) -> None:
    web.names["paper.example"] = ["2606:4700::1111", PUBLIC]
    web.answers["/"] = page(b"here")

    def dialler(number: str, port: int, seconds: float) -> object:
        if ":" in number:
            raise OSError("no such network")
        return web.dialler(number, port, seconds)

    fetch = WebFetcher(Limits(), resolver=web.resolver, dialler=dialler)  # type: ignore[arg-type]
    assert fetch.fetch("http://paper.example/").data == b"here"


def test_a_number_is_dialled_as_it_is(web: SmallWeb) -> None:
    web.answers["/"] = page(b"here")
    with dial("127.0.0.1", web.port, 1.0) as line:
        line.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 200")


def test_a_name_in_another_script_is_asked_for_as_the_wire_writes_it(web: SmallWeb) -> None:
    web.answers["/"] = page(b"here")
    assert look(web, "http://Käse.example/").address == "http://xn--kse-qla.example/"


@pytest.fixture
def certified(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A machine that can prove that it is paper.example, and somebody who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "paper.example")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("paper.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (tmp_path / "key.pem").write_bytes(
        pem
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(tmp_path / "key.pem")
    return serving, ssl.create_default_context(cadata=pem.decode())


def test_over_tls_the_machine_must_prove_the_name_that_was_asked_for(
    certified: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    serving, trust = certified
    web = SmallWeb(serving)
    web.answers["/"] = page(b"here")
    assert look(web, "https://paper.example/", trust=trust).data == b"here"
    assert web.dialled == [(PUBLIC, 443)]
    with pytest.raises(refused.NotTrusted, match=r"other\.example cannot prove"):
        look(web, "https://other.example/", trust=trust)
    with pytest.raises(refused.NotTrusted, match="self-signed"):
        look(web, "https://paper.example/")
    web.close()


def test_a_handshake_that_never_ends_is_ended(web: SmallWeb) -> None:
    web.answers["/"] = b""
    began = time.monotonic()
    with pytest.raises((refused.TookTooLong, refused.NotReached)):
        look(web, "https://paper.example/", seconds=0.3)
    assert time.monotonic() - began < 3


def test_the_newsroom_chooses_its_window(settings: object) -> None:
    assert isinstance(fetcher(), WebFetcher)
    assert (fetcher().limits.seconds, fetcher().limits.most_bytes) == (20, 50_000_000)  # type: ignore[attr-defined]
    told = settings.TWOSOURCE  # type: ignore[attr-defined]
    settings.TWOSOURCE = told.model_copy(
        update={"evidence": told.evidence.model_copy(update={"fetch": False})}
    )  # type: ignore[attr-defined]
    quiet = fetcher()
    with pytest.raises(refused.FetchesNothing, match="Attach a file"):
        quiet.fetch("http://paper.example/")
    assert quiet.asked == ["http://paper.example/"]  # type: ignore[attr-defined]


def test_another_window_stands_open_for_as_long_as_it_is_meant_to() -> None:
    here = Fetched("a", "b", b"c")
    null = NullFetcher({"a": here, "x": refused.UnknownHost("nobody")})
    with instead(fetcher=null):
        assert fetcher().fetch("a") is here
        with pytest.raises(refused.UnknownHost):
            fetcher().fetch("x")
    assert fetcher() is not null
