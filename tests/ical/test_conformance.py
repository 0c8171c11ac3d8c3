"""The iCalendar adapter holds what every source and every encoder must hold."""

from __future__ import annotations

from collections.abc import Mapping

from reseau_sync.model import AnyEvent, FixedTime, Period, Recurrence, Time
from reseau_sync.model.time import instant, utc_time
from reseau_sync.ports import Adapter
from reseau_sync.testing import Body, EncoderSuite, SourceSuite
from reseau_sync.vocabulary.places import Places
from reseau_sync_ical import IcalAdapter

SERIES = """\
BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//essai//essai//FR\r
BEGIN:VEVENT\r
UID:rota@entraide.example.org\r
DTSTAMP:20100901T080000Z\r
DTSTART;TZID=Romance Standard Time:20100907T143000\r
DTEND;TZID=Romance Standard Time:20100907T160000\r
RRULE:FREQ=WEEKLY;BYDAY=TU\r
EXDATE;TZID=Romance Standard Time:20100921T143000\r
SUMMARY;LANGUAGE=fr:Repas à Loon-Plage\r
DESCRIPTION:<b>Apporter</b> des gobelets<br>et du thé\r
LOCATION:Loon Plage\\, parking\r
ATTENDEE;CN="Une bénévole";MEMBER="mailto:a@example.org","mailto:b@example.org":mailto:c@example.org\r
BEGIN:VALARM\r
ACTION:DISPLAY\r
TRIGGER:-PT15M\r
DESCRIPTION:départ\r
END:VALARM\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:rota@entraide.example.org\r
DTSTAMP:20100901T080000Z\r
RECURRENCE-ID;TZID=Romance Standard Time:20100914T143000\r
DTSTART;TZID=Romance Standard Time:20100914T170000\r
DURATION:PT1H30M\r
SUMMARY:Repas à Loon-Plage (décalé)\r
END:VEVENT\r
END:VCALENDAR\r
""".encode()

DAY = b"""\
BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1@localhost
DTSTART;VALUE=DATE:20100904
SUMMARY:March\xc3\xa9 de Dunkerque
STATUS:CONFIRMED
CLASS:PUBLIC
CATEGORIES:action,stand
END:VEVENT
END:VCALENDAR
"""

BROKEN = SERIES.replace(b"DTSTART;TZID=Romance Standard Time:20100907T143000", b"DTSTART:bient\xc3\xb4t")


class TestTheIcalSource(SourceSuite):
    """Every source's suite, on iCalendar."""

    def adapter(self) -> Adapter:
        return IcalAdapter()

    def sample(self) -> Mapping[str, Body]:
        return {"rota.ics": SERIES, "https://example.org/feed.ics": DAY, "webcal://example.org/x": DAY} | {
            "dossier.ics": [("a.ics", SERIES), ("b.ics", DAY)]
        }

    def titles(self) -> list[str]:
        return ["Repas à Loon-Plage", "Marché de Dunkerque"] * 2 + ["Marché de Dunkerque"]

    def broken(self) -> Mapping[str, Body]:
        return {
            "abime.ics": BROKEN,
            "dossier.ics": [("a.ics", b"<html>connexion</html>"), ("b.ics", DAY)],
        }


class TestTheIcalEncoder(EncoderSuite):
    """Every encoder's suite, on iCalendar: what was written faithfully reads the same."""

    def adapter(self) -> Adapter:
        return IcalAdapter()

    def sample(self) -> Mapping[str, Body]:
        return {"rota.ics": SERIES, "jour.ics": DAY}

    def held(self, event: AnyEvent) -> AnyEvent:
        """iCalendar has no offsets but UTC's, and a place is recognised again when it is read."""
        return super().held(_in_utc(event))


def _in_utc(event: AnyEvent) -> AnyEvent:
    recurrence = event.recurrence
    if recurrence is not None:
        recurrence = Recurrence(
            rules=recurrence.rules,
            exclusion_rules=recurrence.exclusion_rules,
            dates=tuple(map(_utc, recurrence.dates)),
            periods=tuple(Period(start=_utc(each.start), end=_utc(each.end)) for each in recurrence.periods),
            excluded=tuple(map(_utc, recurrence.excluded)),
        )
    return event.model_copy(
        update={
            "start": _utc(event.start),
            "end": _utc(event.end) if event.end is not None else None,
            "recurrence_id": _utc(event.recurrence_id) if event.recurrence_id is not None else None,
            "recurrence": recurrence,
            "place": Places().fill(event.place) if event.place is not None else None,
            "overrides": tuple(map(_in_utc, event.overrides)),
        }
    )


def _utc(time: Time) -> Time:
    return utc_time(instant(time)) if isinstance(time, FixedTime) else time
