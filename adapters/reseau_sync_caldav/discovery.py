"""From an address to a calendar (RFC 4791, 6.2.1; RFC 5397; RFC 6764): a server, a principal, a home or the calendar.

Each step asks once. The first also lists what is below, since most addresses that people paste are a calendar, and
its objects are what is wanted next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from reseau_sync.errors import SourceError
from reseau_sync_caldav import bodies
from reseau_sync_caldav.client import DavClient, Reply
from reseau_sync_caldav.hrefs import folder, path_of, resolved, same_origin
from reseau_sync_caldav.multistatus import Multistatus, Resource
from reseau_sync_caldav.problems import NOTHING, host_of, listed, problem

MEMBERS = (bodies.RESOURCE_TYPE, bodies.ETAG, bodies.CTAG, bodies.SYNC_TOKEN)
"""What is asked of a calendar and of each of its members."""
LOOK = (
    bodies.RESOURCE_TYPE,
    bodies.DISPLAY_NAME,
    bodies.PRINCIPAL,
    bodies.HOME_SET,
    bodies.COMPONENTS,
    bodies.SYNC_TOKEN,
    bodies.CTAG,
    bodies.ETAG,
)
"""What is asked of an address that may be anything."""
_START = (bodies.RESOURCE_TYPE, bodies.PRINCIPAL, bodies.HOME_SET)
HOMES = 5
"""Home collections that are looked into; one is usual."""
_NOT_THERE = frozenset({400, 403, 404, 405, 410, 501})
"""What servers answer at addresses that are not for CalDAV: discovery goes on elsewhere."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar that was found.

    :param url: its address, with a slash at the end
    :param listing: what was found along with it: the answer to a PROPFIND that lists its members
    """

    url: str = field(repr=False)
    name: str = ""
    sync_token: str | None = None
    ctag: str | None = None
    components: frozenset[str] = frozenset()
    listing: Multistatus | None = field(default=None, repr=False)

    @property
    def id(self) -> str:
        """Return the last part of its address."""
        return unquote(urlsplit(self.url).path.rstrip("/").rpartition("/")[2])

    @property
    def holds_events(self) -> bool:
        """Say whether events may be in it; a server that does not say lets anything in."""
        return not self.components or "VEVENT" in self.components


def locate(client: DavClient, location: str, wanted: str | None, *, list_members: bool = True) -> Calendar:
    """Return the calendar at or below ``location``.

    :param wanted: its name or id, where there may be several
    :param list_members: whether the objects are wanted too, should the location be the calendar
    :raises SourceError: there is none, there are several, or the server does not answer as it should
    """
    # An address without a name beside it is a calendar, most often: then little is asked of each of its members.
    tags: tuple[str, ...] = MEMBERS if wanted is None else LOOK
    reply = client.propfind(location, tags, depth=1 if list_members else 0)
    lists = list_members
    if reply.status in _NOT_THERE or reply.status == 500:
        reply = client.propfind(location, _START)  # at their root, some servers list nothing, or know few properties
        lists, tags = False, _START
    first = _here(client, reply)
    if first is not None and _is_calendar(first[1]):
        found = _calendar(first[1], first[0].url, first[0] if lists else None)
        if wanted is not None and not _is_called(found, wanted):
            raise problem("no-such-calendar", client.where, listed([_shown(found)]))
        return found
    if first is not None and tags is MEMBERS:
        reply = client.propfind(location, LOOK, depth=1)
        first = _here(client, reply)
    return _chosen(client, _calendars(client, reply, first, wanted), wanted)


def _here(client: DavClient, reply: Reply) -> tuple[Multistatus, Resource] | None:
    """Return what a reply says, and what of that is about the address; ``None`` where CalDAV has nothing there."""
    found = _understood(client, reply)
    about = _about(found) if found is not None else None
    if found is None or (about is not None and about.status in (404, 410)):  # seen: a 207 about what is not there
        return None
    return found, about or Resource(found.url)


def _understood(client: DavClient, reply: Reply) -> Multistatus | None:
    """Return what a reply says, ``None`` where this is no place of CalDAV."""
    if reply.status == 401 and not same_host(reply.url, reply.asked):
        raise problem("elsewhere", client.where, host_of(reply.url))
    if reply.status in _NOT_THERE or (reply.ok and (reply.status != 207 or reply.is_page)):
        return None
    return reply.multistatus()


def same_host(one: str, other: str) -> bool:
    """Say whether two addresses are of one host."""
    return urlsplit(one).hostname == urlsplit(other).hostname


def _calendars(
    client: DavClient, reply: Reply, first: tuple[Multistatus, Resource] | None, wanted: str | None
) -> Iterator[Calendar]:
    """Yield the calendars that can be reached from an address, from the nearest place that knows of any.

    :param reply: what the address itself answered, and ``first`` what that says
    """
    if first is not None:
        below = list(_below(first[0]))
        if below:
            yield from below
            return
        homes = _homes(client, *first)
        if homes:
            yield from _in_homes(client, homes)
            return
    if wanted is None and path_of(reply.asked).strip("/"):
        # Whoever named a place, and no calendar, does not want whichever other calendar there may be.
        raise _absent(client, reply)
    for start in (resolved(reply.asked, "/.well-known/caldav"), resolved(reply.asked, "/")):
        if path_of(start) == path_of(reply.asked):
            continue
        found = _understood(client, client.propfind(start, (bodies.PRINCIPAL, bodies.HOME_SET)))
        homes = _homes(client, found, _about(found)) if found is not None else []
        if homes:
            yield from _in_homes(client, homes)
            return
    if first is None:
        raise _absent(client, reply)


def _absent(client: DavClient, reply: Reply) -> SourceError:
    is_report = reply.status == 207 and not reply.is_page
    return problem("not-found", client.where) if is_report else reply.error()


def _homes(client: DavClient, found: Multistatus, here: Resource | None) -> list[str]:
    """Return the home collections of who asks: said here, or by their principal."""
    for _ in range(2):
        homes = _hrefs(here, bodies.HOME_SET)
        if homes:
            return [_address(client, found.url, each) for each in homes[:HOMES]]
        principals = _hrefs(here, bodies.PRINCIPAL)
        if not principals:
            return []
        url = _address(client, found.url, principals[0])
        following = _understood(client, client.propfind(url, (bodies.HOME_SET,)))
        if following is None:
            return []
        found, here = following, _about(following)
    return []


def _in_homes(client: DavClient, homes: Iterable[str]) -> Iterator[Calendar]:
    for home in homes:
        yield from _below(client.propfind(home, LOOK[:-1], depth=1).multistatus())


def _below(found: Multistatus) -> Iterator[Calendar]:
    here = path_of(folder(found.url))
    for resource in found.resources:
        if path_of(resource.href).rstrip("/") + "/" != here and _is_calendar(resource):
            yield _calendar(resource, resolved(found.url, urlsplit(resource.href.strip()).path))


def _chosen(client: DavClient, calendars: Iterator[Calendar], wanted: str | None) -> Calendar:
    found = [each for each in calendars if each.holds_events]
    if not found:
        raise problem("not-found", client.where, NOTHING)
    if wanted is None:
        if len(found) > 1:
            raise problem("several-calendars", client.where, listed([_shown(each) for each in found]))
        return found[0]
    for called in (_has_id, _has_name, _is_called):
        fitting = [each for each in found if called(each, wanted)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise problem("several-calendars", client.where, listed([_shown(each) for each in fitting]))
    raise problem("no-such-calendar", client.where, listed([_shown(each) for each in found]))


def _has_id(calendar: Calendar, wanted: str) -> bool:
    return calendar.id == wanted


def _has_name(calendar: Calendar, wanted: str) -> bool:
    return calendar.name == wanted


def _is_called(calendar: Calendar, wanted: str) -> bool:
    folded = wanted.strip().strip("/").casefold()
    return folded in (calendar.id.casefold(), calendar.name.strip().casefold())


def _shown(calendar: Calendar) -> str:
    return f"{calendar.name} ({calendar.id})" if calendar.name and calendar.name != calendar.id else calendar.id


def _about(found: Multistatus) -> Resource | None:
    """Return what an answer says of the address that was asked."""
    path = path_of(folder(found.url))
    return next((each for each in found.resources if path_of(each.href).rstrip("/") + "/" == path), None)


def _is_calendar(resource: Resource) -> bool:
    kind = resource.properties.get(bodies.RESOURCE_TYPE)
    return resource.status < 300 and kind is not None and bodies.CALENDAR in kind.tags()


def _calendar(resource: Resource, url: str, listing: Multistatus | None = None) -> Calendar:
    components = resource.properties.get(bodies.COMPONENTS)
    names = frozenset(each.name.upper() for each in components.inner if each.name) if components is not None else ()
    return Calendar(
        folder(url),
        (resource.text(bodies.DISPLAY_NAME) or "").strip(),
        (resource.text(bodies.SYNC_TOKEN) or "").strip() or None,
        (resource.text(bodies.CTAG) or "").strip() or None,
        frozenset(names),
        listing,
    )


def _hrefs(resource: Resource | None, tag: str) -> tuple[str, ...]:
    found = resource.properties.get(tag) if resource is not None else None
    return found.hrefs() if found is not None else ()


def _address(client: DavClient, base: str, href: str) -> str:
    """Return the address of a place that the server names; its host must stay the one that knows the password.

    :raises SourceError: ``elsewhere``
    """
    found = resolved(base, href)
    if not same_host(found, base):
        raise problem("elsewhere", client.where, host_of(found))
    if not same_origin(found, base):  # behind a proxy that the server does not know of
        return resolved(base, urlsplit(found).path)
    return found
