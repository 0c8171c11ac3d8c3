"""A lexicon: phrases that mean something, found in text as whole words, the longest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from reseau_sync.vocabulary.folding import MAX_TEXT, fold

Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True)
class Hit(Generic[Meaning]):
    """A phrase that was found: words ``start`` to ``end`` (exclusive), and everything that it may mean."""

    start: int
    end: int
    meanings: tuple[Meaning, ...]


class Lexicon(Generic[Meaning]):
    """Phrases and their meanings, indexed by first word.

    :param phrases: pairs of a phrase as people write it, and what it means; one phrase may mean several things
    :param word: applied to every folded word on both sides, such as :func:`~reseau_sync.vocabulary.folding.stem`
    """

    def __init__(self, phrases: Iterable[tuple[str, Meaning]], word: Callable[[str], str] = str) -> None:
        self._word = word
        self._meanings: dict[tuple[str, ...], tuple[Meaning, ...]] = {}
        for phrase, meaning in phrases:
            words = self.words(phrase)
            known = self._meanings.get(words, ())
            if words and meaning not in known:
                self._meanings[words] = (*known, meaning)
        self._lengths: dict[str, tuple[int, ...]] = {}
        for words in self._meanings:
            lengths = {*self._lengths.get(words[0], ()), len(words)}
            self._lengths[words[0]] = tuple(sorted(lengths, reverse=True))

    def words(self, text: str) -> tuple[str, ...]:
        """Return the folded words of ``text``, as this lexicon compares them."""
        return tuple(self._word(each) for each in fold(text[:MAX_TEXT]).split())

    def exact(self, text: str) -> tuple[Meaning, ...]:
        """Return what ``text`` as a whole means."""
        return self._meanings.get(self.words(text), ())

    def find(self, words: Sequence[str]) -> list[Hit[Meaning]]:
        """Return the phrases in ``words`` from left to right; none shares a word with another."""
        hits: list[Hit[Meaning]] = []
        end = 0
        for position, word in enumerate(words):
            if position >= end and word in self._lengths and (hit := self._at(words, position)):
                hits.append(hit)
                end = hit.end
        return hits

    def _at(self, words: Sequence[str], start: int) -> Hit[Meaning] | None:
        for length in self._lengths.get(words[start], ()):
            phrase = tuple(words[start : start + length])
            found = self._meanings.get(phrase)
            if found:
                return Hit(start, start + len(phrase), found)
        return None
