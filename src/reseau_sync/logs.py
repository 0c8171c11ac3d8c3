"""Logging by the standard library: the one logger of the project, and how the command line shows its records.

The logger is named ``reseau_sync``. A library shows nothing by itself: whoever embeds this one adds a handler, the
command line does so for ``--log-json`` and ``merge -v``. Only rooms that have effects log (reading, publication,
pipeline); what they log is fit to be shown already, and is scrubbed once more where it is shown.

Records carry, beside their words, ``event`` (a stable word for programs) and what it is about: see :data:`FIELDS`.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TextIO

from reseau_sync.model.location import redact
from reseau_sync.transport import resolved_secrets

LOGGER = logging.getLogger("reseau_sync")
LOGGER.addHandler(logging.NullHandler())

if TYPE_CHECKING:
    _Stream = logging.StreamHandler[TextIO]
else:
    _Stream = logging.StreamHandler  # generic for type checkers alone

FIELDS = ("event", "source", "feed", "state", "code", "events", "rejected", "unchanged", "missing", "seconds", "path")
"""What a record may say of itself beside time, level and message, in the order in which it is shown."""

_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]+://[^\s/?#]*[/?#@][^\s<>\"”»]+", re.IGNORECASE)


def scrubbed(text: str) -> str:
    """Return ``text`` without any secret resolved in this process, its addresses cut down to scheme and host."""
    return _ADDRESS.sub(lambda found: redact(found[0]), resolved_secrets().scrub(text))


class Lines(logging.Formatter):
    """One line of words per record, scrubbed, with the traceback that it may carry."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return scrubbed(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object per record, on one line, each text in it scrubbed. ``at`` is an instant in UTC (RFC 3339)."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = dt.datetime.fromtimestamp(record.created, dt.UTC)
        said: dict[str, Any] = {
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": scrubbed(record.getMessage()),
        }
        for name in FIELDS:
            value = getattr(record, name, None)
            if value is not None:
                said[name] = value if isinstance(value, bool | int | float) else scrubbed(str(value))
        if record.exc_info:
            said["traceback"] = scrubbed(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)


class _Handler(_Stream):
    """Ours, so that there is never a second one."""


def to_stderr(*, as_json: bool, level: int) -> Callable[[], None]:
    """Show records from ``level`` on stderr, and return what undoes it.

    One that was shown before gives way. As text, warnings are left to the command, which says them in its own words.
    """
    handler = _Handler(sys.stderr)
    handler.setFormatter(JsonLines() if as_json else Lines())
    if not as_json:
        handler.addFilter(lambda record: record.levelno < logging.WARNING)
    for other in LOGGER.handlers.copy():
        if isinstance(other, _Handler):
            LOGGER.removeHandler(other)
    before = LOGGER.level
    LOGGER.addHandler(handler)
    LOGGER.setLevel(level)

    def undo() -> None:
        LOGGER.removeHandler(handler)
        LOGGER.setLevel(before)

    return undo
