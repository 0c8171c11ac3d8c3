"""Text to atoms: the letters of :mod:`.words`, each with its value. Total, and bounded by :data:`MAX_TEXT`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from reseau_sync_csv.dates.values import Day
from reseau_sync_csv.dates.words import LEXICON, MONTH_WORDS, Atom

MAX_TEXT = 300
"""No date is longer than so many characters; what is, is none."""

_DASHES = re.compile(r"\s*[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]\s*")
_HIDDEN = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_FIRST = re.compile(r"\b1er(?= ?/ ?\d)")
_ORDINAL_SIGN = re.compile(r"(?<=\d)\s?[°º]")
_SINCE = re.compile(r"\bdès\b", re.IGNORECASE)
_SINCE_BARE = re.compile(r"\bdes(?= le \d| lundi| mardi| mercredi| jeudi| vendredi| samedi| dimanche| \d{1,2} ?[h:])")
_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\b(?:a|de|d') ?partir\b|\ba compter\b|\bstarting(?: from| on)?\b|\bas of\b", " apartir "),
        (r"\b(?:(?:toute|toutes|tout|pendant|durant|sur|en) )?(?:la )?journee(?: entiere| complete)?\b", " allday "),
        (r"\b(?:all|whole|full)[ -]?day\b|\bjour(?:nee)? entiere?\b|\b24 ?h ?(?:/|sur) ?24\b", " allday "),
        (r"\bapres?[ -]?midis?\b|\baprem\b|\bap[ .-]?m(?:idi)?\b", " apresmidi "),
        (r"\bweek[ -]?ends\b|\bles week[ -]?end\b", " weekends "),
        (r"\b(?:week[ -]end|weekend)\b|\bw\.e\.|\bwe\b", " weekend "),
        (r"\btoute? (?:la\b|le\b|l') ?", " "),
        (r"\b(?:d[eu]|au|en) mois d(?:e |')", " de "),
        (r"\bsous reserve(?: de confirmation)?\b|\ba valider\b|\bprovisoire\b", " adefinir "),
        (r"\baujourd'hui\b", " aujourdhui "),
        (r"\ba l'exception d[eu]s?\b|\ben dehors d[eu]s?\b|\ba part\b", " sauf "),
        (r"\ben semaine\b|\bjours? ouvres?\b|\bweek ?days\b|\bdays? of the week\b", " ensemaine "),
        (r"\b7 ?j(?:ours?)? ?(?:/|sur) ?7(?: ?j(?:ours?)?)?\b", " tous les jours "),
        (r"\b(?:\d ?)?x ?/ ?(?=semaine|mois|jour|an)|\b\d ?x\b", " fois "),
        (r"\bde chaque (?=semaine)", " chaque "),
        (r"\bpar semaine\b|\bpar mois\b|\bpar an\b|\bpar jour\b|\bchaque annee\b|\btous les ans\b", " fois "),
        ((r"\b(?:horaires?|heures?|dates?|jours?|h\.?)? ?(?:encore )?a (?:re)?(?:definir|confirmer|preciser|fixer|"
         r"caler|voir|determiner|venir|planifier|convenir|completer)\b"), " adefinir "),
        (r"\bnon (?:defini|fixe|connu|precise|communique)e?s?\b|\bpas (?:encore )?(?:de|d') ?(?:date|horaire|heure)\b",
         " adefinir "),
        (r"\bdans (?=la |le |l'|l )", " "),
        (r"\bto be (?:confirmed|defined|announced|decided)\b", " adefinir "),
        (r"\?+", " inconnu "),
        (r"\btlj\b", " tous les jours "),
        (r"\b(?:un|1) (lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s? ?/ ?2\b", r" un \1 sur deux "),
        (r"(?<![\w'])l ?(?:-|a|au) ?v(?![\w'])", " lundi-vendredi "),
        (r"\bfrom (?!.*\b(?:to|until|till|through)\b)(?!.*\d ?-)", " starting "),
        (r"(?:\b(?:vers|environ|env\.?|aux alentours d[eu]s?)\b|~)"
         r"(?= ?(?:la |le )?(?:mi|fin|debut|milieu|\d{1,2} ?(?:/|er\b|" + MONTH_WORDS + r")))", " autour "),
        (r"\b(?:au plus tard|date limite|limite|dernier delai)\b", " avant "),
        (r"\brendez-vous\b|\br\.?d\.?v\.?\b", " rdv "),
    )
)  # fmt: skip
_NOT_MINUTES = rf"\d|\ ?h|\ ?:\d|\ ?/\ ?\d{{1,2}}(?!\d|\ ?[h:])|[.-]\d{{1,2}}[.-]\d|\ (?:{MONTH_WORDS})\b"
_TOKEN = re.compile(
    rf"""
    (?P<ymd>(?<!\d)(?P<y1>\d{{4}})(?P<s1>[-/.])(?P<m1>\d{{1,2}})(?P=s1)(?P<d1>\d{{1,2}})(?!\d))
    | (?P<compact>(?<![\d.,])(?P<y4>(?:19|20)\d\d)(?P<m4>0[1-9]|1[0-2])(?P<d4>[0-3]\d)(?![\d.,]))
    | (?P<spaced>(?<![\d/.,-])(?P<d5>\d{{1,2}})\ (?P<m5>\d{{1,2}})\ (?P<y5>20\d\d)(?![\d/.-]))
    | (?P<pointed>(?<![\d.,])(?P<d6>\d{{1,2}})\.(?P<m6>0[1-9]|1[0-2])(?![\d.,:]|\ ?h\b|\ ?h\d|\ ?[ap]\.?m\b|\ ?€))
    | (?P<dmy>(?<!\d)(?P<d2>\d{{1,2}})\ ?(?P<s2>[-/.])\ ?(?P<m2>\d{{1,2}})\ ?(?P=s2)\ ?(?P<y2>\d{{4}}|\d{{2}})(?!\d))
    | (?P<dm>(?<!\d)(?P<d3>\d{{1,2}})/(?P<m3>\d{{1,2}})(?!\d|\s?h\b|\s?h\d|:|\s?heures?|\s?/|\s(?:{MONTH_WORDS})\b))
    | (?P<ampm>(?<!\d)(?P<h1>\d{{1,2}})(?:[:.h](?P<n1>\d{{2}})(?::\d{{2}})?)?\ ?(?P<half>[ap])\.?m\b\.?)
    | (?P<colon>(?<!\d)(?P<h2>\d{{1,2}})\ ?:\ ?(?P<n2>\d{{2}})(?::\d{{2}})?(?![\d:]))
    | (?P<clock>(?<!\d)(?P<h3>\d{{1,2}})\ ?(?P<style>heures?|hrs?|hours?|h)(?![a-z])
        (?:(?:(?P<n3>\d{{1,2}})(?!\d|\ ?h)|\ (?P<n4>\d{{1,2}})(?!{_NOT_MINUTES}))
           (?:\ ?(?:minutes?|min|mn)\b|')?)?)
    | (?P<ordinal>(?<!\d)(?P<n5>\d{{1,2}})\ ?(?:ere|er|eme|ieme|nde|nd|st|th|rd|re|d|e)s?(?![a-z]))
    | (?P<number>\d+(?:[.,]\d+)*)
    | (?P<word>[a-z]+)
    | (?P<arrow>-+>|=+>|>+|\u2192|\u21d2)
    | (?P<sign>[^\s.'’"])
    """,
    re.VERBOSE,
)


_MIDNIGHT = re.compile(r"(?<=\d{4}) 0?0:00:00(?:\.0{1,6})?(?![\d:+])")
"""What spreadsheets add to a date that has no time."""
_SHORT_YEAR = re.compile(
    rf"((?<!\d)\d{{1,2}}(?:er)? ?(?:{MONTH_WORDS})\.? )'?([1-4]\d)(?=$|,| ?[(:] ?| a | de | des? )"
)
_CLOCK_OR_DAY = re.compile(r"\d ?h|\d:\d\d|^(?:le )?[a-z]{2,8}\.? \d")


def _with_year(text: str) -> str:
    """Return a text in which ``7 nov. 24`` has its year, if 24 is no hour: another one, or a weekday, stands there."""
    found = _SHORT_YEAR.search(text)
    if found is None or (int(found[2]) <= 24 and not _CLOCK_OR_DAY.search(text)):
        return text
    return f"{text[: found.start(2)].rstrip(chr(39))}20{text[found.start(2) :]}"


_ENDS_SHORT = re.compile(r"[^\W\d]\.? '?\d\d$")
_CENTURY = re.compile(rf"^(\D{{0,14}}\d{{1,2}}(?:er)? ?(?:{MONTH_WORDS})\.?) '?([0-4]\d)$")


def with_century(text: str) -> str:
    """Return a date of a column that holds nothing but dates, the year of ``7 nov. 10`` in full."""
    if len(text) > MAX_TEXT or not _ENDS_SHORT.search(text):
        return text
    return _CENTURY.sub(r"\1 20\2", normal(text))


_DASHED_MONTH = re.compile(rf"(?<!\d)(\d{{1,2}})-({MONTH_WORDS})\.?(?:-(\d{{4}}|\d{{2}})(?!\d))?(?![a-z])")


def _spaced(found: re.Match[str]) -> str:
    """``12-sept-10``, as spreadsheets show dates, without its dashes."""
    year = found[3] or ""
    return f"{found[1]} {found[2]} {'20' + year if len(year) == 2 else year} "


_NUMERIC = re.compile(r"(?:([a-z]{2,9})\.? )?\d[\d/.-]*")
_BRACKETS = str.maketrans("[]", "()")


def normal(text: str) -> str:
    """Return ``text`` in lower case without accents, its dashes and apostrophes plain, its phrases as single words."""
    text = _HIDDEN.sub("", _ORDINAL_SIGN.sub("er ", _DASHES.sub("-", _SINCE.sub(" apartir ", text))))
    text = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'")).casefold()
    text = " ".join("".join(each for each in text if not unicodedata.combining(each)).split())
    text = _MIDNIGHT.sub("", _SINCE_BARE.sub(" apartir ", text)).translate(_BRACKETS)
    text = _with_year(_DASHED_MONTH.sub(_spaced, text))
    text = _FIRST.sub("1", text)
    for pattern, words in _PHRASES:
        text = pattern.sub(words, text)
    return " ".join(text.split())


def atoms(text: str) -> list[Atom]:
    """Return the atoms of a text that :func:`normal` gave."""
    return [_ATOMS[str(found.lastgroup)](found) for found in _TOKEN.finditer(text) if _is_token(found)]


_PARENTHESIS = re.compile(r"\([^()]{0,200}\)")
_NOTHING_OF_DATES = frozenset("?ldafuV-,/")


def without_notes(text: str) -> str:
    """Return normalised text without the parentheses that hold nothing of a date, a time or a repetition."""
    return _PARENTHESIS.sub(lambda found: " " if _is_note(found[0]) else found[0], text) if "(" in text else text


def _is_note(text: str) -> bool:
    return all(code in _NOTHING_OF_DATES for code, _ in atoms(text[1:-1]))


def _is_token(found: re.Match[str]) -> bool:
    return bool(found.lastgroup)


def _ymd(found: re.Match[str]) -> Atom:
    return "D", Day(int(found["d1"]), int(found["m1"]), int(found["y1"]))


def _compact(found: re.Match[str]) -> Atom:
    return "D", Day(int(found["d4"]), int(found["m4"]), int(found["y4"]))


def _dmy(found: re.Match[str]) -> Atom:
    short = len(found["y2"]) == 2
    year = int(found["y2"]) + (2000 if short else 0)
    return "D", Day(int(found["d2"]), int(found["m2"]), year, mark=found["s2"].strip("."), short=short)


def _dm(found: re.Match[str]) -> Atom:
    return "D", Day(int(found["d3"]), int(found["m3"]), mark="/")


def _spaced_date(found: re.Match[str]) -> Atom:
    return "D", Day(int(found["d5"]), int(found["m5"]), int(found["y5"]))


def _pointed(found: re.Match[str]) -> Atom:
    return "D", Day(int(found["d6"]), int(found["m6"]))


def _time(hour: int, minute: str | None, top: int = 24) -> Atom:
    minutes = int(minute or 0)
    right = minutes < 60 and (minute is None or len(minute) == 2) and (hour < top or (hour == top and not minutes))
    return ("c", hour * 60 + minutes) if right else ("!", "unparsed-time")


def _ampm(found: re.Match[str]) -> Atom:
    hour = int(found["h1"])
    if not 1 <= hour <= 12:
        return "!", "unparsed-time"
    code, value = _time(hour % 12 + (12 if found["half"] == "p" else 0), found["n1"])
    return ("A" if code == "c" else code), value


def _clock(found: re.Match[str]) -> Atom:
    hour, minute = int(found["h3"]), found["n3"] or found["n4"]
    # "2 heures", "1h30" alone say how long more often than when.
    atom = _time(hour, minute)
    return ("C", atom[1]) if atom[0] == "c" and 1 <= hour <= (6 if found["style"] != "h" else 4) else atom


def _number(found: re.Match[str]) -> Atom:
    text = found["number"]
    if not text.isdecimal() or len(text) > 4 or len(text) == 3:
        return "N", text
    value = int(text)
    if len(text) == 4:
        return ("y", value) if 1990 <= value <= 2099 else ("N", text)
    return "n", value


def _word(found: re.Match[str]) -> Atom:
    word = found["word"]
    return LEXICON.get(word, ("?", word))


_SIGNS = {"-": "-", "/": "/", ",": ",", ";": ",", "&": ",", "+": ",", "~": "f", ":": "f", "(": "(", ")": ")", "!": "f"}
_ATOMS: dict[str, Callable[[re.Match[str]], Atom]] = {
    "ymd": _ymd,
    "compact": _compact,
    "spaced": _spaced_date,
    "pointed": _pointed,
    "dmy": _dmy,
    "dm": _dm,
    "ampm": _ampm,
    "colon": lambda found: _time(int(found["h2"]), found["n2"]),
    "clock": _clock,
    "ordinal": lambda found: ("o", int(found["n5"])),
    "number": _number,
    "word": _word,
    "arrow": lambda _: (">", ""),
    "sign": lambda found: (_SIGNS.get(found["sign"], "?"), found["sign"]),
}
