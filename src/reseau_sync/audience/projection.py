"""Values built anew from the allow-list, field by field: what a readership may know of an event.

Nothing is deleted from a full event: a field that is not listed is never looked at.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator
from typing import Any, TypeVar, cast, get_args

from reseau_sync.audience.allowed import ALLOWED
from reseau_sync.audience.ceilings import wide_enough
from reseau_sync.audience.linking import public_link
from reseau_sync.audience.scrubbing import scrubbed
from reseau_sync.model import AnyEvent, Audience, CustomZone, EventFields, OrganisationRef, Place, Recurrence
from reseau_sync.model.base import Value
from reseau_sync.model.network import Network
from reseau_sync.vocabulary.known import known

V = TypeVar("V", bound=Value)

_PLAIN_PART = re.compile(r"[A-Z]+=[0-9A-Z,+-]+")
UNREADABLE_RULE = "FREQ=UNREADABLE"
"""Stands for a rule that nobody can read: dropping a part of it alone would state dates that nobody stated."""


def shown(value: V, readers: Audience) -> V:
    """Return a value of the schema as ``readers`` may know it, built of the fields that are listed for them."""
    kind = type(value)
    if _is_whole(kind, readers):
        return value
    fields = {name: _shown(getattr(value, name), readers) for name in _listed(kind, readers)}
    if isinstance(value, CustomZone) and "tzid" not in fields:
        fields["tzid"] = _neutral_name(fields["observances"])
    return cast(V, kind.model_construct(**fields))


def _shown(value: Any, readers: Audience) -> Any:
    if isinstance(value, tuple):
        return tuple(_shown(each, readers) for each in value)
    return shown(value, readers) if isinstance(value, Value) else value


@functools.cache
def _listed(kind: type[Value], readers: Audience) -> tuple[str, ...]:
    allowed = ALLOWED.get(kind, {})
    return tuple(name for name in kind.model_fields if name in allowed and wide_enough(allowed[name], readers))


@functools.cache
def _is_whole(kind: type[Value], readers: Audience) -> bool:
    """Say whether ``readers`` may know all of a value of this type: it need not be built anew."""
    return all(len(_listed(each, readers)) == len(each.model_fields) for each in types_within(kind))


@functools.cache
def types_within(kind: type[Value]) -> frozenset[type[Value]]:
    """Return the types of the schema that a value of ``kind`` may hold, itself included."""
    found: set[type[Value]] = set()
    to_do = [kind]
    while to_do:
        each = to_do.pop()
        if each not in found:
            found.add(each)
            to_do += [inner for field in each.model_fields.values() for inner in _values_in(field.annotation)]
    return frozenset(found)


def _values_in(annotation: Any) -> Iterator[type[Value]]:
    if isinstance(annotation, type) and issubclass(annotation, Value):
        yield annotation
    for inner in get_args(annotation):
        yield from _values_in(inner)


def _neutral_name(observances: Any) -> str:
    """Return a name for a zone that a source defines: of its rules alone, so that equal ones are called alike."""
    said = "\n".join(each.model_dump_json() for each in observances)
    return f"Zone-{hashlib.blake2b(said.encode(), digest_size=4).hexdigest()}"


def event_for(event: AnyEvent, readers: Audience, source: str, network: Network) -> AnyEvent:
    """Return what the network or the public may read of an event of ``source``, its instances included.

    :param readers: ``network`` or ``public``
    """
    made = shown(event, readers)
    update: dict[str, Any] = {"overrides": tuple(event_for(each, readers, source, network) for each in event.overrides)}
    if event.recurrence is not None:
        update["recurrence"] = _plain_rules(made.recurrence or event.recurrence)
    if readers is Audience.PUBLIC:
        update |= _for_the_public(event, source, network)
    return made.model_copy(update=update)


def times_alone(event: AnyEvent) -> dict[str, Any]:
    """Return the fields that say when an event is, without a word that anybody wrote."""
    made = shown(event, Audience.PUBLIC)
    return {
        "start": made.start,
        "end": made.end,
        "recurrence": _plain_rules(made.recurrence) if made.recurrence is not None else None,
        "recurrence_id": made.recurrence_id,
        "this_and_future": made.this_and_future,
    }


def _for_the_public(event: EventFields, source: str, network: Network) -> dict[str, Any]:
    """Return what the public reads in place of what people wrote: what is declared and known, and a scrubbed title."""
    info, spec = network.network, network.source(source)
    link = event.public_url or (event.url if spec is not None and spec.public_links else None)
    partners = [found for each in event.partners if (found := _declared(each, network)) is not None]
    return {
        "title": info.public_titles.get(event.kind) or scrubbed(event.title),  # type: ignore[attr-defined]
        "place": _commune(event.place, network),
        "lead": _declared(event.lead, network) if event.lead is not None else None,
        "partners": tuple(dict.fromkeys(partners)),
        "public_url": public_link(link) if link is not None else None,
    }


def _declared(named: OrganisationRef, network: Network) -> OrganisationRef | None:
    """Return an organisation as the network declares it; nothing of one that it does not, or whose ceiling is lower."""
    found = network.organisation(named.id) if named.id else known(network).organisations.exact(named.name)
    if found is None or not wide_enough(found.max_audience or Audience.PUBLIC, Audience.PUBLIC):
        return None
    return OrganisationRef(name=found.name, id=found.id, type=found.type)


def _commune(place: Place | None, network: Network) -> Place | None:
    """Return the commune alone, as the gazetteer or the network writes it; nothing where none is recognised."""
    if place is None or place.commune is None:
        return None
    match = known(network).places.commune(place.commune)
    return Place(commune=match.commune, insee=match.insee) if match is not None and match.commune else None


def _plain_rules(recurrence: Recurrence) -> Recurrence:
    rules = tuple(map(plain_rule, recurrence.rules))
    exclusions = tuple(map(plain_rule, recurrence.exclusion_rules))
    if (rules, exclusions) == (recurrence.rules, recurrence.exclusion_rules):
        return recurrence
    return recurrence.model_copy(update={"rules": rules, "exclusion_rules": exclusions})


def plain_rule(rule: str) -> str:
    """Return a rule without parts of a tool's own (X-…), which may say anything."""
    parts = [part for part in "".join(rule.split()).upper().split(";") if part and not part.startswith("X-")]
    return ";".join(parts) if all(map(_PLAIN_PART.fullmatch, parts)) else UNREADABLE_RULE
