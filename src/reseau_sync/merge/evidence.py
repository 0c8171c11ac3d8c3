"""The evidence of a pair: which rows of the rule table apply. Pure; who comes first makes no difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reseau_sync.merge.lexemes import abbreviates, agree, shared
from reseau_sync.merge.portrait import Portrait
from reseau_sync.merge.rules import EXCLUDED, PRIOR, RULES
from reseau_sync.view import Evidence

NEAR = 15 * 60
SHIFTED = 30 * 60
"""Starts further apart than this are not compared (seconds)."""
BETWEEN = 2 * SHIFTED
"""Starts further apart than this are never one event; up to here a third between them may link them."""
_MOST_WORDS = 2


def base_score(left: Portrait, right: Portrait) -> int:
    """Return what two portraits weigh together, their times left out; what excludes one event outweighs everything."""
    return EXCLUDED if excluded(left, right) else fair_score(left, right)


def fair_score(left: Portrait, right: Portrait) -> int:
    """Return what two portraits weigh together that nothing excludes from being of one event."""
    return PRIOR + weight(base_codes(left, right))


def excluded(a: Portrait, b: Portrait) -> bool:
    """Say whether something makes two events of them, whatever else they have in common."""
    for speaks_against in EXCLUDING.values():  # noqa: SIM110 - asked of every pair: a generator costs as much again
        if speaks_against(a, b):
            return True
    return False


def despite_owners(a: Portrait, b: Portrait) -> int | None:
    """Return what a pair weighs that nothing but its organisations keeps apart; ``None`` where something else does.

    Only where somebody may be meant: the one is at the other's ("chez"), or the one has a bare title ("Réunion").
    """
    if not _of_others(a, b) or any(against(a, b) for code, against in EXCLUDING.items() if code != OTHERS):
        return None
    visits = a.author in b.visited or b.author in a.visited
    if not visits and (a.owned == b.owned or _internal(a) or _internal(b)):
        return None
    return PRIOR + sum(RULES[code].weight for code in base_codes(a, b) if code != OTHERS)


def _internal(portrait: Portrait) -> bool:
    return portrait.genre != "meeting" or (portrait.first is not None and portrait.first.internal)


def _elsewhere(a: Portrait, b: Portrait) -> bool:
    return bool(a.where.communes and b.where.communes) and not a.where.known & b.where.known


def _of_others(a: Portrait, b: Portrait) -> bool:
    return (a.owned or b.owned) and not _one_of_theirs(a, b)


def _before_others(a: Portrait, b: Portrait) -> bool:
    return bool(a.bodies and b.bodies) and not a.bodies & b.bodies


def _marked_otherwise(a: Portrait, b: Portrait) -> bool:
    return bool(a.marks and b.marks) and not a.marks & b.marks


def _prepared(a: Portrait, b: Portrait) -> bool:
    """Say whether one is the preparation of what the other is; a mere name (of who meets) is nothing to prepare."""
    ready, other = (a, b) if a.prepares == "event" else (b, a)
    return ready.prepares == "event" != other.prepares and bool(other.words or other.forms)


TELLING = frozenset(
    "same-venue same-common-form same-title same-words same-topic same-service same-body same-mark names-author"
    " same-host same-address".split()
)
"""What tells that two are one; hour, commune and sort of event are shared by many that are two."""

OTHERS = "other-organisation"
EXCLUDING: dict[str, Callable[[Portrait, Portrait], bool]] = {
    "other-commune": _elsewhere,
    OTHERS: _of_others,
    "other-body": _before_others,
    "other-mark": _marked_otherwise,
    "preparation": _prepared,
}
"""What makes two events of a pair, by code: no weight can make up for it."""


def base_codes(left: Portrait, right: Portrait) -> list[str]:
    """Return the codes of what speaks for and against two portraits being of one event, their times left out."""
    found = [*_place(left, right), *_sort(left, right), *_organisations(left, right)]
    found += [*_title(left, right), *_subject(left, right)]
    return found if TELLING.intersection(found) else [*found, "nothing-in-common"]


def time_codes(seconds: int, same_end: bool, all_day: int) -> list[str]:
    """Return what two times say: how far apart they start; ``all_day`` counts those that are for a whole day."""
    if all_day == 1:
        return ["all-day"]
    code = (
        "same-start"
        if seconds == 0
        else "near-start"
        if seconds <= NEAR
        else "shifted"
        if seconds <= SHIFTED
        else "far-start"
    )
    return [code, "same-end"] if same_end else [code]


def weight(codes: list[str]) -> int:
    """Return what codes weigh together."""
    return sum([RULES[code].weight for code in codes])


def shown(codes: list[str]) -> tuple[Evidence, ...]:
    """Return codes as evidence, in the order of the table."""
    return tuple(
        Evidence(code, rule.weight * codes.count(code) / 100, rule.words)
        for code, rule in RULES.items()
        if code in codes
    )


def _place(a: Portrait, b: Portrait) -> Iterator[str]:
    left, right = a.where, b.where
    if left.communes and right.communes and not left.communes & right.communes:
        yield "other-commune" if _elsewhere(a, b) else "other-venue"
        return
    if not left.known & right.known and (left.known and right.known) and not (left.communes and right.communes):
        yield "other-commune-in-title"
    elif left.known & right.known:
        yield "same-commune"
    elif _at_home(a, b):
        yield "at-home"
    if left.online and right.online:
        yield "both-online"
    elif left.online != right.online and (left.communes or right.communes):
        yield "online-and-not"
    yield from _venue(a, b)


def _at_home(a: Portrait, b: Portrait) -> bool:
    """Say whether a calendar that names no commune is at home where the other is."""
    return a.home in b.where.communes or b.home in a.where.communes


def _venue(a: Portrait, b: Portrait) -> Iterator[str]:
    left, right = a.where, b.where
    words = any(agree(x, y) for x in left.venue for y in right.venue)
    before_one_door = a.genre == b.genre == "action" and bool(a.sites & b.sites)
    if words or before_one_door or _abbreviated(a, b) or _abbreviated(b, a):
        yield "same-venue"
    elif left.venue and right.venue:
        yield "other-venue" if left.known or right.known else "other-place"


def _abbreviated(a: Portrait, b: Portrait) -> bool:
    return any(abbreviates(word, b.where.run) for word in a.where.venue)


def _sort(a: Portrait, b: Portrait) -> Iterator[str]:
    if a.genre and b.genre:
        yield "same-genre" if a.genre == b.genre else "other-genre"
    if a.common & b.common:
        yield "same-common-form"
    elif a.first and b.first and a.first.id == b.first.id:
        yield "same-form"
    elif a.first and b.first and a.genre == b.genre == "meeting" and (a.first.internal or b.first.internal):
        yield "other-form"
    if _prepared(a, b):
        yield "preparation"
    if a.marks and b.marks:
        yield "same-mark" if a.marks & b.marks else "other-mark"
    if a.bodies and b.bodies:
        yield "same-body" if a.bodies & b.bodies else "other-body"


def _organisations(a: Portrait, b: Portrait) -> Iterator[str]:
    if a.source == b.source:
        yield "one-source"
    if a.author is not None and a.author == b.author:
        yield "same-host"
        return
    forth = b.author is not None and b.author in a.named
    back = a.author is not None and a.author in b.named
    if forth or back:
        yield "names-author"
        if forth and back:
            yield "name-each-other"
    elif a.named & b.named:
        yield "same-host"
    if _of_others(a, b):
        yield "other-organisation"


def _one_of_theirs(a: Portrait, b: Portrait) -> bool:
    """Say whether an organisation is in both: for a meeting that each has of its own, the one whose it is."""
    if a.author is not None and a.author == b.author:
        return True
    left = a.hosts if a.first is not None and a.first.internal else a.actors
    right = b.hosts if b.first is not None and b.first.internal else b.actors
    return bool(left & right)


def _title(a: Portrait, b: Portrait) -> Iterator[str]:
    if a.title and a.title == b.title:
        yield "same-title"
    count = shared(a.words, a.run, b.words, b.run)
    if count:
        yield "same-words"
        yield from ["more-words"] * min(count - 1, _MOST_WORDS)
    elif _speak_of_other_things(a, b):
        yield "other-words"
        if a.source == b.source:
            yield "other-entry"
    if a.urls & b.urls:
        yield "same-address"


def _speak_of_other_things(a: Portrait, b: Portrait) -> bool:
    """Say whether both titles tell something, and not the same. Of an intervention one may tell the service alone."""
    if not (a.words and b.words) or a.topics & b.topics or a.services & b.services:
        return False
    return (a.proper and b.proper) or "intervention" not in (a.genre, b.genre)


def _subject(a: Portrait, b: Portrait) -> Iterator[str]:
    if a.topics & b.topics:
        yield "same-topic"
    elif a.topics and b.topics:
        yield "other-topic"
    if a.services & b.services:
        yield "same-service"
    elif a.services and b.services:
        yield "other-service"
