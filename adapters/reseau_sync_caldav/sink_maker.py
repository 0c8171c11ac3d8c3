"""The part of the CalDAV adapter that pushes feeds."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any, ClassVar, get_args

from pydantic import BaseModel, ConfigDict, Field

from reseau_sync.ports import Access, FeedContext, Login, Scheme, Sink, digest_of
from reseau_sync_caldav.book import Book
from reseau_sync_caldav.client import connected
from reseau_sync_caldav.dav_collection import DavCollection
from reseau_sync_caldav.deciding import OnConflict
from reseau_sync_caldav.sink import CollectionSink


class CaldavSinkOptions(BaseModel):
    """Options of a feed that is pushed.

    ``calendar``: the name or id of the calendar at the feed's location, where that is not the calendar itself;
    ``on_conflict``: whose version stands where a person has edited one of ours, ``theirs`` or ``ours``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    calendar: str | None = None
    auth: Scheme = "auto"
    username: str | None = Field(default=None, repr=False)
    password: str | None = Field(default=None, repr=False)
    token: str | None = Field(default=None, repr=False)
    on_conflict: OnConflict = "theirs"


class SinkMaking:
    """Makes an adapter a :class:`reseau_sync.ports.SinkMaker`."""

    SinkOptions: ClassVar[type[BaseModel]] = CaldavSinkOptions

    def sink(self, location: str, options: Any, access: Access, context: FeedContext) -> Sink:
        """Return the sink of the calendar at ``location``, without touching it."""
        target = digest_of(json.dumps([location, options.calendar]).encode())

        @contextlib.contextmanager
        def opened(book: Book) -> Iterator[DavCollection]:
            with connected(access, location, _login(options, book.scheme)) as dav:
                yield DavCollection(dav, book.calendar or location)

        return CollectionSink(opened, target, context, options.on_conflict)


def _login(options: CaldavSinkOptions, remembered: str) -> Login | None:
    if options.username is None and options.token is None:
        return None
    known = next((each for each in get_args(Scheme) if each == remembered), options.auth)
    return Login(options.auth if options.auth != "auto" else known, options.username, options.password, options.token)
