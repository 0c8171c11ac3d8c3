"""What iCalendar files say, whole or broken, is understood; what breaks costs as little as it can."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reseau_sync.entry import Decoded
from reseau_sync.errors import SourceError
from reseau_sync.ics import read, write
from reseau_sync.ics.lines import fold
from reseau_sync.model import AnyEvent, CustomTime, Date, Event, FixedTime, Period, Status, ZonedTime
from reseau_sync.ports import Context

START = "DTSTART:20100914T180000Z"


def calendar(*lines: str, header: tuple[str, ...] = (), end: str = "\r\n") -> bytes:
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", *header, "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""]
    return end.join(whole).encode()


def understood(data: bytes, **context: str) -> Decoded:
    return read(data, Context("essai", **context))  # type: ignore[arg-type]  # the tests give strings only


def one(*lines: str, header: tuple[str, ...] = ()) -> AnyEvent:
    decoded = understood(calendar(*lines, header=header))
    assert decoded.rejected == ()
    (entry,) = decoded.entries
    return entry.event


def codes(data: bytes) -> list[tuple[str, str]]:
    return [(each.scope, each.code) for each in understood(data).rejected]


def local(*parts: int) -> dt.datetime:
    return dt.datetime(*parts)  # type: ignore[arg-type]  # year to minute


def paris(*parts: int, floating: bool = False) -> ZonedTime:
    return ZonedTime(local=local(*parts), zone="Europe/Paris", floating=floating)


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("DTSTART;TZID=Europe/Paris:20100914T180000", paris(2010, 9, 14, 18)),
        ("DTSTART;TZID=Romance Standard Time:20100914T180000", paris(2010, 9, 14, 18)),
        ("DTSTART;TZID=/mozilla.org/20070129_1/Europe/Paris:20100914T180000", paris(2010, 9, 14, 18)),
        ('DTSTART;TZID="Europe/Paris":20100914T180000', paris(2010, 9, 14, 18)),
        ("DTSTART:20100914T180000", paris(2010, 9, 14, 18, floating=True)),
        ("DTSTART:20100914T180000Z", FixedTime(local=local(2010, 9, 14, 18))),
        ("DTSTART;VALUE=DATE:20100914", Date(date=dt.date(2010, 9, 14))),
        ("DTSTART;TZID=Europe/Paris;VALUE=DATE:20100914", Date(date=dt.date(2010, 9, 14))),
        ("DTSTART:20100914", Date(date=dt.date(2010, 9, 14))),
        ("DTSTART:20100914T1800", paris(2010, 9, 14, 18, floating=True)),
        ("DTSTART:2010-09-14T18:00:00+02:00", FixedTime(local=local(2010, 9, 14, 18), offset=7200)),
    ],
)
def test_a_start_is_read_in_its_zone(line: str, start: object) -> None:
    assert one("UID:a", line).start == start


def test_x_wr_timezone_is_the_zone_of_floating_times() -> None:
    event = one("UID:a", "DTSTART:20100914T180000", header=("X-WR-TIMEZONE:Europe/London",))
    assert event.start == ZonedTime(local=local(2010, 9, 14, 18), zone="Europe/London", floating=True)


def test_a_zone_that_matches_no_iana_zone_is_carried() -> None:
    zone = (
        *("BEGIN:VTIMEZONE", "TZID:Chez nous", "BEGIN:STANDARD", "DTSTART:19700101T000000"),
        *("TZOFFSETFROM:+0117", "TZOFFSETTO:+0117", "END:STANDARD", "END:VTIMEZONE"),
    )
    start = one("UID:a", "DTSTART;TZID=Chez nous:20100914T180000", header=zone).start
    assert isinstance(start, CustomTime)
    assert start.zone.offset_at(start.local) == dt.timedelta(hours=1, minutes=17)


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        (("DTSTART;TZID=Europe/Paris:20100914T180000", "DURATION:PT90M"), paris(2010, 9, 14, 19, 30)),
        (("DTSTART;TZID=Europe/Paris:20101030T180000", "DURATION:P1D"), paris(2010, 10, 31, 18)),
        (("DTSTART;TZID=Europe/Paris:20101030T180000", "DURATION:PT24H"), paris(2010, 10, 31, 17)),
        (("DTSTART;VALUE=DATE:20100914", "DTEND;VALUE=DATE:20100916"), Date(date=dt.date(2010, 9, 16))),
        (("DTSTART;VALUE=DATE:20100914", "DTEND;VALUE=DATE:20100914"), None),
        (("DTSTART;VALUE=DATE:20100914", "DURATION:PT86400S"), Date(date=dt.date(2010, 9, 15))),
        (("DTSTART;VALUE=DATE:20100914",), None),
    ],
)
def test_an_end_is_stated_or_follows_from_the_duration(lines: tuple[str, ...], end: object) -> None:
    assert one("UID:a", *lines).end == end


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("DTSTART:mardi",), [("event", "bad-date")]),
        (("DTSTART:20100931T180000Z",), [("event", "bad-date")]),
        (("SUMMARY:x",), [("event", "no-start")]),
        (("DTSTART;TZID=Atlantide:20100914T180000",), [("event", "unknown-zone")]),
        ((START, "RECURRENCE-ID:hier"), [("event", "bad-date")]),
        ((START, "DTEND:20100914T170000Z"), [("property", "end-before-start")]),
        ((START, "DTEND;VALUE=DATE:20100915"), [("property", "end-mismatch")]),
        ((START, "DURATION:longtemps"), [("property", "bad-duration")]),
        ((START, "RRULE:FREQ=PARFOIS"), [("property", "bad-rule")]),
        ((START, "EXDATE:20100914T180000Z,hier"), [("property", "bad-date")]),
        ((START, "STATUS:PEUT-ETRE"), [("property", "bad-status")]),
        ((START, "SEQUENCE:beaucoup"), [("property", "bad-number")]),
        ((START, "GEO:ici"), [("property", "bad-geo")]),
        ((START, "une ligne sans deux-points"), [("property", "malformed-line")]),
        ((START, "BEGIN:VALARM", "TRIGGER:-PT5M"), [("property", "malformed-line")]),
    ],
)
def test_what_breaks_costs_that_alone_and_is_named(lines: tuple[str, ...], found: list[tuple[str, str]]) -> None:
    neighbour = calendar("UID:b", START, "SUMMARY:Voisin")
    both = calendar("UID:a", *lines).replace(b"END:VCALENDAR\r\n", b"") + neighbour.partition(b"2.0\r\n")[2]
    decoded = understood(both)
    assert [(each.scope, each.code) for each in decoded.rejected] == found
    assert all(each.where.uid == "a" and each.where.line and each.raw for each in decoded.rejected)
    titles = [entry.event.title for entry in decoded.entries]
    assert titles[-1] == "Voisin"
    assert len(titles) == (1 if found[0][0] == "event" else 2)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"<html>", "html"),
        (b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", "not-a-calendar"),
        (calendar("UID:a", START)[:-30], "truncated"),
        (calendar("UID:a", START).replace(b"\r\nEND:VCALENDAR", b""), "truncated"),
        (calendar("UID:a", START).replace(b"UID", b"\0"), "nul-bytes"),
    ],
)
def test_a_body_that_is_no_whole_calendar_is_never_an_empty_one(data: bytes, code: str) -> None:
    with pytest.raises(SourceError) as raised:
        understood(data)
    assert raised.value.code == code
    assert raised.value.hint is not None


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\r\r\n"])
def test_any_line_end_is_read(end: str) -> None:
    decoded = understood(calendar("UID:a", START, "SUMMARY:Réunion", end=end))
    assert [entry.event.title for entry in decoded.entries] == ["Réunion"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_are_kept_in_any_encoding(encoding: str) -> None:
    data = calendar("UID:a", START, "SUMMARY:Fête à Téteghem").decode().encode(encoding)
    assert understood(data).entries[0].event.title == "Fête à Téteghem"


@given(st.text(alphabet="aé€ ", max_size=400))
def test_folding_loses_nothing_and_no_line_is_too_long(text: str) -> None:
    data = fold(f"DESCRIPTION:{text}e")
    assert data.replace(b"\r\n ", b"") == f"DESCRIPTION:{text}e\r\n".encode()
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


@pytest.mark.parametrize("letters", range(58, 66))
def test_blanks_at_the_end_of_a_text_are_never_alone_on_a_line(letters: int) -> None:
    data = fold(f"DESCRIPTION:{'a' * letters}{' ' * 40}")
    assert len(data.split(b"\r\n")) == 3
    assert all(line.strip() for line in data.split(b"\r\n")[:-1])


def test_a_line_folded_inside_a_letter_is_whole() -> None:
    data = calendar("UID:a", START, "SUMMARY:été").replace("é".encode(), b"\xc3\r\n \xa9", 1)
    assert understood(data).entries[0].event.title == "été"


def test_a_broken_time_zone_costs_that_zone_alone() -> None:
    zone = ("BEGIN:VTIMEZONE", "TZID:Rien", "BEGIN:STANDARD", "TZOFFSETFROM:+9900", "END:STANDARD", "END:VTIMEZONE")
    assert one("UID:a", START, header=zone).uid == "a"


def test_the_versions_of_a_series_stay_with_their_master() -> None:
    master = ("UID:a", "DTSTART;TZID=Europe/Paris:20100907T180000", "RRULE:FREQ=WEEKLY")
    moved = ("UID:a", "RECURRENCE-ID;TZID=Europe/Paris:20100914T180000", "DTSTART;TZID=Europe/Paris:20100915T180000")
    (entry,) = understood(calendar(*moved, "END:VEVENT", "BEGIN:VEVENT", *master)).entries
    assert [each.recurrence_id for each in entry.event.overrides] == [paris(2010, 9, 14, 18)]


def test_a_cancellation_cancels_and_an_answer_states_nothing() -> None:
    assert one("UID:a", START, header=("METHOD:CANCEL",)).status is Status.CANCELLED
    assert codes(calendar("UID:a", START, header=("METHOD:REPLY",))) == [("skipped", "ignored-reply")]
    assert codes(calendar("UID:a", START, header=("METHOD:COUNTER",))) == [("skipped", "ignored-counter")]


def test_a_cancelled_instance_needs_no_start() -> None:
    event = one("UID:a", "RECURRENCE-ID:20100914T180000Z", header=("METHOD:CANCEL",))
    assert (event.start, event.status) == (FixedTime(local=local(2010, 9, 14, 18)), Status.CANCELLED)


def test_an_event_outside_the_calendars_of_a_file_is_read_all_the_same() -> None:
    outside = calendar("UID:b", START).partition(b"2.0\r\n")[2].replace(b"END:VCALENDAR\r\n", b"")
    decoded = understood(calendar("UID:a", START) + outside)
    assert [entry.event.uid for entry in decoded.entries] == ["a", "b"]


def test_what_is_no_event_is_counted_and_named() -> None:
    todo = calendar("UID:a").replace(b"VEVENT", b"VTODO")
    assert codes(todo) == [("skipped", "ignored-vtodo")]


def test_a_period_of_rdate_has_its_own_end() -> None:
    event = one("UID:a", START, "RDATE;VALUE=PERIOD:20100921T180000Z/PT30M")
    assert event.recurrence is not None
    at = FixedTime(local=local(2010, 9, 21, 18))
    assert event.recurrence.periods == (Period(start=at, end=FixedTime(local=local(2010, 9, 21, 18, 30))),)


def test_an_html_description_is_kept_beside_its_text() -> None:
    event = one("UID:a", START, 'DESCRIPTION:<p>Apporter <b>du thé</b></p><a href="https://x.example.org">plan</a>')
    assert event.description == "Apporter du thé\nplan (https://x.example.org)"
    assert event.description_html is not None
    copy = write([event]).decode().replace("\r\n ", "")
    assert "DESCRIPTION:Apporter du thé" in copy
    assert "X-ALT-DESC;FMTTYPE=text/html:<p>Apporter <b>du thé</b></p>" in copy


@pytest.mark.parametrize(
    "line",
    [
        'ATTENDEE;CN="Ana; Luz";MEMBER="mailto:a@example.org","mailto:b@example.org":mailto:c@example.org',
        "RESOURCES:table,chaises",
        "REQUEST-STATUS:2.0;Success",
        'SUMMARY;LANGUAGE=fr;ALTREP="https://x.example.org":Réunion',
        "DURATION:PT1H30M",
        "DTEND:bientôt",
        "X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE=a^'b^nc:geo:51,2",
        'STRUCTURED-DATA;FMTTYPE=application/json:{\\"a\\": 1}',
        "CONCEPT:https://example.org/soupe",
        "RRULE:FREQ=WEEKLY;BYDAY=TU",
        "GEO:51.0310;2.3370",
    ],
)
def test_a_faithful_copy_keeps_every_property_as_written(line: str) -> None:
    events = [entry.event for entry in understood(calendar("UID:a", START, line)).entries]
    assert line in write(events).decode().replace("\r\n ", "")


def test_a_carried_property_gives_way_when_its_field_is_changed() -> None:
    event = one("UID:a", START, "SUMMARY;LANGUAGE=fr:Réunion", "DURATION:PT1H")
    changed = event.model_copy(update={"title": "Maraude", "end": None})
    copy = write([changed]).decode()
    assert "SUMMARY:Maraude" in copy
    assert "Réunion" not in copy
    assert "DURATION" not in copy


def test_two_zones_of_one_name_are_never_mixed() -> None:
    def zone(offset: str) -> tuple[str, ...]:
        return (
            *("BEGIN:VTIMEZONE", "TZID:Chez nous", "BEGIN:STANDARD", "DTSTART:19700101T000000"),
            *(f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}", "END:STANDARD", "END:VTIMEZONE"),
        )

    events = [
        one(f"UID:{offset}", "DTSTART;TZID=Chez nous:20100914T180000", header=zone(offset))
        for offset in ("+0117", "+0118")
    ]
    again = [entry.event for entry in understood(write(events)).entries]
    offsets = [each.start.zone.offset_at(each.start.local) for each in again if isinstance(each.start, CustomTime)]
    assert offsets == [dt.timedelta(minutes=77), dt.timedelta(minutes=78)]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
@example(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n\xff\xfe")
@example(b"\xff\xfeB")
@example(b"BEGIN:VCALENDAR\nBEGIN:\nEND:\nEND:VCALENDAR")
def test_no_bytes_raise_anything_but_a_source_error(data: bytes) -> None:
    for body in (data, calendar("UID:a", START).replace(b"UID:a", data)):
        with contextlib.suppress(SourceError):
            assert isinstance(understood(body), Decoded)


def test_a_plain_event_needs_nothing_but_a_start() -> None:
    assert one(START) == Event(start=FixedTime(local=local(2010, 9, 14, 18)))
