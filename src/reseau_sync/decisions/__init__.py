"""What people said of pairs of events: the same, not the same, or to be asked again later. Pure.

``decisions.toml`` is the only authority: values.py is its shape, applied.py makes of it what the merge takes,
writing.py changes its text by one decision and leaves the rest as it was. docs/design/decisions.md.
"""

from reseau_sync.decisions.applied import Applied, apply
from reseau_sync.decisions.naming import named
from reseau_sync.decisions.values import Decision, DecisionFile, EventName, Verdict
from reseau_sync.decisions.writing import decided, undecided

__all__ = [
    "Applied",
    "Decision",
    "DecisionFile",
    "EventName",
    "Verdict",
    "apply",
    "decided",
    "named",
    "undecided",
]
