"""What an event is known by when it is compared with one under another UID: a portrait of it, made once.

Pure: of the event, its source and the network. Times are left out, so that one portrait serves a whole series.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reseau_sync.entry import Entry
from reseau_sync.merge.actors import Named, Naming
from reseau_sync.merge.whereabouts import Atlas, Whereabouts
from reseau_sync.model import AnyEvent
from reseau_sync.model.network import Network
from reseau_sync.vocabulary import concepts
from reseau_sync.vocabulary.concepts import (
    ABBREVIATIONS,
    BODIES,
    CALENDAR_WORDS,
    FORMS,
    ORDINALS,
    PREPARATIONS,
    SESSIONS,
    SMALL_WORDS,
    TOPICS,
    Form,
    Genre,
)
from reseau_sync.vocabulary.folding import fold, stem
from reseau_sync.vocabulary.phrases import Hit
from reseau_sync.vocabulary.services import Services

_MAX_TITLE = 200
_MAX_DESCRIPTION = 600
_FORWARDED = re.compile(rf"^\s*(?:{'|'.join(sorted(concepts.FORWARDED))})\.?\s*:\s*", re.IGNORECASE)
_SEGMENTS = re.compile(r"[,;:()\[\]|\n\r\t·•→>–—«»!?]|\s-+\s|\.\s")
_PART = re.compile(r"\(?\b(\d{1,2})\s*/\s*(\d{1,2})\b\)?")
_CLOCK = re.compile(r"\b\d{1,2}\s*[hH:]\s*\d{0,2}\b")
_DATED = re.compile(r"\b\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?\b")
_ORDINAL = re.compile(r"(\d{1,2})(?:er|re|ere|e|eme|nd|nde)")
_STATUS_WORDS = frozenset(
    "annule annulee annules annulees reporte reportee report complet maintenu maintenue confirme confirmee".split()
)
_TOPIC_GENRES: dict[str, Genre] = {
    "remembrance": "action",
    "film": "action",
    "music": "action",
    "exhibition": "action",
    "stage": "action",
    "game": "action",
    "sale": "action",
    "first_aid": "training",
}
_OWNED_GENRES = frozenset({None, "meeting", "intervention", "training"})
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

    ``words`` are the telling words of its title (``proper``: some name no topic or service); ``forms`` say what sort of
    event it is, the ``first`` of them tells, ``common`` ones are of several organisations; ``marks`` are numbers and
    letters that tell one of several ("séance 2"); ``prepares`` is whether it is the preparation of an event
    (``"thing"``: of something that is none). ``actors`` are the organisations of which it is, ``named`` those that it
    names, ``hosts`` those to which it belongs if it is one organisation's alone (``owned``).
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
    hosts: frozenset[str]
    owned: bool
    where: Whereabouts
    urls: frozenset[str]


class Painter:
    """Makes portraits of the events of one network."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._naming = Naming.of(network)
        self._atlas = Atlas(network, self._naming)
        self._services = Services.of(network)
        self._sources = {each.id: each for each in network.sources}

    def paint(self, entry: Entry, event: AnyEvent) -> Portrait:
        """Return the portrait of ``event`` (an entry's, or an override of it)."""
        source = self._sources.get(entry.source)
        coordinates = source is not None and source.role == "coordination"
        author = source.organisation if source is not None else None
        title = _FORWARDED.sub("", event.title[:_MAX_TITLE])
        marks, title = _parts(title)
        words, segments = _words(title)
        named = self._naming.in_title(words, segments)
        where = self._atlas.read(event, words, author)
        text = _Text(words, segments, named, where, marks)
        stated = self._stated(event)
        described, spans = _words((event.description or "")[:_MAX_DESCRIPTION])
        partners = named.partners | stated | self._naming.in_description(described, spans)
        services = self._in_title(title) or frozenset(event.services)
        genre = _genre(text, services, event)
        own = frozenset({author} if author and not coordinates else ())
        others = (named.partners | named.visited | stated) - own
        return Portrait(
            source=entry.source,
            author=None if coordinates else author,
            coordinates=coordinates,
            title=" ".join(words),
            run=tuple(words),
            words=text.telling,
            proper=any(not self._is_of_a_subject(word) for word in text.telling),
            forms=text.forms,
            common=frozenset(form.id for form in text.kinds if form.common),
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
            hosts=others or own,
            owned=_owned(text, genre, services, others),
            where=replace(where, spots=frozenset()),
            urls=frozenset({event.url} if event.url else ()),
        )

    def _stated(self, event: AnyEvent) -> frozenset[str]:
        """Return the declared organisations that the event states as its own: a column may hold several."""
        found: set[str] = set()
        for each in (event.lead, *event.partners):
            if each is not None:
                found.update([each.id] if each.id is not None else self._naming.ids(each.name[:_MAX_TITLE]))
        return frozenset(found)

    def _is_of_a_subject(self, word: str) -> bool:
        return bool(TOPICS.find([word]) or self._services.recognise(word))

    def _in_title(self, title: str) -> frozenset[str]:
        return frozenset(self._services.recognise(title)) - {"training"}


class _Text:
    """A title taken apart."""

    def __init__(
        self,
        words: Sequence[str],
        segments: Sequence[int],
        named: Named,
        where: Whereabouts,
        marks: frozenset[str],
    ) -> None:
        stems = [stem(each) for each in words]
        self.marks, marked = _marks(words, segments, named.spots)
        self.marks |= marks
        forms = [hit for hit in FORMS.find(stems) if not self._tells_one_of_several(hit, words, marked)]
        kinds = [hit.meanings[0] for hit in forms]
        telling = [each for each in kinds if each.id != "neutral"]
        self.first = next((each for each in telling if each.genre is not None), None)
        self.kinds = tuple(telling)
        self.forms = frozenset(each.id for each in telling)
        self.bodies = frozenset(hit.meanings[0] for hit in BODIES.find(stems))
        second = {each.id for each in telling if each is not self.first and self.first and each.id != self.first.id}
        self.topics = frozenset(hit.meanings[0] for hit in TOPICS.find(stems)) | {f"+{each}" for each in second}
        self.opening = frozenset(hit.meanings[0] for hit in TOPICS.find(stems) if hit.start == 0)
        self.prepares = _prepares(stems, forms)
        bodies = {at for hit in BODIES.find(stems) for at in range(hit.start, hit.end)}
        taken = named.spots | where.spots | marked | bodies
        taken |= {at for hit in forms for at in range(hit.start, hit.end)}
        preparing = {at for hit in PREPARATIONS.find(stems) for at in range(hit.start, hit.end)}
        self.telling = tuple(
            dict.fromkeys(
                part
                for at, word in enumerate(words)
                if at not in taken and at not in preparing and _tells(word)
                for part in _expanded(word)
            )
        )

    @staticmethod
    def _tells_one_of_several(hit: Hit[Form], words: Sequence[str], marked: frozenset[int]) -> bool:
        return hit.end < len(words) and hit.end in marked and hit.meanings[0].id == "workgroup"


def _parts(title: str) -> tuple[frozenset[str], str]:
    """Return "1/2" as a mark, and the title without it, dates and clock times."""
    title = _CLOCK.sub(" ", title)
    found = {str(int(one)) for one, of in _PART.findall(title) if 0 < int(one) <= int(of) <= 9}
    kept = _PART.sub(lambda each: " " if 0 < int(each[1]) <= int(each[2]) <= 9 else each[0], title)
    return frozenset(found), _DATED.sub(" ", kept)


def _words(text: str) -> tuple[list[str], list[int]]:
    words: list[str] = []
    segments: list[int] = []
    for number, segment in enumerate(_SEGMENTS.split(text)):
        found = fold(segment).split()
        words.extend(found)
        segments.extend([number] * len(found))
    return words, segments


def _marks(
    words: Sequence[str], segments: Sequence[int], names: frozenset[int]
) -> tuple[frozenset[str], frozenset[int]]:
    """Return the numbers and letters that tell one of several, and where they and their nouns stand."""
    ends = {at for at in range(1, len(words)) if segments[at] != segments[at - 1]} | {len(words)}
    found: set[str] = set()
    spots: set[int] = set()
    for at, word in enumerate(words):
        if at in names:
            continue
        ordinal = _ORDINAL.fullmatch(word)
        value = ordinal[1] if ordinal else ORDINALS.get(word)
        if value is not None and at + 1 < len(words) and words[at + 1] in SESSIONS:
            found.add(str(int(value)))
            spots.update((at, at + 1))
        elif at and words[at - 1] in SESSIONS and _is_mark(word, last=at + 1 in ends):
            found.add(str(int(word)) if word.isdigit() else word)
            spots.update((at - 1, at))
    return frozenset(found), frozenset(spots)


def _is_mark(word: str, *, last: bool) -> bool:
    """Say whether a word after "groupe", "séance", … tells which; a letter only at the end (else it is "à" or "d'")."""
    return (word.isdigit() and len(word) <= 2) or (last and len(word) == 1 and "a" <= word <= "h")


def _tells(word: str) -> bool:
    if word in SMALL_WORDS or word in CALENDAR_WORDS or word in _STATUS_WORDS:
        return False
    return len(word) > 1 and not word.isdigit()


def _expanded(word: str) -> tuple[str, ...]:
    full = ABBREVIATIONS.get(word)
    return tuple(stem(each) for each in fold(full).split()) if full else (stem(word),)


def _prepares(stems: Sequence[str], forms: Sequence[Hit[Form]]) -> str:
    """Return ``"event"`` for the preparation of an event, ``"thing"`` for that of something else, or ``""``."""
    hits = PREPARATIONS.find(stems)
    if any(hit.meanings[0] for hit in hits):
        return "event"
    if not hits:
        return ""
    after = [each for each in forms if each.start >= hits[0].end and each.meanings[0].id != "neutral"]
    return "event" if after else "thing"


def _genre(text: _Text, services: frozenset[str], event: AnyEvent) -> Genre | None:
    first = text.first
    if text.topics & {"first_aid"}:
        return "training"
    if first is not None and first.genre is not None:
        if first.id == "delegation" and not text.bodies:
            return None if "delegation" not in text.forms else first.genre
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
    if genre == "intervention" or (text.first is not None and text.first.internal):
        return True
    if genre not in _OWNED_GENRES or others or any(form.common for form in text.kinds):
        return False
    return not text.telling and not (text.topics or services or text.bodies)
