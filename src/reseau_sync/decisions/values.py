"""The shape of ``decisions.toml``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import ConfigDict, Field, field_validator, model_validator

from reseau_sync.errors import Words
from reseau_sync.model.base import Value

Verdict: TypeAlias = Literal["same", "not-same", "later"]
MAX_EVENTS = 20
MAX_KEYS = 100


class EventName(Value):
    """What names one event: any of these is enough, the first that names one that there is.

    ``keys`` are what its calendars' events are called from their first reading on, whatever becomes of them; ``uid`` is
    the UID under which it was published; ``title``, ``start`` (``2026-12-01 10:00`` by the network's clock, or
    ``2026-12-01``), ``place`` and ``calendars`` (ids of sources) are what it says, and what people know it by.
    """

    uid: str | None = None
    title: str | None = None
    start: str | None = None
    place: str | None = None
    calendars: tuple[str, ...] = ()
    keys: Annotated[tuple[str, ...], Field(max_length=MAX_KEYS)] = ()

    @field_validator("start", mode="before")
    @classmethod
    def _as_people_write_it(cls, value: object) -> object:
        if isinstance(value, dt.datetime):
            return value.replace(tzinfo=None).isoformat(" ", "minutes")
        if isinstance(value, dt.date):
            return value.isoformat()
        return value.replace("T", " ").strip() if isinstance(value, str) else value

    @model_validator(mode="after")
    def _names_something(self) -> EventName:
        if not (self.keys or self.uid or (self.title is not None and self.start)):
            raise ValueError(
                Words(
                    "un évènement se nomme par son uid, ou par son titre et son début (title, start)",
                    "an event is named by its uid, or by its title and start",
                )
            )
        return self


class Decided(Value):
    """What a person said of two events, or of several alike; ``until``: the day from which it is asked again."""

    events: tuple[EventName, ...]
    decided: dt.date | None = None
    until: dt.date | None = None
    note: str | None = None

    @field_validator("events")
    @classmethod
    def _at_least_two(cls, value: tuple[EventName, ...]) -> tuple[EventName, ...]:
        if not 2 <= len(value) <= MAX_EVENTS:
            raise ValueError(Words(f"il faut de 2 à {MAX_EVENTS} évènements", f"this must be 2 to {MAX_EVENTS} events"))
        return value


class DecisionFile(Value):
    """All of ``decisions.toml``: ``[[same]]``, ``[[not-same]]`` and ``[[later]]``."""

    model_config = ConfigDict(populate_by_name=True)

    same: tuple[Decided, ...] = ()
    not_same: Annotated[tuple[Decided, ...], Field(alias="not-same")] = ()
    later: tuple[Decided, ...] = ()

    def all(self) -> Iterator[Decision]:
        """Yield every decision with its verdict."""
        said: tuple[tuple[Verdict, tuple[Decided, ...]], ...]
        said = (("same", self.same), ("not-same", self.not_same), ("later", self.later))
        for verdict, decisions in said:
            for each in decisions:
                yield Decision(verdict=verdict, said=each)

    def __bool__(self) -> bool:
        """Say whether anything is decided."""
        return bool(self.same or self.not_same or self.later)


class Decision(Value):
    """One decision and its verdict."""

    verdict: Verdict
    said: Decided

    @property
    def events(self) -> tuple[EventName, ...]:
        """The events that it is about."""
        return self.said.events

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"verdict": self.verdict, **self.said.model_dump(mode="json", exclude_defaults=True)}
