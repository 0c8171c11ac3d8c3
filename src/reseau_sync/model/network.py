"""The network: what one ``reseau.toml`` declares, or what code builds.

Nothing here reads a file or a secret: a secret is named by where it is kept, and resolved by transport/.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, StringConstraints, field_validator, model_validator

from reseau_sync.errors import Words
from reseau_sync.model.base import Value
from reseau_sync.model.colours import Color
from reseau_sync.model.event import Audience
from reseau_sync.model.location import HIDDEN, redact
from reseau_sync.model.organisation import OrganisationType
from reseau_sync.model.place import Geo
from reseau_sync.model.time import ZoneKey
from reseau_sync.model.zones import zone

Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]
Name: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Language: TypeAlias = Literal["fr", "en"]
KindName: TypeAlias = Literal["event", "meeting", "intervention", "delegation", "public_action", "service"]

BaseUrl: TypeAlias = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?$", max_length=500)]

SECRET_KEYS = frozenset({"env", "file", "command"})


def is_secret_table(value: object) -> bool:
    """Say whether a value of ``options`` is the table of a secret: it has keys of :class:`Secret`, and no other."""
    return isinstance(value, Mapping) and bool(value) and SECRET_KEYS.issuperset(value)


class Secret(Value):
    """Where a secret is kept: exactly one of an environment variable, a file, a command and its arguments."""

    env: str | None = None
    file: str | None = None
    command: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Secret:
        if sum(each is not None for each in (self.env, self.file, self.command)) != 1:
            raise ValueError("a secret is one of { env = … }, { file = … } or { command = […] }")
        return self

    def __repr_args__(self) -> Iterator[tuple[str, Any]]:
        """Show where the secret is kept, as far as that cannot be the secret itself: of a command the program."""
        if self.env is not None:
            yield "env", self.env
        if self.file is not None:
            yield "file", redact(self.file)
        if self.command is not None:
            yield "command", (redact("".join(self.command[:1])), HIDDEN)


class NetworkInfo(Value):
    """``[network]``: its name, the IANA zone of floating times and whole days, and the language of its words.

    ``state`` is the file, beside reseau.toml, of what is remembered between runs, ``decisions`` that of what people
    said of pairs of events; events go ``retention_months`` after their end. ``base_url`` is where the folder of
    reseau.toml's feeds is served; ``color`` gives the colour of a kind, or of an organisation by its id. ``key`` makes
    the UIDs that the public sees; without it one is made on first use and kept beside the state. ``default_audience``
    says by kind who may know of events that say nothing of it themselves, nor their source; ``public_titles`` what the
    public reads in place of the titles of a kind.
    """

    name: Name
    timezone: ZoneKey = "Europe/Paris"
    language: Language = "fr"
    state: Annotated[str, StringConstraints(min_length=1)] = "reseau-sync.sqlite"
    decisions: Annotated[str, StringConstraints(min_length=1)] = "decisions.toml"
    retention_months: Annotated[int, Field(ge=1, le=1200)] = 24
    base_url: BaseUrl | None = None
    color: Mapping[str, Color] = Field(default_factory=dict)
    key: Secret | None = None
    default_audience: Mapping[KindName, Audience] = Field(default_factory=dict)
    public_titles: Mapping[KindName, Name] = Field(default_factory=dict)


class Organisation(Value):
    """One ``[[organisations]]``: an association, a collective with its member organisations, a union, a mairie, …"""

    id: Id
    name: Name
    type: OrganisationType = OrganisationType.ASSOCIATION
    aliases: tuple[Name, ...] = ()
    commune: str | None = None
    members: tuple[Id, ...] = ()
    max_audience: Audience | None = None


class PlaceSpec(Value):
    """One ``[[places]]``: a site or hall of the network, and what else it is called."""

    name: Name
    commune: str | None = None
    insee: Annotated[str, Field(pattern=r"^(\d{5}|2[AB]\d{3})$")] | None = None
    aliases: tuple[Name, ...] = ()
    geo: Geo | None = None


class ServiceSpec(Value):
    """One ``[[services]]``: a service that the network knows beside the built-in ones, and its words."""

    id: Id
    name: Name
    aliases: tuple[Name, ...] = ()
    cluster: str | None = None


class SourceSpec(Value):
    """One ``[[sources]]``: one calendar of one organisation.

    ``location`` is a path beside reseau.toml, a URL, or a secret that holds one; ``adapter`` may be left out where the
    location tells. ``max_audience`` is ``default_audience`` where not stated (domain rule: no event widens beyond it).
    ``private_as_busy`` shows its private events to the network as times without a word; ``public_links`` declares the
    links of its events fit for everybody. ``allow_private`` lets its address be a private, loopback or link-local one;
    ``empty_is_ok`` lets an empty body be an empty calendar, for tools that answer so. How patient a reading is: see
    :class:`reseau_sync.standing.Policy`.
    """

    id: Id
    organisation: Id | None = None
    adapter: str | None = None
    location: str | Secret
    role: Literal["member", "coordination"] = "member"
    default_kind: KindName | None = None
    default_audience: Audience | None = None
    max_audience: Audience | None = None
    private_as_busy: bool = False
    public_links: bool = False
    allow_private: bool = False
    empty_is_ok: bool = False
    limit: Annotated[int, Field(ge=1)] | None = None
    shrink_limit: Annotated[float, Field(ge=0, le=1)] = 0.30
    hold_days: Annotated[int, Field(ge=0, le=3650)] = 7
    stale_days: Annotated[int, Field(ge=0, le=3650)] = 3
    drop_days: Annotated[int, Field(ge=1, le=3650)] = 60
    options: Mapping[str, Any] = Field(default_factory=dict)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Show the source without what may be secret: an address is its host, an option its name."""
        return _without_secrets(super().__repr_args__())


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


class FeedFilter(Value):
    """Which events a feed shows: every key that is given must match, by any of its values.

    ``collective`` means its members, and theirs; ``site`` a declared place; ``text`` words of the title or description.
    A filter rests on what the feed's readers may know.
    """

    kind: tuple[KindName, ...] = ()
    organisation: tuple[Id, ...] = ()
    collective: tuple[Id, ...] = ()
    site: tuple[str, ...] = ()
    commune: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    text: tuple[str, ...] = ()

    @field_validator("*", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return _as_tuple(value)


FeedFormat: TypeAlias = Literal["ical", "csv", "jsonl", "caldav"]


class Window(Value):
    """Which days a feed shows, counted from today in whole days of the network's zone, today among the coming ones."""

    past: Annotated[int, Field(ge=0, le=3650)] = 31
    coming: Annotated[int, Field(ge=1, le=3650)] = 400


class FeedSpec(Value):
    """One ``[[feeds]]``: a published view. ``path`` is beside reseau.toml; ``title`` is what subscribers read.

    A feed is a file (``path``), or, in the format ``caldav``, a calendar of a server (``location``). ``form``: ``full``
    writes series as series, ``flat`` each occurrence of the ``window`` by itself, which every program reads alike; it
    is the form of public feeds where none is stated. ``prefix`` puts the organisation or the site before each title;
    ``secret`` gives the file a name that nobody guesses. An event that its owner withdrew is shown as cancelled for
    ``cancelled_days``, but never to the public. ``delay_days``: an occurrence is shown so many days after its end;
    ``rounding``: its times are told by the hour, the half of a day or the day alone. ``language``, ``base_url`` and
    ``color`` are the network's where not stated.

    ``allow_private`` is as for a source; of what was pushed into a calendar, no more than ``shrink_limit`` is deleted
    at once unless a person agrees.
    """

    id: Id
    format: FeedFormat = "ical"
    path: str | None = None
    location: str | Secret | None = None
    audience: Audience = Audience.NETWORK
    organisation: Id | None = None
    title: Name | None = None
    form: Literal["full", "flat"] | None = None
    window: Window | None = None
    language: Language | None = None
    prefix: Literal["organisation", "site"] | None = None
    color: Mapping[str, Color] = Field(default_factory=dict)
    secret: bool = False
    base_url: BaseUrl | None = None
    cancelled_days: Annotated[int, Field(ge=0, le=3650)] = 14
    allow_private: bool = False
    shrink_limit: Annotated[float, Field(ge=0, le=1)] = 0.30
    delay_days: Annotated[int, Field(ge=0, le=3650)] = 0
    rounding: Literal["hour", "half-day", "day"] | None = None
    filter: FeedFilter = FeedFilter()
    options: Mapping[str, Any] = Field(default_factory=dict)

    @field_validator("window", mode="before")
    @classmethod
    def _days_to_come(cls, value: object) -> object:
        return {"coming": value} if isinstance(value, int) and not isinstance(value, bool) else value

    @model_validator(mode="after")
    def _organisation_goes_with_its_audience(self) -> FeedSpec:
        if (self.audience is Audience.ORGANISATION) != (self.organisation is not None):
            raise ValueError('audience = "organisation" and organisation = "…" go together')
        return self

    @model_validator(mode="after")
    def _has_one_place(self) -> FeedSpec:
        if (self.format == "caldav") != (self.location is not None) or (self.format == "caldav") == bool(self.path):
            raise ValueError(
                Words(
                    'format = "caldav" va avec location = "…", tout autre format avec path = "…"',
                    'format = "caldav" goes with location = "…", every other format with path = "…"',
                )
            )
        return self

    @property
    def flat(self) -> bool:
        """Say whether the feed shows each occurrence by itself."""
        return self.form == "flat" or (self.form is None and self.audience is Audience.PUBLIC)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Show the feed without what may be secret: an address is its host, an option its name."""
        return _without_secrets(super().__repr_args__())


def _without_secrets(arguments: Iterable[tuple[str | None, Any]]) -> Iterator[tuple[str | None, Any]]:
    for name, value in arguments:
        if name == "location" and isinstance(value, str):
            yield name, redact(value)
        else:
            yield name, dict.fromkeys(value, HIDDEN) if name == "options" else value


class Network(Value):
    """A whole network: organisations, places, services, sources and feeds, each id once, each reference declared."""

    network: NetworkInfo
    organisations: tuple[Organisation, ...] = ()
    places: tuple[PlaceSpec, ...] = ()
    services: tuple[ServiceSpec, ...] = ()
    sources: tuple[SourceSpec, ...] = ()
    feeds: tuple[FeedSpec, ...] = ()

    def organisation(self, id_: str | None) -> Organisation | None:
        """Return the organisation declared under ``id_``, or ``None``."""
        for each in self.organisations:  # asked for every event: a plain loop costs a third of a generator
            if each.id == id_:
                return each
        return None

    def source(self, id_: str) -> SourceSpec | None:
        """Return the source declared under ``id_``, or ``None``."""
        for each in self.sources:
            if each.id == id_:
                return each
        return None

    def today(self, now: dt.datetime) -> dt.date:
        """Return the day that the aware instant ``now`` is in the network's zone."""
        return now.astimezone(zone(self.network.timezone)).date()
