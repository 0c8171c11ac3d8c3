"""Events whose every text may be anything, for the tests of what is written."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from reseau_sync.model import KINDS, AnyEvent, Geo, OrganisationRef, Place, Recurrence
from reseau_sync.model.network import Network, NetworkInfo, Organisation, PlaceSpec, ServiceSpec
from reseau_sync.ports import Context
from reseau_sync.testing import strategies
from reseau_sync.testing.strategies import Form

NETWORK = Network(
    network=NetworkInfo(name="Réseau"),
    organisations=(Organisation(id="entraide", name="Entraide des Dunes", aliases=("Réunion", "x")),),
    places=(PlaceSpec(name="Carrefour", commune="Dunkerque", aliases=("Réunion", "a")),),
    services=(ServiceSpec(id="hair", name="Coiffure"),),
)
CONTEXTS = (Context("s"), Context("s", NETWORK, default_kind="meeting"), Context("s", timezone="Europe/London"))

TEXT = st.one_of(
    st.text(alphabet="=+-@'—\\;#\"[],|\r\n\t\x00\u00a0é🍲e", max_size=8),
    st.text(max_size=10),
    st.sampled_from(("=HYPERLINK(1)", "—", "'", "Calais", "rue de Calais", "Bailleul", "repas", "Entraide des Dunes")),
)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
SOME = st.none() | TEXT
REF = st.builds(OrganisationRef, name=TEXT, id=SOME, type=st.none())
PLACE = st.builds(
    Place,
    text=SOME,
    venue=SOME,
    street=SOME,
    commune=SOME,
    insee=st.none() | st.sampled_from(("59183", "2A004", "80051")),
    geo=st.none() | st.builds(Geo, latitude=st.floats(-90, 90), longitude=st.floats(-180, 180)),
)
FORMS: tuple[Form, ...] = ("zoned", "floating", "date", "utc", "fixed")


@st.composite
def hostile(draw: st.DrawFn) -> AnyEvent:
    """Give events whose every text may be anything."""
    base = draw(strategies.single_events(forms=FORMS, exotic=False))
    texts = {name: draw(SOME) for name in ("description", "description_html", "theme", "url", "agenda", "minutes")}
    lists = {name: draw(TEXTS) for name in ("services", "categories", "contacts", "needs")}
    own: dict[str, object] = {"outcome": draw(SOME)} if base.kind == "delegation" else {}
    own |= {"languages": draw(TEXTS), "competences": draw(TEXTS)} if base.kind == "service" else {}
    values: dict[str, Any] = {
        **dict(base),
        **texts,
        **lists,
        **own,
        "uid": draw(SOME),
        "title": draw(TEXT),
        "classification": draw(SOME),
        "place": draw(st.none() | PLACE),
        "lead": draw(st.none() | REF),
        "partners": draw(st.lists(REF, max_size=2).map(tuple)),
        "recurrence": draw(st.sampled_from((None, Recurrence(), Recurrence(rules=("FREQ=DAILY", "FREQ=WEEKLY"))))),
        "stamp": None,
    }
    return KINDS[base.kind](**values)
