"""What an adapter is: small protocols, in the manner of PEP 544. Nothing has to be inherited.

An adapter is found by the entry point group ``reseau_sync.adapters`` and is a class whose instances satisfy
:class:`Adapter`; what else it can do, it says by having the methods of :class:`Encoder` or :class:`SinkMaker`.
The conformance suites in :mod:`reseau_sync.testing` hold every adapter to what is written here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Protocol, TypeAlias, runtime_checkable

from pydantic import BaseModel

from reseau_sync.entry import Decoded
from reseau_sync.errors import SourceError, Words
from reseau_sync.model import AnyEvent, Audience
from reseau_sync.model.network import FeedSpec, KindName, Network, Secret, SourceSpec
from reseau_sync.view import Memory, Plan

Checkpoint: TypeAlias = Mapping[str, Any]
"""What a source wants to remember between fetches (ETag, digest, sync-token): plain JSON data."""


@dataclass(frozen=True, slots=True)
class Part:
    """A contiguous piece of a source's bytes, and the line on which it starts there (from 1)."""

    line: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Item:
    """The raw bytes of one thing in a source: a calendar object, a sheet.

    ``key`` names it within its source; ``parts`` are its pieces; ``envelope`` is what decoding needs besides
    (time zones, METHOD). ``digest`` is of what decoding depends on: equal digests decode alike, line numbers aside.

    ``remembered``: the source says that the item is as it was in the reading of which the checkpoint is, and its bytes
    did not come again: key and digest alone name it. Whoever has forgotten what it meant fetches without a checkpoint.
    """

    key: str
    parts: tuple[Part, ...]
    envelope: bytes = b""
    file: str | None = None
    digest: str = ""
    remembered: bool = False


def digest_of(*pieces: bytes) -> str:
    """Return the digest that items and checkpoints use (BLAKE2b, 128 bits, hexadecimal)."""
    state = hashlib.blake2b(digest_size=16)
    for piece in pieces:
        state.update(len(piece).to_bytes(8, "big"))
        state.update(piece)
    return state.hexdigest()


@dataclass(frozen=True, slots=True)
class Fetched:
    """All the items that the source holds now, and what to remember. ``rejected`` items cost nobody else.

    Where it was fetched by a checkpoint, items that have not changed may be ``remembered``.
    """

    items: tuple[Item, ...]
    checkpoint: Checkpoint = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The source says, or its bytes show, that nothing changed since the checkpoint."""

    checkpoint: Checkpoint = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failed:
    """The source could not be read; what it last gave still stands."""

    error: SourceError


FetchResult: TypeAlias = Fetched | Unchanged | Failed


@dataclass(frozen=True, slots=True)
class Raw:
    """One body as it was read, before any meaning. ``name`` is the file's name in a folder, else empty."""

    name: str
    data: bytes
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class Bodies:
    """What a location holds: one body, or the files of a folder in the order of their names."""

    bodies: tuple[Raw, ...]
    checkpoint: Checkpoint = field(default_factory=dict)


class Access(Protocol):
    """How an adapter gets bytes: given to it, so that tests and embedding code can give their own.

    The real one (transport/) is the only place that opens files and sockets, and bounds time, size and redirects.
    """

    def read(
        self, location: str, *, suffixes: Sequence[str] = (), checkpoint: Checkpoint | None = None
    ) -> Bodies | Unchanged:
        """Read a file, the files of a folder that end in ``suffixes``, or a URL.

        :raises SourceError: with a code, where and what to do next; never another exception
        """
        ...


Scheme: TypeAlias = Literal["auto", "basic", "digest", "bearer"]
"""How to prove who asks (RFC 7617, 7616, 6750). ``auto``: as the server wants it, the password never in the clear
without being asked for."""


@dataclass(frozen=True, slots=True)
class Login:
    """Who asks. Shown nowhere: neither in words nor in a ``repr``."""

    scheme: Scheme = "auto"
    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request: an absolute ``url`` of the server that the conversation is with, extra ``headers``, a body."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: any status, header fields by lower-case name, the whole body, decompressed.

    ``url`` is what answered in the end, after redirects.
    """

    status: int
    url: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


class Conversation(Protocol):
    """Several requests to one server, under the bounds of one read: their time and bytes count together."""

    @property
    def scheme(self) -> Scheme:
        """How the server wants to be told who asks, as far as that is known; something to remember."""
        ...

    def send(self, request: Request) -> Answer:
        """Send ``request`` and return the answer, whatever its status.

        A redirect is followed only for what changes nothing (GET, HEAD, OPTIONS, PROPFIND, REPORT), to a bound, and
        without the login to another server; on any other method it is an error. Only what changes nothing is tried
        again.

        :raises SourceError: no whole answer can be had; of a request that changes something it is then not known
            whether it was done
        """
        ...


@runtime_checkable
class Conversing(Protocol):
    """An :class:`Access` through which one can also talk to a server: what CalDAV needs beside reading."""

    def converse(self, location: str, login: Login | None = None) -> AbstractContextManager[Conversation]:
        """Return a conversation with the server of ``location``, closed with its ``with`` block.

        :raises SourceError: ``bad-location``; nothing is connected to before the first request
        """
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """What decoding and encoding may rest on, beside the bytes and events: plain values, so that both are pure.

    ``today`` and ``days`` are for encoders that show a window of days: which day it is in ``timezone``, and the first
    day that the feed is to show and the day after the last, where that is stated; decoding never sees them.
    """

    source: str
    network: Network | None = None
    timezone: str = "Europe/Paris"
    language: str = "fr"
    default_kind: KindName | None = None
    organisation: str | None = None
    today: dt.date | None = None
    days: tuple[dt.date, dt.date] | None = None

    @classmethod
    def of(cls, network: Network, spec: SourceSpec) -> Context:
        """Return the context in which the source ``spec`` of ``network`` is decoded."""
        info = network.network
        return cls(spec.id, network, info.timezone, info.language, spec.default_kind, spec.organisation)


class Source(Protocol):
    """One calendar, opened: getting its bytes and understanding them are two things."""

    def fetch(self, checkpoint: Checkpoint | None = None) -> FetchResult:
        """Get the bytes: all items, or the word that nothing changed, or the failure as a value. Raises nothing."""
        ...

    def decode(self, item: Item, context: Context) -> Decoded:
        """Understand one item. Pure: same item and context, same outcome; raises nothing, whatever the bytes."""
        ...


@runtime_checkable
class Adapter(Protocol):
    """Reads one kind of calendar.

    ``version`` rises whenever decoding changes; ``Options`` is a pydantic model (``extra="forbid"``) of the source's
    ``options``.
    """

    name: ClassVar[str]
    version: ClassVar[str]
    Options: ClassVar[type[BaseModel]]

    def claims(self, location: str) -> bool:
        """Say whether a location alone (its suffix or scheme) tells that this adapter reads it."""
        ...

    def open(self, location: str, options: Any, access: Access) -> Source:
        """Return the source at ``location``, without reading it; ``options`` is an instance of ``Options``."""
        ...


@runtime_checkable
class Encoder(Protocol):
    """An adapter that can also write events as bytes (``reseau-sync convert``)."""

    def encode(self, events: Sequence[AnyEvent], context: Context, options: Any) -> bytes:
        """Return the events in this format, everything that the format can say kept.

        :param options: an instance of the adapter's ``WriteOptions``; of its ``Options`` where it has no others
        :raises EncodeError: for what the format cannot hold
        """
        ...


def write_options_of(adapter: Adapter) -> type[BaseModel]:
    """Return the model of the options with which an adapter writes: its ``WriteOptions``, else its ``Options``."""
    found = getattr(adapter, "WriteOptions", None)
    return found if isinstance(found, type) and issubclass(found, BaseModel) else adapter.Options


@runtime_checkable
class Lossy(Protocol):
    """An :class:`Encoder` whose format has no place for some of what events say, and which says so."""

    def left_out(self, events: Sequence[AnyEvent], context: Context, options: Any) -> Sequence[Words]:
        """Return what :meth:`Encoder.encode` leaves out of these events, in sentences for who publishes them."""
        ...


@runtime_checkable
class Tabular(Protocol):
    """An adapter whose format is a table that a Table Schema (Frictionless) describes."""

    def table_schema(self, options: Any = None) -> dict[str, Any]:
        """Return the Table Schema of what :class:`Encoder` writes with these options (as there), or without any."""
        ...


@dataclass(frozen=True, slots=True)
class FeedContext:
    """Whose feed a sink pushes, so that it can tell its own from anybody else's.

    :param network: the network's name
    :param others: ids of the other feeds of the network
    :param public: whether everybody reads it: what is withdrawn from it must go, whoever has edited it since
    """

    network: str
    feed: str
    others: tuple[str, ...] = ()
    timezone: str = "Europe/Paris"
    language: str = "fr"
    public: bool = False

    @classmethod
    def of(cls, network: Network, feed: FeedSpec) -> FeedContext:
        """Return the context in which ``feed`` of ``network`` is pushed."""
        info = network.network
        others = tuple(each.id for each in network.feeds if each.id != feed.id)
        public = feed.audience is Audience.PUBLIC
        return cls(info.name, feed.id, others, info.timezone, info.language, public)


class Sink(Protocol):
    """Where a feed goes: what would be done is data first."""

    def plan(self, events: Sequence[AnyEvent], memory: Memory) -> Plan:
        """Return what would be done to make the target show ``events``.

        :raises PublishError: the target cannot be read
        """
        ...

    def apply(self, plan: Plan, memory: Memory) -> Memory:
        """Do it, and return what to remember.

        :raises PublishError: where the target refused; what was there before stands
        """
        ...


@runtime_checkable
class PublishedReader(Protocol):
    """A sink that can tell what it last published: a state that was lost is recovered from it."""

    def published(self, memory: Memory) -> bytes | None:
        """Return what the sink itself wrote into the target, as one iCalendar; ``None`` where there is nothing.

        :raises PublishError: the target cannot be read
        """
        ...


@runtime_checkable
class SinkMaker(Protocol):
    """An adapter whose kind of calendar can be a target, such as a CalDAV collection.

    ``SinkOptions`` is a pydantic model (``extra="forbid"``) of a feed's ``options``.
    """

    SinkOptions: ClassVar[type[BaseModel]]

    def sink(self, location: str, options: Any, access: Access, context: FeedContext) -> Sink:
        """Return the sink at ``location``, without touching it; ``options`` is an instance of ``SinkOptions``."""
        ...


__all__ = [
    "Access",
    "Adapter",
    "Answer",
    "Audience",
    "Bodies",
    "Checkpoint",
    "Context",
    "Conversation",
    "Conversing",
    "Encoder",
    "Failed",
    "FeedContext",
    "FetchResult",
    "Fetched",
    "Item",
    "Login",
    "Lossy",
    "Part",
    "PublishedReader",
    "Raw",
    "Request",
    "Scheme",
    "Secret",
    "Sink",
    "SinkMaker",
    "Source",
    "Tabular",
    "Unchanged",
    "digest_of",
    "write_options_of",
]
