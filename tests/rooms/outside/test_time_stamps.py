"""Time stamps: somebody else says when, and says it of these very bytes."""

from __future__ import annotations

import hashlib
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from authority import SmallAuthority, make_authority
from small_web import SmallWeb, page, slowly
from twosource.outside import timestamp
from twosource.outside.timestamp import Authority, NotStamped, NullTimestamper, check_stamp
from twosource.outside.windows import instead, timestamper, trusted_roots

DATA = b"The harbour office's letter of 3 May."
DIGEST = hashlib.sha256(DATA).hexdigest()


def test_the_authority_says_when_these_very_bytes_were_there(
    clock: tuple[SmallWeb, str], authority: SmallAuthority, tmp_path: Path
) -> None:
    web, address = clock
    stamp = Authority(address).stamp(DATA)
    assert abs(stamp.at - datetime.now(UTC)) < timedelta(minutes=1)
    assert stamp.authority == address
    assert DATA not in web.body
    assert check_stamp(stamp.token, DIGEST) == timestamp.TRUE
    assert check_stamp(stamp.token, DIGEST, roots=authority.roots) == timestamp.TRUE
    (tmp_path / "stamp.tsr").write_bytes(stamp.token)
    (tmp_path / "roots.pem").write_bytes(authority.roots)
    command = ["openssl", "ts", "-verify", "-in", "stamp.tsr", "-digest", DIGEST, "-CAfile", "roots.pem"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Verification: OK" in told.stdout + told.stderr


def test_a_stamp_of_other_bytes_or_by_another_authority_does_not_hold(
    clock: tuple[SmallWeb, str], authority: SmallAuthority, tmp_path: Path
) -> None:
    stamp = Authority(clock[1]).stamp(DATA)
    assert check_stamp(stamp.token, hashlib.sha256(b"forged").hexdigest()) == timestamp.OTHER_BYTES
    assert check_stamp(b"nonsense", DIGEST) == timestamp.UNREADABLE
    other = make_authority(tmp_path / "other")
    assert check_stamp(stamp.token, DIGEST, roots=other.roots) == timestamp.UNTRUSTED
    assert check_stamp(stamp.token, DIGEST, roots=other.roots + authority.roots) == timestamp.TRUE
    altered = stamp.token.replace(b"The clock", b"The clack")
    assert check_stamp(altered, DIGEST, roots=authority.roots) == timestamp.UNTRUSTED
    with pytest.raises(ValueError, match="PEM"):
        check_stamp(stamp.token, DIGEST, roots=b"no certificates")


def test_an_intermediate_among_the_roots_is_no_root(
    clock: tuple[SmallWeb, str], authority: SmallAuthority
) -> None:
    stamp = Authority(clock[1]).stamp(DATA)
    own = (authority.folder / "tsa.pem").read_bytes()
    assert check_stamp(stamp.token, DIGEST, roots=authority.roots + own) == timestamp.TRUE
    with pytest.raises(ValueError, match="none vouches for itself"):
        check_stamp(stamp.token, DIGEST, roots=own)


def test_an_answer_to_another_question_is_none(
    clock: tuple[SmallWeb, str], authority: SmallAuthority
) -> None:
    web, address = clock
    Authority(address).stamp(DATA)
    old = (authority.folder / "answer.tsr").read_bytes()
    web.answers["/stamp"] = page(old)
    with pytest.raises(NotStamped, match="something else"):
        Authority(address).stamp(DATA)


@pytest.mark.parametrize(
    ("answer", "why"),
    [(page(b"", status="500 Oh"), "answered 500"), (page(b"nonsense"), "cannot be read"),
     (page(b"x" * 100_001), "answered 200"),
     (b"", "does not answer"), (slowly(b"HTTP/1.1 200 OK\r\n\r\n", b"a"), "cannot be read|does not answer"),
     (page(bytes.fromhex("30053003020102")), "refused: 2")],
    ids=["error", "nonsense", "too long", "hangs up", "slow", "rejection"],
)  # fmt: skip
def test_an_authority_that_gives_no_stamp_is_said_to(web: SmallWeb, answer: Any, why: str) -> None:
    web.answers["/"] = answer
    with pytest.raises(NotStamped, match=why):
        Authority(f"http://127.0.0.1:{web.port}", seconds=0.5).stamp(DATA)


def test_an_authority_that_is_off_or_cannot_prove_its_name(web: SmallWeb) -> None:
    port = web.port
    with pytest.raises(NotStamped, match="does not answer"):
        Authority(f"https://127.0.0.1:{port}/", seconds=1).stamp(DATA)
    web.close()
    with pytest.raises(NotStamped, match="does not answer"):
        Authority(f"http://127.0.0.1:{port}/?a=b", seconds=1).stamp(DATA)


def test_nobody_is_asked_unless_the_newsroom_names_somebody(settings: Any, tmp_path: Path) -> None:
    nobody = timestamper()
    assert isinstance(nobody, NullTimestamper)
    assert (nobody.stamp(DATA), nobody.asked) == (None, [DIGEST])
    assert trusted_roots() == b""
    with instead(timestamper=nobody):
        assert timestamper() is nobody
    told = {"timestamp_authority": "http://clock.example/", "timestamp_roots": "roots.pem"}
    evidence = settings.TWOSOURCE.evidence.model_copy(update=told)
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"evidence": evidence})
    settings.TWOSOURCE_FOLDER = tmp_path
    (tmp_path / "roots.pem").write_bytes(b"roots")
    assert timestamper().address == "http://clock.example/"  # type: ignore[attr-defined]
    assert trusted_roots() == b"roots"
