"""A calendar of a CalDAV server as a :class:`~reseau_sync_caldav.collection.Collection`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reseau_sync.errors import Words
from reseau_sync_caldav import bodies, client
from reseau_sync_caldav.client import DavClient
from reseau_sync_caldav.collection import Held, Reply
from reseau_sync_caldav.hrefs import folder, name_in, resolved
from reseau_sync_caldav.multistatus import Multistatus
from reseau_sync_caldav.problems import problem

BATCH = 100
"""Objects asked for in one request."""


class DavCollection:
    """Objects of the calendar at ``url``, through one conversation with its server."""

    def __init__(self, dav: DavClient, url: str) -> None:
        self._dav = dav
        self._url = folder(url)
        self._hrefs: dict[str, str] = {}

    @property
    def url(self) -> str:
        """The address of the calendar, after redirects."""
        return self._url

    @property
    def scheme(self) -> str:
        """How the server wants to be told who asks."""
        return self._dav.scheme

    def listed(self) -> Mapping[str, str]:
        """Return the ETag of each object, one request.

        :raises SourceError: it is no calendar, or cannot be read
        """
        answer = self._dav.propfind(self._url, (bodies.ETAG, bodies.RESOURCE_TYPE), depth=1).multistatus()
        self._url = folder(answer.url or self._url)
        found: dict[str, str] = {}
        is_calendar = False
        for resource in answer.resources:
            kind = resource.properties.get(bodies.RESOURCE_TYPE)
            tags = kind.tags() if kind is not None else frozenset()
            name = name_in(self._url, resource.href)
            if name is None:
                is_calendar = is_calendar or bodies.CALENDAR in tags
            elif bodies.COLLECTION not in tags:
                found[name] = self._etag(resource.text(bodies.ETAG), resource.status)
                self._hrefs[name] = resource.href
        if not is_calendar:
            raise problem("not-found", self._dav.where)
        return found

    def fetched(self, names: Sequence[str]) -> Mapping[str, Held]:
        """Return the objects that are there.

        :raises SourceError: they cannot be read
        """
        found: dict[str, Held] = {}
        for start in range(0, len(names), BATCH):
            batch = names[start : start + BATCH]
            reply = self._dav.report(self._url, bodies.multiget([self._href(name) for name in batch]))
            if reply.status == 404:  # some servers refuse the whole for one that is missing
                found |= {name: held for name in batch if (held := self._got(name)) is not None}
            else:
                found |= self._in(reply.multistatus(), frozenset(batch))
        return found

    def put(self, name: str, data: bytes, etag: str | None) -> Reply:
        """Write an object if the target still holds ``etag`` of it, or (``None``) nothing of that name."""
        return _reply(self._dav.put(self._address(name), data, if_match=etag))

    def delete(self, name: str, etag: str) -> Reply:
        """Delete an object if the target still holds ``etag`` of it."""
        return _reply(self._dav.delete(self._address(name), if_match=etag))

    def _in(self, answer: Multistatus, wanted: frozenset[str]) -> dict[str, Held]:
        found: dict[str, Held] = {}
        for resource in answer.resources:
            name = name_in(self._url, resource.href)
            data = resource.text(bodies.CALENDAR_DATA)
            if name in wanted and name is not None and data is not None:
                found[name] = Held(self._etag(resource.text(bodies.ETAG), resource.status), data.encode())
        return found

    def _got(self, name: str) -> Held | None:
        reply = self._dav.get(self._address(name))
        if reply.status in (404, 410):
            return None
        if not reply.ok or reply.is_page:
            raise reply.error()
        return Held(self._etag(reply.etag, reply.status), reply.body)

    def _etag(self, etag: str | None, status: int) -> str:
        if not etag:
            raise problem("incomplete", self._dav.where, Words(f" (réponse {status})", f" (answer {status})"))
        return client.quoted(etag.strip())

    def _href(self, name: str) -> str:
        return self._hrefs.get(name) or resolved(self._url, name)

    def _address(self, name: str) -> str:
        return resolved(self._url, self._href(name))


def _reply(reply: client.Reply) -> Reply:
    etag = client.quoted(reply.etag.strip()) if reply.etag and not reply.is_page else ""
    return Reply(reply.status, etag, not reply.is_page, reply.body[:4096])
