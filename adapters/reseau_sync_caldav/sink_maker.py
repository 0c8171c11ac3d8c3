"""The part of the CalDAV adapter that pushes feeds."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import BaseModel

from reseau_sync.ports import Access, FeedContext, Sink, digest_of
from reseau_sync_caldav.client import connected
from reseau_sync_caldav.hrefs import spoken
from reseau_sync_caldav.options import CaldavLogin, login_of

if TYPE_CHECKING:
    from reseau_sync_caldav.book import Book
    from reseau_sync_caldav.dav_collection import DavCollection


class CaldavSinkOptions(CaldavLogin):
    """Options of a feed that is pushed, under ``[feeds.options]``, beside those of :class:`CaldavLogin`.

    ``on_conflict``: whose version stands where a person has edited one of ours, ``theirs`` or ``ours``.
    """

    on_conflict: Literal["theirs", "ours"] = "theirs"


class SinkMaking:
    """Makes an adapter a :class:`reseau_sync.ports.SinkMaker`."""

    SinkOptions: ClassVar[type[BaseModel]] = CaldavSinkOptions

    def sink(self, location: str, options: Any, access: Access, context: FeedContext) -> Sink:
        """Return the sink of the calendar at ``location``, without touching it."""
        from reseau_sync_caldav.dav_collection import DavCollection  # who only reads does without
        from reseau_sync_caldav.sink import CollectionSink

        address = spoken(location)
        target = digest_of(json.dumps([address, options.calendar]).encode())

        @contextlib.contextmanager
        def opened(book: Book) -> Iterator[DavCollection]:
            with connected(access, address, login_of(options, book.scheme)) as dav:
                yield DavCollection(dav, address, options.calendar, book.calendar)

        return CollectionSink(opened, target, context, options.on_conflict)
