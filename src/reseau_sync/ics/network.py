"""The codecs of what the network knows of an event: place, organisations, approximate dates.

iCalendar has no standard property for most of it; X-RESEAU-… holds it, beside the standard one that people read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from reseau_sync.ics.codec import Codec, Fields, Lines, Reading
from reseau_sync.ics.component import ContentLine, Parameters
from reseau_sync.ics.values import escape, unescape
from reseau_sync.model import (
    AnyEvent,
    ApproximateDate,
    Geo,
    OrganisationRef,
    OrganisationType,
    PartOfMonth,
    Place,
    Provenance,
)
from reseau_sync.vocabulary import kinds

_GEO = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*[;,]\s*([+-]?\d+(?:\.\d+)?)\s*")
MAX_ORIGINS = 100
MAX_HUBS = 50
"""An event of more origins, or an origin through more hubs, is none that a network has published."""
_PARTS = (("VENUE", "venue"), ("STREET", "street"), ("COMMUNE", "commune"), ("INSEE", "insee"))
_APPROXIMATE = re.compile(r"(\d{4})-(\d\d)-(EARLY|MID|LATE)")


def recognised_kind(categories: Iterable[str]) -> str | None:
    """Return the kind that the categories name, where they name one."""
    found = {kind for each in categories if (kind := kinds.exact(each)) is not None}
    return found.pop() if len(found) == 1 else None


def _decode_place(lines: Lines, reading: Reading, _so_far: Fields) -> Fields:
    by_name = {line.name: line for line in reversed(lines)}
    fields: dict[str, Any] = {}
    if "GEO" in by_name:
        fields |= _geo(by_name["GEO"], reading)
    location = unescape(by_name["LOCATION"].value) if "LOCATION" in by_name else ""
    parts = _parts(by_name["X-RESEAU-PLACE"], location) if "X-RESEAU-PLACE" in by_name else {}
    fields |= parts or ({"text": location} if location else {})
    return {"place": Place(**fields)} if fields else {}


def _parts(line: ContentLine, location: str) -> dict[str, str]:
    """Return the parts of a place, none where somebody has since written another LOCATION beside them."""
    if location and location.split() != unescape(line.value).split():
        return {}
    found = {key: value for name, key in _PARTS if (value := _parameter(line, name))}
    if "insee" in found and not re.fullmatch(r"\d{5}|2[AB]\d{3}", found["insee"]):
        del found["insee"]
    return found


def _parameter(line: ContentLine, name: str) -> str | None:
    """Return a parameter of ours. Servers drop what RFC 5545 does not know unless it begins with X- (3.2)."""
    return line.parameter(f"X-{name}") or line.parameter(name)


def _geo(line: ContentLine, reading: Reading) -> dict[str, Geo]:
    found = _GEO.fullmatch(line.value.replace("\\", ""))
    try:
        if found:
            return {"geo": Geo(latitude=float(found[1]), longitude=float(found[2]))}
    except ValidationError:
        pass
    if line.value.strip():
        reading.refuse(
            line,
            "bad-geo",
            f"GEO : « {line.value[:40]} » n’est pas un point",
            f"GEO: “{line.value[:40]}” is not a point",
        )
    return {}


def _encode_place(event: AnyEvent) -> Lines:
    place = event.place
    if place is None:
        return []
    lines = [ContentLine("LOCATION", (), escape(place.line()))] if place.line() else []
    if place.geo is not None:
        lines.append(ContentLine("GEO", (), f"{place.geo.latitude};{place.geo.longitude}"))
    if place.text is None:
        parts = {name: getattr(place, key) for name, key in _PARTS}
        stated = tuple((f"X-{name}", (value,)) for name, value in parts.items() if value)
        if stated:
            lines.append(ContentLine("X-RESEAU-PLACE", stated, escape(place.line())))
    return lines


def _decode_organisation(line: ContentLine) -> OrganisationRef | None:
    name = unescape(line.value).strip()
    type_ = (_parameter(line, "ORGTYPE") or "").lower()
    if not name:
        return None
    return OrganisationRef(
        name=name, id=_parameter(line, "ID"), type=OrganisationType(type_) if type_ in set(OrganisationType) else None
    )


def _encode_organisation(name: str, organisation: OrganisationRef) -> ContentLine:
    parameters = [("X-ID", organisation.id), ("X-ORGTYPE", organisation.type.upper() if organisation.type else None)]
    return ContentLine(name, tuple((key, (value,)) for key, value in parameters if value), escape(organisation.name))


def organisation_codec(name: str, key: str, *, several: bool = False) -> Codec:
    """Return the codec of a property that names an organisation, or one line for each of several."""

    def decode(lines: Lines, _reading: Reading, _so_far: Fields) -> Fields:
        found = [each for each in map(_decode_organisation, lines) if each is not None]
        if not found:
            return {}
        return {key: tuple(found) if several else found[0]}

    def encode(event: AnyEvent) -> Lines:
        value = getattr(event, key, None)
        stated = value if several else [value]
        return [_encode_organisation(name, each) for each in stated or () if each is not None]

    return Codec((name,), (key,), decode, encode)


def _decode_approximate(lines: Lines, _reading: Reading, so_far: Fields) -> Fields:
    found = _APPROXIMATE.fullmatch(lines[0].value.strip()) if lines else None
    if not found:
        return {}
    try:
        date = ApproximateDate(year=int(found[1]), month=int(found[2]), part=PartOfMonth(found[3].lower()))
    except ValidationError:
        return {}
    stated = (so_far.get("start"), so_far.get("end"))
    if stated != date.span() or so_far.get("status") not in ("tentative", "cancelled"):
        return {}  # somebody has since given the event its true date
    return {"approximate": date}


def _encode_approximate(event: AnyEvent) -> Lines:
    date = event.approximate
    if date is None:
        return []
    return [ContentLine("X-RESEAU-APPROXIMATE", (), f"{date.year:04}-{date.month:02}-{date.part.upper()}")]


def _decode_origins(lines: Lines, reading: Reading, _so_far: Fields) -> Fields:
    found: list[Provenance] = []
    for line in lines[:MAX_ORIGINS]:
        source = unescape(line.value).strip()
        path = next((values for name, values in line.parameters if name in ("X-PATH", "PATH")), ())
        if not source or len(path) > MAX_HUBS:
            reading.refuse(line, "bad-origin", "provenance illisible", "provenance that cannot be read")
            continue
        found.append(
            Provenance(
                source=source,
                organisation=_parameter(line, "ORG"),
                key=_parameter(line, "KEY"),
                path=tuple(each for each in path if each),
            )
        )
    return {"provenance": tuple(dict.fromkeys(found))} if found else {}


def _encode_origins(event: AnyEvent) -> Lines:
    return [ContentLine("X-RESEAU-ORIGIN", _origin_parameters(each), escape(each.source)) for each in event.provenance]


def _origin_parameters(origin: Provenance) -> Parameters:
    stated = (("X-ORG", (origin.organisation or "",)), ("X-KEY", (origin.key or "",)), ("X-PATH", origin.path))
    return tuple((name, values) for name, values in stated if any(values))


NETWORK_CODECS: tuple[Codec, ...] = (
    Codec(("LOCATION", "GEO", "X-RESEAU-PLACE"), ("place",), _decode_place, _encode_place),
    organisation_codec("X-RESEAU-LEAD", "lead"),
    organisation_codec("X-RESEAU-PARTNER", "partners", several=True),
    organisation_codec("X-RESEAU-COUNTERPART", "counterpart"),
    Codec(("X-RESEAU-ORIGIN",), ("provenance",), _decode_origins, _encode_origins),
    Codec(("X-RESEAU-APPROXIMATE",), ("approximate",), _decode_approximate, _encode_approximate),
)
