"""The CalDAV source passes the suite that every source must pass."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest

from reseau_sync.ports import Adapter
from reseau_sync.testing import Body, SourceSuite
from reseau_sync_caldav import CaldavAdapter

from ..support.davservers import event

AGENDA = "https://dav.example.org/calendars/u/agenda/"


class TestTheCaldavSource(SourceSuite):
    def adapter(self) -> Adapter:
        return CaldavAdapter()

    def sample(self) -> Mapping[str, Body]:
        return {
            AGENDA: [(f"{n}@x é.ics", event(f"{n}@example.org", f"Permanence {n}", n)) for n in range(1, 4)],
            "https://dav.example.org/un/": event("seul@example.org", "Cours de français"),
        }

    def titles(self) -> Collection[str]:
        return ["Permanence 1", "Permanence 2", "Permanence 3", "Cours de français"]

    def broken(self) -> Mapping[str, Body]:
        return {
            AGENDA: [("a.ics", event("a@example.org")), ("b.ics", b"pas un agenda"), ("c.ics", b"")],
            "https://dav.example.org/x/": event("a@example.org").replace(b"DTSTART:2026", b"DTSTART:demain"),
        }

    def claimed(self) -> Collection[str]:
        return ["caldavs://nuage.example.org/remote.php/dav/calendars/aline/permanences/", "caldav://x/"]


@pytest.mark.parametrize("location", ["https://x/caldav", "webcal://x/", "https://x/dav/a.ics", "caldavs:", "caldav"])
def test_an_address_that_looks_like_any_other_is_not_claimed(location: str) -> None:
    assert not CaldavAdapter().claims(location)
