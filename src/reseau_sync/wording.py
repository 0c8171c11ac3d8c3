"""The words that subscribers read: titles and descriptions, French or English."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from reseau_sync.errors import Words
from reseau_sync.model import AnyEvent, Status

_CANCELLED = Words("ANNULÉ – ", "CANCELLED – ")
_UNTITLED = Words("(sans titre)", "(untitled)")
_LABELS = {
    "lead": Words("Porté par : {}", "Led by: {}"),
    "hosts": Words("Agenda de : {}", "From the calendar of: {}"),
    "partners": Words("Avec : {}", "With: {}"),
    "counterpart": Words("Reçus par : {}", "Received by: {}"),
    "services": Words("Service : {}", "Service: {}"),
    "theme": Words("Thème : {}", "Theme: {}"),
    "agenda": Words("Ordre du jour : {}", "Agenda: {}"),
    "minutes": Words("Compte rendu : {}", "Minutes: {}"),
    "outcome": Words("Résultat : {}", "Outcome: {}"),
    "languages": Words("Langues : {}", "Languages: {}"),
    "competences": Words("Compétences : {}", "Competences: {}"),
    "needs": Words("Besoins : {}", "Needs: {}"),
    "capacity": Words("Places : {}", "Places: {}"),
    "contacts": Words("Contact : {}", "Contact: {}"),
}

_HOSTS = tuple(_LABELS["hosts"].to(language).format("") for language in ("fr", "en"))
_LEADS = tuple(_LABELS["lead"].to(language).format("") for language in ("fr", "en"))
_DIFFERENCES = {
    "time": (
        Words("Horaires différents : {}", "Times differ: {}"),
        Words("Horaires différents selon les agendas : {}", "Times differ between calendars: {}"),
    ),
    "date": (
        Words("Dates différentes : {}", "Dates differ: {}"),
        Words("Dates différentes selon les agendas : {}", "Dates differ between calendars: {}"),
    ),
    "place": (
        Words("Lieux différents : {}", "Places differ: {}"),
        Words("Lieux différents selon les agendas : {}", "Places differ between calendars: {}"),
    ),
    "cancelled": (
        Words("Annulé selon {}", "Cancelled according to {}"),
        Words("Annulé selon un des agendas", "Cancelled according to one of the calendars"),
    ),
    "withdrawn": (
        Words("N’est plus annoncé par {}", "No longer stated by {}"),
        Words("", ""),
    ),
    "stale": (
        Words("Ancien horaire encore affiché : {}", "Old time still shown: {}"),
        Words("", ""),
    ),
}
"""By what differs: with the names of the calendars, and without."""
_BY_NAME = ("cancelled", "withdrawn")
"""What is said by the names of the calendars alone."""
_ADDED = tuple(label.to(language).format("") for label in _LABELS.values() for language in ("fr", "en"))
_NOTES = tuple(
    found.to(language).partition("{}")[0]
    for labels in _DIFFERENCES.values()
    for found in labels
    for language in ("fr", "en")
    if found.fr
)


def titled(event: AnyEvent, language: str, prefix: str = "") -> str:
    """Return the title, marked where the event is cancelled: many programs show no STATUS.

    ``prefix`` goes before a title that does not begin so itself. It is one line: some programs refuse any other.
    """
    title = " ".join(event.title.split()) or _UNTITLED.to(language)
    said = title.upper().startswith(("ANNUL", "CANCEL"))
    if prefix and not title.casefold().startswith(prefix.casefold()):
        title = f"{prefix} – {title}"
    return title if said or event.status is not Status.CANCELLED else _CANCELLED.to(language) + title


def differing(code: str, said: Sequence[tuple[Words, Sequence[str]]], language: str) -> str:
    """Return in what calendars differ, in one line: ``Horaires différents : 14h (A), 14h30 (B)``.

    :param code: as of :class:`reseau_sync.view.Disagreement`; empty is returned for what readers need not know
    :param said: each version, and the names of the calendars that say it; without names they stay unsaid
    """
    if code not in _DIFFERENCES:
        return ""
    named = _DIFFERENCES[code][0 if any(names for _, names in said) else 1]
    versions = [
        f"{value.to(language)} ({', '.join(names)})" if names and code not in _BY_NAME else value.to(language)
        for value, names in said
    ]
    if code in _BY_NAME:
        versions = [name for _, names in said for name in names]
    return named.to(language).format(", ".join(versions))


def untitled(title: str) -> str:
    """Return a title without the mark of what is cancelled."""
    for mark in (_CANCELLED.fr, _CANCELLED.en):
        title = title.removeprefix(mark)
    return title


def named_below(description: str, *, hosts_only: bool = False) -> tuple[str, ...]:
    """Return the organisations that a description names in our words: in whose calendar it stands, and who leads."""
    labels = _HOSTS if hosts_only else (*_HOSTS, *_LEADS)
    lines = description.splitlines()
    found = (line.removeprefix(label) for line in lines for label in labels if line.startswith(label))
    return tuple(name.strip() for names in found for name in names.split(","))


def own_words(description: str, *, notes: bool = False) -> str | None:
    """Return a description that a hub wrote without the lines that it added; its ``notes`` of differences may stay."""
    added = _ADDED if notes else (*_ADDED, *_NOTES)
    kept = "\n".join(line for line in description.splitlines() if not line.startswith(added))
    return "\n\n".join(part.strip("\n") for part in kept.split("\n\n") if part.strip()) or None


_UNCONFIRMED = Words("Non confirmé depuis le {}.", "Not confirmed since {}.")
_UNCONFIRMED_SAID = re.compile(
    "|".join(re.escape(said).replace(r"\{\}", r"(\d\d/\d\d/\d{4})") for said in (_UNCONFIRMED.fr, _UNCONFIRMED.en))
)


def is_ours(line: str) -> bool:
    """Say whether a line of a description is one that a hub writes, whatever its event says."""
    return own_words(line) is None or _UNCONFIRMED_SAID.fullmatch(line) is not None


def without_prefix(title: str) -> tuple[str, ...]:
    """Return the parts of a title as a feed writes it: what it may put before (whose, where, called off), the title."""
    for mark in (_CANCELLED.fr, _CANCELLED.en):
        title = title.removeprefix(mark)
    before, dash, rest = title.partition(" – ")
    return (before, rest) if dash else (title,)


def unconfirmed_since(day: dt.date, language: str) -> str:
    """Return what is said of an event whose calendar has not been read since ``day``."""
    return _UNCONFIRMED.to(language).format(day.strftime("%d/%m/%Y"))


def _in_language(description: str, language: str) -> str:
    """Return a description with « non confirmé » in the feed's language, which was said in the network's."""
    found = _UNCONFIRMED_SAID.match(description)
    if found is None:
        return description
    return _UNCONFIRMED.to(language).format(found[1] or found[2]) + description[found.end() :]


def describe(event: AnyEvent, hosts: Sequence[str], language: str, notes: Sequence[str] = ()) -> str | None:
    """Return the description: what to beware of, what the event says, then what the schema knows of it, a line each.

    ``hosts`` are the names of the organisations whose calendars state the event, shown where it names no lead. A line
    that stands in the event's own words already, as in what another hub has published, is not repeated.
    """
    said: dict[str, Sequence[str]] = {
        "lead": [event.lead.name] if event.lead else [],
        "hosts": [] if event.lead else hosts,
        "partners": [each.name for each in event.partners],
        "counterpart": [each.name for each in [getattr(event, "counterpart", None)] if each is not None],
        "services": event.services,
        "theme": _one(event.theme),
        "agenda": _one(event.agenda),
        "minutes": _one(event.minutes),
        "outcome": _one(getattr(event, "outcome", None)),
        "languages": getattr(event, "languages", ()),
        "competences": getattr(event, "competences", ()),
        "needs": event.needs,
        "capacity": [] if event.capacity is None else [str(event.capacity)],
        "contacts": event.contacts,
    }
    own = _in_language((event.description or "").strip(), language)
    lines = [_LABELS[key].to(language).format(", ".join(values)) for key, values in said.items() if values]
    there = set(own.splitlines())
    before, after = ("\n".join(each for each in some if each not in there) for some in (notes, lines))
    parts = [part for part in (before, own, after) if part]
    return "\n\n".join(parts) or None


def _one(value: str | None) -> Sequence[str]:
    return [value] if value else []
