"""A recurrence rule in the words that every engine reads alike, or the word that there are none.

Measured with eight engines (docs/design/feeds.md). What is left: days, weeks, months and years, by weekday, by day of
the month, by month, and BYSETPOS within months.
"""

from __future__ import annotations

import datetime as dt

from reseau_sync.model import Date, Time
from reseau_sync.model.time import local_of
from reseau_sync.occurrences.rule import WEEKDAYS, Rule


def common_rule(text: str, rule: Rule, start: Time) -> str | None:
    """Return the rule without what says nothing, its UNTIL and COUNT left out; ``None`` where engines disagree on it.

    :param text: in the spelling of :func:`reseau_sync.occurrences.check_rule`
    :param start: DTSTART, which fills in what a rule does not say
    """
    if rule.rscale != "GREGORIAN" or rule.skip != "OMIT":
        return None
    local = local_of(start)
    if _finer_than_a_day(rule, local, is_date=isinstance(start, Date)) or _rare(rule) or _ordinals_out_of_place(rule):
        return None
    if rule.frequency == "YEARLY" and (local.month, local.day) == (2, 29):
        return None  # ical.js shows it on 1 March of other years
    parts = dict(part.split("=", 1) for part in text.split(";"))
    kept = {name: value for name, value in parts.items() if name in _KEPT}
    if kept.get("INTERVAL") == "1":
        del kept["INTERVAL"]
    if not _month_says_the_same(kept, rule, local):
        return None
    if rule.positions and len(rule.weekdays) == 1:  # the second Monday: said as most tools do
        day = WEEKDAYS[rule.weekdays[0][1]]
        kept["BYDAY"] = ",".join(f"{position}{day}" for position in rule.positions)
        del kept["BYSETPOS"]
    if rule.frequency == "YEARLY" and rule.month_days and not rule.months:
        kept["BYMONTH"] = str(local.month)  # which some engines take from DTSTART, and others do not
    return ";".join(f"{name}={value}" for name, value in kept.items())


_KEPT = ("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST")


def _month_says_the_same(parts: dict[str, str], rule: Rule, start: dt.datetime) -> bool:
    """Say a rule with BYMONTH as one of every year; ``False`` where that cannot be said.

    sabre/vobject passes over the BYMONTH of a daily, weekly or monthly rule.
    """
    if not rule.months or rule.frequency == "YEARLY":
        return True
    if rule.interval != 1 or (rule.positions and len(rule.weekdays) != 1):
        return False
    parts["FREQ"] = "YEARLY"
    if rule.frequency == "MONTHLY" and not rule.weekdays:
        parts.setdefault("BYMONTHDAY", str(start.day))
    if rule.frequency == "WEEKLY":
        parts.setdefault("BYDAY", WEEKDAYS[start.weekday()])
    if rule.frequency == "DAILY":
        parts.setdefault("BYDAY", ",".join(WEEKDAYS))
    return True


def _finer_than_a_day(rule: Rule, start: dt.datetime, *, is_date: bool) -> bool:
    """Say whether the rule gives several times a day, or another than that of DTSTART."""
    if rule.frequency in ("HOURLY", "MINUTELY", "SECONDLY"):
        return True
    stated = {"hour": rule.hours, "minute": rule.minutes, "second": rule.seconds}
    return not is_date and any(values and values != (getattr(start, name),) for name, values in stated.items())


def _rare(rule: Rule) -> bool:
    """Say whether the rule has parts, or combines them, as hardly any tool does."""
    if rule.weeks or rule.year_days:
        return True
    if rule.positions and not _common_positions(rule):
        return True
    if rule.month_days and (rule.weekdays or rule.frequency in ("DAILY", "WEEKLY")):
        return True
    return rule.frequency == "YEARLY" and bool(rule.weekdays) and not rule.months


def _common_positions(rule: Rule) -> bool:
    """Say whether BYSETPOS picks a numbered weekday of a month, or the first or last of several."""
    farthest = 5 if len(rule.weekdays) == 1 else 1
    return rule.frequency == "MONTHLY" and bool(rule.weekdays) and max(map(abs, rule.positions)) <= farthest


def _ordinals_out_of_place(rule: Rule) -> bool:
    ordinals = {ordinal != 0 for ordinal, _ in rule.weekdays}
    if ordinals == {True, False}:
        return True
    return ordinals == {True} and (rule.frequency in ("DAILY", "WEEKLY") or bool(rule.positions))
