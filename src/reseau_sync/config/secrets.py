"""Secret tables: ``{ env = "X" } | { file = "p" } | { command = ["…"] }``, in ``location`` and in any option.

Only their form is looked at; what they lead to is resolved elsewhere, when it is needed. No value is quoted: who
mistakes ``env`` for the place of the secret itself writes the secret there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from reseau_sync.config.rows import Row, rows, table
from reseau_sync.errors import Words
from reseau_sync.model.faults import Fault, Keys
from reseau_sync.model.network import SECRET_KEYS, is_secret_table

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ONE_OF = Words(
    'un secret est l’un de { env = "VARIABLE" }, { file = "chemin" } ou { command = ["programme", "argument"] }',
    'a secret is one of { env = "VARIABLE" }, { file = "path" } or { command = ["program", "argument"] }',
)
_ENV = Words(
    "env est le nom d’une variable d’environnement (lettres, chiffres, _), pas le secret lui-même",
    "env is the name of an environment variable (letters, digits, _), not the secret itself",
)
_FILE = Words("file est le chemin du fichier qui tient le secret", "file is the path of the file that holds the secret")
_COMMAND = Words(
    'command est une liste de textes : ["programme", "argument"]',
    'command is a list of texts: ["program", "argument"]',
)


def secret_faults(data: Row) -> Iterator[Fault]:
    """Yield what is wrong with the secret tables of the network, sources and feeds."""
    key = table(data, "network").get("key")
    if isinstance(key, Mapping):
        yield from _table_faults(("network", "key"), key)
    for name in ("sources", "feeds"):
        for index, row in rows(data, name):
            location = row.get("location")
            if isinstance(location, Mapping) and set(location) <= SECRET_KEYS:
                yield from _table_faults((name, index, "location"), location)
            yield from _faults_within((name, index, "options"), row.get("options"))


def _faults_within(keys: Keys, value: Any) -> Iterator[Fault]:
    if is_secret_table(value):
        yield from _table_faults(keys, value)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _faults_within((*keys, str(key)), inner)
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _faults_within((*keys, index), inner)


def _table_faults(keys: Keys, secret: Mapping[str, Any]) -> Iterator[Fault]:
    if len(secret) != 1:
        yield Fault(keys, "secret-form", _ONE_OF)
        return
    kind, value = next(iter(secret.items()))
    if kind == "env" and not (isinstance(value, str) and _VARIABLE.fullmatch(value)):
        yield Fault((*keys, kind), "secret-form", _ENV)
    if kind == "file" and not (isinstance(value, str) and value.strip() and value.isprintable()):
        yield Fault((*keys, kind), "secret-form", _FILE)
    if kind == "command" and not _is_command(value):
        yield Fault((*keys, kind), "secret-form", _COMMAND)


def _is_command(value: Any) -> bool:
    if not isinstance(value, list | tuple) or not value:
        return False
    return all(isinstance(each, str) and "\0" not in each for each in value) and bool(value[0].strip())
