"""``reseau.toml``: reading it, checking it, and writing the first one.

Everything that is wrong with a file is found and said at once, in one :class:`~reseau_sync.errors.ConfigError`, each
with its path (``sources[entraide-agenda].locatoin``), its line where that is certain, and the nearest known word.
Nothing here resolves a secret, opens a calendar or knows an adapter.
"""

from reseau_sync.config.deciding import parse_decisions, read_decisions
from reseau_sync.config.loading import FILE_NAME, MAX_BYTES, Loaded, check, load, parse
from reseau_sync.config.template import template

__all__ = [
    "FILE_NAME",
    "MAX_BYTES",
    "Loaded",
    "check",
    "load",
    "parse",
    "parse_decisions",
    "read_decisions",
    "template",
]
