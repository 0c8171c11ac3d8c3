"""The original starts of a series: DTSTART, RRULE and RDATE, less EXRULE (RFC 5545, 3.8.5; RFC 2445, 4.8.5.2)."""

from __future__ import annotations

from reseau_sync.errors import OccurrenceError, Words
from reseau_sync.model import Recurrence
from reseau_sync.model.time import Time, local_of
from reseau_sync.occurrences.blocks import slices, too_many
from reseau_sync.occurrences.clock import until_seconds
from reseau_sync.occurrences.matching import Frame, Originals
from reseau_sync.occurrences.plan import Plan, plan_for
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


def originals(recurrence: Recurrence, frame: Frame, lower: int, upper: int, limit: int) -> Originals:
    """Return the original starts in the local window, EXRULE and EXDATE taken out.

    DTSTART is one of them even where its own rule would not give it, a case that RFC 5545, 3.8.5.3 leaves undefined;
    COUNT then counts what the rule gives, as other engines do, so that nothing is lost that one of them shows.

    :raises OccurrenceError: where a rule gives more than ``limit`` there
    """
    explicit = [frame.start, *(frame.local(each) for each in recurrence.dates), *period_ends(recurrence, frame)]
    found = {each for each in explicit if lower <= each < upper}
    for text in recurrence.rules:
        found.update(Rules(text, frame).starts(lower, upper, limit))
    for text in recurrence.exclusion_rules:
        found.difference_update(Rules(text, frame).starts(lower, upper, limit))
    if len(found) > limit:
        raise too_many()
    all_of_them = Originals(sorted(found), frame)
    if not recurrence.excluded:
        return all_of_them
    gone = {start for each in recurrence.excluded for start in all_of_them.named(each)}
    return Originals([each for each in all_of_them.starts if each not in gone], frame)


def period_ends(recurrence: Recurrence, frame: Frame) -> dict[int, Time]:
    """Return the own ends of RDATE periods, by original start."""
    return {frame.local(each.start): each.end for each in recurrence.periods}
