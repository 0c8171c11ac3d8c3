"""Which organisations an event is of: its author, those that it names as partners, and those that it merely mentions.

Naming another organisation as a landmark ("après la tournée de …", "à côté de …") is no partnership.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reseau_sync.model.network import Network, Organisation
from reseau_sync.vocabulary.concepts import JOINING, LANDMARKS_AFTER, LANDMARKS_BEFORE, PARTNER_WORDS, SMALL_WORDS
from reseau_sync.vocabulary.folding import fold
from reseau_sync.vocabulary.phrases import Hit, Lexicon

_REACH = 6
"""A landmark word counts within so many words before a name."""
_ARTICLES = frozenset({"l", "la", "le", "les"})


@dataclass(frozen=True, slots=True)
class Named:
    """The organisations that a text names, by id; ``spots`` are the words that are their names."""

    partners: frozenset[str] = frozenset()
    visited: frozenset[str] = frozenset()
    spots: frozenset[int] = frozenset()


class Naming:
    """The organisations of a network, ready to be found in titles: by name, alias, name without article, or initials.

    What two of them share names neither.
    """

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        known = tuple(organisations)
        stated = {phrase: each.id for each in known for phrase in (each.name, *each.aliases)}
        spelled = {" ".join(fold(phrase).split()): id_ for phrase, id_ in stated.items()}
        derived = [(phrase, each.id) for each in known for phrase in _derived(each)]
        times = Counter(phrase for phrase, _ in set(derived))
        more = [(phrase, id_) for phrase, id_ in derived if times[phrase] == 1 and phrase not in spelled]
        self._lexicon: Lexicon[str] = Lexicon([*stated.items(), *more])

    @classmethod
    def of(cls, network: Network) -> Naming:
        """Return the names of a network's organisations."""
        return cls(network.organisations)

    def ids(self, text: str) -> frozenset[str]:
        """Return every organisation that a text names, whatever as."""
        return frozenset(hit.meanings[0] for hit in self._hits(fold(text).split()))

    def in_title(self, words: Sequence[str], segments: Sequence[int]) -> Named:
        """Return how a title names organisations: as partners, unless a word makes it a landmark or a host."""
        partners: set[str] = set()
        visited: set[str] = set()
        spots: set[int] = set()
        for hit in self._hits(words):
            spots.update(range(hit.start, hit.end))
            before = _before(words, segments, hit)
            if "chez" in before[-2:]:
                visited.add(hit.meanings[0])
            elif not _is_landmark(before) and not _goes_on_as_a_landmark(words, segments, hit):
                partners.add(hit.meanings[0])
        return Named(frozenset(partners), frozenset(visited), frozenset(spots))

    def in_description(self, words: Sequence[str], segments: Sequence[int]) -> frozenset[str]:
        """Return the organisations that a description names as partners: only after a word that says so."""
        found: set[str] = set()
        for hit in self._hits(words):
            before = _before(words, segments, hit)
            if PARTNER_WORDS.intersection(before) and not _is_landmark(before):
                found.add(hit.meanings[0])
        return frozenset(found)

    def _hits(self, words: Sequence[str]) -> list[Hit[str]]:
        return [hit for hit in self._lexicon.find(words) if len(hit.meanings) == 1]


def _before(words: Sequence[str], segments: Sequence[int], hit: Hit[str]) -> list[str]:
    own = segments[hit.start]
    return [words[at] for at in range(max(0, hit.start - _REACH), hit.start) if segments[at] == own]


def _is_landmark(before: Sequence[str]) -> bool:
    """Say whether the nearest telling word before a name makes it a landmark: "avec" nearer than "après" does not."""
    for word in reversed(before):
        if word in JOINING:
            return False
        if word in LANDMARKS_BEFORE:
            return True
    return False


def _goes_on_as_a_landmark(words: Sequence[str], segments: Sequence[int], hit: Hit[str]) -> bool:
    after = [words[at] for at in range(hit.end, min(len(words), hit.end + 2)) if segments[at] == segments[hit.start]]
    return bool(LANDMARKS_AFTER.intersection(after))


def _derived(organisation: Organisation) -> set[str]:
    """Return what else an organisation is surely called: by its names without their article, by its initials."""
    found = set()
    for phrase in (organisation.name, *organisation.aliases):
        words = fold(phrase).split()
        if len(words) > 1 and words[0] in _ARTICLES:
            found.add(" ".join(words[1:]))
    words = fold(organisation.name).split()
    strong = [each for each in words if each not in SMALL_WORDS]
    for run in (words, strong, [each for each in words if each not in _ARTICLES]):
        initials = "".join(each[0] for each in run)
        if len(initials) >= 3:
            found.add(initials)
    return found
