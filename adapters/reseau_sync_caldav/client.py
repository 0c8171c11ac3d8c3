"""Requests of WebDAV and CalDAV to one server, through a conversation of the access: typed in, typed out.

Nothing here opens a socket, follows a redirect or holds a secret: that is the access's. A status is a value
(:class:`Reply`), and :meth:`Reply.multistatus` is where one that is no 207 becomes an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from reseau_sync.errors import SourceError
from reseau_sync.model.location import redact
from reseau_sync.ports import Access, Answer, Conversation, Conversing, Login, Request, Scheme
from reseau_sync_caldav import bodies, multistatus
from reseau_sync_caldav.multistatus import Multistatus, UnreadableError
from reseau_sync_caldav.problems import problem, status_problem

_XML = "application/xml; charset=utf-8"
_ICS = "text/calendar; charset=utf-8"
_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_PAGE_HEAD = 4096
_QUOTED = re.compile(r'(?:W/)?".*"')


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, the ETag and Location that it names, its body. ``url`` is what answered."""

    status: int
    url: str = field(default="", repr=False)
    etag: str | None = None
    location: str | None = field(default=None, repr=False)
    schedule_tag: str | None = None
    body: bytes = field(default=b"", repr=False)
    where: str = ""
    asked: str = field(default="", repr=False)
    """The address that was asked, before redirects."""

    @property
    def ok(self) -> bool:
        """Say whether it is a success (RFC 9110, 15.3)."""
        return 200 <= self.status < 300

    @property
    def is_page(self) -> bool:
        """Say whether the body is a web page: never what was asked for, whatever the status."""
        return _PAGE.match(self.body[:_PAGE_HEAD]) is not None

    def error(self) -> SourceError:
        """Return the error that this answer is where another was needed."""
        if self.ok:
            return problem("login-page" if self.is_page else "not-caldav", self.where)
        return status_problem(self.status, self.where)

    def multistatus(self) -> Multistatus:
        """Return what a 207 says.

        :raises SourceError: it is none, or cut
        """
        if self.status != 207:
            raise self.error()
        try:
            return multistatus.read(self.body, self.url)
        except UnreadableError:
            raise problem("login-page" if self.is_page else "cut", self.where) from None


class DavClient:
    """One server, one conversation.

    :param conversation: from :class:`reseau_sync.ports.Conversing`
    :param where: the location as it may be shown
    """

    def __init__(self, conversation: Conversation, where: str) -> None:
        self._conversation = conversation
        self.where = where

    @property
    def scheme(self) -> Scheme:
        """How the server wants to be told who asks, as far as it was seen."""
        return self._conversation.scheme

    def ask(self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        """Send one request; any status is a reply.

        :raises SourceError: no whole answer can be had; after a write nobody knows then whether it was done
        """
        answer = self._conversation.send(Request(method, url, dict(headers or {}), body))
        return _reply(answer, self.where, url)

    def propfind(self, url: str, tags: Iterable[str], *, depth: int = 0) -> Reply:
        """Ask for the properties ``tags`` of a resource, with ``depth=1`` those of its members too."""
        return self.ask("PROPFIND", url, bodies.propfind(tags), {"Depth": str(depth), "Content-Type": _XML})

    def report(self, url: str, body: bytes, *, depth: int = 1) -> Reply:
        """Ask for a report (RFC 3253, 3.6): a body of :mod:`reseau_sync_caldav.bodies`."""
        return self.ask("REPORT", url, body, {"Depth": str(depth), "Content-Type": _XML})

    def get(self, url: str) -> Reply:
        """Ask for an object."""
        return self.ask("GET", url, headers={"Accept": "text/calendar, */*;q=0.5"})

    def put(self, url: str, data: bytes, *, if_match: str | None = None) -> Reply:
        """Write an object: over the version ``if_match``, without it only where nothing is (If-None-Match: ``*``).

        Never redirected. 412: somebody was there before.
        """
        condition = {"If-Match": quoted(if_match)} if if_match is not None else {"If-None-Match": "*"}
        return self.ask("PUT", url, data, {"Content-Type": _ICS, **condition})

    def delete(self, url: str, *, if_match: str) -> Reply:
        """Delete the version ``if_match`` of an object. Never redirected."""
        return self.ask("DELETE", url, headers={"If-Match": quoted(if_match)})


@contextmanager
def connected(access: Access, location: str, login: Login | None) -> Iterator[DavClient]:
    """Give a client that talks to the server of ``location`` through ``access``.

    :raises SourceError: ``bad-location``, or ``no-conversation``: the access can only read
    """
    where = redact(location)
    if not isinstance(access, Conversing):
        raise problem("no-conversation", where)
    with access.converse(location, login) as conversation:
        yield DavClient(conversation, where)


def quoted(etag: str) -> str:
    """Return an ETag as a condition holds it (RFC 9110, 8.8.3); some servers list theirs without quotes."""
    return etag if _QUOTED.fullmatch(etag) else f'"{etag}"'


def _reply(answer: Answer, where: str, asked: str) -> Reply:
    named = answer.headers
    return Reply(
        answer.status,
        answer.url,
        named.get("etag") or None,
        named.get("location") or None,
        named.get("schedule-tag") or None,
        answer.body,
        where,
        asked,
    )
