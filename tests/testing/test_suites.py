"""The suites let a sound adapter pass, and find out an unsound one."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MethodType
from typing import Any, ClassVar

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from reseau_sync.entry import Decoded, Entry, Rejected, Where
from reseau_sync.errors import SourceError, Words
from reseau_sync.model import EVENT, AnyEvent
from reseau_sync.ports import Access, Adapter, Checkpoint, Context, Failed, FetchResult, Item, Raw, Unchanged
from reseau_sync.testing import Body, EncoderSuite, SinkSuite, SourceSuite, Target
from reseau_sync.testing.sinks import EVENTS
from reseau_sync.view import Change, Memory, Plan

from .json_adapter import UNREADABLE, FolderSink, FolderTarget, JsonAdapter, JsonSource, NoOptions

LINES = b"".join(EVENT.dump_json(event) + b"\n" for event in EVENTS)
TITLES = [event.title for event in EVENTS]


class TestASoundSource(SourceSuite):
    kind: ClassVar[type[JsonAdapter]] = JsonAdapter

    def adapter(self) -> Adapter:
        return self.kind()

    def sample(self) -> Mapping[str, Body]:
        return {"dossier.jsonl": [("a", LINES), ("b", LINES[::-1].strip()[::-1])], "un.jsonl": LINES}

    def titles(self) -> list[str]:
        return TITLES * 3

    def broken(self) -> Mapping[str, Body]:
        return {"abime.jsonl": LINES + b'{"title": "sans date"}\n'}


class TestASoundEncoder(EncoderSuite):
    kind: ClassVar[type[JsonAdapter]] = JsonAdapter

    def adapter(self) -> Adapter:
        return self.kind()

    def sample(self) -> Mapping[str, Body]:
        return {"un.jsonl": LINES}


class TestASoundSink(SinkSuite):
    kind: ClassVar[type[FolderSink]] = FolderSink

    def target(self, folder: Path) -> Target:
        return FolderTarget(folder, self.kind)


class RaisesWhatIsMissing(JsonSource):
    def fetch(self, checkpoint: Checkpoint | None = None) -> FetchResult:
        self.access.read(self.location)
        return super().fetch(checkpoint)


class FailsWithItsLocation(JsonSource):
    def fetch(self, checkpoint: Checkpoint | None = None) -> FetchResult:
        result = super().fetch(checkpoint)
        said = Words(f"« {self.location} » ne répond pas.", "No answer.")
        return Failed(SourceError("lost", said)) if isinstance(result, Failed) else result


class ShowsItsLocation(JsonSource):
    def __repr__(self) -> str:
        return f"JsonSource({self.location!r})"


class SameKeys(JsonSource):
    def item(self, raw: Raw) -> Item:
        return replace(super().item(raw), key="toujours")


class SameDigests(JsonSource):
    def item(self, raw: Raw) -> Item:
        return replace(super().item(raw), digest="toujours")


class NeverChanges(JsonSource):
    def fetch(self, checkpoint: Checkpoint | None = None) -> FetchResult:
        return Unchanged(checkpoint) if checkpoint else super().fetch(checkpoint)


class ForeignCheckpoints(JsonSource):
    def fetch(self, checkpoint: Checkpoint | None = None) -> FetchResult:
        return super().fetch({"digest": checkpoint["digest"]} if checkpoint is not None else None)


class BytesInCheckpoints(JsonSource):
    def fetch(self, checkpoint: Checkpoint | None = None) -> FetchResult:
        result = super().fetch(checkpoint)
        return result if isinstance(result, Failed) else replace(result, checkpoint={"digest": b"a"})


class StrictAboutBytes(JsonSource):
    def decode(self, item: Item, context: Context) -> Decoded:
        item.parts[0].data.decode("utf-8")
        return super().decode(item, context)


class Counts(JsonSource):
    seen = 0

    def line(self, line: bytes, where: Where) -> Entry | Rejected:
        self.seen += 1
        return retitled(super().line(line, where), str(self.seen))


class LivesInAZone(JsonSource):
    def line(self, line: bytes, where: Where) -> Entry | Rejected:
        return retitled(super().line(line, where), str(time.localtime(0)))


class DependsOnHashes(JsonSource):
    def line(self, line: bytes, where: Where) -> Entry | Rejected:
        return retitled(super().line(line, where), str(hash(line)))


class ReadsWhileDecoding(JsonSource):
    def decode(self, item: Item, context: Context) -> Decoded:
        self.access.read(self.location)
        return super().decode(item, context)


class NamesItself(JsonSource):
    def line(self, line: bytes, where: Where) -> Entry | Rejected:
        return super().line(line, replace(where, source="moi"))


class LosesTheLast(JsonSource):
    def decode(self, item: Item, context: Context) -> Decoded:
        decoded = super().decode(item, context)
        return replace(decoded, entries=decoded.entries[:-1])


class SaysNothing(JsonSource):
    def decode(self, item: Item, context: Context) -> Decoded:
        return replace(super().decode(item, context), rejected=())


class SaysItInFrenchOnly(JsonSource):
    def line(self, line: bytes, where: Where) -> Entry | Rejected:
        found = super().line(line, where)
        return replace(found, reason=Words(UNREADABLE.fr, "")) if isinstance(found, Rejected) else found


class NoDigestOfContent(JsonSource):
    def line(self, line: bytes, where: Where) -> Entry | Rejected:
        found = super().line(line, where)
        return replace(found, digest="") if isinstance(found, Entry) else found


class OpenOptions(BaseModel):
    pass


class ReadsWhileOpening(JsonAdapter):
    def open(self, location: str, options: NoOptions, access: Access) -> JsonSource:
        access.read(location)
        return super().open(location, options, access)


class ClaimsAll(JsonAdapter):
    def claims(self, location: str) -> bool:
        return True


class AnyOptions(JsonAdapter):
    Options = OpenOptions


class BadName(JsonAdapter):
    name = "Mon adaptateur"


def retitled(found: Entry | Rejected, title: str) -> Entry | Rejected:
    if isinstance(found, Rejected):
        return found
    return Entry.of(found.source, found.event.model_copy(update={"title": title}), found.where)


UNSOUND_SOURCES: Sequence[tuple[type[JsonSource], str]] = (
    (RaisesWhatIsMissing, "test_a_missing_location_is_a_failure_and_not_an_exception"),
    (FailsWithItsLocation, "test_a_secret_in_the_location_is_shown_nowhere"),
    (FailsWithItsLocation, "test_a_refusal_of_the_access_is_handed_on_as_it_is"),
    (ShowsItsLocation, "test_a_secret_in_the_location_is_shown_nowhere"),
    (SameKeys, "test_items_have_unique_keys_and_a_digest"),
    (SameDigests, "test_items_of_equal_digest_mean_the_same"),
    (NeverChanges, "test_fetching_is_total_and_what_changed_is_never_called_unchanged"),
    (ForeignCheckpoints, "test_a_foreign_checkpoint_is_as_good_as_none"),
    (BytesInCheckpoints, "test_a_checkpoint_is_plain_json"),
    (StrictAboutBytes, "test_decoding_is_total_on_items_that_nobody_fetched"),
    (StrictAboutBytes, "test_decoding_is_total_on_mutations_of_the_sample"),
    (Counts, "test_decoding_twice_gives_the_same"),
    (Counts, "test_the_order_of_items_makes_no_difference"),
    (Counts, "test_threads_may_decode_at_the_same_time"),
    (DependsOnHashes, "test_another_process_elsewhere_understands_the_same"),
    (ReadsWhileDecoding, "test_decoding_needs_no_fetch_and_reads_nothing"),
    (NamesItself, "test_every_entry_and_reject_names_the_source"),
    (LosesTheLast, "test_the_known_titles_are_found"),
    (SaysNothing, "test_what_is_broken_is_said_and_costs_that_alone"),
    (SaysItInFrenchOnly, "test_what_is_broken_is_said_and_costs_that_alone"),
    (NoDigestOfContent, "test_events_survive_json_and_their_digest_is_of_their_content"),
)

UNSOUND_ADAPTERS: Sequence[tuple[type[JsonAdapter], str]] = (
    (ReadsWhileOpening, "test_opening_reads_nothing"),
    (ClaimsAll, "test_it_claims_nothing_foreign"),
    (AnyOptions, "test_its_options_refuse_unknown_keys"),
    (BadName, "test_it_has_the_shape_of_an_adapter"),
)


def fails(call: Callable[..., object], *arguments: object) -> bool:
    """Say whether a test of a suite fails, in whatever way: here every exception is an answer."""
    try:
        unshrunk(call)(*arguments)
    except (Exception, pytest.fail.Exception):
        return True
    return False


def unshrunk(call: Callable[..., object]) -> Callable[..., object]:
    """Return a property test as one that stops at the first failure: nobody reads these, so nothing need be shrunk."""
    inner = getattr(getattr(call, "hypothesis", None), "inner_test", None)
    if inner is None or not isinstance(call, MethodType):
        return call

    @settings(phases=(Phase.generate,), deadline=None, database=None, max_examples=200)
    @given(st.data())
    def run(data: st.DataObject) -> None:
        inner(call.__self__, data)

    return run


def source_suite(source: type[JsonSource]) -> TestASoundSource:
    kind = type("Unsound", (JsonAdapter,), {"source": source})
    suite: TestASoundSource = type("Suite", (TestASoundSource,), {"kind": kind})()
    return suite


@pytest.mark.parametrize(("source", "test"), UNSOUND_SOURCES)
def test_an_unsound_source_is_found_out(source: type[JsonSource], test: str) -> None:
    assert fails(getattr(source_suite(source), test))


@pytest.mark.parametrize(("adapter", "test"), UNSOUND_ADAPTERS)
def test_an_unsound_adapter_is_found_out(adapter: type[JsonAdapter], test: str) -> None:
    suite: Any = type("Suite", (TestASoundSource,), {"kind": adapter})()
    assert fails(getattr(suite, test))


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change its zone")
def test_a_source_that_asks_the_machine_for_its_zone_is_found_out() -> None:
    assert fails(source_suite(LivesInAZone).test_the_time_zone_of_the_machine_makes_no_difference, "Pacific/Kiritimati")


def test_a_source_that_raises_on_a_hostile_body_is_found_out() -> None:
    wrong = "bytes that are no UTF-8"
    assert fails(source_suite(StrictAboutBytes).test_a_hostile_body_is_done_with_in_bounded_time, wrong)


class LosesTitles(JsonAdapter):
    def encode(self, events: Sequence[AnyEvent], context: Context, options: NoOptions) -> bytes:
        return super().encode([each.model_copy(update={"title": ""}) for each in events], context, options)


class RefusesWithAnyError(JsonAdapter):
    def encode(self, events: Sequence[AnyEvent], context: Context, options: NoOptions) -> bytes:
        if any(each.recurrence for each in events):
            raise ValueError("no series")
        return super().encode(events, context, options)


class CannotBeEmpty(JsonAdapter):
    def encode(self, events: Sequence[AnyEvent], context: Context, options: NoOptions) -> bytes:
        return super().encode(events, context, options) or b"{}"


class StampsTheTime(JsonAdapter):
    def encode(self, events: Sequence[AnyEvent], context: Context, options: NoOptions) -> bytes:
        return super().encode(events, context, options) + b"\n" * (time.perf_counter_ns() % 1_000)


class RunsTogether(JsonAdapter):
    def encode(self, events: Sequence[AnyEvent], context: Context, options: NoOptions) -> bytes:
        return super().encode(events, context, options).replace(b"\n{", b"{")


UNSOUND_ENCODERS: Sequence[tuple[type[JsonAdapter], str]] = (
    (LosesTitles, "test_what_was_read_and_written_reads_the_same"),
    (LosesTitles, "test_every_event_comes_back_or_is_refused_in_words"),
    (RefusesWithAnyError, "test_every_event_comes_back_or_is_refused_in_words"),
    (CannotBeEmpty, "test_no_events_make_a_valid_calendar_without_events"),
    (StampsTheTime, "test_writing_what_was_read_from_it_gives_the_same_bytes"),
    (RunsTogether, "test_neighbours_do_not_change_each_other"),
)


@pytest.mark.parametrize(("adapter", "test"), UNSOUND_ENCODERS)
def test_an_unsound_encoder_is_found_out(adapter: type[JsonAdapter], test: str) -> None:
    suite: Any = type("Suite", (TestASoundEncoder,), {"kind": adapter})()
    assert fails(getattr(suite, test))


class WritesWhilePlanning(FolderSink):
    def plan(self, events: Sequence[AnyEvent], memory: Memory) -> Plan:
        (self.folder / "brouillon").touch()
        return super().plan(events, memory)


class DeletesAll(FolderSink):
    def plan(self, events: Sequence[AnyEvent], memory: Memory) -> Plan:
        return super().plan(events, {path.name: "" for path in self.folder.iterdir()})


class WritesAlways(FolderSink):
    def change(self, key: str, data: bytes) -> Change:
        return Change("update" if (self.folder / key).exists() else "create", key, "toujours", data)


class DeletesNothing(FolderSink):
    def plan(self, events: Sequence[AnyEvent], memory: Memory) -> Plan:
        return super().plan(events, {})


class LeavesAHalf(FolderSink):
    def apply(self, plan: Plan, memory: Memory) -> Memory:
        if self.world.jammed:
            self.write(plan.writes[0])
        return super().apply(plan, memory)


class IgnoresRefusals(FolderSink):
    def apply(self, plan: Plan, memory: Memory) -> Memory:
        return memory if self.world.jammed else super().apply(plan, memory)


class Forgets(FolderSink):
    def apply(self, plan: Plan, memory: Memory) -> Memory:
        return dict.fromkeys(super().apply(plan, memory), b"")


UNSOUND_SINKS: Sequence[tuple[type[FolderSink], str]] = (
    (WritesWhilePlanning, "test_planning_touches_nothing"),
    (DeletesAll, "test_a_withdrawn_event_is_gone_and_foreign_things_stay"),
    (DeletesAll, "test_a_lost_memory_deletes_nothing_foreign_and_doubles_nothing"),
    (WritesAlways, "test_after_applying_everything_is_kept"),
    (DeletesNothing, "test_a_withdrawn_event_is_gone_and_foreign_things_stay"),
    (LeavesAHalf, "test_a_target_that_fails_is_left_whole"),
    (IgnoresRefusals, "test_a_target_that_fails_is_left_whole"),
    (Forgets, "test_what_is_remembered_is_plain_json"),
)


@pytest.mark.parametrize(("sink", "test"), UNSOUND_SINKS)
def test_an_unsound_sink_is_found_out(sink: type[FolderSink], test: str, tmp_path: Path) -> None:
    suite: Any = type("Suite", (TestASoundSink,), {"kind": sink})()
    assert fails(getattr(suite, test), tmp_path)


@pytest.mark.parametrize("suite", [SourceSuite, EncoderSuite])
def test_a_suite_that_was_not_filled_in_says_what_is_missing(suite: type[SourceSuite] | type[EncoderSuite]) -> None:
    with pytest.raises(NotImplementedError, match="says"):
        suite().adapter()
    with pytest.raises(NotImplementedError, match="sample"):
        suite().sample()


def test_a_sink_suite_that_was_not_filled_in_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(NotImplementedError, match="says"):
        SinkSuite().target(tmp_path)
