"""What a TZID means: alone, with its VTIMEZONE, and when either is broken."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from reseau_sync.ics.component import Component, ContentLine
from reseau_sync.ics.lines import (
    MalformedLineError,
    logical_lines,
    parse_component,
    parse_line,
    physical_lines,
    to_text,
    to_utf8,
)
from reseau_sync.ics.observances import UnreadableZoneError, read_vtimezone, tzid_of
from reseau_sync.ics.vtimezone import vtimezone
from reseau_sync.ics.windows_displays import _DISPLAYS, displayed_zone
from reseau_sync.ics.zones import CalendarZones, iana_of
from reseau_sync.model.time import CustomTime, CustomZone, instant
from reseau_sync.model.zones import iana_keys

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpus"


@pytest.mark.parametrize(
    ("tzid", "key"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("europe/PARIS", "Europe/Paris"),
        ('"Europe/Paris" ', "Europe/Paris"),
        ("Asia/Calcutta", "Asia/Calcutta"),
        ("EST5EDT", "EST5EDT"),
        ("Romance Standard Time", "Europe/Paris"),
        ("Romance Daylight Time", "Europe/Paris"),
        ("(UTC+01:00) Brussels, Copenhagen, Madrid, Paris", "Europe/Paris"),
        ("(UTC+01:00) Brussels\\, Copenhagen\\, Madrid\\, Paris", "Europe/Paris"),
        ("(UTC+01:00) Bruxelles, Copenhague, Madrid, Paris", "Europe/Paris"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Berlin"),
        ("Paris, Madrid", "Europe/Paris"),
        ("Paris, Madrid (heure d’été)", "Europe/Paris"),
        ("(GMT-08.00) Pacific Time (US & Canada)/Tijuana", "America/Los_Angeles"),
        ("Pacific Time (US & Canada), Tijuana", "America/Los_Angeles"),
        ("(GMT) Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London", "Europe/London"),
        ("(UTC-03:00) Brasília", "America/Sao_Paulo"),
        ("Kuala Lumpur, Singapore", "Asia/Singapore"),
        ("Canberra, Melbourne, Sydney", "Australia/Sydney"),
        ("Sarajevo, Skopje, Sofija, Vilnius, Warsaw, Zagreb", "Europe/Warsaw"),
        ("(UTC+04:00) Moscow, St. Petersburg, Volgograd", "Europe/Moscow"),
        ("Western/Central Europe", "Europe/Brussels"),
        ("/mozilla.org/20050126_1/Europe/Berlin", "Europe/Berlin"),
        ("/softwarestudio.org/Olson_20011030_5/America/New_York", "America/New_York"),
        ("/freeassociation.sourceforge.net/Tzfile/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("/freeassociation.sourceforge.net/Europe/Berlin", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/Tzfile/SystemV/EST5EDT", "EST5EDT"),
        ("/Europe/Stockholm", "Europe/Stockholm"),
        ("posix/Europe/Vaduz", "Europe/Vaduz"),
        ("tzone://Microsoft/Utc", "UTC"),
        ("Europe_Berlin", "Europe/Berlin"),
        ("America_New_York", "America/New_York"),
        ("America/New York", "America/New_York"),
        ("America-Chicago", "America/Chicago"),
        ("America_Argentina_Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("UTC", "UTC"),
        ("Z", "UTC"),
        ("GMT+0000", "UTC"),
        ("(UTC) Coordinated Universal Time", "UTC"),
        ("Etc/UTC", "Etc/UTC"),
    ],
)
def test_a_tzid_that_spells_a_zone_is_that_zone(tzid: str, key: str) -> None:
    assert iana_of(tzid) == key


@pytest.mark.parametrize(
    "tzid",
    [
        "",
        "/",
        "a",
        "CST",
        "Eastern",
        "tzone://Microsoft/Custom",
        "Customized Time Zone",
        "(UTC+05:00) Brussels, Copenhagen, Madrid, Paris",
        "(GMT +01:00)",
        "GMT-05.00/-04.00",
        "Paris, Tokyo",
        "Paris, Trifouillis",
        "La Paz",
        "America/Example",
        "/Europe/CUSTOM",
        "x" * 10_000,
        "Europe/Paris\nBEGIN:VEVENT",
        "../../etc/passwd",
    ],
)
def test_what_several_zones_share_or_nobody_defined_is_never_guessed(tzid: str) -> None:
    assert iana_of(tzid) is None


def test_every_iana_id_and_every_windows_name_is_known() -> None:
    assert all(iana_of(key) == key for key in iana_keys())
    assert all(iana_of(name) is not None for name in WINDOWS_TO_OLSON)


def test_every_text_that_windows_shows_is_known_in_full() -> None:
    for line in _DISPLAYS.strip().splitlines():
        name, *shown = line.split("|")
        assert name in WINDOWS_TO_OLSON
        assert [displayed_zone(text) for text in shown] == [iana_of(name)] * len(shown)


@given(st.text(max_size=40))
def test_any_text_is_a_zone_of_the_tz_database_or_none(text: str) -> None:
    assert iana_of(text) in iana_keys() | {None}


def component(*lines: str) -> Component:
    return parse_component("\r\n".join(lines).encode())


def observance(
    kind: str = "STANDARD", start: str = "19700101T000000", before: str = "+0100", after: str = "+0100", *more: str
) -> list[str]:
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{start}",
        f"TZOFFSETFROM:{before}",
        f"TZOFFSETTO:{after}",
        *more,
        f"END:{kind}",
    ]


def defined(tzid: str, *observances: list[str], extra: tuple[str, ...] = ()) -> Component:
    lines = [line for each in observances for line in each]
    return component("BEGIN:VTIMEZONE", f"TZID:{tzid}", *extra, *lines, "END:VTIMEZONE")


def european(tzid: str, hour: int = 1) -> Component:
    """The rule of today, told as if it had always been so, as Exchange does. ``hour`` is the offset in winter."""
    winter, summer = f"+{hour:02}00", f"+{hour + 1:02}00"
    return defined(
        tzid,
        observance(
            "STANDARD", f"16010101T{hour + 2:02}0000", summer, winter, "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"
        ),
        observance("DAYLIGHT", f"16010101T{hour + 1:02}0000", winter, summer, "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"),
    )


def american(tzid: str, extra: tuple[str, ...] = ()) -> Component:
    """The rule that ruled New York from 1987 to 2006, never brought up to date."""
    return defined(
        tzid,
        observance("STANDARD", "19671029T020000", "-0400", "-0500", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"),
        observance("DAYLIGHT", "19870405T020000", "-0500", "-0400", "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4"),
        extra=extra,
    )


def resolved(tzid: str, *vtimezones: Component, default: str = "Europe/Paris") -> str | CustomZone | None:
    return CalendarZones.of(vtimezones, default=default).resolve(tzid)


def custom(tzid: str, *vtimezones: Component) -> CustomZone:
    found = resolved(tzid, *vtimezones)
    assert isinstance(found, CustomZone)
    return found


def offset(found: CustomZone, local: str) -> float:
    return found.offset_at(dt.datetime.fromisoformat(local)).total_seconds()


def test_a_tzid_that_nobody_defines_is_none() -> None:
    assert resolved("a") is None


def test_an_iana_id_wins_over_a_stale_vtimezone() -> None:
    assert resolved("America/New_York", american("America/New_York")) == "America/New_York"


def test_a_vtimezone_that_plainly_contradicts_its_iana_id_wins() -> None:
    tokyo = defined("Europe/Berlin", observance(before="+0900", after="+0900"))
    assert offset(custom("Europe/Berlin", tokyo), "2020-07-01") == 9 * 3600
    assert resolved("Europe/Berlin", european("Europe/Berlin", hour=0)) == "Europe/London"


def test_a_vtimezone_that_leaves_summer_time_out_does_not_take_it_from_its_iana_id() -> None:
    assert resolved("Europe/Berlin", defined("Europe/Berlin", observance())) == "Europe/Berlin"
    winter_only = defined("America/New_York", observance(start="16010101T000000", before="-0500", after="-0500"))
    assert resolved("America/New_York", winter_only) == "America/New_York"


def test_a_vtimezone_that_tells_one_change_only_speaks_for_the_weeks_around_it() -> None:
    summer_only = defined("Europe/Berlin", observance("DAYLIGHT", "20180325T030000", "+0100", "+0200"))
    assert resolved("Europe/Berlin", summer_only) == "Europe/Berlin"


def test_a_custom_name_is_the_iana_zone_with_the_same_clocks() -> None:
    name = "GMT +0100 (Standard) / GMT +0200 (Daylight)"
    assert resolved(name, european(name)) == "Europe/Paris"
    assert resolved("Chez nous", european("Chez nous", hour=2)) == "Europe/Athens"


def test_of_several_equal_zones_the_calendars_own_is_taken_then_the_main_ones() -> None:
    assert resolved("x", european("x"), default="Europe/Madrid") == "Europe/Madrid"
    assert resolved("custom_Europe/Oslo", european("custom_Europe/Oslo")) == "Europe/Oslo"
    assert resolved("x", european("x"), default="Asia/Tokyo") == "Europe/Paris"
    zones = CalendarZones.of([european("x")], default="Europe/Paris", x_wr_timezone="Europe/Rome")
    assert zones.resolve("x") == "Europe/Rome"


@pytest.mark.parametrize("hint", ["X-LIC-LOCATION:America/Detroit", "TZID-ALIAS-OF:America/Detroit"])
def test_a_vtimezone_may_say_what_it_is_called_elsewhere(hint: str) -> None:
    assert resolved("Chez nous", american("Chez nous", (hint,))) == "America/Detroit"


def test_a_rule_that_no_zone_follows_any_more_is_carried() -> None:
    found = custom("Eastern", american("Eastern"))
    assert offset(found, "2020-10-30") == -5 * 3600
    assert offset(found, "2020-03-20") == -5 * 3600
    assert offset(found, "2020-04-10") == -4 * 3600


def test_an_offset_that_never_changes_is_carried_as_it_is_but_for_utc() -> None:
    assert (
        offset(custom("UTC+11", defined("UTC+11", observance(before="+1100", after="+1100"))), "2017-02-28") == 39_600
    )
    assert resolved("Nulle part", defined("Nulle part", observance(before="+0000", after="-0000"))) == "UTC"


def test_a_minimal_vtimezone_without_start_or_offset_before_is_understood() -> None:
    bare = component(
        "BEGIN:VTIMEZONE", "TZID:x", "BEGIN:STANDARD", "TZOFFSETTO:+053012", "END:STANDARD", "END:VTIMEZONE"
    )
    assert offset(custom("x", bare), "2020-01-01") == 5 * 3600 + 30 * 60 + 12


def test_tzids_are_found_whatever_their_quotes_letter_case_and_escapes() -> None:
    zones = CalendarZones.of([defined("Ici\\, l\\;à", observance(after="+0330"))], default="Europe/Paris")
    assert isinstance(zones.resolve("ici, L;À"), CustomZone)
    assert zones.resolve("Ici\\, l\\;à") is zones.resolve("Ici, l;à ")


def test_of_two_vtimezones_of_one_name_the_first_that_can_be_read_counts() -> None:
    broken = defined("x", observance(after="+9900"))
    assert resolved("x", broken, european("x")) == "Europe/Paris"


def test_of_floating_times_x_wr_timezone_tells_the_zone_if_it_names_one() -> None:
    def floating(stated: str | None) -> str:
        return CalendarZones.of([european("Bureau")], default="Indian/Reunion", x_wr_timezone=stated).floating

    assert floating("Europe/Madrid") == "Europe/Madrid"
    assert floating("Romance Standard Time") == "Europe/Paris"
    assert floating("Bureau") == "Europe/Paris"
    assert floating("Nulle part") == floating("") == floating(None) == "Indian/Reunion"


def test_until_in_utc_keeps_the_last_onset() -> None:
    rule = "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3;UNTIL=20060326T010000Z"
    found = custom("x", defined("x", observance("DAYLIGHT", "20000326T020000", "+0100", "+0230", rule)))
    part = found.observances[0]
    assert part.rule == rule[6:]
    zone = custom(
        "x",
        defined(
            "x",
            observance("DAYLIGHT", "20000326T020000", "+0100", "+0230", rule),
            observance("STANDARD", "20001029T030000", "+0230", "+0100", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"),
        ),
    )
    assert (offset(zone, "2006-07-01"), offset(zone, "2007-07-01")) == (9000, 3600)


@pytest.mark.parametrize(("until", "kept"), [("20060326T020000", "20060326T010000Z"), ("20060326", "20060326T225959Z")])
def test_until_in_local_time_is_told_in_utc(until: str, kept: str) -> None:
    rule = f"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3;UNTIL={until}"
    found = read_vtimezone(defined("x", observance("DAYLIGHT", "20000326T020000", "+0100", "+0200", rule))).zone
    assert found.observances[0].rule == f"FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3;UNTIL={kept}"


def test_a_local_time_that_the_clock_skips_is_read_with_the_offset_before_and_one_that_comes_twice_is_the_first() -> (
    None
):
    zone = read_vtimezone(european("x")).zone

    def utc(local: str) -> str:
        return instant(CustomTime(local=dt.datetime.fromisoformat(local), zone=zone)).strftime("%H:%M")

    assert utc("2024-03-31T01:59") == "00:59"
    assert utc("2024-03-31T02:30") == "01:30"
    assert utc("2024-03-31T03:00") == "01:00"
    assert utc("2024-10-27T02:30") == "00:30"
    assert utc("2024-10-27T03:00") == "02:00"


BROKEN: dict[str, Component] = {
    "vtimezone-no-observance": component("BEGIN:VTIMEZONE", "TZID:x", "END:VTIMEZONE"),
    "vtimezone-bad-offset": defined("x", observance(after="+5744")),
    "vtimezone-bad-date": defined("x", observance(start="20101399T000000")),
    "vtimezone-incomplete": defined("x", observance(), [*observance()[:2], "TZOFFSETTO:+0200", "END:STANDARD"]),
    "vtimezone-too-long": defined("x", *[observance()] * 10_000),
}
ODD_RULES = [
    "FREQ=SECONDLY",
    "FREQ=WEEKLY;BYDAY=SU",
    "FREQ=YEARLY;BYMONTH=3;BYDAY=SU",
    "FREQ=YEARLY;BYDAY=-1SU",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYMONTH=3,4;BYDAY=1SU",
    "FREQ=YEARLY;INTERVAL=0",
    "FREQ=YEARLY;COUNT=3;UNTIL=20200101T000000Z",
    "FREQ=YEARLY;BYMONTH=13;BYDAY=1SU",
    "FREQ=YEARLY;BYMONTH=³;BYDAY=1SU",
    "FREQ=YEARLY;UNTIL=hier",
    "FREQ=YEARLY;BYSETPOS=1;BYMONTH=3;BYDAY=1SU",
    "FREQ=YEARLY;BYEASTER=0",
    ";;;",
    "",
]


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_vtimezone_costs_that_zone_and_is_named_with_its_line(code: str) -> None:
    other = european("y")
    zones = CalendarZones.of([BROKEN[code], other], default="Europe/Paris")
    assert zones.resolve("x") is None
    assert zones.resolve("y") == "Europe/Paris"
    (problem,) = zones.problems
    assert (problem.code, problem.tzid) == (code, "x")
    assert problem.words.fr.endswith(".")


@pytest.mark.parametrize("rule", ODD_RULES)
def test_a_rule_that_no_clock_follows_costs_its_zone(rule: str) -> None:
    with pytest.raises(UnreadableZoneError) as caught:
        read_vtimezone(defined("x", observance("STANDARD", "20000101T000000", "+0100", "+0200", f"RRULE:{rule}")))
    assert caught.value.code in ("vtimezone-bad-rule", "vtimezone-bad-date")
    assert caught.value.line == 6


def test_the_line_of_a_problem_is_that_of_the_file() -> None:
    lines = ["BEGIN:VTIMEZONE", "TZID:x", *observance(after="12:00 pm"), "END:VTIMEZONE"]
    part = parse_component("\n".join(lines).encode(), line=40)
    (problem,) = CalendarZones.of([part], default="Europe/Paris").problems
    assert problem.line == 45
    assert "12:00 pm" in problem.words.fr


def test_a_vtimezone_without_tzid_is_a_problem_and_nobodys_zone() -> None:
    zones = CalendarZones.of([component("BEGIN:VTIMEZONE", *observance(), "END:VTIMEZONE")], default="Europe/Paris")
    assert [each.code for each in zones.problems] == ["vtimezone-no-tzid"]
    assert zones.resolve("") is None


@pytest.mark.parametrize("vtimezone_", BROKEN.values(), ids=BROKEN)
def test_a_known_name_is_used_where_its_vtimezone_is_broken(vtimezone_: Component) -> None:
    vtimezone_ = Component("VTIMEZONE", 1, list(vtimezone_.properties), vtimezone_.components)
    vtimezone_.properties[0] = ContentLine("TZID", (), "Romance Standard Time")
    assert resolved("Romance Standard Time", vtimezone_) == "Europe/Paris"


def test_properties_of_newer_rfcs_and_z_on_local_times_harm_nothing() -> None:
    extra = ("TZUNTIL:20380101T000000Z", "TZID-ALIAS-OF:Nulle/Part", "LAST-MODIFIED:hier", "X-X:y")
    found = defined("x", observance("STANDARD", "19700101T000000Z", "+0100", "+0130", "RDATE;VALUE=PERIOD:"
                    "19710101T000000Z/PT1H,19720101"), extra=extra)  # fmt: skip
    assert len(custom("x", found).observances[0].dates) == 2


def test_the_worst_vtimezone_is_read_in_bounded_time() -> None:
    dates = ",".join(f"{year}0101T000000" for year in range(1600, 2600))
    longest = defined(
        "x",
        *[observance("STANDARD", "16000101T000000", "+0100", f"+02{n:02}", "RRULE:FREQ=YEARLY") for n in range(60)],
        *[observance("STANDARD", "00010101T000000", "+0100", "-0230", f"RDATE:{dates}")],
    )
    before = time.process_time()
    assert isinstance(resolved("x", longest), CustomZone)
    assert time.process_time() - before < 20


VALUES = st.sampled_from([
    "", "0", "+0100", "-0230", "+2400", "20000326T020000", "00010101T000000Z", "99991231T235959", "FREQ=YEARLY",
    "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;INTERVAL=100", "FREQ=YEARLY;COUNT=1",
    "FREQ=YEARLY;UNTIL=99991231T235959Z", "FREQ=YEARLY;UNTIL=00010101T000000", "Europe/Paris", "x", "=;=", "\x00",
])  # fmt: skip
NAMES = st.sampled_from(["DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE", "TZNAME", "TZID", "X-LIC-LOCATION"])
LINES = st.lists(
    st.builds(ContentLine, NAMES, st.just(()), VALUES | st.text(max_size=12), st.integers(0, 99)), max_size=9
)
PARTS = st.lists(st.builds(Component, st.sampled_from(["STANDARD", "DAYLIGHT", "X"]), st.just(3), LINES), max_size=3)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.builds(Component, st.just("VTIMEZONE"), st.just(2), LINES, PARTS), max_size=3), VALUES)
def test_no_vtimezone_however_broken_raises_anything(vtimezones: list[Component], stated: str) -> None:
    zones = CalendarZones.of(vtimezones, default="Europe/Paris", x_wr_timezone=stated)
    for each in vtimezones:
        found = zones.resolve(tzid_of(each))
        if isinstance(found, CustomZone):
            assert vtimezone(found)[0] == "BEGIN:VTIMEZONE"
            for year in (1, 2000, 9999):
                instant(CustomTime(local=dt.datetime(year, 1, 1), zone=found))
    assert len(zones.problems) <= len(vtimezones)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(iana_keys())), st.sampled_from([1970, 2000, 2015]))
def test_what_is_written_for_a_zone_resolves_to_it(key: str, first_year: int) -> None:
    part = component(*vtimezone(key, first_year))
    assert resolved(key, part) == key


# What nothing in the file or the world defines; each is rightly none.
UNRESOLVED = {
    "(GMT +01:00)": "an offset, which leaves open whether there is a summer time; no VTIMEZONE",
    "18640509": "a fuzzed VTIMEZONE with a weekly rule",
    "AmeSTART": "fuzzed",
    "AmeesktopCalunda-EXPECT-NUME?ENTS": "fuzzed",
    "America/Los\x82Angeles": "fuzzed",
    "America/Los‚Angeles": "fuzzed",
    "CST": "Chicago, Shanghai or Havana; no VTIMEZONE",
    "CUSTOM_tzid": "made to be undefined",
    "Customized Time Zone": "Outlook's name for any zone of one's own; no VTIMEZONE",
    "FOO": "made to be undefined",
    "GMT-05.00/-04.00": "offsets only: which days change the clocks is not said; no VTIMEZONE",
    "LOLOLOL": "made to be undefined",
    "S": "a VTIMEZONE without any observance",
    "US-Eostern": "fuzzed",
    "a": "made to be undefined",
    "b": "made to be undefined",
    "c": "made to be undefined",
    "foo": "made to be undefined",
}


def zones_of(path: Path) -> tuple[list[Component], set[str], str | None]:
    """The VTIMEZONEs of a file, the TZIDs that its lines use, and its X-WR-TIMEZONE, however broken the rest is."""
    vtimezones: list[Component] = []
    used: set[str] = set()
    stated: str | None = None
    inside: list[bytes] = []
    for number, raw in logical_lines(physical_lines(to_utf8(path.read_bytes()))):
        upper = raw.strip().upper()
        if inside or upper == b"BEGIN:VTIMEZONE":
            inside.append(raw)
            if upper == b"END:VTIMEZONE":
                vtimezones.append(parse_component(b"\n".join(inside), number - len(inside) + 1))
                inside = []
        elif b"TZID" in upper or b"X-WR-TIMEZONE" in upper:
            try:
                line = parse_line(to_text(raw), number)
            except MalformedLineError:
                continue
            used |= {tzid} if (tzid := line.parameter("TZID")) else set()
            stated = line.value.strip() if line.name == "X-WR-TIMEZONE" else stated
    return vtimezones, used, stated


def corpus() -> Iterator[Path]:
    return (path for path in sorted(SHARED.glob("open/*/*")) if path.is_file() and path.stat().st_size < 1_000_000)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared test data is not beside the project")
def test_every_zone_of_real_calendars_that_is_known_or_defined_is_resolved() -> None:
    unresolved: set[str] = set()
    seen = 0
    for path in corpus():
        vtimezones, used, stated = zones_of(path)
        zones = CalendarZones.of(vtimezones, default="Europe/Paris", x_wr_timezone=stated)
        broken = {problem.tzid for problem in zones.problems}
        readable = {tzid_of(each) for each in vtimezones} - broken - {""}
        for tzid in used | readable:
            seen += 1
            if zones.resolve(tzid) is None:
                assert tzid not in readable, (path.name, tzid)
                assert iana_of(tzid) is None
                unresolved.add(tzid)
    assert seen > 400
    assert unresolved <= UNRESOLVED.keys()
