"""What must be alive in a feed and what must not, told from what owners said and from nothing that the library says.

The model is sharp where the rules are (a failed reading takes nothing; a guard holds what vanishes at once, for so
many days), and says nothing where they leave room: whether an edited event under another UID is the same one, and
whether what lies beyond the end of a reading has left its window. What it cannot know it then learns from the feed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.stateful.calendars import PARIS, Content, Told
from tests.stateful.guarding import NOTHING, Hold, Judged, Vanished, judged

DROP_DAYS = 20
STALE_DAYS = 3


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

    alive: frozenset[Content] = NOTHING
    dead: frozenset[Content] = NOTHING
    called_off: frozenset[Content] = NOTHING
    renamed: Mapping[Content, Content] = field(default_factory=dict)
    withdrawn: frozenset[Content] = NOTHING
    unconfirmed: frozenset[Content] = NOTHING


def day_of(now: dt.datetime) -> dt.date:
    return now.astimezone(PARIS).date()


class SourceModel:
    """One source, from run to run."""

    def __init__(self) -> None:
        self.alive: frozenset[Content] = NOTHING
        self.accepted = False
        self._known: dict[int, Known] = {}
        self._keys: dict[Content, int] = {}
        self._live: frozenset[Content] = NOTHING
        self._count = 0
        self._hold: Hold | None = None
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
            self._hold = self._hold.among(alive)

    def _unread(self, now: dt.datetime) -> Owed:
        today = day_of(now)
        self._failing_since = self._failing_since or today
        days = (today - self._failing_since).days
        ahead = _ahead(self.alive, now)
        if days < DROP_DAYS:
            return Owed(self.alive, unconfirmed=ahead & self._live if days >= STALE_DAYS else NOTHING)
        self._hold, self.accepted = None, False
        self._live, self._count = NOTHING, 0
        return Owed(self.alive - ahead, ahead, withdrawn=ahead)

    def _read(self, reading: Reading, now: dt.datetime) -> Owed:
        stated = reading.alive | reading.called_off
        renamed = self._renamed(reading)
        ahead = _ahead(self.alive, now)
        vanished = self._vanished(reading, renamed, ahead)
        passed = self.alive - ahead - stated - renamed.keys()
        if self.accepted:
            verdict = Judged(NOTHING, vanished.missing - vanished.left, None)
        else:
            verdict = judged(vanished, self._hold, day_of(now))
        self._hold = verdict.hold
        stays = frozenset(each for each in passed if not self._may_be_another(each, reading))
        return Owed(
            alive=reading.alive | verdict.held | stays,
            dead=verdict.freed | (frozenset(renamed) - stated),
            called_off=reading.called_off,
            renamed=renamed,
            withdrawn=verdict.freed - vanished.followed,
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
        new = (reading.alive | reading.called_off) - self.alive
        return not reading.names_last and any(each.start == content.start for each in new)

    def _vanished(self, reading: Reading, renamed: Mapping[Content, Content], ahead: frozenset[Content]) -> Vanished:
        stated = reading.alive | reading.called_off
        missing = ahead - stated - renamed.keys()
        new = stated - self.alive - frozenset(renamed.values())
        followed = [each for each in missing if not reading.names_last or self._may_be_another(each, reading)]
        left = [each for each in missing if self._may_have_left_the_window(each, reading)]
        stays = stated | renamed.keys()
        return Vanished(
            missing, frozenset(followed) if new else NOTHING, frozenset(left), len(new), stays, len(ahead & stays)
        )

    def _may_have_left_the_window(self, missing: Content, reading: Reading) -> bool:
        starts = [each.content.start for each, _ in reading.stated]
        return bool(starts) and missing.start > max(starts) and len(starts) >= self._count


def _ahead(contents: Iterable[Content], now: dt.datetime) -> frozenset[Content]:
    return frozenset(each for each in contents if each.is_ahead(now))
