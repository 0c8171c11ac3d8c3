"""What the gate holds a feed to: the properties that its readers may see, and the texts that they may not."""

from __future__ import annotations

import functools
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from reseau_sync.audience import opened, projected
from reseau_sync.entry import Entry
from reseau_sync.errors import Words
from reseau_sync.ics.mark import NAME as MARK
from reseau_sync.ics.values import unescape
from reseau_sync.model import AnyEvent, Audience
from reseau_sync.model.location import is_url
from reseau_sync.model.network import FeedSpec, Network
from reseau_sync.publish.gate import FeedGate
from reseau_sync.transport import holds_a_secret
from reseau_sync.wording import is_ours, own_words, without_prefix

_ZONE = frozenset({"TZNAME", "TZOFFSETFROM", "TZOFFSETTO", "DTSTART", "RRULE", "RDATE"})
_AROUND: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "VCALENDAR": frozenset(
            "VERSION PRODID CALSCALE METHOD NAME X-WR-CALNAME X-WR-TIMEZONE REFRESH-INTERVAL X-PUBLISHED-TTL SOURCE "
            "COLOR".split()
        ),
        "VTIMEZONE": frozenset({"TZID"}),
        "STANDARD": _ZONE,
        "DAYLIGHT": _ZONE,
    }
)
_PUBLIC = frozenset(
    "UID DTSTAMP LAST-MODIFIED SEQUENCE DTSTART DTEND RRULE EXDATE SUMMARY DESCRIPTION LOCATION STATUS URL CATEGORIES "
    "COLOR CONCEPT X-RESEAU-KIND X-RESEAU-LEAD X-RESEAU-PARTNER X-RESEAU-PLACE X-RESEAU-APPROXIMATE "
    "X-RESEAU-PUBLIC-URL".split()
)
_NETWORK = _PUBLIC | frozenset(
    "RECURRENCE-ID RDATE EXRULE GEO CONTACT REFID RELATED-TO LINK CREATED X-RESEAU-THEME X-RESEAU-SERVICE "
    "X-RESEAU-NEED X-RESEAU-CAPACITY X-RESEAU-AGENDA X-RESEAU-MINUTES X-RESEAU-OUTCOME X-RESEAU-LANGUAGE "
    "X-RESEAU-COMPETENCE X-RESEAU-COUNTERPART X-RESEAU-SOURCE X-RESEAU-PATH X-RESEAU-FIELD X-RESEAU-PROVENANCE "
    "X-RESEAU-ORIGIN".split()
)
_OWN = _NETWORK | frozenset({"CLASS", "X-RESEAU-AUDIENCE"})
_INSIDE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "PARTICIPANT": frozenset({"UID", "PARTICIPANT-TYPE", "STRUCTURED-DATA"}),
        "VLOCATION": frozenset({"UID", "NAME", "LOCATION-TYPE", "GEO", "STRUCTURED-DATA"}),
    }
)
ALLOWED: Mapping[Audience, Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        Audience.PUBLIC: MappingProxyType({**_AROUND, "VEVENT": _PUBLIC}),
        Audience.NETWORK: MappingProxyType({**_AROUND, **_INSIDE, "VEVENT": _NETWORK}),
        Audience.ORGANISATION: MappingProxyType({**_AROUND, **_INSIDE, "VEVENT": _OWN}),
    }
)
"""By who reads: the components of a feed and the properties that each may have. Nothing else passes."""

SHORTEST = 16
"""Shorter texts of closed events are words that anybody's event may have."""

_PLACES = ("LOCATION", "NAME", "X-RESEAU-PLACE", "CATEGORIES", "STRUCTURED-DATA", "TZID", "X-WR-CALNAME")
_BETWEEN = re.compile(r"[\n\r\t;\"]+")


def gate_of(feed: FeedSpec, network: Network, entries: Iterable[Entry]) -> FeedGate:
    """Return the gate of a feed. ``entries`` is all that stands; it is looked at when the feed is about to change."""
    betrays = functools.partial(_betrayed, feed, network, tuple(entries))
    if feed.format == "caldav":
        return FeedGate(_pushed(ALLOWED[feed.audience]), betrays, pushed=True)
    return FeedGate(ALLOWED[feed.audience] if feed.format == "ical" else None, betrays)


def _pushed(allowed: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
    """Return what objects of a calendar may hold: they bear our mark, and instances stand with their series."""
    return {**allowed, "VEVENT": allowed["VEVENT"] | {MARK, "RECURRENCE-ID", "RDATE", "EXRULE"}}


def _betrayed(feed: FeedSpec, network: Network, entries: tuple[Entry, ...], text: str) -> Words | None:
    """Return what the text of a feed betrays to its readers, if anything."""
    if holds_a_secret(text):
        return Words("il contient un secret", "it holds a secret")
    if feed.audience is Audience.PUBLIC and any(address in text for address in _addresses(network)):
        return Words("il contient l’adresse d’une source", "it holds the address of a source")
    if feed.audience is Audience.ORGANISATION:
        return None
    source = _closed_source(feed, network, entries, _pieces(text, calendar=feed.format in ("ical", "caldav")))
    if source is None:
        return None
    return Words(
        f"il contient un texte d’un évènement de « {source} » qui n’est pas pour ces lecteurs",
        f"it holds a text of an event of “{source}” that is not for these readers",
    )


def _addresses(network: Network) -> list[str]:
    return [each.location for each in network.sources if isinstance(each.location, str) and is_url(each.location)]


def _closed_source(feed: FeedSpec, network: Network, entries: tuple[Entry, ...], shown: frozenset[str]) -> str | None:
    """Return the source of a closed event of which a text is shown that no open event has, nor the network itself."""
    closed: dict[str, str] = {}
    known = set(_words_of(network.model_dump(mode="json")))
    for entry in entries:
        if opened(entry, feed, network) is None:
            closed.update(dict.fromkeys(_texts(entry.event), entry.source))
        else:
            known.update(_texts(entry.event, shortest=1))
            known.update(_texts(projected(entry, feed, network).event, shortest=1))  # a scrubbed title is nobody else's
    betrayed = sorted(each for each in shown & closed.keys() if not _is_known(each, known))
    return closed[betrayed[0]] if betrayed else None


def _is_known(text: str, known: Container[str]) -> bool:
    """Say whether a text is open, or made of what the feed puts before titles and a title that is open."""
    parts = without_prefix(text)
    before = [name for each in parts[:-1] for name in each.split(", ")]
    return text in known or all(each in known for each in (*before, parts[-1]))


def _pieces(text: str, *, calendar: bool) -> frozenset[str]:
    """Return the texts that a feed shows, line by line; a title also without what was put before it.

    Names of places are left out: an event may be called as the commune is in which another one is.
    """
    if calendar:
        values = (line.partition(":")[2] for line in text.split("\r\n") if not line.startswith(_PLACES))
        lines = (part for value in values for part in unescape(value).splitlines())
    else:
        lines = (part for part in _BETWEEN.split(text.replace("\\n", "\n")))
    found = {said for line in lines if (said := line.strip()) and not is_ours(said)}
    return frozenset(found | {each.rpartition(" – ")[2] for each in found})


def _words_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _words_of(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _words_of(each)


def _texts(event: AnyEvent, shortest: int = SHORTEST) -> Iterator[str]:
    """Yield the texts by which an event could be known: UID, title, contacts, the lines of its description."""
    for each in (event, *event.overrides):
        described = own_words(each.description or "") or ""  # less the lines that are ours, as in any event
        said = [each.uid, each.title, *described.splitlines(), *each.contacts]
        yield from (text.strip() for text in said if text and len(text.strip()) >= shortest)
