"""What the library is tested with, for those who write adapters, sinks, or code that embeds it.

Needs the ``test`` extra: ``pip install 'reseau-sync[test]'``.

* :class:`SourceSuite`, :class:`EncoderSuite`, :class:`SinkSuite`: what every source, encoder and sink must hold.
  Subclass one in a test module, say which adapter and give it a sample; pytest runs the rest::

      class TestMySource(SourceSuite):
          def adapter(self) -> Adapter:
              return MyAdapter()

          def sample(self) -> Mapping[str, Body]:
              return {"https://agenda.example.org/export.mine": b"..."}

* :class:`MemoryAccess`: bytes from a dict, where the real thing would open files and sockets.
* :mod:`reseau_sync.testing.strategies`: hypothesis strategies for every value of the shared schema.
* :func:`assert_same_ics`: two iCalendar files that say the same.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

try:
    import hypothesis  # noqa: F401 - only to say plainly what is missing
    import pytest
except ImportError as missing:
    raise ImportError(
        "reseau_sync.testing demande l'extra « test » / needs the \"test\" extra: pip install 'reseau-sync[test]'"
    ) from missing

if TYPE_CHECKING:
    from reseau_sync.testing.access import Body, MemoryAccess
    from reseau_sync.testing.encoders import EncoderSuite
    from reseau_sync.testing.ics import assert_same_ics
    from reseau_sync.testing.sinks import SinkSuite, Target
    from reseau_sync.testing.sources import SourceSuite

_HOMES = {
    "Body": "access",
    "EncoderSuite": "encoders",
    "MemoryAccess": "access",
    "SinkSuite": "sinks",
    "SourceSuite": "sources",
    "Target": "sinks",
    "assert_same_ics": "ics",
}

# Only modules that pytest rewrites before they are first imported say what an assert compared; hence the lazy names.
pytest.register_assert_rewrite(
    *(f"{__name__}.{module}" for module in ("decoding", "encoders", "fetching", "ics", "sinks", "sources", "subject"))
)


def __getattr__(name: str) -> Any:
    """Import the module that holds ``name`` when it is first used (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


__all__ = [
    "Body",
    "EncoderSuite",
    "MemoryAccess",
    "SinkSuite",
    "SourceSuite",
    "Target",
    "assert_same_ics",
]
