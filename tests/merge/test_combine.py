"""One event out of several: which calendar's word each field is, and what is said of the rest."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reseau_sync.entry import Entry
from reseau_sync.feeds import worded
from reseau_sync.merge import combine, fields
from reseau_sync.merge.fields import FIRST
from reseau_sync.model import (
    EVENT,
    KINDS,
    AnyEvent,
    ApproximateDate,
    Audience,
    Date,
    Event,
    Intervention,
    Meeting,
    OrganisationRef,
    PartOfMonth,
    Place,
    Recurrence,
    Status,
    Time,
    ZonedTime,
)
from reseau_sync.model.network import FeedSpec, Network, NetworkInfo, Organisation, SourceSpec
from reseau_sync.view import Group, Member, Merged, Statement

FEED = FeedSpec(id="tout", path="tout.ics")
NETWORK = Network(
    network=NetworkInfo(name="Réseau d’essai"),
    organisations=(
        Organisation(id="a", name="Entraide A"),
        Organisation(id="b", name="Veille B", aliases=("VB",)),
        Organisation(id="c", name="Cercle C"),
        Organisation(id="pf", name="Plate-forme"),
    ),
    sources=(
        *(SourceSpec(id=each, organisation=each, location=f"{each}.ics") for each in ("a", "b", "c")),
        SourceSpec(id="pf", organisation="pf", location="pf.ics", role="coordination"),
    ),
    feeds=(FEED,),
)
A = OrganisationRef(name="Entraide A", id="a")
B = OrganisationRef(name="Veille B", id="b")


def at(day: int, hour: int = 14, minute: int = 0, month: int = 9) -> ZonedTime:
    return ZonedTime(local=dt.datetime(2010, month, day, hour, minute), zone="Europe/Paris")


def on(day: int) -> Date:
    return Date(date=dt.date(2010, 9, day))


def said(source: str, title: str = "Réunion", start: Time | None = None, **fields: Any) -> Entry:
    kind = fields.pop("of", Event)
    return Entry.of(source, kind(uid=f"{source}-{title}", title=title, start=start or at(7), **fields))


def whole(entry: Entry, **part: Any) -> Statement:
    return Statement((Member(entry),), **part)


def merged(*entries: Entry) -> Merged:
    return combine(Group("u@reseau-sync", tuple(map(whole, entries))), NETWORK)


def shown(found: Merged) -> str:
    (event,) = worded(FEED, NETWORK, [found])
    return event.description or ""


# Whose word ----------------------------------------------------------------------------------------------------------


def test_the_lead_organisations_own_calendar_comes_first() -> None:
    found = merged(said("pf", "RJ sept.", lead=B, description="x"), said("b", "Réunion du réseau"))
    assert found.event.title == "Réunion du réseau"
    assert [each.source for each in found.taken_from("title")] == ["b"]


def test_the_coordinators_comes_before_those_of_others() -> None:
    found = merged(said("a", "Réunion a"), said("c", "Réunion c"), said("pf", "Réunion du réseau"))
    assert found.event.title == "Réunion du réseau"


def test_of_others_the_fullest_comes_first_then_a_stable_order() -> None:
    full = said("c", "Complète", description="tout est dit", place=Place(text="Calais"))
    assert merged(said("a", "Brève"), full).event.title == "Complète"
    assert merged(said("a", "Une"), said("c", "Autre")).event.title == "Autre"  # Cercle C before Entraide A


def test_who_is_named_in_the_title_by_others_leads() -> None:
    found = merged(said("a", "Maraude VB", description="tout est dit"), said("b", "Maraude"), said("c", "Maraude c"))
    assert found.event.title == "Maraude"


def test_the_only_association_whose_own_calendar_states_it_leads() -> None:
    assert merged(said("pf", "Cours (EFL)"), said("a", "Cours de français")).event.title == "Cours de français"


def test_what_the_first_does_not_say_is_taken_from_the_next_and_says_so() -> None:
    found = merged(said("b", lead=B), said("a", place=Place(text="Maison de quartier"), url="https://a.example.org/"))
    assert found.event.place == Place(text="Maison de quartier")
    assert [each.source for each in found.taken_from("place")] == ["a"]
    assert [each.source for each in found.taken_from("url")] == ["a"]
    assert found.taken_from("minutes") == ()


def test_partners_and_services_are_united() -> None:
    one = said("a", lead=A, partners=(B,), of=Intervention, services=("food",))
    two = said("c", partners=(OrganisationRef(name="VB"), OrganisationRef(name="Cercle C")), services=("Water", "food"))
    found = merged(one, two)
    assert [each.name for each in found.event.partners] == ["Veille B", "Cercle C"]
    assert found.event.services == ("food", "Water")
    assert {each.source for each in found.taken_from("services")} == {"a", "c"}


def test_who_leads_for_one_calendar_only_is_a_partner_and_the_report_says_so() -> None:
    found = merged(said("a", lead=A), said("b", lead=B))
    assert found.event.lead == A
    assert found.event.partners == (B,)
    assert [each.code for each in found.disagreements] == ["lead"]


def test_a_kind_that_is_known_goes_before_one_that_is_not() -> None:
    found = merged(said("b", "Réunion b", lead=B), said("a", "Réunion a", of=Meeting))
    assert (found.event.kind, found.event.title) == ("meeting", "Réunion b")


def test_what_others_say_beside_is_kept_under_their_name_and_said_once() -> None:
    found = merged(
        said("b", lead=B, description="Ordre du jour : asile."),
        said("a", description="Apporter des tentes."),
        said("c", description="ordre du jour asile"),
    )
    assert found.event.description == "Ordre du jour : asile.\n\nEntraide A : Apporter des tentes."


def test_every_calendar_that_states_it_is_named() -> None:
    found = merged(said("b"), said("a"), said("pf"))
    assert [each.source for each in found.event.provenance] == ["a", "b", "pf"]


def test_the_newest_edit_of_any_of_them_is_the_events() -> None:
    early, late = (dt.datetime(2010, 9, day, tzinfo=dt.UTC) for day in (1, 2))
    found = merged(said("b", lead=B, sequence=1, last_modified=early), said("a", sequence=3, last_modified=late))
    assert (found.event.sequence, found.event.last_modified) == (3, late)


def test_what_one_of_them_closes_is_closed() -> None:
    found = merged(said("b", lead=B), said("a", audience=Audience.ORGANISATION, classification="PRIVATE"))
    assert (found.event.audience, found.event.classification) == (Audience.ORGANISATION, "PRIVATE")


# What differs --------------------------------------------------------------------------------------------------------


def test_two_hours_are_said_first_the_one_that_counts() -> None:
    found = merged(said("a", start=at(7, 14, 30)), said("b", lead=B))
    assert found.event.start == at(7)
    assert shown(found).startswith("Horaires différents : 14h (Veille B), 14h30 (Entraide A)")


def test_two_days_are_said_with_their_dates() -> None:
    found = merged(said("b", lead=B), said("a", start=at(8)))
    assert "Dates différentes : le 07/09 à 14h (Veille B), le 08/09 à 14h (Entraide A)" in shown(found)


def test_two_ends_are_said_and_a_missing_one_is_not() -> None:
    found = merged(said("b", lead=B, end=at(7, 16)), said("a", end=at(7, 17)), said("c"))
    assert "Horaires différents : 14h–16h (Veille B), 14h–17h (Entraide A)" in shown(found)
    assert not merged(said("b", lead=B, end=at(7, 16)), said("a")).disagreements


def test_an_end_that_only_another_states_is_taken() -> None:
    assert merged(said("b", lead=B), said("a", end=at(7, 16))).event.end == at(7, 16)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("Maison de l’environnement", "maison de l'environnement, 106 av. du Casino, Dunkerque"),
        ("106 avenue du Casino", "106 av du casino"),
        ("Salle Jean Moulin, 59140 Dunkerque", "salle Jean-Moulin"),
        ("Maison de quartier du Jeu de Mail", "maison de quartier du jeu de maill"),
    ],
)
def test_a_place_in_other_words_is_no_difference(mine: str, theirs: str) -> None:
    places = (Place(text=mine, commune="Dunkerque"), Place(text=theirs, commune="Dunkerque"))
    assert not merged(said("b", lead=B, place=places[0]), said("a", place=places[1])).disagreements


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (Place(text="Calais", commune="Calais"), Place(text="Marck", commune="Marck")),
        (Place(text="Salle A, maison de quartier"), Place(text="Salle B, maison de quartier")),
        (Place(text="12 rue du Port"), Place(text="14 rue du Port")),
    ],
)
def test_two_places_are_said(mine: Place, theirs: Place) -> None:
    found = merged(said("b", lead=B, place=mine), said("a", place=theirs))
    assert f"Lieux différents : {mine.text} (Veille B), {theirs.text} (Entraide A)" in shown(found)


def test_a_place_is_given_in_the_words_of_who_says_more() -> None:
    full = Place(text="Maison de l’environnement, 106 av. du Casino", commune="Dunkerque")
    found = merged(said("b", lead=B, place=Place(text="Dunkerque", commune="Dunkerque")), said("a", place=full))
    assert found.event.place == full
    assert [each.source for each in found.taken_from("place")] == ["a"]
    assert not found.disagreements


def test_an_hour_is_taken_from_who_knows_it_where_the_first_knows_the_day() -> None:
    found = merged(said("b", lead=B, start=on(7)), said("a", start=at(7)))
    assert (found.event.start, found.disagreements) == (at(7), ())


def test_a_day_is_taken_from_who_knows_it_where_the_first_knows_the_part_of_the_month() -> None:
    about = ApproximateDate(year=2010, month=9, part=PartOfMonth.EARLY)
    rough = said("b", lead=B, start=about.span()[0], end=about.span()[1], approximate=about, status=Status.TENTATIVE)
    found = merged(rough, said("a", start=at(7)))
    assert (found.event.start, found.event.approximate, found.disagreements) == (at(7), None, ())
    EVENT.validate_python(found.event.model_dump())


def test_an_hour_on_another_day_is_a_difference() -> None:
    found = merged(said("b", lead=B, start=on(7)), said("a", start=at(9)))
    assert found.event.start == on(7)
    assert "Dates différentes : le 07/09 (Veille B), le 09/09 à 14h (Entraide A)" in shown(found)


def test_cancelled_by_its_lead_organisation_is_cancelled() -> None:
    found = merged(said("b", status=Status.CANCELLED), said("a", lead=B, status=Status.CONFIRMED))
    assert found.event.status is Status.CANCELLED


def test_cancelled_by_another_is_said_and_not_applied() -> None:
    found = merged(said("b", lead=B), said("a", status=Status.CANCELLED))
    assert found.event.status is None
    assert shown(found).startswith("Annulé selon Entraide A")


def test_cancelled_by_all_is_cancelled_and_no_difference() -> None:
    found = merged(said("c", status=Status.CANCELLED), said("a", status=Status.CANCELLED))
    assert (found.event.status, found.disagreements) == (Status.CANCELLED, ())


def test_a_stale_copy_is_named_and_changes_nothing() -> None:
    moved, old = said("b", start=at(7, 16)), said("a", start=at(7), title="Ancienne", place=Place(text="Ailleurs"))
    found = combine(Group("u@reseau-sync", (whole(moved), whole(old, stale=True))), NETWORK)
    assert (found.event.title, found.event.place) == ("Réunion", None)
    assert "Ancien horaire encore affiché : le 07/09 à 14h (Entraide A)" in shown(found)


def test_nobody_is_named_to_everybody() -> None:
    found = merged(said("b", lead=B), said("a", start=at(7, 14, 30)))
    public = FeedSpec.model_construct(**{**dict(FEED), "audience": Audience.PUBLIC})
    (event,) = worded(public, NETWORK, [found])
    assert "Horaires différents selon les agendas : 14h, 14h30" in (event.description or "")


def test_the_same_said_in_english() -> None:
    found = merged(said("b", lead=B), said("a", start=at(7, 14, 30), status=Status.CANCELLED))
    (event,) = worded(FEED.model_copy(update={"language": "en"}), NETWORK, [found])
    assert (event.description or "").startswith(
        "Times differ: 14:00 (Veille B), 14:30 (Entraide A)\nCancelled according to Entraide A"
    )


def test_every_field_of_the_schema_has_a_rule() -> None:
    # A field that is added must be thought of here, in docs/design/combining.md, and in merge/fields.py.
    apart = {
        *("kind", "start", "end", "approximate", "recurrence", "place", "description", "description_html", "partners"),
        *("status", "audience", "classification", "sequence", "last_modified", "stamp", *OURS),
    }
    every = {name for kind in KINDS.values() for name in kind.model_fields}
    assert every == {*FIRST, *fields.UNITED, *apart}


# Series --------------------------------------------------------------------------------------------------------------

WEEKLY = Recurrence(rules=("FREQ=WEEKLY;COUNT=4",))


def test_a_single_event_at_one_occurrence_of_a_series_is_published_as_that_occurrences_override() -> None:
    series = said("b", "Permanence", lead=B, recurrence=WEEKLY, end=at(7, 16))
    single = said("a", "Permanence spéciale", start=at(14, 14, 30), place=Place(text="Mairie"))
    group = Group("u@reseau-sync", (whole(series), whole(single, at=at(14))))
    found = combine(group, NETWORK)
    (override,) = found.event.overrides
    assert (override.uid, override.recurrence_id, override.start, override.end) == (
        *("u@reseau-sync", at(14)),
        *(at(14), at(14, 16)),
    )
    assert (override.title, override.place) == ("Permanence", Place(text="Mairie"))
    assert [each.source for each in found.occurrences["20100914T140000"]["place"]] == ["a"]
    assert [(each.code, each.at) for each in found.disagreements] == [("time", at(14))]
    assert [each.source for each in found.taken_from("title")] == ["b"]
    (event,) = worded(FEED, NETWORK, [found])
    assert "Horaires différents" not in (event.description or "")
    assert "Entraide A" not in (event.description or "")
    assert "Horaires différents : 14h–16h (Veille B), 14h30 (Entraide A)" in (event.overrides[0].description or "") or (
        "Horaires différents : 14h (Veille B), 14h30 (Entraide A)" in (event.overrides[0].description or "")
    )


def test_two_series_that_are_one_differ_in_their_hours_once_and_an_override_of_either_counts() -> None:
    moved = Event(uid="b-x", title="Permanence", start=at(21, 18), recurrence_id=at(21))
    ours = said("b", "Permanence", lead=B, recurrence=WEEKLY, overrides=(moved,))
    off = Event(
        uid="a-x", title="Permanence", start=at(14, 14, 30), recurrence_id=at(14, 14, 30), status=Status.CANCELLED
    )
    theirs = said("a", "Permanence", start=at(7, 14, 30), recurrence=WEEKLY, overrides=(off,))
    found = merged(ours, theirs)
    assert [each.recurrence_id for each in found.event.overrides] == [at(14), at(21)]
    assert found.event.overrides[0].status is None
    codes = {(each.code, each.at) for each in found.disagreements}
    assert codes >= {("time", None), ("cancelled", at(14)), ("time", at(21))}
    assert found.event.recurrence == WEEKLY


def test_an_occurrence_that_is_published_elsewhere_is_taken_out_of_its_series() -> None:
    series = said("b", "Permanence", recurrence=WEEKLY)
    found = combine(Group("u@reseau-sync", (whole(series),), elsewhere=(at(14),)), NETWORK)
    assert found.event.recurrence is not None
    assert found.event.recurrence.excluded == (at(14),)


def test_a_single_event_with_an_occurrence_of_a_series_as_guest_is_one_event() -> None:
    series = said("a", "Permanence", recurrence=WEEKLY, place=Place(text="Mairie"))
    single = said("b", "Permanence du 14", start=at(14), lead=B)
    found = combine(Group("u@reseau-sync", (whole(single),), guests=(whole(series, of=at(14)),)), NETWORK)
    assert (found.event.start, found.event.recurrence, found.event.overrides) == (at(14), None, ())
    assert found.event.place == Place(text="Mairie")
    assert {each.source for each in found.event.provenance} == {"a", "b"}


# Laws ----------------------------------------------------------------------------------------------------------------

ENTRIES = st.lists(
    st.builds(
        said,
        st.sampled_from(["a", "b", "c", "pf"]),
        st.sampled_from(["Réunion", "Maraude VB", "", "Réunion du réseau"]),
        st.sampled_from([at(7), at(7, 14, 30), at(8), on(7)]),
        place=st.sampled_from([None, Place(text="Calais", commune="Calais"), Place(text="Salle A"), Place(text="x")]),
        status=st.sampled_from([None, *Status]),
        lead=st.sampled_from([None, A, B, OrganisationRef(name="Autre")]),
        partners=st.sampled_from([(), (A,), (B, A)]),
        description=st.sampled_from([None, "un", "deux mots"]),
        sequence=st.sampled_from([None, 1, 2]),
    ),
    min_size=2,
    max_size=5,
    unique_by=lambda each: (each.source, each.event.uid),
)
UNITED = {"partners", "services", "needs", "categories", "contacts"}
OURS = {"uid", "recurrence_id", "this_and_future", "overrides", "provenance"}


@settings(max_examples=60, deadline=None)
@given(ENTRIES, st.randoms(use_true_random=False))
def test_the_order_of_statements_makes_no_difference(entries: list[Entry], random: Any) -> None:
    shuffled = list(entries)
    random.shuffle(shuffled)
    one, two = merged(*entries), merged(*shuffled)
    assert (one.event, one.fields, one.disagreements) == (two.event, two.fields, two.disagreements)


@settings(max_examples=60, deadline=None)
@given(ENTRIES)
def test_law_2_every_field_names_the_entries_that_state_it(entries: list[Entry]) -> None:
    found = merged(*entries)
    for name in set(type(found.event).model_fields) - OURS:
        value = getattr(found.event, name)
        takers = [each.event for each in found.taken_from(name)]
        if name in UNITED:
            stated: list[object] = [item for each in takers for item in getattr(each, name)]
            stated += [each.lead for each in takers if name == "partners"]
            assert all(item in stated for item in value)
        elif name == "description":
            assert all((each.description or "") in (value or "") for each in takers)
        elif value not in (None, "", ()):
            assert takers, name
            assert all(getattr(each, name) == value for each in takers), name
    EVENT.validate_python(found.event.model_dump())


@settings(max_examples=60, deadline=None)
@given(ENTRIES)
def test_whatever_differs_the_published_version_is_said_first(entries: list[Entry]) -> None:
    found = merged(*entries)
    for each in found.disagreements:
        assert each.said
        if each.code in ("time", "date", "place"):
            assert len(each.said) >= 2
            assert found.taken_from("place" if each.code == "place" else "start")[0] in each.said[0].entries


def test_a_lone_statement_is_published_as_it_is() -> None:
    entry = said("a", description="mot", place=Place(text="x"))
    found = merged(entry)
    event: AnyEvent = found.event.model_copy(update={"uid": entry.event.uid, "provenance": ()})
    assert event == entry.event
    assert found.taken_from("title") == (entry,)
