"""A calendar on a CalDAV server, in memory: what :class:`~reseau_sync.testing.access.MemoryAccess` converses with.

It answers PROPFIND, REPORT (sync-collection, calendar-multiget, calendar-query without its filter) and GET for the
locations that it holds; each file of a folder is an object. It remembers no history: a sync-token other than that of
what it holds now is refused, as servers refuse one that they have forgotten. It takes nothing in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from types import TracebackType
from urllib.parse import quote, unquote_to_bytes, urlsplit
from xml.sax.saxutils import escape

from reseau_sync.ports import Answer, Request, Scheme, digest_of

_ANSWER = (
    '<?xml version="1.0" encoding="utf-8"?><D:multistatus xmlns:D="DAV:" '
    'xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/">{}</D:multistatus>'
)
_OK = (
    "<D:response><D:href>{href}</D:href><D:propstat><D:prop>{prop}</D:prop><D:status>HTTP/1.1 200 OK</D:status>"
    "</D:propstat></D:response>"
)
_GONE = "<D:response><D:href>{href}</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HREF = re.compile(r"<D:href>([^<]*)</D:href>")
_TOKEN = re.compile(r"<D:sync-token>([^<]*)</D:sync-token>")


@dataclass(frozen=True, slots=True)
class MemoryConversation:
    """Implements :class:`reseau_sync.ports.Conversation` over files.

    :param files: what a location holds, as (name, bytes); ``None`` where it is not held
    """

    files: Callable[[str], Sequence[tuple[str, bytes]] | None]
    sent: list[Request]

    @property
    def scheme(self) -> Scheme:
        """Nobody is asked who they are."""
        return "auto"

    def __enter__(self) -> MemoryConversation:
        """Return the conversation."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Be done."""

    def send(self, request: Request) -> Answer:
        """Return the answer.

        :raises SourceError: the one that was put at the location
        """
        self.sent.append(request)
        files = self.files(request.url)
        if files is not None:
            return self._of_calendar(request, dict(files))
        parent, _, name = request.url.rpartition("/")
        held = dict(self.files(f"{parent}/") or ())
        data = {_path(each): body for each, body in held.items()}.get(name)
        if request.method == "GET" and data is not None:
            return Answer(200, request.url, {"etag": _etag(data), "content-type": "text/calendar"}, data)
        return Answer(404, request.url)

    def _of_calendar(self, request: Request, held: Mapping[str, bytes]) -> Answer:
        body = request.body.decode("utf-8", "replace")
        if request.method == "PROPFIND":
            members = held if request.headers.get("Depth") == "1" else {}
            said = _collection(request.url, held) + "".join(_object(request.url, *each) for each in members.items())
        elif request.method != "REPORT":
            return Answer(405, request.url)
        elif (token := _TOKEN.search(body)) is not None:
            if unescape(token[1]) not in ("", _state(held)):
                return Answer(403, request.url)
            members = held if not token[1] else {}
            said = "".join(_object(request.url, *each) for each in members.items())
            said += f"<D:sync-token>{_state(held)}</D:sync-token>"
        elif "calendar-multiget" in body:
            said = "".join(_asked(request.url, unescape(href), held) for href in _HREF.findall(body))
        else:
            said = "".join(_object(request.url, *each) for each in held.items())
        return Answer(207, request.url, {"content-type": "application/xml"}, _ANSWER.format(said).encode())


def _collection(url: str, held: Mapping[str, bytes]) -> str:
    state = _state(held)
    prop = (
        "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"
        f"<D:sync-token>{state}</D:sync-token><S:getctag>{state}</S:getctag>"
    )
    return _OK.format(href=escape(urlsplit(url).path), prop=prop)


def _object(url: str, name: str, data: bytes, more: str = "") -> str:
    prop = f"<D:resourcetype/><D:getetag>{escape(_etag(data))}</D:getetag>{more}"
    return _OK.format(href=escape(urlsplit(url).path + _path(name)), prop=prop)


def _asked(url: str, href: str, held: Mapping[str, bytes]) -> str:
    name = unquote_to_bytes(href.rpartition("/")[2]).decode("utf-8", "surrogateescape")
    if name not in held:
        return _GONE.format(href=escape(href))
    return _object(url, name, held[name], _data(held[name]))


def _data(data: bytes) -> str:
    """Return the object as XML holds it; nothing where it cannot: whoever wants it then asks for it alone."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return ""
    shown = escape(text, {"\r": "&#13;"})
    return "" if _NOT_XML.search(text) else f"<C:calendar-data>{shown}</C:calendar-data>"


def _state(held: Mapping[str, bytes]) -> str:
    return "urn:state:" + digest_of(*(piece for name, data in sorted(held.items()) for piece in (_bytes(name), data)))


def _etag(data: bytes) -> str:
    return f'"{digest_of(data)}"'


def _path(name: str) -> str:
    return quote(_bytes(name), safe="")


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")
