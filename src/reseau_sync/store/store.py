"""The store: what one run leaves to the next, in one file. All of it is plain values in and out."""

from __future__ import annotations

import base64
import datetime as dt
import functools
import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from reseau_sync.entry import Decoded
from reseau_sync.ports import Item
from reseau_sync.standing import Past, Stamp, Standing, State
from reseau_sync.store import aside, items, past, retention, standings
from reseau_sync.store.codec import instant_of, instant_text, json_text, readable
from reseau_sync.store.database import Database, Hook
from reseau_sync.store.differences import Differences, differences
from reseau_sync.store.events import EventTable
from reseau_sync.store.lazy import Late, Standings
from reseau_sync.store.problems import store_error
from reseau_sync.store.values import Purged, Reading, Run, RunInfo, Version


class Store:
    """The open store. Use :meth:`open`, in a ``with``; threads may share it, they take turns.

    Every method raises :class:`reseau_sync.errors.StoreError` where the file cannot be read or written; what was saved
    before then stands. After ``damaged`` the store is closed: opened again, it is a new one (:attr:`rebuilt`).
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._events = EventTable()
        self._copies: dict[str, items.Copy] = {}
        self._seen: int | None = None

    @classmethod
    def open(cls, path: Path, before_statement: Hook | None = None) -> Store:
        """Open the store at ``path``, made or brought up to date where needed.

        :param before_statement: called with each SQL statement before it runs; for tests that crash there
        :raises StoreError: ``newer``, ``not-ours`` (the file is left as it is), ``forbidden``, ``no-space``, ``busy``,
            ``unusable``; never ``damaged``: such a file is set aside
        """
        return cls(Database(path, before_statement))

    def __enter__(self) -> Store:
        """Return the store."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the store."""
        self.close()

    def close(self) -> None:
        """Close the file. What was not yet loaded of a :class:`Past` can no longer be."""
        self._database.close()

    @property
    def rebuilt(self) -> Path | None:
        """Where the damaged file is now that this store replaces, or ``None``."""
        return self._database.rebuilt

    # What stands

    def load(self) -> Past:
        """Return what the last run left. Standings, UIDs and stamps are read when somebody asks for them."""
        with self._database.reading() as connection:
            self._seen = _data_version(connection)
            return self._past(connection, _last_run(connection))

    def load_at(self, run: int) -> Past:
        """Return what stood after the run numbered ``run``; all but the standings is of the present.

        Rules, UIDs and stamps of the present: going back gives old content, never an old SEQUENCE or audience.

        :raises StoreError: ``no-such-run``, also where retention has forgotten it
        """
        with self._database.reading() as connection:
            if connection.execute("SELECT 1 FROM runs WHERE id = ?", (run,)).fetchone() is None:
                raise store_error("no-such-run", self._database.path)
            return self._past(connection, run)

    def save(self, before: Past, after: Past, *, run: RunInfo, readings: Sequence[Reading] = ()) -> int | None:
        """Write what differs between ``before`` (as it was loaded) and ``after``, in one transaction.

        Where nothing differs, nothing is written. Standings that were not loaded are known to be equal.

        :param readings: the last good copies of sources, saved with it
        :return: the number of the run; ``None`` where nothing changed that people see
        :raises StoreError: ``overtaken``, where another process saved since ``before`` was loaded; nothing is written
        :raises ValueError: two standings of a source have one lasting key, or an instant has no zone
        """
        found = differences(before, after)
        if not found and not readings:
            return None
        with self._database.writing() as connection:
            if self._seen is not None and self._seen != _data_version(connection):
                raise store_error("overtaken", self._database.path)
            number = _add_run(connection, run, after.fingerprint, found.counts()) if found.is_a_run else None
            self._write(connection, found, after, _last_run(connection))
            for reading in readings:
                items.write(connection, self._events, reading, instant_text(run.at))
        self._let_go()
        return number

    def counts(self) -> Mapping[str, Mapping[State, int]]:
        """Return how many standings each source has, by state, without loading them."""
        with self._database.reading() as connection:
            return standings.counts(connection)

    # The last good copies

    def decoded(self, source: str, item: Item, decoder: str) -> Decoded | None:
        """Return what ``item`` meant when ``decoder`` decoded it, its lines where it is now; ``None``: not known.

        What is known of the source's items is read once, at the first question.
        """
        with self._database.reading() as connection:
            copy = self._copies.get(source)
            if copy is None:
                copy = self._copies[source] = items.Copy(connection, source)
            return copy.decoded(self._events, item, decoder)

    def knows(self, source: str, given: Sequence[Item], decoder: str) -> bool:
        """Say whether each of these items, by key and digest, is in the last good copy, decoded by ``decoder``."""
        with self._database.reading() as connection:
            return items.knows(connection, given, source, decoder)

    def holds(self, source: str, reading: Sequence[Item], decoder: str) -> bool:
        """Say whether ``reading`` is the last good copy of ``source``, DTSTAMP aside, decoded by ``decoder``.

        Nothing that was decoded is read for it.
        """
        with self._database.reading() as connection:
            return items.holds(connection, reading, source, decoder)

    def items(self, source: str) -> tuple[Item, ...] | None:
        """Return the items of the last good reading, to decode again; ``None`` where retention took bytes of them."""
        with self._database.reading() as connection:
            return items.items(connection, source)

    def remember(self, reading: Reading, *, at: dt.datetime) -> None:
        """Save the last good copy of a source alone, in a transaction of its own.

        :param at: the aware instant of the run
        """
        with self._database.writing() as connection:
            items.write(connection, self._events, reading, instant_text(at))
        self._let_go()

    # History

    def verdicts(self) -> bytes:
        """Return what was last given to :meth:`remember_verdicts`; nothing where that cannot be read."""
        with self._database.reading() as connection:
            try:
                return base64.b85decode(past.fact(connection, "verdicts"))
            except ValueError:
                return b""

    def remember_verdicts(self, verdicts: bytes) -> None:
        """Keep what pairs of events weighed: digests and numbers, a cache that changes no outcome."""
        with self._database.writing() as connection:
            past.put_fact(connection, "verdicts", base64.b85encode(verdicts).decode())

    def runs(self, limit: int = 100) -> tuple[Run, ...]:
        """Return the last runs that changed what people see, the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, at, version, fingerprint, counts FROM runs ORDER BY id DESC LIMIT ?", (limit,)
            )
            with readable():
                return tuple(
                    Run(id_, instant_of(at), version, fingerprint, dict(json.loads(counts)))
                    for id_, at, version, fingerprint, counts in rows
                )

    def history(self, name: str) -> tuple[Version, ...]:
        """Return every version of the events that ``name`` names (a merged UID or a lasting key), the oldest first."""
        with self._database.reading() as connection:
            return standings.versions(connection, self._events, name)

    # Removing

    def purge(self, before: dt.date, *, timezone: str = "Europe/Paris") -> Purged:
        """Remove for ever what ended before the day ``before`` in the IANA zone ``timezone``.

        Events go from what stands, from the last good copies and from the history, with the UIDs and stamps of those
        of which nothing is left; so does what the history says of other events in runs before that day, and damaged
        files set aside before it. A :class:`Past` loaded before is void: load it again.
        """
        with self._database.writing() as connection:
            events, versions = retention.purge(connection, self._events, before, timezone)
        if events or versions:
            self._database.compact()
        with self._database.worded():
            files = aside.older(self._database.path, before)
            for file in files:
                aside.remove(file)
        self._let_go()
        return Purged(events, versions, files)

    def forget(self, *, sources: Collection[str] = (), lastings: Collection[str] = ()) -> None:
        """Remove for ever all that is known of these sources, and of the events with these lasting keys.

        A :class:`Past` loaded before is void: load it again.
        """
        with self._database.writing() as connection:
            count = retention.forget(connection, sources, lastings)
        if count:
            self._database.compact()
        self._let_go()

    def _past(self, connection: sqlite3.Connection, run: int) -> Past:
        sources = standings.sources_at(connection, run)
        return Past(
            sources=past.sources(connection),
            standings=Standings.loading(
                {source: functools.partial(self._standings_at, source, run) for source in sources}
            ),
            uids=Late(self._uids),
            stamps=Late(self._stamps),
            retracted=past.retracted(connection),
            paused=past.fact(connection, "paused") == "1",
            paused_on=int(past.fact(connection, "paused_on") or 0),
            sinks=past.sinks(connection),
            fingerprint=past.fact(connection, "fingerprint"),
            awaiting=int(past.fact(connection, "awaiting") or 0),
        )

    def _standings_at(self, source: str, run: int) -> tuple[Standing, ...]:
        with self._database.reading() as connection:
            return standings.standings_at(connection, self._events, source, run)

    def _uids(self) -> dict[tuple[str, str], str]:
        with self._database.reading() as connection:
            return past.uids(connection)

    def _stamps(self) -> dict[tuple[str, str], Stamp]:
        with self._database.reading() as connection:
            return past.stamps(connection)

    def _write(self, connection: sqlite3.Connection, found: Differences, after: Past, run: int) -> None:
        standings.write(connection, self._events, found.standings, run)
        past.write(connection, found)
        if found.paused:
            past.put_fact(connection, "paused", "1" if after.paused else "0")
            past.put_fact(connection, "paused_on", str(after.paused_on))
        if found.fingerprint:
            past.put_fact(connection, "fingerprint", after.fingerprint)
        if found.awaiting:
            past.put_fact(connection, "awaiting", str(after.awaiting))

    def _let_go(self) -> None:
        """Forget objects that rows were read into: they may have changed, and need not be held."""
        self._events.forget()
        self._copies.clear()


def _data_version(connection: sqlite3.Connection) -> int:
    """Return a number that changes when another connection has saved something (sqlite.org/pragma.html)."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _last_run(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM runs").fetchone()[0])


def _add_run(connection: sqlite3.Connection, run: RunInfo, fingerprint: str, counts: Mapping[str, int]) -> int:
    cursor = connection.execute(
        "INSERT INTO runs (at, version, fingerprint, counts) VALUES (?, ?, ?, ?)",
        (instant_text(run.at), run.version, fingerprint, json_text(dict(counts))),
    )
    return int(cursor.lastrowid or 0)
