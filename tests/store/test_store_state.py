"""What one run leaves is what the next one finds."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from reseau_sync.entry import Entry
from reseau_sync.errors import StoreError
from reseau_sync.standing import Past, SourceState, Stamp, Standing
from reseau_sync.store import Standings, Store
from reseau_sync.testing.strategies import entries
from tests.store.samples import NOW, RUN, at, content, entry_of, event, past_of, plain, reading, rich, standing

# Names of any kind: no Unicode (old file names), NUL, accents.
names = st.text(st.characters(codec=None), max_size=8)
instants = st.datetimes(dt.datetime(1970, 1, 2), dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC))
days = st.dates()


def standings_of(source: str) -> SearchStrategy[tuple[Standing, ...]]:
    one = st.builds(
        Standing,
        entry=entries(sources=(source,)),
        lasting=names,
        state=st.sampled_from(("live", "kept", "withdrawn")),
        why=st.sampled_from(("", "passed", "held", "vanished")),
        since=days,
    )
    return st.lists(one, max_size=4, unique_by=lambda each: each.lasting).map(tuple)


pasts = st.builds(
    Past,
    sources=st.dictionaries(
        names, st.builds(SourceState, st.text(max_size=5), last_success=st.none() | instants), max_size=2
    ),
    standings=st.fixed_dictionaries({}, optional={source: standings_of(source) for source in ("a", "b")}),
    uids=st.dictionaries(st.tuples(names, names), names, max_size=3),
    stamps=st.dictionaries(
        st.tuples(names, names),
        st.builds(Stamp, st.text("0a", max_size=3), st.integers(0, 2**70), instants, st.none() | days),
        max_size=3,
    ),
    retracted=st.frozensets(names, max_size=2),
    paused=st.booleans(),
    awaiting=st.integers(0, 9),
    fingerprint=st.text("0a", max_size=3),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(pasts, min_size=1, max_size=3))
def test_what_was_saved_is_loaded_by_whoever_opens_the_store_next(history: list[Past]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "state.sqlite"
        before = Past()
        for past in history:
            with Store.open(path) as store:
                store.save(before, past, run=RUN)
            with Store.open(path) as store:
                before = plain(store.load())
            assert before == plain(past)


@settings(max_examples=20, deadline=None)
@given(st.lists(pasts, min_size=2, max_size=4))
def test_every_run_can_be_gone_back_to_and_finds_its_standings(history: list[Past]) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "state.sqlite") as store:
        runs: dict[int, Past] = {}
        before = Past()
        for past in history:
            number = store.save(before, past, run=RUN)
            if number is not None:
                runs[number] = past
            before = past
        for number, past in runs.items():
            assert plain(store.load_at(number)).standings == plain(past).standings
            assert plain(store.load_at(number)).uids == before.uids


def test_a_content_digest_lasts() -> None:
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "s") as store:
        given = standing()
        store.save(Past(), past_of(given), run=RUN)
        assert store.load().standings["a"][0].entry.digest == given.entry.digest != ""


def test_the_store_knows_every_field_of_what_it_keeps() -> None:
    # A field that is added to these must be given its column, and a migration.
    assert [each.name for each in dataclasses.fields(Standing)] == ["entry", "lasting", "state", "why", "since"]
    assert [each.name for each in dataclasses.fields(Entry) if each.compare] == ["source", "event", "where"]
    assert {each.name for each in dataclasses.fields(Stamp)} == {"digest", "sequence", "at", "cancelled_since"}
    assert {each.name for each in dataclasses.fields(Past)} == {
        "sources", "standings", "uids", "stamps", "retracted", "paused", "paused_on", "sinks", "fingerprint",
        "awaiting",
    }  # fmt: skip


def test_saving_what_is_equal_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    with Store.open(path) as store:
        store.save(Past(), rich(), run=RUN)
    before = content(path)
    with Store.open(path) as store:
        loaded = store.load()
        assert store.save(loaded, loaded, run=at(1)) is None
        assert store.save(loaded, plain(rich()), run=at(1)) is None
        assert store.runs() == store.runs(1)
    assert content(path) == before


def test_opening_and_reading_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    with Store.open(path) as store:
        store.save(Past(), rich(), run=RUN, readings=[reading()])
    before = content(path)
    with Store.open(path) as store:
        assert plain(store.load()) == plain(rich())
    assert content(path) == before


def test_standings_are_loaded_a_source_at_a_time_and_only_when_asked(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s") as store:
        store.save(Past(), past_of(standing(), standing("L2", source="b")), run=RUN)
        past = store.load()
        assert sorted(past.standings) == ["a", "b"]
        assert past.standings["a"] == (standing(),)
    assert past.standings["a"] == (standing(),)
    with pytest.raises(StoreError) as caught:
        _ = past.standings["b"]
    assert caught.value.code == "closed"


def test_what_was_not_loaded_is_saved_as_it_is_without_loading(tmp_path: Path) -> None:
    parsed: list[str] = []
    with Store.open(tmp_path / "s") as store:
        store.save(Past(), past_of(standing(), standing("L2", source="b"), standing("L3", source="c")), run=RUN)
    with Store.open(tmp_path / "s", before_statement=parsed.append) as store:
        before = store.load()
        assert isinstance(before.standings, Standings)
        moved = (standing(title="Réunion déplacée"),)
        after = replace(before, standings=before.standings.changed({"a": moved}, gone=frozenset({"c"})))
        store.save(before, after, run=at(1))
        assert not [each for each in parsed if each.startswith("SELECT s.") and "'b'" in each]
        found = store.load().standings
        assert dict(found) == {"a": moved, "b": (standing("L2", source="b"),)}


def test_what_was_loaded_before_a_run_was_saved_stays_what_it_was(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s") as store:
        store.save(Past(), past_of(standing()), run=RUN)
        early = store.load()
        store.save(past_of(standing()), past_of(standing(title="Autre")), run=at(1))
        assert early.standings["a"] == (standing(),)


def test_an_event_that_moved_down_in_its_file_is_no_new_version(tmp_path: Path) -> None:
    stamped = event().model_copy(update={"stamp": NOW})
    with Store.open(tmp_path / "s") as store:
        store.save(Past(), past_of(standing()), run=RUN)
        moved = past_of(replace(standing(), entry=entry_of(stamped, line=9)))
        assert store.save(past_of(standing()), moved, run=at(1)) is None
        (found,) = store.load().standings["a"]
        assert (found.entry.where.line, found.entry.event.stamp) == (9, NOW)
        assert len(store.runs()) == len(store.history("L1")) == 1


def test_a_change_that_nobody_sees_is_no_run_to_go_back_to(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s") as store:
        store.save(Past(), past_of(standing()), run=RUN)
        before = store.load()
        after = replace(before, sources={"a": SourceState("a", last_success=NOW)}, paused=True, fingerprint="f")
        assert store.save(before, after, run=at(1)) is None
        assert plain(store.load()) == plain(after)
        assert len(store.runs()) == 1


def test_runs_say_what_changed_the_newest_first(tmp_path: Path) -> None:
    gone = replace(standing("L2"), state="withdrawn", why="vanished")
    states = [
        past_of(standing(), standing("L2")),
        past_of(standing(title="Réunion déplacée"), gone),
        past_of(standing(title="Réunion déplacée"), fingerprint="f"),
    ]
    with Store.open(tmp_path / "s") as store:
        for day, (before, after) in enumerate(zip([Past(), *states], states, strict=False)):
            store.save(before, after, run=at(day))
        runs = store.runs(3)
    assert [run.counts for run in runs] == [{"removed": 1}, {"changed": 2, "withdrawn": 1}, {"added": 2}]
    assert [run.at for run in runs] == [at(day).at for day in (2, 1, 0)]
    assert (runs[0].fingerprint, runs[0].version) == ("f", "0.1")


@pytest.mark.parametrize("name", ["L1", "m1"])
def test_history_tells_what_became_of_an_event_by_lasting_key_or_published_uid(tmp_path: Path, name: str) -> None:
    first = replace(past_of(standing(), standing("L2", "Autre")), uids={("network", "L1"): "m1"})
    second = replace(past_of(standing(title="Réunion déplacée"), standing("L2", "Autre")), uids=first.uids)
    with Store.open(tmp_path / "s") as store:
        one = store.save(Past(), first, run=RUN)
        two = store.save(first, second, run=at(1))
        found = store.history(name)
        assert store.history("unknown") == ()
    assert [(each.since, each.until, each.standing.entry.event.title) for each in found] == [
        (one, two, "Réunion"),
        (two, None, "Réunion déplacée"),
    ]
    assert [(each.at, each.until_at) for each in found] == [(NOW, at(1).at), (at(1).at, None)]


def test_going_back_to_a_run_that_never_was_is_refused_in_words(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s") as store, pytest.raises(StoreError) as caught:
        store.load_at(7)
    assert caught.value.code == "no-such-run"


def test_standings_are_counted_without_being_loaded(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s") as store:
        store.save(Past(), past_of(standing(), replace(standing("L2"), state="kept"), standing("L3")), run=RUN)
        assert store.counts() == {"a": {"kept": 1, "live": 2}}


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: past_of(standing(), standing(title="Autre")),
        lambda: replace(rich(), stamps={("f", "u"): Stamp("d", 1, dt.datetime(2010, 9, 1))}),
    ],
    ids=["two with one lasting key", "an instant without a zone"],
)
def test_a_past_that_cannot_be_is_refused_and_nothing_of_it_is_kept(tmp_path: Path, wrong: Callable[[], Past]) -> None:
    with Store.open(tmp_path / "s") as store:
        with pytest.raises(ValueError, match=r"lasting key|zone"):
            store.save(Past(), wrong(), run=RUN)
        assert plain(store.load()) == Past()


@pytest.mark.parametrize("junk", [{"x": object()}, {"x": float("nan")}, {"x": b"\xff"}, {"\ud800": 1}])
def test_a_checkpoint_that_is_no_json_harms_nobody(tmp_path: Path, junk: dict[str, object]) -> None:
    past = replace(rich(), sources={"a": SourceState("a", checkpoint=junk), "b": SourceState("b", checkpoint={"y": 1})})
    with Store.open(tmp_path / "s") as store:
        store.save(Past(), past, run=RUN)
        assert store.load().sources["b"] == past.sources["b"]
        assert "x" not in store.load().sources["a"].checkpoint


def test_threads_may_share_a_store(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with Store.open(tmp_path / "s") as store:
        store.save(Past(), rich(), run=RUN)
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda _: plain(store.load()), range(8)))
    assert found == [plain(rich())] * 8
