"""JSON Schemas (2020-12) of events and of reseau.toml, generated from the models.

The files in schemas/ are what these functions give; a test holds them equal. To write them again::

    python -m reseau_sync.schemas schemas/
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from reseau_sync.model.event import EVENT
from reseau_sync.model.network import Network
from reseau_sync.schema_words import DESCRIPTIONS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_LOCAL_TIME = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$"

Schema = dict[str, Any]


def event_schema() -> Schema:
    """Return the schema of one event of any kind, as ``reseau-sync read --json-lines`` prints it."""
    schema = EVENT.json_schema()
    for each in _tables(schema):
        _require_discriminator(each)
        _say_local_time(each)
    return _headed(schema, "event", "One event of the shared schema; « kind » tells which kind it is.")


def network_schema() -> Schema:
    """Return the schema of reseau.toml, for editors; ``load`` also checks what a schema cannot say."""
    schema = Network.model_json_schema()
    for each in _tables(schema):
        _drop_null(each)
        _describe(each)
    _secret_is_one(schema["$defs"]["Secret"])
    _one_or_many(schema["$defs"]["FeedFilter"])
    _feed_has_a_place(schema["$defs"]["FeedSpec"])
    return _headed(schema, "reseau.toml", "What one network declares: organisations, places, sources and feeds.")


def render(schema: Schema) -> str:
    """Return a schema as text: the same schema gives the same text."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


SCHEMAS: dict[str, Callable[[], Schema]] = {
    "event.schema.json": event_schema,
    "reseau.schema.json": network_schema,
}
"""The files of schemas/ that are made here, and what makes each."""


def write(folder: Path) -> None:
    """Write every schema made here into ``folder``, in UTF-8."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in SCHEMAS.items():
        (folder / name).write_text(render(make()), encoding="utf-8", newline="\n")


def _headed(schema: Schema, title: str, description: str) -> Schema:
    return {"$schema": DIALECT} | schema | {"title": title, "description": description}


def _tables(schema: Any) -> Iterator[Schema]:
    """Yield every schema of a table in ``schema``, the deepest last."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield schema
        for each in schema.values():
            yield from _tables(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from _tables(each)


def _require_discriminator(table: Schema) -> None:
    """Require the key that tells the branches of a union apart: the models refuse a value without it."""
    telling = [name for name, each in table["properties"].items() if "const" in each]
    if telling:
        table["required"] = [*telling, *(each for each in table.get("required", ()) if each not in telling)]


def _say_local_time(table: Schema) -> None:
    """Give local times their own form: ``date-time`` asks for an offset (RFC 3339), which a local time has not."""
    for name in _LOCAL_TIMES.get(table.get("title", ""), ()):
        each = table["properties"][name]
        each = each.get("items", each)
        del each["format"]
        each["pattern"] = _LOCAL_TIME


_LOCAL_TIMES = {
    "ZonedTime": ("local",),
    "FixedTime": ("local",),
    "CustomTime": ("local",),
    "Observance": ("start", "dates"),
}


def _drop_null(table: Schema) -> None:
    """Take ``null`` out: TOML has none, a key is left out instead."""
    for each in table["properties"].values():
        branches = [branch for branch in each.get("anyOf", ()) if branch != {"type": "null"}]
        if len(branches) == len(each.get("anyOf", ())):
            continue
        if len(branches) == 1:
            del each["anyOf"]
            each.update(branches[0])
        else:
            each["anyOf"] = branches
        if each.get("default", 0) is None:
            del each["default"]


def _describe(table: Schema) -> None:
    for name, each in table["properties"].items():
        said = DESCRIPTIONS.get(table["title"], {}).get(name)
        if said:
            each["description"] = said


def _secret_is_one(secret: Schema) -> None:
    secret["minProperties"] = secret["maxProperties"] = 1


def _one_or_many(table: Schema) -> None:
    """Allow one value where a list of them is allowed, as the model does."""
    for each in table["properties"].values():
        many = {key: each.pop(key) for key in ("type", "items")}
        each["anyOf"] = [many["items"], many]


def _feed_has_a_place(feed: Schema) -> None:
    """Require a path or a location, and let a window be a number of days to come, as the model does."""
    feed["anyOf"] = [{"required": ["path"]}, {"required": ["location"]}]
    window = feed["properties"]["window"]
    window["anyOf"] = [{"type": "integer", "minimum": 1, "maximum": 3650}, {"$ref": window.pop("$ref")}]


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "schemas"))
