"""Header words in French and in English, and what a column under them holds (its role).

A header is compared word by word, without accents, brackets and small words; what it says first counts, so that
"Lieu de l'action" is a place and "Date du rappel" no date of the event. A role is one of
:data:`.header_words.ROLES`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reseau_sync.vocabulary.folding import fold
from reseau_sync_csv import header_words as said
from reseau_sync_csv.header_words import EXACT, ROLES, WHEN_ROLES, WORDS

DATE_ROLES = ("when", "date", "start_date", "weekday", "month", "start", "timings")
"""Roles of the columns that tell a day."""
_GENERAL = frozenset(("nom", "name", "type", "theme", "event"))
_TOLD = frozenset(("place", "commune", "organisation", "contact", "notes"))
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Head:
    """The columns of a list: the header of each as shown, and its role (``None``: nothing that is known)."""

    names: tuple[str, ...]
    roles: tuple[str | None, ...]

    def at(self, role: str) -> int | None:
        """Return the first column of a role (from 0)."""
        return self.roles.index(role) if role in self.roles else None

    def has(self, *roles: str) -> bool:
        """Say whether one of the roles has a column."""
        return any(role in self.roles for role in roles)

    @property
    def english(self) -> bool:
        """Say whether its words are English."""
        words = [word for name in self.names for word in fold(name[:100]).split()]
        return sum(word in said.ENGLISH for word in words) > sum(word in said.FRENCH for word in words)


@functools.lru_cache(maxsize=4_096)
def role_of(header: str) -> str | None:
    """Return the role of the column under ``header``, ``None`` for words that are not known."""
    header = _CAMEL.sub(" ", header[:100].replace("_", " ").replace("/", " "))
    text = fold(_BRACKETS.sub(" ", header))
    text = text.removesuffix(" fr").removesuffix(" en") if text.count(" ") else text
    if text in EXACT:
        return EXACT[text]
    words = text.split()
    if not words:
        return None
    if said.IGNORED.intersection(words):
        return "ignored"
    return _when_role(words) or _what_role(words)


def _when_role(words: Sequence[str]) -> str | None:
    """Return the role of a header that speaks of nothing but dates and hours."""
    known = set(words)
    date, time, start, end = (bool(known & group) for group in (said.DATE, said.TIME, said.START, said.END))
    if (
        not (date or time or start or end)
        or known - said.DATE - said.TIME - said.START - said.END - said.EVENT - said.SMALL
    ):
        return None
    if date and time and not (start or end):
        return "when"
    if start and end:
        return "time" if time else "when"
    edge = "start" if start else "end" if end else ""
    kind = "" if date == time else "date" if date else "time"
    return f"{edge}_{kind}" if edge and kind else edge or kind


def _what_role(words: Sequence[str]) -> str | None:
    known = set(words)
    if known & said.OTHER:
        return None
    if len(words) > 1 and words[-1] in ("par", "by") and words[-2] in said.DOING:
        return "organisation"
    if known & said.URL:
        return "url"
    if known & said.CONTACT and WORDS.get(words[0]) != "organisation":
        return "contact"
    # "Nom de l'association", "Event Venue Name": general words count only where nothing else is said.
    told = [WORDS[word] for word in words if word in WORDS and word not in _GENERAL]
    if told:
        return told[0]
    return next((WORDS[word] for word in words if word in WORDS), None)


def head_of(names: Sequence[str], given: Mapping[str, str] | None = None) -> Head:
    """Return the head that a row of headers makes; ``given`` maps headers to roles before any word is looked at.

    A header that stands twice is a date and a time (Outlook writes Début and Fin twice); of two titles the first is
    it, or the one that says so more clearly.
    """
    chosen = {fold(name): role for name, role in (given or {}).items()}
    roles = [chosen.get(fold(name[:100])) or role_of(name) for name in names]
    for edge in ("start", "end"):
        where = [at for at, role in enumerate(roles) if role == edge]
        if len(where) == 2:
            roles[where[0]], roles[where[1]] = f"{edge}_date", f"{edge}_time"
    folded = [fold(name[:100]) for name in names]
    if "arrivee" in folded or "heure d arrivee" in folded:
        leaving = ("depart", "heure depart", "heure de depart")
        roles = ["end_time" if folded[at] in leaving else role for at, role in enumerate(roles)]
    if "start_time" in roles:
        # When to meet before it begins.
        roles = [None if role == "time" and _is_meeting(folded[at]) else role for at, role in enumerate(roles)]
    roles = _with_hours_until(roles, folded)
    if not any(role and role.startswith("start") for role in roles):
        roles = ["time" if role == "end" and fold(names[at]) == "a" else role for at, role in enumerate(roles)]
    if "start_date" in roles:
        # What is a date besides says it in prose, or is that of an alarm.
        alarm = "start_time" in roles
        roles = ["weekday" if role == "date" and _is_day_word(names[at]) else
                 None if role == "date" or (alarm and role == "time") else role
                 for at, role in enumerate(roles)]  # fmt: skip
    roles = _with_rule_as_date(roles)
    _settle_title(roles, names)
    if "date" in roles:
        first = roles.index("date")
        roles = ["weekday" if role == "date" and _is_day_word(names[at]) and _other_date(roles, at) else role
                 for at, role in enumerate(roles)]  # fmt: skip
        if roles[first] == "date":
            roles = [None if role == "date" and at != first else role for at, role in enumerate(roles)]
    return Head(tuple(name.strip() for name in names), tuple(roles))


def _with_hours_until(roles: list[str | None], folded: Sequence[str]) -> list[str | None]:
    """Return roles in which "De | Jusqu'à" are hours; "Jusqu'au" is a day."""
    known = set(filter(None, roles))
    if not known & {"start", "start_time"} or known & {"end", "end_time"}:
        return roles
    return ["end" if role == "until" and folded[at] == "jusqu a" else role for at, role in enumerate(roles)]


def _with_rule_as_date(roles: list[str | None]) -> list[str | None]:
    """Return roles in which "Fréquence" says when, where nothing else does."""
    if WHEN_ROLES.intersection(filter(None, roles)):
        return roles
    return ["when" if role == "rule" else role for role in roles]


def _is_meeting(name: str) -> bool:
    return "rdv" in name.split() or "rendez vous" in name


def _is_day_word(name: str) -> bool:
    return fold(name) in ("jour", "day", "jours", "jour de la semaine")


def _other_date(roles: Sequence[str | None], at: int) -> bool:
    return any(role in ("date", "start_date", "month", "week") for other, role in enumerate(roles) if other != at)


def _settle_title(roles: list[str | None], names: Sequence[str]) -> None:
    """Leave one title: the first that says so, else the first activity, else what says of what service it is,
    else the first column that no role is known for, where most are known."""
    for role in ("title", "activity", "services"):
        if role in roles:
            first = roles.index(role)
            for at, other in enumerate(roles):
                if other == role and at != first:
                    roles[at] = "services" if role == "activity" else None
            roles[first] = "title"
            return
    unknown = [at for at, role in enumerate(roles) if role is None and _is_text(names[at])]
    told = _TOLD.intersection(filter(None, roles))
    if len(unknown) == 1 or (unknown and told and len(unknown) * 2 < len(names)):
        roles[unknown[0]] = "title"


def _is_text(name: str) -> bool:
    """Say whether what stands under a header is no quantity."""
    words = fold(name[:100]).split()
    return bool(words) and not said.OTHER.intersection(words)


__all__ = ["ROLES", "WHEN_ROLES", "Head", "head_of", "role_of"]
