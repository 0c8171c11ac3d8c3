"""What closes an event in one of its components closes it in the others of its UID. Pure.

A calendar may hold several versions of an event, and instances whose series cannot be read. Whoever closes an event
(CLASS, X-RESEAU-AUDIENCE) in its newest version means the older words too, which some tools leave beside it; what a
series says holds for its instances, also where the series is lost to a date that nobody can read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from reseau_sync.ics.codec import Fields
from reseau_sync.model import AnyEvent, Audience
from reseau_sync.model.time import Time

UNREADABLE = "UNREADABLE"
"""The CLASS of an event whose own cannot be read: like any word that nobody knows, it closes."""
_HOW_WIDE = re.compile(r"\s*(?:CLASS|X-RESEAU-AUDIENCE)(?![\w-])", re.IGNORECASE)
_OPEN = (None, "", "PUBLIC")
_WIDTH = (Audience.ORGANISATION, Audience.NETWORK, Audience.PUBLIC)


def says_how_wide(line: str) -> bool:
    """Say whether a line that cannot be read was meant to say who may know of the event."""
    return _HOW_WIDE.match(line) is not None


@dataclass(frozen=True, slots=True)
class Closing:
    """How wide one component says that its event is, and which version of which instance it states."""

    uid: str | None
    instance: Time | None
    start: Time | None
    revision: tuple[int, str]
    audience: Audience | None
    classification: str | None

    @classmethod
    def of(cls, event: AnyEvent) -> Closing | None:
        """Return what an event closes; ``None`` where it closes nothing."""
        return cls.of_fields({name: getattr(event, name) for name in type(event).model_fields})

    @classmethod
    def of_fields(cls, fields: Fields) -> Closing | None:
        """Return what the fields of a component close, as far as they were read; ``None`` where that is nothing."""
        audience, classification = fields.get("audience"), fields.get("classification")
        if audience in (None, Audience.PUBLIC) and classification in _OPEN:
            return None
        modified = fields.get("last_modified")
        revision = (fields.get("sequence") or 0, modified.isoformat() if modified else "")
        return cls(
            fields.get("uid"), fields.get("recurrence_id"), fields.get("start"), revision, audience, classification
        )

    @classmethod
    def of_lost_series(cls, uid: str | None) -> Closing:
        """Return what a series closes of which nobody can tell what it says: its instances, as any unknown CLASS."""
        return cls(uid, None, None, (0, ""), None, UNREADABLE)

    def holds_for(self, event: AnyEvent) -> bool:
        """Say whether it closes an event too: an older version of the same, one of equal age at the same time, or an
        instance of a series of which nothing but this could be read.

        Events of one UID at other times, of which neither is older, may be different ones: some tools number so.
        """
        if self.uid is None or self.uid != event.uid:
            return False
        if self.start is None and self.instance is None and event.recurrence_id is not None:
            return True
        if self.instance != event.recurrence_id:
            return False
        modified = event.last_modified.isoformat() if event.last_modified else ""
        theirs = (event.sequence or 0, modified)
        return theirs < self.revision or (theirs == self.revision and event.start == self.start)


def kept_closed(event: AnyEvent, closings: Iterable[Closing]) -> AnyEvent:
    """Return the event as wide as the components of its UID leave it: narrowed, never widened."""
    for each in closings:
        if each.holds_for(event):
            event = _narrowed(event, each)
    return event


def _narrowed(event: AnyEvent, closing: Closing) -> AnyEvent:
    update: dict[str, Any] = {}
    if closing.audience is not None and _is_narrower(closing.audience, event.audience):
        update["audience"] = closing.audience
    if closing.classification not in _OPEN and event.classification in _OPEN:
        update["classification"] = closing.classification
    return event.model_copy(update=update) if update else event


def _is_narrower(audience: Audience, stated: Audience | None) -> bool:
    return stated is None or _WIDTH.index(audience) < _WIDTH.index(stated)
