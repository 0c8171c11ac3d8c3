"""These tests lose no machine, only processes: waiting for the disk would be most of what they do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reseau_sync.store import database


@pytest.fixture(scope="package", autouse=True)
def _no_waiting_for_the_disk() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "SYNCHRONOUS", "OFF")
        yield
