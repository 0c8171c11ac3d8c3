"""Where an event is, as far as two events may be compared by it: communes, words of the venue, or online.

A venue whose commune is not stated is placed where all others who name it place it: what a network's calendars agree on
needs no ``[[places]]``. What they disagree on is known to nobody.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from reseau_sync.merge.actors import Naming
from reseau_sync.model import Place
from reseau_sync.model.network import Network
from reseau_sync.vocabulary.concepts import BODIES, ONLINE, ONLINE_PHRASES, SMALL_WORDS, VENUE_WORDS, whole_word
from reseau_sync.vocabulary.folding import MAX_TEXT, fold, stem
from reseau_sync.vocabulary.gazetteer import COMMUNES
from reseau_sync.vocabulary.phrases import Hit, Lexicon
from reseau_sync.vocabulary.places import Places

_MOST_WORDS = 12
_POSTAL = re.compile(
    r"\b(?:\d{5}|2[ABab]\d{3})[ \t]+([^\W\d_][\w'’ -]{1,40}?)(?=\s+(?:cedex|CEDEX)|\s*[,;()\n/|]|\s*$)"
)
"""What stands after a postcode is a commune, be it one that nobody has declared."""
_CUT_SHORT = re.compile(r"([^\W\d_]{4,})\.")
"""A name cut short, from four letters before a full stop."""
_BEGINNING = 3
"""From so many letters on, the beginning of the one venue of the network that begins so stands for it."""
_COMMON_BEGINNINGS = frozenset(
    "saint sainte le la les grand grande petit petite fort mont val port pont bois loge neuf neuve vieux"
    " vieille".split()
)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where an event is: ``communes`` are certain, ``hinted`` ones its title names; ``venue`` are telling words.

    ``run`` are all words of the location.
    """

    communes: frozenset[str] = frozenset()
    hinted: frozenset[str] = frozenset()
    venue: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    run: tuple[str, ...] = ()
    online: bool = False

    @property
    def known(self) -> frozenset[str]:
        """Return every commune that the event may be in, as far as it says."""
        return self.communes | self.hinted


@dataclass(frozen=True, slots=True)
class _Hint:
    """What a title tells of where: communes, at which of its words, and whether it is online."""

    communes: frozenset[str]
    spots: frozenset[int]
    online: bool


class Atlas:
    """The communes and places that a network's events may name, and how its organisations are called."""

    def __init__(self, network: Network, naming: Naming) -> None:
        self._places = Places.of(network)
        self._naming = naming
        self._communes: Lexicon[str] = Lexicon(_names(network))
        self._declared = _declared(network)
        self._initials = _initials(self._declared, naming)
        self._known: dict[tuple[str, str | None, str | None], Whereabouts] = {}
        self._titles: dict[tuple[str, ...], _Hint] = {}

    def read(
        self, place: Place | None, title: tuple[str, ...], author: str | None
    ) -> tuple[Whereabouts, frozenset[int]]:
        """Return where an event is, by its place and by the folded words of its title; and which of these name it."""
        line = place.line()[:MAX_TEXT] if place is not None else ""
        key = (line, place.commune if place is not None else None, author)
        if key not in self._known:
            self._known[key] = self._located(*key)
        if title not in self._titles:
            self._titles[title] = self._hinted(title)
        hint = self._titles[title]
        known = self._known[key]
        if hint.communes or hint.online:
            known = replace(known, hinted=hint.communes, online=known.online or hint.online)
        return known, hint.spots

    def _hinted(self, title: tuple[str, ...]) -> _Hint:
        hits = self._communes.find(title)
        communes = frozenset(hit.meanings[0] for hit in hits)
        spots = frozenset(at for hit in hits for at in range(hit.start, hit.end))
        return _Hint(communes, spots, _is_online(title))

    def _located(self, line: str, commune: str | None, author: str | None) -> Whereabouts:
        """Return where a location is."""
        words = fold(line).split()
        stated = {fold(commune)} if commune else set()
        match = self._places.recognise(line) if line else None
        if match is not None and match.commune:
            stated.add(fold(match.commune))
        hits = self._communes.find(words)
        if not stated and len({hit.meanings[0] for hit in hits}) == 1:
            stated.add(hits[0].meanings[0])
        if not stated and (addressed := _POSTAL.search(line)):
            stated.add(fold(addressed[1]))
        if not stated and (short := self._shortened(line)):
            stated.add(short)
        return Whereabouts(
            communes=frozenset(stated),
            venue=self._venue(line, words, hits, author),
            bodies=frozenset(
                hit.meanings[0] for hit in BODIES.find([whole_word(each, dotted=False) for each in words])
            ),
            run=tuple(words[:_MOST_WORDS]),
            online=_is_online(words),
        )

    def _shortened(self, line: str) -> str | None:
        """Return the one declared commune that a part of a location abbreviates: "Dunk.", or "LH" by itself."""
        cut = {name for each in _CUT_SHORT.findall(line) for name in self._declared if name.startswith(fold(each))}
        spelled = {each.strip() for each in re.split(r"[,;/()]", line)}
        found = cut | {self._initials.get(fold(each), "") for each in spelled if each.isupper()} - {""}
        return found.pop() if len(found) == 1 else None

    def _venue(self, line: str, words: list[str], hits: list[Hit[str]], author: str | None) -> frozenset[str]:
        """Return the telling words of a location; premises of an organisation are told by its id."""
        taken = {at for hit in hits for at in range(hit.start, hit.end)}
        homes = {f"@{id_}" for id_ in self._naming.ids(line)}
        if not homes and author and {"local", "locaux", "siege"}.intersection(words):
            homes = {f"@{author}"}
        telling = {
            stem(word)
            for at, word in enumerate(words[:_MOST_WORDS])
            if at not in taken and len(word) > 2 and not word.isdigit()
            if word not in VENUE_WORDS and word not in SMALL_WORDS and word not in ONLINE
        }
        return frozenset(homes | telling)


def placed(known: Sequence[tuple[Whereabouts, int]]) -> list[Whereabouts]:
    """Return the whereabouts with the communes filled in that all others give to the same venue.

    A word of a venue places it where at least two events that name it state a commune, and all of them the same.

    :param known: whereabouts, and how many events are there
    """
    known = _in_full(known)
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each, times in known:
        if len(each.communes) == 1:
            (commune,) = each.communes
            for word in each.venue:
                seen[word][commune] += times
    sure = {word: next(iter(told)) for word, told in seen.items() if len(told) == 1 and told.total() >= 2}
    found = []
    for each, _ in known:
        told = {sure[word] for word in each.venue if word in sure}
        fits = len(told) == 1 and not each.communes
        found.append(replace(each, communes=frozenset(told)) if fits else each)
    return found


def _in_full(known: Sequence[tuple[Whereabouts, int]]) -> Sequence[tuple[Whereabouts, int]]:
    """Return whereabouts in which a venue that is but the beginning of one venue's word is also told by that word."""
    words = sorted({word for each, _ in known for word in each.venue})
    full: dict[str, str] = {}
    for at, short in enumerate(words):
        longer = tuple(itertools.takewhile(_beginning_with(short), itertools.islice(words, at + 1, None)))
        if len(short) >= _BEGINNING and longer and all(map(_beginning_with(longer[0]), longer)):
            full[short] = longer[0]

    def written_out(each: Whereabouts) -> Whereabouts:
        more = {full[word] for word in each.venue if word in full} if len(each.venue) == 1 else set()
        return replace(each, venue=each.venue | more) if more else each

    return [(written_out(each), times) for each, times in known]


def _beginning_with(beginning: str) -> Callable[[str], bool]:
    return lambda word: word.startswith(beginning)


def _is_online(words: Sequence[str]) -> bool:
    if ONLINE.intersection(words):
        return True
    return any(each[0] in words and _runs(words, each) for each in ONLINE_PHRASES)


def _runs(words: Sequence[str], phrase: tuple[str, ...]) -> bool:
    return any(tuple(words[at : at + len(phrase)]) == phrase for at in range(len(words)))


def _declared(network: Network) -> frozenset[str]:
    """Return the communes, folded, in which a network's organisations and places are."""
    declared = {each.commune for each in network.places} | {each.commune for each in network.organisations}
    return frozenset(fold(each) for each in declared if each)


def _initials(communes: Iterable[str], naming: Naming) -> dict[str, str]:
    """Return which of several communes initials stand for, those left out that are of two, or name an organisation."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in communes:
        words = name.split()
        if len(words) > 1:
            found["".join(each[0] for each in words)].add(name)
    return {short: next(iter(told)) for short, told in found.items() if len(told) == 1 and not naming.ids(short)}


def _names(network: Network) -> Iterable[tuple[str, str]]:
    """Yield what communes are called, and their name of today, folded; a telling beginning stands for the whole."""
    full: list[tuple[str, str]] = []
    for commune in COMMUNES:
        called = (commune.name, *commune.aliases, *(part for part, _ in commune.parts))
        full += [(each, fold(commune.name)) for each in called]
    declared = {each for spec in network.places for each in (spec.commune,) if each}
    declared |= {each.commune for each in network.organisations if each.commune}
    full += [(each, fold(each)) for each in sorted(declared) if not any(fold(each) == fold(name) for name, _ in full)]
    yield from full
    beginnings: defaultdict[str, set[str]] = defaultdict(set)
    for name, meaning in full:
        words = fold(name).split()
        if len(words) > 1 and len(words[0]) >= 4 and words[0] not in _COMMON_BEGINNINGS:
            beginnings[words[0]].add(meaning)
    whole = {fold(name) for name, _ in full}
    yield from ((word, next(iter(told))) for word, told in beginnings.items() if len(told) == 1 and word not in whole)
