"""What reaches a person, says where to the metre, or opens something, as it is written in free text: patterns.

Every way of writing a number is looked for: in pairs, with dots, slashes, dashes or spaces of any width, with +33, 0033
or (0), without its zero, in words, and numbers of other countries. A day of the calendar is not a number. Links go
whole: that one of them opens nothing cannot be seen from outside (a pad is as secret as its address).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_FEWEST_DIGITS = 9
"""Fewer make no number of a person: 0930-1200 are hours, 115 and 3919 are for everybody."""
_NO_LIST_OF_DAYS = r"(?=\d{1,2}(?:\D{0,7}\d\d){0,3}\D{0,7}(?:3[2-9]|[4-9]\d))"
"""Before pairs of digits of which one at least is no day of a month: « les 06, 07, 08, 09 et 10 »."""

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
    # Between the pairs a letter, but that of hours, or a word.
    rf"(?<![^\W_]){_NO_LIST_OF_DAYS}0[1-9](?:(?:[a-gi-z]|\s?(?:et|puis|and|then)\s?|{_BETWEEN})\d\d){{4}}(?!\d)",
)
_NUMBERS_OR_PAGES = (
    # Its country without the plus; without its zero, as a spreadsheet leaves it.
    rf"(?<!\d)33{_BETWEEN}[1-9](?:{_BETWEEN}\d){{8}}(?!\d)",
    rf"(?<![\w.,+-]){_NO_LIST_OF_DAYS}[67](?:([ .-]?)\d\d)(?:\1\d\d){{3}}(?![\w,])",
    # A run that begins as no date does, and three groups, as meetings on line are numbered.
    r"(?<![^\W_])(?!(?:19|20)\d\d(?:0[1-9]|1[0-2]))[1-9]\d{8,14}(?![^\W_])",
    r"(?<![\d-])\d{3}([ -])\d{3,4}\1\d{4}(?!\d)",
    r"(?<!\d)\(\d{3}\) ?\d{3}[ .-]\d{4}(?!\d)",
)
_LIKE_DIGITS = r"(?<![^\W_])[0O][1-9IL](?:[ ._/-]{0,3}[\dOILSBZ\u0417]{2}){4}(?![^\W_])"
_FEWEST_AMONG_LETTERS = 7
_NUMBER_WORD = (
    r"(?:zéro|zero|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|"
    r"trente|quarante|cinquante|soixante|et)"
)
_IN_WORDS = rf"(?<!\w)z[ée]ro(?:[ ,./-]{{1,3}}{_NUMBER_WORD}){{5,20}}(?!\w)"
_AT = (
    r"\s{0,2}(?:@|[(\[{<]{1,2}\s?(?:@|at|a|à|arobase|arobas|chez)\s?[)\]}>]{1,2}|[*|_-](?:at|arobase|arobas)[*|_-]"
    r"|\s(?:at|arobase|arobas)\s)\s{0,2}"
)
_DOT = r"(?:\.|\s\.\s|\s?[(\[{<*|_-]{1,2}\s?(?:\.|dot|point)\s?[)\]}>*|_-]{1,2}\s?|\s(?:dot|point)\s)"
_PART = r"(?:[^\W_]|[_-](?!(?:dot|point|at|chez)[_-])){1,63}"
_PLUS = "[23456789CFGHJMPQRVWX]"
_DEGREES = r"\d{1,3}[.,]\d{3,}\s?°?\s?(?:[NSEWO](?!\w))?"
_KEY = (
    r"(?:digicodes?|codes?|pass ?codes?|mdp|mots? de passe|passwords?|bo[iî]tes? à cl[ée]s?)"
    r"(?: (?:d['’] ?|de |du |de la |de l['’] ?)?(?:porte|portail|grille|hall|immeuble|bâtiment|local|cave|boîte|wi-?fi|"
    r"zoom|visio|réunion|meeting|salle|alarme|accès|entrée))?"
)
_SECONDS = r"\d{1,3}[ d:]{1,2}\d{1,2}[ m:]{1,2}\d{1,2}(?:[.,]\d{1,4})?\s?s?\s?"
_PARTS = r"(?:[.,]\d{1,3})?"
_CODES = (
    rf"(?<!\w){_KEY}\s?[:=]?\s?(?!20\d\d(?!\w))(?=(?:[^\W\d_]*\d){{3}})[^\W_]{{3,16}}(?![\w.])",
    r"(?<!\w)(?:mdp|mots? de passe|passwords?|pass ?codes?)(?: [^\W\d_]{1,20})?\s?[:=]\s?\S+",
)
"""What opens a door or a meeting, with the word that says so."""
_LINKS = (
    r"(?:[a-z][a-z0-9+.-]{1,15}://|www\.|mailto:|tel:|sms:|geo:|///)\S+",
    r"(?<![\w.@-])(?:[\w-]{1,63}(?:\.|\[\.\]|\(\.\))){1,6}[^\W\d_]{2,24}(?::\d{1,5})?[/?#]\S*",
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5}(?!\d)|(?=/\D))\S*",
)
_PEOPLE_AND_POINTS = (
    rf"[\w.+%'\"”»-]{{1,64}}{_AT}{_PART}(?:{_DOT}{_PART}){{1,6}}",
    r"[\w.+%'-]{1,64}@[\w-]{1,63},(?:com|fr|org|net|eu|be|uk|info|me|ch)(?!\w)",
    r"[\w.+%'-]{1,64}\s(?:chez|at)\s[\w-]{1,63}\s(?:point|dot)\s(?:com|fr|org|net|eu|be|uk|info|me|ch)(?!\w)",
    r"(?<![\w@])@[\w.=/+-]{1,64}:(?:[\w-]{1,63}\.){1,4}\w{2,24}",  # a name on Matrix
    # A point, in degrees: 50.95129, 1.85868; N50.95129 E1.85868; lat 50.95129 lon 1.85868; 50°57'04"N; N 50° 57.077.
    rf"(?:(?<!\w)[NS])?\s?[-+]?{_DEGREES}\s?[,;/& ]\s?(?:lon|lng|long)?[=: ]{{0,2}}[EWO]?\s?[-+]?{_DEGREES}(?![^\W_])",
    r"\d{1,2}\s?°\s?\d{1,2}\s?['’′]\s?(?:[\d.,]{1,8}\s?(?:[\"”″]|'')\s?)?[NSEOW]\b",
    r"(?<!\w)[NSEOW]\s?\d{1,3}\s?°\s?\d{1,2}(?:[.,]\d{1,6})?\s?['’′]?",
    rf"(?<![\w+])(?={_PLUS}{{0,7}}\d){_PLUS}{{4,8}}\+{_PLUS}{{2,4}}(?![\w+])",  # an open location code
    r"\d{1,2}[.,]\d{3,}\s?°?\s?[NS]\s?\d{1,3}[.,]\d{3,}\s?°?\s?[EWO](?!\w)",
    rf"(?<!\d){_SECONDS}[NS][ ,;/]{{0,3}}{_SECONDS}[EWO](?!\w)",
    rf"(?<!\d)(?:x\s?[:=]\s?)?\d{{6}}{_PARTS}\s?[,;/ ]\s?(?:y\s?[:=]\s?)?[567]\d{{6}}{_PARTS}(?!\d)",  # Lambert, UTM
    r"(?<!\w)(?:what ?3 ?words|w3w)\s?:?\s?[^\W\d_]{2,}\.[^\W\d_]{2,}\.[^\W\d_]{2,}",
    r"(?<!\w)3[0-3]\s?U\s?[A-HJ-NP-Z]{2}\s?\d{2,5}\s?\d{2,5}(?!\w)",  # a square of a map (MGRS)
)


@dataclass(frozen=True, slots=True)
class Reaching:
    """A pattern, and how many digits what it finds has at least."""

    pattern: re.Pattern[str]
    digits: int = 0


def _all(patterns: tuple[str, ...], digits: int = 0) -> tuple[Reaching, ...]:
    return tuple(Reaching(re.compile(each, re.IGNORECASE), digits) for each in patterns)


IN_LINKS = (
    *_all(_PEOPLE_AND_POINTS),
    *_all(_NUMBERS, _FEWEST_DIGITS),
    *_all((_LIKE_DIGITS,), _FEWEST_AMONG_LETTERS),
    *_all((_IN_WORDS,)),
)
"""What no address of a page may hold; pages have numbers too."""
IN_TEXTS = (*_all(_LINKS), *IN_LINKS, *_all(_NUMBERS_OR_PAGES, _FEWEST_DIGITS), *_all(_CODES))
"""What is looked for in texts, in this order: links first, which go whole."""
