"""What stands in one cell of a matrix: the actions in it, each with its hours, its organisation and what it is.

``Salam 12h repas / Chaleur d'Opale 14h-16h cours de français`` are two; ``16h eau, pain`` is one: commas and ``+``
enumerate, unless what follows them has hours or an organisation of its own.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from reseau_sync.vocabulary.folding import fold
from reseau_sync_csv import remarks
from reseau_sync_csv.clocks import CLOCK_LIKE, HOURS
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.dates import Hours, Problem, Times, read_times
from reseau_sync_csv.dates.lexer import atoms, normal
from reseau_sync_csv.dates.reduction import codes
from reseau_sync_csv.dates.words import WEEKDAYS
from reseau_sync_csv.naming import organisation_in
from reseau_sync_csv.splitting import CANCELLED, pieces_of

_NOTHING = frozenset(
    (
        *("x", "xx", "ferme", "fermee", "fermes", "fermeture", "neant", "rien", "ras", "personne", "aucun", "aucune"),
        *("relache", "repos", "vide", "libre", "non", "off", "closed", "none", "nothing", "na", "n a", "0"),
        *("vacances", "conges", "conge", "ferie", "jour ferie", "pas d action", "aucune action", "pas d activite"),
        *("pas d accueil", "pas de maraude"),
    )
)
_CLOSED = re.compile(r"^(?:ferme\w*|neant|aucune?|pas d\w*|relache|vacances|conges|ferie)\b")
_PART = re.compile(
    r"\b(?:(?:en |le )?(?:matin(?:ée)?|soir(?:ée)?|après[ -]?midi|apres[ -]?midi|aprem|journée))\b", re.IGNORECASE
)
_DATED = re.compile(
    r"\b\d{1,2}/\d{1,2}\b|\b\d{1,2}(?:er)? (?:janv|f[ée]vr|mars|avr|mai|juin|juil|ao[uû]t|sept|oct|nov|d[ée]c)|"
    r"\b(?:sauf|uniquement|seulement|[àa] partir du|jusqu'au|reporté|ou bien)\b",
    re.IGNORECASE,
)
_RHYTHM = re.compile(
    r"\b(?:sur (?:deux|2)|(?:im)?paires?|quinzaine|15 jours|alternance|selon|par mois)\b|\b1/2\b|"
    r"\bsem(?:aines?|\.)? ?/ ?2\b",
    re.IGNORECASE,
)
_EXCEPT = re.compile(
    r"\b(?:sauf|hors|except[ée]?|pendant les) (?:les? |jours? |en )?(?:vacances|cong[ée]s|f[ée]ri[ée]s?)", re.IGNORECASE
)
_WEEKDAY = re.compile(
    r"\b(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b"
)
_PHONE = re.compile(r"[(\[]?(?<!\d)(?:\+33|0)\s?[1-9](?:[\s.-]?\d{2}){4}(?!\d)[)\]]?")
_DENIED = re.compile(r"(?:[:=(–-]|\s)\s*non\s*\)?\s*$", re.IGNORECASE)
"""What "tri : non" says is not that there is any."""
_SAME = re.compile(r"(?:idem|id|ditto|pareil|meme chose|same|voir|cf)\b.{0,40}")
_DITTO = frozenset(('"', '""', "''", "〃", "″", "“", "”"))
ANSWERS = frozenset(
    ("oui", "non", "yes", "no", "si necessaire", "if need be", "ok", "inconnu", "unknown", "x", "xx", "v", "maybe")
)
"""What people answer to a poll, which is no action."""
_UNKNOWN = re.compile(
    r"(?:(?:horaire|heure|date|lieu)s? )?(?:a (?:confirmer|definir|voir|preciser|fixer|venir|completer)|tbc|tbd|tba)"
)
_NTH = re.compile(
    r"^(?P<nth>(?:(?:le |les )?(?:\d(?:er|e|ème|eme|nd)?|premier|deuxième|troisième|dernier)s?(?:(?:,| et) "
    r"(?:\d(?:er|e|ème|eme)?|premier|deuxième|troisième|dernier)s?)* )"
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?(?: du mois| de chaque mois)?)\s*[:–-]?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One action in a cell; ``times`` is ``None`` where the cell states none, ``problem`` what cannot be read."""

    title: str
    organisation: str = ""
    times: Times | None = None
    cancelled: bool = False
    tentative: bool = False
    nth: str = ""
    problem: Problem | None = None
    text: str = ""
    weekdays: frozenset[int] = frozenset()
    contact: str = ""


def says_nothing(text: str) -> bool:
    """Say whether a cell of a matrix says that nothing takes place: a cross, a dash, "fermé"."""
    words = fold(text)
    if text.strip() in _DITTO:
        return False
    if remarks.blank(text) or not words or words in _NOTHING or CANCELLED.fullmatch(words):
        return True
    return bool(_CLOSED.match(words)) and not CLOCK_LIKE.search(text)


def is_prose(text: str) -> bool:
    """Say whether a text without a label beside it is a remark on the whole table rather than an action."""
    return len(text.split()) > 4 and not CLOCK_LIKE.search(text)


def hours_in(text: str) -> str:
    """Return the one statement of hours in a text ("CA à 20h"), as it is written; nothing where it is not clear."""
    found = list(HOURS.finditer(text))
    times, _ = _times(text)
    if len(found) != 1 or not isinstance(times, Times) or not times.hours:
        return ""
    return found[0][0].strip(" ()[]")


def entries_of(text: str, desk: Desk, names: frozenset[str] = frozenset()) -> list[Entry]:
    """Return the actions in a cell, in its order; ``names`` are those with which other cells begin."""
    pieces = pieces_of(text, desk, names)
    return [_entry(piece, desk) for piece in pieces if piece and not says_nothing(piece)]


def _entry(text: str, desk: Desk) -> Entry:
    said = remarks.verdict(text)
    cancelled = said in ("cancelled", "postponed")
    bare = remarks.unmarked(text) if cancelled else text
    contact = " ".join(each.strip("()[]") for each in _PHONE.findall(bare))
    bare = " ".join(_PHONE.sub(" ", bare).split()) if contact and _PHONE.sub("", bare).strip(" :,–-") else bare
    nth = _NTH.match(bare)
    bare = bare[nth.end() :] if nth else bare
    problem = _not_an_action(text, bare, said)
    if problem is not None:
        return Entry(text, problem=problem, text=text)
    times, rest = _times(bare)
    if isinstance(times, Problem):
        return Entry(text, problem=times, text=text)
    name = organisation_in(rest, desk)
    after = rest[len(name) :].strip(" \t:,–-")
    if re.match(r"(?:et|and|&|\+|/)(?!\w)", after) or re.match(r"\s*,\s*[A-ZÀ-Þ]", rest[len(name) :]):
        # "Guy et Odile" are no organisation.
        name, after = "", rest
    title = _unwrapped(after if name else rest)
    unsure = said == "unsure" or remarks.tentative(text) or "?" in text
    days = frozenset(WEEKDAYS[each] for each in _WEEKDAY.findall(fold(bare)))
    return Entry(
        title or rest or bare.strip(), name, times, cancelled, unsure, nth["nth"] if nth else "",
        text=text, weekdays=days, contact=contact,
    )  # fmt: skip


def _not_an_action(text: str, bare: str, said: str) -> Problem | None:
    """Return why a text cannot stand for an action of its day, whatever its hours."""
    if _RHYTHM.search(bare) or (_EXCEPT.search(bare) and not re.search(r"\d{1,2}/\d{1,2}", bare)):
        return Problem("unparsed-recurrence")
    if said in ("moved", "dated", "doubtful") or _DATED.search(bare) or remarks.new_day(text) is not None:
        return Problem("ambiguous-date")
    words = fold(bare)
    if (
        _DENIED.search(bare)
        or bare.strip() in _DITTO
        or _SAME.fullmatch(words)
        or not (re.search(r"[^\W\d_]", bare) or HOURS.search(bare) or CLOCK_LIKE.search(bare))
    ):
        return Problem("malformed-row")
    return Problem("unparsed-time") if _UNKNOWN.fullmatch(words) else None


def _unwrapped(text: str) -> str:
    """Return a text without brackets around the whole of it, nor halves of brackets."""
    if text.count("(") != text.count(")"):
        return " ".join(text.replace("(", " ").replace(")", " ").split())
    whole = text.startswith("(") and text.endswith(")") and "(" not in text[1:]
    return text[1:-1].strip() if whole else text


def _times(text: str) -> tuple[Times | Problem | None, str]:
    """Return the hours in a text, and the text without them."""
    found = list(HOURS.finditer(text))
    rest = " ".join(HOURS.sub(" ", text).split()).strip(" :,–-/")
    rest = re.sub(r"\s+(?:et|puis|&|\+)$", "", re.sub(r"\(\s+", "(", rest))
    if not found:
        if CLOCK_LIKE.search(text) or ("?" in text and _maybe_hour(text)):
            return Problem("unparsed-time"), rest
        part = _PART.search(text)
        return (Times((), part[0].strip()) if part else None), rest
    hours: list[Hours] = []
    for each in found:
        times = read_times(each[0].strip(" ()[]"))
        if isinstance(times, Problem) or len(times.hours) != 1:
            return Problem("unparsed-time"), rest
        hours.extend(times.hours)
    left = codes(atoms(normal(rest)))
    if CLOCK_LIKE.search(rest) or set(left) & set("iB|") or (len(hours) > 1 and any(one.end is None for one in hours)):
        return Problem("unparsed-time"), rest
    return Times(tuple(sorted(hours, key=lambda one: one.start))), rest


def _maybe_hour(text: str) -> bool:
    return bool(re.search(r"\?\s?h|h\s?\?", text, re.IGNORECASE))


@functools.lru_cache(maxsize=4_096)
def label_times(text: str) -> Times | None:
    """Return the hours or the part of the day that a row or a column of a matrix is for; ``None`` for anything else."""
    found = read_times(text)
    if not isinstance(found, Times) or found.tentative or not (found.hours or found.words):
        return None
    return found
