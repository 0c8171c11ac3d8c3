"""Whole runs of reseau-sync merge over a CalDAV source: what a volunteer and cron see."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from reseau_sync.cli import main
from reseau_sync.model.network import NetworkInfo
from reseau_sync.store import Store

from ..support.davservers import Calendar, Fault, Relay, event
from ..support.misbehaving import Misbehaving, Script, reply
from . import scripted as played
from .scripted import PATH

STATE = NetworkInfo.model_fields["state"].default
NETWORK = """
[network]
name = "Essai"

[[sources]]
id = "agenda"
adapter = "caldav"
location = "{url}"
allow_private = true
[sources.options]
username = "u"
password = {{ env = "RESEAU_ESSAI_MOT_DE_PASSE" }}
auth = "basic"

[[feeds]]
id = "membres"
audience = "network"
path = "membres.ics"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RESEAU_ESSAI_MOT_DE_PASSE", "p")
    return tmp_path


def merge(folder: Path, url: str, now: dt.datetime | None = None) -> tuple[int, str]:
    (folder / "reseau.toml").write_text(NETWORK.format(url=url), "utf-8")
    command = ["merge", "-c", str(folder / "reseau.toml")]
    result = CliRunner().invoke(main, [*command, *(["--now", now.isoformat()] if now else [])])
    assert not result.exception or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def titles(folder: Path) -> list[str]:
    feed = (folder / "membres.ics").read_text("utf-8")
    return sorted(line.partition(":")[2] for line in feed.splitlines() if line.startswith("SUMMARY"))


def kept_bytes(folder: Path) -> set[str]:
    with Store.open(folder / STATE) as store:
        return {each.key for each in store.items("agenda") or ()}


def test_only_what_changed_is_fetched_and_all_is_published(folder: Path, calendar: Calendar, relay: Relay) -> None:
    url = relay.url(calendar.url)
    for n in range(1, 7):
        calendar.put(f"{n}.ics", event(f"{n}@example.org", f"Permanence {n}", n))
    assert merge(folder, url)[0] == 0
    assert len(titles(folder)) == 6
    relay.forget()
    assert merge(folder, url)[0] == 0
    assert len(relay.heard) == 1
    calendar.put("2.ics", event("2@example.org", "Cours de français", 2))
    calendar.delete("5.ics")
    relay.forget()
    assert merge(folder, url)[0] == 0
    assert len(relay.heard) == 2
    asked = relay.heard[-1].body.decode()
    assert "2.ics" in asked
    assert "3.ics" not in asked
    assert any("Cours" in each for each in titles(folder))
    assert sum("Permanence" in each for each in titles(folder)) >= 4


def test_after_a_failure_all_is_read_again(folder: Path, calendar: Calendar, relay: Relay) -> None:
    url = relay.url(calendar.url)
    calendar.put("1.ics", event("1@example.org", "Permanence"))
    assert merge(folder, url)[0] == 0
    before = (folder / "membres.ics").read_bytes()
    relay.faults = lambda number, method, path: Fault(500)
    code, said = merge(folder, url)
    assert code == 3
    assert "en panne" in said
    assert (folder / "membres.ics").read_bytes() == before
    relay.faults = lambda number, method, path: None
    assert merge(folder, url)[0] == 0


def scripted(folder: Path, script: Script) -> tuple[int, str]:
    """Merge from a scripted server that is always at the same address: first well, then as ``script`` has it."""
    with Misbehaving({PATH: calendar_script()}) as server:
        port = server.port
        assert merge(folder, server.url(PATH))[0] == 0
    before = (folder / "membres.ics").read_bytes()
    with Misbehaving({PATH: script}, port=port) as server:
        outcome = merge(folder, server.url(PATH))
    assert (folder / "membres.ics").read_bytes() == before
    return outcome


def calendar_script() -> Script:
    return played.calendar()


WRONG: dict[str, Script] = {
    **{str(status): reply(b"", status) for status in (401, 403, 409, 412, 423, 500, 507)},
    "a login page": reply(b"<!DOCTYPE html><html></html>", 200, content_type="text/html"),
    "half a multistatus": reply(b'<D:multistatus xmlns:D="DAV:"><D:response>', 207),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_the_last_good_copy_stays_and_the_failure_is_told(folder: Path, wrong: str) -> None:
    code, said = scripted(folder, WRONG[wrong])
    assert code == 3
    assert "agenda" in said
    assert "→" in said
    assert "127.0.0.1" in said
    assert PATH not in said


def test_where_the_store_has_forgotten_all_is_fetched_again(folder: Path, calendar: Calendar, relay: Relay) -> None:
    url = relay.url(calendar.url)
    for n in range(1, 4):
        calendar.put(f"{n}.ics", event(f"{n}@example.org", f"Permanence {n}", n))
    assert merge(folder, url)[0] == 0
    with contextlib.closing(sqlite3.connect(folder / STATE)) as connection, connection:
        first = "SELECT id FROM items WHERE instr(key, '1.ics')"
        connection.execute(f"DELETE FROM stated WHERE item IN ({first})")
        assert connection.execute(f"DELETE FROM items WHERE id IN ({first})").rowcount == 1
    calendar.put("2.ics", event("2@example.org", "Cours", 2))
    relay.forget()
    assert merge(folder, url)[0] == 0
    assert len(titles(folder)) == 3
    assert kept_bytes(folder) == {"1.ics", "2.ics", "3.ics"}
