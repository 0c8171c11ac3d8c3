"""Fetching one calendar over HTTP: redirects, conditions, statuses, and what each failure is called."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import requests
from requests.auth import HTTPBasicAuth

from reseau_sync.errors import SourceError, Words
from reseau_sync.ports import Bodies, Checkpoint, Raw, Unchanged
from reseau_sync.transport.body import BombError, TooLargeError, UnknownCodingError, read_whole
from reseau_sync.transport.checkpoints import Validators, not_modified, outcome, validators_in
from reseau_sync.transport.content import is_blank, is_ended, refuse_non_calendar, refuse_too_many_lines
from reseau_sync.transport.limits import MIB, Deadline, Limits
from reseau_sync.transport.problems import Code, aside, problem
from reseau_sync.transport.retry import MayPassError, Patience, persist, seconds_asked
from reseau_sync.transport.session import Exchange, GuardedAdapter, GuardedSession
from reseau_sync.transport.sockets import AddressRefusedError, Bounds
from reseau_sync.transport.statuses import said_of
from reseau_sync.transport.targets import Target, target_of

USER_AGENT = "reseau-sync/0.1"

_OK = frozenset({200, 203})  # RFC 9110, 15.3.1 and 15.3.4
_WITHOUT_BODY = frozenset({204, 205})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAY_PASS = frozenset({429, 502, 503, 504})
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/calendar, text/csv;q=0.9, */*;q=0.5",
    "Accept-Encoding": "gzip, identity;q=0.5",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the last server of a chain of redirects sent: ``bodies`` is ``None`` for 304 Not Modified."""

    bodies: tuple[Raw, ...] | None
    validators: Validators


@dataclass(frozen=True, slots=True)
class Client:
    """Reads calendars over HTTP. Holds no state: several threads may use one.

    :param allow_private: whether private, loopback and link-local addresses may be connected to
    :param authorities: a PEM file of certificate authorities, in place of the usual ones
    :param clock: a monotonic clock in seconds
    :param empty_is_ok: whether nothing at all is a calendar without events; it is then no body, not an empty one
    """

    limits: Limits = field(default_factory=Limits)
    allow_private: bool = False
    authorities: Path | None = None
    clock: Callable[[], float] = time.monotonic
    patience: Patience = field(default_factory=Patience)
    empty_is_ok: bool = False

    def read(self, location: str, checkpoint: Checkpoint | None = None) -> Bodies | Unchanged:
        """Return the body at an http(s) or webcal(s) address, or that it is that of ``checkpoint``.

        :raises SourceError: with one of the codes of :class:`~reseau_sync.transport.problems.Code`
        """
        target = target_of(location)
        asked = validators_in(checkpoint, location)
        bounds = Bounds(self.limits, Deadline(self.limits.total_seconds, self.clock))
        answer = persist(
            lambda: self._follow(target, asked, bounds), self.limits.attempts, bounds.deadline, self.patience
        )
        if answer.bodies is not None:
            return outcome(answer.bodies, location, checkpoint, answer.validators)
        if checkpoint is None or not asked:
            raise problem(Code.NOT_MODIFIED, target.where)
        return not_modified(location, checkpoint, answer.validators)

    def _follow(self, target: Target, asked: Validators, bounds: Bounds) -> Answer:
        for _ in range(self.limits.redirects + 1):
            with self._sent(target, asked, bounds) as response:
                if response.status_code not in REDIRECTS:
                    return _taken(response, target.where, self.limits, empty_is_ok=self.empty_is_ok)
                target = target.redirected(response.headers.get("Location"))
        count = self.limits.redirects
        raise problem(Code.REDIRECT_REFUSED, target.where, Words(f" plus de {count} fois", f" more than {count} times"))

    def _sent(self, target: Target, asked: Validators, bounds: Bounds) -> requests.Response:
        """Send one request and return the answer up to its headers.

        :raises SourceError: it cannot be had
        :raises MayPassError: it cannot be had just now
        """
        adapter = GuardedAdapter(bounds, allow_private=self.allow_private, authorities=self.authorities)
        session = GuardedSession(adapter, _HEADERS | asked.headers())
        auth = HTTPBasicAuth(*target.credentials) if target.credentials else None
        try:
            return session.send(session.prepare_request(requests.Request("GET", target.url, auth=auth)), stream=True)
        except AddressRefusedError as error:
            raise problem(Code.ADDRESS_REFUSED, target.where, aside(", ".join(error.addresses))) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            failure = failure_before_body(error, target.where)
            if may_pass(error):
                raise MayPassError(failure) from error
            # What complains of an address quotes it, with its secrets: such a cause is not carried along.
            raise failure from (None if failure.code == Code.BAD_LOCATION else error)


def failure_before_body(error: Exception, where: str) -> SourceError:
    """Name what kept an answer from coming.

    Classes overlap: a refused certificate is also a ValueError; requests raises OSErrors.
    """
    if isinstance(error, TimeoutError):
        return problem(Code.TIMEOUT, where)
    if isinstance(error, ssl.SSLError):
        return problem(Code.TLS, where, aside(_tls_reason(error)))
    if isinstance(error, (requests.RequestException, ValueError)):
        return problem(Code.BAD_LOCATION, where)
    if isinstance(error, socket.gaierror) and not may_pass(error):
        return problem(Code.UNKNOWN_HOST, where)
    if isinstance(error, http.client.HTTPException) and not isinstance(error, ConnectionError):
        return problem(Code.UNREACHABLE, where, Words(" comme un serveur web", " as a web server does"))
    return problem(Code.UNREACHABLE, where)


def may_pass(error: Exception) -> bool:
    """Say whether what kept an answer from coming may be gone at the next try."""
    if isinstance(error, socket.gaierror):
        return error.errno == socket.EAI_AGAIN
    return isinstance(error, (ConnectionError, TimeoutError))


def _tls_reason(error: ssl.SSLError) -> str:
    return error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else error.reason or "TLS"


def _taken(response: requests.Response, where: str, limits: Limits, *, empty_is_ok: bool) -> Answer:
    """Return what an answer that is no redirect holds.

    :raises SourceError: nothing that can be used
    :raises MayPassError: nothing just now
    """
    status, headers = response.status_code, response.headers
    validators = Validators.of(headers.get("ETag"), headers.get("Last-Modified"))
    if status == 304:
        return Answer(None, validators)
    if status == 206:
        raise problem(Code.PARTIAL, where)
    if status not in _OK | _WITHOUT_BODY:
        failure = problem(Code.HTTP_ERROR, where, said_of(status))
        if status in MAY_PASS:
            raise MayPassError(failure, seconds_asked(headers.get("Retry-After"), headers.get("Date")))
        raise failure
    data = b"" if status in _WITHOUT_BODY else body_of(response, where, limits.max_bytes)
    refuse_too_many_lines(data, where, limits.max_lines)
    if empty_is_ok and is_blank(data):
        return Answer((), validators)
    refuse_non_calendar(data, where)
    return Answer((Raw("", data, _media_type(headers.get("Content-Type"))),), validators)


def body_of(response: requests.Response, where: str, limit: int, *, of: int | None = None) -> bytes:
    """Return the whole body of an answer, decompressed.

    :param limit: bytes that it may have
    :param of: bytes that all of a conversation may have, where ``limit`` is what is left of them
    :raises SourceError: it is longer than that, cut, late, or packed in a way that cannot be read
    """
    said = (of or limit) // MIB
    too_large = Words(f" : plus de {said} Mio", f": more than {said} MiB")
    promised = response.headers.get("Content-Length", "")
    if promised.isascii() and promised.isdigit() and int(promised[:20]) > limit:
        raise problem(Code.TOO_LARGE, where, too_large)
    try:
        data = read_whole(response.raw, limit, response.headers.get("Content-Encoding", ""))
    except BombError as error:
        raise problem(Code.TOO_LARGE, where, _BOMB) from error
    except TooLargeError as error:
        raise problem(Code.TOO_LARGE, where, too_large) from error
    except TimeoutError as error:
        raise problem(Code.TIMEOUT, where, Words(" jusqu’au bout", " to the end")) from error
    except UnknownCodingError as error:
        raise problem(Code.ENCODING, where, aside(str(error))) from error
    except zlib.error as error:
        raise problem(Code.ENCODING, where) from error
    except (OSError, EOFError, http.client.HTTPException) as error:
        raise problem(Code.CUT, where) from error
    # Some servers count characters, or what was there before a filter: a calendar that ends by its own word is whole.
    if isinstance(response.raw, Exchange) and response.raw.short and not is_ended(data):
        raise problem(Code.CUT, where)
    return data


_BOMB = Words(
    " : décompressé, il prend bien plus de place qu’aucun calendrier",
    ": unpacked, it takes far more room than any calendar",
)


def _media_type(content_type: str | None) -> str | None:
    """Return type and subtype; what a server says of the character set is too often wrong to be passed on."""
    return (content_type or "").partition(";")[0].strip().lower() or None
