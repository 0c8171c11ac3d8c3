"""What a feed says to programs beside what people read: RFC 7986, 9073 and 9253.

Kind and services as CONCEPT, documents as LINK, the series of an instance as REFID; organisations and place as
components of their own. These hold no SUMMARY and no DESCRIPTION: a reader that goes line by line (calcurse) takes the
last one in a VEVENT for the event's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping

from reseau_sync.ics.component import Component, ContentLine
from reseau_sync.ics.published import series_uid
from reseau_sync.ics.values import escape
from reseau_sync.model import AnyEvent, OrganisationRef

CONCEPTS = "urn:reseau-sync"
"""The name space of CONCEPT: ``urn:reseau-sync:kind:meeting``, ``urn:reseau-sync:service:food``."""


def machine_lines(event: AnyEvent) -> list[ContentLine]:
    """Return the properties of an event that are for programs."""
    lines = [ContentLine("CONCEPT", (), f"{CONCEPTS}:kind:{event.kind}")] if event.kind != "event" else []
    lines += [ContentLine("CONCEPT", (), f"{CONCEPTS}:service:{each}") for each in event.services if each.isascii()]
    for relation, address in (("describedby", event.agenda), ("alternate", event.minutes)):
        if address and address.startswith(("https://", "http://")) and not any(map(str.isspace, address)):
            lines.append(ContentLine("LINK", (("LINKREL", (relation,)), ("VALUE", ("URI",))), address))
    series = series_uid(event.uid or "")
    if series != event.uid:
        lines.append(ContentLine("REFID", (), escape(series)))
    return lines


def machine_components(event: AnyEvent) -> list[Component]:
    """Return the organisations and the place of an event, each as a component."""
    return [*_participants(event), *_locations(event)]


def _participants(event: AnyEvent) -> Iterator[Component]:
    named = [(each, "PLANNER-CONTACT") for each in (event.lead,) if each is not None]
    named += [(each, "ACTIVE") for each in event.partners]
    for organisation, role in named:
        yield Component(
            "PARTICIPANT",
            properties=[
                ContentLine("UID", (), _uid(event, "participant", _name_of(organisation))),
                ContentLine("PARTICIPANT-TYPE", (), role),
                _structured("Organization", {"name": organisation.name, "identifier": organisation.id}),
            ],
        )


def _name_of(organisation: OrganisationRef) -> str:
    return organisation.id or organisation.name


def _locations(event: AnyEvent) -> Iterator[Component]:
    place = event.place
    if place is None or not place.line():
        return
    lines = [
        ContentLine("UID", (), _uid(event, "location", place.line())),
        ContentLine("NAME", (), escape(place.venue or place.line())),
    ]
    if place.geo is not None:
        lines.append(ContentLine("GEO", (), f"{place.geo.latitude};{place.geo.longitude}"))
    if place.insee:
        said = {"name": place.commune or place.line(), "identifier": f"insee:{place.insee}"}
        lines.append(_structured("AdministrativeArea", said))
    yield Component("VLOCATION", properties=lines)


def _structured(kind: str, said: Mapping[str, str | None]) -> ContentLine:
    """Return what schema.org calls a thing of this kind, as JSON-LD."""
    stated = {name: value for name, value in said.items() if value}
    text = json.dumps({"@context": "https://schema.org", "@type": kind, **stated}, ensure_ascii=False)
    schema = ("SCHEMA", (f"https://schema.org/{kind}",))
    return ContentLine(
        "STRUCTURED-DATA", (("FMTTYPE", ("application/ld+json",)), schema, ("VALUE", ("TEXT",))), escape(text)
    )


def _uid(event: AnyEvent, kind: str, name: str) -> str:
    return hashlib.blake2b("\n".join((event.uid or "", kind, name)).encode(), digest_size=16).hexdigest()
