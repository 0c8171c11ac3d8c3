"""``assert_same_ics``: what makes no difference to a reader, and what does."""

from __future__ import annotations

import pytest

from reseau_sync.testing import assert_same_ics

from .samples import ICAL, PLAIN


def calendar(*lines: str) -> bytes:
    event = ["BEGIN:VEVENT", "UID:a@example.org", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *event, "END:VCALENDAR", ""]).encode()


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (["SUMMARY:a", "LOCATION:b"], ["LOCATION:b", "SUMMARY:a"]),
        (["SUMMARY:ab"], ["SUMMARY:a\r\n b"]),
        (["SUMMARY:Été"], ["summary:Été"]),
        (["DTSTAMP:20100901T080000Z"], []),
        (["EXDATE:20100901,20100902"], ["EXDATE:20100902", "EXDATE:20100901"]),
        (["CATEGORIES:a\\,b,c"], ["CATEGORIES:c,a\\,b"]),
        (["RRULE:FREQ=WEEKLY;BYDAY=MO,TU"], ["RRULE:BYDAY=TU,MO;FREQ=WEEKLY"]),
        (["DTSTART;TZID=Europe/Paris;VALUE=DATE-TIME:1"], ['DTSTART;VALUE=DATE-TIME;TZID="Europe/Paris":1']),
        (["DESCRIPTION:a\\Nb"], ["DESCRIPTION:a\\nb"]),
    ],
)
def test_what_says_the_same_is_the_same(left: list[str], right: list[str]) -> None:
    assert_same_ics(calendar(*left), calendar(*right))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (["SUMMARY:a"], ["SUMMARY:A"]),
        (["SUMMARY:a"], ["SUMMARY:a", "SUMMARY:a"]),
        (["SUMMARY:a\\,b"], ["SUMMARY:a,b"]),
        (["DESCRIPTION:a\\\\Nb"], ["DESCRIPTION:a\\\\nb"]),
        (["CATEGORIES:a\\,b"], ["CATEGORIES:a,b"]),
        (["DTSTART;TZID=Europe/Paris:1"], ["DTSTART:1"]),
        (['ATTENDEE;CN="a,b":x'], ["ATTENDEE;CN=a,b:x"]),
        (["RRULE:FREQ=WEEKLY"], ["RRULE:FREQ=WEEKLY;COUNT=2"]),
        (["SUMMARY:a\u2028b"], ["SUMMARY:a", "COMMENT:b"]),
        (["BEGIN:VALARM", "ACTION:AUDIO", "END:VALARM"], []),
        (["BEGIN:VALARM", "ACTION:AUDIO", "END:VALARM"], ["BEGIN:VALARM", "ACTION:DISPLAY", "END:VALARM"]),
    ],
)
def test_what_says_something_else_is_found(left: list[str], right: list[str]) -> None:
    for one, other in ((left, right), (right, left)):
        with pytest.raises(AssertionError, match="differ"):
            assert_same_ics(calendar(*one), calendar(*other))


def test_a_calendar_is_the_same_as_itself_in_another_order() -> None:
    head, *events = ICAL.removesuffix(b"END:VCALENDAR\r\n").split(b"BEGIN:VEVENT\r\n")
    shuffled = b"BEGIN:VEVENT\r\n".join([head, *reversed(events)]) + b"END:VCALENDAR\r\n"
    assert shuffled != ICAL
    assert_same_ics(ICAL, shuffled)


def test_the_difference_names_the_event_and_shows_the_lines() -> None:
    with pytest.raises(AssertionError) as found:
        assert_same_ics(ICAL, ICAL.replace(b"SEQUENCE:1", b"SEQUENCE:2"))
    shown = str(found.value)
    assert "VEVENT college@example.org 20100921T180000" in shown
    assert "- " in shown.splitlines()[1]
    assert "SEQUENCE:1" in shown.splitlines()[1]
    assert "SEQUENCE:2" in shown.splitlines()[2]
    assert len(shown.splitlines()) == 3


def test_an_event_on_one_side_only_is_named() -> None:
    with pytest.raises(AssertionError, match=r"\+ .*VEVENT maraude@example.org"):
        assert_same_ics(ICAL, ICAL.replace(b"END:VCALENDAR\r\n", PLAIN[PLAIN.index(b"BEGIN:VEVENT") :]))


def test_other_properties_can_be_left_out_of_the_comparison() -> None:
    assert_same_ics(calendar("SEQUENCE:1"), calendar("SEQUENCE:2"), ignore=("SEQUENCE",))
    with pytest.raises(AssertionError):
        assert_same_ics(calendar("DTSTAMP:1"), calendar("DTSTAMP:2"), ignore=())


@pytest.mark.parametrize(
    "wrong",
    [b"", b"pas un agenda", b"BEGIN:VCALENDAR\r\n", b"BEGIN:A\r\nEND:B\r\n", b"END:A\r\n", b"UID:1\r\n", b"\xff:"],
)
def test_what_is_no_calendar_is_never_the_same(wrong: bytes) -> None:
    with pytest.raises(AssertionError):
        assert_same_ics(wrong, wrong)
