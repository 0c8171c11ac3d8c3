"""The words that subscribers read: titles and descriptions, French or English."""

from __future__ import annotations

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


def titled(event: AnyEvent, language: str, prefix: str = "") -> str:
    """Return the title, marked where the event is cancelled: many programs show no STATUS.

    ``prefix`` goes before a title that does not begin so itself.
    """
    title = event.title.strip() or _UNTITLED.to(language)
    if prefix and not title.casefold().startswith(prefix.casefold()):
        title = f"{prefix} – {title}"
    if event.status is not Status.CANCELLED or title.upper().startswith(("ANNUL", "CANCEL")):
        return title
    return _CANCELLED.to(language) + title


def describe(event: AnyEvent, hosts: Sequence[str], language: str) -> str | None:
    """Return the description: what the event says, then what the schema knows of it, a line each.

    ``hosts`` are the names of the organisations whose calendars state the event, shown where it names no lead.
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
    lines = [_LABELS[key].to(language).format(", ".join(values)) for key, values in said.items() if values]
    parts = [part for part in ((event.description or "").strip(), "\n".join(lines)) if part]
    return "\n\n".join(parts) or None


def _one(value: str | None) -> Sequence[str]:
    return [value] if value else []
