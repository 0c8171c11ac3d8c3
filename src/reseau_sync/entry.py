"""One event as one source states it (:class:`Entry`), and what could not be understood (:class:`Rejected`).

Both are values. A rejected item never stops its neighbours.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any, Literal

from reseau_sync.errors import Words
from reseau_sync.model import EVENT, AnyEvent, Provenance
from reseau_sync.model.time import Date, FixedTime, Time, local_of

MAX_RAW = 200
"""At most so many characters of a rejected item are shown."""


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a source. ``line``, ``row`` and ``column`` count from 1; a row as a spreadsheet shows it.

    ``recurrence_id`` is in RFC 5545 form (``20100914T143000``, with ``Z`` where it is UTC); ``file`` is the file of a
    folder; ``record`` counts the records of a sheet from 1, the first after the header.
    """

    source: str
    uid: str | None = None
    recurrence_id: str | None = None
    line: int | None = None
    row: int | None = None
    column: int | None = None
    file: str | None = None
    record: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the place as plain data, every key present but ``file``, which only folders have."""
        said: dict[str, Any] = {
            "source": self.source,
            "uid": self.uid,
            "recurrence_id": self.recurrence_id,
            "line": self.line,
            "row": self.row,
            "column": self.column,
        }
        return said | ({"file": self.file} if self.file else {})


@dataclass(frozen=True, slots=True)
class Rejected:
    """What could not be understood: where, why in words and as a code, and the raw text.

    ``scope`` says what it cost: the whole ``event``, one ``property`` of it (the event is kept), or a part that is
    none of ours and was ``skipped`` (a to-do, a reply to an invitation). ``advice`` says what to write instead.
    """

    where: Where
    code: str
    reason: Words
    raw: str = ""
    scope: Literal["event", "property", "skipped"] = "event"
    advice: Words | None = None

    def as_json(self, language: str = "fr") -> dict[str, Any]:
        """Return it as plain data, its sentences in ``language``."""
        said: dict[str, Any] = {
            "where": self.where.as_json(),
            "code": self.code,
            "reason": self.reason.to(language),
            "scope": self.scope,
            "raw": self.raw[:MAX_RAW],
        }
        return said | ({"advice": self.advice.to(language)} if self.advice else {})


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as one source states it.

    ``event.uid`` is the source's own UID, ``None`` where it gives none. ``digest`` is of the content: equal for two
    entries that say the same, whatever their DTSTAMP and place. ``lasting`` names the event within its source between
    runs, ``None`` where nothing is remembered. ``apart``: the source states it no longer, so that its UID may name
    another event there by now. ``unconfirmed``: since which day, in the network's zone, its source has not been read.
    """

    source: str
    event: AnyEvent
    where: Where
    digest: str = field(default="", compare=False)
    lasting: str | None = field(default=None, compare=False)
    apart: bool = field(default=False, compare=False)
    unconfirmed: dt.date | None = field(default=None, compare=False)

    @classmethod
    def of(cls, source: str, event: AnyEvent, where: Where | None = None) -> Entry:
        """Return the entry that ``source`` states, with its digest."""
        place = where or Where(source, event.uid, recurrence_key(event.recurrence_id))
        return cls(source, event, place, content_digest(event))

    def provenance(self, organisation: str | None = None) -> Provenance:
        """Return what names this entry in a merged event."""
        return Provenance(
            source=self.source,
            organisation=organisation,
            uid=self.event.uid or self.row_key(),
            recurrence_id=recurrence_key(self.event.recurrence_id),
        )

    def row_key(self) -> str | None:
        """Return ``row:N`` for an entry without UID that has a row (N from 1, the first after the header)."""
        return f"row:{self.where.record}" if self.event.uid is None and self.where.record is not None else None


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a source's item means: its entries, and what could not be understood."""

    entries: tuple[Entry, ...] = ()
    rejected: tuple[Rejected, ...] = ()


def recurrence_key(time: Time | None) -> str | None:
    """Return a RECURRENCE-ID in RFC 5545 form, without its zone: ``20100914``, ``20100914T143000`` or ``…Z``."""
    if time is None:
        return None
    if isinstance(time, Date):
        return time.date.isoformat().replace("-", "")
    text = local_of(time).isoformat().replace("-", "").replace(":", "")
    return f"{text}Z" if isinstance(time, FixedTime) and time.offset == 0 else text


def content_digest(event: AnyEvent) -> str:
    """Return a digest of what the event says, DTSTAMP and provenance left out (they say nothing of the event)."""
    bare = event.model_copy(
        update={
            "stamp": None,
            "provenance": (),
            "overrides": tuple(each.model_copy(update={"stamp": None, "provenance": ()}) for each in event.overrides),
        }
    )
    return hashlib.blake2b(EVENT.dump_json(bare), digest_size=16).hexdigest()
