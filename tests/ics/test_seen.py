"""What a server writes in another order is no edit."""

from __future__ import annotations

from reseau_sync.ics.seen import seen

_EVENT = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//x//x//FR\r
BEGIN:VEVENT\r
UID:a\r
DTSTAMP:20100901T000000Z\r
DTSTART:20100907T180000Z\r
RRULE:{}\r
SUMMARY:Collège\r
END:VEVENT\r
END:VCALENDAR\r
"""


def content(rule: str) -> str:
    found = seen(_EVENT.format(rule).encode(), "Europe/Paris")
    assert found is not None
    return found.content


def test_the_days_of_a_rule_are_the_same_in_whatever_order() -> None:
    written = content("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU")
    assert content("FREQ=WEEKLY;COUNT=4;INTERVAL=2;BYDAY=SU,TU;WKST=SU") == written
    assert content("FREQ=WEEKLY;COUNT=4;INTERVAL=2;BYDAY=SU,WE;WKST=SU") != written
