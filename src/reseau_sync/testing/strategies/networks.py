"""Networks, their organisations, and the entries that their sources state."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from reseau_sync.entry import Entry, Where, recurrence_key
from reseau_sync.model import AnyEvent, Audience, Geo, OrganisationType
from reseau_sync.model.network import (
    FeedFilter,
    FeedSpec,
    Network,
    NetworkInfo,
    Organisation,
    PlaceSpec,
    ServiceSpec,
    SourceSpec,
)
from reseau_sync.testing.strategies.events import events
from reseau_sync.testing.strategies.texts import ids, titles

_COMMUNES = ("Dunkerque", "Calais", "Grande-Synthe", "Loon-Plage", "Norrent-Fontes")
_KINDS = ("meeting", "intervention", "delegation", "public_action", "service", "event")
_CLOSED = (Audience.NETWORK, Audience.ORGANISATION)


@functools.cache
def organisations() -> SearchStrategy[Organisation]:
    """Give organisations as reseau.toml declares them, without members (they must be declared too: see networks)."""
    return st.builds(
        Organisation,
        id=ids(),
        name=titles(),
        type=st.sampled_from(OrganisationType),
        aliases=st.lists(titles(), max_size=2, unique=True).map(tuple),
        commune=st.none() | st.sampled_from(_COMMUNES),
    )


@functools.cache
def _places() -> SearchStrategy[PlaceSpec]:
    geo = st.builds(Geo, latitude=st.just(51.013), longitude=st.sampled_from((2.302, 1.858)))
    return st.builds(PlaceSpec, name=titles(), commune=st.sampled_from(_COMMUNES), geo=st.none() | geo)


@functools.cache
def _services() -> SearchStrategy[ServiceSpec]:
    return st.builds(ServiceSpec, id=ids(), name=titles())


@st.composite
def _source(draw: st.DrawFn, id_: str, owners: Sequence[str]) -> SourceSpec:
    audiences = draw(st.sampled_from(((None, None), ("network", "network"), ("organisation", "network"))))
    return SourceSpec.model_validate(
        {
            "id": id_,
            "organisation": draw(st.sampled_from(owners)),
            "adapter": draw(st.sampled_from((None, "ical", "csv"))),
            "location": f"sources/{id_}.ics",
            "role": draw(st.sampled_from(("member", "coordination"))),
            "default_kind": draw(st.none() | st.sampled_from(_KINDS)),
            "default_audience": audiences[0],
            "max_audience": audiences[1],
        }
    )


@st.composite
def _feed(draw: st.DrawFn, id_: str, owners: Sequence[str]) -> FeedSpec:
    audience = draw(st.sampled_from(_CLOSED))
    kinds = draw(st.lists(st.sampled_from(_KINDS), max_size=2, unique=True))
    return FeedSpec(
        id=id_,
        path=f"feeds/{id_}.ics",
        audience=audience,
        organisation=draw(st.sampled_from(owners)) if audience is Audience.ORGANISATION else None,
        title=draw(st.none() | titles()),
        filter=FeedFilter.model_validate({"kind": tuple(kinds)}),
    )


@st.composite
def networks(draw: st.DrawFn, *, max_sources: int = 5) -> Network:
    """Give networks in which each id is declared once, each reference is declared, and nothing is public.

    There is at least one organisation, one source and one feed; the first organisation may be a collective of others.
    """
    members = draw(st.lists(organisations(), min_size=1, max_size=4, unique_by=lambda each: each.id))
    owners = [each.id for each in members]
    if len(members) > 1:
        joined = tuple(draw(st.lists(st.sampled_from(owners[1:]), max_size=3, unique=True)))
        members[0] = members[0].model_copy(update={"type": OrganisationType.COLLECTIVE, "members": joined})
    sources = draw(st.lists(ids(), min_size=1, max_size=max_sources, unique=True))
    feeds = draw(st.lists(ids(), min_size=1, max_size=3, unique=True))
    return Network(
        network=NetworkInfo(name=draw(titles()), language=draw(st.sampled_from(("fr", "en")))),
        organisations=tuple(members),
        places=tuple(draw(st.lists(_places(), max_size=2, unique_by=lambda each: each.name))),
        services=tuple(draw(st.lists(_services(), max_size=2, unique_by=lambda each: each.id))),
        sources=tuple(draw(_source(each, owners)) for each in sources),
        feeds=tuple(draw(_feed(each, owners)) for each in feeds),
    )


@st.composite
def entries(
    draw: st.DrawFn,
    *,
    sources: Sequence[str] = ("entraide", "collectif", "reseau"),
    of: SearchStrategy[AnyEvent] | None = None,
) -> Entry:
    """Give entries: an event (from ``of``, else :func:`events`) that one of ``sources`` states, and where it does."""
    source = draw(st.sampled_from(sources))
    event = draw(of if of is not None else events())
    line = draw(st.integers(1, 9_999))
    return Entry.of(source, event, Where(source, event.uid, recurrence_key(event.recurrence_id), line=line))
