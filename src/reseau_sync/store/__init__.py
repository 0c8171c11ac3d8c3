"""What is remembered between runs: one SQLite file beside reseau.toml. Decisions: docs/design/store.md.

* :class:`Store`: opened, loaded, saved in one transaction; :class:`Reading`, :class:`RunInfo`, :class:`Run` and
  :class:`Version` are the values that go in and come out beside :class:`reseau_sync.standing.Past`;
* :class:`Standings`: standings that load when they are asked for;
* :class:`RunLock`: one run at a time.

From file to values: ``database`` (``aside``, ``schema``, ``problems``) → ``codec`` → ``events`` → ``items``,
``standings``, ``past`` → ``store``; ``differences`` says which rows saving touches, ``retention`` which go for ever.
"""

from reseau_sync.errors import Busy, StoreError
from reseau_sync.store.lazy import Standings
from reseau_sync.store.lock import RunLock
from reseau_sync.store.store import Store
from reseau_sync.store.values import Purged, Reading, Run, RunInfo, Version

__all__ = [
    "Busy",
    "Purged",
    "Reading",
    "Run",
    "RunInfo",
    "RunLock",
    "Standings",
    "Store",
    "StoreError",
    "Version",
]
