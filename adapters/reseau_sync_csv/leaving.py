"""What a sheet has no column for, said to the person who writes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from reseau_sync.errors import Words
from reseau_sync.model import AnyEvent
from reseau_sync.ports import Context
from reseau_sync_csv.columns import BY_FIELD, COLUMNS
from reseau_sync_csv.flattened import occurrences_in
from reseau_sync_csv.problems import shown
from reseau_sync_csv.writer import left_out, shown_events
from reseau_sync_csv.writing import CsvWriteOptions

_IN_A_ROTA = frozenset({"title", "start", "end", "status", "lead", "partners", "services", "kind", "uid"})
_SHOWN = 5
_WORDS = {
    "other_properties": Words("propriétés d'autres programmes", "properties of other programs"),
    "other_components": Words("rappels et autres composants", "alarms and other components"),
    "provenance": Words("agendas d'origine", "calendars of origin"),
    "custom_zone": Words("fuseaux propres à un agenda", "time zones of a calendar's own"),
}


def said_left_out(
    events: Sequence[AnyEvent], context: Context, options: CsvWriteOptions | None = None
) -> tuple[Words, ...]:
    """Return what the sheet that ``options`` ask for leaves out of ``events``, in sentences.

    :raises EncodeError: as writing it does
    """
    options = options or CsvWriteOptions()
    if options.rows == "event":
        return _sentence(left_out(shown_events(events, context, options)))
    found, broken = occurrences_in(events, options.window(context), context.timezone)
    written = [each.event() for each in found]
    missing: Counter[str] = Counter(left_out(written))
    if options.rows == "rota":
        missing.update(name for event in written for name in _beyond_a_rota(event))
    return (*_sentence(missing), *_not_unfolded(broken))


def _beyond_a_rota(event: AnyEvent) -> Iterable[str]:
    """Yield the fields of an event that a rota does not show."""
    for column in COLUMNS:
        value = getattr(event, column.field, None) if column.codec is not None else None
        if column.field not in _IN_A_ROTA and value not in (None, (), ""):
            yield column.field


def _sentence(missing: Mapping[str, int]) -> tuple[Words, ...]:
    """Return one sentence that names what is missing, each with the number of rows that had it."""
    if not missing:
        return ()
    named = [(_name(field), count) for field, count in sorted(missing.items())]
    fr = ", ".join(f"{words.fr} ({count})" for words, count in named)
    en = ", ".join(f"{words.en} ({count})" for words, count in named)
    return (Words(f"sans colonne dans ce tableau : {fr}", f"without a column in this table: {en}"),)


def _name(field: str) -> Words:
    column = BY_FIELD.get(field)
    return _WORDS[field] if column is None else Words(column.header, column.english)


def _not_unfolded(broken: Sequence[AnyEvent]) -> tuple[Words, ...]:
    if not broken:
        return ()
    fr = ", ".join(f"« {shown(each.title)} »" for each in broken[:_SHOWN])
    en = ", ".join(f"“{shown(each.title)}”" for each in broken[:_SHOWN])
    more = "…" if len(broken) > _SHOWN else ""
    return (
        Words(
            f"{len(broken)} séries dont les dates ne peuvent pas être calculées n'y sont pas : {fr}{more}",
            f"{len(broken)} series whose dates cannot be reckoned are not in it: {en}{more}",
        ),
    )
