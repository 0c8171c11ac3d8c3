"""Kinds of events, by the words that announce them in French and in English."""

from __future__ import annotations

import functools

from reseau_sync.model.network import KindName, Language
from reseau_sync.vocabulary.folding import MAX_TEXT, stem, without_markets
from reseau_sync.vocabulary.phrases import Lexicon

NAMES: dict[KindName, tuple[str, str]] = {
    "meeting": ("réunion", "meeting"),
    "intervention": ("intervention", "intervention"),
    "delegation": ("délégation", "delegation"),
    "public_action": ("action publique", "public action"),
    "service": ("service", "service"),
    "event": ("évènement", "event"),
}
"""The name of each kind in French and in English."""

_WORDS: dict[KindName, tuple[str, ...]] = {
    "meeting": (
        "réu", "assemblée générale", "AG", "conseil d'administration", "CA", "bureau", "rencontre", "point d'équipe",
        "comité de pilotage", "groupe de travail", "board meeting", "general assembly", "AGM", "working group",
    ),
    "intervention": (
        "distribution", "distrib", "maraude", "tournée", "clinique mobile", "passage sur site", "présence sur site",
        "outreach", "mobile clinic",
    ),
    "delegation": (
        "rendez-vous en mairie", "rendez-vous à la mairie", "rdv mairie", "rendez-vous en préfecture",
        "rendez-vous à la préfecture", "rendez-vous à la sous-préfecture", "rendez-vous en sous-préfecture",
        "audience en préfecture", "audience à la préfecture", "audience à la sous-préfecture",
        "rencontre avec le sous-préfet", "rencontre avec la sous-préfète", "rencontre avec le préfet",
        "rencontre avec la préfète", "rencontre avec le maire", "rencontre avec la maire",
        "réunion avec le sous-préfet", "réunion avec le préfet", "réunion avec le maire",
    ),
    "public_action": (
        "rassemblement", "manifestation", "manif", "marche", "cercle de silence", "veillée", "tractage", "stand",
        "action dans l'espace public", "commémoration", "demonstration", "rally", "gathering", "vigil", "demo",
    ),
    "service": ("permanence", "formation", "atelier", "cours", "training", "workshop", "drop-in", "class"),
    "event": ("événement", "evenement", "autre", "other"),
}  # fmt: skip

_EXACT: Lexicon[KindName] = Lexicon(
    ((phrase, kind) for kind in NAMES for phrase in (kind, *NAMES[kind], *_WORDS[kind])), stem
)
_FOUND: Lexicon[KindName] = Lexicon(
    ((phrase, kind) for kind in NAMES if kind != "event" for phrase in (*NAMES[kind], *_WORDS[kind])), stem
)


def name(kind: KindName, language: Language = "fr") -> str:
    """Return what a kind is called in ``language``."""
    fr, en = NAMES[kind]
    return en if language == "en" else fr


def exact(text: str) -> KindName | None:
    """Return the kind that ``text`` as a whole names ("Réunion", "public_action", "manif"), or ``None``."""
    found = _EXACT.exact(text)
    return found[0] if len(found) == 1 else None


def recognise(text: str) -> KindName | None:
    """Return the kind that a title announces, or ``None``.

    French says first what a thing is ("réunion de préparation de la manifestation"); in English "meeting" comes last
    ("demonstration planning meeting"), so it counts wherever it stands.
    """
    return _recognised(text[:MAX_TEXT])


@functools.lru_cache(maxsize=8_192)
def _recognised(text: str) -> KindName | None:
    words = _FOUND.words(without_markets(text))
    if "meeting" in words:
        return "meeting"
    return next((hit.meanings[0] for hit in _FOUND.find(words) if len(hit.meanings) == 1), None)
