"""How an event repeats: rules, added and excluded dates (RFC 5545, 3.8.5), which several columns hold together."""

from __future__ import annotations

import re

from reseau_sync.errors import EncodeError, Words
from reseau_sync.model import AnyEvent, Period, Recurrence
from reseau_sync_csv import times
from reseau_sync_csv.cells import NOTHING, split
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.problems import unparsed_recurrence
from reseau_sync_csv.row import Cells
from reseau_sync_csv.times import Zone

_RULES = re.compile(r"\s+;\s+|[\r\n]+")
_RULE = re.compile(r"[A-Z0-9-]+=[^;=\s]+(?:;[A-Z0-9-]+=[^;=\s]+)*")
_FREQUENCY = re.compile(r"(?:\A|;)FREQ=(?:SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)(?:;|\Z)")


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
