"""What a sink remembers of the calendar that it pushes into, as plain JSON data and as values.

Of what is written only title and start are kept, by which a person knows what is to be deleted; they go with the
object. Whatever is lost is found again by the marks in the objects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reseau_sync.entry import recurrence_key
from reseau_sync.ics.seen import Seen
from reseau_sync.ports import digest_of
from reseau_sync.view import Conflict, Memory, as_memory

VERSION = 1


@dataclass(frozen=True, slots=True)
class Known:
    """One object of ours, by its name in the calendar.

    ``fields``: digests of what we wrote (ics/seen.py); ``etag``: under which the target holds just that, empty where
    that is not known or a person has edited it (``edited``); ``gone``: a person deleted it, and it stays so for as
    long as the event says the same; ``title``, ``start`` (as RFC 5545 writes it) are for people.
    """

    uid: str
    fields: Mapping[str, str]
    etag: str = ""
    edited: bool = False
    gone: bool = False
    title: str = ""
    start: str = ""

    @classmethod
    def of(cls, shown: Seen, etag: str) -> Known:
        """Return what is remembered of an object that says just what we wrote."""
        return cls(shown.uid, shown.fields, etag, title=shown.title, start=recurrence_key(shown.start) or "")


@dataclass(frozen=True, slots=True)
class Other:
    """An object that is not ours: its ETag, and a digest of its UID."""

    etag: str
    uid: str


@dataclass(slots=True)
class Book:
    """All of it.

    ``calendar``: where the calendar was found; ``ends``: the server wants every event to have an end; ``refused``: the
    names of what it did not take, which is tried after all else, the one tried last at the end.
    """

    target: str = ""
    calendar: str = ""
    scheme: str = ""
    ends: bool = False
    objects: dict[str, Known] = field(default_factory=dict)
    others: dict[str, Other] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    refused: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, memory: Memory, target: str) -> Book:
        """Return what is remembered of ``target``; nothing where that is of another one, or cannot be read."""
        if memory.get("version") != VERSION or memory.get("target") != target:
            return cls(target)
        try:
            objects = {name: _known(each) for name, each in memory["objects"].items()}
            others = {name: Other(str(etag), str(uid)) for name, (etag, uid) in memory["others"].items()}
            refused = [str(name) for name in memory.get("refused", ())]
            place, scheme, ends = str(memory["calendar"]), str(memory["scheme"]), bool(memory["ends"])
            return cls(target, place, scheme, ends, objects, others, refused=refused)
        except (KeyError, TypeError, ValueError, AttributeError):
            return cls(target)

    def memory(self) -> dict[str, Any]:
        """Return it as plain data, in a stable order."""
        return {
            "version": VERSION,
            "target": self.target,
            "calendar": self.calendar,
            "scheme": self.scheme,
            "ends": self.ends,
            "objects": {name: _plain(self.objects[name]) for name in sorted(self.objects)},
            "others": {name: [each.etag, each.uid] for name, each in sorted(self.others.items())},
            "conflicts": as_memory(self.conflicts),
            **({"refused": list(self.refused)} if self.refused else {}),
        }

    def names(self) -> dict[str, str]:
        """Return the name of each object of ours by its UID."""
        return {known.uid: name for name, known in self.objects.items()}


def uid_digest(uid: str) -> str:
    """Return the digest by which UIDs of others are remembered."""
    return digest_of(uid.encode(errors="surrogatepass"))


def _plain(known: Known) -> dict[str, Any]:
    said: dict[str, Any] = {"uid": known.uid, "fields": dict(known.fields), "etag": known.etag}
    said |= {"title": known.title, "start": known.start}
    return said | {name: True for name in ("edited", "gone") if getattr(known, name)}


def _known(said: Mapping[str, Any]) -> Known:
    fields = {str(name): str(digest) for name, digest in said["fields"].items()}
    flags = bool(said.get("edited")), bool(said.get("gone"))
    return Known(str(said["uid"]), fields, str(said["etag"]), *flags, str(said["title"]), str(said["start"]))
