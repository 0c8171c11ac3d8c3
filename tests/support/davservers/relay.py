"""A relay before a real server: it writes down every request, and breaks what a test wants broken.

The request with the number n (from 1) may be given a :class:`Fault`: the answer of somebody else, or a connection that
breaks before the server hears of it, or after it did all that was asked and before the client hears that.
"""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

_NOT_PASSED = frozenset({"connection", "transfer-encoding", "keep-alive", "content-length"})


class Break(Enum):
    """Where a connection breaks."""

    BEFORE = "before the server hears of it"
    AFTER = "after the server did it, before the client hears"
    HALF = "in the middle of the answer"


@dataclass(frozen=True)
class Fault:
    """What happens in place of the answer of the server."""

    status: int = 0
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    breaks: Break | None = None
    passed_on: bool = False
    """Whether the server hears of the request all the same."""


@dataclass(frozen=True)
class Heard:
    """A request as it passed; ``status`` is what the client was answered, 0 where the connection broke."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    status: int


Faults = Callable[[int, str, str], Fault | None]
"""From the number of a request (from 1), its method and path, to what goes wrong with it."""


class Relay:
    """The relay, for the time of a ``with`` block. ``heard`` lists what passed; ``faults`` may be changed."""

    def __init__(self, upstream: str, faults: Faults | None = None) -> None:
        self.faults: Faults = faults or (lambda number, method, path: None)
        self.heard: list[Heard] = []
        self._host, self._port = urlsplit(upstream).hostname or "", urlsplit(upstream).port
        self._lock = threading.Lock()
        self._count = 0
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.relay = self
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Relay:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def url(self, upstream: str) -> str:
        """Return an address of the server as it is through the relay."""
        return urlsplit(upstream)._replace(netloc=f"127.0.0.1:{self.port}").geturl()

    def methods(self) -> list[str]:
        """Return the methods of the requests, in order."""
        return [each.method for each in self.heard]

    def forget(self) -> None:
        """Begin counting and listing anew."""
        with self._lock:
            self.heard.clear()
            self._count = 0

    def answer(self, handler: _Handler) -> None:
        """Pass one request on, or do what is wrong with it."""
        size = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(size)
        with self._lock:
            self._count += 1
            fault = self.faults(self._count, handler.command, handler.path)
        passed_on = fault is None or fault.passed_on or fault.breaks in (Break.AFTER, Break.HALF)
        status, headers, answer = self._upstream(handler, body) if passed_on else (0, [], b"")
        if fault is not None and fault.breaks is None:
            status, headers, answer = fault.status, list(fault.headers.items()), fault.body
        breaks = fault.breaks if fault is not None else None
        shown = 0 if breaks is not None else status
        with self._lock:
            self.heard.append(Heard(handler.command, handler.path, dict(handler.headers.items()), body, shown))
        if breaks in (Break.BEFORE, Break.AFTER):
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        handler.send_response_only(status)
        for name, value in headers:
            handler.send_header(name, value)
        if status not in (204, 304):
            handler.send_header("Content-Length", str(len(answer)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(answer if breaks is None else answer[: len(answer) // 2])
        if breaks is Break.HALF:
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)

    def _upstream(self, handler: _Handler, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=120)
        try:
            fields = {name: value for name, value in handler.headers.items() if name.lower() not in _NOT_PASSED}
            connection.request(handler.command, handler.path, body or None, fields | {"Connection": "close"})
            answer = connection.getresponse()
            data = answer.read()
            kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in _NOT_PASSED]
            return answer.status, kept, data
        finally:
            connection.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    relay: Relay

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that go away are what many tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True
    server: _Server

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):
            return lambda: self.server.relay.answer(self)
        raise AttributeError(name)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        """Write nothing."""
