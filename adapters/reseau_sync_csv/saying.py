"""Whether a row stands: all that its title, its remarks and its columns of status say, taken together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reseau_sync.model import Status
from reseau_sync_csv import marks, remarks
from reseau_sync_csv.dates import Problem
from reseau_sync_csv.unread import UnreadError


@dataclass(slots=True)
class Said:
    """What is said of whether a row stands, wherever it is said."""

    cancelled: bool = False
    tentative: bool = False
    verdict: str = ""
    days: frozenset[str] = frozenset()

    def without_words(self, text: str) -> str:
        """Return a date or a time without the word that cancels it."""
        if not text or remarks.verdict(text) not in ("cancelled", "postponed", "dated"):
            return text
        self.cancelled = True
        return remarks.unmarked(text) if remarks.unmarked(text) != text else ""

    def hear(self, text: str) -> None:
        """Take up what a text says."""
        found = remarks.verdict(text) if text else ""
        if found == "moved":
            raise UnreadError("notes", marks.said(Problem("ambiguous-date"), text))
        if found == "dated" and not self.days.intersection(re.findall(r"\d+", text)):
            return
        if found:
            self.verdict = found
            self.cancelled = True
        self.tentative = self.tentative or (bool(text) and remarks.tentative(text))

    def status(self) -> Status | None:
        """Return the status that follows; ``None``: nothing was said."""
        return Status.CANCELLED if self.cancelled else Status.TENTATIVE if self.tentative else None
