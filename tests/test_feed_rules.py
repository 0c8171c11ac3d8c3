"""What subscribers' programs need of a feed, rule by rule, read with icalendar or in the bytes themselves."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import icalendar
import pytest

from reseau_sync.config import load
from reseau_sync.pipeline import run

NOW = dt.datetime(2026, 10, 1, 6, tzinfo=dt.UTC)
TOML = """
[network]
name = "Réseau ; du littoral"
base_url = "https://agenda.example.org/feeds"
color = { meeting = "teal", a = "tomato" }
[[organisations]]
id = "a"
name = "A"
[[organisations]]
id = "b"
name = "B"
[[sources]]
id = "a"
organisation = "a"
location = "a.ics"
max_audience = "public"
default_audience = "public"
[[sources]]
id = "b"
organisation = "b"
location = "b.ics"
[[feeds]]
id = "plein"
path = "feeds/plein.ics"
[[feeds]]
id = "plat"
path = "feeds/plat.ics"
form = "flat"
[[feeds]]
id = "public"
path = "feeds/public.ics"
audience = "public"
"""
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//FR\r\n"
ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Local\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:{0}\r\nTZOFFSETTO:{0}\r\n"
    "END:STANDARD\r\nEND:VTIMEZONE\r\n"
)
FEEDS = ("plein", "plat", "public")


def event(uid: str, start: str, *lines: str) -> str:
    body = "\r\n".join([f"UID:{uid}", "DTSTAMP:20260901T000000Z", f"DTSTART{start}", *lines])
    return f"BEGIN:VEVENT\r\n{body}\r\nEND:VEVENT\r\n"


PARIS = ";TZID=Europe/Paris:"
A = (
    HEAD
    + ZONE.format("+0545")
    + event("serie", f"{PARIS}20260901T190000", "SUMMARY:Permanence 🎉 à Loon-Plage " + "é" * 60, "RRULE:FREQ=WEEKLY")
    + event("reunion", f"{PARIS}20261003T190000", "SUMMARY:Réunion\\nà tous", "CATEGORIES:Réunion,Bureau")
    + event("annule", f"{PARIS}20261005T190000", "SUMMARY:Loto", "STATUS:CANCELLED")
    + event("flottant", ":20261006T190000", "SUMMARY:Flottant")
    + event("jour", ";VALUE=DATE:20261007", "SUMMARY:Journée")
    + event("local", ";TZID=Local:20261008T120000", "SUMMARY:Local A", "RRULE:FREQ=WEEKLY;COUNT=2")
    + "END:VCALENDAR\r\n"
)
B = (
    HEAD
    + ZONE.format("+0330")
    + event("local", ";TZID=Local:20261009T120000", "SUMMARY:Local B", "RRULE:FREQ=WEEKLY;COUNT=2")
    + "END:VCALENDAR\r\n"
)


class Net:
    """The network in a folder, and its feeds as they stand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "reseau.toml").write_text(TOML, encoding="utf-8")
        self.write()

    def write(self, a: str = A) -> None:
        (self.folder / "a.ics").write_bytes(a.encode())
        (self.folder / "b.ics").write_bytes(B.encode())

    def merge(self, now: dt.datetime = NOW) -> None:
        assert run(load(self.folder / "reseau.toml"), now=now).exit_code == 0

    def bytes(self, feed: str) -> bytes:
        return (self.folder / "feeds" / f"{feed}.ics").read_bytes()

    def events(self, feed: str) -> dict[str, Any]:
        found: Any = icalendar.Calendar.from_ical(self.bytes(feed)).walk("VEVENT")
        return {str(each["UID"]): each for each in found}

    def one(self, feed: str, title: str) -> Any:
        return next(each for each in self.events(feed).values() if title in str(each["SUMMARY"]))


@pytest.fixture
def net(tmp_path: Path) -> Net:
    found = Net(tmp_path)
    found.merge()
    return found


@pytest.mark.parametrize("feed", FEEDS)
def test_lines_end_in_crlf_and_are_folded_at_75_octets_never_inside_a_character(net: Net, feed: str) -> None:
    data = net.bytes(feed)
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert not any(b"\n" in each or b"\r" in each for each in lines)
    assert all(len(each) <= 75 for each in lines)
    for each in lines:
        each.decode()
    assert any(each.startswith(b" ") for each in lines)


@pytest.mark.parametrize("feed", FEEDS)
def test_the_calendar_says_what_clients_ask_of_it(net: Net, feed: str) -> None:
    calendar: Any = icalendar.Calendar.from_ical(net.bytes(feed))
    assert str(calendar["METHOD"]) == "PUBLISH"
    lines = net.bytes(feed).decode().split("\r\n")
    assert {"NAME:Réseau \\; du littoral", "X-WR-CALNAME:Réseau \\; du littoral"} <= set(lines)
    assert calendar["REFRESH-INTERVAL"].dt == dt.timedelta(hours=1)
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in net.bytes(feed)
    assert str(calendar["X-PUBLISHED-TTL"]) == "PT1H"
    assert str(calendar["SOURCE"]) == f"https://agenda.example.org/feeds/{feed}.ics"
    assert not any(str(each.get("METHOD", "")) == "REQUEST" for each in calendar.walk())


@pytest.mark.parametrize("feed", FEEDS)
def test_each_event_has_one_uid_and_it_stays(net: Net, feed: str) -> None:
    before = net.events(feed)
    assert len(before) == net.bytes(feed).count(b"BEGIN:VEVENT")
    net.write(A.replace("Permanence", "Garde"))
    net.merge(NOW + dt.timedelta(hours=1))
    assert net.events(feed).keys() == before.keys()


@pytest.mark.parametrize("feed", FEEDS)
def test_dtstamp_is_last_modified_and_rises_with_sequence_where_our_content_changed_alone(net: Net, feed: str) -> None:
    before = net.events(feed)
    assert all(each["DTSTAMP"].dt == each["LAST-MODIFIED"].dt for each in before.values())
    net.write(A.replace("Réunion\\n", "Grande réunion\\n"))
    net.merge(NOW + dt.timedelta(days=1))
    after = net.events(feed)
    changed = {uid for uid in before.keys() & after.keys() if before[uid]["DTSTAMP"].dt != after[uid]["DTSTAMP"].dt}
    assert {str(after[uid]["SUMMARY"]) for uid in changed} == {"Grande réunion à tous"}
    for uid in changed:
        assert after[uid]["LAST-MODIFIED"].dt > before[uid]["LAST-MODIFIED"].dt
        assert after[uid]["SEQUENCE"] == before[uid]["SEQUENCE"] + 1


@pytest.mark.parametrize("feed", FEEDS)
def test_there_is_one_vtimezone_for_each_zone_that_is_named_and_no_other(net: Net, feed: str) -> None:
    text = net.bytes(feed).decode().replace("\r\n ", "")
    defined = re.findall(r"^TZID:(.*?)\r$", text, re.MULTILINE)
    named = {each.strip('"') for each in re.findall(r"TZID=(\"[^\"]*\"|[^:;]*)", text)}
    assert sorted(defined) == sorted(named)
    assert "Europe/Paris" in defined


def test_two_zones_of_one_name_are_not_mixed(net: Net) -> None:
    starts = {title: net.one("plein", title)["DTSTART"].dt.astimezone(dt.UTC) for title in ("Local A", "Local B")}
    assert starts["Local A"] == dt.datetime(2026, 10, 8, 6, 15, tzinfo=dt.UTC)
    assert starts["Local B"] == dt.datetime(2026, 10, 9, 8, 30, tzinfo=dt.UTC)
    names = set(re.findall(r"DTSTART;TZID=\"?(Local[^:\"]*)", net.bytes("plein").decode()))
    assert len(names) == 2


@pytest.mark.parametrize("feed", FEEDS)
def test_no_time_is_floating(net: Net, feed: str) -> None:
    for each in net.events(feed).values():
        start = each["DTSTART"].dt
        assert not isinstance(start, dt.datetime) or start.tzinfo is not None


def test_what_is_cancelled_is_marked_for_closed_audiences_and_dropped_for_the_public(net: Net) -> None:
    for feed in ("plein", "plat"):
        assert str(net.one(feed, "Loto")["SUMMARY"]) == "ANNULÉ – Loto"
        assert str(net.one(feed, "Loto")["STATUS"]) == "CANCELLED"
    assert b"Loto" not in net.bytes("public")


def test_what_its_owner_took_out_is_shown_cancelled_for_some_days_and_then_dropped(net: Net) -> None:
    gone = A.replace(
        event("reunion", f"{PARIS}20261003T190000", "SUMMARY:Réunion\\nà tous", "CATEGORIES:Réunion,Bureau"), ""
    )
    net.write(gone)
    net.merge(NOW + dt.timedelta(hours=1))
    assert str(net.one("plein", "Réunion")["SUMMARY"]) == "ANNULÉ – Réunion à tous"
    assert "Réunion".encode() not in net.bytes("public")
    net.merge(NOW + dt.timedelta(days=20))
    assert "Réunion à tous".encode() not in net.bytes("plein")


@pytest.mark.parametrize("feed", FEEDS)
def test_the_same_content_gives_the_same_bytes_and_an_untouched_file(net: Net, feed: str) -> None:
    path = net.folder / "feeds" / f"{feed}.ics"
    before = path.stat()
    net.write(A.replace("20260901T000000Z", "20260929T000000Z"))  # a tool that stamps each export anew
    net.merge(NOW + dt.timedelta(hours=5))
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_flat_feed_is_bounded_and_repeats_nothing(net: Net) -> None:
    for feed in ("plat", "public"):
        assert not re.search(
            rb"^(RRULE|EXDATE|RECURRENCE-ID)", net.bytes(feed).partition(b"BEGIN:VEVENT")[2], re.MULTILINE
        )
        starts = [each["DTSTART"].dt for each in net.events(feed).values()]
        days = [each.date() if isinstance(each, dt.datetime) else each for each in starts]
        assert dt.date(2026, 8, 31) <= min(days) <= max(days) < NOW.date() + dt.timedelta(days=400)


def test_titles_are_one_line(net: Net) -> None:
    assert str(net.one("plein", "Réunion")["SUMMARY"]) == "Réunion à tous"


def test_an_event_bears_its_kind_and_the_colour_of_its_organisation_or_kind(net: Net) -> None:
    meeting, other = net.one("plein", "Réunion"), net.one("plein", "Local B")
    assert str(next(iter(meeting.categories))) == "Réunion"
    assert str(meeting["COLOR"]) == "tomato"
    assert "COLOR" not in other


CLOSED_TO_MACHINES: list[tuple[str, Callable[[bytes], bool]]] = [
    ("plein", lambda data: b"\r\nCONCEPT:" in data),
    ("public", lambda data: not re.search(rb"\r\n(REFID|LINK|CONTACT|GEO|BEGIN:(PARTICIPANT|VLOCATION))", data)),
]


@pytest.mark.parametrize(("feed", "holds"), CLOSED_TO_MACHINES, ids=["network", "public"])
def test_programs_are_told_more_in_the_feed_of_the_network_alone(
    net: Net, feed: str, holds: Callable[[bytes], bool]
) -> None:
    assert holds(net.bytes(feed))
