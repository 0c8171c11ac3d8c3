"""What must be alive in a feed and what must not, told from what owners said and from nothing that the library says.

The model is sharp where the rules are (a failed reading takes nothing; a guard holds what vanishes at once, for so
many days), and says nothing where they leave room: whether an edited event under another UID is the same one, and
whether what lies beyond the end of a reading has left its window. What it cannot know it then learns from the feed.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.stateful.calendars import PARIS, Content, Told

HOLD_DAYS = 7
DROP_DAYS = 20
STALE_DAYS = 3
_FEW = 5
_SHRINK_LIMIT = 0.30
_NOTHING: frozenset[Content] = frozenset()


@dataclass(frozen=True)
class Known:
    """How an event was last read: its content, and its UID where the tool gives one that lasts."""

    content: Content
    uid: str | None


@dataclass(frozen=True)
class Reading:
    """What a run can read of a source: each event that its file states, with a UID if that is made to last.

    ``names_last``: the tool is the one of the reading before, and its UIDs are still those.
    """

    stated: tuple[tuple[Told, str | None], ...]
    names_last: bool

    @property
    def by_key(self) -> dict[int, Known]:
        return {each.key: Known(each.content, uid) for each, uid in self.stated}

    @property
    def alive(self) -> frozenset[Content]:
        return frozenset(each.content for each, _ in self.stated if not each.called_off)

    @property
    def called_off(self) -> frozenset[Content]:
        return frozenset(each.content for each, _ in self.stated if each.called_off)


@dataclass(frozen=True)
class Owed:
    """What a feed owes after a run, of one source: ``alive`` and ``dead`` contents; of the rest nothing is known.

    ``renamed``: content of before -> content under which the same event must live on. ``withdrawn``: what must be
    shown as cancelled, under the UID that it had. ``unconfirmed``: what must say that it is.
    """

    alive: frozenset[Content] = _NOTHING
    dead: frozenset[Content] = _NOTHING
    called_off: frozenset[Content] = _NOTHING
    renamed: Mapping[Content, Content] = field(default_factory=dict)
    withdrawn: frozenset[Content] = _NOTHING
    unconfirmed: frozenset[Content] = _NOTHING


@dataclass(frozen=True)
class _Vanished:
    """What a good reading no longer states of what was alive and is still to come.

    ``surely``: gone, whatever happened; ``perhaps``: gone, or known under another content now; ``beyond``: gone, or
    out of the window; ``staying``: how many such events are stated still; ``newcomers``: how many others are.
    """

    surely: frozenset[Content]
    perhaps: frozenset[Content]
    beyond: frozenset[Content]
    staying: int
    newcomers: int

    @property
    def all(self) -> frozenset[Content]:
        return self.surely | self.perhaps | self.beyond

    @property
    def suspicions(self) -> set[bool]:
        """Whether the guard holds them, under every reading of what is left open."""
        follow = range(min(len(self.perhaps), self.newcomers) + 1)
        leave = range(len(self.beyond) + 1)
        return {
            _is_suspect(len(self.all) - followed - left, self.staying + followed)
            for followed, left in itertools.product(follow, leave)
        }


def _is_suspect(missing: int, staying: int) -> bool:
    if missing == 0:
        return False
    return staying == 0 or (missing >= _FEW and missing > _SHRINK_LIMIT * (missing + staying))


@dataclass
class _Hold:
    """What is held for sure, what may be held or out of the window, and between which days the hold began."""

    surely: frozenset[Content]
    perhaps: frozenset[Content]
    earliest: dt.date
    latest: dt.date


def day_of(now: dt.datetime) -> dt.date:
    return now.astimezone(PARIS).date()


class SourceModel:
    """One source, from run to run."""

    def __init__(self) -> None:
        self.alive: frozenset[Content] = _NOTHING
        self.accepted = False
        self._known: dict[int, Known] = {}
        self._keys: dict[Content, int] = {}
        self._live: frozenset[Content] = _NOTHING
        self._count = 0
        self._hold: _Hold | None = None
        self._failing_since: dt.date | None = None

    def expect(self, reading: Reading | None, now: dt.datetime) -> Owed:
        """Carry the source on by one reading (``None``: it failed), and return what a feed owes."""
        if reading is None:
            return self._unread(now)
        self._failing_since = None
        owed = self._read(reading, now)
        self.accepted = False
        self._known |= reading.by_key
        self._keys |= {known.content: key for key, known in reading.by_key.items()}
        self._live, self._count = reading.alive, len(reading.stated)
        return owed

    def learn(self, alive: frozenset[Content]) -> None:
        """Take note of what is alive in the feed after the run."""
        self.alive = alive
        if self._hold is not None:
            hold = _Hold(self._hold.surely & alive, self._hold.perhaps & alive, self._hold.earliest, self._hold.latest)
            self._hold = hold if hold.surely | hold.perhaps else None

    def _unread(self, now: dt.datetime) -> Owed:
        today = day_of(now)
        self._failing_since = self._failing_since or today
        days = (today - self._failing_since).days
        ahead = _ahead(self.alive, now)
        if days < DROP_DAYS:
            return Owed(self.alive, unconfirmed=ahead & self._live if days >= STALE_DAYS else _NOTHING)
        self._hold, self.accepted = None, False
        self._live, self._count = _NOTHING, 0
        return Owed(self.alive - ahead, ahead, withdrawn=ahead)

    def _read(self, reading: Reading, now: dt.datetime) -> Owed:
        stated = reading.alive | reading.called_off
        renamed = self._renamed(reading)
        vanished = self._vanished(reading, renamed, now)
        passed = self.alive - _ahead(self.alive, now) - stated - renamed.keys()
        held, freed = self._judged(vanished, day_of(now))
        return Owed(
            alive=reading.alive | held | frozenset(each for each in passed if not self._may_be_another(each, reading)),
            dead=freed | (frozenset(renamed) - stated),
            called_off=reading.called_off,
            renamed=renamed,
            withdrawn=_NOTHING if vanished.newcomers else freed,
            unconfirmed=_NOTHING,
        )

    def _renamed(self, reading: Reading) -> dict[Content, Content]:
        """Return what was edited under a UID that lasts."""
        if not reading.names_last:
            return {}
        return {
            before.content: now.content
            for key, now in reading.by_key.items()
            if (before := self._known.get(key)) is not None
            and before.content != now.content
            and before.uid == now.uid
            and before.content in self.alive
        }

    def _may_be_another(self, content: Content, reading: Reading) -> bool:
        """Say whether what was known as ``content`` may be stated in other words, under a name that does not last."""
        if self._keys.get(content) in reading.by_key:
            return True
        new = [each for each in (reading.alive | reading.called_off) - self.alive]
        return not reading.names_last and any(each.start == content.start for each in new)

    def _vanished(self, reading: Reading, renamed: Mapping[Content, Content], now: dt.datetime) -> _Vanished:
        stated = reading.alive | reading.called_off
        ahead = _ahead(self.alive, now)
        missing = ahead - stated - renamed.keys()
        new = stated - self.alive - frozenset(renamed.values())
        beyond = frozenset(each for each in missing if self._may_have_left_the_window(each, reading))
        perhaps = frozenset(
            each for each in missing - beyond if new and (not reading.names_last or self._may_be_another(each, reading))
        )
        staying = len(ahead & stated) + len(ahead & renamed.keys())
        return _Vanished(missing - beyond - perhaps, perhaps, beyond, staying, len(new))

    def _may_have_left_the_window(self, missing: Content, reading: Reading) -> bool:
        starts = [each.content.start for each, _ in reading.stated]
        return bool(starts) and missing.start > max(starts) and len(starts) >= self._count

    def _judged(self, vanished: _Vanished, today: dt.date) -> tuple[frozenset[Content], frozenset[Content]]:
        """Return what must be held, and what must be let go."""
        suspicions = vanished.suspicions
        freed = vanished.surely | vanished.perhaps
        if self.accepted or suspicions == {False}:
            self._hold = None
            return _NOTHING, freed
        self._hold = hold = self._held(vanished, suspicions, today)
        if (today - hold.latest).days >= HOLD_DAYS:
            self._hold = None
            return _NOTHING, freed
        if suspicions == {True} and (today - hold.earliest).days < HOLD_DAYS:
            return vanished.surely | vanished.beyond, _NOTHING
        return _NOTHING, _NOTHING

    def _held(self, vanished: _Vanished, suspicions: set[bool], today: dt.date) -> _Hold:
        before = self._hold
        surely, perhaps = vanished.surely | vanished.perhaps, vanished.beyond
        if before is None or (suspicions == {True} and not vanished.surely <= before.surely | before.perhaps):
            return _Hold(surely, perhaps, today, today)
        is_the_same = suspicions == {True} and vanished.all <= before.surely
        return _Hold(surely, perhaps, before.earliest, before.latest if is_the_same else today)


def _ahead(contents: Iterable[Content], now: dt.datetime) -> frozenset[Content]:
    return frozenset(each for each in contents if each.is_ahead(now))
