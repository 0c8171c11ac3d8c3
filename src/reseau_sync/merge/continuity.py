"""One source's entries, carried on from one reading to the next (law 7; docs/design/continuity.md). Pure.

:func:`advance` is a step: the standings of before and a reading give the standings of now. matching.py says who is
who, guard.py whether what vanished may go, cutting.py what stays of a series that goes.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reseau_sync.entry import Entry
from reseau_sync.merge.cutting import cut
from reseau_sync.merge.guard import Disappearances, judge
from reseau_sync.merge.lasting import REST, apart, name_new
from reseau_sync.merge.likeness import Traits
from reseau_sync.merge.matching import Matching, match
from reseau_sync.merge.moment import Moment, is_called_off, is_series
from reseau_sync.merge.restated import Restated
from reseau_sync.model.zones import zone
from reseau_sync.standing import Hold, Policy, Standing, Why

WITHDRAWN_DAYS = 60
"""So long a withdrawn entry is remembered, so that it comes back as itself; how long feeds show it is their matter."""


@dataclass(frozen=True, slots=True)
class Moved:
    """An event that lives on under its key though its UID, or its title, start or place, changed."""

    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True)
class Advanced:
    """What counts now (``standings``, by lasting key), and what a person is told of the step.

    ``kept``: those that came to be kept, or for another reason than before; ``withdrawn``: those that this step
    withdrew; ``moved``: edited or given another UID, and known all the same; ``returned``: withdrawn or kept before,
    live again; ``added``: new ones; ``gone``: those of which nothing is left: ``double``, too old (``passed``), or
    withdrawn long ago.
    """

    standings: tuple[Standing, ...]
    hold: Hold | None = None
    kept: tuple[Standing, ...] = ()
    withdrawn: tuple[Standing, ...] = ()
    moved: tuple[Moved, ...] = ()
    returned: tuple[Standing, ...] = ()
    added: tuple[Standing, ...] = ()
    gone: tuple[Standing, ...] = ()


def advance(
    previous: Sequence[Standing],
    reading: Sequence[Entry] | None,
    hold: Hold | None,
    policy: Policy,
    now: dt.datetime,
    timezone: str,
    *,
    accepted: bool = False,
    failing_since: dt.datetime | None = None,
    same_tool: bool = True,
) -> Advanced:
    """Carry one source's standings on by one reading.

    The order of ``previous`` and ``reading`` makes no difference; every entry of the reading is live exactly once; what
    it no longer states is kept, withdrawn or gone, and named as such.

    :param reading: all entries that the source states now; ``None`` where it could not be read
    :param now: an aware instant
    :param timezone: the network's IANA zone: of its days, and of dates
    :param accepted: a person said that what is missing is meant to be
    :param failing_since: an aware instant, where ``reading`` is ``None``
    :param same_tool: whether adapter and location are those of the reading before; if not, UIDs may have changed
    """
    step = _Step(previous, policy, Moment(now, timezone))
    if reading is None:
        return step.unread(hold, step.moment.day_of(failing_since or now))
    return step.read(match(step.matchable(), reading, step.moment, same_tool=same_tool), hold, accepted=accepted)


def unconfirmed(
    standing: Standing,
    policy: Policy,
    today: dt.date,
    failing_since: dt.datetime | None,
    timezone: str = "Europe/Paris",
) -> bool:
    """Say whether an entry still to come has not been confirmed by its source for ``stale_days``.

    :param today: the day in the IANA zone ``timezone``, as is every day here
    :param failing_since: an aware instant; without it the day from which the entry has been unread counts
    """
    if (standing.state, standing.why) != ("kept", "unread"):
        return False
    morning = Moment(dt.datetime.combine(today, dt.time(), zone(timezone)), timezone)
    since = morning.day_of(failing_since) if failing_since is not None else standing.since
    return (today - since).days >= policy.stale_days and morning.is_ahead(standing.entry.event)


class _Step:
    """One step: what becomes of each standing."""

    def __init__(self, previous: Sequence[Standing], policy: Policy, moment: Moment) -> None:
        self.previous = previous
        self.policy = policy
        self.moment = moment
        keys = {each.lasting for each in previous}
        self._shadows = [each for each in previous if each.lasting.endswith(REST) and _base(each) in keys]
        self._now: list[Standing] = []
        self._gone: list[Standing] = []

    def matchable(self) -> list[Standing]:
        """Return the standings that an entry may be: the rest of a series that was cut comes back as the series."""
        shadows = {each.lasting for each in self._shadows}
        return [each for each in self.previous if each.lasting not in shadows]

    def read(self, matching: Matching, hold: Hold | None, *, accepted: bool) -> Advanced:
        """Return the step that a good reading makes."""
        moved = self._carry_on(matching)
        self._now += name_new(matching.new, {each.lasting for each in self.previous}, self.moment.today)
        missing = self._settle(matching)
        verdict = judge(
            _disappearances(missing, matching, self.moment), hold, self.policy, self.moment, accepted=accepted
        )
        held = {each.lasting for each in verdict.kept}
        for each in missing:
            if each.lasting in held:
                self._keep(each, "held")
            else:
                self._withdraw(each, "vanished", self.moment.today)
        return self._told(verdict.hold, moved)

    def unread(self, hold: Hold | None, since: dt.date) -> Advanced:
        """Return the step that a failed reading makes: nothing goes before ``drop_days`` (0: never)."""
        days = (self.moment.today - since).days
        dropping = self.policy.drop_days > 0 and days >= self.policy.drop_days
        for each in self.previous:
            if each.state == "withdrawn" or each.why == "passed":
                self._grow_old(each)
            elif dropping and self.moment.is_ahead(each.entry.event):
                self._withdraw(each, "dropped", self.moment.today)
            elif dropping:
                self._keep(each, "passed")
            elif each.state == "live":
                self._now.append(dataclasses.replace(each, state="kept", why="unread", since=since))
            else:
                self._now.append(each)
        return self._told(None if dropping else hold, ())

    def _carry_on(self, matching: Matching) -> list[Moved]:
        """Make live what the reading states, under the keys of before; return what changed in what it is known by."""
        moved = []
        for before, now in matching.pairs:
            if before.standing is None:
                continue
            was = before.standing
            since = was.since if was.state == "live" else self.moment.today
            standing = Standing(now.entry, was.lasting, since=since)
            self._now.append(standing)
            if (before.name, before.content) != (now.name, now.content):
                moved.append(Moved(was, standing))
        return sorted(moved, key=lambda each: each.after.lasting)

    def _settle(self, matching: Matching) -> list[Standing]:
        """Settle what needs no judgement of what the reading does not state; return the disappearances."""
        live = {each.lasting for each in self._now}
        for shadow in self._shadows:
            if _base(shadow) not in live:
                self._grow_old(shadow)
        restated = Restated(matching.reading, self.moment)
        window = _Window.of(self.previous, matching, self.policy)
        missing = []
        for each in matching.missing:
            if each.standing is None or each.standing.state == "withdrawn" or each.standing.why == "passed":
                self._grow_old(each.standing)
            elif restated.holds(each):
                self._give_up_a_double(each.standing)
            elif not self.moment.is_ahead(each.entry.event):
                self._keep(each.standing, "passed")
            elif window.has_left(each):
                self._keep(each.standing, "left-window")
            else:
                missing.append(each.standing)
        return missing

    def _keep(self, standing: Standing, why: Why) -> None:
        since = standing.since if (standing.state, standing.why) == ("kept", why) else self.moment.today
        self._grow_old(Standing(standing.entry, standing.lasting, "kept", why, since))

    def _withdraw(self, standing: Standing, why: Why, since: dt.date) -> None:
        past, rest = cut(standing.entry, self.moment)
        if past is not None:
            self._grow_old(Standing(past, standing.lasting, "kept", "passed", since))
        if rest is not None:
            key = standing.lasting if past is None else f"{standing.lasting}{REST}"
            self._now.append(Standing(rest, key, "withdrawn", why, since))

    def _give_up_a_double(self, standing: Standing) -> None:
        """Let go of what the reading states in another way, all but what of a series has begun."""
        past, rest = cut(standing.entry, self.moment) if is_series(standing.entry.event) else (None, standing.entry)
        if past is not None:
            self._grow_old(Standing(past, standing.lasting, "kept", "passed", self.moment.today))
        if rest is not None:
            self._gone.append(Standing(rest, standing.lasting, "withdrawn", "double", self.moment.today))

    def _grow_old(self, standing: Standing | None) -> None:
        """Keep a standing until it is too old: an event from its end on, a withdrawal from its day on."""
        if standing is None:
            return
        if standing.state == "withdrawn":
            stays = (self.moment.today - standing.since).days <= WITHDRAWN_DAYS
        elif standing.why == "passed":
            stays = self.moment.ended_within(standing.entry.event, self.policy.retention_months)
        else:
            stays = True
        (self._now if stays else self._gone).append(standing)

    def _told(self, hold: Hold | None, moved: Sequence[Moved]) -> Advanced:
        was = {each.lasting: each for each in self.previous}
        now = sorted(apart(self._now), key=lambda each: each.lasting)

        def came_to_be(state: str) -> tuple[Standing, ...]:
            return tuple(
                each
                for each in now
                if each.state == state and ((old := was.get(each.lasting)) is None or _why(old) != _why(each))
            )

        live = came_to_be("live")
        return Advanced(
            tuple(now),
            hold,
            came_to_be("kept"),
            came_to_be("withdrawn"),
            tuple(moved),
            tuple(each for each in live if each.lasting in was),
            tuple(each for each in live if each.lasting not in was),
            tuple(sorted(self._gone, key=lambda each: each.lasting)),
        )


def _disappearances(missing: Sequence[Standing], matching: Matching, moment: Moment) -> Disappearances:
    """Return what is to be judged. What its owner has cancelled in so many words may vanish."""
    counting = [each for each in missing if not is_called_off(each.entry.event)]
    if not counting:
        return Disappearances()
    stated = [before.standing for before, _ in matching.pairs if before.standing is not None]
    return Disappearances(
        [each for each in counting if each.why == "held"],
        [each for each in counting if each.why != "held"],
        sum(each.why == "held" for each in stated),
        sum(
            each.state != "withdrawn" and not is_called_off(each.entry.event) and moment.is_ahead(each.entry.event)
            for each in stated
        ),
    )


def _why(standing: Standing) -> tuple[str, str]:
    return standing.state, standing.why


def _base(standing: Standing) -> str:
    return standing.lasting.removesuffix(REST)


@dataclass(frozen=True, slots=True)
class _Window:
    """How far a reading reaches: tools that give the next 30 events let the last ones drop out when others come in."""

    latest: int | None
    count: int
    given_before: int
    held_before: int
    limit: int | None

    @classmethod
    def of(cls, previous: Iterable[Standing], matching: Matching, policy: Policy) -> _Window:
        reasons = Counter(each.why or each.state for each in previous)
        latest = max((each.content.start for each in matching.reading), default=None)
        return cls(latest, len(matching.reading), reasons["live"] + reasons["unread"], reasons["held"], policy.limit)

    def has_left(self, missing: Traits) -> bool:
        """Say whether ``missing`` lies beyond what a full reading reaches; at its edge only a declared limit tells."""
        if self.latest is None:
            return False
        start, limited = missing.content.start, self.limit is not None and self.count >= self.limit
        return (limited and start >= self.latest) or (self._has_not_fallen(missing) and start > self.latest)

    def _has_not_fallen(self, missing: Traits) -> bool:
        # What is held was given before it was missed: else a feed cut short looks full when it is read once more.
        held = missing.standing is not None and missing.standing.why == "held"
        return self.count >= self.given_before + (self.held_before if held else 0)
