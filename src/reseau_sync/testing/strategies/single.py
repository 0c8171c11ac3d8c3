"""Events of every kind that happen once."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from reseau_sync.model import (
    KINDS,
    AnyEvent,
    ApproximateDate,
    Audience,
    Geo,
    OrganisationRef,
    OrganisationType,
    OtherComponent,
    OtherProperty,
    PartOfMonth,
    Place,
    Status,
)
from reseau_sync.testing.strategies.texts import prose, titles, uids
from reseau_sync.testing.strategies.times import FORMS, Form, spans, stamps

_URLS = ("https://example.org/", "https://agenda.example.org/e/12?vue=mois&langue=fr#haut", "http://example.org/é")
_PLACES = (
    Place(text="Carrefour des solidarités, 15 rue de l'Écluse de Bergues, Dunkerque"),
    Place(text="Salle des fêtes ; 1er étage, Loon-Plage"),
    Place(venue="Maison de quartier", street="3, place de la Gare", commune="Calais", insee="62193"),
    Place(text="Grande-Synthe", commune="Grande-Synthe", insee="59271", geo=Geo(latitude=51.013, longitude=2.302)),
)
_ORGANISATIONS = ("Entraide des Dunes", "Collectif du 4 septembre", "Mairie de Calais", "Syndicat « Uni·e·s »")
_SERVICES = ("repas", "maraude", "douches", "juridique", "vêtements")
_PROPERTIES = (
    OtherProperty(name="TRANSP", value="TRANSPARENT", value_type="TEXT"),
    OtherProperty(name="PRIORITY", value="5", value_type="INTEGER"),
    OtherProperty(name="X-ESSAI", value="une valeur\\, échappée\\net suivie"),
    OtherProperty(
        name="ATTENDEE",
        parameters=(("CN", ("Dune, Camille",)), ("PARTSTAT", ("ACCEPTED",))),
        value="mailto:camille@example.org",
        value_type="CAL-ADDRESS",
    ),
)
_ALARM = OtherComponent(
    name="VALARM",
    properties=(
        OtherProperty(name="ACTION", value="DISPLAY", value_type="TEXT"),
        OtherProperty(name="DESCRIPTION", value="Rappel", value_type="TEXT"),
        OtherProperty(name="TRIGGER", value="-PT15M", value_type="DURATION"),
    ),
)


@functools.cache
def places() -> SearchStrategy[Place]:
    """Give places: as written, in parts, recognised, with a point, or free text."""
    return st.one_of(st.sampled_from(_PLACES), st.builds(Place, text=titles()))


@functools.cache
def organisation_refs() -> SearchStrategy[OrganisationRef]:
    """Give organisations as an event names them."""
    names = st.one_of(st.sampled_from(_ORGANISATIONS), titles())
    return st.one_of(
        st.builds(OrganisationRef, name=names),
        st.builds(OrganisationRef, name=names, type=st.sampled_from(OrganisationType)),
    )


def _several(of: SearchStrategy[Any]) -> SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, min_size=1, max_size=3, unique=True).map(tuple)


def _plain_fields() -> dict[str, SearchStrategy[Any]]:
    """Return the fields that an event may state or not and that stand alone."""
    return {
        "description": prose(),
        "status": st.sampled_from(Status),
        "audience": st.sampled_from(Audience),
        "place": places(),
        "lead": organisation_refs(),
        "partners": _several(organisation_refs()),
        "services": _several(st.sampled_from(_SERVICES)),
        "theme": titles(),
        "categories": _several(titles()),
        "url": st.sampled_from(_URLS),
        "public_url": st.sampled_from(_URLS),
        "agenda": st.sampled_from(_URLS),
        "minutes": st.sampled_from(_URLS),
        "contacts": _several(titles()),
        "needs": _several(titles()),
        "capacity": st.integers(0, 500),
        "sequence": st.integers(0, 30),
    }


def _exotic_fields() -> dict[str, SearchStrategy[Any]]:
    """Return the fields that only some formats can hold."""
    return {
        "description_html": prose().map(lambda text: f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>"),
        "classification": st.sampled_from(("PUBLIC", "PRIVATE", "CONFIDENTIAL", "X-INTERNE")),
        "other_properties": _several(st.sampled_from(_PROPERTIES)),
        "other_components": st.just((_ALARM,)),
    }


_KIND = st.sampled_from(sorted(KINDS))
_OF_KIND: dict[str, SearchStrategy[dict[str, Any]]] = {
    **dict.fromkeys(KINDS, st.just({})),
    "delegation": st.fixed_dictionaries({}, optional={"counterpart": organisation_refs(), "outcome": titles()}),
    "service": st.fixed_dictionaries(
        {},
        optional={"languages": _several(st.sampled_from(("fr", "ar", "ps", "ti"))), "competences": _several(titles())},
    ),
}
_APPROXIMATE = st.builds(
    ApproximateDate, year=st.integers(1970, 2100), month=st.integers(1, 12), part=st.sampled_from(PartOfMonth)
)
_DATES = st.lists(stamps(), max_size=2)
_UNSURE = st.sampled_from((Status.TENTATIVE, Status.CANCELLED))
_STAMP = st.fixed_dictionaries({}, optional={"stamp": stamps()})


@functools.cache
def stated_fields(exotic: bool = True) -> SearchStrategy[dict[str, Any]]:
    """Give the optional fields of one event, few at a time, so that examples stay small enough to read."""
    every = _plain_fields() | (_exotic_fields() if exotic else {})
    names = st.lists(st.sampled_from(sorted(every)), max_size=6, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({name: every[name] for name in chosen}))


@st.composite
def _made(draw: st.DrawFn, when: dict[str, Any], exotic: bool, uid: SearchStrategy[str | None] | None) -> AnyEvent:
    kind = draw(_KIND)
    own = draw(_OF_KIND[kind])
    dates = dict(zip(("created", "last_modified"), sorted(draw(_DATES)), strict=False)) | draw(_STAMP)
    stated = draw(stated_fields(exotic))
    named = draw(uids() if uid is None else uid)
    return KINDS[kind](**{"uid": named, "title": draw(titles()), **stated, **own, **dates, **when})


@st.composite
def single_events(
    draw: st.DrawFn,
    *,
    forms: Sequence[Form] = FORMS,
    exotic: bool = True,
    uid: SearchStrategy[str | None] | None = None,
) -> AnyEvent:
    """Give events that happen once. ``exotic``: with what only iCalendar can say; ``uid``: where UIDs come from."""
    start, end = draw(spans(forms))
    return draw(_made({"start": start, "end": end}, exotic, uid))


@st.composite
def approximate_events(
    draw: st.DrawFn, *, exotic: bool = True, uid: SearchStrategy[str | None] | None = None
) -> AnyEvent:
    """Give events of which only a third of a month is known."""
    about = draw(_APPROXIMATE)
    start, end = about.span()
    status = draw(_UNSURE)
    return draw(_made({"start": start, "end": end, "approximate": about, "status": status}, exotic, uid))
