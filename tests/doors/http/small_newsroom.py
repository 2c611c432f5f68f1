"""Stands in for a web process behind the edge: says back what it was asked. `python small_newsroom.py SOCKET`."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from typing import Any

import uvicorn


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answer by what the path says; otherwise with what was asked, as JSON."""
    path = scope["path"]
    if path == "/die/":
        os._exit(9)
    if scope["query_string"] == b"first-dies" and sys.argv[1].endswith("web-0"):
        os._exit(9)
    if path == "/die-once/" and not os.path.exists(sys.argv[1] + ".died"):
        open(sys.argv[1] + ".died", "w").close()
        os._exit(9)
    if path == "/never/":
        open(sys.argv[1] + ".asked", "w").close()
        while (await receive())["type"] != "http.disconnect":
            pass
        open(sys.argv[1] + ".gone", "w").close()
        return
    if path == "/events/":
        await events(receive, send)
        return
    size = 0
    while True:
        message = await receive()
        size += len(message.get("body", b""))
        if not message.get("more_body"):
            break
    headers = [[name.decode(), value.decode("latin-1")] for name, value in scope["headers"]]
    told = {
        "method": scope["method"], "path": path, "raw": scope["raw_path"].decode(), "size": size,
        "query": scope["query_string"].decode(), "headers": headers, "pid": os.getpid(),
        "client": (scope["client"] or [""])[0], "scheme": scope["scheme"],
    }  # fmt: skip
    body = json.dumps(told).encode()
    status = 500 if path == "/stale-and-failing/" else 200
    sent = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)), (b"x-app", b"1")]
    sent += [
        (b"connection", b"x-private"),
        (b"x-private", b"1"),
        (b"set-cookie", b"a=1"),
        (b"set-cookie", b"b=2"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": sent})
    await send({"type": "http.response.body", "body": body})


async def events(receive: Any, send: Any) -> None:
    """A piece at a time, the second only when the first has been heard of."""
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]}
    )
    await send({"type": "http.response.body", "body": b"data: one\n\n", "more_body": True})
    while not os.path.exists(sys.argv[1] + ".go"):
        await asyncio.sleep(0.02)
    await send({"type": "http.response.body", "body": b"data: two\n\n", "more_body": False})


if __name__ == "__main__":
    path = sys.argv[1]
    if os.path.exists(path):
        os.unlink(path)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    config = uvicorn.Config(
        app,
        log_level="warning",
        lifespan="off",
        proxy_headers=True,
        forwarded_allow_ips="*",
        date_header=False,
    )
    uvicorn.Server(config).run(sockets=[listener])
