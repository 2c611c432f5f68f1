"""The address the newsroom listens on, who has it when it is taken, and where its own processes meet."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from twosource.cli.refusal import BAD_INPUT, Refusal

_LISTEN = "0A"
# The address of a Unix socket has 108 bytes at most (unix(7)); its own name takes a few of them.
_LONGEST_FOLDER = 90
# Elsewhere several sockets on one address do not share its readers (Linux: socket(7), SO_REUSEPORT).
_MAY_SHARE = sys.platform == "linux"


@contextmanager
def listening(host: str, port: int, *, number: int = 1) -> Iterator[list[socket.socket]]:
    """So many listening sockets on one address, until the block ends; the system gives each of them a queue of its own,
    and its share of the readers. Where the system does not, and for one alone, it is one.

    Raises `Refusal` saying why the address cannot be had.
    """
    alone = _bound(host, port)
    if number == 1 or not _MAY_SHARE:
        with alone:
            yield [alone]
        return
    # Only now is it known that nobody has the address: who may share it would share it with strangers too.
    port = alone.getsockname()[1]
    alone.close()
    with ExitStack() as stack:
        yield [stack.enter_context(_bound(host, port, shared=True)) for _each in range(number)]


def demand_free(host: str, port: int) -> None:
    """Raises `Refusal` saying why this address cannot be listened on."""
    _bound(host, port).close()


def _bound(host: str, port: int, *, shared: bool = False) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror as error:
        raise Refusal(f"{host}: no such address ({error.strerror}).", status=BAD_INPUT) from error
    family, kind, protocol, _name, address = found[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(address)
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise Refusal(_why_not(error, host, port)) from error
    return listener


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder for Unix sockets, for this account alone, with a path short enough for them."""
    usual = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    place = usual if os.path.isdir(usual) and len(os.fsencode(usual)) < _LONGEST_FOLDER - 20 else "/tmp"  # noqa: S108 mkdtemp makes it private
    folder = Path(tempfile.mkdtemp(prefix="twosource-", dir=place))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        holder = holder_of(port) or "a process that is not visible from this account"
        return (
            f"port {port} is taken by {holder}. Stop that one, ask who runs it, "
            "or choose another port with --port (for the demo: make demo PORT=8123)."
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine; [server] host says where to listen."
    if error.errno == errno.EACCES:
        return f"port {port} needs rights this account has not; choose one above 1023 with --port."
    return f"cannot listen on {host}, port {port}: {error.strerror}"


def holder_of(port: int) -> str | None:
    """“process 4711 (nginx)” for whoever listens on the port, where this account may see it (Linux)."""
    sockets = {f"socket:[{inode}]" for inode in _listening(port)}
    if not sockets:
        return None
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(str(link.readlink()) in sockets for link in (process / "fd").iterdir()):
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                return f"process {process.name} ({command.strip()[:120] or 'no command line'})"
        except OSError:
            continue  # it ended meanwhile, or is somebody else's
    return None


def _listening(port: int) -> set[str]:
    """The inodes of sockets that listen on the port, of either family."""
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == _LISTEN and int(fields[1].rpartition(":")[2], 16) == port:
                found.add(fields[9])
    return found
