"""A text as who reads it sees it, whatever it is written with: for finding alone, never shown.

Digits, dashes and blanks of any script become those of ASCII, a run of blanks one; what nobody sees is left out; what
a web page wrote as ``&nbsp;`` or ``%40`` is what it stands for.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

_UNSEEN = frozenset({"Cf", "Mn", "Me"})
_LOOKS_LIKE = {
    **dict.fromkeys("\n\t\u2800\u3164\u115f\u1160\uffa0", " "),  # blanks that are no spaces to Unicode
    **dict.fromkeys("\\\u2044\u2215\u29f8", "/"),
    **dict.fromkeys("\u3002\uff61\u2024\u066b", "."),
    **dict.fromkeys("\u039f\u03bf\u041e\u043e", "O"),  # Greek and Cyrillic
    "\u2236": ":",
}
# A blank of an address (%20) is none: what follows it is of the address.
_ESCAPED = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});|%(?!20)[2-7][0-9a-f]", re.IGNORECASE)


def seen(text: str, *, but: str = "") -> tuple[str, list[int]]:
    """Return the text as it is read, and where each of its characters stands in it, its end included.

    :param but: a character that stays as it is
    """
    kept: list[str] = []
    places: list[int] = []
    for place, written in _characters(text):
        if unicodedata.category(written) in _UNSEEN:
            continue
        shown = written if written == but else _ascii(written)
        if shown != " " or not kept or kept[-1] != " ":
            kept.append(shown)
            places.append(place)
    return "".join(kept), [*places, len(text)]


def _characters(text: str) -> Iterator[tuple[int, str]]:
    """Yield each character and where it begins; what stands for one by its name or number is that one."""
    end = 0
    for found in _ESCAPED.finditer(text):
        meant = html.unescape(found[0]) if found[0][0] == "&" else unquote(found[0])
        if len(meant) == 1:
            yield from enumerate(text[end : found.start()], end)
            yield found.start(), meant
            end = found.end()
    yield from enumerate(text[end:], end)


def _ascii(each: str) -> str:
    found = _LOOKS_LIKE.get(each)
    if found is not None or each.isascii():
        return found or each
    digit = unicodedata.decimal(each, None)
    if digit is not None:
        return str(int(digit))
    kind = unicodedata.category(each)
    if kind == "Pd":
        return "-"
    if kind in ("Zs", "Zl", "Zp"):
        return " "
    folded = unicodedata.normalize("NFKC", each)
    return folded if len(folded) == 1 else each
