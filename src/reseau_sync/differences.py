"""What a person would see change between two versions of a feed, in words. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from reseau_sync.errors import Words
from reseau_sync.model import AnyEvent, Date
from reseau_sync.model.time import Time, local_of

_VERBS = {
    "added": Words("ajouté", "added"),
    "removed": Words("retiré", "removed"),
    "changed": Words("modifié", "changed"),
}
_FIELDS = {
    "title": Words("titre", "title"),
    "start": Words("début", "start"),
    "end": Words("fin", "end"),
    "status": Words("état", "status"),
    "place": Words("lieu", "place"),
    "recurrence": Words("répétition", "recurrence"),
    "overrides": Words("exceptions", "exceptions"),
    "description": Words("description", "description"),
}
_THE_REST = Words("autres détails", "other details")


@dataclass(frozen=True, slots=True)
class Difference:
    """One event that a person would see added, removed or changed; ``fields`` names what changed."""

    verb: Literal["added", "removed", "changed"]
    uid: str
    title: str
    start: Time
    fields: tuple[str, ...] = ()

    def say(self, language: str) -> str:
        """Return the difference as one line."""
        what = field_words(self.fields).to(language)
        said = f"{_VERBS[self.verb].to(language)} : {self.when()} {self.title}"
        return f"{said} ({what})" if what else said

    def when(self) -> str:
        """Return the start as one reads it: the day, and the hour where one is stated."""
        return _when(self.start)


def field_words(fields: Iterable[str]) -> Words:
    """Return the names of fields in one line; what has no name is "the rest"."""
    named = list(dict.fromkeys(_FIELDS.get(each, _THE_REST) for each in fields))
    return Words(", ".join(each.fr for each in named), ", ".join(each.en for each in named))


def differences(before: Iterable[AnyEvent], after: Iterable[AnyEvent]) -> tuple[Difference, ...]:
    """Return what changed between two versions of a feed, by UID, in the order of starts."""
    old = {str(event.uid): event for event in before}
    new = {str(event.uid): event for event in after}
    found = [_difference("removed", old[uid]) for uid in old.keys() - new.keys()]
    found += [_difference("added", new[uid]) for uid in new.keys() - old.keys()]
    for uid in old.keys() & new.keys():
        fields = tuple(name for name in _FIELDS if _seen(old[uid], name) != _seen(new[uid], name))
        if fields:
            found.append(_difference("changed", new[uid], fields))
    return tuple(sorted(found, key=lambda each: (local_of(each.start), each.verb, each.uid)))


def _difference(
    verb: Literal["added", "removed", "changed"], event: AnyEvent, fields: tuple[str, ...] = ()
) -> Difference:
    return Difference(verb, str(event.uid), event.title, event.start, fields)


def _seen(event: AnyEvent, name: str) -> object:
    """Return what a person sees of a field: of a place its line, of an exception its times, title and status."""
    value = getattr(event, name)
    if name == "place":
        return value.line() if value is not None else ""
    if name == "overrides":
        return {(each.recurrence_id, each.start, each.end, each.title, each.status) for each in value}
    return value


def _when(time: Time) -> str:
    local: dt.datetime = local_of(time)
    return f"{local:%d/%m/%Y}" if isinstance(time, Date) else f"{local:%d/%m/%Y %H:%M}"
