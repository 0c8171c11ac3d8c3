"""Where something is and how it is opened: secrets resolved, and kept out of whatever is said afterwards.

Sources and feeds are opened alike: an adapter gets a location and options in plain text, and an access to the world.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reseau_sync.errors import Words
from reseau_sync.model.location import is_url, redact
from reseau_sync.model.network import Secret, is_secret_table
from reseau_sync.transport import Redactor, resolve

_NAMES_A_SECRET = re.compile("pass|secret|token|jeton|key|cle|clé", re.IGNORECASE)


def resolved(location: str | Secret, folder: Path, secrets: list[str]) -> str:
    """Return a location in plain text; what was secret of it is added to ``secrets``.

    :raises SecretError: it is not where reseau.toml says it is
    """
    found = resolve(location, folder)
    if isinstance(location, Secret):
        secrets.append(found)
    return found


def option(key: str, value: Any, folder: Path, secrets: list[str]) -> Any:
    """Return the value of an option in plain text; what is or looks secret of it is added to ``secrets``.

    :raises SecretError: it is not where reseau.toml says it is
    """
    if not is_secret_table(value):
        if isinstance(value, str) and _NAMES_A_SECRET.search(key):  # written in reseau.toml itself, against all advice
            secrets.append(value)
        return value
    return resolved(Secret.model_validate(value), folder, secrets)


def scrubbed(text: str, location: str | Secret | None, secrets: Sequence[str]) -> str:
    """Return words of an adapter, which may be anybody's, without a secret and without the whole of an address."""
    if isinstance(location, str) and is_url(location):
        text = text.replace(location, redact(location))
    return Redactor(secrets).scrub(text)


def broke(error: Exception) -> Words:
    """Return what is said of an adapter that raised what it must not."""
    name = type(error).__name__
    return Words(
        f"l’adaptateur s’est arrêté ({name}) : c’est une erreur de programme, à signaler à qui le tient",
        f"the adapter broke ({name}): this is a program error, to be reported to whoever keeps it",
    )
