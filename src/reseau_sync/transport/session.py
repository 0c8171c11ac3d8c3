"""A requests session that is safe to point at an address which somebody else wrote.

requests leaves the socket to an adapter; this one opens it by itself, for three reasons. A deadline and the judgement
of addresses belong on the socket. The bytes must arrive as sent, since decompression has to be bounded. And what
``urllib3`` is on a given machine cannot be known: ``urllib3-future``, which other libraries bring in, takes its name
and changes how connections are made.
"""

from __future__ import annotations

import http.client
import selectors
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from reseau_sync.transport.sockets import Bounds, connect, secured

PORTS = {"http": 80, "https": 443}
CHANGES_NOTHING = frozenset({"GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT"})
"""Methods that may be redirected and sent again (RFC 9110, 9.2.1; RFC 4918, 9.1; RFC 3253, 3.6)."""


class Exchange:
    """The body of one answer as it comes, still encoded: what a :class:`requests.Response` holds as ``raw``.

    :param connection: closed together with the answer
    """

    def __init__(self, connection: http.client.HTTPConnection, answer: http.client.HTTPResponse) -> None:
        self.connection = connection
        self._answer = answer
        self._promised = answer.length
        self._received = 0
        self._ended = False

    @property
    def short(self) -> bool:
        """Say whether the body ended before as many bytes came as Content-Length promised (RFC 9112, 8)."""
        return self._ended and self._promised is not None and self._received < self._promised

    def read(self, amount: int) -> bytes:
        """Return at most ``amount`` bytes, empty at the end, also where that comes too early: see :attr:`short`.

        :raises http.client.HTTPException: chunks are not as they should be (RFC 9112, 7.1)
        :raises OSError: the connection broke, or time was over
        """
        # Not read(): it takes a chunk size of -1 to mean "everything", without a bound.
        data = self._answer.read1(amount)
        self._received += len(data)
        self._ended = self._ended or (amount > 0 and not data)
        return data

    @property
    def reusable(self) -> bool:
        """Say whether the body was read to its end, and the server keeps the connection for another request."""
        return self._ended and not self.short and not self._answer.will_close and self.connection.sock is not None

    def released(self) -> http.client.HTTPConnection:
        """Return the connection, ready for another request, once the answer is :attr:`reusable`."""
        self._answer.close()  # its file alone: the socket is the connection's
        return self.connection

    def close(self) -> None:
        """Close the connection, whatever is still on its way."""
        self._answer.close()
        self.connection.close()


class GuardedAdapter(BaseAdapter):
    """Sends one request over one connection of its own; neither pool, nor proxy, nor redirect.

    :param bounds: limits and deadline of all its waits
    :param allow_private: whether addresses that are not public may be connected to
    :param authorities: a PEM file of certificate authorities in place of the usual ones
    """

    def __init__(self, bounds: Bounds, *, allow_private: bool = False, authorities: Path | None = None) -> None:
        super().__init__()
        self._bounds = bounds
        self._allow_private = allow_private
        self._authorities = authorities

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send ``request``; the bounds given at construction hold, not the other arguments.

        :raises AddressRefusedError: the address is not public
        :raises OSError: no connection, or it broke before the body, or time was over
        :raises http.client.HTTPException: the answer is not HTTP
        """
        del stream, timeout, verify, cert, proxies  # not the caller's to loosen
        connection = self._connection(str(request.url))
        try:
            connection.request(str(request.method), request.path_url, request.body, dict(request.headers))
            answer = connection.getresponse()
        except BaseException:
            connection.close()
            raise
        return _as_response(request, connection, answer)

    def close(self) -> None:
        """Do nothing: each answer closes its own connection."""

    def _connection(self, address: str) -> http.client.HTTPConnection:
        return self._open(address)

    def _open(self, address: str) -> http.client.HTTPConnection:
        url = urlsplit(address)
        host = url.hostname or ""
        port = url.port or PORTS[url.scheme]
        connection = http.client.HTTPConnection(host, port)
        connection.default_port = PORTS[url.scheme]  # decides whether the Host header names the port
        sock = connect(host, port, self._bounds, allow_private=self._allow_private)
        try:
            connection.sock = secured(sock, host, self._bounds, self._authorities) if url.scheme == "https" else sock
        except BaseException:
            sock.close()
            raise
        return connection


class KeepingAdapter(GuardedAdapter):
    """Keeps the last connection for the next request to the same origin; for one conversation, in one thread.

    Where a server closed a connection that it had promised to keep, a request that changes nothing is sent again at
    once over a new one, and none is kept any more. What changes something goes over a kept connection only where the
    server was seen to keep its word: should the connection break, nobody could tell what became of it.
    """

    def __init__(self, bounds: Bounds, *, allow_private: bool = False, authorities: Path | None = None) -> None:
        super().__init__(bounds, allow_private=allow_private, authorities=authorities)
        self._kept: tuple[str, http.client.HTTPConnection] | None = None
        self._reused = False
        self._keeps = True
        self._proven = False

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send ``request`` as :meth:`GuardedAdapter.send` does."""
        repeatable = request.method in CHANGES_NOTHING
        if not (repeatable or self._proven):
            self.close()
        try:
            response = super().send(request, stream, timeout, verify, cert, proxies)
        except ConnectionError:
            if not (self._reused and repeatable):
                raise
            self._keeps = False
            return super().send(request, stream, timeout, verify, cert, proxies)
        self._proven = self._proven or self._reused
        return response

    def keep(self, response: requests.Response) -> None:
        """Be done with an answer: its connection is kept if it can carry another request, else closed."""
        exchange = response.raw
        if self._keeps and isinstance(exchange, Exchange) and exchange.reusable:
            self._kept = (_origin(str(response.url)), exchange.released())
        else:
            response.close()

    def close(self) -> None:
        """Close the connection that is kept."""
        if self._kept is not None:
            self._kept[1].close()
            self._kept = None

    def _connection(self, address: str) -> http.client.HTTPConnection:
        kept, self._kept = self._kept, None
        self._reused = False
        if kept is not None:
            if kept[0] == _origin(address) and _is_quiet(kept[1]):
                self._reused = True
                kept[1].sock.settimeout(self._bounds.reading())  # for what is sent now
                return kept[1]
            kept[1].close()
        return super()._connection(address)


def _origin(address: str) -> str:
    url = urlsplit(address)
    return f"{url.scheme}://{url.netloc}"


def _is_quiet(connection: http.client.HTTPConnection) -> bool:
    """Say whether nothing came since the last answer: the end of the connection, or what nobody asked for."""
    if connection.sock is None:
        return False
    with selectors.DefaultSelector() as selector:
        selector.register(connection.sock, selectors.EVENT_READ)
        return not selector.select(0)


def _as_response(
    request: requests.PreparedRequest, connection: http.client.HTTPConnection, answer: http.client.HTTPResponse
) -> requests.Response:
    response = requests.Response()
    response.status_code = answer.status
    response.reason = answer.reason
    response.headers = CaseInsensitiveDict(answer.headers.items())
    challenges = answer.headers.get_all("WWW-Authenticate", ())
    if len(challenges) > 1:  # one field or several, which say the same (RFC 9110, 5.3)
        response.headers["WWW-Authenticate"] = ", ".join(challenges)
    response.url = str(request.url)
    response.request = request
    response.raw = Exchange(connection, answer)
    return response


class GuardedSession(requests.Session):
    """A session that knows only :class:`GuardedAdapter`, no environment, and follows nothing by itself."""

    def __init__(self, adapter: GuardedAdapter, headers: Mapping[str, str]) -> None:
        super().__init__()
        self.trust_env = False  # neither .netrc nor proxies of the environment
        self.headers = CaseInsensitiveDict(headers)
        self.adapters.clear()
        for scheme in PORTS:
            self.mount(f"{scheme}://", adapter)

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Return nothing: even if told not to follow, requests would read the body of a redirect without a bound."""
        del resp
        return None
