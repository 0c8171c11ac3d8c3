"""Services: what an intervention gives, in the words of those who give it.

Each belongs to a humanitarian cluster, for "who does what, where, when" (4W) exports. A network adds its own by
``[[services]]``.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from reseau_sync.model.network import Language, Network, ServiceSpec
from reseau_sync.vocabulary.folding import MAX_TEXT, stem
from reseau_sync.vocabulary.phrases import Lexicon


@dataclass(frozen=True, slots=True)
class ServiceType:
    """One service: its id (what ``Event.services`` holds), its name in French and in English, and other words for it.

    ``cluster`` is the sector in which humanitarian coordination counts it.
    """

    id: str
    fr: str
    en: str
    cluster: str
    words: tuple[str, ...] = ()

    def name(self, language: str = "fr") -> str:
        """Return its name in ``language`` (``"fr"`` or ``"en"``)."""
        return self.en if language == "en" else self.fr


FOOD, WASH, SHELTER, HEALTH, PROTECTION, EDUCATION, LOGISTICS = (
    "food security",
    "WASH",
    "shelter",
    "health",
    "protection",
    "education",
    "logistics",
)

SERVICES: tuple[ServiceType, ...] = (
    ServiceType(
        "food",
        "repas",
        "food",
        FOOD,
        (
            "alimentation",
            "nourriture",
            "alimentaire",
            "petit-déjeuner",
            "petit-déj",
            "soupe",
            "cuisine",
            "meal",
            "lunch",
            "breakfast",
            "dinner",
        ),
    ),
    ServiceType("water", "eau", "water", WASH, ("eau potable", "point d'eau", "jerrican")),
    ServiceType("firewood", "bois", "firewood", SHELTER, ("bois de chauffage", "bois de chauffe", "palettes")),
    ServiceType("clothing", "vestiaire", "clothing", SHELTER, ("vêtement", "chaussures", "clothes", "shoes", "habits")),
    ServiceType(
        "shelter",
        "abris",
        "shelter",
        SHELTER,
        ("tente", "couverture", "bâche", "duvet", "sac de couchage", "tent", "blanket", "tarp", "sleeping bag"),
    ),
    ServiceType("showers", "douches", "showers", WASH, ("douche", "shower")),
    ServiceType("laundry", "laverie", "laundry", WASH, ("lessive", "lavage du linge", "machine à laver")),
    ServiceType(
        "health",
        "santé",
        "health",
        HEALTH,
        (
            "soins",
            "infirmerie",
            "infirmier",
            "infirmière",
            "clinique mobile",
            "consultation médicale",
            "médecin",
            "médical",
            "medical",
            "mobile clinic",
            "nurse",
            "doctor",
            "clinic",
        ),
    ),
    ServiceType(
        "legal",
        "juridique",
        "legal",
        PROTECTION,
        (
            "asile",
            "demande d'asile",
            "accès aux droits",
            "info droits",
            "infos droits",
            "information sur les droits",
            "droit d'asile",
            "avocat",
            "legal advice",
            "asylum",
            "lawyer",
        ),
    ),
    ServiceType(
        "charging",
        "recharge",
        "charging",
        LOGISTICS,
        (
            "recharge de téléphones",
            "téléphone",
            "wifi",
            "wi-fi",
            "SIM",
            "carte SIM",
            "phone charging",
            "generator",
            "groupe électrogène",
        ),
    ),
    ServiceType("outreach", "maraude", "outreach", PROTECTION, ("tournée de rue", "street outreach")),
    ServiceType("day_centre", "accueil de jour", "day centre", PROTECTION, ("day center", "drop-in centre")),
    ServiceType(
        "hosting",
        "hébergement solidaire",
        "hosting",
        SHELTER,
        ("hébergement", "hébergement citoyen", "accueil chez l'habitant", "accommodation"),
    ),
    ServiceType(
        "language",
        "cours de français",
        "language classes",
        EDUCATION,
        (
            "français",
            "cours de langue",
            "FLE",
            "alphabétisation",
            "cours d'anglais",
            "French class",
            "French lesson",
            "English class",
            "language class",
            "language",
        ),
    ),
    ServiceType(
        "schooling", "scolarisation", "schooling", EDUCATION, ("aide aux devoirs", "soutien scolaire", "school")
    ),
    ServiceType(
        "interpreting",
        "interprétariat",
        "interpreting",
        PROTECTION,
        ("interprète", "traduction", "interpreter", "translation"),
    ),
    ServiceType(
        "observation",
        "observation",
        "observation",
        PROTECTION,
        ("observation des expulsions", "expulsion", "évacuation", "eviction", "eviction monitoring"),
    ),
    ServiceType("cleaning", "nettoyage", "cleaning", WASH, ("ramassage des déchets", "ménage", "clean-up", "cleanup")),
    ServiceType("transport", "transport", "transport", LOGISTICS, ("covoiturage", "navette", "shuttle", "lift")),
    ServiceType("sorting", "tri", "sorting", LOGISTICS, ("entrepôt", "tri des dons", "warehouse")),
    ServiceType("training", "formation", "training", EDUCATION, ("atelier de formation", "workshop")),
)
"""The services that every network knows."""


class Services:
    """The built-in services and those of a network, ready to be found in text. Safe to share between threads.

    :param declared: the network's own services; one with the id of a built-in service adds words to it and renames it
    """

    def __init__(self, declared: Iterable[ServiceSpec] = ()) -> None:
        self._types = {each.id: each for each in SERVICES}
        for spec in declared:
            known = self._types.get(spec.id)
            words = (*spec.aliases, *((known.fr, known.en, *known.words) if known else ()))
            cluster = spec.cluster or (known.cluster if known else PROTECTION)
            self._types[spec.id] = ServiceType(spec.id, spec.name, known.en if known else spec.name, cluster, words)
        self._lexicon = Lexicon(
            ((phrase, each.id) for each in self._types.values() for phrase in (each.id, each.fr, each.en, *each.words)),
            stem,
        )
        self._recognised = functools.lru_cache(maxsize=8_192)(self._find)

    @classmethod
    def of(cls, network: Network | None) -> Services:
        """Return the services that ``network`` knows; without one, the built-in ones."""
        return cls(network.services if network else ())

    def recognise(self, text: str) -> tuple[str, ...]:
        """Return the ids of the services that ``text`` names, in its order, each once."""
        return self._recognised(text[:MAX_TEXT])

    def _find(self, text: str) -> tuple[str, ...]:
        hits = self._lexicon.find(self._lexicon.words(text))
        return tuple(dict.fromkeys(hit.meanings[0] for hit in hits if len(hit.meanings) == 1))

    def exact(self, text: str) -> str | None:
        """Return the id of the service that ``text`` as a whole names, or ``None``."""
        found = self._lexicon.exact(text)
        return found[0] if len(found) == 1 else None

    def name(self, id_: str, language: Language = "fr") -> str | None:
        """Return the name of a service in ``language``, ``None`` if nobody declared it."""
        known = self._types.get(id_)
        return known.name(language) if known else None

    def cluster(self, id_: str) -> str | None:
        """Return the humanitarian cluster of a service, ``None`` if nobody declared it."""
        known = self._types.get(id_)
        return known.cluster if known else None
