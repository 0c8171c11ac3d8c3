"""How the value of one column is read from a cell and written into one.

A codec's ``write`` gives text that its ``read`` undoes. Guards are put on and taken off outside (:mod:`.cells`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reseau_sync.errors import Words
from reseau_sync.model.event import AnyEvent, Audience, Status
from reseau_sync.model.network import KindName, Language, Network
from reseau_sync.ports import Context
from reseau_sync.vocabulary import kinds
from reseau_sync.vocabulary.folding import fold
from reseau_sync.vocabulary.organisations import Organisations
from reseau_sync.vocabulary.places import Places
from reseau_sync.vocabulary.services import Services
from reseau_sync_csv.cells import joined, organisation_text, read_organisation, read_service, service_text, split
from reseau_sync_csv.problems import bad_value, unknown_word
from reseau_sync_csv.times import Zone, read_stamp, read_zone, stamp_text


@dataclass(frozen=True, slots=True)
class Desk:
    """What cells are read and written by, for a whole sheet: the network's zone and words, and the language written."""

    timezone: str
    default_kind: KindName | None
    services: Services
    organisations: Organisations
    places: Places
    language: Language = "fr"
    network: Network | None = None

    @classmethod
    def of(cls, context: Context) -> Desk:
        """Return what ``context`` gives; without a network, the built-in words and the gazetteer."""
        network = context.network
        return cls(
            context.timezone,
            context.default_kind,
            Services.of(network),
            Organisations.of(network),
            Places.of(network),
            "en" if context.language == "en" else "fr",
            network,
        )

    def hosts(self, event: AnyEvent) -> tuple[str, ...]:
        """Return the organisations whose own calendars state an event; a coordination states what others do."""
        own = (self._host(each.source) for each in event.provenance)
        return tuple(dict.fromkeys(each for each in own if each))

    def _host(self, source: str) -> str | None:
        spec = self.network.source(source) if self.network else None
        if self.network is None or spec is None or spec.role != "member":
            return None
        known = self.network.organisation(spec.organisation)
        return known.name if known else None

    def word(self, words: tuple[str, str]) -> str:
        """Return the French or the English one of two words."""
        return words[1] if self.language == "en" else words[0]

    @property
    def zone(self) -> Zone:
        """Return the zone of a time that states none."""
        return read_zone(None, self.timezone)


@dataclass(frozen=True, slots=True)
class Codec:
    """``read(text, column, desk)`` gives the value or raises a CellError; ``write(value, desk)`` gives the text."""

    read: Callable[[str, str, Desk], Any]
    write: Callable[[Any, Desk], str]


def _whole(text: str, column: str, _: Desk) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise bad_value(text, column, Words("Écrivez un nombre entier : 12.", "Write a whole number: 12."))
    return int(text)


STATUSES: dict[Status, tuple[str, str]] = {
    Status.CONFIRMED: ("confirmé", "confirmed"),
    Status.TENTATIVE: ("provisoire", "tentative"),
    Status.CANCELLED: ("annulé", "cancelled"),
}
_STATUS_WORDS = {fold(word): status for status, words in STATUSES.items() for word in words} | {
    "confirmee": Status.CONFIRMED,
    "a confirmer": Status.TENTATIVE,
    "annulee": Status.CANCELLED,
    "canceled": Status.CANCELLED,
}

AUDIENCES: dict[Audience, tuple[str, str]] = {
    Audience.PUBLIC: ("public", "public"),
    Audience.NETWORK: ("réseau", "network"),
    Audience.ORGANISATION: ("organisation", "organisation"),
}
_AUDIENCE_WORDS = {fold(word): audience for audience, words in AUDIENCES.items() for word in words}


def _status(text: str, column: str, _: Desk) -> Status:
    found = _STATUS_WORDS.get(fold(text))
    if found is None:
        raise unknown_word("unknown-status", text, column, ", ".join(fr for fr, _ in STATUSES.values()))
    return found


def _audience(text: str, column: str, _: Desk) -> Audience:
    found = _AUDIENCE_WORDS.get(fold(text))
    if found is None:
        raise unknown_word("unknown-audience", text, column, ", ".join(fr for fr, _ in AUDIENCES.values()))
    return found


def _kind(text: str, column: str, _: Desk) -> KindName:
    found = kinds.exact(text)
    if found is None:
        raise unknown_word("unknown-kind", text, column, ", ".join(fr for fr, _ in kinds.NAMES.values()))
    return found


def _services(text: str, _: str, desk: Desk) -> tuple[str, ...]:
    return tuple(service for item in split(text) for service in read_service(item, desk.services))


TEXT = Codec(lambda text, _, __: text, lambda value, _: str(value))
LIST = Codec(lambda text, _, __: split(text), lambda value, _: joined(value))
WHOLE = Codec(_whole, lambda value, _: str(value))
STAMP = Codec(lambda text, _, desk: read_stamp(text, desk.timezone), lambda value, _: stamp_text(value))
STATUS = Codec(_status, lambda value, desk: desk.word(STATUSES[value]))
AUDIENCE = Codec(_audience, lambda value, desk: desk.word(AUDIENCES[value]))
KIND = Codec(_kind, lambda value, desk: kinds.name(value, desk.language))
SERVICES = Codec(
    _services, lambda value, desk: joined(service_text(each, desk.services, desk.language) for each in value)
)
ORGANISATION = Codec(
    lambda text, _, desk: read_organisation(text, desk.organisations),
    lambda value, desk: organisation_text(value, desk.organisations, desk.language),
)
ORGANISATIONS = Codec(
    lambda text, _, desk: tuple(read_organisation(each, desk.organisations) for each in split(text)),
    lambda value, desk: joined(organisation_text(each, desk.organisations, desk.language) for each in value),
)
