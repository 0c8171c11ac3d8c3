"""Reads and writes iCalendar: the bytes come from transport, their meaning from :mod:`reseau_sync.ics`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from reseau_sync.entry import Decoded
from reseau_sync.errors import SourceError
from reseau_sync.ics.decode import decode_item
from reseau_sync.ics.encode import write
from reseau_sync.ics.split import split
from reseau_sync.model import AnyEvent
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

SUFFIXES = (".ics", ".ical", ".ifb", ".icalendar")


class IcalOptions(BaseModel):
    """Options of an iCalendar source: none yet."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class IcalAdapter:
    """iCalendar (RFC 5545), read from a file, a folder or a feed; written faithfully."""

    name: ClassVar[str] = "ical"
    version: ClassVar[str] = "2"
    Options: ClassVar[type[BaseModel]] = IcalOptions

    def claims(self, location: str) -> bool:
        """Say whether a location is an iCalendar by its suffix or scheme."""
        try:
            parts = urlsplit(location)
        except ValueError:  # no address, such as https://[::1
            return False
        return parts.scheme in ("webcal", "webcals") or parts.path.lower().endswith(SUFFIXES)

    def open(self, location: str, options: Any, access: Access) -> IcalSource:  # noqa: ARG002 - the port's signature
        """Return the source at ``location``, unread."""
        return IcalSource(location, access)

    def encode(self, events: Sequence[AnyEvent], context: Context, options: Any) -> bytes:  # noqa: ARG002 - the port's signature
        """Return the events as one calendar, everything that their source wrote kept."""
        return write(events)


class IcalSource:
    """One iCalendar source."""

    def __init__(self, location: str, access: Access) -> None:
        self._location = location
        self._access = access

    def fetch(self, checkpoint: Checkpoint | None = None) -> FetchResult:
        """Read the file, folder or feed, and cut it into calendar objects.

        In a folder, a file that is no calendar costs that file; alone, it fails the source.
        """
        try:
            found = self._access.read(self._location, suffixes=SUFFIXES, checkpoint=checkpoint)
            if isinstance(found, Unchanged):
                return found
            items = [item for raw in found.bodies for item in self._split(raw)]
        except SourceError as error:
            return Failed(error)
        return Fetched(tuple(items), found.checkpoint)

    def _split(self, raw: Raw) -> tuple[Item, ...]:
        try:
            return split(raw)
        except SourceError:
            if not raw.name:
                raise
            return (Item(f"{raw.name}/", (Part(1, raw.data),), file=raw.name, digest=digest_of(raw.data)),)

    def decode(self, item: Item, context: Context) -> Decoded:
        """Understand one calendar object."""
        return decode_item(item, context)
