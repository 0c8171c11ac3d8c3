"""The ``csv`` adapter: sheets in files, in folders, and behind URLs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from pydantic import BaseModel

from reseau_sync.entry import Decoded
from reseau_sync.errors import SourceError, Words
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
    Unchanged,
    digest_of,
)
from reseau_sync_csv.leaving import said_left_out
from reseau_sync_csv.options import CsvOptions
from reseau_sync_csv.reading import read_any
from reseau_sync_csv.schema import table_schema
from reseau_sync_csv.writer import write_sheet
from reseau_sync_csv.writing import CsvWriteOptions

SUFFIXES = (".csv", ".tsv")
_URL = re.compile(r"https?://[^/?#]+(?P<path>/[^?#]*)", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)


class CsvSource:
    """The sheets at one location."""

    def __init__(self, location: str, access: Access, options: CsvOptions | None = None) -> None:
        self._location = location
        self._options = options or CsvOptions()
        self._access = access

    def __repr__(self) -> str:
        """Return what it is; never the location, which may hold a secret."""
        return "<CsvSource>"

    def fetch(self, checkpoint: Checkpoint | None = None) -> FetchResult:
        """Get the bytes of every sheet, one item per file; a failure is a value."""
        try:
            read = self._access.read(self._location, suffixes=SUFFIXES, checkpoint=checkpoint)
        except SourceError as error:
            return Failed(error)
        if isinstance(read, Unchanged):
            return read
        items = tuple(
            Item(raw.name or "sheet", (Part(1, raw.data),), file=raw.name or None, digest=digest_of(raw.data))
            for raw in read.bodies
        )
        return Fetched(items, read.checkpoint)

    def decode(self, item: Item, context: Context) -> Decoded:
        """Understand one sheet, in the plain form or as people write them. Pure; raises nothing, whatever the bytes."""
        return read_any(b"".join(part.data for part in item.parts), context, item.file, self._options)


class CsvAdapter:
    """Reads sheets as people write them (docs/design/sheets.md), and writes the plain form (docs/design/csv.md)."""

    name: ClassVar[str] = "csv"
    version: ClassVar[str] = "3"
    Options: ClassVar[type[BaseModel]] = CsvOptions
    WriteOptions: ClassVar[type[BaseModel]] = CsvWriteOptions

    def claims(self, location: str) -> bool:
        """Say whether a path, or the path of a URL, ends in .csv or .tsv."""
        url = _URL.match(location)
        if url is None and _SCHEME.match(location):
            return False
        return (url["path"] if url else location).lower().endswith(SUFFIXES)

    def open(self, location: str, options: CsvOptions, access: Access) -> CsvSource:
        """Return the source at ``location``, without reading it."""
        return CsvSource(location, access, options)

    def table_schema(self, options: CsvWriteOptions | None = None) -> dict[str, Any]:
        """Return the Table Schema (Frictionless) of what is written with these options, by default the plain form."""
        return table_schema(options)

    def encode(self, events: Sequence[AnyEvent], context: Context, options: CsvWriteOptions | None = None) -> bytes:
        """Return the events as a sheet; what has no column is left out, and :meth:`left_out` says so.

        :raises EncodeError: for what no cell can hold
        """
        return write_sheet(events, context, options)

    def left_out(
        self, events: Sequence[AnyEvent], context: Context, options: CsvWriteOptions | None = None
    ) -> tuple[Words, ...]:
        """Return what such a sheet has no column for, in sentences."""
        return said_left_out(events, context, options)
