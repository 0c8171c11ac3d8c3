"""Organisations that a network declares, by their names and aliases."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from reseau_sync.model.network import Network, Organisation
from reseau_sync.model.organisation import OrganisationRef
from reseau_sync.vocabulary.folding import MAX_TEXT
from reseau_sync.vocabulary.phrases import Lexicon


class Organisations:
    """The organisations of a network, ready to be found in text. Safe to share between threads."""

    def __init__(self, declared: Iterable[Organisation] = ()) -> None:
        known = tuple(declared)
        self._by_id = {each.id: each for each in known}
        self._lexicon = Lexicon((phrase, each.id) for each in known for phrase in (each.id, each.name, *each.aliases))
        self._recognised = functools.lru_cache(maxsize=8_192)(self._find)

    @classmethod
    def of(cls, network: Network | None) -> Organisations:
        """Return the organisations that ``network`` declares; none without one."""
        return cls(network.organisations if network else ())

    def recognise(self, text: str) -> tuple[Organisation, ...]:
        """Return the organisations that ``text`` names, in its order, each once.

        An alias that two of them share names neither.
        """
        return self._recognised(text[:MAX_TEXT])

    def _find(self, text: str) -> tuple[Organisation, ...]:
        hits = self._lexicon.find(self._lexicon.words(text))
        ids = dict.fromkeys(hit.meanings[0] for hit in hits if len(hit.meanings) == 1)
        return tuple(self._by_id[each] for each in ids)

    def exact(self, text: str) -> Organisation | None:
        """Return the organisation that ``text`` as a whole names, or ``None``."""
        found = self._lexicon.exact(text)
        return self._by_id[found[0]] if len(found) == 1 else None

    def ref(self, name: str) -> OrganisationRef:
        """Return how an event names the organisation ``name``: the text is kept, id and type come from the network."""
        known = self.exact(name)
        return OrganisationRef(name=name, id=known.id if known else None, type=known.type if known else None)
