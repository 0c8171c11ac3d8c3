"""Events written as a sheet: one row for each event or occurrence, in the columns of the plain form, or a rota.

By default ``;``, UTF-8 with its mark and CRLF, as French spreadsheets open it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from reseau_sync.errors import EncodeError, Words
from reseau_sync.model import AnyEvent, CustomTime
from reseau_sync.ports import Context
from reseau_sync_csv.cells import guarded
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.columns import COLUMNS, DERIVED, Column
from reseau_sync_csv.flattened import occurrences_in, taking_place
from reseau_sync_csv.fourw import derived_cells
from reseau_sync_csv.repeats import recurrence_cells
from reseau_sync_csv.rota import rota_rows
from reseau_sync_csv.when import when_cells
from reseau_sync_csv.where import place_cells
from reseau_sync_csv.writing import CsvWriteOptions

_OF_SERIES = frozenset({"rules", "exclusion_rules", "dates", "excluded"})


def write_sheet(events: Sequence[AnyEvent], context: Context, options: CsvWriteOptions | None = None) -> bytes:
    """Return ``events`` as a sheet, as ``options`` say; the exceptions of a series stand right below it.

    :raises EncodeError: for what no cell can hold (a series in a zone of the source's own, a rule with white space),
        for a window of days that nobody states, and for one that holds too much
    """
    options = options or CsvWriteOptions()
    context = replace(context, language=options.language_in(context))
    desk = Desk.of(context)
    if options.rows == "rota":
        return options.bytes_of(rota_rows(events, options.window(context), desk, options.sites))
    if options.rows == "occurrence":
        shown, _ = occurrences_in(events, options.window(context), context.timezone)
        written: Iterable[AnyEvent] = (each.event() for each in shown)
    else:
        written = _flat(shown_events(events, context, options))
    columns = columns_of(options)
    rows: list[Iterable[str]] = [[column.name(desk.language) for column in columns]]
    rows += [[column.hxl for column in columns]] if options.hxl else []
    rows += [_row(event, desk, columns) for event in written]
    return options.bytes_of(rows)


def shown_events(events: Sequence[AnyEvent], context: Context, options: CsvWriteOptions) -> Sequence[AnyEvent]:
    """Return the events of a table that has a row for each: all, or those of a window that somebody stated."""
    if not options.is_bounded(context):
        return events
    return taking_place(events, options.window(context), context.timezone)


def columns_of(options: CsvWriteOptions) -> tuple[Column, ...]:
    """Return the columns that are written, in their order."""
    plain = tuple(each for each in COLUMNS if options.rows == "event" or each.field not in _OF_SERIES)
    return (*plain, *DERIVED) if options.hxl else plain


def left_out(events: Iterable[AnyEvent]) -> dict[str, int]:
    """Return what the plain form has no column for, and in how many of ``events`` (exceptions counted) it occurs.

    ``other_properties``, ``other_components``, ``provenance``: those fields; ``custom_zone``: times of a zone of the
    source's own, written at their offset from UTC. DTSTAMP says nothing of an event and is not counted.
    """
    found: Counter[str] = Counter()
    for event in _flat(events):
        found.update(name for name in ("other_properties", "other_components", "provenance") if getattr(event, name))
        found.update(["custom_zone"] if _has_custom_zone(event) else [])
    return dict(sorted(found.items()))


def _flat(events: Iterable[AnyEvent]) -> Iterator[AnyEvent]:
    """Yield every event, and after it its exceptions, under its UID."""
    for event in events:
        yield event
        for override in event.overrides:
            yield override if override.uid == event.uid else override.model_copy(update={"uid": event.uid})


def _row(event: AnyEvent, desk: Desk, columns: Sequence[Column]) -> Iterator[str]:
    """Yield the cells of an event in the order of the columns."""
    if event.recurrence is not None and _has_custom_zone(event):
        raise _no_zone(event)
    cells = {**when_cells(event, desk), **recurrence_cells(event, desk)}
    for column in COLUMNS:
        if column.codec is not None:
            value = getattr(event, column.field, None)
            # The empty title is the schema's own; every other empty text is stated, and written as a lone guard.
            said = value is not None and value != () and (column.field != "title" or value != "")
            cells[column.field] = guarded(column.codec.write(value, desk)) if said else ""
    cells |= place_cells(event, desk)
    if columns[-1] is DERIVED[-1]:
        cells |= derived_cells(event, desk)
    return (cells.get(column.field, "") for column in columns)


def _has_custom_zone(event: AnyEvent) -> bool:
    return any(isinstance(time, CustomTime) for time in (event.start, event.end, event.recurrence_id))


def _no_zone(event: AnyEvent) -> EncodeError:
    return EncodeError(
        "custom-zone",
        Words(
            f"« {event.title} » se répète dans un fuseau propre à son agenda : une feuille ne peut pas le dire.",
            f"“{event.title}” repeats in a time zone of its calendar's own, which a sheet cannot state.",
        ),
        Words("Donnez à la série un fuseau connu (Europe/Paris).", "Give the series a known zone (Europe/Paris)."),
    )


__all__ = ["columns_of", "left_out", "write_sheet"]
