"""The servers themselves: what the suite builds on, without a line of our own client."""

from __future__ import annotations

import http.client
import re
from pathlib import Path

import pytest

from ..support.davservers import SERVERS, Break, Calendar, Fault, Relay, Started, event, missing, request
from .deviations import DEVIATIONS


def test_an_object_is_kept_with_its_etag(calendar: Calendar) -> None:
    said = calendar.put("a.ics", event("a@example.org"))
    assert said.status in (201, 204), said
    assert calendar.names() == ["a.ics"]
    found = calendar.get("a.ics")
    assert b"Permanence" in found.body
    assert found.headers["etag"] == said.headers["etag"]
    assert calendar.delete("a.ics").status in (200, 204)
    assert calendar.names() == []


def test_the_password_is_asked_for(server: Started) -> None:
    assert request("PROPFIND", server.home, headers={"Depth": "0", "Authorization": "Basic dTp4"}).status == 401


def test_calendars_do_not_mix(server: Started, calendar: Calendar) -> None:
    other = Calendar.made(server.name, server.home)
    calendar.put("a.ics", event("a@example.org"))
    assert other.names() == []


def test_the_relay_writes_down_what_passes_and_breaks_what_it_is_told(relay: Relay, calendar: Calendar) -> None:
    through = Calendar(calendar.server, relay.url(calendar.url), calendar.name)
    assert through.put("a.ics", event("a@example.org")).status in (201, 204)
    relay.faults = lambda number, method, path: Fault(507) if method == "PUT" else None
    assert through.put("b.ics", event("b@example.org")).status == 507
    relay.faults = lambda number, method, path: Fault(breaks=Break.AFTER) if method == "PUT" else None
    with pytest.raises((OSError, http.client.HTTPException)):
        through.put("c.ics", event("c@example.org"))
    assert calendar.names() == ["a.ics", "c.ics"]
    assert [(each.method, each.status) for each in relay.heard[1:]] == [("PUT", 507), ("PUT", 0)]


def test_every_deviation_is_of_a_test_that_there_is() -> None:
    here = Path(__file__).parent
    tests = {name for path in here.glob("test_*.py") for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))}
    assert [each for each in DEVIATIONS if each.test not in tests or each.server not in SERVERS] == []
    assert all(each.reason for each in DEVIATIONS)


def test_a_missing_server_fails_where_it_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *args, **kwargs: None)
    monkeypatch.delenv("RESEAU_DAV_SERVERS", raising=False)
    assert missing("sabre")
    monkeypatch.setenv("RESEAU_DAV_SERVERS", "required")
    with pytest.raises(RuntimeError, match="sabre"):
        missing("sabre")
