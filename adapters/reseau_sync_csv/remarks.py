"""What titles, remarks and columns of status say of an event: cancelled, put off, not certain. Pure.

A word counts where it begins or ends a phrase ("ANNULÉ – Réunion", "camion en panne, annulé"), not where it is
conditional ("annulé si pluie"), denied ("pas annulé"), or about another day ("annulation du 22").
"""

from __future__ import annotations

import functools
import re
from typing import Literal, TypeAlias

from reseau_sync.vocabulary.folding import fold
from reseau_sync_csv.dates import Day, Days, read_when
from reseau_sync_csv.dates.lexer import MAX_TEXT, atoms, normal
from reseau_sync_csv.dates.reduction import codes

Verdict: TypeAlias = Literal["cancelled", "postponed", "moved", "dated", ""]

YES = frozenset(["oui", "o", "x", "yes", "y", "vrai", "true", "1", "ok", "wahr"])
NO = frozenset(["non", "n", "no", "faux", "false", "0"])
_BLANK = frozenset(("", "-", "–", "—", "/", "//", ".", "...", "…", "_"))

_CANCELLED = r"(?:annulee?s?|cancell?ed|supprimee?s?|deprogrammee?s?)"
_POSTPONED = r"(?:reportee?s?|postponed|rescheduled|differee?s?)"
_MOVED = r"(?:deplacee?s?|decalee?s?|avancee?s?|moved)"
_PHRASE = re.compile(r"[,;:.()\[\]!/*\n\r]+|\s[-–—]+\s|[-–—]{2,}|(?<=\w)[–—](?=\w)")
_DENIED = re.compile(r"\b(?:si|sinon|cas|non|pas|jamais|peut|risque|ne|n|not|if|unless|sauf|ancien)\b")
_WORD = f"{_CANCELLED}|{_POSTPONED}"
_EDGE = re.compile(rf"^(?:est |sera |finalement |action |evenement )?(?P<first>{_WORD})\b|\b(?P<last>{_WORD})$")
_TO = re.compile(rf"\b(?:{_POSTPONED}|{_MOVED}) (?P<to>(?:au|a|le|pour le|to) .+)")
_CHANGED = re.compile(
    r"\b(?:finalement|nouvel(?:le)? (?:horaire|heure|date)|(?:horaire|heure|date) (?:modifie|change)e?|"
    r"change(?:ment)? d (?:horaire|heure)|(?:horaire|heure|date) exceptionnelle?)\b"
)
_FROM = re.compile(rf"\b{_POSTPONED} (?:du|de|from)\b")
_MARK = re.compile(
    r"[\[(*]*\s*\b(?:annul[ée]e?s?|cancell?ed|report[ée]e?s?(?:\s*\([^)]*\))?|supprim[ée]e?s?)\b\s*[\])*]*",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b\d{1,2} ?h(?: ?\d{2})?\b")
_EDGES = " \t\n-–—:;,.!*"
_TENTATIVE = re.compile(r"\b(?:a confirmer|a valider|sous reserve|provisoire|previsionnel|tentative|option|pressenti)")


def blank(text: str) -> bool:
    """Say whether a cell says nothing: empty, or a dash."""
    return text.strip() in _BLANK


@functools.lru_cache(maxsize=8_192)
def verdict(text: str) -> Verdict:
    """Return what a title or a remark says of its event; ``dated``: cancelled, but it names the day for which."""
    if len(text) > 2_000:
        text = text[:2_000]
    if not _SPEAKS.search(fold(text)) and not _CHANGED.search(fold(text)):
        return ""
    for phrase in _PHRASE.split(text):
        words = fold(phrase)
        if _CLOSED.fullmatch(words):
            return "cancelled"
        found = _EDGE.search(words)
        if not found or _DENIED.search(words[: found.start()] + words[found.end() :][:12]):
            continue
        if _FROM.search(words):
            continue
        if re.search(r"\d", _CLOCK.sub("", words)) and not _TO.search(words):
            return "dated"
        word = found["first"] or found["last"]
        return "cancelled" if re.fullmatch(_CANCELLED, word) else "postponed"
    return _moved(text)


_CLOSED = re.compile(r"(?:ferme|fermee|relache|n a pas lieu|n aura pas lieu|pas lieu)(?: ce jour| exceptionnellement)?")
_SPEAKS = re.compile(rf"\b(?:{_CANCELLED}|{_POSTPONED}|{_MOVED}|{_CLOSED.pattern})\b")


def _moved(text: str) -> Verdict:
    """Return whether a remark puts the event at another day or hour: "décalé à 15h", "avancé au 12"."""
    found = _TO.search(fold(text)) or _CHANGED.search(fold(text))
    if found is None or re.search(r"\b(?:si|cas)\b", fold(text)):
        return ""
    letters = set(codes(atoms(normal(text[:MAX_TEXT]))))
    return "moved" if letters & set("cCADmn") else ""


def new_day(text: str) -> Day | None:
    """Return the one day to which a remark puts an event off ("reporté au vendredi 12"), or ``None``."""
    found = re.search(r"report[ée]e?s? (?:au|pour le|le) (?P<day>[^,;.()]+)", text[:MAX_TEXT], re.IGNORECASE)
    when = read_when(found["day"].strip()) if found else None
    if not isinstance(when, tuple) or len(when) != 1 or when[0].times.hours or when[0].times.words:
        return None
    what = when[0].what
    return what.days[0] if isinstance(what, Days) and len(what.days) == 1 else None


def excepts(text: str) -> bool:
    """Say whether a remark leaves days out of a recurrence, which only the reader of a date could apply."""
    words = fold(text[:MAX_TEXT])
    if not re.search(
        r"\b(?:sauf|pas|hors|excepte|annule\w*|relache|ferme\w*|pause|interruption|jusqu|except)\b", words
    ):
        return False
    return bool(set(codes(atoms(normal(text[:MAX_TEXT])))) & set("DmVnwW"))


def unmarked(text: str) -> str:
    """Return a title without the word that says that it is cancelled."""
    bare = _MARK.sub(" ", text).strip(_EDGES)
    return " ".join(bare.split()) if bare else text.strip()


def tentative(text: str) -> bool:
    """Say whether a text says that the event is not certain."""
    return bool(_TENTATIVE.search(fold(text[:200])))


def answer(text: str) -> bool | None:
    """Return what a cell under a question ("Annulé ?") answers, or ``None`` for neither yes nor no."""
    words = fold(text)
    if words in YES or text.strip() in ("✓", "✔", "☑", "☒", "✗", "✘"):
        return True
    return False if words in NO or blank(text) or text.strip() == "☐" else None
