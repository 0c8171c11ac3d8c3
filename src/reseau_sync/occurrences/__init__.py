"""Recurrences: read, unfolded within a window, and judged, in bounded time whatever a file says. Pure.

* :func:`check_rule`: an RRULE in one spelling, or why it has no sense (RFC 5545, 3.3.10);
* :func:`expand`: the occurrences of one event that overlap a window, overrides applied;
* :func:`unpublishable`: why a series cannot be given to other calendars, or ``None``.

From a rule to its occurrences: ``rule`` (text) → ``plan`` (with DTSTART) → ``blocks`` (of ``days`` and times) →
``series`` (all rules and dates) → ``matching`` and ``placing`` (overrides) → ``expansion``. Decisions:
docs/design/occurrences.md.
"""

from reseau_sync.errors import OccurrenceError
from reseau_sync.occurrences.expansion import Occurrence, expand
from reseau_sync.occurrences.publishable import unpublishable
from reseau_sync.occurrences.rule import check_rule

__all__ = ["Occurrence", "OccurrenceError", "check_rule", "expand", "unpublishable"]
