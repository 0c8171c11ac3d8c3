"""A whole adapter in one module: ``fake:`` locations, one event per line, ``uid|title|iso start``.

It rests on nothing but the public parts of reseau_sync, as an adapter outside the tree does.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from reseau_sync.entry import Decoded, Entry, Rejected, Where
from reseau_sync.errors import SourceError, Words
from reseau_sync.model import Event, ZonedTime
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


class FakeOptions(BaseModel):
    """The adapter's own options: the character between fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    separator: str = "|"


@dataclass(frozen=True)
class FakeSource:
    """One calendar of lines. Its location is left out of its repr: it may hold a secret."""

    location: str = field(repr=False)
    options: FakeOptions
    access: Access

    def fetch(self, checkpoint: Checkpoint | None = None) -> FetchResult:
        """Read the bodies: one item each."""
        try:
            read = self.access.read(self.location, checkpoint=checkpoint)
        except SourceError as error:
            return Failed(error)
        if isinstance(read, Unchanged):
            return read
        return Fetched(tuple(_item(raw) for raw in read.bodies), read.checkpoint)

    def decode(self, item: Item, context: Context) -> Decoded:
        """Understand each line by itself."""
        outcomes = [
            self._line(line.decode("utf-8", "replace"), Where(context.source, line=number, file=item.file), context)
            for part in item.parts
            for number, line in enumerate(part.data.split(b"\n"), part.line)
            if line.strip()
        ]
        return Decoded(
            tuple(each for each in outcomes if isinstance(each, Entry)),
            tuple(each for each in outcomes if isinstance(each, Rejected)),
        )

    def _line(self, line: str, where: Where, context: Context) -> Entry | Rejected:
        uid, _, rest = line.strip().partition(self.options.separator)
        title, _, start = rest.rpartition(self.options.separator)
        try:
            local = dt.datetime.fromisoformat(start).replace(tzinfo=None)
        except ValueError:
            reason = Words("Cette ligne n'a pas de date lisible.", "This line has no date that can be read.")
            return Rejected(where, "unparsed-time", reason, line[:200])
        event = Event(uid=uid or None, title=title, start=ZonedTime(local=local, zone=context.timezone))
        return Entry.of(context.source, event, where)


class FakeAdapter:
    """Reads ``fake:`` locations."""

    name: ClassVar[str] = "fake"
    version: ClassVar[str] = "1"
    Options: ClassVar[type[BaseModel]] = FakeOptions

    def claims(self, location: str) -> bool:
        """Say whether the location has the scheme ``fake:``."""
        return location.startswith("fake:")

    def open(self, location: str, options: FakeOptions, access: Access) -> FakeSource:
        """Return the source, without reading it."""
        return FakeSource(location, options, access)


def _item(raw: Raw) -> Item:
    return Item(raw.name, (Part(1, raw.data),), file=raw.name or None, digest=digest_of(raw.data))
