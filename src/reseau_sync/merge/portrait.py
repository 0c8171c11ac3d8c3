"""What an event is known by when it is compared with one under another UID: a portrait of it, made once.

Pure: of the event, its source and the network. Times are left out, so that one portrait serves a whole series.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reseau_sync.entry import Entry
from reseau_sync.merge.actors import Named, Naming
from reseau_sync.merge.title import (
    HAPPENINGS,
    MAX_TITLE,
    Title,
    expanded,
    marks_of,
    positions,
    prepares_what,
    taken_apart,
    tells,
    words_of,
)
from reseau_sync.merge.whereabouts import Atlas, Whereabouts
from reseau_sync.model import AnyEvent
from reseau_sync.model.network import Network
from reseau_sync.vocabulary.concepts import IMPLYING, TOPICS, Form, Genre
from reseau_sync.vocabulary.folding import fold
from reseau_sync.vocabulary.phrases import Hit
from reseau_sync.vocabulary.services import Services

_MAX_DESCRIPTION = 600
_BESIDE = re.compile(
    r"\b(?:[àa] c[ôo]t[ée]|pr[èe]s|en face|derri[èe]re|next to|beside|near|behind|opposite|naast)\b", re.IGNORECASE
)
"""What stands behind one of these is near by, and is not what is done."""
_PARTNERS = re.compile("avec|with|met |port|organis|anim|partena|conjoint|associ")
"""Descriptions without any of these name no partner, and are not read."""
_TOPIC_GENRES: dict[str, Genre] = {**dict.fromkeys(sorted(HAPPENINGS), "action"), "first_aid": "training"}
_OWNED_GENRES = frozenset({None, "meeting", "intervention", "training"})
_AT = frozenset({"a", "au", "aux", "lors", "at"})
_INTERVENTIONS = frozenset(
    "food water firewood clothing shelter showers laundry health charging outreach day_centre cleaning".split()
)
_KIND_GENRES: dict[str, Genre] = {
    "meeting": "meeting",
    "intervention": "intervention",
    "delegation": "delegation",
    "public_action": "action",
}


@dataclass(frozen=True, slots=True)
class Portrait:
    """One event as it is compared.

    ``words`` are the telling words of its title (``proper``: some name no topic or service); ``forms`` say what
    sort of event it is, the ``first`` of them tells, ``common`` ones are of several organisations; ``marks`` are
    numbers and letters that tell one of several ("séance 2"); ``prepares`` is whether it is the preparation of an
    event (``"thing"``: of something that is none). ``actors`` are the organisations of which it is, ``named`` those
    that it names, ``visited`` those at whose place it is ("chez"), ``hosts`` those to which it belongs if it is one
    organisation's alone (``owned``). ``home`` is the commune of its author, where it says of none itself.
    """

    source: str
    author: str | None
    coordinates: bool
    title: str
    run: tuple[str, ...]
    words: tuple[str, ...]
    proper: bool
    forms: frozenset[str]
    common: frozenset[str]
    first: Form | None
    genre: Genre | None
    topics: frozenset[str]
    services: frozenset[str]
    bodies: frozenset[str]
    sites: frozenset[str]
    marks: frozenset[str]
    prepares: str
    actors: frozenset[str]
    named: frozenset[str]
    visited: frozenset[str]
    hosts: frozenset[str]
    owned: bool
    where: Whereabouts
    home: str
    urls: frozenset[str]


class Painter:
    """Makes portraits of the events of one network, each once."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._naming = Naming.of(network)
        self._atlas = Atlas(network, self._naming)
        self._services = Services.of(network)
        self._sources = {each.id: each for each in network.sources}
        self._portraits: dict[tuple[object, ...], Portrait] = {}
        self._homes = {each.id: fold(each.commune) for each in network.organisations if each.commune}
        self._names: dict[tuple[tuple[str, ...], tuple[int, ...]], Named] = {}
        self._subjects: dict[str, bool] = {}
        self._services_of: dict[str, frozenset[str]] = {}
        self._texts: dict[tuple[object, ...], _Text] = {}

    def paint(self, entry: Entry, event: AnyEvent, *, address: bool = False) -> Portrait:
        """Return the portrait of ``event`` (an entry's, or an override of it).

        :param address: whether its web address is shown: only one that several events share can tell anything
        """
        place = event.place
        told = (place.line(), place.commune) if place is not None else None
        key = (
            *(entry.source, event.title, told, event.lead, event.partners, event.services, event.kind),
            *(event.description, event.url if address else None),
        )
        if key not in self._portraits:
            self._portraits[key] = self._painted(entry, event, address=address)
        return self._portraits[key]

    def _painted(self, entry: Entry, event: AnyEvent, *, address: bool) -> Portrait:
        source = self._sources.get(entry.source)
        coordinates = source is not None and source.role == "coordination"
        author = source.organisation if source is not None else None
        title = taken_apart(event.title)
        named = self._named(title)
        where, spots = self._atlas.read(event.place, title.words, author)
        text = self._text(title, named.spots | spots, named.spots, bool(where.bodies))
        stated = self._stated(event)
        partners = named.partners | stated | self._described(event.description)
        services = self._served(title.text) or text.implied or frozenset(event.services)
        genre = _genre(text, services, event)
        own = frozenset({author} if author and not coordinates else ())
        others = (named.partners | named.visited | stated) - own
        return Portrait(
            source=entry.source,
            author=None if coordinates else author,
            coordinates=coordinates,
            title=" ".join(title.words),
            run=title.words,
            words=text.telling,
            proper=not all(map(self._is_of_a_subject, text.telling)),
            forms=text.forms,
            common=text.common,
            first=text.first,
            genre=genre,
            topics=text.topics,
            services=services,
            bodies=text.bodies | (where.bodies if genre in ("delegation", None) else frozenset()),
            sites=text.bodies | where.bodies,
            marks=text.marks,
            prepares=text.prepares,
            actors=partners | own | (named.visited if genre != "intervention" else frozenset()),
            named=partners | (named.visited if genre != "intervention" else frozenset()),
            visited=named.visited,
            hosts=others or own,
            owned=_owned(text, genre, services, others),
            where=where,
            home="" if coordinates or where.known or where.online else self._homes.get(author or "", ""),
            urls=frozenset({event.url} if event.url and address else ()),
        )

    def _stated(self, event: AnyEvent) -> frozenset[str]:
        """Return the declared organisations that the event states as its own: a column may hold several."""
        found: set[str] = set()
        for each in (event.lead, *event.partners):
            if each is not None:
                found.update([each.id] if each.id is not None else self._naming.ids(each.name[:MAX_TITLE]))
        return frozenset(found)

    def _is_of_a_subject(self, word: str) -> bool:
        if word not in self._subjects:
            self._subjects[word] = bool(TOPICS.find([word]) or self._services.recognise(word))
        return self._subjects[word]

    def _text(self, title: Title, spots: frozenset[int], names: frozenset[int], at_a_body: bool) -> _Text:
        key = (title.text, title.parts, spots, names, at_a_body)
        if key not in self._texts:
            self._texts[key] = _Text(title, spots, names, at_a_body)
        return self._texts[key]

    def _served(self, title: str) -> frozenset[str]:
        if title not in self._services_of:
            own = self._services.recognise(_BESIDE.split(title, maxsplit=1)[0]) or self._services.recognise(title)
            self._services_of[title] = frozenset(own) - {"training"}
        return self._services_of[title]

    def _named(self, title: Title) -> Named:
        key = (title.words, title.segments)
        if key not in self._names:
            self._names[key] = self._naming.in_title(*key)
        return self._names[key]

    def _described(self, description: str | None) -> frozenset[str]:
        text = (description or "")[:_MAX_DESCRIPTION]
        if not _PARTNERS.search(text.casefold()):
            return frozenset()
        return self._naming.in_description(*words_of(text))


class _Text:
    """What a title tells beside the names of organisations and communes."""

    def __init__(self, title: Title, spots: frozenset[int], names: frozenset[int], at_a_body: bool) -> None:
        marks, marked = marks_of(title.words, title.segments, names)
        self.marks = marks | title.parts
        forms = [hit for hit in title.forms if not _tells_one_of_several(hit, marked) and not _attends(hit, title)]
        kinds = [hit.meanings[0] for hit in forms]
        self.kinds = [each for each in kinds if each.id != "neutral"]
        received = bool(title.bodies) or at_a_body
        genres = [each for each in self.kinds if each.genre is not None and (received or each.id != "appointment")]
        self.first = next(iter(genres), None)
        self.forms = frozenset(each.id for each in self.kinds)
        self.common = frozenset(each.id for each in self.kinds if each.common)
        self.bodies = frozenset(hit.meanings[0] for hit in title.bodies)
        second = {each.id for each in self.kinds if self.first is not None and each.id != self.first.id}
        self.topics = frozenset(hit.meanings[0] for hit in title.topics) | {f"+{each}" for each in second}
        self.opening = frozenset(hit.meanings[0] for hit in title.topics if hit.start == 0)
        self.implied = frozenset(hit.meanings[0] for hit in IMPLYING.find(title.stems))
        self.prepares = prepares_what(title.preparing, forms, title.topics)
        taken = spots | marked
        taken |= positions(title.bodies) | positions(forms) | positions(title.preparing)
        kept = [word for at, word in enumerate(title.words) if at not in taken and tells(word)]
        self.telling = tuple(dict.fromkeys(part for word in kept for part in expanded(word)))


def _tells_one_of_several(hit: Hit[Form], marked: frozenset[int]) -> bool:
    """Say whether "groupe" is followed by a letter or number, and so is no meeting of a group."""
    return hit.end in marked and hit.meanings[0].id == "workgroup"


def _attends(hit: Hit[Form], title: Title) -> bool:
    """Say whether "présence à" is to be at what others do (a rally, a vigil), and no intervention of one's own."""
    if title.stems[hit.start : hit.end] != ("presence",) or hit.end >= len(title.words):
        return False
    if title.words[hit.end] not in _AT:
        return False
    rest = [each for each in title.forms if each.start > hit.start and each.meanings[0].genre == "action"]
    return bool(rest) or any(each.start > hit.start and each.meanings[0] in HAPPENINGS for each in title.topics)


def _genre(text: _Text, services: frozenset[str], event: AnyEvent) -> Genre | None:
    first = text.first
    if text.topics & {"first_aid"}:
        return "training"
    if first is not None and first.genre is not None:
        if first.genre == "meeting" and text.bodies:
            return None
        return first.genre
    if text.prepares:
        return "meeting"
    if text.bodies:
        return "delegation"
    if services & _INTERVENTIONS:
        return "intervention"
    by_topic = {genre for topic in sorted(text.opening) if (genre := _TOPIC_GENRES.get(topic))}
    if len(by_topic) == 1:
        return by_topic.pop()
    return _KIND_GENRES.get(event.kind) if not text.telling else None


def _owned(text: _Text, genre: Genre | None, services: frozenset[str], others: frozenset[str]) -> bool:
    """Say whether the event is one organisation's alone unless another is named.

    So are interventions, what each organisation has of its own (a board), and a bare title ("Réunion").
    """
    if text.prepares == "event":
        return False
    common = any(form.common for form in text.kinds)
    if genre == "intervention" or (text.first is not None and text.first.internal and not common):
        return True
    if genre not in _OWNED_GENRES or others or common:
        return False
    return not text.telling and not (text.topics or services or text.bodies)
