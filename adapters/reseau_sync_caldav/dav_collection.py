"""A calendar of a CalDAV server as a :class:`~reseau_sync_caldav.collection.Collection`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reseau_sync.errors import SourceError
from reseau_sync_caldav import bodies, client, objects
from reseau_sync_caldav.client import DavClient
from reseau_sync_caldav.collection import Held, Reply
from reseau_sync_caldav.discovery import locate
from reseau_sync_caldav.hrefs import folder, reference, resolved
from reseau_sync_caldav.listing import Listing, Member, listed, whole
from reseau_sync_caldav.problems import problem

_TAGS = (bodies.RESOURCE_TYPE, bodies.ETAG)
"""What is asked of each member: of DAViCal, a sync-token and a ctag of each take twice as long as all the rest."""
BATCH = 100
"""Objects asked for in one request."""


class DavCollection:
    """Objects of one calendar, through one conversation with its server.

    :param location: the address of the calendar, or of a server or account that has it
    :param wanted: the name or id of the calendar, where the location has several
    :param found: where it was found before, from the location; empty where it was the location itself, or is not known
    """

    def __init__(self, dav: DavClient, location: str, wanted: str | None = None, found: str = "") -> None:
        self._dav = dav
        self._location = location
        self._wanted = wanted
        self._known = bool(found)
        self._url = folder(resolved(location, found) if found else location)
        self._members: dict[str, Member] = {}

    @property
    def reference(self) -> str:
        """How the calendar is found from the location; empty where it is that, which may be a secret."""
        return reference(self._url, self._location)

    @property
    def scheme(self) -> str:
        """How the server wants to be told who asks."""
        return self._dav.scheme

    def listed(self) -> Mapping[str, str]:
        """Return the ETag of each object; the calendar is looked for first where it is not known.

        :raises SourceError: it is no calendar, or cannot be read
        """
        self._members = dict(self._listing().members)
        return {name: self._etag(member.etag) for name, member in self._members.items()}

    def fetched(self, names: Sequence[str]) -> Mapping[str, Held]:
        """Return the objects that are there.

        :raises SourceError: they cannot be read
        """
        wanted = {name: self._members.get(name) or Member(resolved(self._url, name), "") for name in names}
        found = objects.fetched(self._dav, self._url, wanted, BATCH)
        return {each.name: Held(self._etag(each.etag), each.data) for each in found if each.data is not None}

    def put(self, name: str, data: bytes, etag: str | None) -> Reply:
        """Write an object if the target still holds ``etag`` of it, or (``None``) nothing of that name."""
        return _reply(self._dav.put(self._address(name), data, if_match=etag))

    def delete(self, name: str, etag: str) -> Reply:
        """Delete an object if the target still holds ``etag`` of it."""
        return _reply(self._dav.delete(self._address(name), if_match=etag))

    def _listing(self) -> Listing:
        if self._known:
            try:
                return whole(self._dav, self._url, None, _TAGS)
            except SourceError as error:
                if error.code != "not-found":  # moved, or made anew: it is looked for
                    raise
        found = locate(self._dav, self._location, self._wanted)
        self._url = folder(found.url)
        return listed(self._dav, found.listing) if found.listing is not None else whole(self._dav, self._url, None)

    def _etag(self, etag: str) -> str:
        if not etag:
            raise problem("incomplete", self._dav.where)
        return client.quoted(etag)

    def _address(self, name: str) -> str:
        member = self._members.get(name)
        return resolved(self._url, member.href if member is not None else name)


def _reply(reply: client.Reply) -> Reply:
    etag = client.quoted(reply.etag.strip()) if reply.etag and not reply.is_page else ""
    return Reply(reply.status, etag, not reply.is_page, reply.body[:4096])
