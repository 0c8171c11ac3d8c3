"""Whether a row stands: all that its title, its remarks and its columns of status say, taken together."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from reseau_sync.model import Status
from reseau_sync_csv import marks, remarks
from reseau_sync_csv.dates import Moment, Problem
from reseau_sync_csv.unread import UnreadError


@dataclass(slots=True)
class Said:
    """What is said of whether a row stands, wherever it is said."""

    cancelled: bool = False
    tentative: bool = False
    verdict: str = ""
    days: frozenset[int] = frozenset()
    clocks: frozenset[int] = frozenset()
    title: str = ""

    def without_words(self, text: str) -> str:
        """Return a date or a time without the word that cancels it."""
        if not text or remarks.verdict(text) not in ("cancelled", "postponed", "dated"):
            return text
        self.cancelled = True
        return remarks.unmarked(text) if remarks.unmarked(text) != text else ""

    def of(self, moments: Sequence[Moment], title: str) -> None:
        """Take up when the row is and what it is, by which remarks are judged."""
        starts = [each.start for each in moments]
        ends = [each.end for each in moments if each.end is not None]
        self.days = frozenset(each.day for each in starts)
        self.clocks = frozenset(
            each.hour * 60 + each.minute for each in (*starts, *ends) if isinstance(each, dt.datetime)
        )
        self.title = title

    def hear(self, text: str, *, remark: bool = False) -> None:
        """Take up what a text says; a ``remark`` may speak of something else than the event."""
        found = remarks.verdict(text, self.title if remark else None) if text else ""
        if found == "moved" and not remarks.confirms(text, self.days, self.clocks):
            raise UnreadError("notes", marks.said(Problem("ambiguous-date"), text))
        if found == "doubtful":
            raise UnreadError("notes", marks.doubtful(text))
        if found == "dated" and not self.days.intersection(map(int, re.findall(r"\d{1,9}", text))):
            return
        if found in ("cancelled", "postponed", "dated"):
            self.verdict = found
            self.cancelled = True
        unsure = bool(text) and (found == "unsure" or remarks.tentative(text))
        self.tentative = self.tentative or unsure

    def status(self) -> Status | None:
        """Return the status that follows; ``None``: nothing was said."""
        return Status.CANCELLED if self.cancelled else Status.TENTATIVE if self.tentative else None
