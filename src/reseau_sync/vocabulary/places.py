"""Recognising a commune, or a place that the network declares, in what a calendar writes as a location.

What is not certain is not recognised: whole words only, no likeness (Marck and Mardyck are two places), no commune
out of the name of a street, out of another department's postcode, or out of two communes.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from reseau_sync.model.network import Network, PlaceSpec
from reseau_sync.model.place import Geo, Place
from reseau_sync.vocabulary.folding import MAX_TEXT, fold
from reseau_sync.vocabulary.gazetteer import COMMUNES, DECOYS
from reseau_sync.vocabulary.phrases import Hit, Lexicon

_SEGMENTS = re.compile(r"[,;:()\[\]/|\n\r\t·•→>–—]|\s-+\s|\.\s")
_POSTCODE = re.compile(r"\d{5}|2[ab]\d{3}")
_DEPARTMENT = re.compile(r"\(\s*(\d{2}|2[ABab])\s*\)")
_STREETS = frozenset(
    [
        "allee",
        "allees",
        "av",
        "ave",
        "avenue",
        "bd",
        "bld",
        "boulevard",
        "bvd",
        "chaussee",
        "chemin",
        "clos",
        "cour",
        "cours",
        "esplanade",
        "faubourg",
        "fbg",
        "giratoire",
        "impasse",
        "passage",
        "pl",
        "place",
        "porte",
        "quai",
        "residence",
        "road",
        "route",
        "rte",
        "ronde",
        "rue",
        "ruelle",
        "sentier",
        "square",
        "street",
        "venelle",
        "villa",
        "voie",
    ]
)
_LINKS = frozenset(["d", "de", "des", "du", "l", "la", "le", "les"])


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """What was recognised: ``name`` as the network or the gazetteer writes it (``Mardyck``), and where that is.

    ``venue`` is the name of a declared place, ``None`` for a commune; ``commune`` the commune of today
    (``Dunkerque``); ``insee`` its code; ``geo`` the declared point or the commune's centroid (degrees, WGS 84).
    """

    name: str
    venue: str | None = None
    commune: str | None = None
    insee: str | None = None
    geo: Geo | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    """A text as words, the segment that each stands in, and the departments that its postcodes name."""

    words: tuple[str, ...]
    segments: tuple[int, ...]
    departments: frozenset[str]


_Hit: TypeAlias = Hit[PlaceMatch | None]
"""A phrase that was found; ``None`` among its meanings marks a decoy."""


class Places:
    """The places of a network, and the communes of the gazetteer, ready to be found in text.

    Build it once and keep it: it remembers what it has read. Safe to share between threads.

    :param declared: the network's places. One whose name is its own commune adds that commune to the gazetteer.
    """

    def __init__(self, declared: Iterable[PlaceSpec] = ()) -> None:
        communes = dict(_gazetteer())
        sites: list[tuple[str, PlaceMatch]] = []
        for spec in declared:
            _declare(spec, communes, sites)
        decoys: list[tuple[str, PlaceMatch | None]] = [(each, None) for each in DECOYS]
        self._lexicon: Lexicon[PlaceMatch | None] = Lexicon([*sites, *communes.items(), *decoys])
        self._recognised = functools.lru_cache(maxsize=16_384)(self._find)

    @classmethod
    def of(cls, network: Network | None) -> Places:
        """Return the places that ``network`` knows; without one, the gazetteer's communes."""
        return cls(network.places if network else ())

    def commune(self, name: str) -> PlaceMatch | None:
        """Return the commune that ``name`` as a whole names, or ``None``."""
        found = [each for each in self._lexicon.exact(name) if each and each.venue is None]
        return found[0] if len(found) == 1 else None

    def fill(self, place: Place) -> Place:
        """Return ``place`` with its venue, commune and code filled in where they are recognised and not stated.

        What is stated stays. A recognised commune that is not the stated one fills in nothing.
        """
        match = self.recognise(place.line())
        if match is None or not _agrees(place, match):
            return place
        found = {"venue": match.venue, "commune": match.commune, "insee": match.insee}
        return place.model_copy(update={key: found[key] for key in found if getattr(place, key) is None})

    def recognise(self, text: str) -> PlaceMatch | None:
        """Return the place or commune that ``text`` certainly names, or ``None``."""
        return self._recognised(text[:MAX_TEXT])

    def _find(self, text: str) -> PlaceMatch | None:
        line = _words(text)
        told = [(hit, _told(hit, line)) for hit in self._lexicon.find(line.words)]
        towns = _towns(told)
        if len(towns) > 1:
            towns = _towns([pair for pair in told if _has_own_postcode(*pair, line)])
            if len(towns) != 1:
                return None
        town = next(iter(towns.values()), None)
        sites = {each for _, matches in told for each in matches if each.venue is not None and _lies_in(each, town)}
        if len(sites) == 1:
            return _placed(sites.pop(), town)
        return town or _shared_commune(sites)


def _told(hit: _Hit, line: _Words) -> tuple[PlaceMatch, ...]:
    """Return what a hit may mean: nothing for a decoy or a street, and nothing in another department."""
    if None in hit.meanings or _names_a_street(hit, line):
        return ()
    allowed = line.departments
    meanings = (each for each in hit.meanings if each is not None)
    return tuple(each for each in meanings if not (each.insee and allowed) or _department(each.insee) in allowed)


def _towns(told: Iterable[tuple[_Hit, tuple[PlaceMatch, ...]]]) -> dict[str | None, PlaceMatch]:
    """Return the communes that are named as such, by their name of today; the first mention gives the match."""
    towns: dict[str | None, PlaceMatch] = {}
    for _, matches in told:
        for match in matches:
            if match.venue is None:
                towns.setdefault(match.commune, match)
    return towns


def _has_own_postcode(hit: _Hit, matches: tuple[PlaceMatch, ...], line: _Words) -> bool:
    """Say whether a postcode stands right before a commune: it makes the address among the towns of a text."""
    before = line.words[hit.start - 1] if hit.start else ""
    return bool(_POSTCODE.fullmatch(before)) and any(
        each.insee is not None and _department(each.insee) == before[:2] for each in matches
    )


def _lies_in(site: PlaceMatch, town: PlaceMatch | None) -> bool:
    return town is None or site.commune in (None, town.commune)


def _placed(site: PlaceMatch, town: PlaceMatch | None) -> PlaceMatch:
    """Return a declared place with the commune that the text gives it, where the network gives none."""
    if site.commune is not None or town is None:
        return site
    return replace(site, commune=town.commune, insee=town.insee, geo=site.geo or town.geo)


def _shared_commune(sites: Iterable[PlaceMatch]) -> PlaceMatch | None:
    """Return the commune in which all of several places lie, without any of their names."""
    shared = {(each.commune, each.insee) for each in sites}
    if len(shared) != 1:
        return None
    name, insee = shared.pop()
    return PlaceMatch(name, None, name, insee) if name else None


def _agrees(place: Place, match: PlaceMatch) -> bool:
    """Say whether nothing that ``place`` states speaks against ``match``."""
    if place.insee and match.insee and place.insee != match.insee:
        return False
    if not place.commune or not match.commune:
        return True
    return fold(place.commune) in (fold(match.commune), fold(match.name))


def _department(insee: str) -> str:
    return insee[:2].lower()


def _names_a_street(hit: _Hit, line: _Words) -> bool:
    """Say whether the words before a name make a street of it: "rue de Calais", "12 avenue du Havre"."""
    position = hit.start - 1
    segment = line.segments[hit.start]
    while position >= 0 and line.words[position] in _LINKS and line.segments[position] == segment:
        position -= 1
    return position >= 0 and line.words[position] in _STREETS and line.segments[position] == segment


def _words(text: str) -> _Words:
    words: list[str] = []
    segments: list[int] = []
    for number, segment in enumerate(_SEGMENTS.split(text)):
        found = fold(segment).split()
        words.extend(found)
        segments.extend([number] * len(found))
    postcodes = {word[:2] for word in words if _POSTCODE.fullmatch(word)}
    stated = {each.lower() for each in _DEPARTMENT.findall(text)}
    return _Words(tuple(words), tuple(segments), frozenset(postcodes | stated))


@functools.cache
def _gazetteer() -> tuple[tuple[str, PlaceMatch], ...]:
    return tuple(
        (alias, PlaceMatch(name, None, commune.name, commune.insee, commune.geo))
        for commune in COMMUNES
        for name, alias in (
            (commune.name, commune.name),
            *((commune.name, alias) for alias in commune.aliases),
            *((part, part) for part, _ in commune.parts),
        )
    )


def _declare(spec: PlaceSpec, communes: dict[str, PlaceMatch], sites: list[tuple[str, PlaceMatch]]) -> None:
    """Add a declared place to the sites, or to the communes where it is one."""
    home = next((each for name, each in communes.items() if fold(name) == fold(spec.commune or "")), None)
    commune = home.commune if home else spec.commune
    insee = spec.insee or (home.insee if home else None)
    is_commune = spec.commune is not None and fold(spec.name) == fold(spec.commune)
    geo = spec.geo or (home.geo if home else None)
    match = PlaceMatch(spec.name, None if is_commune else spec.name, commune, insee, geo)
    for alias in (spec.name, *spec.aliases):
        if not is_commune:
            sites.append((alias, match))
        elif not any(fold(alias) == fold(name) for name in communes):
            communes[alias] = match
