"""The file: made, brought up to date, refused, or set aside where it is damaged."""

from __future__ import annotations

import errno
import os
import random
import sqlite3
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reseau_sync.errors import StoreError
from reseau_sync.ports import digest_of
from reseau_sync.standing import Past
from reseau_sync.store import Store, aside, database
from reseau_sync.store.aside import KEPT, asides
from reseau_sync.store.problems import code_of
from reseau_sync.store.schema import APPLICATION_ID, STEPS, migrate, version_of
from tests.store import first_schema
from tests.store.samples import NOW, RUN, at, content, entry, item, past_of, plain, reading, rich, standing


def filled(path: Path) -> Path:
    with Store.open(path) as store:
        store.save(Past(), rich(), run=RUN, readings=[reading((item(), [entry()]), (item("k2"), [entry("Autre")]))])
    return path


def everything(path: Path) -> bool:
    """Do all that can be done with a store, and say whether it was a new one."""
    with Store.open(path) as store:
        past = plain(store.load())
        for source in ("a", "b"):
            store.items(source)
            store.decoded(source, item(), "ical 1")
        for run in store.runs():
            plain(store.load_at(run.id))
        store.history("L1")
        store.counts()
        store.save(
            past, past_of(standing("new", "Nouvelle")), run=at(1), readings=[reading((item(), [entry("Relue")]))]
        )
        store.purge(NOW.date())
        return store.rebuilt is not None


def test_a_new_store_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "folder that is not there yet" / "state.sqlite"
    with Store.open(path) as store:
        store.save(Past(), rich(), run=RUN)
        assert {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()} == {0o600}
        assert store.rebuilt is None


def test_a_copied_store_is_closed_to_others_again(tmp_path: Path) -> None:
    path = filled(tmp_path / "s")
    path.chmod(0o644)
    Store.open(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


# Older and newer


def first_store(path: Path) -> Path:
    """Make a store as the first version of the program left it."""
    key = digest_of(first_schema.EVENT.encode(), entry().digest.encode())
    sql = first_schema.SQL.replace("KEY'", f"{key}'").replace("DIGEST", entry().digest)
    connection = sqlite3.connect(path)
    connection.executescript(sql.replace("EVENT'", f"{first_schema.EVENT}'"))
    connection.close()
    return path


def schema_of(path: Path) -> set[tuple[str, str]]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    without_comments = ((name, (line.split("--")[0] for line in sql.splitlines())) for name, sql in rows)
    return {(name, "".join("".join(lines).split())) for name, lines in without_comments}


def test_a_store_of_the_first_version_is_opened_and_read(tmp_path: Path) -> None:
    with Store.open(first_store(tmp_path / "s")) as store:
        past = plain(store.load())
        assert store.rebuilt is None
        assert past.standings == past_of(standing()).standings
        assert past.uids == {("network", "L1"): "m1"}
        assert past.stamps["reseau", "m1"].sequence == 2
        assert past.sources["a"].checkpoint == {"etag": "x"}
        assert (past.retracted, past.paused, past.fingerprint) == (frozenset({"m9"}), True, "f1")
        assert [run.counts for run in store.runs()] == [{"added": 1}]


def test_an_older_store_ends_with_the_tables_of_a_new_one(tmp_path: Path) -> None:
    Store.open(first_store(tmp_path / "old")).close()
    Store.open(tmp_path / "new").close()
    assert schema_of(tmp_path / "old") == schema_of(tmp_path / "new")


def test_a_migration_that_fails_leaves_the_older_store_as_it_was(tmp_path: Path) -> None:
    path = filled(tmp_path / "s")
    before = schema_of(path)
    connection = sqlite3.connect(path, isolation_level=None)
    steps = (*STEPS, ("CREATE TABLE more (x)",), ("CREATE TABLE other (x)", "THIS IS NO SQL"))
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, steps)
    assert version_of(connection) == len(STEPS)
    migrate(connection, steps[:-1])
    assert version_of(connection) == len(STEPS) + 1
    connection.close()
    assert {name for name, _ in schema_of(path) - before} == {"more"}


def refused(path: Path) -> StoreError:
    before = path.read_bytes()
    with pytest.raises(StoreError) as caught:
        Store.open(path)
    assert path.read_bytes() == before
    assert asides(path) == []
    return caught.value


def test_a_newer_store_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = filled(tmp_path / "s")
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    connection.close()
    error = refused(path)
    assert error.code == "newer"
    assert "mettez reseau-sync à jour" in error.say("fr")
    assert "upgrade reseau-sync" in error.say("en")


@pytest.mark.parametrize("application", [0, APPLICATION_ID + 1])
def test_another_programs_database_is_refused_and_left_as_it_is(tmp_path: Path, application: int) -> None:
    path = tmp_path / "contacts.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript(f"CREATE TABLE contacts (name); PRAGMA application_id = {application};")
    connection.close()
    assert refused(path).code == "not-ours"


# Damaged


@pytest.mark.parametrize(
    "data",
    [b"BEGIN:VCALENDAR\r\n" * 100, b"\0" * 5000, b"SQLite format 3\0" + b"\xff" * 5000],
    ids=["text", "zero", "head"],
)
def test_what_is_no_database_is_set_aside_and_replaced(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "state.sqlite"
    path.write_bytes(data)
    with Store.open(path) as store:
        assert store.rebuilt == tmp_path / "state.sqlite.damaged-001"
        assert plain(store.load()) == Past()
    assert (tmp_path / "state.sqlite.damaged-001").read_bytes() == data
    with Store.open(path) as store:
        assert store.rebuilt is None


def test_an_empty_file_is_a_new_store(tmp_path: Path) -> None:
    (tmp_path / "s").touch()
    with Store.open(tmp_path / "s") as store:
        assert store.rebuilt is None


def test_only_the_last_damaged_files_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "s"
    for number in range(KEPT + 2):
        path.write_text(f"damage {number} " * 100)
        Store.open(path).close()
    assert [each.name for each in asides(path)] == ["s.damaged-003", "s.damaged-004", "s.damaged-005"]


def test_damage_seen_while_reading_closes_the_store_and_the_next_opening_replaces_it(tmp_path: Path) -> None:
    path = filled(tmp_path / "s")
    connection = sqlite3.connect(path)
    connection.execute("UPDATE events SET json = CAST(replace(CAST(json AS TEXT), 'Réunion', 'Rèunion') AS BLOB)")
    connection.commit()
    connection.close()
    with Store.open(path) as store:  # a sound database: only the event's own digest tells
        past = store.load()
        with pytest.raises(StoreError) as caught:
            plain(past)
        assert caught.value.code == "damaged"
        with pytest.raises(StoreError, match="fermée"):
            store.load()
    with Store.open(path) as store:
        assert store.rebuilt is not None
        assert plain(store.load()) == Past()
    with Store.open(path) as store:
        assert store.rebuilt is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sources SET state = '{'",
        "UPDATE standings SET since = 'x'",
        "UPDATE standings SET state = 'dead'",
        "UPDATE standings SET place = '[]'",
        "UPDATE standings SET lasting = 1 WHERE lasting = 'L1'",
        "DELETE FROM events",
        "UPDATE stamps SET at = 'yesterday'",
        "UPDATE stamps SET sequence = 'many'",
        "UPDATE items SET raw = x'00'",
        "UPDATE items SET cuts = '7'",
        "UPDATE runs SET counts = 'x'",
        "UPDATE uids SET uid = CAST(x'ff' AS TEXT)",
        "DROP TABLE stated",
    ],
)
def test_rows_that_this_program_never_writes_are_damage(tmp_path: Path, statement: str) -> None:
    path = filled(tmp_path / "s")
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()
    with pytest.raises(StoreError) as caught:
        everything(path)
    assert caught.value.code == "damaged"
    assert everything(path)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return filled(tmp_path_factory.mktemp("sound") / "s").read_bytes()


def survives(path: Path, data: bytes) -> None:
    """See that a file costs at most one run, and that nothing but a StoreError ever comes of it."""
    path.write_bytes(data)
    code = outcome(path)
    if code not in ("newer", "not-ours"):
        assert code in ("", "new", "damaged")
        assert outcome(path) == ("new" if code == "damaged" else "")


def outcome(path: Path) -> str:
    """Do all that can be done with a store, and return what came of it."""
    try:
        return "new" if everything(path) else ""
    except StoreError as error:
        return error.code


@settings(max_examples=10, deadline=None)
@given(st.binary(max_size=9000))
def test_random_bytes_cost_at_most_one_run(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    survives(tmp_path_factory.mktemp("random") / "s", data)


@pytest.mark.parametrize("part", [0.01, 0.5, 0.99])
def test_a_truncated_store_costs_at_most_one_run(tmp_path: Path, sound: bytes, part: float) -> None:
    survives(tmp_path / "s", sound[: int(len(sound) * part)])


@pytest.mark.parametrize("seed", range(20))
def test_flipped_bytes_cost_at_most_one_run(tmp_path: Path, sound: bytes, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(sound)
    for _ in range(chance.choice((1, 5, 50, 500))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    survives(tmp_path / "s", bytes(data))


@pytest.mark.parametrize("kept", [True, False], ids=["damaged", "deleted by hand"])
def test_a_log_left_by_another_store_is_not_played_into_the_new_one(tmp_path: Path, kept: bool) -> None:
    path, log = tmp_path / "s", tmp_path / "s-wal"
    with Store.open(path) as store:
        store.save(Past(), rich(), run=RUN)
        left = log.read_bytes()
    assert len(left) > 1000
    log.write_bytes(left)
    if kept:
        aside.mark(path)
    else:
        path.unlink()
    with Store.open(path) as store:
        assert (store.rebuilt is not None) == kept
        assert path.with_name("s.damaged-001-wal").exists() == kept
        assert plain(store.load()) == Past()
        assert plain(store.load_at(store.save(Past(), rich(), run=RUN) or 0)) == plain(rich())


# A system that does not let us


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.EROFS, "forbidden"), (errno.EACCES, "forbidden"), (errno.ENOSPC, "no-space"), (errno.EIO, "unusable")],
)
def test_what_the_system_refuses_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StoreError) as caught:
        Store.open(tmp_path / "s")
    assert caught.value.code == code
    assert "\n  → " in caught.value.say("en")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_place_of_the_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    with pytest.raises(StoreError) as caught:
        Store.open(tmp_path / "s")
    assert caught.value.code == "unusable"
    assert "not an ordinary file" in caught.value.say("en")


def test_a_full_disk_saves_nothing_and_says_so(tmp_path: Path) -> None:
    path = filled(tmp_path / "s")
    much = past_of(*(standing(f"L{n}", f"Réunion {n} " * 20) for n in range(500)))
    with Store.open(path) as store:
        before = store.load()
        with store._database.reading() as connection:
            connection.execute("PRAGMA max_page_count = 40")
        with pytest.raises(StoreError) as caught:
            store.save(before, much, run=at(1))
        assert caught.value.code == "no-space"
        assert plain(store.load()) == plain(rich())
    with Store.open(path) as store:
        assert store.rebuilt is None
        assert plain(store.load()) == plain(rich())


def test_another_program_that_writes_is_waited_for_within_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reseau_sync.store.database.BUSY_SECONDS", 0.01)
    path = filled(tmp_path / "s")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Store.open(path) as store:
        with pytest.raises(StoreError) as caught:
            store.save(Past(), past_of(standing("L99")), run=RUN)
        assert caught.value.code == "busy"
        other.execute("ROLLBACK")
        assert plain(store.load()) == plain(rich())
    other.close()


def test_a_run_that_was_overtaken_saves_nothing(tmp_path: Path) -> None:
    path = filled(tmp_path / "s")
    with Store.open(path) as slow, Store.open(path) as fast:
        before = slow.load()
        fast.save(fast.load(), past_of(standing(title="Du second")), run=at(1))
        with pytest.raises(StoreError) as caught:
            slow.save(before, past_of(standing(title="Du premier")), run=at(1))
        assert caught.value.code == "overtaken"
        assert plain(slow.load()).standings == past_of(standing(title="Du second")).standings


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (sqlite3.SQLITE_CORRUPT | 1 << 8, "damaged"),
        (sqlite3.SQLITE_IOERR_SHORT_READ, "damaged"),
        (sqlite3.SQLITE_IOERR, "unusable"),
        (sqlite3.SQLITE_READONLY | 1 << 8, "forbidden"),
        (sqlite3.SQLITE_FULL, "no-space"),
        (sqlite3.SQLITE_BUSY | 1 << 8, "busy"),
    ],
)
def test_what_sqlite_says_has_a_code_of_ours(number: int, code: str) -> None:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = number
    assert code_of(error) == code


def test_the_store_lies_alone_in_its_folder_once_closed(tmp_path: Path) -> None:
    filled(tmp_path / "s")
    assert set(content(tmp_path / "s")) == {"s"}


def test_a_commit_has_reached_the_disk_when_it_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "SYNCHRONOUS", "FULL")
    with Store.open(tmp_path / "s") as store, store._database.reading() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA secure_delete").fetchone() == (1,)
