"""Cells as people see them: what spreadsheets and their exports put around a text is taken off."""

from __future__ import annotations

import re

_ERRORS = re.compile(r"#(?:REF|VALEUR|VALUE|N/A|NOM|NAME|DIV/0|NOMBRE|NUM|NUL|NULL)[!?]?|#{3,}")
_TEXT_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
_LINK_FORMULA = re.compile(r'=(?:HYPERLINK|LIEN_HYPERTEXTE)\(.*[;,]\s*"((?:[^"]|"")*)"\s*\)', re.IGNORECASE | re.DOTALL)
_UNTIDY = re.compile(r"[\u200b\ufeff\xa0\u202f\t\r]|^[='\s]|\s\s|\s\Z")
_SPACES = re.compile(r"[^\S\n]+")


def clean(cell: str) -> str:
    """Return a cell as a person sees it: without guard, formula around a text, hidden marks and doubled spaces."""
    if not _UNTIDY.search(cell):
        return cell
    text = cell.replace("\u200b", "").replace("\ufeff", "")
    text = text.replace("\xa0", " ").replace("\u202f", " ").strip()
    if text.startswith("="):
        found = _TEXT_FORMULA.fullmatch(text) or _LINK_FORMULA.fullmatch(text)
        text = found[1].replace('""', '"') if found else text
    elif text.startswith("'") and text[1:2] in "=+-@'":
        text = text[1:]
    if _ERRORS.fullmatch(text):
        return text
    return _SPACES.sub(" ", text)
