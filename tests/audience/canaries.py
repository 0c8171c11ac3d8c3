"""Events full of canaries: a marker of its own in every field that the schema has, found by walking its types.

Nothing is listed by hand but the few types whose values must fit together (times, rules): a field that the schema gets
tomorrow holds a canary tomorrow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeAlias, cast, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from hypothesis import strategies as st

from reseau_sync.ics.carried import NAMED, VALUE_TYPES
from reseau_sync.model import KINDS, AnyEvent, Audience, Date, FixedTime, Provenance, Recurrence, ZonedTime
from reseau_sync.model.base import Value
from reseau_sync.model.event import ApproximateDate, Status
from reseau_sync.model.other import OtherComponent, OtherProperty
from reseau_sync.model.time import CustomTime, CustomZone, Observance, Time

DAY = dt.timedelta(days=1)
NOON = dt.datetime.fromisoformat("2026-04-06T12:00:00")
"""A Monday; canaries live in the weeks around it."""
OPEN = frozenset({"title", "public_url"})
"""Text of a public event that the public reads as it was written, scrubbed: canaries survive that."""
CARRIED_NAMES = sorted(set(VALUE_TYPES) - NAMED - {"DURATION", "TRIGGER", "REPEAT", "DUE", "COMPLETED", "ACKNOWLEDGED"})


@dataclass(frozen=True)
class Canary:
    """One marker: how wide its event is, in which field it was put, in which forms (lower case) it could come out."""

    level: Audience
    path: tuple[str, ...]
    forms: tuple[str, ...]


@dataclass
class Cage:
    """Gives markers that stand nowhere else, and keeps them; ``level`` is how wide the event being made is."""

    level: Audience = Audience.PUBLIC
    canaries: list[Canary] = field(default_factory=list)
    count: int = 0

    def __repr__(self) -> str:
        return f"{len(self.canaries)} canaries"  # all of them would be a book

    def word(self, path: tuple[str, ...]) -> str:
        """Return a new word of letters that no text holds by chance."""
        self.count += 1
        number, letters = self.count, ""
        for _ in range(4):
            number, digit = divmod(number, 20)
            letters = "bcdfghjklmnpqrstvwxz"[digit] + letters
        marker = f"zq{letters}zq"
        self.canaries.append(Canary(self.level, path, (marker,)))
        return marker

    def number(self, path: tuple[str, ...]) -> int:
        """Return a new number of eight digits."""
        self.count += 1
        number = 73_190_000 + self.count
        self.canaries.append(Canary(self.level, path, (str(number),)))
        return number

    def degrees(self, path: tuple[str, ...]) -> float:
        """Return a new number of degrees, with digits that no other one has."""
        self.count += 1
        digits = f"{47_190_000 + self.count}"
        self.canaries.append(Canary(self.level, path, (digits,)))
        return float(f"41.{digits}")

    def stamp(self, path: tuple[str, ...]) -> dt.datetime:
        """Return a new instant in a year in which nothing happens."""
        self.count += 1
        moment = dt.datetime(1981, 3, 5, 7, 11, 13, tzinfo=dt.UTC) + self.count * dt.timedelta(days=1, seconds=61)
        self.canaries.append(Canary(self.level, path, (f"{moment:%Y%m%dt%H%M%S}", f"{moment:%Y-%m-%dt%H:%M:%S}")))
        return moment


Draw: TypeAlias = st.DrawFn
Path: TypeAlias = tuple[str, ...]


@dataclass
class Maker:
    """Makes values of the schema's types, as full as can be; ``start`` is when the event is."""

    draw: Draw
    cage: Cage
    start: Time
    fits: Mapping[type, Callable[[Path], Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.fits = {
            Recurrence: self._recurrence,
            OtherProperty: self._property,
            OtherComponent: self._component,
            ApproximateDate: lambda path: None,
        }

    def value(self, annotation: Any, path: Path, limits: Iterable[Any] = ()) -> Any:
        """Return a value that fits an annotation of the schema, with a canary in it where one fits."""
        if get_origin(annotation) is Annotated:
            inner, *more = get_args(annotation)
            return self.value(inner, path, [*limits, *_limits(more)])
        choices = [each for each in get_args(annotation) if each is not type(None)]
        if get_origin(annotation) is tuple:
            return tuple(self.value(choices[0], path) for _ in range(self.draw(st.integers(1, 2))))
        if get_origin(annotation) is Literal:
            return self.draw(st.sampled_from(choices))
        if choices and annotation is not tuple:
            return self.value(self.draw(st.sampled_from(choices)), path, limits)
        return self._plain(annotation, path, list(limits))

    def _plain(self, kind: Any, path: Path, limits: list[Any]) -> Any:
        if kind is str:
            return self._text(path)
        if kind is bool:
            return self.draw(st.booleans())
        if kind is int:
            return self._whole(path, limits)
        if kind is float:
            return self.cage.degrees(path)
        if kind is dt.datetime:
            return self.cage.stamp(path)
        if isinstance(kind, type) and issubclass(kind, Value):
            return self.fits[kind](path) if kind in self.fits else self.filled(kind, path)
        assert isinstance(kind, type), f"the schema holds a {kind}: say how to make one"
        return self.draw(st.sampled_from(list(cast(type[StrEnum], kind))))

    def _text(self, path: Path) -> str:
        if path[-1] == "insee":  # five digits: a canary that could stand in any number tells nothing
            return "62193"
        if path[-1].endswith("url") or path[-1] in ("agenda", "minutes"):
            return f"https://example.org/{self.cage.word(path)}"
        return self.cage.word(path)

    def _whole(self, path: Path, limits: list[Any]) -> int:
        if any(isinstance(each, Le | Lt) for each in limits):  # too small a number to be told from any other
            return next((int(str(each.ge)) for each in limits if isinstance(each, Ge)), 0)
        return self.cage.number(path)

    def filled(self, model: type[Value], path: Path, /, **given: Any) -> Any:
        """Return a value of ``model`` with every field that ``given`` does not state filled in."""
        fields = dict(given)
        for name, info in model.model_fields.items():
            if name not in fields:
                fields[name] = self.value(info.annotation, (*path, name), _limits(info.metadata))
        return model(**fields)

    def _recurrence(self, path: Path) -> Recurrence:
        own = self.cage.word((*path, "rules")).upper()
        return Recurrence(rules=(f"FREQ=WEEKLY;COUNT=4;X-{own}={own}",), excluded=(later(self.start, 21 * DAY),))

    def _property(self, path: Path) -> OtherProperty:
        name = self.draw(st.sampled_from([*CARRIED_NAMES, "X-"]))
        name = f"X-{self.cage.word(path).upper()}" if name == "X-" else name
        parameters = ((f"X-{self.cage.word(path).upper()}", (self.cage.word(path),)),)
        type_ = VALUE_TYPES.get(name, "UNKNOWN")
        return OtherProperty(name=name, parameters=parameters, value=self.cage.word(path), value_type=type_)

    def _component(self, path: Path, depth: int = 0) -> OtherComponent:
        name = self.draw(st.sampled_from(["VALARM", "PARTICIPANT", "VLOCATION", "VRESOURCE", "X-PARTIE"]))
        inner = (self._component(path, depth + 1),) if depth < 2 and self.draw(st.booleans()) else ()
        return OtherComponent(name=name, properties=(self._property(path), self._property(path)), components=inner)


def _limits(metadata: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for each in metadata:
        found += [each] if isinstance(each, Ge | Le | Gt | Lt) else _limits(getattr(each, "metadata", ()))
    return found


def later(time: Time, by: dt.timedelta) -> Time:
    """Return a time that much later, by the clock, in its own form."""
    if isinstance(time, Date):
        return Date(date=time.date + by)
    return time.model_copy(update={"local": time.local + by})


def _custom(cage: Cage) -> CustomZone:
    start = dt.datetime.fromisoformat("1970-01-01T00:00:00")
    standard = Observance(name=cage.word(("zone", "name")), start=start, offset_from=5_220, offset_to=5_220)
    return CustomZone(tzid=cage.word(("zone", "tzid")), observances=(standard,))


def _start(draw: Draw, cage: Cage) -> Time:
    local = NOON + draw(st.integers(-2, 9)) * DAY + draw(st.sampled_from([0, 6, 8])) * dt.timedelta(hours=1)
    form = draw(st.sampled_from(["zoned", "floating", "date", "utc", "custom"]))
    if form == "date":
        return Date(date=local.date())
    if form == "utc":
        return FixedTime(local=local)
    if form == "custom":
        return CustomTime(local=local, zone=_custom(cage))
    return ZonedTime(local=local, zone="Europe/Paris", floating=form == "floating")


@st.composite
def events(draw: Draw, cage: Cage, level: Audience, audience: Audience | None, classification: str | None) -> AnyEvent:
    """Give an event of any kind, single or a series, with a canary in each field that can hold one.

    :param level: how wide it is, by what it states (``audience``, ``classification``) and by its source
    """
    cage.level = level
    kind = KINDS[draw(st.sampled_from(sorted(KINDS)))]
    start = _start(draw, cage)
    maker = Maker(draw, cage, start)
    length = DAY if isinstance(start, Date) else dt.timedelta(hours=2)
    given: dict[str, Any] = {
        "kind": kind.model_fields["kind"].default,
        "start": start,
        "end": later(start, length),
        "recurrence_id": None,
        "this_and_future": False,
        "approximate": None,
        "overrides": (),
        "audience": audience,
        "classification": classification,
        "status": draw(st.sampled_from([None, Status.CONFIRMED, Status.TENTATIVE])),
    }
    if draw(st.integers(0, 2)) == 0:
        given["recurrence"] = None
    event: AnyEvent = maker.filled(kind, (), **given)
    if level is Audience.PUBLIC and audience is None:  # other networks' closed events are no more public than they say
        event = event.model_copy(update={"provenance": _at_home(event)})
    if event.recurrence is not None and draw(st.booleans()):
        event = event.model_copy(update={"overrides": (_override(draw, cage, event),)})
    return event


def _at_home(event: AnyEvent) -> tuple[Provenance, ...]:
    return tuple(each.model_copy(update={"path": ()}) for each in event.provenance)


def _override(draw: Draw, cage: Cage, master: AnyEvent) -> AnyEvent:
    """Draw an instance that differs from its series; it may be closed where the series is not."""
    closed = draw(st.booleans())
    cage.level = Audience.ORGANISATION if closed else cage.level
    at = later(master.start, 7 * DAY)
    given: dict[str, Any] = {
        **{name: getattr(master, name) for name in ("kind", "uid", "approximate", "audience")},
        "classification": "CONFIDENTIAL" if closed else master.classification,
        "recurrence_id": at,
        "this_and_future": False,
        "start": later(at, DAY),
        "end": later(at, DAY + (DAY if isinstance(at, Date) else dt.timedelta(hours=3))),
        "recurrence": None,
        "overrides": (),
        "status": None,
    }
    return Maker(draw, cage, at).filled(type(master), ("overrides",), **given)  # type: ignore[no-any-return]
