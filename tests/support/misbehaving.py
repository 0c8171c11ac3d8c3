"""An HTTP server on loopback that does exactly what a test tells it to, down to the single byte.

Nothing in it is lenient or helpful: an answer is whatever its script sends. It ends with its ``with`` block, however
its scripts hang.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import socket
import ssl
import struct
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

CERTIFICATE = Path(__file__).with_name("localhost.pem")
CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//FR\r\nEND:VCALENDAR\r\n"


@dataclass(frozen=True)
class Asked:
    """A request as it came; names of header fields in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


class Exchange:
    """One request, and the connection on which a script answers it."""

    def __init__(self, asked: Asked, connection: socket.socket, stopped: threading.Event) -> None:
        self.asked = asked
        self._connection = connection
        self._stopped = stopped

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self._connection.sendall(piece)

    def again(self) -> bool:
        """Wait for another request on this connection; say whether one came."""
        following = _request(self._connection)
        if following is not None:
            self.asked = following
        return following is not None

    def pause(self, seconds: float | None = None) -> bool:
        """Wait, but not beyond the end of the server; without ``seconds`` until then. Say whether it goes on."""
        return not self._stopped.wait(seconds)

    def reset(self) -> None:
        """Break the connection with RST instead of FIN."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._connection.close()


Script: TypeAlias = Callable[[Exchange], None]


def head(status: int = 200, headers: Mapping[str, str] | None = None) -> bytes:
    """Return a status line and header fields, and nothing that was not asked for."""
    lines = [f"HTTP/1.1 {status} Status", *(f"{name}: {value}" for name, value in (headers or {}).items())]
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode("latin-1")


def reply(body: bytes = CALENDAR, status: int = 200, **fields: str) -> Script:
    """Return a script that answers as servers should; ``content_type="…"`` is Content-Type, and so on."""
    headers = {name.replace("_", "-").title(): value for name, value in fields.items()}
    headers.setdefault("Content-Length", str(len(body)))
    return lambda exchange: exchange.send(head(status, headers), body)


def redirect(location: str, status: int = 302) -> Script:
    return reply(b"", status, Location=location)


def raw(*pieces: bytes) -> Script:
    """Return a script that sends ``pieces`` and closes."""
    return lambda exchange: exchange.send(*pieces)


def resetting(*pieces: bytes) -> Script:
    """Return a script that sends ``pieces`` and breaks the connection."""

    def script(exchange: Exchange) -> None:
        exchange.send(*pieces)
        exchange.pause(0.05)  # else RST may overtake what was sent
        exchange.reset()

    return script


def silent(*pieces: bytes) -> Script:
    """Return a script that sends ``pieces`` and then nothing more, for as long as the server lives."""

    def script(exchange: Exchange) -> None:
        exchange.send(*pieces)
        exchange.pause()

    return script


def dripping(start: bytes, piece: bytes, every: float) -> Script:
    """Return a script that sends ``piece`` again and again, ``every`` so many seconds, without end."""

    def script(exchange: Exchange) -> None:
        exchange.send(start)
        while exchange.pause(every):
            exchange.send(piece)

    return script


def endless(start: bytes, piece: bytes) -> Script:
    """Return a script that never ends its body."""
    return dripping(start, piece, 0)


def gzip_bomb(size_mib: int) -> Iterator[bytes]:
    """Yield, in pieces of one MiB unpacked, a gzip stream of zeros; made as it goes, a thousandth of its size."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    # A full flush ends the piece on a byte and forgets what was before: the same piece may follow itself.
    piece = packer.compress(bytes(1024 * 1024)) + packer.flush(zlib.Z_FULL_FLUSH)
    yield gzip.compress(b"")[:10]
    for _ in range(size_mib):
        yield piece


@dataclass
class Misbehaving:
    """The server. ``scripts`` maps a path to what answers it: one script, or several in turn, the last one for ever.

    :param certificate: a PEM file with key and certificate; the server then speaks TLS
    :param unasked: what is sent to everybody at once, whatever they say; no script is then played
    :param address: of this machine; ``127.0.0.2`` is another host where Linux runs
    :param port: 0 for any that is free
    """

    scripts: Mapping[str, Script | Sequence[Script]]
    certificate: Path | None = None
    unasked: bytes = b""
    address: str = "127.0.0.1"
    port: int = 0
    asked: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listening = socket.create_server((self.address, self.port))
        self.port = self._listening.getsockname()[1]
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._connections: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._context: ssl.SSLContext | None = None
        if self.certificate:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(self.certificate)

    @property
    def connected(self) -> int:
        """How many connections were made."""
        return len(self._connections)

    def url(self, path: str = "/", host: str = "", user: str = "") -> str:
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://{user}{host or self.address}:{self.port}{path}"

    def __enter__(self) -> Misbehaving:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        with socket.socket() as waking:  # the thread that accepts; without a name server, which tests replace
            waking.connect((self.address, self.port))
        self._threads[0].join()
        for connection in self._connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join(5)
        self._listening.close()

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            connection, _ = self._listening.accept()
            connection.settimeout(5)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else small pieces wait 40 ms
            self._connections.append(connection)
            self._start(functools.partial(self._serve, connection))

    def _serve(self, plain: socket.socket) -> None:
        # The client going away, in the midst of whatever, is what many tests are about.
        with contextlib.suppress(OSError, ssl.SSLError), self._spoken(plain) as connection:
            if self.unasked:
                connection.sendall(self.unasked)
                while connection.recv(4096):  # closing with something unread would break the connection
                    pass
            elif (asked := _request(connection)) is not None:
                self._script_for(asked)(Exchange(asked, connection, self._stopped))

    def _spoken(self, plain: socket.socket) -> socket.socket:
        return self._context.wrap_socket(plain, server_side=True) if self._context else plain

    def _script_for(self, asked: Asked) -> Script:
        with self._lock:
            earlier = sum(each.path == asked.path for each in self.asked)
            self.asked.append(asked)
        found = self.scripts.get(asked.path, reply(b"", 404))
        return found if callable(found) else found[min(earlier, len(found) - 1)]


def _request(connection: socket.socket) -> Asked | None:
    with connection.makefile("rb") as stream:
        first = stream.readline().decode("latin-1").split()
        if len(first) != 3:
            return None
        headers: dict[str, str] = {}
        while line := stream.readline().decode("latin-1").strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return Asked(first[0], first[1], headers, stream.read(int(headers.get("content-length", 0))))
