"""Several requests to one server under the bounds of one read: what CalDAV (RFC 4791) is spoken through.

All that holds for reading one address holds here for the whole conversation: one deadline, one sum of bytes, addresses
judged, no ``.netrc``, no proxy, no cookie. A connection is kept for the next request. What changes something on the
server is sent once, follows no redirect, and if no answer comes nobody here claims to know what became of it.
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType

import requests

from reseau_sync.errors import Words
from reseau_sync.model.location import redact
from reseau_sync.ports import Answer, Login, Request, Scheme
from reseau_sync.transport.http import MAY_PASS, REDIRECTS, USER_AGENT, body_of, failure_before_body, may_pass
from reseau_sync.transport.limits import Deadline, Limits
from reseau_sync.transport.login import Authority
from reseau_sync.transport.problems import Code, aside, problem
from reseau_sync.transport.retry import MayPassError, Patience, persist, seconds_asked
from reseau_sync.transport.session import CHANGES_NOTHING, GuardedSession, KeepingAdapter
from reseau_sync.transport.sockets import AddressRefusedError, Bounds
from reseau_sync.transport.statuses import said_of
from reseau_sync.transport.targets import Target, same_server, target_of

_HEADERS = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "gzip, identity;q=0.5"}
_LOGINS = 3
"""Requests that one may cost for the sake of the login: without it, as challenged, with a fresh nonce."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a :class:`~reseau_sync.transport.access.Transport` gives its conversations; see there."""

    limits: Limits = field(default_factory=Limits)
    allow_private: bool = False
    authorities: Path | None = None
    clock: Callable[[], float] = time.monotonic
    patience: Patience = field(default_factory=Patience)


class HttpConversation:
    """Implements :class:`reseau_sync.ports.Conversation`; for one thread.

    :param location: an http(s) address of the server; credentials in it are the login where there is no other
    :raises SourceError: ``bad-location``
    """

    def __init__(self, location: str, login: Login | None, means: Means) -> None:
        target = target_of(location)
        self._home = target.origin
        self._where = target.where
        self._means = means
        self._bounds = Bounds(means.limits, Deadline(means.limits.total_seconds, means.clock))
        self._adapter = KeepingAdapter(self._bounds, allow_private=means.allow_private, authorities=means.authorities)
        self._received = 0
        given = login or _login_in(target)
        self._authority = Authority(given, secure=target.scheme == "https") if given is not None else None

    def __repr__(self) -> str:
        """Show where it leads, and no secret."""
        return f"<{type(self).__name__} {redact(self._where)}>"

    def __enter__(self) -> HttpConversation:
        """Return the conversation."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self._adapter.close()

    @property
    def scheme(self) -> Scheme:
        """How the server wants to be told who asks."""
        return self._authority.scheme if self._authority is not None else "auto"

    def send(self, request: Request) -> Answer:
        """Send ``request`` and return the answer, whatever its status; see :class:`reseau_sync.ports.Conversation`.

        :raises SourceError: with one of the codes of :class:`~reseau_sync.transport.problems.Code`
        """
        target = replace(target_of(request.url), where=self._where)
        if request.method not in CHANGES_NOTHING:
            return self._once(target, request)
        return persist(
            lambda: self._following(target, request),
            self._means.limits.attempts,
            self._bounds.deadline,
            self._means.patience,
        )

    def _once(self, target: Target, request: Request) -> Answer:
        try:
            answer = self._authorised(target, request)
        except MayPassError as failure:
            raise failure.error from failure.__cause__
        if answer.status in REDIRECTS:
            raise problem(Code.REDIRECT_REFUSED, self._where, _INSTEAD_OF_WRITING)
        return answer

    def _following(self, target: Target, request: Request) -> Answer:
        for _ in range(self._means.limits.redirects + 1):
            answer = self._authorised(target, request)
            if answer.status in MAY_PASS:
                raise _AnsweredError(answer, self._where)
            if answer.status not in REDIRECTS:
                return answer
            target = target.redirected(answer.headers.get("location"))
        count = self._means.limits.redirects
        raise problem(Code.REDIRECT_REFUSED, self._where, Words(f" plus de {count} fois", f" more than {count} times"))

    def _authorised(self, target: Target, request: Request) -> Answer:
        """Send ``request``, again where the server says how it wants to be told who asks."""
        for _ in range(_LOGINS - 1):
            sent = self._login_for(target, request.method)
            answer = self._sent(target, request, sent)
            if answer.status != 401 or not self._is_home(target) or self._authority is None:
                return answer
            if not self._authority.challenged(sent, answer.headers.get("www-authenticate", "")):
                return answer
        return self._sent(target, request, self._login_for(target, request.method))

    def _login_for(self, target: Target, method: str) -> dict[str, str]:
        if self._authority is None or not self._is_home(target):
            return {}
        return self._authority.header(method, target.url)

    def _is_home(self, target: Target) -> bool:
        return same_server(self._home, target.origin)

    def _sent(self, target: Target, request: Request, login: Mapping[str, str]) -> Answer:
        """Send one request, and return its whole answer.

        :raises SourceError: it cannot be had
        :raises MayPassError: it cannot be had just now
        """
        response = self._begun(target, request, login)
        try:
            total = self._means.limits.max_bytes
            body = body_of(response, self._where, total - self._received, of=total)
        except BaseException:
            response.close()
            raise
        self._received += len(body)
        self._adapter.keep(response)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, target.url, headers, body)

    def _begun(self, target: Target, request: Request, login: Mapping[str, str]) -> requests.Response:
        session = GuardedSession(self._adapter, _HEADERS)
        try:
            asked = requests.Request(
                request.method, target.url, headers={**request.headers, **login}, data=request.body or None
            )
            return session.send(session.prepare_request(asked), stream=True)
        except AddressRefusedError as error:
            raise problem(Code.ADDRESS_REFUSED, self._where, aside(", ".join(error.addresses))) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            failure = failure_before_body(error, self._where)
            if may_pass(error):
                raise MayPassError(failure) from error
            # What complains of an address quotes it, with its secrets: such a cause is not carried along.
            raise failure from (None if failure.code == Code.BAD_LOCATION else error)


class _AnsweredError(MayPassError):
    """An answer that may be another one soon."""

    def __init__(self, answer: Answer, where: str) -> None:
        asked = seconds_asked(answer.headers.get("retry-after"), answer.headers.get("date"))
        super().__init__(problem(Code.HTTP_ERROR, where, said_of(answer.status)), asked)


def _login_in(target: Target) -> Login | None:
    if target.credentials is None:
        return None
    username, password = (each.decode("utf-8", "replace") for each in target.credentials)
    return Login("auto", username, password)


_INSTEAD_OF_WRITING = Words(
    ", au lieu d’enregistrer : rien n’y a été écrit", ", instead of taking what is sent: nothing was written there"
)
