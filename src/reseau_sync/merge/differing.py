"""In what the calendars that state one event differ, as far as somebody who goes there must know it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from reseau_sync.errors import Words
from reseau_sync.merge.agreeing import DAY, clock, day_of, days_of, precision, refines, same_place
from reseau_sync.merge.authority import Authority, Part, Ranked
from reseau_sync.model import AnyEvent, Place, Status
from reseau_sync.model.time import Date, Time, instant
from reseau_sync.view import Disagreement, Said

Value = Callable[[Part], Words]


class Differing:
    """Finds the differences between the parts of an event; ``timezone`` is the IANA zone that people read times in."""

    def __init__(self, authority: Authority, timezone: str) -> None:
        self._authority = authority
        self._timezone = timezone

    def between(
        self, ranked: Ranked, published: AnyEvent, *, at: Time | None = None, repeats: bool = False
    ) -> tuple[Disagreement, ...]:
        """Return the differences, first of each the version that is published.

        :param at: the original start of the occurrence that the parts state
        :param repeats: whether the parts are series, of which only the hours are compared
        """
        found = [
            self._time(ranked.parts, published, repeats=repeats),
            self._place(ranked.parts, published.place),
            self._cancelled(ranked.parts),
            self._lead(ranked.parts),
        ]
        return tuple(replace(each, at=at) for each in found if each is not None)

    def stale(self, parts: Sequence[Part]) -> tuple[Disagreement, ...]:
        """Return what calendars still show of times from which the event was moved."""
        if not parts:
            return ()
        return (Disagreement("stale", self._said(parts, lambda each: self._when(each.event, with_day=True))),)

    def _time(self, parts: Sequence[Part], published: AnyEvent, *, repeats: bool) -> Disagreement | None:
        apart = [each for each in parts if self._differs(each.event, published, repeats=repeats)]
        if not apart:
            return None
        agreeing = [each for each in parts if each not in apart and precision(each.event) == precision(published)]
        days = {self._days(each.event) for each in (*agreeing, *apart)}
        other_day = not repeats and len(days) > 1
        ends = not other_day and self._same_start(apart, published, repeats=repeats)
        if ends:  # who states none says nothing else
            agreeing = [each for each in agreeing if each.event.end is not None]
        said = self._said(
            [*agreeing, *apart], lambda each: self._when(each.event, with_day=other_day, with_end=ends), agreeing
        )
        if len(said) < 2:  # what differs is not seen in these words
            return None
        return Disagreement("date" if other_day else "time", said)

    def _differs(self, event: AnyEvent, published: AnyEvent, *, repeats: bool) -> bool:
        if repeats:
            return self._hours(event)[0] != self._hours(published)[0] or self._ends_apart(event, published)
        if precision(event) != precision(published):
            return not (refines(published, event, self._timezone) or refines(event, published, self._timezone))
        if precision(event) < 2:
            return days_of(event, self._timezone) != days_of(published, self._timezone)
        if instant(event.start, self._timezone) != instant(published.start, self._timezone):
            return True
        return self._ends_apart(event, published)

    def _ends_apart(self, event: AnyEvent, published: AnyEvent) -> bool:
        if event.end is None or published.end is None or precision(event) < 2:
            return False
        return self._hours(event)[1] != self._hours(published)[1]

    def _same_start(self, apart: Iterable[Part], published: AnyEvent, *, repeats: bool) -> bool:
        if repeats:
            return all(self._hours(each.event)[0] == self._hours(published)[0] for each in apart)
        return precision(published) == 2 and all(
            instant(each.event.start, self._timezone) == instant(published.start, self._timezone) for each in apart
        )

    def _hours(self, event: AnyEvent) -> tuple[str, str]:
        if isinstance(event.start, Date):
            return "", ""
        end = event.end
        ends = clock(end, self._timezone).strftime("%H:%M") if end is not None and not isinstance(end, Date) else ""
        return clock(event.start, self._timezone).strftime("%H:%M"), ends

    def _days(self, event: AnyEvent) -> str:
        return str(day_of(event.start, self._timezone))

    def _place(self, parts: Sequence[Part], published: Place | None) -> Disagreement | None:
        stated = [each for each in parts if each.event.place is not None and each.event.place.line()]
        if published is None:
            return None
        apart = [each for each in stated if each.event.place and not same_place(each.event.place, published)]
        if not apart:
            return None
        agreeing = [each for each in stated if each not in apart]
        line = published.line()
        said = self._said(apart, _place_words)
        names = tuple(dict.fromkeys(self._authority.name(each.entry) for each in agreeing))
        first = Said(Words(line, line), tuple(each.entry for each in agreeing), names)
        return Disagreement("place", (first, *said))

    def _cancelled(self, parts: Sequence[Part]) -> Disagreement | None:
        cancelled = [each for each in parts if each.event.status is Status.CANCELLED]
        if not cancelled or len(cancelled) == len(parts):
            return None
        return Disagreement("cancelled", self._said(cancelled, lambda _: Words("annulé", "cancelled")))

    def _lead(self, parts: Sequence[Part]) -> Disagreement | None:
        stated = [each for each in parts if each.event.lead is not None]
        leads = {
            self._authority.declared(each.event.lead) or each.event.lead.name for each in stated if each.event.lead
        }
        return Disagreement("lead", self._said(stated, _lead_words)) if len(leads) > 1 else None

    def _said(self, parts: Sequence[Part], value: Value, first: Sequence[Part] = ()) -> tuple[Said, ...]:
        """Return the versions, equal ones together; those of ``first`` come first."""
        by_value: dict[Words, list[Part]] = {}
        for each in [*first, *parts]:
            found = by_value.setdefault(value(each), [])
            if each not in found:
                found.append(each)
        return tuple(
            Said(
                words,
                tuple(each.entry for each in saying),
                tuple(dict.fromkeys(self._authority.name(each.entry) for each in saying)),
            )
            for words, saying in by_value.items()
        )

    def _when(self, event: AnyEvent, *, with_day: bool, with_end: bool = False) -> Words:
        """Return the time in words: ``14h30``, ``14h–16h``, ``le 14/09 à 14h30``."""
        day = day_of(event.start, self._timezone)
        first, last = days_of(event, self._timezone)
        said_day = Words(f"le {day:%d/%m}", f"on {day:%d/%m}")
        if isinstance(event.start, Date):
            until = last - DAY
            return (
                said_day
                if until <= first
                else Words(f"du {first:%d/%m} au {until:%d/%m}", f"{first:%d/%m} to {until:%d/%m}")
            )
        hour = _hour(event.start, self._timezone)
        if with_end and event.end is not None:
            end = _hour(event.end, self._timezone)
            hour = Words(f"{hour.fr}–{end.fr}", f"{hour.en}–{end.en}")
        return Words(f"{said_day.fr} à {hour.fr}", f"{said_day.en} at {hour.en}") if with_day else hour


def _hour(time: Time, timezone: str) -> Words:
    at = clock(time, timezone)
    return Words(f"{at.hour}h{at:%M}".removesuffix("00") if at.minute == 0 else f"{at.hour}h{at:%M}", f"{at:%H:%M}")


def _place_words(part: Part) -> Words:
    line = part.event.place.line() if part.event.place is not None else ""
    return Words(line, line)


def _lead_words(part: Part) -> Words:
    name = part.event.lead.name if part.event.lead is not None else ""
    return Words(name, name)
