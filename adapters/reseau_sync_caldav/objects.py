"""Getting objects by multiget (RFC 4791, 7.9), whatever a server answers for one that is missing.

Seen: an entry with 404, no entry at all, the whole report answered by 404. An entry without data, or none, is asked
for again alone, so that nothing is taken for gone because a server stumbled. A batch that cannot be read as XML,
because of one object in it, is halved until that object is alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from reseau_sync.errors import SourceError, Words
from reseau_sync_caldav import bodies
from reseau_sync_caldav.checkpoint import etag_of
from reseau_sync_caldav.client import DavClient, Reply
from reseau_sync_caldav.hrefs import folder, name_in, resolved
from reseau_sync_caldav.listing import Member
from reseau_sync_caldav.multistatus import Multistatus
from reseau_sync_caldav.problems import problem

ALONE = 20
"""Objects that are asked for one by one, at most, because a report left them out."""
HALVINGS = 40
"""Batches that are asked for in two parts, at most: enough to find several objects among thousands."""
_HALVED = frozenset({404, 413, 507})
"""Answers to a whole report that may be due to one object in it, or to how many there are."""


@dataclass(frozen=True, slots=True)
class Object:
    """An object as it came; ``data`` is ``None`` where the server says that it is gone."""

    name: str
    etag: str
    data: bytes | None


def fetched(client: DavClient, url: str, wanted: Mapping[str, Member], batch: int) -> Iterator[Object]:
    """Yield the objects ``wanted`` of the calendar at ``url``, ``batch`` of them in a request.

    :raises SourceError: the server does not give all that it lists
    """
    names = sorted(wanted)
    getting = _Getting(client, url, wanted)
    for start in range(0, len(names), batch):
        yield from getting.together(names[start : start + batch])
    yield from getting.those_left_out()


class _Getting:
    """One fetch of objects: how often it may still ask in smaller parts, and what was left out."""

    def __init__(self, client: DavClient, url: str, wanted: Mapping[str, Member]) -> None:
        self._client = client
        self._url = url
        self._wanted = wanted
        self._halvings = HALVINGS
        self._alone: list[str] = []

    def together(self, names: Sequence[str]) -> Iterator[Object]:
        """Yield the objects of one batch, halved where the server cannot give it whole."""
        reply = self._client.report(self._url, bodies.multiget([self._href(name) for name in names]))
        found = self._read(reply)
        if found is not None:
            yield from self._in(found, names)
        elif len(names) == 1:
            self._alone.extend(names)
        else:
            if self._halvings == 0:
                raise problem("cut", self._client.where) if reply.status == 207 else reply.error()
            self._halvings -= 1
            middle = len(names) // 2
            yield from self.together(names[:middle])
            yield from self.together(names[middle:])

    def those_left_out(self) -> Iterator[Object]:
        """Yield the objects that no report had, each asked for alone."""
        if len(self._alone) > ALONE:
            count = len(self._alone)
            raise problem("incomplete", self._client.where, Words(f" ({count} objets)", f" ({count} objects)"))
        for name in self._alone:
            reply = self._client.get(resolved(self._url, urlsplit(self._href(name)).path))
            if reply.status in (404, 410):
                yield Object(name, "", None)
            elif not reply.ok or reply.is_page:
                raise reply.error()
            else:
                yield Object(name, etag_of(reply.etag), reply.body)

    def _read(self, reply: Reply) -> Multistatus | None:
        """Return what a report says, ``None`` where a smaller one may say it."""
        if reply.status in _HALVED:
            return None
        if reply.status != 207 or reply.is_page:
            raise reply.error()
        try:
            return reply.multistatus()
        except SourceError:
            return None

    def _in(self, found: Multistatus, names: Sequence[str]) -> Iterator[Object]:
        missing = set(names)
        for resource in found.resources:
            name = name_in(folder(found.url), resource.href)
            if name is None or name not in missing:
                continue
            data = resource.text(bodies.CALENDAR_DATA)
            if data is not None and resource.status < 300:
                missing.discard(name)
                yield Object(name, etag_of(resource.text(bodies.ETAG)), data.encode())
            elif resource.status in (404, 410):
                missing.discard(name)
                yield Object(name, "", None)
        self._alone.extend(sorted(missing))

    def _href(self, name: str) -> str:
        return self._wanted[name].href
