"""The original starts of a series: DTSTART, RRULE and RDATE, less EXRULE (RFC 5545, 3.8.5; RFC 2445, 4.8.5.2)."""

from __future__ import annotations

from reseau_sync.errors import OccurrenceError, Words
from reseau_sync.model import Recurrence
from reseau_sync.model.time import Date, Time, local_of
from reseau_sync.occurrences.blocks import slices, too_many
from reseau_sync.occurrences.clock import CLOCK_CHANGE, until_seconds
from reseau_sync.occurrences.matching import Frame, Originals
from reseau_sync.occurrences.plan import DAY, Plan, plan_for, seconds_of
from reseau_sync.occurrences.rule import Rule, parse


def rule_of(text: str) -> Rule:
    """Return the rule that ``text`` states.

    :raises OccurrenceError: ``unreadable-rule``, or ``unsupported-rscale`` for a calendar other than the Gregorian
    """
    try:
        rule = parse(text)
    except ValueError as error:
        raise OccurrenceError(
            "unreadable-rule",
            Words(fr=f"la règle de répétition ne se lit pas ({error})", en=f"the rule cannot be read ({error})"),
        ) from error
    if rule.rscale != "GREGORIAN":
        raise OccurrenceError(
            "unsupported-rscale",
            Words(
                fr=f"la répétition suit le calendrier {rule.rscale}, que cette bibliothèque ne déroule pas",
                en=f"the event repeats by the {rule.rscale} calendar, which this library does not unfold",
            ),
        )
    return rule


class Rules:
    """One rule in the frame of a series: what it gives, up to its UNTIL."""

    def __init__(self, text: str, frame: Frame) -> None:
        self.rule = rule_of(text)
        self.plan: Plan = plan_for(self.rule, local_of(frame.form), is_date=frame.is_date)
        self.frame = frame

    def end(self, upper: int) -> int:
        """Return the earlier of ``upper`` and the second after UNTIL."""
        if self.rule.until is None:
            return upper
        return min(upper, until_seconds(self.rule.until, self.frame.clock, is_date=self.frame.is_date) + 1)

    def starts(self, lower: int, upper: int, limit: int) -> list[int]:
        """Return the starts from ``lower`` up to, not including, ``upper``, in local seconds.

        :raises OccurrenceError: where there are more than ``limit``
        """
        found: list[int] = []
        for each in slices(self.plan, lower, self.end(upper), self.rule.count):
            if len(found) + each.last - each.first > limit:
                raise too_many()
            found.extend(each.moments())
        return found


class Series:
    """The original starts of one series, window by window.

    DTSTART is one of them even where its own rule would not give it, a case that RFC 5545, 3.8.5.3 leaves undefined;
    COUNT then counts what the rule gives, as other engines do, so that nothing is lost that one of them shows.

    :raises OccurrenceError: where a rule cannot be read, or is of another calendar
    """

    def __init__(self, start: Time, recurrence: Recurrence, day_zone: str, limit: int) -> None:
        self.frame = Frame(start, day_zone)
        self._limit = limit
        self._rules = [Rules(text, self.frame) for text in recurrence.rules]
        self._exclusion_rules = [Rules(text, self.frame) for text in recurrence.exclusion_rules]
        self.excluded = recurrence.excluded
        self.ends: dict[int, Time] = {self.frame.local(each.start): each.end for each in recurrence.periods}
        dates = (self.frame.local(each) for each in recurrence.dates)
        self._explicit = frozenset((self.frame.start, *dates, *self.ends))

    def originals(self, lower: int, upper: int) -> Originals:
        """Return the original starts in the local window, EXRULE and EXDATE taken out.

        :raises OccurrenceError: where there are more than the limit, or they cannot be reached
        """
        found = {each for each in self._explicit if lower <= each < upper}
        for rule in self._rules:
            found.update(rule.starts(lower, upper, self._limit))
        if len(found) > self._limit:
            raise too_many()
        for rule in self._exclusion_rules:
            found.difference_update(rule.starts(lower, upper, self._limit))
        all_of_them = Originals(sorted(found), self.frame)
        if not self.excluded:
            return all_of_them
        gone = {start for each in self.excluded for start in all_of_them.named(each)}
        return Originals([each for each in all_of_them.starts if each not in gone], self.frame)

    def original_named(self, time: Time) -> int:
        """Return the original start that a RECURRENCE-ID means, in local seconds, whether the series has it or not.

        In another form than the series' own it is looked for around the instant, and at the local time as written.
        """
        local = self.frame.local(time)
        if self.frame.alike(time):
            return local
        literal = seconds_of(local_of(time))
        if self.frame.is_date or isinstance(time, Date):
            windows = [(each - each % DAY, each - each % DAY + DAY) for each in (local, literal)]
        else:
            windows = [(local - CLOCK_CHANGE, local + 1), (literal, literal + 1)]
        around = {start for window in windows for start in self.originals(*window).starts}
        return next(iter(Originals(sorted(around), self.frame).named(time)), local)
