"""Sockets that keep to a deadline and go only where they may.

A timeout on a socket bounds one wait, so a server that sends a byte now and then defeats it. Here every single read
asks the deadline first. The name is resolved once, and the addresses that were judged are the ones connected to, so
that a second answer of the name server cannot lead elsewhere.
"""

from __future__ import annotations

import functools
import socket
import ssl
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from requests.utils import DEFAULT_CA_BUNDLE_PATH

from reseau_sync.transport.addresses import is_public
from reseau_sync.transport.limits import Deadline, Limits

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SocketAddress: TypeAlias = tuple[Any, ...]
Candidate: TypeAlias = tuple[socket.AddressFamily, SocketAddress]


class AddressRefusedError(Exception):
    """The name leads to no public address; ``addresses`` are those it leads to."""

    def __init__(self, addresses: tuple[str, ...]) -> None:
        super().__init__(*addresses)
        self.addresses = addresses


@dataclass(frozen=True, slots=True)
class Bounds:
    """What every wait of one read has to keep to."""

    limits: Limits
    deadline: Deadline

    def connecting(self) -> float:
        """Return the seconds that the next step of connecting may take."""
        return self.deadline.step(self.limits.connect_seconds)

    def reading(self) -> float:
        """Return the seconds that the next wait for bytes may take."""
        return self.deadline.step(self.limits.read_seconds)


class BoundedSocket(socket.socket):
    """A TCP socket whose every read keeps to ``bounds``."""

    bounds: Bounds

    def recv_into(self, buffer: WriteableBuffer, nbytes: int = 0, flags: int = 0) -> int:
        """Read as :meth:`socket.socket.recv_into` does, within the deadline."""
        self.settimeout(self.bounds.reading())
        return super().recv_into(buffer, nbytes, flags)


class BoundedTLSSocket(ssl.SSLSocket):
    """A TLS socket whose every read keeps to ``bounds``."""

    bounds: Bounds

    def recv_into(self, buffer: WriteableBuffer, nbytes: int | None = None, flags: int = 0) -> int:
        """Read as :meth:`ssl.SSLSocket.recv_into` does, within the deadline."""
        self.settimeout(self.bounds.reading())
        return super().recv_into(buffer, nbytes, flags)


def connect(host: str, port: int, bounds: Bounds, *, allow_private: bool) -> BoundedSocket:
    """Return a socket connected to the first address of ``host`` that answers.

    :raises AddressRefusedError: none of its addresses is public, and private ones are not allowed
    :raises OSError: (``gaierror``, ``TimeoutError``, ``ConnectionError``, …) what the last address answered
    """
    failure: OSError = OSError(f"{host} has no address")
    for family, address in _allowed(_resolve(host, port, bounds.connecting()), allow_private):
        try:
            return _connected(family, address, bounds, allow_private)
        except OSError as error:
            failure = error
    raise failure


def secured(plain: socket.socket, host: str, bounds: Bounds, authorities: Path | None) -> BoundedTLSSocket:
    """Return ``plain`` after a TLS handshake in which the server proved to be ``host`` (RFC 9110, 4.3.4).

    :raises ssl.SSLError: it did not
    :raises OSError: the connection broke, or time was over
    """
    plain.settimeout(bounds.connecting())
    tls = cast(BoundedTLSSocket, _context(authorities).wrap_socket(plain, server_hostname=host))
    tls.bounds = bounds
    return tls


@functools.lru_cache(maxsize=8)
def _context(authorities: Path | None) -> ssl.SSLContext:
    # Reading the bundle of authorities takes some 20 ms: once for all reads.
    context = ssl.create_default_context(cafile=str(authorities or DEFAULT_CA_BUNDLE_PATH))
    context.sslsocket_class = BoundedTLSSocket
    return context


def _allowed(candidates: list[Candidate], allow_private: bool) -> list[Candidate]:
    allowed = [each for each in candidates if allow_private or is_public(each[1][0])]
    if candidates and not allowed:
        raise AddressRefusedError(tuple(dict.fromkeys(str(address[0]) for _, address in candidates)))
    return allowed


def _connected(
    family: socket.AddressFamily, address: SocketAddress, bounds: Bounds, allow_private: bool
) -> BoundedSocket:
    sock = BoundedSocket(family, socket.SOCK_STREAM)
    sock.bounds = bounds
    try:
        # http.client sends head and body in two writes: on a kept connection the second would wait for the
        # acknowledgement of the first, which the other side delays by 40 ms (RFC 1122, 4.2.3.2 and 4.2.3.4).
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(bounds.connecting())
        sock.connect(address)
        peer = str(sock.getpeername()[0])
        if not (allow_private or is_public(peer)):
            raise AddressRefusedError((peer,))
    except BaseException:
        sock.close()
        raise
    return sock


def _resolve(host: str, port: int, seconds: float) -> list[Candidate]:
    """Ask the name server, which the standard library can do only without a time limit: in a thread, left behind.

    :raises TimeoutError: no answer after ``seconds``
    :raises OSError: there is no such name
    """
    found: list[Candidate] = []
    failed: list[Exception] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend((family, address) for family, _, _, _, address in answers)
        except (OSError, UnicodeError) as error:
            failed.append(error)

    thread = threading.Thread(target=ask, daemon=True, name="name-server")
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise TimeoutError(f"no answer about {host} from the name server")
    if failed:
        raise failed[0]
    return found
