"""pydantic's error types in plain words: what was expected, what was given, which bound was passed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

from reseau_sync.errors import Words

_TEXT = Words('un texte entre guillemets ("…")', 'a text in quotation marks ("…")')
_LIST = Words("une liste entre crochets ([…])", "a list in square brackets ([…])")
_TABLE = Words("une table ({ clé = valeur })", "a table ({ key = value })")
_WHOLE = Words("un nombre entier", "a whole number")
_NUMBER = Words("un nombre", "a number")
_BOOLEAN = Words("true ou false (vrai ou faux)", "true or false")
_DATE = Words("une date (2010-09-14)", "a date (2010-09-14)")
_TIME = Words("une heure (14:30:00)", "a time (14:30:00)")
_INSTANT = Words("une date et une heure (2010-09-14T14:30:00)", "a date and time (2010-09-14T14:30:00)")
_OTHER = Words("une autre valeur", "another value")

_BY_PREFIX: dict[str, Words] = {
    "string": _TEXT,
    "url": Words("une adresse (https://…)", "an address (https://…)"),
    "tuple": _LIST,
    "list": _LIST,
    "set": _LIST,
    "frozen_set": _LIST,
    "model": _TABLE,
    "dict": _TABLE,
    "mapping": _TABLE,
    "dataclass": _TABLE,
    "bool": _BOOLEAN,
    "int": _WHOLE,
    "float": _NUMBER,
    "decimal": _NUMBER,
    "finite_number": _NUMBER,
    "date": _DATE,
    "time": _TIME,
    "datetime": _INSTANT,
}

_BY_PATTERN: dict[str, Words] = {
    r"^[a-z0-9][a-z0-9_-]*$": Words(
        "un identifiant s’écrit en minuscules sans accent, chiffres, - et _ (entraide-dunes)",
        "an id is written in lower case without accents, digits, - and _ (entraide-dunes)",
    ),
    r"^https?://[^\s/?#@]+(/[^\s?#]*)?$": Words(
        "une adresse de site commence par https:// (https://agenda.example.org/feeds)",
        "the address of a site begins with https:// (https://agenda.example.org/feeds)",
    ),
    r"^(\d{5}|2[AB]\d{3})$": Words(
        "un code INSEE a cinq caractères (59183)", "an INSEE code has five characters (59183)"
    ),
}


def expectation(error: ErrorDetails) -> Words:
    """Return what should have stood there: ``un texte entre guillemets``, ``a list in square brackets``."""
    kind = error["type"]
    fitting = [prefix for prefix in _BY_PREFIX if kind == prefix or kind.startswith(f"{prefix}_")]
    return _BY_PREFIX[max(fitting, key=len)] if fitting else _OTHER


def kind_of_value(value: Any) -> Words:
    """Return what kind of value was given, never the value."""
    # bool before int and datetime before date: each is a kind of the second.
    kinds: tuple[tuple[type | tuple[type, ...], Words], ...] = (
        (str, Words("un texte", "a text")),
        (bool, Words("true ou false", "true or false")),
        ((int, float), Words("un nombre", "a number")),
        ((dt.date, dt.time), Words("une date ou une heure", "a date or time")),
        ((list, tuple), Words("une liste", "a list")),
        (Mapping, Words("une table", "a table")),
    )
    return next((words for kind, words in kinds if isinstance(value, kind)), Words("cela", "this"))


def limit(error: ErrorDetails) -> Words | None:
    """Return which bound of length, size or form a value of the right type passes, or ``None`` if it is not that."""
    context = error.get("ctx", {})
    kind = error["type"]
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern", ""))
        return _BY_PATTERN.get(pattern) or Words(f"la forme attendue est {pattern}", f"the form expected is {pattern}")
    if kind == "string_unicode":
        return Words("contient un caractère qui n’en est pas un", "holds a character that is none")
    if kind == "string_too_short" and context.get("min_length") == 1:
        return Words("ne peut pas être vide", "cannot be empty")
    for key, fr, en in _BOUNDS:
        if key in context:
            return Words(fr.format(context[key]), en.format(context[key]))
    return None


_BOUNDS: tuple[tuple[str, str, str], ...] = (
    ("min_length", "trop court : au moins {}", "too short: at least {}"),
    ("max_length", "trop long : au plus {}", "too long: at most {}"),
    ("ge", "doit être au moins {}", "must be at least {}"),
    ("gt", "doit être plus que {}", "must be more than {}"),
    ("le", "doit être au plus {}", "must be at most {}"),
    ("lt", "doit être moins que {}", "must be less than {}"),
)
