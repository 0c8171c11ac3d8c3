"""Small calendars, one construct each, with the occurrences that RFC 5545 gives them: worked out by hand.

All are read over 2026-01-01 to 2028-12-31. ``expected`` is lines of ``start/end``, in UTC with ``Z``, or days, or
floating times without ``Z``; ``!`` marks a cancelled one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .engines import Occ

AFTER, BEFORE = dt.date(2026, 1, 1), dt.date(2029, 1, 1)

PARIS = """\
BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
"""

CUSTOM = """\
BEGIN:VTIMEZONE
TZID:Heure du port
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0130
TZOFFSETTO:+0130
TZNAME:PORT
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """One construct: its VEVENTs (DTSTAMP is added), and what they mean."""

    name: str
    events: str
    expected: str

    def calendar(self) -> bytes:
        """Return the whole calendar."""
        events = self.events.strip().replace("BEGIN:VEVENT\n", "BEGIN:VEVENT\nDTSTAMP:20260101T000000Z\n")
        lines = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//example.org//echantillon//FR\n{PARIS}{CUSTOM}{events}\n"
        return (lines + "END:VCALENDAR\n").replace("\n", "\r\n").encode()

    def occurrences(self) -> tuple[Occ, ...]:
        """Return what is expected; every sample has one UID, its name."""
        return tuple(self._occurrence(line) for line in self.expected.split())

    def _occurrence(self, line: str) -> Occ:
        start, end = line.strip("!").split("/")
        full = start[: len("2026-01-01")] + end if end.startswith("T") else end
        return Occ(self.name, start, full, start, full, cancelled=line.startswith("!"))


def _sample(name: str, lines: str, expected: str, *overrides: str) -> Sample:
    parts = [
        f"BEGIN:VEVENT\nUID:{name}\nSUMMARY:Permanence\n{part.strip()}\nEND:VEVENT" for part in (lines, *overrides)
    ]
    return Sample(name, "\n".join(parts), expected)


_AT_FIVE = "DTSTART;TZID=Europe/Paris:20261006T180000\nDTEND;TZID=Europe/Paris:20261006T200000\n"
_WEEKLY = _AT_FIVE + "RRULE:FREQ=WEEKLY;COUNT=4\n"

SAMPLES: tuple[Sample, ...] = (
    _sample("plain", _AT_FIVE, "2026-10-06T16:00:00Z/T18:00:00Z"),
    _sample("utc-with-duration", "DTSTART:20261006T160000Z\nDURATION:PT90M", "2026-10-06T16:00:00Z/T17:30:00Z"),
    _sample("without-end", "DTSTART;TZID=Europe/Paris:20261006T180000", "2026-10-06T16:00:00Z/T16:00:00Z"),
    _sample("one-day", "DTSTART;VALUE=DATE:20261006", "2026-10-06/2026-10-07"),
    _sample("three-days", "DTSTART;VALUE=DATE:20261006\nDTEND;VALUE=DATE:20261009", "2026-10-06/2026-10-09"),
    _sample("floating", "DTSTART:20261006T180000\nDTEND:20261006T200000", "2026-10-06T18:00:00/T20:00:00"),
    _sample(
        "custom-zone", "DTSTART;TZID=Heure du port:20261006T180000\nDURATION:PT1H", "2026-10-06T16:30:00Z/T17:30:00Z"
    ),
    _sample("cancelled", _AT_FIVE + "STATUS:CANCELLED", "!2026-10-06T16:00:00Z/T18:00:00Z"),
    _sample(
        "weekly-with-exdate-across-the-clock-change",
        _WEEKLY + "EXDATE;TZID=Europe/Paris:20261013T180000",
        "2026-10-06T16:00:00Z/T18:00:00Z 2026-10-20T16:00:00Z/T18:00:00Z 2026-10-27T17:00:00Z/T19:00:00Z",
    ),
    _sample(
        "until-in-utc-is-inclusive",
        _AT_FIVE + "RRULE:FREQ=WEEKLY;UNTIL=20261027T170000Z",
        """2026-10-06T16:00:00Z/T18:00:00Z 2026-10-13T16:00:00Z/T18:00:00Z 2026-10-20T16:00:00Z/T18:00:00Z
        2026-10-27T17:00:00Z/T19:00:00Z""",
    ),
    _sample(
        "until-as-a-day",
        "DTSTART;VALUE=DATE:20261006\nRRULE:FREQ=DAILY;UNTIL=20261008",
        "2026-10-06/2026-10-07 2026-10-07/2026-10-08 2026-10-08/2026-10-09",
    ),
    _sample(
        "last-friday-of-the-month",
        "DTSTART;TZID=Europe/Paris:20260925T190000\nDURATION:PT2H\nRRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=3",
        "2026-09-25T17:00:00Z/T19:00:00Z 2026-10-30T18:00:00Z/T20:00:00Z 2026-11-27T18:00:00Z/T20:00:00Z",
    ),
    _sample(
        "last-working-day-of-the-month",
        "DTSTART;VALUE=DATE:20261030\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3",
        "2026-10-30/2026-10-31 2026-11-30/2026-12-01 2026-12-31/2027-01-01",
    ),
    _sample(
        "the-29-of-february",
        "DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY",
        "2028-02-29/2028-03-01",
    ),
    _sample(
        "the-31-of-the-month",
        "DTSTART;VALUE=DATE:20261031\nRRULE:FREQ=MONTHLY;COUNT=3",
        "2026-10-31/2026-11-01 2026-12-31/2027-01-01 2027-01-31/2027-02-01",
    ),
    _sample(
        "every-other-week-on-two-days",
        "DTSTART;VALUE=DATE:20261006\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU;COUNT=3",
        "2026-10-06/2026-10-07 2026-10-18/2026-10-19 2026-10-20/2026-10-21",
    ),
    _sample(
        "override-moved",
        _WEEKLY,
        """2026-10-06T16:00:00Z/T18:00:00Z 2026-10-14T17:00:00Z/T19:00:00Z 2026-10-20T16:00:00Z/T18:00:00Z
        2026-10-27T17:00:00Z/T19:00:00Z""",
        "RECURRENCE-ID;TZID=Europe/Paris:20261013T180000\nDTSTART;TZID=Europe/Paris:20261014T190000\nDURATION:PT2H",
    ),
    _sample(
        "override-cancelled",
        _WEEKLY,
        """2026-10-06T16:00:00Z/T18:00:00Z !2026-10-13T16:00:00Z/T18:00:00Z 2026-10-20T16:00:00Z/T18:00:00Z
        2026-10-27T17:00:00Z/T19:00:00Z""",
        "RECURRENCE-ID;TZID=Europe/Paris:20261013T180000\n" + _AT_FIVE.replace("1006", "1013") + "STATUS:CANCELLED",
    ),
    _sample(
        "override-named-in-utc",
        _WEEKLY,
        """2026-10-06T16:00:00Z/T18:00:00Z 2026-10-13T17:00:00Z/T18:00:00Z 2026-10-20T16:00:00Z/T18:00:00Z
        2026-10-27T17:00:00Z/T19:00:00Z""",
        "RECURRENCE-ID:20261013T160000Z\nDTSTART:20261013T170000Z\nDURATION:PT1H",
    ),
    _sample(
        "override-alone",
        "RECURRENCE-ID;TZID=Europe/Paris:20261013T180000\n" + _AT_FIVE,
        "2026-10-06T16:00:00Z/T18:00:00Z",
    ),
    _sample(
        "override-of-a-date-that-is-not-in-the-rule",
        _AT_FIVE + "RRULE:FREQ=WEEKLY;COUNT=2",
        "2026-10-06T16:00:00Z/T18:00:00Z 2026-10-13T16:00:00Z/T18:00:00Z 2026-10-15T17:00:00Z/T18:00:00Z",
        "RECURRENCE-ID;TZID=Europe/Paris:20261015T180000\nDTSTART;TZID=Europe/Paris:20261015T190000\nDURATION:PT1H",
    ),
    _sample(
        "rdate",
        _AT_FIVE + "RDATE;TZID=Europe/Paris:20261008T180000,20261105T090000",
        "2026-10-06T16:00:00Z/T18:00:00Z 2026-10-08T16:00:00Z/T18:00:00Z 2026-11-05T08:00:00Z/T10:00:00Z",
    ),
    _sample(
        "rdate-that-the-rule-gives-as-well",
        _AT_FIVE + "RRULE:FREQ=WEEKLY;COUNT=2\nRDATE;TZID=Europe/Paris:20261013T180000",
        "2026-10-06T16:00:00Z/T18:00:00Z 2026-10-13T16:00:00Z/T18:00:00Z",
    ),
    _sample(
        "rdate-as-a-period",
        _AT_FIVE + "RDATE;VALUE=PERIOD:20261008T070000Z/PT30M",
        "2026-10-06T16:00:00Z/T18:00:00Z 2026-10-08T07:00:00Z/T07:30:00Z",
    ),
    # RFC 5545 leaves it undefined (3.8.5.3). DTSTART is an occurrence; COUNT counts what the rule gives.
    _sample(
        "start-outside-the-rule",
        "DTSTART;VALUE=DATE:20261005\nRRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=3",
        "2026-10-05/2026-10-06 2026-10-06/2026-10-07 2026-10-13/2026-10-14 2026-10-20/2026-10-21",
    ),
    # RFC 5545 gives no meaning to it; tools write it, and all engines take it for that day's occurrence.
    _sample(
        "exdate-by-day-for-a-timed-series",
        _AT_FIVE + "RRULE:FREQ=WEEKLY;COUNT=2\nEXDATE;VALUE=DATE:20261013",
        "2026-10-06T16:00:00Z/T18:00:00Z",
    ),
    # Two events by one name, as careless tools write them: neither is lost, and an override is the newer one's.
    _sample(
        "two-masters",
        "SEQUENCE:2\n" + _AT_FIVE + "RRULE:FREQ=WEEKLY;COUNT=2\nEXDATE;TZID=Europe/Paris:20261013T180000",
        """2026-10-06T16:00:00Z/T18:00:00Z 2026-10-13T16:00:00Z/T18:00:00Z 2026-10-20T16:00:00Z/T18:00:00Z
        2026-10-27T17:00:00Z/T19:00:00Z 2026-10-06T16:00:00Z/T18:00:00Z 2026-10-14T17:00:00Z/T18:00:00Z""",
        "SEQUENCE:1\nRECURRENCE-ID;TZID=Europe/Paris:20261013T180000\nDTSTART:20261014T170000Z\nDURATION:PT1H",
        _WEEKLY,
    ),
    # Neither names what it means to the letter; by the clock on the wall both are plain.
    _sample(
        "override-named-in-another-zone",
        _WEEKLY,
        """2026-10-06T16:00:00Z/T18:00:00Z 2026-10-14T17:00:00Z/T18:00:00Z 2026-10-20T16:00:00Z/T18:00:00Z
        2026-10-27T17:00:00Z/T19:00:00Z""",
        "RECURRENCE-ID;TZID=Europe/London:20261013T180000\nDTSTART:20261014T170000Z\nDURATION:PT1H",
    ),
    _sample(
        "exdate-in-another-zone",
        "DTSTART:20261006T180000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=2\nEXDATE;TZID=Europe/Paris:20261013T180000",
        "2026-10-06T18:00:00Z/T19:00:00Z",
    ),
    # RFC 5545 has no such example; the month is DTSTART's, as where a rule names days alone.
    _sample(
        "twentieth-week",
        "DTSTART;VALUE=DATE:20260512\nRRULE:FREQ=YEARLY;BYWEEKNO=20",
        "2026-05-12/2026-05-13 2027-05-18/2027-05-19 2028-05-16/2028-05-17",
    ),
    _sample(
        "twentieth-monday",
        "DTSTART;VALUE=DATE:20260518\nRRULE:FREQ=YEARLY;BYDAY=20MO",
        "2026-05-18/2026-05-19 2027-05-17/2027-05-18 2028-05-15/2028-05-16",
    ),
    _sample(
        "the-29-of-february-or-the-day-after",
        "DTSTART;VALUE=DATE:20240229\nRRULE:RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD",
        "2026-03-01/2026-03-02 2027-03-01/2027-03-02 2028-02-29/2028-03-01",
    ),
    _sample(
        "days-by-number-and-name-every-other-year",
        "DTSTART;VALUE=DATE:20260413\nRRULE:FREQ=YEARLY;INTERVAL=2;BYDAY=MO;BYMONTHDAY=8,9,10,11,12,13,14",
        "2026-04-13/2026-04-14 2028-04-10/2028-04-11",
    ),
    _sample(
        "exdate-of-the-first",
        _AT_FIVE + "RRULE:FREQ=WEEKLY;COUNT=2\nEXDATE;TZID=Europe/Paris:20261006T180000",
        "2026-10-13T16:00:00Z/T18:00:00Z",
    ),
    _sample(
        "two-rules",
        "DTSTART;VALUE=DATE:20261006\nRRULE:FREQ=WEEKLY;COUNT=2\nRRULE:FREQ=MONTHLY;COUNT=2",
        "2026-10-06/2026-10-07 2026-10-13/2026-10-14 2026-11-06/2026-11-07",
    ),
    _sample(
        "exrule",
        "DTSTART;VALUE=DATE:20261006\nRRULE:FREQ=DAILY;COUNT=4\nEXRULE:FREQ=DAILY;INTERVAL=2;COUNT=2",
        "2026-10-07/2026-10-08 2026-10-09/2026-10-10",
    ),
    _sample(
        "this-and-future",
        _WEEKLY,
        """2026-10-06T16:00:00Z/T18:00:00Z 2026-10-13T16:00:00Z/T18:00:00Z 2026-10-20T17:00:00Z/T19:00:00Z
        2026-10-27T18:00:00Z/T20:00:00Z""",
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20261020T180000\n"
        "DTSTART;TZID=Europe/Paris:20261020T190000\nDURATION:PT2H",
    ),
    # From 23 h to 6 h, as people mean it and most engines show it; by the letter (RFC 5545, 3.8.5.3) the night of the
    # clock change would end at 5 h, as long as the first one.
    _sample(
        "night-of-the-clock-change-with-an-end",
        "DTSTART;TZID=Europe/Paris:20261017T230000\nDTEND;TZID=Europe/Paris:20261018T060000\nRRULE:FREQ=WEEKLY;COUNT=2",
        "2026-10-17T21:00:00Z/2026-10-18T04:00:00Z 2026-10-24T21:00:00Z/2026-10-25T05:00:00Z",
    ),
    _sample(
        "a-time-that-the-clock-change-skips",
        "DTSTART;TZID=Europe/Paris:20260328T023000\nDURATION:PT30M\nRRULE:FREQ=DAILY;COUNT=3",
        "2026-03-28T01:30:00Z/T02:00:00Z 2026-03-29T01:30:00Z/T02:00:00Z 2026-03-30T00:30:00Z/T01:00:00Z",
    ),
    _sample(
        "a-time-that-happens-twice",
        "DTSTART;TZID=Europe/Paris:20261025T023000\nDURATION:PT30M",
        "2026-10-25T00:30:00Z/T01:00:00Z",
    ),
)
