"""The first reseau.toml, as ``reseau-sync init`` writes it: valid as it stands, and explained."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Sequence

from reseau_sync.config.loading import parse
from reseau_sync.config.template_texts import ENGLISH, FRENCH

_EXAMPLE_NAMES = {"fr": "Nom de l’association", "en": "Name of the association"}


def template(
    name: str,
    timezone: str = "Europe/Paris",
    language: str = "fr",
    organisations: Sequence[str] = (),
) -> str:
    """Return the text of a first reseau.toml, its comments in ``language`` (``"fr"`` or ``"en"``).

    ``timezone`` is an IANA id; ``organisations`` are names, whose ids are made of their letters. Lines that begin with
    ``#`` and no space are examples: valid once the ``#`` is taken away.

    :raises ConfigError: a value that no reseau.toml may hold, such as an empty name or an unknown time zone
    """
    texts = ENGLISH if language == "en" else FRENCH
    declared = _organisations(organisations)
    examples = {
        "name": _quoted(name),
        "timezone": _quoted(timezone),
        "language": _quoted(language),
        "organisations": "\n\n".join(_organisation(*each, "") for each in declared)
        or _organisation("mon-association", _EXAMPLE_NAMES["en" if language == "en" else "fr"], "#"),
        "first": declared[0][0] if declared else "mon-association",
    }
    text = string.Template(texts).substitute(examples)
    parse(text)
    return text


def _organisations(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return (id, name) of each, ids told apart by a number where two names give the same."""
    taken: dict[str, str] = {}
    for name in names:
        base = slug(name)
        own = next(each for each in _numbered(base) if each not in taken)
        taken[own] = name
    return list(taken.items())


def _numbered(base: str) -> Iterable[str]:
    yield base
    number = 2
    while True:
        yield f"{base[:58]}-{number}"
        number += 1


def slug(name: str) -> str:
    """Return an id made of the letters and digits of a name: ``Entraide des Dunes`` gives ``entraide-des-dunes``."""
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "oe")).casefold()
    kept = "".join(each for each in plain if not unicodedata.combining(each))
    return re.sub(r"[^a-z0-9]+", "-", kept)[:60].strip("-") or "organisation"


def _organisation(own: str, name: str, mark: str) -> str:
    lines = ("[[organisations]]", f"id = {_quoted(own)}", f"name = {_quoted(name)}", 'type = "association"')
    return "\n".join(mark + line for line in lines)


def _quoted(text: str) -> str:
    """Return ``text`` as a TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(each if each.isprintable() else _escape(each) for each in escaped) + '"'


def _escape(character: str) -> str:
    code = ord(character)
    if 0xD800 <= code < 0xE000:  # Half of a character: TOML can say it in no way.
        return "\\uFFFD"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
