"""Names of persons, and addresses, that a text seems to hold: suspected, never certain, so a person is told to look.

What is looked for: a title of address (M., Mme, Dr) before a name; a verb or word that leads to somebody (chez,
contacter, appeler) before one; a first name with an initial (Paul D.) or a surname in capitals (Paul DURAND); a street
with its number or its name, a door; a name on a social network. Names that the network declares, and communes, are
nobody's. Where an alphabet has no capitals nothing can be looked for: that is said (:func:`in_other_letters`).
"""

from __future__ import annotations

import functools
import re
import unicodedata

from reseau_sync.model.network import Network, Organisation, PlaceSpec
from reseau_sync.vocabulary.folding import fold
from reseau_sync.vocabulary.gazetteer import COMMUNES
from reseau_sync.vocabulary.known import known

LONGEST = 500

_WORD = r"[^\W\d_]"
_CAPITAL = "".join(each for each in map(chr, range(0x250 + 0x2E0)) if each.isupper())
"""Capitals of the Latin, Greek and Cyrillic alphabets: a class of characters, since ``re`` knows none."""
_NAME = rf"[{_CAPITAL}]{_WORD}{{1,30}}(?:[-’'][{_CAPITAL}]?{_WORD}{{1,30}}){{0,2}}"
_FIRST = rf"[{_CAPITAL}](?:(?![{_CAPITAL}]){_WORD}){{2,30}}"
_FIRST_NAME = rf"{_FIRST}(?:-{_FIRST})?"
_TITLES = (
    r"M\.|MM\.|Mr\.?|Mrs\.?|Ms\.?|Mme\.?|Mmes|Mlle\.?|Monsieur|Madame|Mademoiselle|Dr\.?|Docteure?|Maître|Me|Pr\.?|"
    r"Père|Sœur|Frère|Abbé|(?:la )?famille"
)
_LEADS = (
    r"chez|contacter|contactez|contact|appeler|appelez|joindre|joignez|prévenir|prévenez|demander|demandez|"
    r"s['’]adresser à|auprès de|voir avec|écrire à|écrivez à|référente?|responsable|resp\.|"
    r"inscriptions? (?:auprès de|à)|tél(?:éphone)?|animée? par|accueil par|hébergée?s? (?:chez|par)|call|ask for|"
    r"at the home of|hébergement de|"
    r"anniv(?:ersaire)?(?: de| d['’])?|rdv (?:avec|de)|accompagnement (?:de|d['’])|sonner|interphone|"
    r"facebook|insta(?:gram)?|garde de|audience (?:de|d['’])"
)
_PATTERNS = (
    re.compile(rf"(?<!\w)(?i:{_TITLES})\s+({_NAME}(?:\s+{_NAME}|\s+[A-Z]\.)?)"),
    re.compile(rf"(?<!\w)(?i:{_LEADS})\s*:?\s*({_NAME}(?:\s+(?:{_NAME}|[A-Z]\b\.?))?)"),
    re.compile(rf"(?<!\w)({_FIRST_NAME}\s+[{_CAPITAL}]\.)(?!\w|[A-Z]\.)"),
    re.compile(rf"(?<!\w)({_FIRST_NAME}\s+[{_CAPITAL}]{{5,30}})(?!\w)"),
)
_WAYS = (
    r"rue|r\.|avenue|av\.?|boulevard|bd\.?|place|quai|impasse|allée|chemin|route|square|cours|passage|faubourg|fg|venelle|"
    r"ruelle|esplanade|promenade|rond-point|résidence|rés\.|lotissement|villa|cité|hameau|zac|zi|za|"
    r"grande? rue|grand['’ ]place"
)
_WHERE = (
    re.compile(
        rf"(?<!\w)(\d{{1,4}}\s?(?:bis|ter|quater)?,?\s(?:{_WAYS})(?!\w)(?:{_WORD}|[ ’'-]){{0,40}})", re.IGNORECASE
    ),
    # A street with a name, and no number: where something is, to who knows the town.
    re.compile(
        rf"(?<!\w)((?i:rue|avenue|boulevard|quai|impasse|allée|venelle|faubourg)(?:\s(?:de|du|des|la|le|les|l['’]|d['’]))*"
        rf"[\s’'][{_CAPITAL}](?:{_WORD}|[’'-]){{2,30}})"
    ),
    re.compile(
        r"(?<!\w)((?i:appt?\.?|appartement|bât(?:iment|\.)?|escalier|étage|porte|chambre)\s(?:\d{1,4}|[A-Z])(?!\w))"
    ),
    re.compile(
        rf"(?<!\w)(\d{{1,4}}\s[{_CAPITAL}]{_WORD}{{2,30}}\s(?:Street|St|Road|Rd|Avenue|Lane|Drive|Square)(?!\w))"
    ),
    re.compile(rf"(?<!\w)([{_CAPITAL}]{_WORD}{{2,30}}(?:straat|laan|weg|plein|kaai)\s\d{{1,4}})(?!\w)"),
)
_ACCOUNTS = (
    re.compile(r"(?<![\w@.])(@[\w.-]{3,40})"),
    re.compile(
        r"(?<!\w)(?i:signal|whatsapp|telegram|insta(?:gram)?|snap(?:chat)?|discord|skype)\s?:\s?([\w.#-]{3,40})"
    ),
)
"""By which name somebody is found elsewhere."""


def suspected_persons(text: str, network: Network) -> tuple[str, ...]:
    """Return the parts of a text that seem to name a person or an address, in order, each once."""
    looked_at = text[:LONGEST]
    found = [match for pattern in _PATTERNS for match in pattern.finditer(looked_at)]
    spans = {match.span(1) for match in found if not _is_nobody(looked_at[match.start(1) :], match[1], network)}
    spans |= {match.span(1) for pattern in (*_WHERE, *_ACCOUNTS) for match in pattern.finditer(looked_at)}
    widest = [each for each in sorted(spans) if not any(_is_within(each, other) for other in spans)]
    return tuple(dict.fromkeys(looked_at[start:end].strip() for start, end in widest))


def _is_within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def in_other_letters(text: str) -> bool:
    """Say whether a text has words in letters that have no capitals (Arabic, Amharic, Chinese): names are not seen."""
    return any(unicodedata.category(each) == "Lo" and each not in "ªº" for each in text[:LONGEST])


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
