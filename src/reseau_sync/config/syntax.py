"""TOML, and what is wrong with it in words.

tomllib says where in English parentheses (``Invalid value (at line 3, column 5)``); its messages are matched by how
they begin, and what none matches is said in general terms: only the words are lost then, never the line.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from reseau_sync.errors import ConfigError, Words

MAX_DOTS = 500
"""tomllib takes time with the square of the parts of a dotted key; no line that a person wrote has so many dots."""

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

_SAID: tuple[tuple[str, Words], ...] = (
    (
        "Expected '=' after a key",
        Words(
            'après un nom de clé, sans accent ni espace, il faut « = » : cle = "valeur" (et non cle: valeur)',
            'after the name of a key, without accents or spaces, there must be “=”: key = "value" (and not key: value)',
        ),
    ),
    (
        "Invalid value",
        Words(
            'après « = », un texte s’écrit entre guillemets droits : clé = "valeur"',
            'after “=”, a text is written in straight quotation marks: key = "value"',
        ),
    ),
    (
        "Expected newline or end of document",
        Words(
            'il y a quelque chose de trop sur la ligne : une clé par ligne, un texte entre guillemets ("…")',
            'there is something too much on the line: one key a line, a text in quotation marks ("…")',
        ),
    ),
    (
        "Invalid statement",
        Words(
            "une ligne est « cle = valeur », « [table] » ou « # commentaire » ; une clé s’écrit sans accent ni espace",
            "a line is “key = value”, “[table]” or “# comment”; a key is written without accents or spaces",
        ),
    ),
    (
        "Cannot declare",
        Words(
            "cette table est déjà déclarée ; plusieurs du même nom s’écrivent entre doubles crochets : [[sources]]",
            "this table is declared already; several of one name are written in double brackets: [[sources]]",
        ),
    ),
    ("Cannot overwrite", Words("cette clé est écrite deux fois", "this key is written twice")),
    ("Duplicate inline table key", Words("cette clé est écrite deux fois", "this key is written twice")),
    ("Cannot mutate", Words("cette table est déjà complète plus haut", "this table is complete further up")),
    ("Unclosed array", Words("une liste n’est pas fermée : il manque « ] »", "a list is not closed: “]” is missing")),
    (
        "Unclosed inline table",
        Words("une table n’est pas fermée : il manque « } »", "a table is not closed: “}” is missing"),
    ),
    ("Expected ']", Words("il manque « ] » à la fin du nom de la table", "“]” is missing after the name of the table")),
    ("Invalid date or datetime", Words("cette date n’existe pas", "this date does not exist")),
)
_OPEN_TEXT = Words(
    "un texte n’est pas fermé : il manque un guillemet", "a text is not closed: a quotation mark is missing"
)
_BACKSLASH = Words(
    "dans un texte, « \\ » a un sens particulier : écrivez « / », ou le texte entre apostrophes ('C:\\agenda.ics')",
    "in a text, “\\” has a meaning of its own: write “/”, or the text between apostrophes ('C:\\calendar.ics')",
)
_ENDINGS: tuple[tuple[str, Words], ...] = (
    ("Unterminated string", _OPEN_TEXT),
    ("Expected \"'", _OPEN_TEXT),
    ("Expected '\"", _OPEN_TEXT),
    ("Illegal character", _OPEN_TEXT),
    ("Unescaped", _BACKSLASH),
    ("Invalid hex value", _BACKSLASH),
    ("Escaped character", _BACKSLASH),
)
_GENERAL = Words("ce n’est pas du TOML", "this is not TOML")


def parse_toml(text: str, origin: str) -> dict[str, Any]:
    """Return what the TOML ``text`` holds; line ends of any kind.

    :raises ConfigError: ``syntax``, with the line where the parser tells it
    """
    crowded = next((number for number, line in enumerate(text.split("\n"), 1) if line.count(".") > MAX_DOTS), None)
    if crowded is not None:
        raise _syntax_error(origin, str(crowded), Words("cette ligne a trop de points", "this line has too many dots"))
    try:
        # With a line end at the end, only what is not closed is said to be "at end of document".
        return tomllib.loads(text + "\n")
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        raise _syntax_error(origin, place[1] if place else None, _meaning(str(error)), place is not None) from error
    except RecursionError as error:
        raise _syntax_error(origin, None, Words("trop de crochets emboîtés", "too many nested brackets")) from error
    except ValueError as error:  # A number of thousands of digits.
        raise _syntax_error(origin, None, Words("un nombre est trop long", "a number is too long")) from error


def _meaning(message: str) -> Words:
    found = (words for beginning, words in (*_SAID, *_ENDINGS) if message.startswith(beginning))
    return next(found, _GENERAL)


def _syntax_error(origin: str, line: str | None, words: Words, at_end: bool = False) -> ConfigError:
    where = Words("", "")
    if line is not None:
        where = Words(f", ligne {line}", f", line {line}")
    elif at_end:
        where = Words(", à la fin du fichier", ", at the end of the file")
    said = Words(f"{origin}{where.fr} : {words.fr}", f"{origin}{where.en}: {words.en}")
    hint = Words(
        "corrigez cette ligne, ou une des lignes juste avant, puis relancez",
        "correct this line, or one just before it, and run again",
    )
    return ConfigError("syntax", said, hint)
