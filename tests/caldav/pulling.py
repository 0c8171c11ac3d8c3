"""Reading a calendar in tests: the source through the real transport, and its requests counted on the way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reseau_sync.ports import Access, Checkpoint, Context, Failed, Fetched, FetchResult, Item, Unchanged
from reseau_sync_caldav import CaldavAdapter

from ..support.davservers import PASSWORD, USER, Relay

CONTEXT = Context("agenda")
LOGIN: Mapping[str, Any] = {"username": USER, "password": PASSWORD, "auth": "basic"}


def fetch(access: Access, url: str, checkpoint: Checkpoint | None = None, **options: Any) -> FetchResult:
    """Fetch once, as the user of the test servers."""
    adapter = CaldavAdapter()
    chosen = adapter.Options.model_validate({**LOGIN, **options})
    return adapter.open(url, chosen, access).fetch(checkpoint)


@dataclass
class Reader:
    """Reads one calendar again and again, as runs of reseau-sync do, and remembers what the store would.

    ``requests`` are those of the last :meth:`pull`, as (method, status).
    """

    access: Access
    url: str
    relay: Relay | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    checkpoint: Checkpoint | None = None
    items: dict[tuple[str, str], Item] = field(default_factory=dict)
    requests: list[tuple[str, int]] = field(default_factory=list)
    result: FetchResult | None = None

    def pull(self) -> FetchResult:
        """Fetch by the checkpoint of before, and take note of what came."""
        url = self.url
        if self.relay is not None:
            self.relay.forget()
            url = self.relay.url(url)
        self.result = fetch(self.access, url, self.checkpoint, **self.options)
        if self.relay is not None:
            self.requests = [(each.method, each.status) for each in self.relay.heard]
        if not isinstance(self.result, Failed):
            self.checkpoint = json.loads(json.dumps(self.result.checkpoint))
        if isinstance(self.result, Fetched):
            self.items = {(each.key, each.digest): self._whole(each) for each in self.result.items}
        return self.result

    def _whole(self, item: Item) -> Item:
        return self.items[item.key, item.digest] if item.remembered else item

    @property
    def fresh(self) -> int:
        """How many items came anew at the last pull."""
        return sum(not each.remembered for each in self.result.items) if isinstance(self.result, Fetched) else 0

    @property
    def unchanged(self) -> bool:
        """Whether the last pull said that nothing changed."""
        return isinstance(self.result, Unchanged)

    def titles(self) -> list[str]:
        """Return the titles of all events, sorted."""
        source = CaldavAdapter().open(self.url, CaldavAdapter.Options(), self.access)
        decoded = [source.decode(each, CONTEXT) for each in self.items.values()]
        assert not any(each.rejected for each in decoded), decoded
        return sorted(entry.event.title or "" for each in decoded for entry in each.entries)
