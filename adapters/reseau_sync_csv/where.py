"""Where an event is: the parts of its place, which several columns hold together."""

from __future__ import annotations

import re

from reseau_sync.errors import Words
from reseau_sync.model import AnyEvent, Geo, Place
from reseau_sync_csv.cells import NOTHING, guarded
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.columns import BY_FIELD
from reseau_sync_csv.problems import bad_value
from reseau_sync_csv.row import Cells

PLACE_FIELDS = ("venue", "street", "commune", "insee", "geo", "text")
_GEO = re.compile(r"([+-]?[0-9.]+(?:e-?[0-9]+)?)\s*[,;\s]\s*([+-]?[0-9.]+(?:e-?[0-9]+)?)")
_INSEE = re.compile(r"[0-9]{5}|2[AB][0-9]{3}")


def read_place(cells: Cells, desk: Desk) -> Place | None:
    """Return the place that the row states, with what is recognised in it; a dash states that there is nothing.

    A code or coordinates that cannot be read are noted among the problems of the row.
    """
    closed = {field for field in PLACE_FIELDS if cells.says_nothing(field)}
    stated = {field: cells[field] for field in ("venue", "street", "commune", "text") if field not in closed}
    insee = None if "insee" in closed else cells.lenient("insee", _read_insee)
    geo = None if "geo" in closed else cells.lenient("geo", _read_geo)
    place = Place(**stated, insee=insee, geo=geo)
    if place == Place():
        return place if closed else None
    filled = desk.places.fill(place)
    return filled.model_copy(update=dict.fromkeys(closed)) if closed else filled


def place_cells(event: AnyEvent, desk: Desk) -> dict[str, str]:
    """Return the cells of the place, already guarded: a dash where something not stated would be recognised."""
    place = event.place
    if place is None:
        return {}
    if place == Place():
        return {"text": NOTHING}
    filled = desk.places.fill(place)
    found: dict[str, str] = {}
    for field in ("venue", "street", "commune", "insee", "text"):
        value = getattr(place, field)
        if value is not None:
            found[field] = guarded(value)
        elif getattr(filled, field) is not None:
            found[field] = NOTHING
    if place.geo is not None:
        found["geo"] = guarded(f"{place.geo.latitude!r}, {place.geo.longitude!r}")
    return found


def _read_insee(text: str) -> str:
    # A spreadsheet takes a code for a number: 01004 becomes 1004.
    code = text.upper().zfill(5)
    if not _INSEE.fullmatch(code):
        raise bad_value(
            text,
            BY_FIELD["insee"].header,
            Words("Un code INSEE a cinq caractères : 59183.", "An INSEE code has five characters: 59183."),
        )
    return code


def _read_geo(text: str) -> Geo:
    found = _GEO.fullmatch(text)
    try:
        latitude, longitude = (float(each) for each in found.groups()) if found else (999.0, 999.0)
    except ValueError:
        latitude = longitude = 999.0
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_value(text, BY_FIELD["geo"].header, Words("Écrivez 51.031, 2.337.", "Write 51.031, 2.337."))
    return Geo(latitude=latitude, longitude=longitude)
