"""How wide an event may be known, line by line as the domain's rules for privacy say it (1 and 2)."""

from __future__ import annotations

from typing import Any

import pytest

from reseau_sync.audience import audience_of
from reseau_sync.embedding import MergedCalendar, merge_calendars
from reseau_sync.entry import Entry
from reseau_sync.errors import ConfigError
from reseau_sync.model import (
    Audience,
    Delegation,
    Event,
    Geo,
    OrganisationRef,
    Place,
    PublicAction,
    Recurrence,
    Status,
)
from reseau_sync.model.network import FeedSpec, Network, NetworkInfo, Organisation, PlaceSpec, SourceSpec
from tests.merge.building import at

PUBLIC, NETWORK, OWN = Audience.PUBLIC, Audience.NETWORK, Audience.ORGANISATION


def network(info: dict[str, Any] | None = None, owner: dict[str, Any] | None = None, **source: Any) -> Network:
    return Network(
        network=NetworkInfo.model_validate({"name": "Essai", **(info or {})}),
        organisations=(
            Organisation.model_validate({"id": "dunes", "name": "Entraide des Dunes", **(owner or {})}),
            Organisation(id="phares", name="Les Phares", aliases=("Phares",)),
            Organisation(id="veilleurs", name="Veilleurs", max_audience=OWN),
        ),
        places=(PlaceSpec(name="Carrefour", commune="Dunkerque"),),
        sources=(SourceSpec.model_validate({"id": "agenda", "organisation": "dunes", "location": "a.ics", **source}),),
        feeds=tuple(
            FeedSpec(id=str(each), path=f"{each}.ics", audience=each, form="full", organisation=organisation)
            for each, organisation in ((PUBLIC, None), (NETWORK, None), (OWN, "phares"))
        ),
    )


@pytest.mark.parametrize(
    ("stated", "source", "expected"),
    [
        ({}, {}, NETWORK),
        ({"audience": PUBLIC}, {}, NETWORK),  # its source allows no more
        ({"audience": PUBLIC}, {"max_audience": PUBLIC}, PUBLIC),
        ({}, {"max_audience": PUBLIC}, NETWORK),
        ({}, {"default_audience": PUBLIC}, PUBLIC),
        ({"audience": NETWORK}, {"default_audience": PUBLIC}, NETWORK),
        ({"audience": OWN}, {"default_audience": PUBLIC}, OWN),
        ({}, {"default_audience": OWN}, OWN),
        ({"audience": NETWORK}, {"default_audience": OWN}, OWN),  # the ceiling is the default where none is stated
        ({"audience": NETWORK}, {"default_audience": OWN, "max_audience": PUBLIC}, NETWORK),
        ({"classification": "PUBLIC"}, {"max_audience": PUBLIC}, NETWORK),  # tools write it by themselves
        ({"classification": "PRIVATE"}, {"default_audience": PUBLIC}, OWN),
        ({"classification": "CONFIDENTIAL", "audience": PUBLIC}, {"max_audience": PUBLIC}, OWN),
        ({"classification": "X-INTERNE"}, {}, OWN),
    ],
)
def test_the_most_specific_default_under_the_narrowest_ceiling(
    stated: dict[str, Any], source: dict[str, Any], expected: Audience
) -> None:
    entry = Entry.of("agenda", Event(title="Réunion", start=at(7), **stated))
    assert audience_of(entry, network(**source)) is expected


def test_a_kind_has_a_default_where_neither_event_nor_source_states_one() -> None:
    info = {"default_audience": {"public_action": "public", "delegation": "organisation"}}
    action = Entry.of("agenda", PublicAction(title="Rassemblement", start=at(7)))
    delegation = Entry.of("agenda", Delegation(title="Délégation", start=at(7)))
    assert audience_of(action, network(info, max_audience=PUBLIC)) is PUBLIC
    assert audience_of(action, network(info)) is NETWORK
    assert audience_of(action, network(info, default_audience=NETWORK, max_audience=PUBLIC)) is NETWORK
    assert audience_of(delegation, network(info)) is OWN


def test_an_organisation_has_a_ceiling() -> None:
    entry = Entry.of("agenda", Event(title="Ronde", start=at(7), audience=PUBLIC))
    assert audience_of(entry, network(owner={"max_audience": OWN}, default_audience=PUBLIC)) is OWN


def merged(net: Network, *events: Any, **more: Any) -> MergedCalendar:
    return merge_calendars(net, [Entry.of("agenda", each) for each in events], key=b"une cle", **more)


def public(net: Network, *events: Any) -> list[Any]:
    return [each.event for each in merged(net, *events).known_to("public")]


FULL = PublicAction(
    uid="a@dunes.example.org",
    title="Rassemblement, contact 06 12 34 56 78",
    description="Chez Martine",
    start=at(7),
    end=at(7, 20),
    place=Place(
        text="12 rue de la Gare, Calais",
        venue="Gare",
        street="12 rue de la Gare",
        commune="calais",
        geo=Geo(latitude=50.95, longitude=1.85),
    ),
    lead=OrganisationRef(name="Phares"),
    partners=(
        OrganisationRef(name="Entraide des Dunes"),
        OrganisationRef(name="Paul D."),
        OrganisationRef(name="Veilleurs"),
    ),
    contacts=("Martine",),
    services=("food",),
    url="https://dunes.example.org/interne",
    public_url="https://dunes.example.org/agenda",
)


def test_the_public_reads_what_when_the_commune_and_declared_organisations_and_no_more() -> None:
    (event,) = public(network(default_audience=PUBLIC), FULL)
    said = event.model_dump(exclude_none=True, exclude_defaults=True, exclude={"start", "end", "uid"})
    assert said == {
        "title": "Rassemblement, contact …",
        "place": {"commune": "Calais", "insee": "62193"},
        "lead": {"name": "Les Phares", "id": "phares", "type": "association"},
        "partners": ({"name": "Entraide des Dunes", "id": "dunes", "type": "association"},),
        "url": "https://dunes.example.org/agenda",
    }


def test_a_commune_that_nobody_knows_is_not_shown() -> None:
    event = FULL.model_copy(update={"place": Place(commune="chez Martine, 06 12 34 56 78")})
    assert public(network(default_audience=PUBLIC), event)[0].place is None


def test_links_are_public_where_the_event_or_its_source_declares_them_so() -> None:
    plain = FULL.model_copy(update={"public_url": None})
    assert public(network(default_audience=PUBLIC), plain)[0].url is None
    assert public(network(default_audience=PUBLIC, public_links=True), plain)[0].url == plain.url
    token = plain.model_copy(update={"url": "https://dunes.example.org/a?token=1"})
    assert public(network(default_audience=PUBLIC, public_links=True), token)[0].url is None


def test_a_kind_may_have_one_title_for_the_public() -> None:
    net = network({"public_titles": {"public_action": "Action publique"}}, default_audience=PUBLIC)
    assert public(net, FULL)[0].title == "Action publique"
    assert merged(net, FULL).known_to("network")[0].event.title == FULL.title


def test_the_public_is_not_told_what_is_called_off() -> None:
    off = FULL.model_copy(update={"status": Status.CANCELLED})
    assert public(network(default_audience=PUBLIC), off) == []
    part = FULL.model_copy(update={"recurrence_id": at(14), "start": at(14), "status": Status.CANCELLED})
    series = FULL.model_copy(update={"recurrence": Recurrence(rules=("FREQ=WEEKLY",)), "overrides": (part,)})
    (event,) = public(network(default_audience=PUBLIC), series)
    assert event.overrides == ()
    assert event.recurrence.excluded == (at(14),)


def test_a_closed_instance_is_as_if_it_were_not_there_and_so_is_all_that_follows_where_it_says_so() -> None:
    part = FULL.model_copy(update={"recurrence_id": at(14), "start": at(15), "classification": "PRIVATE"})
    series = FULL.model_copy(update={"recurrence": Recurrence(rules=("FREQ=WEEKLY",)), "overrides": (part,)})
    (event,) = public(network(default_audience=PUBLIC), series)
    assert (event.overrides, event.recurrence.excluded) == ((), (at(14),))
    onwards = series.model_copy(update={"overrides": (part.model_copy(update={"this_and_future": True}),)})
    (cut,) = public(network(default_audience=PUBLIC), onwards)
    assert cut.recurrence.rules == ("FREQ=WEEKLY;UNTIL=20100914T155959Z",)


def test_a_closed_override_of_no_occurrence_is_not_shown_either() -> None:
    part = FULL.model_copy(update={"title": "Ronde", "classification": "PRIVATE"})
    series = FULL.model_copy(
        update={"recurrence": Recurrence(rules=("FREQ=WEEKLY;BYDAY=TU, TH",)), "overrides": (part,)}
    )
    (event,) = public(network(default_audience=PUBLIC), series)
    assert event.overrides == ()
    assert event.recurrence.rules == ("FREQ=WEEKLY;BYDAY=TU,TH",)


def test_a_rule_that_counts_cannot_be_cut_where_what_follows_is_closed() -> None:
    part = FULL.model_copy(update={"recurrence_id": at(14), "classification": "PRIVATE", "this_and_future": True})
    rules = Recurrence(rules=("FREQ=WEEKLY;COUNT=9",))
    series = FULL.model_copy(update={"recurrence": rules, "overrides": (part,)})
    assert public(network(default_audience=PUBLIC), series) == []


def test_an_instance_is_as_wide_as_its_series_says() -> None:
    part = FULL.model_copy(update={"recurrence_id": at(14), "start": at(15), "title": "Déplacé"})
    series = FULL.model_copy(
        update={"recurrence": Recurrence(rules=("FREQ=WEEKLY",)), "overrides": (part,), "audience": PUBLIC}
    )
    (event,) = public(network(max_audience=PUBLIC), series)
    assert [each.title for each in event.overrides] == ["Déplacé"]


def test_what_is_private_is_shown_as_busy_where_its_source_says_so() -> None:
    private = FULL.model_copy(update={"classification": "PRIVATE"})
    hidden = FULL.model_copy(update={"classification": "X-INTERNE", "uid": "b"})
    own = FULL.model_copy(update={"audience": OWN, "uid": "c"})
    net = network(private_as_busy=True, max_audience=NETWORK)
    for feed in ("network", "organisation"):
        (event,) = [each.event for each in merged(net, private, hidden, own).known_to(feed)]
        assert (event.title, event.kind, event.start, event.end) == ("Occupé", "event", private.start, private.end)
        assert (event.description, event.place, event.lead, event.contacts) == (None, None, None, ())
    assert merged(network(), private).known_to("network") == ()
    assert public(network(private_as_busy=True, default_audience=PUBLIC), private) == []


def test_an_instance_of_a_private_series_is_busy_too_unless_it_is_closed_by_more() -> None:
    moved = FULL.model_copy(update={"recurrence_id": at(14), "start": at(15), "end": None})
    hidden = FULL.model_copy(update={"recurrence_id": at(21), "start": at(22), "audience": OWN})
    series = FULL.model_copy(
        update={
            "recurrence": Recurrence(rules=("FREQ=WEEKLY",)),
            "classification": "PRIVATE",
            "overrides": (moved, hidden),
        }
    )
    (event,) = [each.event for each in merged(network(private_as_busy=True), series).known_to("network")]
    assert [(each.title, each.start) for each in event.overrides] == [("Occupé", at(15))]
    assert event.recurrence is not None
    assert event.recurrence.excluded == (at(21),)


def test_a_public_feed_asks_for_a_key_and_its_uids_tell_nothing_without_it() -> None:
    net = network(default_audience=PUBLIC)
    entries = [Entry.of("agenda", FULL)]
    with pytest.raises(ConfigError) as caught:
        merge_calendars(net, entries).render("public")
    assert caught.value.code == "no-key"
    uids = {
        (feed, key): merge_calendars(net, entries, key=key).known_to(feed)[0].event.uid
        for feed in ("public", "network")
        for key in (b"une cle", b"une autre")
    }
    assert len(set(uids.values())) == 3  # the network's does not rest on a key, the public's do, and none is another's
    again = merge_calendars(net, entries, key=b"une cle").known_to("public")[0].event.uid
    assert again == uids["public", b"une cle"]
