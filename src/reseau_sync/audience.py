"""Who may know of an event, and what of it: defaults, ceilings, and projections built from an allow-list.

An event is seen by the audience that the most specific statement gives it (the event, the source, ``network``), never
beyond the narrowest ceiling (the source's, its organisation's, CLASS). Pure. Public projections are not built yet:
config refuses public feeds and sources until they are.
"""

from __future__ import annotations

from dataclasses import replace

from reseau_sync.entry import Entry, content_digest
from reseau_sync.model import AnyEvent, Audience
from reseau_sync.model.network import FeedSpec, Network

_WIDTH = {Audience.PUBLIC: 2, Audience.NETWORK: 1, Audience.ORGANISATION: 0}
_OPEN_CLASSES = frozenset({None, "", "PUBLIC"})

NETWORK_FIELDS = frozenset(
    {
        *("kind", "uid", "recurrence_id", "this_and_future", "title", "description", "status", "start", "end"),
        *("approximate", "recurrence", "overrides", "place", "lead", "partners", "services", "theme", "categories"),
        *("url", "agenda", "minutes", "contacts", "needs", "capacity", "sequence", "created", "last_modified"),
        *("provenance", "counterpart", "outcome", "languages", "competences"),
    }
)
"""What the network may read of an event: the schema's named fields."""

CLOSED_FIELDS = frozenset(
    {"description_html", "audience", "classification", "stamp", "other_properties", "other_components"}
)
"""What only the organisation itself reads: what tools write for themselves, and what nobody has looked at."""


def narrowest(*audiences: Audience | None) -> Audience:
    """Return the narrowest of the audiences that are stated; ``public`` where none is."""
    return min((each for each in audiences if each is not None), key=_WIDTH.__getitem__, default=Audience.PUBLIC)


def audience_of(entry: Entry, network: Network) -> Audience:
    """Return the widest audience that may know of the entry's event."""
    return _audience(entry.event, entry.source, network)


def _audience(event: AnyEvent, source: str, network: Network) -> Audience:
    spec = network.source(source)
    default = (spec.default_audience if spec else None) or Audience.NETWORK
    ceiling = (spec.max_audience if spec else None) or default
    organisation = network.organisation(spec.organisation) if spec else None
    closed = None if event.classification in _OPEN_CLASSES else Audience.ORGANISATION
    return narrowest(event.audience or default, ceiling, organisation.max_audience if organisation else None, closed)


def scope_of(feed: FeedSpec) -> str:
    """Return what tells two readerships apart: feeds of one scope know the same of every entry."""
    return f"{feed.audience}:{feed.organisation}" if feed.organisation else str(feed.audience)


def visible(entry: Entry, feed: FeedSpec, network: Network) -> Entry | None:
    """Return what a feed may know of an entry, projected; ``None`` where that is nothing.

    An organisation's feed holds its own entries whole, and of the others what the network may read.
    """
    spec = network.source(entry.source)
    own = feed.audience is Audience.ORGANISATION and spec is not None and spec.organisation == feed.organisation
    if own:
        return entry
    if _WIDTH[audience_of(entry, network)] < _WIDTH[Audience.NETWORK]:
        return None
    event = project(entry.event, entry.source, network)
    return replace(entry, event=event, digest=content_digest(event))


def project(event: AnyEvent, source: str, network: Network) -> AnyEvent:
    """Return what the network may read of an event; instances of a series that are closed are left out of it."""
    fields = {name: getattr(event, name) for name in type(event).model_fields if name in NETWORK_FIELDS}
    shown = [each for each in event.overrides if _WIDTH[_audience(each, source, network)] >= _WIDTH[Audience.NETWORK]]
    fields["overrides"] = tuple(project(each, source, network) for each in shown)
    hidden = tuple(each.recurrence_id for each in event.overrides if each not in shown and each.recurrence_id)
    if hidden and event.recurrence is not None:
        excluded = (*event.recurrence.excluded, *hidden)
        fields["recurrence"] = event.recurrence.model_copy(update={"excluded": excluded})
    return type(event).model_construct(**fields)
