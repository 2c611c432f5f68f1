"""What every answer carries, and how files are given out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db


def body(response: Any) -> bytes:
    content = b"".join(response.streaming_content)
    response.close()
    return content


def test_readers_pages_allow_nothing_inline_and_nothing_foreign(client: Client) -> None:
    policy = client.get("/corrections/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'none'" in policy
    assert "http" not in policy


def test_wagtail_alone_may_write_into_its_pages(client: Client) -> None:
    assert "unsafe-inline" in client.get("/admin/login/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in client.get("/desk/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in client.get("/administration/").headers["Content-Security-Policy"]


def test_every_page_says_what_it_may_not_do(client: Client) -> None:
    headers = client.get("/corrections/").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_an_uploaded_file_can_never_act(client: Client) -> None:
    path = Path(settings.MEDIA_ROOT) / "drawing.svg"
    path.write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    answer = client.get("/media/drawing.svg")
    assert b"<svg" in body(answer)
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/media/../../secrets.toml",
        "/media/%2e%2e/%2e%2e/secrets.toml",
        "/media//etc/passwd",
        "/media/..%5C..%5Csecrets.toml",
        "/static/../../secrets.toml",
        "/media/",
    ],
)
def test_no_path_leads_out_of_the_media_folder(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (301, 400, 404)
    assert "secret_key" not in str(answer.headers)


def test_part_of_a_file_can_be_asked_for(client: Client) -> None:
    (Path(settings.MEDIA_ROOT) / "tape.txt").write_bytes(b"0123456789")
    answer = client.get("/media/tape.txt", headers={"Range": "bytes=2-4"})
    assert answer.status_code == 206
    assert body(answer) == b"234"


def test_files_are_served_before_they_were_ever_collected(client: Client) -> None:
    answer = client.get("/static/wagtailadmin/css/core.css")
    assert body(answer)
    assert answer.headers["Content-Type"].startswith("text/css")


def test_guessing_passwords_ends_after_the_attempts_the_owner_allows(client: Client) -> None:
    guess = {"username": "edith", "password": "letmein"}
    answers = [client.post("/admin/login/", guess).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert client.post("/admin/login/", guess).status_code == 429
    assert client.post("/admin/login/", {**guess, "username": "noor"}).status_code == 200
