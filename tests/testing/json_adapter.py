"""A small sound adapter and sink that hold everything, for the suites to be tried on: one event per line, as JSON."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError

from reseau_sync.entry import Decoded, Entry, Rejected, Where
from reseau_sync.errors import PublishError, SourceError, Words
from reseau_sync.model import EVENT, AnyEvent
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
from reseau_sync.view import Change, Memory, Plan

UNREADABLE = Words("Cette ligne n'est pas un évènement.", "This line is no event.")


class NoOptions(BaseModel):
    model_config = ConfigDict(extra="forbid")


@dataclass
class JsonSource:
    """Its repr is that of an object, so that it does not show its location."""

    location: str
    access: Access

    __repr__ = object.__repr__

    def fetch(self, checkpoint: Checkpoint | None = None) -> FetchResult:
        try:
            read = self.access.read(self.location, checkpoint=checkpoint)
        except SourceError as error:
            return Failed(error)
        if isinstance(read, Unchanged):
            return read
        return Fetched(tuple(self.item(raw) for raw in read.bodies), read.checkpoint)

    def item(self, raw: Raw) -> Item:
        return Item(raw.name, (Part(1, raw.data),), digest=digest_of(raw.data))

    def decode(self, item: Item, context: Context) -> Decoded:
        lines = [line for part in item.parts for line in part.data.split(b"\n") if line.strip()]
        found = [self.line(line, Where(context.source, line=number)) for number, line in enumerate(lines, 1)]
        return Decoded(
            tuple(each for each in found if isinstance(each, Entry)),
            tuple(each for each in found if isinstance(each, Rejected)),
        )

    def line(self, line: bytes, where: Where) -> Entry | Rejected:
        try:
            return Entry.of(where.source, EVENT.validate_json(line), where)
        except ValidationError:
            return Rejected(where, "unreadable", UNREADABLE, line[:50].decode("utf-8", "replace"))


class JsonAdapter:
    name: ClassVar[str] = "jsonl"
    version: ClassVar[str] = "1"
    Options: ClassVar[type[BaseModel]] = NoOptions
    source: ClassVar[type[JsonSource]] = JsonSource

    def claims(self, location: str) -> bool:
        return location.endswith(".jsonl")

    def open(self, location: str, options: NoOptions, access: Access) -> JsonSource:
        return self.source(location, access)

    def encode(self, events: Sequence[AnyEvent], context: Context, options: NoOptions) -> bytes:
        return b"".join(EVENT.dump_json(event) + b"\n" for event in events)


@dataclass
class FolderSink:
    """One file per event. It remembers the digest of each file that it made; ``jammed`` makes it refuse."""

    folder: Path
    world: FolderTarget

    def plan(self, events: Sequence[AnyEvent], memory: Memory) -> Plan:
        wanted = {f"{event.uid}.json": EVENT.dump_json(event) for event in events}
        changes = [self.change(key, data) for key, data in sorted(wanted.items())]
        gone = [key for key in sorted(memory) if key not in wanted and (self.folder / key).exists()]
        return Plan((*changes, *(Change("delete", key, "retiré") for key in gone)))

    def change(self, key: str, data: bytes) -> Change:
        path = self.folder / key
        if not path.exists():
            return Change("create", key, "nouveau", data)
        same = path.read_bytes() == data
        return Change("keep", key, "inchangé") if same else Change("update", key, "modifié", data)

    def apply(self, plan: Plan, memory: Memory) -> Memory:
        if self.world.jammed and plan.writes:
            raise PublishError("refused", Words("Le dossier refuse.", "The folder refuses."))
        for change in plan.writes:
            self.write(change)
        kept = {key: digest for key, digest in memory.items() if (self.folder / key).exists()}
        return kept | {each.key: digest_of(each.data) for each in plan.writes if each.data is not None}

    def write(self, change: Change) -> None:
        path = self.folder / change.key
        if change.data is None:
            path.unlink()
        else:
            path.write_bytes(change.data)


@dataclass
class FolderTarget:
    folder: Path
    kind: type[FolderSink] = FolderSink
    jammed: bool = False

    def sink(self) -> FolderSink:
        return self.kind(self.folder, self)

    def contents(self) -> Mapping[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}

    def add_foreign(self) -> None:
        (self.folder / "liste des courses.json").write_text(json.dumps(["pain", "thermos"]), encoding="utf-8")

    @contextlib.contextmanager
    def failing(self) -> Iterator[None]:
        self.jammed = True
        yield
        self.jammed = False
