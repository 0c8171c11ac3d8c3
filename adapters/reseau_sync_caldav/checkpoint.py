"""What a CalDAV source remembers between two fetches: plain JSON, and trusted no further than it can be checked.

``objects`` has an entry for each object, by its name in the calendar: its ETag (empty where it has none) and the
digests of its items. Their bytes and meaning are in the store. The address of the calendar is kept only where it is not
the location, which may be a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reseau_sync.ports import Checkpoint

VERSION = 1
MAX_OBJECTS = 50_000
_LONGEST_TOKEN = 4000
_LONGEST_ETAG = 500


@dataclass(frozen=True, slots=True)
class Known:
    """An object as it was fetched: its ETag, and the digests of the items it holds."""

    etag: str
    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remembered:
    """A checkpoint, understood.

    :param calendar: path of the calendar, its address where that is of another origin; empty where it is the location
    :param day: the day of the window, ISO, where there is one
    """

    calendar: str = ""
    sync_token: str | None = None
    ctag: str | None = None
    scheme: str = "auto"
    day: str = ""
    objects: Mapping[str, Known] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it as a checkpoint."""
        kept: dict[str, Any] = {"version": VERSION, "scheme": self.scheme}
        kept |= {"calendar": self.calendar} if self.calendar else {}
        kept |= {"day": self.day} if self.day else {}
        kept |= {"sync_token": self.sync_token} if _is_text(self.sync_token, _LONGEST_TOKEN) else {}
        kept |= {"ctag": self.ctag} if _is_text(self.ctag, _LONGEST_TOKEN) else {}
        kept["objects"] = {name: [each.etag, *each.digests] for name, each in sorted(self.objects.items())}
        return kept


def etag_of(text: str | None) -> str:
    """Return an ETag as it is compared and kept; empty where there is none that is worth keeping."""
    etag = (text or "").strip()
    return etag if len(etag) <= _LONGEST_ETAG else ""


def understood(checkpoint: Checkpoint | None) -> Remembered | None:
    """Return what ``checkpoint`` says, ``None`` where it is not one of ours: anybody may have edited it."""
    if checkpoint is None or checkpoint.get("version") != VERSION:
        return None
    objects = checkpoint.get("objects")
    if not isinstance(objects, Mapping):
        return None
    known = {str(name): _known(value) for name, value in objects.items()}
    if any(each is None for each in known.values()):
        return None
    texts = {key: checkpoint.get(key) for key in ("calendar", "sync_token", "ctag", "scheme", "day")}
    if any(value is not None and not _is_text(value, _LONGEST_TOKEN) for value in texts.values()):
        return None
    return Remembered(
        texts["calendar"] or "",
        texts["sync_token"],
        texts["ctag"],
        texts["scheme"] or "auto",
        texts["day"] or "",
        {name: each for name, each in known.items() if each is not None},
    )


def _known(value: object) -> Known | None:
    if not isinstance(value, (list, tuple)) or not value or not all(isinstance(each, str) for each in value):
        return None
    return Known(value[0], tuple(value[1:]))


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest
