"""The one rule by which two events are found to be one: a table of evidence, each with its weight.

Weights are log-odds in hundredths, so that sums are exact and do not depend on their order. Why each is what it is, and
what was measured with it and without it: docs/design/matching.md.
"""

from __future__ import annotations

from typing import NamedTuple

from reseau_sync.errors import Words


class Rule(NamedTuple):
    """One row of the table."""

    weight: int
    words: Words


def _rule(weight: int, fr: str, en: str) -> Rule:
    return Rule(weight, Words(fr, en))


PRIOR = -200
"""Two events of two calendars on one day near each other are mostly two."""

FUSED = 90
"""From this score on two events are one."""
SUGGESTED = -90
"""From this score on a person is asked."""
WEAK = -200
"""From this score on a person is asked where neither has another like it."""
LIKELY = 150
"""From this score on, times left out, one may be an old copy of the other."""
NEVER = -500
"""A pair of this score or less is two events, whatever else links them."""

EXCLUDED = -10_000
"""What two events weigh that something excludes from being one (evidence.excluded)."""

RULES: dict[str, Rule] = {
    "same-start": _rule(150, "même heure de début", "same start"),
    "near-start": _rule(100, "début à 15 minutes près", "starts within 15 minutes"),
    "shifted": _rule(30, "début à 30 minutes près", "starts within 30 minutes"),
    "far-start": _rule(-50, "début à plus de 30 minutes", "starts more than 30 minutes apart"),
    "all-day": _rule(30, "l’un est à la journée", "one is for the whole day"),
    "same-end": _rule(40, "même heure de fin", "same end"),
    "same-venue": _rule(150, "même lieu", "same venue"),
    "same-commune": _rule(70, "même commune", "same commune"),
    "other-venue": _rule(-60, "lieux écrits autrement dans la commune", "other words for the place in the commune"),
    "other-place": _rule(-150, "lieux écrits autrement, sans commune", "other words for the place, and no commune"),
    "at-home": _rule(30, "dans la commune de l’association", "in the commune of the organisation"),
    "both-online": _rule(70, "en ligne tous deux", "both online"),
    "online-and-not": _rule(-100, "l’un est en ligne", "one of them is online"),
    "other-commune": _rule(-2000, "communes différentes", "different communes"),
    "other-commune-in-title": _rule(-400, "le titre nomme une autre commune", "the title names another commune"),
    "same-genre": _rule(40, "même genre d’évènement", "same sort of event"),
    "other-genre": _rule(-400, "genres d’évènement différents", "different sorts of event"),
    "same-form": _rule(60, "même mot pour l’évènement", "same word for the event"),
    "other-form": _rule(-400, "instances différentes", "different bodies meeting"),
    "same-common-form": _rule(150, "même rendez-vous commun", "same gathering of several organisations"),
    "same-title": _rule(100, "même titre", "same title"),
    "same-words": _rule(200, "mot du titre en commun", "a word of the titles in common"),
    "more-words": _rule(80, "plusieurs mots du titre en commun", "several words of the titles in common"),
    "other-words": _rule(-150, "aucun mot du titre en commun", "no word of the titles in common"),
    "same-topic": _rule(130, "même sujet", "same topic"),
    "other-topic": _rule(-150, "sujets différents", "different topics"),
    "same-service": _rule(100, "même service", "same service"),
    "other-service": _rule(-300, "services différents", "different services"),
    "same-body": _rule(200, "même institution", "same institution"),
    "other-body": _rule(-800, "institutions différentes", "different institutions"),
    "same-mark": _rule(120, "même numéro ou même lettre", "same number or letter"),
    "other-mark": _rule(-1000, "numéros ou lettres différents", "different numbers or letters"),
    "preparation": _rule(-800, "l’un prépare l’autre", "one prepares the other"),
    "names-author": _rule(250, "l’un nomme l’autre association", "one names the other's organisation"),
    "name-each-other": _rule(100, "ils se nomment l’un l’autre", "they name each other"),
    "same-host": _rule(250, "même association", "same organisation"),
    "other-organisation": _rule(-1000, "associations différentes, aucune ne nomme l’autre",
                                "different organisations, neither names the other"),
    "nothing-in-common": _rule(-200, "rien d’autre en commun que l’heure et la commune",
                               "nothing in common but hour and commune"),
    "same-address": _rule(250, "même adresse web", "same web address"),
    "one-source": _rule(-450, "deux entrées d’un même agenda", "two entries of one calendar"),
    "other-entry": _rule(-600, "et qui parlent d’autre chose", "and that speak of other things"),
}  # fmt: skip
"""By code, in the order in which evidence is shown."""
