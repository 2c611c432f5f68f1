"""Connections of `httpcore` that all end at one deadline."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

from .deadlines import Deadline


def backend(deadline: Deadline) -> httpcore.NetworkBackend:
    """The network as it is, until the deadline."""
    return _Network(deadline)


class _Network(httpcore.NetworkBackend):
    def __init__(self, deadline: Deadline) -> None:
        self._deadline, self._real = deadline, httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        line = self._real.connect_tcp(host, port, self._deadline.left(), local_address, socket_options)
        return _Line(line, self._deadline)


class _Line(httpcore.NetworkStream):
    def __init__(self, line: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._line, self._deadline = line, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._deadline.over():
            raise httpcore.ReadTimeout("the deadline is over")
        return self._line.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if self._deadline.over():
            raise httpcore.WriteTimeout("the deadline is over")
        self._line.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._line.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Line(
            self._line.start_tls(ssl_context, server_hostname, self._deadline.left()), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        return self._line.get_extra_info(info)
