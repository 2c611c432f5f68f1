"""A store of one machine that speaks S3 as it is published: signatures, lists in pages, conditions, errors in XML."""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

ACCESS, SECRET, REGION, BUCKET = "AKTESTING", "a secret of the tests", "eu-north-1", "papers"
A_PAGE = 3  # objects a page of a list, so that a handful makes several


@dataclass
class Object:
    data: bytes
    headers: dict[str, str]

    @property
    def etag(self) -> str:
        return f'"{hashlib.md5(self.data, usedforsecurity=False).hexdigest()}"'


class SmallBucket:
    """`objects` by name; `heard` are the requests (method, name, headers) whose signatures were right;
    `asked` counts all of them.

    trouble: an answer (status, code) that everything gets, or what gets a name in `refused`; hang: seconds before
    any answer.
    """

    def __init__(self) -> None:
        self.objects: dict[str, Object] = {}
        self.heard: list[tuple[str, str, dict[str, str]]] = []
        self.lists: list[dict[str, str]] = []
        self.trouble: tuple[int, str] | None = None
        self.refused: dict[str, tuple[int, str]] = {}
        self.hang = 0.0
        self.asked = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def names(self) -> list[str]:
        return sorted(self.objects)


@contextmanager
def small_bucket() -> Iterator[SmallBucket]:
    bucket = SmallBucket()
    try:
        yield bucket
    finally:
        bucket.close()


def signature(
    method: str, target: str, headers: Mapping[str, str], signed: list[str], secret: str, scope: str
) -> str:
    """Signature Version 4, as Amazon publishes it; `target` as it came, `headers` by small names."""
    parts = urlsplit(target)
    path = quote(unquote(parts.path), safe="/-._~")
    pairs = sorted(
        (quote(name, safe="-._~"), quote(value, safe="-._~"))
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    )
    lines = "".join(f"{name}:{' '.join(headers[name].split())}\n" for name in signed)
    canonical = "\n".join(
        [
            method, path, "&".join(f"{name}={value}" for name, value in pairs), lines, ";".join(signed),
            headers["x-amz-content-sha256"],
        ]
    )  # fmt: skip
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = "\n".join(["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, digest])
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()


def _handler(bucket: SmallBucket) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def answer(self) -> None:
            bucket.asked += 1
            self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if bucket.hang:
                time.sleep(bucket.hang)
            path = unquote(urlsplit(self.path).path)
            _slash, self.bucket, *rest = path.split("/", 2)
            self.name = rest[0] if rest else ""
            wrong = self._wrong()
            if wrong:
                return self.say(*wrong)
            bucket.heard.append((self.command, self.name, self.small()))
            return getattr(self, f"on_{self.command}")() if self.name else self.on_list()

        do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = answer

        def small(self) -> dict[str, str]:
            # http.server reads latin-1; what was signed are the bytes
            return {name.lower(): value.encode("latin-1").decode() for name, value in self.headers.items()}

        def _wrong(self) -> tuple[int, str] | None:
            found = self.headers.get("Authorization", "").removeprefix("AWS4-HMAC-SHA256 ")
            told = dict(part.strip().split("=", 1) for part in found.split(",") if "=" in part)
            access, _, scope = told.get("Credential", "").partition("/")
            headers, signed = self.small(), told.get("SignedHeaders", "").split(";")
            if access != ACCESS:
                return 403, "InvalidAccessKeyId"
            if scope.split("/")[1:] != [REGION, "s3", "aws4_request"] or "host" not in signed:
                return 400, "AuthorizationHeaderMalformed"
            if hashlib.sha256(self.body).hexdigest() != headers["x-amz-content-sha256"]:
                return 400, "XAmzContentSHA256Mismatch"
            right = signature(self.command, self.path, headers, signed, SECRET, scope)
            if right != told.get("Signature"):
                return 403, "SignatureDoesNotMatch"
            if self.bucket != BUCKET:
                return 404, "NoSuchBucket"
            return bucket.refused.get(self.name) or bucket.trouble

        def say(self, status: int, code: str = "", body: bytes = b"", **headers: str) -> None:
            if code:
                body = f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                with suppress(ConnectionError):  # who asked may have gone meanwhile
                    self.wfile.write(body)

        def on_PUT(self) -> None:
            there = bucket.objects.get(self.name)
            if self.headers.get("If-None-Match") == "*" and there:
                return self.say(412, "PreconditionFailed")
            if self.headers.get("If-Match") and (not there or self.headers["If-Match"] != there.etag):
                return self.say(412, "PreconditionFailed")
            kept = (
                "content-type",
                "content-encoding",
                "cache-control",
                "content-language",
                "content-disposition",
            )
            headers = {
                name: value
                for name, value in self.small().items()
                if name in kept or name.startswith("x-amz-meta-")
            }
            bucket.objects[self.name] = Object(self.body, headers)
            return self.say(200, ETag=bucket.objects[self.name].etag)

        def on_GET(self) -> None:
            found = bucket.objects.get(self.name)
            if found is None:
                return self.say(404, "NoSuchKey")
            if self.headers.get("If-None-Match") == found.etag:
                return self.say(304, ETag=found.etag)
            if self.headers.get("If-Match", found.etag) != found.etag:
                return self.say(412, "PreconditionFailed")
            headers = {**found.headers, "ETag": found.etag, "Last-Modified": formatdate(usegmt=True)}
            return self.say(200, body=found.data, **headers)

        on_HEAD = on_GET

        def on_DELETE(self) -> None:
            bucket.objects.pop(self.name, None)
            return self.say(204)

        def on_list(self) -> None:
            asked = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
            if self.command != "GET" or asked.get("list-type") != "2":
                return self.say(501, "NotImplemented")
            bucket.lists.append(asked)
            after = asked.get("continuation-token") or asked.get("start-after") or ""
            names = [
                name for name in bucket.names() if name.startswith(asked.get("prefix", "")) and name > after
            ]
            here, more = names[:A_PAGE], len(names) > A_PAGE
            rows = "".join(
                f"<Contents><Key>{escape(name)}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>"
                f"<ETag>{escape(bucket.objects[name].etag)}</ETag><Size>{len(bucket.objects[name].data)}</Size>"
                "<StorageClass>STANDARD</StorageClass></Contents>"
                for name in here
            )
            token = f"<NextContinuationToken>{escape(here[-1])}</NextContinuationToken>" if more else ""
            body = (
                f"<ListBucketResult><Name>{BUCKET}</Name><KeyCount>{len(here)}</KeyCount>"
                f"<IsTruncated>{str(more).lower()}</IsTruncated>{token}{rows}</ListBucketResult>"
            )
            return self.say(200, body=body.encode(), Content_Type="application/xml")

    return Handler
