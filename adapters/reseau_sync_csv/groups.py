"""The parts of an event that several columns hold together: when it is, how it repeats, where it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from reseau_sync.errors import EncodeError, Words
from reseau_sync.model import AnyEvent, Date, Geo, Period, Place, Recurrence, Status
from reseau_sync.model.time import Time, local_of
from reseau_sync_csv import times
from reseau_sync_csv.cells import NOTHING, guarded, joined, split, unguarded
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.columns import BY_FIELD
from reseau_sync_csv.problems import CellError, bad_value, no_date, unparsed_recurrence
from reseau_sync_csv.times import Zone

Value = TypeVar("Value")
FOLLOWING = ("et suivantes", "and following")
PLACE_FIELDS = ("venue", "street", "commune", "insee", "geo", "text")

_FOLLOWING = re.compile(rf"\s+(?:{'|'.join(FOLLOWING)})\Z", re.IGNORECASE)
_RULES = re.compile(r"\s+;\s+|[\r\n]+")
_RULE = re.compile(r"[A-Z0-9-]+=[^;=\s]+(?:;[A-Z0-9-]+=[^;=\s]+)*")
_FREQUENCY = re.compile(r"(?:\A|;)FREQ=(?:SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)(?:;|\Z)")
_GEO = re.compile(r"([+-]?[0-9.]+(?:e-?[0-9]+)?)\s*[,;\s]\s*([+-]?[0-9.]+(?:e-?[0-9]+)?)")
_INSEE = re.compile(r"[0-9]{5}|2[AB][0-9]{3}")


class Cells:
    """The cells of one row by field, as texts without their guards."""

    def __init__(self, raw: Mapping[str, str]) -> None:
        self.raw = raw
        self._texts = {field: unguarded(cell) for field, cell in raw.items()}

    def __getitem__(self, field: str) -> str | None:
        """Return the text of a column, ``None`` where it is empty or the sheet has no such column."""
        return self._texts.get(field)

    def read(self, field: str, reader: Callable[[str], Value]) -> Value | None:
        """Return what ``reader`` makes of a cell, ``None`` for an empty one.

        :raises CellError: that of the reader, with its column
        """
        text = self[field]
        if text is None:
            return None
        try:
            return reader(text)
        except CellError as error:
            error.column = field
            raise

    def says_nothing(self, field: str) -> bool:
        """Say whether a cell states that there is nothing (a dash), which is more than being empty."""
        return self.raw.get(field, "").strip() == NOTHING


# When


def read_when(cells: Cells, desk: Desk) -> tuple[dict[str, Any], Zone]:
    """Return start, end and approximate date, and the zone of the row.

    :raises CellError: where the row does not say when, or says what cannot be
    """
    zone = cells.read("zone", lambda text: times.read_zone(text, desk.timezone)) or desk.zone
    start = cells.read("start", lambda text: times.read_time(text, zone, desk.timezone))
    end = cells.read("end", lambda text: times.read_end(text, zone, desk.timezone))
    approximate = cells.read("approximate", times.read_approximate)
    if approximate is not None:
        span = approximate.span()
        if (start or span[0], end or span[1]) != span:
            raise _at("approximate", _two_dates(str(cells["approximate"])))
        start, end = span
    if start is None:
        raise _at("start", no_date())
    if end is not None and _before(end, start):
        raise _at("end", _ends_early(str(cells["end"])))
    return {"start": start, "end": end, "approximate": approximate}, zone


def when_cells(event: AnyEvent, desk: Desk) -> dict[str, str]:
    """Return the cells of the start, the end, the zone, the approximate date and the instance.

    :raises EncodeError: for an end that no cell can hold
    """
    row = Zone.of(event.start) or desk.zone
    found = {"start": times.time_text(event.start, row)}
    if row != desk.zone:
        found["zone"] = row.text()
    if event.end is not None:
        found["end"] = times.end_text(event.end, row)
    if event.approximate is not None:
        found["approximate"] = times.approximate_text(event.approximate)
    if event.recurrence_id is not None:
        following = f" {FOLLOWING[0]}" if event.this_and_future else ""
        found["recurrence_id"] = times.time_text(event.recurrence_id, row) + following
    return found


def read_instance(cells: Cells, zone: Zone, desk: Desk) -> dict[str, Any]:
    """Return which occurrence the row replaces, and whether it holds for those that follow.

    :raises CellError: where that is no date
    """
    text = cells["recurrence_id"]
    if text is None:
        return {}
    bare = _FOLLOWING.sub("", text)
    instance = cells.read("recurrence_id", lambda _: times.read_time(bare, zone, desk.timezone))
    return {"recurrence_id": instance, "this_and_future": bare != text}


def tentative(status: Status | None) -> Status:
    """Return the status of an event whose date is approximate: never confirmed."""
    return Status.CANCELLED if status is Status.CANCELLED else Status.TENTATIVE


def _before(end: Time, start: Time) -> bool:
    """Say whether an end comes before its start, or is not of its kind; only what one zone can tell is compared."""
    if isinstance(end, Date) or isinstance(start, Date):
        return not (isinstance(end, Date) and isinstance(start, Date)) or end.date <= start.date
    return Zone.of(end) == Zone.of(start) and local_of(end) < local_of(start)


def _at(column: str, error: CellError) -> CellError:
    error.column = column
    return error


def _two_dates(text: str) -> CellError:
    return CellError(
        "ambiguous-date",
        Words(
            f"« {text} » et le début ou la fin ne disent pas les mêmes jours.",
            f"“{text}” and the start or end do not state the same days.",
        ),
        Words(
            "Ne gardez que la date approximative, ou que la date précise.",
            "Keep one: the approximate or the exact date.",
        ),
    )


def _ends_early(text: str) -> CellError:
    return CellError(
        "end-before-start",
        Words(
            f"La fin « {times_shown(text)} » vient avant le début, ou l'un des deux n'a pas d'heure.",
            f"The end “{times_shown(text)}” comes before the start, or one of them has no time.",
        ),
        Words(
            "Corrigez la fin, ou laissez-la vide ; écrivez une heure aux deux ou à aucun.",
            "Correct the end or leave it empty; give both a time, or neither.",
        ),
    )


def times_shown(text: str) -> str:
    """Return a cell as it stands in a sentence."""
    return text[:40]


# How it repeats


def read_recurrence(cells: Cells, zone: Zone, desk: Desk) -> Recurrence | None:
    """Return how the event repeats, ``None`` where the row says nothing of it.

    :raises CellError: for a rule or a date that cannot be read
    """
    rules = () if cells.says_nothing("rules") else cells.read("rules", _read_rules) or ()
    excluding = cells.read("exclusion_rules", _read_rules) or ()
    added = cells.read("dates", lambda text: [times.read_period(each, zone, desk.timezone) for each in split(text)])
    excluded = cells.read("excluded", lambda text: [times.read_time(each, zone, desk.timezone) for each in split(text)])
    found = Recurrence(
        rules=rules,
        exclusion_rules=excluding,
        dates=tuple(each for each in added or () if not isinstance(each, Period)),
        periods=tuple(each for each in added or () if isinstance(each, Period)),
        excluded=tuple(excluded or ()),
    )
    return found if found != Recurrence() or cells.says_nothing("rules") else None


def recurrence_cells(event: AnyEvent, desk: Desk) -> dict[str, str]:
    """Return the cells of the rules, the added and the excluded dates.

    :raises EncodeError: for a rule with white space, which no cell can hold
    """
    recurrence = event.recurrence
    if recurrence is None:
        return {}
    row = Zone.of(event.start) or desk.zone
    added = [times.time_text(each, row) for each in recurrence.dates]
    added += [times.period_text(each, row) for each in recurrence.periods]
    found = {
        "rules": _rules_text(recurrence.rules),
        "exclusion_rules": _rules_text(recurrence.exclusion_rules),
        "dates": " ; ".join(added),
        "excluded": " ; ".join(times.time_text(each, row) for each in recurrence.excluded),
    }
    return found if any(found.values()) else {"rules": NOTHING}


def _read_rules(text: str) -> tuple[str, ...]:
    return tuple(_read_rule(each) for each in _RULES.split(text) if each)


def _read_rule(text: str) -> str:
    rule = re.sub(r"\s*([;=,])\s*", r"\1", text.strip().upper()).removeprefix("RRULE:").removeprefix("EXRULE:")
    if not _RULE.fullmatch(rule) or not _FREQUENCY.search(rule):
        raise unparsed_recurrence(text)
    return rule


def _rules_text(rules: tuple[str, ...]) -> str:
    if any(not _RULE.fullmatch(each) for each in rules):
        raise EncodeError(
            "recurrence",
            Words(
                "Une règle de récurrence ne s'écrit pas dans une cellule.",
                "A recurrence rule cannot be written in a cell.",
            ),
        )
    return " ; ".join(rules)


# Where


def read_place(cells: Cells, desk: Desk) -> Place | None:
    """Return the place that the row states, with what is recognised in it; a dash states that there is nothing.

    :raises CellError: for a code or coordinates that cannot be read
    """
    closed = {field for field in PLACE_FIELDS if cells.says_nothing(field)}
    stated = {field: cells[field] for field in ("venue", "street", "commune", "text") if field not in closed}
    insee = None if "insee" in closed else cells.read("insee", _read_insee)
    place = Place(**stated, insee=insee, geo=cells.read("geo", _read_geo))
    if place == Place():
        return place if closed else None
    filled = desk.places.fill(place) if desk.places else place
    return filled.model_copy(update=dict.fromkeys(closed)) if closed else filled


def place_cells(event: AnyEvent, desk: Desk) -> dict[str, str]:
    """Return the cells of the place, already guarded: a dash where something not stated would be recognised."""
    place = event.place
    if place is None:
        return {}
    if place == Place():
        return {"text": NOTHING}
    filled = desk.places.fill(place) if desk.places else place
    found: dict[str, str] = {}
    for field in ("venue", "street", "commune", "insee", "text"):
        value = getattr(place, field)
        if value is not None:
            found[field] = guarded(value)
        elif getattr(filled, field) is not None:
            found[field] = NOTHING
    if place.geo is not None:
        found["geo"] = guarded(f"{place.geo.latitude!r}, {place.geo.longitude!r}")
    return found


def _read_insee(text: str) -> str:
    # A spreadsheet takes a code for a number: 01004 becomes 1004.
    code = text.upper().zfill(5)
    if not _INSEE.fullmatch(code):
        raise bad_value(
            text,
            BY_FIELD["insee"].header,
            Words("Un code INSEE a cinq caractères : 59183.", "An INSEE code has five characters: 59183."),
        )
    return code


def _read_geo(text: str) -> Geo:
    found = _GEO.fullmatch(text)
    try:
        latitude, longitude = (float(each) for each in found.groups()) if found else (999.0, 999.0)
    except ValueError:
        latitude = longitude = 999.0
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_value(text, BY_FIELD["geo"].header, Words("Écrivez 51.031, 2.337.", "Write 51.031, 2.337."))
    return Geo(latitude=latitude, longitude=longitude)


__all__ = [
    "Cells",
    "joined",
    "place_cells",
    "read_instance",
    "read_place",
    "read_recurrence",
    "read_when",
    "recurrence_cells",
    "tentative",
    "when_cells",
]
