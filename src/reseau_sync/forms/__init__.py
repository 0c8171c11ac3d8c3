"""How a feed states its events, so that every calendar engine shows the same. Pure.

``full`` writes a series as one event that repeats by one plain rule, and every instance that differs from it as an
event of its own; ``flat`` writes each occurrence of a window as an event of its own. Neither writes a RECURRENCE-ID:
some engines apply it to every series of the calendar (docs/design/feeds.md).
"""

from __future__ import annotations

from reseau_sync.forms.forming import Formed, Shape, formed

__all__ = ["Formed", "Shape", "formed"]
