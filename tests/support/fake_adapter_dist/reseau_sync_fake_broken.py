"""An adapter that does not load, as one does whose own dependency is missing."""

from __future__ import annotations

raise ImportError("No module named 'une_dependance_absente'")
