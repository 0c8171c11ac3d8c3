"""Text as it stands in calendars: French first, and every script that a keyboard on the coast can write."""

from __future__ import annotations

import functools

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

TITLES = (
    "Réunion",
    "Réunion mensuelle du réseau",
    "Collège hebdomadaire",
    "Distribution de repas – lieu-dit « la Ferme »",
    "Maraude n° 12 (nuit) ; départ 21h30, retour ?",
    "Délégation à la sous-préfecture de Dunkerque",
    "Permanence juridique : droit d'asile\\titre de séjour",
    "Fête de quartier 🎉 🍲",
    "ANNULÉ : cours de français",
    "اجتماع الجمعيات",
    "Зустріч волонтерів",
    '=SOMME("bénévoles")',
)

_PARAGRAPHS = (
    "Ordre du jour : 1) tour de table ; 2) besoins, stocks, véhicules ; 3) dates.",
    "Merci de prévenir avant midi.\nPrévoir gilets, thermos, sacs de couchage.",
    "Co-voiturage possible :\n- Calais, 17h\n- Grande-Synthe, 17h45\n\nÀ bientôt !",
    "Nous étions 42. 👩🏽‍🍳👨‍👩‍👧 Compte rendu en ligne : https://example.org/cr?id=7&lang=fr#suite",
)

_LETTERS = "aeioubcdlmnprstz àâçéèêëîïôùûœÉÀ'’-–,;:.!?()\"\\/|=+@#%&<>0123456789👍🏽مرхїβ中"

_ANY_CHARACTER = st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp", "Zs"))


def _free(max_size: int) -> SearchStrategy[str]:
    letters = st.one_of(st.sampled_from(_LETTERS), _ANY_CHARACTER)
    return st.text(letters, min_size=1, max_size=max_size).map(str.strip).filter(bool)


@functools.cache
def titles() -> SearchStrategy[str]:
    """Give one line of text, not empty: 1 to 200 characters."""
    long = st.sampled_from(TITLES).map(lambda title: (title * 20)[:200].strip())
    return st.one_of(st.sampled_from(TITLES), _free(30), long)


@functools.cache
def prose() -> SearchStrategy[str]:
    """Give text of one line or several, ends of line as ``\\n``, sometimes thousands of characters long."""
    long = st.sampled_from(_PARAGRAPHS).map(lambda paragraph: "\n\n".join([paragraph] * 30))
    return st.one_of(st.sampled_from(_PARAGRAPHS), _free(80), long)


@functools.cache
def uids() -> SearchStrategy[str]:
    """Give UIDs: most globally unique by form, some that anybody else could have chosen too."""
    return st.one_of(
        st.uuids(version=4).map(str),
        st.uuids(version=4).map(lambda each: f"{each.hex}@agenda.example.org"),
        st.integers(1, 99).map(lambda number: f"{number}@localhost"),
        st.integers(1, 99).map(lambda number: f"événement {number}"),
    )


@functools.cache
def ids() -> SearchStrategy[str]:
    """Give ids as reseau.toml has them: lower-case letters, digits, ``-`` and ``_``."""
    return st.from_regex(r"[a-z][a-z0-9_-]{0,11}", fullmatch=True)
