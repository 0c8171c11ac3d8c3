"""What comes back, over days of cron: a member that has subscribed to our feed, networks that read each other's."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import CliRunner, Result
from tests.cli.test_review import calendar, vevent

from reseau_sync.cli import main

START = dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
ONE = vevent("11111111-1c6b-4a57-9a4e-0d7c41a3a1b2", "Maraude", "20270115T190000")
TWO = vevent("22222222-1c6b-4a57-9a4e-0d7c41a3a1b2", "Cours de français", "20270116T100000")
OWN = vevent("33333333-1c6b-4a57-9a4e-0d7c41a3a1b2", "Repas", "20270117T120000", "Mairie\\, Marck")


class Hub:
    """A network in a folder: its own calendars, and the feeds of other networks."""

    def __init__(self, folder: Path, name: str, members: Sequence[str], hubs: Sequence[Path] = ()) -> None:
        folder.mkdir()
        self.folder = folder
        self.feed = folder / "feeds/reseau.ics"
        lines = [f'[network]\nname = "Réseau {name}"']
        lines += [f'[[organisations]]\nid = "{each}"\nname = "Association {each.upper()}"' for each in members]
        lines += [f'[[sources]]\nid = "{each}"\norganisation = "{each}"\nlocation = "{each}.ics"' for each in members]
        lines += [
            f'[[sources]]\nid = "hub{number}"\nrole = "coordination"\nlocation = "{each}"'
            for number, each in enumerate(hubs)
        ]
        lines.append('[[feeds]]\nid = "reseau"\npath = "feeds/reseau.ics"')
        (folder / "reseau.toml").write_text("\n".join(lines), encoding="utf-8")

    def state(self, source: str, *events: str) -> None:
        (self.folder / f"{source}.ics").write_text(calendar(*events), encoding="utf-8", newline="")

    def merge(self, now: dt.datetime, *arguments: str) -> Result:
        options = ["-c", str(self.folder / "reseau.toml"), "--now", now.isoformat()]
        return CliRunner().invoke(main, ["merge", *options, *arguments])

    def shown(self) -> list[str]:
        found: Any = icalendar.Calendar.from_ical(self.feed.read_bytes())
        return sorted(str(each["SUMMARY"]) for each in found.walk("VEVENT"))


def as_it_is(data: bytes) -> bytes:
    return data


def renumbered(data: bytes) -> bytes:
    """Return the feed under UIDs of a tool's own, everything else kept."""
    return re.sub(rb"UID:([^\r]*)@reseau-sync", rb"UID:\1@outil.example.org", data)


def bare(data: bytes) -> bytes:
    """Return the feed as a tool keeps it that knows only its own UIDs and no property of ours."""
    return re.sub(rb"\r\nX-RESEAU-[^\r]*(?:\r\n [^\r]*)*", b"", renumbered(data))


@pytest.mark.parametrize("tool", [as_it_is, renumbered, bare])
def test_a_member_that_subscribed_to_our_feed_doubles_nothing_and_keeps_nothing_alive(
    tmp_path: Path, tool: Callable[[bytes], bytes]
) -> None:
    hub = Hub(tmp_path / "x", "X", "ab")
    hub.state("a", ONE, TWO)
    hub.state("b", OWN)
    now = START
    assert hub.merge(now).exit_code == 0
    wanted = hub.shown()
    own = OWN.replace("\n", "\n").encode()
    for _ in range(3):
        now += DAY
        again = tool(hub.feed.read_bytes()).replace(b"END:VCALENDAR", own + b"\r\nEND:VCALENDAR")
        (hub.folder / "b.ics").write_bytes(again)
        result = hub.merge(now)
        assert result.exit_code == 0, result.output
        assert hub.shown() == wanted
    assert "revenus par un agenda lu : comptés une fois" in result.output
    hub.state("a", ONE)
    for _ in range(20):
        now += DAY
        again = tool(hub.feed.read_bytes()).replace(b"END:VCALENDAR", own + b"\r\nEND:VCALENDAR")
        (hub.folder / "b.ics").write_bytes(again)
        assert hub.merge(now).exit_code == 0
    assert hub.shown() == ["Maraude", "Repas"]


def test_the_report_names_what_came_back_and_how_it_was_known(tmp_path: Path) -> None:
    hub = Hub(tmp_path / "x", "X", "ab")
    hub.state("a", ONE)
    hub.state("b", OWN)
    hub.merge(START)
    (hub.folder / "b.ics").write_bytes(hub.feed.read_bytes())
    hub.merge(START + DAY, "--report", str(tmp_path / "report.json"))
    echoes = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["echoes"]
    assert {(each["source"], each["how"]) for each in echoes} == {("b", "path")}


def test_two_networks_in_a_loop_show_the_same_and_what_is_deleted_goes_from_both(tmp_path: Path) -> None:
    paths = {name: tmp_path / name / "feeds/reseau.ics" for name in "xy"}
    hubs = [Hub(tmp_path / "x", "X", "a", [paths["y"]]), Hub(tmp_path / "y", "Y", "b", [paths["x"]])]
    hubs[0].state("a", ONE, TWO)
    hubs[1].state("b", OWN)
    now = START
    for _ in range(4):
        for hub in hubs:
            hub.merge(now)
        now += DAY
    assert hubs[0].shown() == hubs[1].shown() == ["Cours de français", "Maraude", "Repas"]
    before = [hub.feed.read_bytes() for hub in hubs]
    for hub in hubs:
        assert hub.merge(now).exit_code == 0
    assert [hub.feed.read_bytes() for hub in hubs] == before
    hubs[0].state("a", TWO)
    for _ in range(35):
        now += DAY
        for hub in hubs:
            hub.merge(now)
    assert hubs[0].shown() == hubs[1].shown() == ["Cours de français", "Repas"]
