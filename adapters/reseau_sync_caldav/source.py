"""A calendar of a CalDAV server as a source. It only ever asks: PROPFIND, REPORT and GET."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import unquote

from reseau_sync.entry import Decoded
from reseau_sync.errors import SourceError, Words
from reseau_sync.ports import (
    Access,
    Checkpoint,
    Context,
    Failed,
    Fetched,
    FetchResult,
    Item,
    Part,
    Raw,
    Unchanged,
    digest_of,
)
from reseau_sync_caldav.checkpoint import Known, Remembered, understood
from reseau_sync_caldav.client import DavClient, connected
from reseau_sync_caldav.discovery import locate
from reseau_sync_caldav.hrefs import folder, reference, resolved, spoken
from reseau_sync_caldav.listing import Listing, Window, changed_since, first_listing
from reseau_sync_caldav.objects import fetched
from reseau_sync_caldav.options import CaldavOptions, login_of
from reseau_sync_caldav.problems import problem

MAX_OBJECT = 16 * 1024 * 1024
MAX_LINES = 500_000
"""Bytes and lines of one object; one that has more is rejected alone."""


# A window always has both ends: DAViCal takes an open one to end two years after its start, and Cyrus refuses one that
# goes beyond the year 2038.
EARLIEST = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
FAR_DAYS = 3652
"""How far ahead a window reaches that is given no end."""


class CaldavSource:
    """One calendar, found anew where nothing is remembered of it.

    :param today: the day around which a window lies; UTC is near enough for a bound of whole days
    """

    def __init__(
        self,
        location: str,
        options: CaldavOptions,
        access: Access,
        today: Callable[[], dt.date] = lambda: dt.datetime.now(dt.UTC).date(),
    ) -> None:
        self._location = spoken(location)
        self._options = options
        self._access = access
        self._today = today

    def fetch(self, checkpoint: Checkpoint | None = None) -> FetchResult:
        """Ask what changed since ``checkpoint``, and get that; without one, find the calendar and get all of it."""
        before = understood(checkpoint)
        login = login_of(self._options, before.scheme if before is not None else None)
        try:
            with connected(self._access, self._location, login) as client:
                if before is not None and (changed := self._changes(client, before)) is not None:
                    return changed
                return self._everything(client)
        except SourceError as error:
            return Failed(error)

    def decode(self, item: Item, context: Context) -> Decoded:
        """Understand one item, as the iCalendar that it is."""
        from reseau_sync.ics.decode import decode_item  # an unchanged calendar does without

        return decode_item(item, context)

    def _changes(self, client: DavClient, before: Remembered) -> FetchResult | None:
        """Return what changed; ``None`` where what is remembered is of no use any more."""
        url = folder(resolved(self._location, before.calendar) if before.calendar else self._location)
        window = self._window()
        if _day(window) != before.day:
            return None
        try:
            listing = changed_since(client, url, before, window)
        except SourceError as error:
            if error.code == "not-found":  # the calendar was moved or made anew
                return None
            raise
        if listing.unchanged:
            return Unchanged(replace(before, sync_token=listing.sync_token, scheme=client.scheme).as_json())
        taken = self._taken(client, url, listing, before, window)
        same = understood(taken.checkpoint)
        if same is not None and _digests(same.objects) == _digests(before.objects):
            return Unchanged(taken.checkpoint)
        return taken

    def _everything(self, client: DavClient) -> FetchResult:
        window = self._window()
        # Not listed along with it: of DAViCal, a PROPFIND of all members takes ten times as long as sync-collection.
        found = locate(client, self._location, self._options.calendar, list_members=False)
        listing = first_listing(client, found.url, found.sync_token, window)
        listing = replace(listing, ctag=listing.ctag or found.ctag)
        start = Remembered(reference(found.url, self._location))
        return self._taken(client, found.url, listing, start, window)

    def _taken(
        self, client: DavClient, url: str, listing: Listing, before: Remembered, window: Window | None
    ) -> Fetched:
        """Fetch what is new in a listing, and name the rest by what is remembered of it."""
        kept: dict[str, Known] = {}
        wanted = {}
        for name, member in listing.members.items():
            known = before.objects.get(name)
            if known is not None and known.etag and known.etag == member.etag:
                kept[name] = known
            else:
                wanted[name] = member
        items = [item for name, known in kept.items() for item in _remembered(name, known)]
        objects = dict(kept)
        gone = 0
        for each in fetched(client, url, wanted, self._options.batch):
            if each.data is None:
                gone += 1
                continue
            new = _items(each.name, each.data)
            # The listed ETag may be of an older version than the one that came: then it came to be in between.
            objects[each.name] = Known(each.etag or listing.members[each.name].etag, tuple(item.digest for item in new))
            items += new
        if 2 * gone > len(listing.members):  # one may go between two requests; most of a calendar does not
            raise problem("incomplete", client.where, Words(f" ({gone} objets)", f" ({gone} objects)"))
        now = Remembered(before.calendar, listing.sync_token, listing.ctag, client.scheme, _day(window), objects)
        return Fetched(tuple(sorted(items, key=lambda item: item.key)), now.as_json())

    def _window(self) -> Window | None:
        past, future = self._options.past_days, self._options.future_days
        if past is None and future is None:
            return None
        day = self._today()
        return Window(
            _midnight(day - dt.timedelta(days=past)) if past is not None else EARLIEST,
            _midnight(day + dt.timedelta(days=1 + (future if future is not None else FAR_DAYS))),
            day,
        )


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _items(name: str, data: bytes) -> list[Item]:
    """Return the items of one object; what is no calendar is an item that decoding will reject."""
    from reseau_sync.ics.split import split  # as above

    file = unquote(name)
    try:
        if len(data) > MAX_OBJECT or max(data.count(b"\n"), data.count(b"\r")) > MAX_LINES:
            return [Item(name, (Part(1, data[:256]),), file=file, digest=digest_of(data))]
        found = split(Raw(file, data))
    except SourceError:
        return [Item(name, (Part(1, data),), file=file, digest=digest_of(data))]
    return [replace(item, key=key) for item, key in zip(found, _keys(name), strict=False)]


def _remembered(name: str, known: Known) -> Iterator[Item]:
    file = unquote(name)
    for digest, key in zip(known.digests, _keys(name), strict=False):
        yield Item(key, (), file=file, digest=digest, remembered=True)


def _keys(name: str) -> Iterator[str]:
    """Yield the keys of the items of one object: most hold one."""
    yield name
    count = 1
    while True:
        count += 1
        yield f"{name}#{count}"


def _digests(objects: Mapping[str, Known]) -> dict[str, tuple[str, ...]]:
    return {name: known.digests for name, known in objects.items()}


def _day(window: Window | None) -> str:
    return window.day.isoformat() if window is not None else ""
