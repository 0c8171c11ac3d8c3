"""The Frictionless Table Schema of the plain form, derived from the columns."""

from __future__ import annotations

import json
from typing import Any

from reseau_sync_csv.columns import COLUMNS, Column


def table_schema() -> dict[str, Any]:
    """Return the Table Schema of the sheets that we write: names as in the header, titles in English."""
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": "reseau-sync-events",
        "title": "Évènements d'un réseau, une ligne par évènement",
        "description": (
            "Séparateur « ; », UTF-8. Une cellule qui commence par = + - @ est précédée d'une apostrophe. "
            "Listes : éléments séparés par « ; ». Fins sans heure : dernier jour inclus."
        ),
        "fields": [_field(column) for column in COLUMNS],
        "missingValues": [""],
    }


def render(schema: dict[str, Any] | None = None) -> str:
    """Return a schema as the text of ``schemas/events.table.json``: indented, in order, with a last line end."""
    return json.dumps(table_schema() if schema is None else schema, ensure_ascii=False, indent=2) + "\n"


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.header,
        "title": column.english,
        "type": column.type,
        "description": column.words.fr,
    }
    return field | ({"constraints": {"minimum": 0}} if column.type == "integer" else {})
