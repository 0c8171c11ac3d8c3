"""What titles, remarks and columns of status say of an event: cancelled, put off, not certain. Pure.

A word counts where it begins or ends a phrase ("ANNULÉ – Réunion", "camion en panne, annulé"), not where it is
conditional ("annulé si pluie"), denied ("pas annulé"), or about another day ("annulation du 22").
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from typing import Literal, TypeAlias

from reseau_sync.vocabulary.folding import fold
from reseau_sync_csv.dates import Day, Days, Hours, read_when
from reseau_sync_csv.dates.lexer import MAX_TEXT, atoms, normal
from reseau_sync_csv.dates.reduction import codes

Verdict: TypeAlias = Literal["cancelled", "postponed", "moved", "dated", "unsure", "doubtful", ""]
"""What a text says of its event.

``dated``: cancelled, but the text names the day for which; ``moved``: put at another hour or day; ``unsure``: perhaps
cancelled; ``doubtful``: something is cancelled, and nobody can tell whether it is this.
"""

YES = frozenset(["oui", "o", "x", "yes", "y", "vrai", "true", "1", "ok", "wahr"])
NO = frozenset(["non", "n", "no", "faux", "false", "0"])
_BLANK = frozenset(("", "-", "–", "—", "/", "//", ".", "...", "…", "_"))

_CANCELLED = r"(?:an+ul+ee?s?|cancell?ed|deprogrammee?s?)"
_STOPPED = r"(?:supprimee?s?|suspendue?s?|interrompue?s?|abandonnee?s?|barree?s?)"
_POSTPONED = (
    r"(?:reportee?s?|report(?= au | a | pour |$)|postponed|rescheduled|differee?s?|repoussee?s?|ajournee?s?|"
    r"remise?s?(?= au \d| a plus tard| a une date))"
)
_MOVED = r"(?:deplacee?s?|decalee?s?|avancee?s?|retardee?s?|moved)"
_WORD = re.compile(rf"\b(?P<word>{_CANCELLED}|{_STOPPED}|{_POSTPONED})(?!\w)")
_PHRASE = re.compile(r"[,;:.()\[\]!/*~→>\n\r]+|\s[-–—]+\s|[-–—]{2,}|(?<=\w)[–—](?=\w)|\bmais\b")
_DENIED = re.compile(r"\b(?:si|sinon|cas|non|pas|jamais|ne|n|not|if|unless|ancien|anciennement|avant)\b")
_PERHAPS = re.compile(
    r"\b(?:peut|pourrait|risque|probable\w*|sans doute|eventuel\w*|possible\w*|may|might|could|maybe)\b"
)
_STANDS = re.compile(
    r"\b(?:maintenue?s?|retablie?s?|aura (?:bien )?lieu|repris(?:e|es)? par|remplacee?s? par|assuree?s? par)\b"
)
_AROUND = frozenset(
    "le la les l c ce cet cette est sera a ete etait finalement malheureusement donc tout toute jour seance date "
    "action activite evenement sortie rdv rendez vous attention the is has been event de du des d this".split()
)
_TO = re.compile(rf"\b(?:{_POSTPONED}|{_MOVED}) (?P<to>(?:au|a|le|pour le|to) .+)")
_SHIFTED = re.compile(
    rf"\b{_MOVED} (?:d une? (?:demi )?(?:heure|jour|semaine|mois|journee)|de \d+|d \d+|au lendemain|a la veille)|"
    rf"\b{_POSTPONED} (?:d une? (?:demi )?heure|de \d+ ?(?:h|mn|min)|d \d+ ?(?:h|mn|min))|"
    r"^(?:decalee?s?|avancee?s?|retardee?s?)$"
)
_CHANGED = re.compile(
    r"\b(?:finalement|nouvel(?:le)? (?:horaire|heure|date)|(?:horaire|heure|date) (?:modifie|change)e?|"
    r"change(?:ment)? d (?:horaire|heure)|change(?:ment)? de date|(?:horaire|heure|date) exceptionnelle?|plutot|"
    r"en fait|attention (?:a |au |le )?(?=\d))"
)
_INSTEAD = re.compile(r"\b(?:au lieu|a la place|et non|et pas|instead) (?:d[eu]s? |pas |of )?")
_RHYTHM = re.compile(
    r"\b(?:(?:sur|/) ?(?:deux|2)|(?:im)?paires?|quinzaine|(?:15|quinze) jours|alternance|fois par mois)\b"
)
_AGAIN = re.compile(
    r"\b(?:tous|toutes|chaque|every|each) (?:les? )?(?:(?:\d+|deux|trois|quinze|premiers?|derniers?) )?"
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|jour|semaine|mois|soir|matin|midi|week|monday|tuesday|"
    r"wednesday|thursday|friday|saturday|sunday|day|month)|\bhebdo(?:madaire)?\b|\b(?:une|\d) fois par\b|"
    r"\bquinzaine\b|^(?:et|puis|aussi|egalement|ainsi que) (?:aussi )?(?:le |les )?"
    r"(?:lundi |mardi |mercredi |jeudi |vendredi |samedi |dimanche )?\d{1,2}\b"
    r"(?! ?h\b| ?h\d| [a-z]*(?:personnes|places|euros))"
)
_FROM = re.compile(rf"\b(?:{_POSTPONED}|report) (?:du|de|from)\b")
_MARK = re.compile(
    r"[\[(*]*\s*\b(?:an+ul+[ée]e?s?|cancell?ed|report[ée]e?s?(?:\s*\([^)]*\))?|supprim[ée]e?s?|suspendue?s?)\b\s*[\])*]*",
    re.IGNORECASE,
)
_STRUCK = re.compile(r"\s*~~.+~~\s*", re.DOTALL)
_STROKE = "\u0336"
_CLOCK = re.compile(r"\b\d{1,2} ?h(?: ?\d{2})?\b")
_EDGES = " \t\n-–—:;,.!*~"
_TENTATIVE = re.compile(r"\b(?:a confirmer|a valider|sous reserve|provisoire|previsionnel|tentative|option|pressenti)")
_CLOSED = re.compile(
    r"(?:ferme|fermee|relache|n a pas lieu|n aura pas lieu|pas lieu|annulation(?: confirmee| meteo)?)"
    r"(?: ce jour| exceptionnellement)?|annulation (?:pour|cause|faute|de derniere minute|en raison)\b.*"
)
_NONE = re.compile(
    r"(?:pas|plus) (?:de |d )(?P<what>[a-z ]+?)(?: ce jour| aujourd hui| ce soir| ce matin| cette fois)?|"
    r"(?:aucune?|no) (?P<which>[a-z ]+)"
)
_SPEAKS = re.compile(
    rf"\b(?:{_CANCELLED}|{_STOPPED}|{_POSTPONED}|{_MOVED}|{_CLOSED.pattern}|"
    r"report|annulation|pas de?|plus de?|aucun|aucune|no)\b"
)

_HINTS = re.compile(
    r"nn?ul|cel|gramm|upprim|uspend|nterromp|bandonn|barre|eport|postpon|schedul|differ|pouss|journ|remis|place|cale|"
    r"vance|tard|moved|erme|relache|lieu|pas |plus |aucun|\bno |finalement|nouvel|modifi|chang|exception|plutot|"
    r"en fait|attention|\bet non|instead"
)
"""Letters in all of those words, found fast: most titles and remarks have none of them."""


def blank(text: str) -> bool:
    """Say whether a cell says nothing: empty, or a dash."""
    return text.strip() in _BLANK


@functools.lru_cache(maxsize=8_192)
def verdict(text: str, title: str | None = None) -> Verdict:
    """Return what a title, a status or a remark says of its event.

    :param title: for a remark, the title of its event: "bus annulé" says nothing certain of a meal
    """
    text = text[:2_000]
    if _is_struck(text):
        return "cancelled"
    whole = fold(text)
    if not (_HINTS.search(whole) and (_SPEAKS.search(whole) or _CHANGED.search(whole) or _INSTEAD.search(whole))):
        return ""
    for phrase in _PHRASE.split(text):
        found = _of_phrase(fold(phrase), "?" in phrase, title)
        if found == "cancelled" and title is None and _leads(phrase, text):
            found = "doubtful"
        if found:
            return "doubtful" if found in ("cancelled", "postponed") and _STANDS.search(whole) else found
    return "moved" if _is_moved(text) else ""


def _is_struck(text: str) -> bool:
    """Say whether a text is struck through: ``~~Repas~~``, or with combining strokes."""
    return bool(_STRUCK.fullmatch(text)) or text.count(_STROKE) * 2 > len(text) - text.count(_STROKE)


def _leads(phrase: str, text: str) -> bool:
    """Say whether a phrase that says what is cancelled leads on to another: "Bus annulés : comment venir"."""
    after = text[text.find(phrase) + len(phrase) :].lstrip()
    return after.startswith(":") and not _WORD.match(fold(phrase)) and not _CLOSED.fullmatch(fold(phrase))


def _of_phrase(words: str, asked: bool, title: str | None) -> Verdict:
    if _CLOSED.fullmatch(words):
        return "unsure" if asked else "cancelled"
    if words.startswith("annulation ") and title is None:
        return "doubtful"
    if words.startswith("annulation "):
        return "" if _DENIED.search(words) or _PERHAPS.search(words) or re.search(r"\d", words) else "doubtful"
    none = _NONE.fullmatch(words)
    if none:
        return _none_of(none["what"] or none["which"], title)
    found = _WORD.search(words)
    if not found or _FROM.search(words) or _SHIFTED.search(words):
        return ""
    before, after = words[: found.start()], words[found.end() :]
    if _PERHAPS.search(before) or _PERHAPS.search(after[:20]) or asked:
        return "unsure"
    target = _TO.search(words)
    if _DENIED.search(before + after[:12]) or (target and _only_clock(target["to"])):
        return ""
    if re.search(r"\d", _CLOCK.sub("", words)) and not target:
        return "dated"
    return _of_subject(before, found["word"], title)


def _of_subject(before: str, word: str, title: str | None) -> Verdict:
    """Return what a word says after what stands before it: "repas annulé", "bus annulé"."""
    own = [each for each in before.split() if each not in _AROUND]
    if own and re.fullmatch(_STOPPED, word):
        return "doubtful" if title is not None else ""
    if own and title is not None and not set(own) <= set(fold(title).split()):
        return "doubtful"
    return "postponed" if re.fullmatch(_POSTPONED, word) else "cancelled"


def _only_clock(target: str) -> bool:
    letters = set(codes(atoms(normal(target))))
    return bool(letters & set("cCA")) and not letters & set("Dmnow")


def _none_of(what: str, title: str | None) -> Verdict:
    """``pas de repas``: beside a title it counts where that is what the title is about."""
    if title is None:
        return "cancelled"
    named = [word for word in fold(title).split() if word not in _AROUND]
    said = {word for word in what.split() if word not in _AROUND}
    if not said & set(named):
        return ""
    several = len(re.split(r"[,+/&]|\bet\b", title)) > 1
    return "cancelled" if named[0] in said and not several else "doubtful"


def _is_moved(text: str) -> bool:
    """Say whether a remark puts the event at another day or hour: "décalé à 15h", "19h au lieu de 18h"."""
    words = fold(text)
    if re.search(r"\b(?:si|cas)\b", words):
        return False
    if any(_SHIFTED.search(fold(phrase)) for phrase in _PHRASE.split(text)):
        return True
    if not (_TO.search(words) or _CHANGED.search(words) or _INSTEAD.search(words)):
        return False
    return bool(set(codes(atoms(normal(text[:MAX_TEXT])))) & set("cCADmn"))


def confirms(text: str, days: Collection[int], clocks: Collection[int]) -> bool:
    """Say whether what a remark moves an event to is what its row states already ("décalé à 19h", beside 19h).

    :param days: the days of the month of the row
    :param clocks: the minutes at which it begins or ends
    """
    words = text[:MAX_TEXT]
    instead = re.search(r"\b(?:au lieu|à la place|et non|et pas|instead)\b", words, re.IGNORECASE)
    words = words[: instead.start()] if instead else words
    found = atoms(normal(words))
    hours = {value for code, value in found if code in "cCA"}
    dates = {value.day if code == "D" else value for code, value in found if code in "Dno"}
    return bool(hours or dates) and hours <= set(clocks) and dates <= set(days)


_TARGET = re.compile(
    r"(?:report[ée]?e?s?|repouss[ée]e?s?|ajourn[ée]e?s?|remise?s?|diff[ée]r[ée]e?s?|postponed|rescheduled)"
    r" (?:au|à|pour le|le|to) (?P<day>[^,;.()]+)",
    re.IGNORECASE,
)


def new_day(text: str) -> tuple[Day, tuple[Hours, ...]] | None:
    """Return the one day to which a remark puts an event off, and the hours it gives it ("reporté au vendredi 12")."""
    found = _TARGET.search(text[:MAX_TEXT])
    when = read_when(found["day"].strip()) if found else None
    if not isinstance(when, tuple) or len(when) != 1 or when[0].times.words or when[0].times.tentative:
        return None
    what = when[0].what
    return (what.days[0], when[0].times.hours) if isinstance(what, Days) and len(what.days) == 1 else None


def repeats(text: str) -> bool:
    """Say whether a remark says that a dated event comes again: "puis tous les 15 jours", "et le 25/09"."""
    return bool(_AGAIN.search(fold(text[:MAX_TEXT])))


def excepts(text: str) -> bool:
    """Say whether a remark leaves days out of a recurrence, which only the reader of a date could apply."""
    words = fold(text[:MAX_TEXT])
    if _RHYTHM.search(words):
        return True
    if not re.search(
        r"\b(?:sauf|pas|hors|excepte|annule\w*|relache|ferme\w*|pause|interruption|jusqu|except)\b", words
    ):
        return False
    return bool(set(codes(atoms(normal(text[:MAX_TEXT])))) & set("DmVnwW"))


def unmarked(text: str) -> str:
    """Return a title without the word that says that it is cancelled."""
    bare = _MARK.sub(" ", text.replace(_STROKE, "")).strip(_EDGES)
    return " ".join(bare.split()) if bare else text.strip()


def tentative(text: str) -> bool:
    """Say whether a text says that the event is not certain."""
    return _tentative(text[:200])


@functools.lru_cache(maxsize=8_192)
def _tentative(text: str) -> bool:
    return bool(_TENTATIVE.search(fold(text)))


def answer(text: str) -> bool | None:
    """Return what a cell under a question ("Annulé ?") answers, or ``None`` for neither yes nor no."""
    words = fold(text)
    if words in YES or text.strip() in ("✓", "✔", "☑", "☒", "✗", "✘"):
        return True
    return False if words in NO or blank(text) or text.strip() == "☐" else None
