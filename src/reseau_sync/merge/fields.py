"""One event out of several statements of it, field by field (docs/design/combining.md is the table of rules). Pure.

Nothing is invented: each field is one that a statement says, and is kept with the entries that say it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from reseau_sync.entry import Entry
from reseau_sync.merge.agreeing import precision, refines, says_more
from reseau_sync.merge.authority import Authority, Part, Ranked
from reseau_sync.model import KINDS, AnyEvent, Audience, OrganisationRef, Status
from reseau_sync.model.time import instant
from reseau_sync.vocabulary.folding import fold
from reseau_sync.wording import own_words

FIRST = (
    *(
        "title",
        "theme",
        "url",
        "public_url",
        "agenda",
        "minutes",
        "capacity",
        "counterpart",
        "outcome",
        "created",
        "lead",
    ),
    *("other_properties", "other_components"),
)
"""Taken from the first, in the order of authority, that states it."""

UNITED = ("services", "needs", "categories", "contacts", "languages", "competences")
"""What any of them states, each once, in the order of authority."""

_OPEN = frozenset({None, "", "PUBLIC"})
_NARROW = (Audience.ORGANISATION, Audience.NETWORK, Audience.PUBLIC)
_SHOWN = 1_000
"""So much of what another calendar says of an event is shown below the first's words."""

Taken = dict[str, tuple[Any, tuple[Entry, ...]]]
"""Field -> its value, and the entries that state it."""


@dataclass(frozen=True, slots=True)
class Fused:
    """One event out of several, and the entries that each of its fields was taken from."""

    event: AnyEvent
    fields: dict[str, tuple[Entry, ...]]


def fuse(ranked: Ranked, authority: Authority, timezone: str) -> Fused:
    """Return one event of several statements, the order of their authority given. Overrides are not looked at."""
    parts = ranked.parts
    if len(parts) == 1:
        return _all_from(parts[0])
    taken: Taken = {}
    for name in FIRST:
        taken |= _first(parts, name)
    for name in UNITED:
        taken |= _united(parts, name)
    taken |= _partners(parts, taken, authority)
    taken |= _time(parts, timezone)
    taken |= _place(parts)
    taken |= _description(parts, authority)
    taken |= _status(ranked, authority, taken)
    taken |= _closed(parts)
    taken |= _revision(parts)
    base = _of_kind(parts)
    values = {name: value for name, (value, _) in taken.items() if name in type(base.event).model_fields}
    event = base.event.model_copy(update={**_unstated(base.event), **values})
    said = {name: entries for name, (_, entries) in taken.items() if name in values and entries}
    return Fused(event, {"kind": (base.entry,), **said})


def _all_from(part: Part) -> Fused:
    """Return one statement's event as it is, every field that it states taken from it."""
    stated = [name for name in type(part.event).model_fields if getattr(part.event, name) not in (None, "", ())]
    return Fused(part.event, dict.fromkeys(stated, (part.entry,)))


def _unstated(event: AnyEvent) -> dict[str, Any]:
    """Return the default of every field that the rules decide on, so that none is left from where the kind came."""
    fields_apart = ("partners", "place", "status", "end", "approximate", "recurrence", "description")
    ruled = (*FIRST, *UNITED, *fields_apart, *("description_html", "audience", "classification"))
    fields = type(event).model_fields
    return {name: fields[name].get_default(call_default_factory=True) for name in ruled if name in fields}


def _of_kind(parts: Sequence[Part]) -> Part:
    """Return the first part that knows the event's kind."""
    return next((each for each in parts if each.event.kind in KINDS and each.event.kind != "event"), parts[0])


def _first(parts: Sequence[Part], name: str) -> Taken:
    for each in parts:
        value = getattr(each.event, name, None)
        if value not in (None, "", ()):
            return {name: (value, (each.entry,))}
    return {}


def _united(parts: Sequence[Part], name: str) -> Taken:
    return _each_once(name, ((value, each.entry) for each in parts for value in getattr(each.event, name, ())), fold)


def _each_once(name: str, stated: Iterable[tuple[Any, Entry]], tell: Callable[[Any], Any]) -> Taken:
    found: dict[Any, Any] = {}
    entries: dict[int, Entry] = {}
    for value, entry in stated:
        key = tell(value) or value
        if key not in found:
            found[key] = value
            entries[id(entry)] = entry
    return {name: (tuple(found.values()), tuple(entries.values()))} if found else {}


def _partners(parts: Sequence[Part], taken: Taken, authority: Authority) -> Taken:
    """Unite the partners; who leads for one calendar only is a partner for all."""

    def tell(organisation: OrganisationRef) -> str:
        return authority.declared(organisation) or fold(organisation.name)

    lead = taken["lead"][0] if "lead" in taken else None
    stated = [(value, each.entry) for each in parts for value in each.event.partners]
    stated += [(each.event.lead, each.entry) for each in parts if each.event.lead is not None]
    others = ((value, entry) for value, entry in stated if lead is None or tell(value) != tell(lead))
    return _each_once("partners", others, tell)


def _time(parts: Sequence[Part], timezone: str) -> Taken:
    """Take start, end and repetition from one part; an hour, where the first knows only the day, from who knows it."""
    series = [each for each in parts if each.event.recurrence is not None or each.event.overrides]
    series = [each for each in series if not each.partial] or series
    able = series or list(parts)
    chosen = able[0]
    for each in able[1:]:
        if refines(each.event, chosen.event, timezone):
            chosen = each
    event = chosen.event
    taken: Taken = {"start": (event.start, (chosen.entry,))}
    for name in ("approximate", "recurrence"):
        if (value := getattr(event, name)) is not None:
            taken[name] = (value, (chosen.entry,))
    end = chosen if event.end is not None else next((each for each in able if _ends(each, chosen, timezone)), None)
    if end is not None:
        taken["end"] = (end.event.end, (end.entry,))
    return taken


def _ends(part: Part, chosen: Part, timezone: str) -> bool:
    """Say whether a part states the end that the chosen one, which starts at the same instant, does not."""
    event = part.event
    return (
        event.end is not None
        and precision(event) == precision(chosen.event) == 2
        and instant(event.start, timezone) == instant(chosen.event.start, timezone)
    )


def _place(parts: Sequence[Part]) -> Taken:
    """Take the place of the first that states one, in the words of who says it more fully."""
    stated = [each for each in parts if each.event.place is not None and each.event.place.line()]
    if not stated:
        return _first(parts, "place")
    chosen = stated[0]
    for each in stated[1:]:
        if each.event.place and chosen.event.place and says_more(each.event.place, chosen.event.place):
            chosen = each
    return {"place": (chosen.event.place, (chosen.entry,))}


def _description(parts: Sequence[Part], authority: Authority) -> Taken:
    """Take the words of the first; below them what others say beside, under their names."""
    stated = [each for each in parts if (each.event.description or "").strip()]
    if not stated:
        return {}
    first = stated[0]
    said, entries = [(first.event.description or "").strip()], [first.entry]
    for each in stated[1:]:
        text = own_words(each.event.description or "") if each.entry.event.provenance else each.event.description
        text = (text or "").strip()
        if not _is_said(text, said):
            said.append(f"{authority.name(each.entry)} : {text[:_SHOWN]}")
            entries.append(each.entry)
    taken: Taken = {"description": ("\n\n".join(said), tuple(entries))}
    if len(said) == 1 and first.event.description_html:
        taken["description_html"] = (first.event.description_html, (first.entry,))
    return taken


def _is_said(text: str, said: Sequence[str]) -> bool:
    """Say whether every word of a text stands in one that is said already."""
    return text in said or any(_words(text) <= _words(each) for each in said)


@functools.lru_cache(maxsize=4_096)
def _words(text: str) -> frozenset[str]:
    """Return the words of a text; each occurrence of a series asks for those of the same texts again."""
    return frozenset(fold(text).split())


def _status(ranked: Ranked, authority: Authority, taken: Taken) -> Taken:
    """Cancelled is what its lead organisation has cancelled, or what all have; else what the first says that has not.

    A date that is known only about is tentative.
    """
    parts = ranked.parts
    cancelled = [each for each in parts if each.event.status is Status.CANCELLED]
    leads = [each for each in cancelled if authority.is_leads(each, ranked.lead)]
    if leads or len(cancelled) == len(parts):
        return {"status": (Status.CANCELLED, tuple(each.entry for each in leads or cancelled))}
    if "approximate" in taken:
        return {"status": (Status.TENTATIVE, taken["approximate"][1])}
    return _first([each for each in parts if each not in cancelled], "status")


def _closed(parts: Sequence[Part]) -> Taken:
    """Take the narrowest of what closes the event: one of several that state it is enough."""
    taken: Taken = {}
    for audience in _NARROW:
        saying = [each.entry for each in parts if each.event.audience is audience]
        if saying:
            taken["audience"] = (audience, tuple(saying))
            break
    closing = [each for each in parts if each.event.classification not in _OPEN]
    return taken | _first(closing or parts, "classification")


def _revision(parts: Sequence[Part]) -> Taken:
    """Take the highest SEQUENCE and the newest LAST-MODIFIED: an edit of any of them is an edit of the event."""
    taken: Taken = {}
    for name in ("sequence", "last_modified"):
        stated = [(value, each.entry) for each in parts if (value := getattr(each.event, name)) is not None]
        if stated:
            top = max(value for value, _ in stated)
            taken[name] = (top, tuple(entry for value, entry in stated if value == top))
    return taken
