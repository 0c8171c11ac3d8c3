"""The network: what one ``reseau.toml`` declares, or what code builds.

Nothing here reads a file or a secret: a secret is named by where it is kept, and resolved by transport/.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, StringConstraints, field_validator, model_validator

from reseau_sync.model.base import Value
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

    ``state`` is the file, beside reseau.toml, of what is remembered between runs; events go ``retention_months`` after
    their end.
    """

    name: Name
    timezone: ZoneKey = "Europe/Paris"
    language: Language = "fr"
    state: Annotated[str, StringConstraints(min_length=1)] = "reseau-sync.sqlite"
    retention_months: Annotated[int, Field(ge=1, le=1200)] = 24


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
    ``allow_private`` lets its address be a private, loopback or link-local one; ``empty_is_ok`` lets an empty body be
    an empty calendar, for tools that answer so. How patient a reading is: see :class:`reseau_sync.standing.Policy`.
    """

    id: Id
    organisation: Id | None = None
    adapter: str | None = None
    location: str | Secret
    role: Literal["member", "coordination"] = "member"
    default_kind: KindName | None = None
    default_audience: Audience | None = None
    max_audience: Audience | None = None
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
        for name, value in super().__repr_args__():
            if name == "location" and isinstance(value, str):
                yield name, redact(value)
            else:
                yield name, dict.fromkeys(value, HIDDEN) if name == "options" else value


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


class FeedFilter(Value):
    """Which events a feed shows: every key that is given must match, by any of its values."""

    kind: tuple[KindName, ...] = ()
    organisation: tuple[Id, ...] = ()
    commune: tuple[str, ...] = ()
    service: tuple[str, ...] = ()

    @field_validator("*", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return _as_tuple(value)


class FeedSpec(Value):
    """One ``[[feeds]]``: a published view. ``path`` is beside reseau.toml; ``title`` is what subscribers read.

    An event that its owner withdrew is shown as cancelled for ``cancelled_days``.
    """

    id: Id
    path: str
    audience: Audience = Audience.NETWORK
    organisation: Id | None = None
    title: Name | None = None
    cancelled_days: Annotated[int, Field(ge=0, le=3650)] = 14
    filter: FeedFilter = FeedFilter()

    @model_validator(mode="after")
    def _organisation_goes_with_its_audience(self) -> FeedSpec:
        if (self.audience is Audience.ORGANISATION) != (self.organisation is not None):
            raise ValueError('audience = "organisation" and organisation = "…" go together')
        return self


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
