"""Names of persons, and addresses, that a text seems to hold: suspected, never certain, so a person is told to look.

What is looked for: a title of address (M., Mme, Dr) before a name; a verb or word that leads to somebody (chez,
contacter, appeler) before one; a first name with an initial (Paul D.) or a surname in capitals (Paul DURAND); a number
before a word for a street. Names that the network declares, and communes, are nobody's.
"""

from __future__ import annotations

import functools
import re

from reseau_sync.model.network import Network, Organisation, PlaceSpec
from reseau_sync.vocabulary.folding import fold
from reseau_sync.vocabulary.gazetteer import COMMUNES
from reseau_sync.vocabulary.known import known

LONGEST = 500

_WORD = r"[^\W\d_]"
_NAME = rf"[A-ZÀ-ÖØ-Þ]{_WORD}{{1,30}}(?:[-’']{_WORD}{{1,30}}){{0,2}}"
_FIRST = r"[A-ZÀ-ÖØ-Þ][^\W\d_A-Z]{2,30}(?:-[A-ZÀ-ÖØ-Þ][^\W\d_A-Z]{2,30})?"
_TITLES = (
    r"M\.|MM\.|Mr|Mrs|Ms|Mme|Mmes|Mlle|Monsieur|Madame|Mademoiselle|Dr|Docteure?|Maître|Me|Pr|Père|Sœur|Frère|Abbé"
)
_LEADS = (
    r"chez|contacter|contactez|contact|appeler|appelez|joindre|joignez|prévenir|prévenez|demander|demandez|"
    r"s['’]adresser à|auprès de|voir avec|écrire à|écrivez à|référente?|responsable|inscriptions? (?:auprès de|à)|"
    r"tél(?:éphone)?|animée? par|accueil par|hébergée?s? (?:chez|par)|call|ask for|at the home of"
)
_PATTERNS = (
    re.compile(rf"(?<!\w)(?i:{_TITLES})\s+({_NAME}(?:\s+{_NAME}|\s+[A-Z]\.)?)"),
    re.compile(rf"(?<!\w)(?i:{_LEADS})\s*:?\s*({_NAME}(?:\s+(?:{_NAME}|[A-Z]\b\.?))?)"),
    re.compile(
        r"(?<!\w)([A-ZÀ-ÖØ-Þ][^\W\d_A-Z]{2,30}(?:-[A-ZÀ-ÖØ-Þ][^\W\d_A-Z]{2,30})?\s+[A-ZÀ-ÖØ-Þ]\.)(?!\w|[A-Z]\.)"
    ),
    re.compile(r"(?<!\w)([A-ZÀ-ÖØ-Þ][^\W\d_A-Z]{2,30}(?:-[A-ZÀ-ÖØ-Þ][^\W\d_A-Z]{2,30})?\s+[A-ZÀ-ÖØ-Þ]{5,30})(?!\w)"),
)
_STREET = re.compile(
    r"(?<!\w)(\d{1,4}\s?(?:bis|ter|quater)?,?\s(?:rue|avenue|av\.?|boulevard|bd\.?|place|quai|impasse|allée|chemin|route|"
    rf"square|cours|passage)\s(?:{_WORD}|[ ’'-]){{2,40}})",
    re.IGNORECASE,
)


def suspected_persons(text: str, network: Network) -> tuple[str, ...]:
    """Return the parts of a text that seem to name a person or an address, in order, each once."""
    looked_at = text[:LONGEST]
    found = [match for pattern in _PATTERNS for match in pattern.finditer(looked_at)]
    people = [match for match in found if not _is_nobody(looked_at[match.start(1) :], match[1], network)]
    named = {match.start(1): match[1] for match in people}
    named |= {match.start(1): match[1].strip() for match in _STREET.finditer(looked_at)}
    return tuple(dict.fromkeys(named[start] for start in sorted(named)))


def _is_nobody(text: str, name: str, network: Network) -> bool:
    """Say whether the name that ``text`` begins with is a service's, or a place's or organisation's of the network."""
    rest = f"{fold(text)} "
    return any(rest.startswith(f"{each} ") for each in _known(network)) or bool(known(network).services.recognise(name))


def _known(network: Network) -> tuple[str, ...]:
    return _folded_names(network.organisations, network.places)


@functools.lru_cache(maxsize=8)
def _folded_names(organisations: tuple[Organisation, ...], places: tuple[PlaceSpec, ...]) -> tuple[str, ...]:
    names = [name for each in organisations for name in (each.name, *each.aliases)]
    names += [name for site in places for name in (site.name, *site.aliases, site.commune or "")]
    names += [name for each in COMMUNES for name in (each.name, *each.aliases, *(part for part, _ in each.parts))]
    return tuple(dict.fromkeys(folded for name in names if (folded := fold(name))))
