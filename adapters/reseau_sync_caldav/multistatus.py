"""Reading a multistatus (RFC 4918, 13) from whoever sent it: bounded, without entities, all of it or nothing.

No tree is built: what is not asked for is passed over as it comes, so that memory is bounded by the body. A document
type is refused, which a multistatus never has and which every XML bomb needs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

DAV = "{DAV:}"
MAX_ELEMENTS = 1_500_000
"""A listing has some ten elements for each object."""
MAX_DEPTH = 64
_STEP = 1 << 16
_STATUS = re.compile(r"\s*HTTP/\S+\s+(\d{3})")


class UnreadableError(Exception):
    """It is no multistatus, or not a whole one."""


@dataclass(frozen=True, slots=True)
class Inner:
    """An element inside a property: its tag, its text, its ``name`` attribute."""

    tag: str
    text: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """What a property holds: its own text, and the elements inside it in the order in which they end."""

    text: str = ""
    inner: tuple[Inner, ...] = ()

    def tags(self) -> frozenset[str]:
        """Return the tags of the elements inside."""
        return frozenset(each.tag for each in self.inner)

    def hrefs(self) -> tuple[str, ...]:
        """Return the addresses inside."""
        return tuple(each.text.strip() for each in self.inner if each.tag == f"{DAV}href" and each.text.strip())


@dataclass(frozen=True, slots=True)
class Resource:
    """One response: what it is about, its status (200 where it has none of its own), the properties that were found."""

    href: str
    status: int = 200
    properties: Mapping[str, Value] = field(default_factory=dict)
    failed: int = 200
    """The worst status of its properties that is neither 2xx nor 404; else 200."""

    def text(self, tag: str) -> str | None:
        """Return the text of a property, ``None`` where it was not found."""
        found = self.properties.get(tag)
        return found.text if found is not None else None


@dataclass(frozen=True, slots=True)
class Multistatus:
    """What a PROPFIND or REPORT gives. ``url`` is what answered, after redirects."""

    resources: tuple[Resource, ...] = ()
    sync_token: str | None = None
    url: str = field(default="", repr=False)


def read(data: bytes, url: str = "") -> Multistatus:
    """Return what the body of a 207 says.

    :raises UnreadableError: it is cut, no XML, another document, too deep, or holds too many elements
    """
    target = _Target()
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, remove_comments=True)
    try:
        for start in range(0, len(data), _STEP):
            parser.feed(data[start : start + _STEP])
        parser.close()
    except etree.XMLSyntaxError as error:
        raise UnreadableError(error.msg or "XML") from None
    except (ValueError, AssertionError) as error:
        raise UnreadableError(type(error).__name__) from None
    if not target.ended:
        raise UnreadableError("not a multistatus")
    return Multistatus(tuple(target.resources), target.sync_token, url)


@dataclass(slots=True)
class _Propstat:
    properties: dict[str, Value] = field(default_factory=dict)
    status: int = 200


class _Target:
    """Takes events of the parser (lxml's target interface) and keeps what a multistatus means."""

    def __init__(self) -> None:
        self.resources: list[Resource] = []
        self.sync_token: str | None = None
        self.ended = False
        self._path: list[str] = []
        self._text: list[list[str]] = []
        self._names: list[str] = []
        self._elements = 0
        self._begin()

    def _begin(self) -> None:
        self._href, self._status = "", 200
        self._propstats: list[_Propstat] = []
        self._inner: list[Inner] = []

    def doctype(self, *_: str | None) -> None:
        raise UnreadableError("document type")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS or len(self._path) >= MAX_DEPTH:
            raise UnreadableError("too many elements")
        if not self._path and tag != f"{DAV}multistatus":
            raise UnreadableError("not a multistatus")
        self._path.append(tag)
        self._text.append([])
        self._names.append(attributes.get("name", ""))
        if len(self._path) == 3 and tag == f"{DAV}propstat":
            self._propstats.append(_Propstat())
        elif len(self._path) == 5:
            self._inner = []

    def data(self, text: str) -> None:
        if self._text:
            self._text[-1].append(text)

    def end(self, tag: str) -> None:
        depth = len(self._path)
        text, name = "".join(self._text.pop()), self._names.pop()
        if depth == 1:
            self.ended = True
        elif depth == 2:
            self._top(tag, text)
        elif depth == 3:
            self._of_response(tag, text)
        elif self._in_propstat() and depth == 4 and tag == f"{DAV}status":
            self._propstats[-1].status = _status(text)
        elif self._in_propstat() and depth == 5 and self._path[3] == f"{DAV}prop":
            self._propstats[-1].properties[tag] = Value(text, tuple(self._inner))
        elif self._in_propstat() and depth > 5:
            self._inner.append(Inner(tag, text, name))
        self._path.pop()

    def close(self) -> None:
        """Be told that the document ended."""

    def _in_propstat(self) -> bool:
        return self._path[1:3] == [f"{DAV}response", f"{DAV}propstat"]

    def _of_response(self, tag: str, text: str) -> None:
        if self._path[1] != f"{DAV}response":
            return
        if tag == f"{DAV}href" and not self._href:
            self._href = text.strip()
        elif tag == f"{DAV}status":
            self._status = _status(text)

    def _top(self, tag: str, text: str) -> None:
        if tag == f"{DAV}sync-token":
            self.sync_token = text.strip() or None
        elif tag == f"{DAV}response":
            found: dict[str, Value] = {}
            failed = 200
            for each in self._propstats:
                if 200 <= each.status < 300:
                    found |= each.properties
                elif each.status != 404:
                    failed = max(failed, each.status)
            if not self._href:
                raise UnreadableError("a response without an href")
            self.resources.append(Resource(self._href, self._status, found, failed))
            self._begin()


def _status(text: str) -> int:
    """Return the code of a status line; one that cannot be read is a failure, not a success."""
    found = _STATUS.match(text)
    return int(found[1]) if found else 500
