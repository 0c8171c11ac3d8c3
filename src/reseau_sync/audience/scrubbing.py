"""Free text for the public, without what reaches a person: telephone numbers, addresses for e-mail, links, points.

Every way of writing a number is looked for: in pairs, with dots, slashes, dashes or spaces of any width, in digits of
any script, with +33, 0033 or (0), and numbers of other countries. A day of the calendar is not a number. Links go
whole: that one of them opens nothing cannot be seen from outside (a pad is as secret as its address).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 500
"""At most so many characters of a text are shown to the public, and looked at."""
GONE = "…"
_FEWEST_DIGITS = 9
"""Fewer make no number of a person: 0930-1200 are hours, 115 and 3919 are for everybody."""

_BETWEEN = r"[ ./_·•‧()\[\]-]{0,3}"
_NO_DAY = r"(?<!\d)(?<!\d\d\d\d[./-])(?!\d{1,2}([./ -])\d{1,2}\1(?:19|20)\d\d(?!\1?\d))"
_NUMBERS = (
    # A French number, alone or after its country: 06 95…, 0695…, +33 (0)6…, 0033 6….
    rf"{_NO_DAY}\(?(?:(?:\+|00{_BETWEEN})33{_BETWEEN}(?:0{_BETWEEN})?|0{_BETWEEN})[1-9](?:{_BETWEEN}\d){{8}}(?!\d)",
    r"(?<!\d)0[1-9]([:,;]) ?\d\d(?:\1 ?\d\d){3}(?!\d)",
    # Between the pairs, whatever is no letter and no digit, but the same each time; the letter O for a zero.
    r"(?<![^\W_])[0O][1-9]((?:[^\w\n]|_){1,5})\d\d(?:\1\d\d){3}(?!\d)",
    r"(?<![^\W_])O[1-9](?:[ ._/-]{0,3}\d\d){4}(?!\d)",
    # A number of any country: + or 00, then 8 to 15 digits.
    rf"(?<!\d)\(?(?:\+|00(?={_BETWEEN}[1-9]))(?:{_BETWEEN}\d){{8,15}}(?!\d)",
    # One of a neighbour, as it is written at home: 0470/12.34.56, 07911 123456, (030) 1234567.
    rf"{_NO_DAY}\(?0[1-9]\d{{1,4}}\)?[ ./_·-]{{1,3}}\d{{2,6}}(?:[ ./_·-]?\d{{2,4}}){{1,3}}(?!\d)",
    r"(?<!\d)0\d{8,11}(?!\d)",
)
_AT = (
    r"\s{0,2}(?:@|[(\[{<]{1,2}\s?(?:@|at|a|à|arobase|arobas|chez)\s?[)\]}>]{1,2}|[*|_-](?:at|arobase|arobas)[*|_-]"
    r"|\s(?:at|arobase|arobas)\s)\s{0,2}"
)
_DOT = r"(?:\.|\s\.\s|\s?[(\[{<*|_-]{1,2}\s?(?:\.|dot|point)\s?[)\]}>*|_-]{1,2}\s?|\s(?:dot|point)\s)"
_PART = r"(?:[^\W_]|[_-](?!(?:dot|point|at|chez)[_-])){1,63}"
_PLUS = "[23456789CFGHJMPQRVWX]"
_DEGREES = r"\d{1,3}[.,]\d{3,}\s?°?\s?[NSEWO]?"
_LINKS = (
    r"(?:[a-z][a-z0-9+.-]{1,15}://|www\.|mailto:|tel:|sms:|geo:|///)\S+",
    r"(?<![\w.@-])(?:[\w-]{1,63}(?:\.|\[\.\]|\(\.\))){1,6}[^\W\d_]{2,24}(?::\d{1,5})?[/?#]\S*",
)
_PEOPLE_AND_POINTS = (
    rf"[\w.+%'\"”»-]{{1,64}}{_AT}{_PART}(?:{_DOT}{_PART}){{1,6}}",
    r"[\w.+%'-]{1,64}@[\w-]{1,63},(?:com|fr|org|net|eu|be|uk|info|me|ch)(?!\w)",
    r"[\w.+%'-]{1,64}\s(?:chez|at)\s[\w-]{1,63}\s(?:point|dot)\s(?:com|fr|org|net|eu|be|uk|info|me|ch)(?!\w)",
    # A point, in degrees: 50.95129, 1.85868; N50.95129 E1.85868; lat 50.95129 lon 1.85868; 50°57'04"N; N 50° 57.077.
    rf"[NS]?\s?[-+]?{_DEGREES}\s?[,;/& ]\s?(?:lon|lng|long)?[=: ]{{0,2}}[EWO]?\s?[-+]?{_DEGREES}(?![^\W_])",
    r"\d{1,2}\s?°\s?\d{1,2}\s?['’′]\s?(?:[\d.,]{1,8}\s?(?:[\"”″]|'')\s?)?[NSEOW]\b",
    r"(?<!\w)[NSEOW]\s?\d{1,3}\s?°\s?\d{1,2}(?:[.,]\d{1,6})?\s?['’′]?",
    rf"(?<![\w+])(?={_PLUS}{{0,7}}\d){_PLUS}{{4,8}}\+{_PLUS}{{2,4}}(?![\w+])",  # an open location code
    r"(?<!\w)3[0-3]\s?U\s?[A-HJ-NP-Z]{2}\s?\d{2,5}\s?\d{2,5}(?!\w)",  # a square of a map (MGRS)
)
_REACHING = tuple((re.compile(each, re.IGNORECASE), 0) for each in _PEOPLE_AND_POINTS) + tuple(
    (re.compile(each, re.IGNORECASE), _FEWEST_DIGITS) for each in _NUMBERS
)
_PATTERNS = tuple((re.compile(each, re.IGNORECASE), 0) for each in _LINKS) + _REACHING
_UNSEEN = frozenset({"Cf", "Mn", "Me"})
_LOOKS_LIKE = {
    **dict.fromkeys("\n\t\u2800\u3164\u115f\u1160\uffa0", " "),  # blanks that are no spaces to Unicode
    **dict.fromkeys("\\\u2044\u2215\u29f8", "/"),
    **dict.fromkeys("\u3002\uff61\u2024", "."),
    "\u2236": ":",
}
_ROUND_GONE = re.compile(rf"\s*{GONE}(?:[\s,;:/|-]*{GONE})*")


def scrubbed(text: str) -> str:
    """Return a text as the public may read it; what reaches a person is replaced by ``…``. Takes time linear in it."""
    kept = "".join(each for each in text[: 2 * LONGEST] if each in "\n\t" or unicodedata.category(each) != "Cc")
    for pattern, digits in _PATTERNS:
        kept = _without(kept, pattern, digits)
    if len(kept) > LONGEST:
        kept = kept[: LONGEST - 1].rstrip() + GONE
    return _ROUND_GONE.sub(f" {GONE}", kept).strip() if GONE in kept else kept.strip()


def reaches_somebody(text: str) -> bool:
    """Say whether a text holds a telephone number, an address for e-mail, or a point: links aside."""
    plain, _ = _plain(text)
    return any(any(_spans(plain, pattern, digits)) for pattern, digits in _REACHING)


def _spans(plain: str, pattern: re.Pattern[str], digits: int) -> Iterator[tuple[int, int]]:
    return (found.span() for found in pattern.finditer(plain) if sum(map(str.isdigit, found[0])) >= digits)


def _without(text: str, pattern: re.Pattern[str], digits: int) -> str:
    """Return the text without what the pattern finds in its plain shape, where that has as many digits."""
    plain, places = _plain(text)
    spans = list(_spans(plain, pattern, digits))
    return "".join(_pieces(text, [(places[start], places[stop]) for start, stop in spans])) if spans else text


def _pieces(text: str, spans: list[tuple[int, int]]) -> Iterator[str]:
    end = 0
    for start, stop in spans:
        yield text[end:start]
        yield GONE
        end = stop
    yield text[end:]


def _plain(text: str) -> tuple[str, list[int]]:
    """Return the text with digits, dashes and spaces of any script as ASCII has them, and where each stands in it, its
    end included.

    Characters that nobody sees (Cf: joiners, marks of direction) are left out, and marks on others (Mn, Me: accents,
    the frames of key caps): they may not part a number. Lines and tabs are spaces: a title is read as one line.
    """
    kept = [(index, each) for index, each in enumerate(text) if unicodedata.category(each) not in _UNSEEN]
    return "".join(_ascii(each) for _, each in kept), [*(index for index, _ in kept), len(text)]


def _ascii(each: str) -> str:
    found = _LOOKS_LIKE.get(each)
    if found is not None or each.isascii() or each == GONE:
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
