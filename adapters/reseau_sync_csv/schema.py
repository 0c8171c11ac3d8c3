"""The Frictionless Table Schema of the plain form, derived from the columns."""

from __future__ import annotations

import json
from typing import Any

from reseau_sync.errors import Words
from reseau_sync.model.network import Language
from reseau_sync.ports import Context
from reseau_sync_csv.columns import Column
from reseau_sync_csv.weeks import header_of
from reseau_sync_csv.writer import columns_of
from reseau_sync_csv.writing import CsvWriteOptions


def table_schema(options: CsvWriteOptions | None = None) -> dict[str, Any]:
    """Return the Table Schema of the sheets that are written with ``options``: names as in the header.

    The 4W form has its row of hashtags right below the header: to a reader of the schema it is a comment. The columns
    of a rota are those of its week, so that its schema holds for the window that ``options`` state.

    :raises EncodeError: for a rota whose first day is not stated
    """
    options = options or CsvWriteOptions()
    language = options.language or "fr"
    if options.rows == "rota":
        monday, _ = options.window(Context("", language=language))
        fields = [{"name": name, "type": "string"} for name in header_of(monday, language)]
    else:
        fields = [_field(column, language) for column in columns_of(options)]
    name = {"event": "reseau-sync-events", "occurrence": "reseau-sync-occurrences", "rota": "reseau-sync-rota"}
    title = _TITLES[options.rows].to(language)
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": f"{name[options.rows]}{'-4w' if options.hxl else ''}",
        "title": title,
        "description": _DESCRIPTION.to(language),
        "fields": fields,
        "missingValues": [""],
    }


_TITLES = {
    "event": Words("Évènements d'un réseau, une ligne par évènement", "Events of a network, one row per event"),
    "occurrence": Words("Évènements d'un réseau, une ligne par date", "Events of a network, one row per occurrence"),
    "rota": Words("Qui va où, quel jour : une ligne par site", "Who goes where, on which day: one row per site"),
}
_DESCRIPTION = Words(
    "Séparateur « ; », UTF-8. Une cellule qui commence par = + - @ est précédée d'une apostrophe. "
    "Listes : éléments séparés par « ; ». Fins sans heure : dernier jour inclus.",
    "Separator “;”, UTF-8. A cell that begins with = + - @ has an apostrophe before it. "
    "Lists: items separated by “;”. Ends without a time: the last day, included.",
)


SCHEMAS: dict[str, CsvWriteOptions] = {
    "events.table.json": CsvWriteOptions(),
    "events-4w.table.json": CsvWriteOptions(hxl=True),
    "occurrences.table.json": CsvWriteOptions(rows="occurrence"),
    "occurrences-4w.table.json": CsvWriteOptions(rows="occurrence", hxl=True),
}
"""The files of schemas/, and what is written with each. That of a rota names its days: ``table_schema(options)``."""


def render(schema: dict[str, Any] | None = None) -> str:
    """Return a schema as the text of its file: indented, in order, with a last line end."""
    return json.dumps(table_schema() if schema is None else schema, ensure_ascii=False, indent=2) + "\n"


def _field(column: Column, language: Language) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name(language),
        "title": column.english if language == "fr" else column.header,
        "type": column.type,
        "description": column.words.to(language),
    }
    return field | ({"constraints": {"minimum": 0}} if column.type == "integer" else {})
