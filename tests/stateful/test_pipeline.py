"""The whole pipeline against a model, whatever owners, tools, volunteers and the power supply do, in any order."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from reseau_sync.merge.likeness import alike_titles
from reseau_sync.merge.words import folded
from tests.stateful.calendars import Content, Shown, Told, Uids, shown_by, title_of
from tests.stateful.guarding import HOLD_DAYS
from tests.stateful.model import DROP_DAYS, STALE_DAYS, Owed, SourceModel, day_of
from tests.stateful.world import FAULTS, Calendar, Published, World

START = dt.datetime(2010, 9, 1, 10, 7, tzinfo=dt.UTC)
REMEMBERED = dt.timedelta(days=50)
"""So long after it was last seen an event comes back as itself, at least."""
LIMITS = [each + more for each in (HOLD_DAYS, STALE_DAYS, DROP_DAYS) for more in (-1, 0)]
"""Days around those on which patience ends."""
KILLS = ("before-save", "before-publish", "between-feeds", "after-publish")

WHICH = st.integers(0, 2)
DAYS = st.integers(-30, 120)
HOURS = st.integers(9, 19)
PLACES = st.integers(0, 3)
SOME = st.sets(st.integers(0, 11), min_size=1, max_size=8)
RUNS = st.sampled_from(
    [
        *("now", "now", "in an hour", "in an hour", "the next day", "in nine days", "not yet", "not yet"),
        *(f"{kill} {when}" for kill in KILLS for when in ("now", "the next day")),
    ]
)
LATER = {"now": 0, "not yet": 0, "in an hour": 1, "the next day": 24, "in nine days": 9 * 24}


@dataclass(frozen=True)
class Seen:
    """An event as it was last seen in a feed, and when."""

    shown: Shown
    at: dt.datetime


class Pipeline(RuleBasedStateMachine):
    """Three calendars: one with UIDs that last, a sheet without any, and one whose way of naming is drawn."""

    @initialize(way=st.sampled_from(["positions", "lasting", "none"]), sizes=st.tuples(*[st.integers(1, 9)] * 3))
    def begin(self, way: str, sizes: tuple[int, int, int]) -> None:
        self.keys = itertools.count(1)
        self.now = START
        self.owners: dict[str, str] = {}
        self.calendars = [
            Calendar("agenda", Uids("lasting")),
            Calendar("feuille", Uids("none"), "csv"),
            Calendar("site", Uids(way)),
        ]
        self.world = World(self.calendars)
        self.models = {each.id: SourceModel() for each in self.calendars}
        self.alive: dict[Content, str] = {}
        self.seen: dict[tuple[str, str], Seen] = {}
        for calendar, size in zip(self.calendars, sizes, strict=True):
            for number in range(size):
                self._say(calendar, 2 + 3 * number, 10 + number, number % 4)
        self._run("now")

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.clear()

    # What owners do.

    @rule(which=WHICH, days=DAYS, hour=HOURS, place=PLACES, then=RUNS)
    def add(self, which: int, days: int, hour: int, place: int, then: str) -> None:
        self._say(self.calendars[which], days, hour, place)
        self._run(then)

    @rule(which=WHICH, nth=st.integers(0, 11), then=RUNS)
    def correct_a_title(self, which: int, nth: int, then: str) -> None:
        self._change(which, nth, lambda told: replace(told, version=told.version + 1))
        self._run(then)

    @rule(which=WHICH, nth=st.integers(0, 11), hours=st.sampled_from([-49, -24, 1, 3, 24, 168, 720]), then=RUNS)
    def move(self, which: int, nth: int, hours: int, then: str) -> None:
        self._change(which, nth, lambda told: replace(told, start=told.start + dt.timedelta(hours=hours)))
        self._run(then)

    @rule(which=WHICH, nth=st.integers(0, 11), then=RUNS)
    def call_off_or_reinstate(self, which: int, nth: int, then: str) -> None:
        self._change(which, nth, lambda told: replace(told, called_off=not told.called_off))
        self._run(then)

    @rule(which=WHICH, nth=st.integers(0, 11), then=RUNS)
    def delete_one(self, which: int, nth: int, then: str) -> None:
        said = self.calendars[which].said
        if said:
            del said[nth % len(said)]
        self._run(then)

    @rule(which=WHICH, some=SOME, then=RUNS)
    def delete_many(self, which: int, some: set[int], then: str) -> None:
        calendar = self.calendars[which]
        calendar.said = [told for number, told in enumerate(calendar.said) if number not in some]
        self._run(then)

    @rule(which=WHICH, then=RUNS)
    def turn_the_list_around(self, which: int, then: str) -> None:
        self.calendars[which].said.reverse()
        self._run(then)

    # What tools do.

    @rule(which=WHICH, then=RUNS)
    def name_everything_anew(self, which: int, then: str) -> None:
        calendar = self.calendars[which]
        calendar.uids.generation += 1
        calendar.disturbed = True
        self._run(then)

    @rule(which=WHICH, fault=st.sampled_from(FAULTS), then=RUNS)
    def fail(self, which: int, fault: str, then: str) -> None:
        self.calendars[which].fault = fault
        self._run(then)

    @rule(which=WHICH, then=RUNS)
    def empty(self, which: int, then: str) -> None:
        self.calendars[which].fault = "emptied"
        self._run(then)

    @rule(which=WHICH, some=SOME, then=RUNS)
    def shrink(self, which: int, some: set[int], then: str) -> None:
        calendar = self.calendars[which]
        calendar.fault = "shrunk"
        calendar.left = frozenset(told.key for number, told in enumerate(calendar.said) if number in some)
        self._run(then)

    @rule(which=WHICH, fault=st.sampled_from(["emptied", *FAULTS]), days=st.sampled_from(LIMITS))
    def go_wrong_for_days(self, which: int, fault: str, days: int) -> None:
        self.calendars[which].fault = fault
        self.time_passes_between_two_runs(days=days)

    @rule(which=WHICH, then=RUNS)
    def recover(self, which: int, then: str) -> None:
        self.calendars[which].fault = ""
        self._run(then)

    @rule(which=WHICH, then=RUNS)
    def change_tool(self, which: int, then: str) -> None:
        calendar = self.calendars[which]
        calendar.form = "csv" if calendar.form == "ics" else "ics"
        calendar.disturbed = True
        self._run(then)

    # What the volunteer does, and time.

    @rule(which=WHICH, then=RUNS)
    def take_out_of_the_network_or_put_back(self, which: int, then: str) -> None:
        calendar = self.calendars[which]
        calendar.declared = not calendar.declared
        self._run(then)

    @rule(which=WHICH, then=RUNS)
    def accept(self, which: int, then: str) -> None:
        calendar = self.calendars[which]
        if self.world.accept(calendar.id, self.now):
            self.models[calendar.id].accepted = True
        self._run(then)

    @rule(days=st.sampled_from([1, *LIMITS, 45]))
    def time_passes_between_two_runs(self, days: int) -> None:
        self._run("now")
        self.now += dt.timedelta(days=days)
        self._run("now")

    @rule()
    def run_twice(self) -> None:
        self._run("now")
        before, times = self.world.feeds(), self.world.times()
        self.now += dt.timedelta(minutes=5)
        done = self._run("now")
        if day_of(self.now) == day_of(self.now - dt.timedelta(minutes=5)):
            assert self.world.feeds() == before
            assert self.world.times() == times
            assert done is None or not self._is_well() or done.outlook.unchanged

    # What must hold.

    def _say(self, calendar: Calendar, days: int, hour: int, place: int) -> None:
        key = next(self.keys)
        self.owners[title_of(key)] = calendar.id
        midnight = dt.datetime.combine(day_of(self.now), dt.time())
        calendar.said.append(Told(key, midnight + dt.timedelta(days=days, hours=hour), place))

    def _change(self, which: int, nth: int, change: Callable[[Told], Told]) -> None:
        said = self.calendars[which].said
        if said:
            said[nth % len(said)] = change(said[nth % len(said)])

    def _run(self, how: str) -> Published | None:
        """Run the merge now or later, perhaps killed, and see what became of the feeds."""
        kill, when = how.split(" ", 1) if how.startswith(KILLS) else ("", how)
        self.now += dt.timedelta(hours=LATER[when])
        if how == "not yet":
            return None
        before = self.world.feeds()
        done = self.world.run(self.now, kill)
        note(f"# {self.now:%d/%m %H:%M}{f', killed {kill}' if kill else ''}")
        after = self.world.feeds()
        if done is None:
            assert kill == "before-save"
            assert after == before
            return None
        for feed, data in after.items():
            assert data in (before.get(feed), done.feeds[feed]), "a feed is neither the old one nor the new one"
        if done.run is not None:
            # Where no source could ever be read nothing is published, an empty feed least of all.
            refused = {each.state for each in done.run.feeds} & {"refused", "missing"}
            assert after == (before if refused else done.feeds), "a run that ended left a feed behind"
            assert not refused or not self._was_ever_read()
        self._check(done.feeds)
        return done

    def _check(self, feeds: Mapping[str, bytes]) -> None:
        shown = {feed: shown_by(data) for feed, data in feeds.items()}
        for each in shown.values():
            assert len({event.uid for event in each}) == len(each)
        alive = {event.content: event.uid for event in shown["tout"] if not event.cancelled}
        assert alive == {event.content: event.uid for event in shown["sobre"] if not event.cancelled}
        self._check_stamps(shown)
        for calendar in self.calendars:
            self._check_source(calendar, {each.content: each for each in shown["tout"] if self._owns(calendar, each)})
        self.alive = alive

    def _check_source(self, calendar: Calendar, shown: Mapping[Content, Shown]) -> None:
        model = self.models[calendar.id]
        owed = self._owed(calendar)
        alive = frozenset(content for content, each in shown.items() if not each.cancelled)
        assert not owed.alive - alive, "an event was lost"
        assert not owed.dead & alive, "a deleted event is alive"
        assert not alive - owed.alive - model.alive, "an event was invented"
        for content in owed.called_off | owed.withdrawn:
            assert shown[content].cancelled, "an event vanished without a word"
        self._check_names(calendar, owed, shown)
        unsure = {content for content, each in shown.items() if each.tentative}
        assert owed.unconfirmed <= unsure
        assert calendar.fault in FAULTS or not unsure
        model.learn(alive)

    def _owed(self, calendar: Calendar) -> Owed:
        if not calendar.declared:
            self.models[calendar.id] = SourceModel()
            return Owed()
        reading = calendar.reading()
        owed = self.models[calendar.id].expect(reading, self.now)
        calendar.disturbed = calendar.disturbed and reading is None
        return owed

    def _check_names(self, calendar: Calendar, owed: Owed, shown: Mapping[Content, Shown]) -> None:
        for content, each in shown.items():
            assert self.alive.get(content, each.uid) == each.uid, "an unchanged event has another UID"
        for before, now in owed.renamed.items():
            assert self.alive[before] == shown[now].uid, "an edited event has another UID"

    def _check_stamps(self, shown: Mapping[str, list[Shown]]) -> None:
        for feed, events in shown.items():
            for each in events:
                seen = self.seen.get((feed, each.uid))
                if seen is not None and self.now - seen.at < REMEMBERED and each.raw != seen.shown.raw:
                    assert each.sequence > seen.shown.sequence
                    assert each.changed > seen.shown.changed
                self.seen[feed, each.uid] = Seen(each, self.now)

    def _owns(self, calendar: Calendar, shown: Shown) -> bool:
        return self.owners[" ".join(shown.content.title.split()[:3])] == calendar.id

    def _was_ever_read(self) -> bool:
        return any(each.fault not in FAULTS or self.models[each.id].alive for each in self.calendars if each.declared)

    def _is_well(self) -> bool:
        return not any(each.fault in FAULTS for each in self.calendars if each.declared)


def test_titles_of_two_events_never_look_like_corrections_of_each_other() -> None:
    titles = [folded(title_of(key)) for key in range(1, 80)]
    assert not any(alike_titles(a, b) for a, b in itertools.combinations(titles, 2))
    assert all(alike_titles(folded(title_of(1)), folded(title_of(1, version))) for version in (1, 2, 3))


def test_no_history_loses_what_owners_keep_or_keeps_what_they_delete() -> None:
    # In files on a disk a step takes tens of milliseconds: examples are few and long.
    run_state_machine_as_test(
        Pipeline,
        settings=settings(
            max_examples=40, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
