"""A network that was merged once and in which much has changed since: what the runs that die are to merge."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from reseau_sync.config import load
from reseau_sync.pipeline import Run, run
from reseau_sync.standing import Past
from reseau_sync.store import Store
from tests.stateful.calendars import Told, Uids, as_csv, as_ics, write_network

FIRST = dt.datetime(2010, 9, 1, 10, tzinfo=dt.UTC)
NOW = FIRST + dt.timedelta(days=2)

_SOURCES = [
    'id = "agenda"\nlocation = "agenda.ics"',
    'id = "feuille"\nlocation = "feuille.csv"',
    'id = "panne"\nlocation = "panne.ics"',
]
_FEEDS = '[[feeds]]\nid = "tout"\npath = "feeds/tout.ics"\n[[feeds]]\nid = "autre"\npath = "feeds/autre.ics"\n'
_AGENDA, _SHEET, _BROKEN = (
    [Told(key, dt.datetime(2010, 9, 7, 18) + dt.timedelta(days=key), 0) for key in keys]
    for keys in (range(1, 41), range(41, 53), range(53, 58))
)


def begin(folder: Path) -> None:
    """Merge for the first time, and then let owners add, edit and delete, and one tool fail."""
    folder.mkdir(parents=True)
    write_network(folder, _SOURCES, _FEEDS)
    (folder / "agenda.ics").write_bytes(as_ics(_AGENDA, Uids("lasting")))
    (folder / "feuille.csv").write_bytes(as_csv(_SHEET, Uids("none")))
    (folder / "panne.ics").write_bytes(as_ics(_BROKEN, Uids("positions")))
    merge(folder, FIRST)
    edited = replace(_AGENDA[1], version=1, start=_AGENDA[1].start + dt.timedelta(hours=1))
    added = Told(60, dt.datetime(2010, 9, 9, 10), 2)
    (folder / "agenda.ics").write_bytes(as_ics([edited, *_AGENDA[3:], added], Uids("lasting")))
    (folder / "feuille.csv").write_bytes(as_csv([*_SHEET[:4], added, *_SHEET[10:]], Uids("none")))
    (folder / "panne.ics").unlink()


def merge(folder: Path, now: dt.datetime = NOW) -> Run:
    return run(load(folder / "reseau.toml"), now=now)


def feeds(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "feeds").glob("*.ics"))}


def times(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in sorted((folder / "feeds").glob("*.ics"))}


def past(folder: Path) -> Past:
    """Return all that is remembered, as plain values. The store must be whole: one set aside is no success here."""
    with Store.open(folder / "reseau-sync.sqlite") as store:
        assert store.rebuilt is None
        found = store.load()
        return replace(
            found,
            sources=dict(found.sources),
            standings=dict(found.standings),
            uids=dict(found.uids),
            stamps=dict(found.stamps),
        )
