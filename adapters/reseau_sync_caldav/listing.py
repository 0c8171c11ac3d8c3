"""What a calendar holds and what changed in it, without the objects: sync-collection, ctag, ETags (RFC 6578, 4918).

A server's word on what changed is taken where it can be checked against what is known; where it cannot, everything is
listed anew, which costs one request and no object that has not changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from reseau_sync.errors import Words
from reseau_sync_caldav import bodies
from reseau_sync_caldav.checkpoint import MAX_OBJECTS, Remembered, etag_of
from reseau_sync_caldav.client import DavClient
from reseau_sync_caldav.discovery import MEMBERS
from reseau_sync_caldav.hrefs import folder, name_in
from reseau_sync_caldav.multistatus import Multistatus, Resource
from reseau_sync_caldav.problems import problem

SHORT = 2000
"""Objects up to which their ETags are listed together with the ctag: one request says all, where two are for more."""
PAGES = 1000
"""Parts in which a server may give one answer to sync-collection (RFC 6578, 3.6)."""


@dataclass(frozen=True, slots=True)
class Member:
    """An object in a listing: its href as the server writes it, and its ETag, empty where it gives none."""

    href: str
    etag: str


@dataclass(frozen=True, slots=True)
class Listing:
    """All the objects of a calendar by name, and what the next fetch may ask by.

    ``unchanged``: the server says that nothing changed since the checkpoint, and ``members`` is empty.
    """

    members: dict[str, Member] = field(default_factory=dict)
    sync_token: str | None = None
    ctag: str | None = None
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """The time in which an event must have an occurrence to be read, from and to an aware instant.

    ``day`` is the one around which it lies.
    """

    start: dt.datetime
    end: dt.datetime
    day: dt.date


def changed_since(client: DavClient, url: str, before: Remembered, window: Window | None) -> Listing:
    """Return what the calendar at ``url`` holds now, asked by what is remembered of it.

    :raises SourceError: it cannot be listed
    """
    if before.sync_token is not None:
        return _synchronised(client, url, before, before.sync_token, window)
    if before.ctag is not None and (window is not None or len(before.objects) > SHORT):
        said = client.propfind(url, (bodies.CTAG,)).multistatus()
        if _ctag(said) == before.ctag:
            return Listing(ctag=before.ctag, unchanged=True)
        listing = whole(client, url, window)
        return Listing(listing.members, None, _ctag(said))
    return whole(client, url, window)


def first_listing(client: DavClient, url: str, token: str | None, window: Window | None) -> Listing:
    """Return all that the calendar at ``url`` holds, ``token`` being the sync-token that it was found with, if any.

    A sync-collection without a token lists ETags alone: of DAViCal, ten times as fast as a PROPFIND that also asks each
    member for a token.

    :raises SourceError: it cannot be listed
    """
    if window is not None:
        return Listing(whole(client, url, window).members, token)
    if token is not None:
        reply = client.report(url, bodies.sync_collection("", (bodies.ETAG,)), depth=0)
        found = reply.multistatus() if reply.status == 207 else None
        if found is not None and found.sync_token and not any(_is_cut_short(e, found.url) for e in found.resources):
            there = tuple(each for each in found.resources if each.status not in (404, 410))
            members = listed(client, replace(found, resources=there)).members
            if members:  # one that tells nothing may tell changes only: that it is empty, a PROPFIND says
                return Listing(members, found.sync_token)
    return whole(client, url, None)


def whole(client: DavClient, url: str, window: Window | None, tags: tuple[str, ...] = MEMBERS) -> Listing:
    """Return all that the calendar at ``url`` holds, by a PROPFIND of ``tags``; in a window, by a calendar-query.

    :raises SourceError: it cannot be listed
    """
    if window is not None:
        body = bodies.calendar_query(window.start, window.end, (bodies.ETAG,))
        return listed(client, client.report(url, body).multistatus())
    return listed(client, client.propfind(url, tags, depth=1).multistatus())


def listed(client: DavClient, found: Multistatus) -> Listing:
    """Return the listing that the answer to a PROPFIND or a calendar-query holds.

    :raises SourceError: ``incomplete``: of a member not even the ETag can be had
    """
    members: dict[str, Member] = {}
    token: str | None = None
    here = folder(found.url)
    for resource in found.resources:
        name = name_in(here, resource.href)
        if name is None:
            if resource.status in (404, 410):  # seen: a report of success on what is not there
                raise problem("not-found", client.where, Words(f" ({resource.status})", f" ({resource.status})"))
            # A token that comes after members may be of a time when others had joined them.
            token = None if members else (resource.text(bodies.SYNC_TOKEN) or "").strip() or None
        elif _is_object(resource, name):
            members[name] = _member(client, resource)
    _refuse_too_many(client, members)
    return Listing(members, token, _ctag(found))


def _synchronised(client: DavClient, url: str, before: Remembered, token: str, window: Window | None) -> Listing:
    members = {name: Member(name, known.etag) for name, known in before.objects.items()}
    touched = False
    for _ in range(PAGES):
        reply = client.report(url, bodies.sync_collection(token, (bodies.ETAG,)), depth=0)
        if reply.status == 401:
            raise reply.error()
        found = reply.multistatus() if reply.status == 207 else None
        if found is None or found.sync_token is None:
            return _anew(client, url, window)  # forged, forgotten, or not meant for this calendar
        more = found.sync_token != token and any(_is_cut_short(each, found.url) for each in found.resources)
        told = [each for each in found.resources if not _is_cut_short(each, found.url)]
        if _tells_everything(_apply(client, found.url, told, members, before), len(before.objects)):
            return _anew(client, url, window)
        touched = touched or bool(told)
        token = found.sync_token
        if not more:
            break
    if not touched:
        return Listing(sync_token=token, unchanged=True)
    if window is not None:
        return Listing(whole(client, url, window).members, token)
    _refuse_too_many(client, members)
    return Listing(members, token)


@dataclass(frozen=True, slots=True)
class _Told:
    """Of how many known objects a server told something, and of how many that they are as they were."""

    known: int
    same: int


def _apply(
    client: DavClient, url: str, told: Iterable[Resource], members: dict[str, Member], before: Remembered
) -> _Told:
    """Do to ``members`` what the server tells."""
    here = folder(url)
    of_known = same = 0
    for resource in told:
        name = name_in(here, resource.href)
        if name is None:
            continue
        known = before.objects.get(name)
        of_known += known is not None
        if resource.status in (404, 410):
            members.pop(name, None)
        elif _is_object(resource, name):
            members[name] = _member(client, resource)
            same += known is not None and bool(known.etag) and known.etag == members[name].etag
    return _Told(of_known, same)


def _tells_everything(told: _Told, known: int) -> bool:
    """Say whether this may be all that there is, rather than what changed.

    A server that has forgotten a token may list everything and not say so; what is gone is then not told. It tells of
    objects that are as they were; but so does one that repeats the last change that the token already knew of.
    """
    return told.same > 0 and 2 * (known - told.known) <= known


def _anew(client: DavClient, url: str, window: Window | None) -> Listing:
    """List everything, with a new token: by sync-collection, or where that does not work, by a PROPFIND."""
    if window is not None:
        look = client.propfind(url, (bodies.SYNC_TOKEN, bodies.CTAG)).multistatus()
        about = listed(client, look)
        return Listing(whole(client, url, window).members, about.sync_token, about.ctag)
    return whole(client, url, None)


def _member(client: DavClient, resource: Resource) -> Member:
    if resource.status >= 400 or (resource.failed >= 500 and resource.text(bodies.ETAG) is None):
        status = resource.status if resource.status >= 400 else resource.failed
        raise problem("incomplete", client.where, Words(f" (réponse {status})", f" (answer {status})"))
    return Member(resource.href, etag_of(resource.text(bodies.ETAG)))


def _is_object(resource: Resource, name: str) -> bool:
    kind = resource.properties.get(bodies.RESOURCE_TYPE)
    is_collection = kind is not None and bodies.COLLECTION in kind.tags()
    return not (is_collection or name.endswith("/"))


def _is_cut_short(resource: Resource, url: str) -> bool:
    """Say whether this is the server's word that more is to come (RFC 6578, 3.6)."""
    return resource.status == 507 and name_in(folder(url), resource.href) is None


def _ctag(found: Multistatus) -> str | None:
    here = folder(found.url)
    for resource in found.resources:
        if name_in(here, resource.href) is None:
            return (resource.text(bodies.CTAG) or "").strip() or None
    return None


def _refuse_too_many(client: DavClient, members: dict[str, Member]) -> None:
    if len(members) > MAX_OBJECTS:
        raise problem("too-many", client.where, Words(f" : plus de {MAX_OBJECTS}", f": more than {MAX_OBJECTS}"))
