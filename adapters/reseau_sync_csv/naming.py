"""Who acts, as a cell of a matrix names them: organisations that the network declares, or what is written as a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from reseau_sync.vocabulary import kinds
from reseau_sync.vocabulary.folding import fold
from reseau_sync_csv.codecs import Desk

_LEADING = re.compile(
    r"(?P<name>(?:(?:[A-ZÀ-Þ][\w'’.-]*|\d+(?!\d|\s?h\b|\s?h\d|:))(?:\s+(?:de|du|des|d'|la|le|les|du|sans|aux|en|au)\b)?\s*|[dl]['’])+)"
)
_ACTIONS = frozenset(
    [
        "accueil",
        "cafe",
        "the",
        "collecte",
        "tri",
        "repas",
        "visite",
        "sortie",
        "atelier",
        "cours",
        "concert",
        "projection",
        "point",
        "preparation",
        "vestiaire",
        "braderie",
        "rencontre",
        "fete",
        "depart",
        "permanence",
        "livraison",
        "foot",
        "jeux",
        "dons",
        "don",
        "inventaire",
        "menage",
        "conseil",
    ]
)


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the folded names with which at least two cells of a matrix begin."""
    found: Counter[str] = Counter()
    for text in texts:
        match = _LEADING.match(text.lstrip())
        if match and match.end() < len(text.strip()):
            found[fold(match["name"])] += 1
    return frozenset(name for name, count in found.items() if count > 1)


def organisation_in(text: str, desk: Desk) -> str:
    """Return the organisation with which a text begins: one that the network declares, else what is written as a name.

    A name is words in capitals before the first other word (``Médecins du Monde soins``), if they are not those of a
    service or a kind of event.
    """
    text = text.lstrip()
    return _declared(text, desk) or _written(text, desk)


def _declared(text: str, desk: Desk) -> str:
    words = text.split()
    for count in range(min(len(words), 8), 0, -1):
        name = " ".join(words[:count]).rstrip(" :,–-")
        if desk.organisations.exact(name):
            return text[: text.find(words[count - 1]) + len(words[count - 1])].rstrip(" :,–-") if count == 1 else name
    return ""


def _written(text: str, desk: Desk) -> str:
    found = _LEADING.match(text)
    if found is None:
        return ""
    name = found["name"].strip(" -–:,.")
    name = re.sub(r"(?:\s+(?:de|du|des|d['’]?|la|le|les|aux|en|au|sans))+$", "", name)
    if not name or name.isdecimal() or _is_action(fold(name).split()[0], desk) or _is_action(fold(name), desk):
        return ""
    # A sentence begins with a capital as well: "Réunion", alone, is what it is about.
    return name if fold(text) != fold(name) or " " in name else ""


def _is_action(word: str, desk: Desk) -> bool:
    return bool(desk.services.recognise(word)) or kinds.recognise(word) is not None or word in _ACTIONS
