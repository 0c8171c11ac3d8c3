"""What another network tells its own readers stays among networks; what it tells everybody may be shown to all."""

from __future__ import annotations

from pathlib import Path

import pytest

from .test_attacks import OPEN, SECRET, WEEKLY, Hub, assert_hidden, calendar, event, unfolded

OURS = OPEN.replace("\n", "\r\n").encode() + b"\r\nEND:VCALENDAR"


def _other(folder: Path) -> Hub:
    """Return a network of another name, whose own calendar may be shown to everybody."""
    folder.mkdir()
    hub = Hub(folder)
    path = folder / "reseau.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('name = "Essai"', 'name = "Autre"'), encoding="utf-8")
    return hub


def _published(folder: Path, *components: str) -> tuple[bytes, bytes]:
    """Return the feeds of the first network: for its own, and for everybody."""
    folder.mkdir()
    public = Hub(folder).merge(calendar(OPEN, *components))["ical.full"]
    return (folder / "reseau.ics").read_bytes(), public


def _read(feed: bytes) -> bytes:
    return feed.replace(b"END:VCALENDAR", OURS)


@pytest.mark.parametrize("recurs", [False, True], ids=["one", "series"])
def test_what_a_network_keeps_to_itself_is_shown_to_nobody_by_another(recurs: bool, tmp_path: Path) -> None:
    closed = event("X-RESEAU-AUDIENCE:NETWORK", *([WEEKLY] if recurs else []))
    theirs, _ = _published(tmp_path / "une", closed)
    assert SECRET in unfolded(theirs)
    hub = _other(tmp_path / "autre")
    assert_hidden(hub.merge(_read(theirs)))
    assert SECRET in unfolded((hub.folder / "reseau.ics").read_bytes())
    assert_hidden(hub.merge())


def test_what_a_network_shows_to_everybody_another_may_show_too(tmp_path: Path) -> None:
    _, theirs = _published(tmp_path / "une", event())
    assert SECRET in unfolded(_other(tmp_path / "autre").merge(_read(theirs))["ical.full"])


def test_an_event_that_says_it_is_public_is_so_wherever_it_comes_from(tmp_path: Path) -> None:
    theirs, _ = _published(tmp_path / "une", event())
    stated = theirs.replace(b"SUMMARY:zq", b"X-RESEAU-AUDIENCE:PUBLIC\r\nSUMMARY:zq")
    assert SECRET in unfolded(_other(tmp_path / "autre").merge(_read(stated))["ical.full"])


def test_nothing_of_the_way_by_which_an_event_came_is_shown_to_everybody(tmp_path: Path) -> None:
    told = [
        f"X-RESEAU-ORIGIN;X-ORG={SECRET};X-KEY={SECRET}1@reseau-sync;X-PATH=Loin:{SECRET}-agenda",
        *(f"X-RESEAU-{each}:{SECRET}" for each in ("PROVENANCE", "SOURCE", "PATH", "FIELD", "MARK")),
        f"DESCRIPTION:Agenda de : {SECRET}",
        f"REFID:{SECRET}",
    ]
    tmp_path = tmp_path / "x"
    tmp_path.mkdir()
    assert_hidden(Hub(tmp_path).merge(calendar(OPEN, event("X-RESEAU-AUDIENCE:PUBLIC", *told, title="Fête 2"))))
