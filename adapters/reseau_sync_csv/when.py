"""When an event is: start, end, zone, approximate date and instance, which several columns hold together."""

from __future__ import annotations

import re
from typing import Any

from reseau_sync.errors import Words
from reseau_sync.model import AnyEvent, Date, Status
from reseau_sync.model.time import Time, local_of
from reseau_sync_csv import times
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.problems import CellError, no_date, shown
from reseau_sync_csv.row import Cells
from reseau_sync_csv.times import Zone

FOLLOWING = ("et suivantes", "and following")
_FOLLOWING = re.compile(rf"\s+(?:{'|'.join(FOLLOWING)})\Z", re.IGNORECASE)


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
        found["approximate"] = times.approximate_text(event.approximate, desk.language)
    if event.recurrence_id is not None:
        following = f" {desk.word(FOLLOWING)}" if event.this_and_future else ""
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
            f"La fin « {shown(text)} » vient avant le début, ou l'un des deux n'a pas d'heure.",
            f"The end “{shown(text)}” comes before the start, or one of them has no time.",
        ),
        Words(
            "Corrigez la fin, ou laissez-la vide ; écrivez une heure aux deux ou à aucun.",
            "Correct the end or leave it empty; give both a time, or neither.",
        ),
    )
