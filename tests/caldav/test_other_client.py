"""The client of the caldav library writes, and this source reads the same: two clients that share no line of HTTP."""

from __future__ import annotations

import pytest
from caldav.davclient import DAVClient

from reseau_sync.ports import Fetched
from reseau_sync.transport import Transport

from ..support.davservers import PASSWORD, USER, Calendar, event
from .pulling import Reader


@pytest.mark.filterwarnings("ignore")
def test_what_another_client_writes_is_read(calendar: Calendar, transport: Transport) -> None:
    with DAVClient(url=calendar.url, username=USER, password=PASSWORD) as client:
        other = client.calendar(url=calendar.url)  # type: ignore[no-untyped-call]
        for n in range(1, 4):
            other.add_event(event(f"{n}@example.org", f"Permanence {n}", n).decode())
        reader = Reader(transport, calendar.url)
        assert isinstance(reader.pull(), Fetched)
        assert reader.titles() == ["Permanence 1", "Permanence 2", "Permanence 3"]
        other.event_by_uid("2@example.org").delete()
        reader.pull()
        assert reader.titles() == ["Permanence 1", "Permanence 3"]
