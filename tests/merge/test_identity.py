"""What is one event under different UIDs, and what is never: by examples, and as laws over generated networks."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reseau_sync.embedding import merge_calendars
from reseau_sync.entry import Entry
from reseau_sync.merge import Uids, combine, identify, lasting_key, window_of
from reseau_sync.model import Date, Event, OrganisationRef, Place, Recurrence, ZonedTime
from reseau_sync.model.network import FeedSpec, Network, NetworkInfo, Organisation, SourceSpec
from reseau_sync.occurrences import expand
from reseau_sync.view import Decisions, Group, Identified

ORGANISATIONS = (
    ("phare", "Le Phare", ("Phare",)),
    ("ancre", "Ancre Solidaire", ("Ancre",)),
    ("voile", "Voile et Refuge", ("V&R", "Voile")),
    ("quai", "Coordination des Quais", ("CdQ",)),
)
NETWORK = Network(
    network=NetworkInfo(name="Réseau d’essai"),
    organisations=tuple(Organisation(id=id_, name=name, aliases=also) for id_, name, also in ORGANISATIONS),
    sources=tuple(
        SourceSpec(id=id_, organisation=id_, location=f"{id_}.ics", role="coordination" if id_ == "quai" else "member")
        for id_, _, _ in ORGANISATIONS
    ),
    feeds=(FeedSpec(id="tout", path="tout.ics"),),
)
NOW = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)
WINDOW = window_of(NOW, "Europe/Paris")
_numbers = itertools.count(1)


def at(day: int, hour: int = 14, minute: int = 0) -> ZonedTime:
    return ZonedTime(local=dt.datetime(2026, 9, 1, hour, minute) + dt.timedelta(days=day - 1), zone="Europe/Paris")


def said(source: str, title: str, place: str | None = "Calais", start: Any = 8, **fields: Any) -> Entry:
    when = at(start) if isinstance(start, int) else start
    where = None if place is None else Place(text=place)
    uid = fields.pop("uid", f"{next(_numbers)}-{source}-3fa9c04b17@{source}.example.org")
    if "lead" in fields:
        fields["lead"] = OrganisationRef(name=fields["lead"])
    return Entry.of(source, Event(uid=uid, title=title, start=when, place=where, **fields))


def found(*entries: Entry, decisions: Decisions | None = None, past: Uids | None = None) -> Identified:
    return identify(entries, NETWORK, past or {}, decisions or Decisions(), window=WINDOW)


def together(*entries: Entry) -> bool:
    return len(found(*entries).groups) == 1


ONE = [
    (("phare", "Cercle de silence"), ("ancre", "cercle de silence à Calais", None)),
    (("phare", "Réunion sur la demande d'asile"), ("ancre", "RDV asile : réunion", "Calais", at(8, 14, 15))),
    (("phare", "Comité des fêtes de rue"), ("ancre", "CFR", "Calais")),
    (("phare", "Distribution avec Ancre"), ("ancre", "Distribution (Phare)")),
    (("phare", "Conseil d'administration"), ("ancre", "CA du Phare")),
    (("phare", "Délégation à la mairie"), ("ancre", "RDV mairie", None)),
    (("phare", "Formation secourisme, groupe A"), ("ancre", "PSC1 groupe A (avec le Phare)")),
    (("phare", "Ciné-débat"), ("ancre", "Projection d'un film, salle du port")),
    (("phare", "Visite du musée naval", "visio"), ("voile", "Musée naval", "en ligne")),
]


@pytest.mark.parametrize(("left", "right"), ONE)
def test_one_event_in_other_words(left: tuple[Any, ...], right: tuple[Any, ...]) -> None:
    assert together(said(*left), said(*right))


TWO = [
    (("phare", "Distribution"), ("ancre", "Distribution")),
    (("phare", "Distribution"), ("ancre", "Recharge, après la distribution du Phare")),
    (("phare", "Point santé"), ("ancre", "Soins à côté de la tournée du Phare")),
    (("phare", "CA"), ("ancre", "CA")),
    (("phare", "Réunion"), ("ancre", "réunion")),
    (("phare", "Cercle de silence", "Calais"), ("ancre", "Cercle de silence", "Dunkerque")),
    (("phare", "Formation accueil, séance 1"), ("ancre", "Formation accueil, séance 2")),
    (("phare", "Formation accueil (1/2)"), ("ancre", "Formation accueil (2/2)")),
    (("phare", "Préparation de la marche blanche"), ("ancre", "Marche blanche")),
    (("phare", "Délégation à la mairie"), ("ancre", "Délégation à la sous-préfecture")),
    (("phare", "Rassemblement à la mairie"), ("ancre", "Délégation reçue à la mairie")),
    (("phare", "Réunion asile"), ("ancre", "Réunion asile", "Calais", at(8, 14, 45))),
    (("phare", "Réunion asile"), ("ancre", "Réunion asile", "Calais", 9)),
]


@pytest.mark.parametrize(("left", "right"), TWO)
def test_two_events_that_look_alike(left: tuple[Any, ...], right: tuple[Any, ...]) -> None:
    assert not together(said(*left), said(*right))


def test_a_coordinators_row_that_names_the_actor_is_the_actors_intervention() -> None:
    mine, other = said("phare", "Distribution repas"), said("ancre", "Distribution repas")
    row = said("quai", "Distribution repas", lead="Le Phare")
    groups = found(mine, other, row).groups
    assert sorted(len(group.members) for group in groups) == [1, 2]


def test_a_calendar_states_an_event_once() -> None:
    assert not together(said("phare", "Cercle de silence"), said("phare", "Cercle de silence"))


def test_one_weak_link_never_chains_two_events() -> None:
    """The row in the middle fits both; the two it would chain say different things."""
    first = said("phare", "Formation écoute, séance 1")
    second = said("ancre", "Formation écoute, séance 2")
    between = said("voile", "Formation écoute")
    groups = found(first, second, between).groups
    assert len(groups) == 2
    assert not any({first.source, second.source} <= {each.entry.source for each in group.members} for group in groups)


def test_what_was_fused_says_on_which_evidence() -> None:
    (group,) = found(said("phare", "Cercle de silence"), said("ancre", "Cercle de silence")).groups
    assert [len(each.evidence) > 0 for each in group.statements] == [False, True]
    assert "same-start" in {each.code for each in group.statements[1].evidence}


def test_what_is_perhaps_one_event_is_suggested() -> None:
    seen = found(said("phare", "Projection"), said("ancre", "Ciné-club", None, at(8, 14, 20)))
    assert len(seen.groups) == 2
    (suggestion,) = seen.suggestions
    assert (suggestion.left, suggestion.right) == tuple(sorted(group.uid for group in seen.groups))
    assert suggestion.evidence


# --- series -----------------------------------------------------------------------------------------------------------


def weekly(source: str, title: str, start: Any = 7, count: int = 4, **fields: Any) -> Entry:
    excluded = tuple(at(each) for each in fields.pop("without", ()))
    rule = Recurrence(rules=(f"FREQ=WEEKLY;COUNT={count}",), excluded=excluded)
    return said(source, title, start=start, recurrence=rule, **fields)


def test_two_series_that_are_one_in_the_whole_window_are_one() -> None:
    seen = found(weekly("phare", "Cercle de silence"), weekly("ancre", "Cercle de silence", start=at(7, 14, 15)))
    (group,) = seen.groups
    assert [each.at for each in group.statements] == [None, None]
    assert group.guests == ()


def test_a_series_that_lacks_an_occurrence_of_another_takes_none_from_it() -> None:
    series = weekly("phare", "Cercle de silence")
    lead = weekly("ancre", "Cercle de silence", without=(14,), lead="Ancre Solidaire")
    (group,) = found(series, lead).groups
    assert [each.partial for each in group.statements] == [False, True]
    event = combine(group, NETWORK).event
    assert [each.start for each in expand(event, *WINDOW)] == [at(7), at(14), at(21), at(28)]


def test_a_single_event_joins_its_occurrence_of_a_series() -> None:
    series, single = weekly("phare", "Cercle de silence"), said("ancre", "Cercle de silence", start=14)
    (group,) = found(series, single).groups
    assert group.statements[0].winner == series
    assert [each.at for each in group.statements] == [None, at(14)]
    assert combine(group, NETWORK).event.recurrence is not None


def test_an_excluded_occurrence_leaves_the_copy_of_another_alone() -> None:
    series = weekly("phare", "Cercle de silence", without=(14,))
    groups = found(series, said("ancre", "Cercle de silence", start=14)).groups
    assert len(groups) == 2


def test_two_series_that_share_some_occurrences_share_no_more() -> None:
    first = weekly("phare", "Cercle de silence", start=7)
    later = weekly("ancre", "Cercle de silence", start=21)
    groups = found(first, later).groups
    assert len(groups) == 2
    host = next(group for group in groups if group.guests)
    other = next(group for group in groups if group is not host)
    assert [each.at for each in host.guests] == list(other.elsewhere) == [at(21), at(28)]


def test_a_cancelled_copy_is_the_same_event() -> None:
    cancelled = said("quai", "Distribution bois", lead="Le Phare", status="cancelled")
    assert together(said("phare", "Distribution bois"), cancelled)


def test_a_copy_at_the_old_time_of_a_moved_occurrence_is_named_and_not_published_there() -> None:
    moved = Event(
        uid="m", title="Cercle de silence", start=at(15, 16), recurrence_id=at(14), place=Place(text="Calais")
    )
    series = weekly("phare", "Cercle de silence", overrides=(moved,))
    copy = said("ancre", "Cercle de silence", start=14)
    seen = found(series, copy)
    (group,) = seen.groups
    assert [(each.at, each.stale) for each in group.statements] == [(None, False), (at(14), True)]
    assert [each.code for each in seen.conflicts] == ["stale-copy"]


def test_a_copy_at_the_day_from_which_an_event_says_it_was_moved_is_stale() -> None:
    now = said("phare", "Rencontre jardins partagés (report du 12)", start=14)
    copy = said("ancre", "Rencontre jardins partagés", start=12)
    (group,) = found(now, copy).groups
    assert [(each.winner, each.stale) for each in group.statements] == [(now, False), (copy, True)]


def test_a_copy_that_was_touched_later_is_no_stale_one() -> None:
    early, late = (dt.datetime(2026, 8, day, tzinfo=dt.UTC) for day in (1, 2))
    now = said("phare", "Rencontre jardins partagés (report du 12)", start=14, last_modified=early)
    copy = said("ancre", "Rencontre jardins partagés", start=12, last_modified=late)
    assert len(found(now, copy).groups) == 2


# --- decisions --------------------------------------------------------------------------------------------------------


def test_the_assembly_of_the_network_is_of_all_its_organisations() -> None:
    assert together(said("phare", "Assemblée générale du réseau"), said("ancre", "AG du réseau"))
    assert not together(said("phare", "Assemblée générale"), said("ancre", "AG"))
    assert not together(said("phare", "CA et réseaux sociaux"), said("ancre", "CA, réseaux sociaux"))


def test_to_be_at_what_others_do_is_no_intervention_of_ones_own() -> None:
    assert together(said("phare", "Veillée sur le quai"), said("ancre", "Présence à la veillée organisée par le Phare"))
    assert not together(said("phare", "Présence au camp"), said("ancre", "Présence au camp"))


def test_what_a_form_serves_tells_two_apart() -> None:
    assert not together(said("phare", "Vaccination avec Ancre"), said("ancre", "Tri de vêtements"))
    assert together(said("phare", "Consultation juridique avec Ancre"), said("ancre", "Permanence juridique"))


def keys(left: Entry, right: Entry) -> tuple[str, str]:
    return lasting_key(left), lasting_key(right)


def test_a_person_may_say_that_two_are_the_same_whatever_they_look_like() -> None:
    a, b = said("phare", "Soupe", "Calais", 8), said("ancre", "Réunion de bureau", "Dunkerque", 12)
    (group,) = found(a, b, decisions=Decisions(same=frozenset({keys(a, b)}))).groups
    assert len(group.statements) == 2


def test_a_person_may_say_that_two_are_different_however_alike() -> None:
    a, b = said("phare", "Cercle de silence"), said("ancre", "Cercle de silence")
    seen = found(a, b, decisions=Decisions(different=frozenset({keys(b, a)})))
    assert len(seen.groups) == 2
    assert seen.suggestions == ()


def test_what_a_person_called_different_is_not_joined_by_a_third() -> None:
    a, b, c = (said(each, "Cercle de silence") for each in ("phare", "ancre", "voile"))
    groups = found(a, b, c, decisions=Decisions(different=frozenset({keys(a, b)}))).groups
    assert all(not {a.source, b.source} <= {m.entry.source for m in group.members} for group in groups)


def test_different_outranks_same() -> None:
    a, b = said("phare", "Cercle de silence"), said("ancre", "Cercle de silence")
    both = frozenset({keys(a, b)})
    assert len(found(a, b, decisions=Decisions(same=both, different=both)).groups) == 2


def test_a_decision_joins_a_single_event_to_the_occurrence_of_its_day() -> None:
    series, single = weekly("phare", "Soupe"), said("ancre", "Goûter", start=at(14, 18))
    (group,) = found(series, single, decisions=Decisions(same=frozenset({keys(series, single)}))).groups
    assert group.statements[1].at == at(14)


# --- laws -------------------------------------------------------------------------------------------------------------

TITLES = st.sampled_from(
    [
        *(
            "Réunion",
            "Réunion asile",
            "asile : réunion",
            "CA",
            "CA du Phare",
            "Distribution",
            "Distribution avec Ancre",
        ),
        *("Distribution (Phare)", "Cercle de silence", "Marche blanche", "Préparation de la marche", "Formation 1/2"),
        *("Formation 2/2", "Délégation mairie", "RDV sous-préfecture", "Soupe", ""),
    ]
)
PLACES = st.sampled_from([None, "Calais", "salle du port, Calais", "salle du port", "Dunkerque", "visio"])
STARTS = st.one_of(
    st.builds(at, st.integers(7, 9), st.just(14), st.sampled_from([0, 15, 30, 45])),
    st.builds(lambda day: Date(date=dt.date(2026, 9, day)), st.integers(7, 9)),
)
RULES = st.sampled_from([None, None, None, "FREQ=DAILY;COUNT=3", "FREQ=WEEKLY;COUNT=2"])


@st.composite
def networks_entries(draw: st.DrawFn) -> list[Entry]:
    """Give entries of several calendars that look alike often enough to be fused, suggested and refused."""
    entries = []
    for number in range(draw(st.integers(0, 9))):
        source = draw(st.sampled_from([id_ for id_, _, _ in ORGANISATIONS]))
        rule = draw(RULES)
        entry = said(
            source,
            draw(TITLES),
            draw(PLACES),
            draw(STARTS),
            uid=f"{number}-3fa9c04b17@{source}.example.org",
            recurrence=Recurrence(rules=(rule,)) if rule else None,
        )
        entries.append(entry)
    return entries


PROPERTY = settings(max_examples=60, deadline=None)


def _shuffled(entries: list[Entry], seed: int) -> list[Entry]:
    copy = list(entries)
    Random(seed).shuffle(copy)
    return copy


def _rendered(entries: list[Entry], decisions: Decisions, past: dict[str, Uids] | None = None) -> bytes:
    return merge_calendars(NETWORK, entries, past, decisions, now=NOW).render("tout")


@st.composite
def decided(draw: st.DrawFn, entries: list[Entry]) -> Decisions:
    known = [lasting_key(each) for each in entries]
    if len(known) < 2:
        return Decisions()
    pairs = st.sets(st.tuples(st.sampled_from(known), st.sampled_from(known)), max_size=2)
    return Decisions(frozenset(draw(pairs)), frozenset(draw(pairs)))


@PROPERTY
@given(st.data(), st.integers())
def test_the_order_of_entries_makes_no_difference_to_what_is_fused_and_suggested(
    data: st.DataObject, seed: int
) -> None:
    entries = data.draw(networks_entries())
    decisions = data.draw(decided(entries))
    straight, shuffled = (found(*each, decisions=decisions) for each in (entries, _shuffled(entries, seed)))
    assert straight == shuffled
    assert _rendered(entries, decisions) == _rendered(_shuffled(entries, seed), decisions)


@PROPERTY
@given(networks_entries())
def test_every_entry_has_one_home_and_every_occurrence_is_shown_once(entries: list[Entry]) -> None:
    seen = found(*entries)
    homes = [lasting_key(member.entry) for group in seen.groups for member in group.members]
    assert sorted(homes) == sorted(map(lasting_key, entries))
    for group in seen.groups:
        assert all(guest.of is None or guest.winner not in [m.entry for m in group.members] for guest in group.guests)
    away = sorted(str((lasting_key(g.statements[0].winner), each)) for g in seen.groups for each in g.elsewhere)
    guests = sorted(
        str((lasting_key(guest.winner), guest.of)) for g in seen.groups for guest in g.guests if _keeps(seen, guest)
    )
    assert away == guests


def _keeps(seen: Identified, guest: Any) -> bool:
    """Say whether a guest's series has a group of its own."""
    return any(group.statements[0].winner == guest.winner for group in seen.groups)


@PROPERTY
@given(st.data())
def test_a_decision_made_early_or_late_gives_the_same(data: st.DataObject) -> None:
    entries = data.draw(networks_entries())
    decisions = data.draw(decided(entries))
    early = found(*entries, decisions=decisions)
    undecided = _uids(found(*entries))
    late = found(*entries, decisions=decisions, past=undecided)
    assert _shape(early) == _shape(late)


def _uids(seen: Identified) -> dict[str, str]:
    return {lasting_key(member.entry): group.uid for group in seen.groups for member in group.members}


def _shape(seen: Identified) -> list[list[str]]:
    return sorted(sorted(lasting_key(member.entry) for member in group.members) for group in seen.groups)


@PROPERTY
@given(st.data())
def test_decisions_are_honoured(data: st.DataObject) -> None:
    entries = data.draw(networks_entries())
    decisions = data.draw(decided(entries))
    for group in found(*entries, decisions=decisions).groups:
        known = {lasting_key(member.entry) for member in group.members}
        assert not any(a != b and {a, b} <= known and _whole(group) for a, b in decisions.different)


def _whole(group: Group) -> bool:
    """Say whether all that a group holds is one event; of a series others may state different occurrences."""
    return all(each.at is None for each in group.statements)


@PROPERTY
@given(networks_entries(), st.data())
def test_a_merged_event_keeps_its_uid_while_members_come_and_go(entries: list[Entry], data: st.DataObject) -> None:
    before = found(*entries)
    past = _uids(before)
    if not entries:
        return
    gone = data.draw(st.sampled_from(entries))
    after = found(*(each for each in entries if each is not gone), past=past)
    for group in after.groups:
        remembered = {past[lasting_key(member.entry)] for member in group.members}
        others = {past[lasting_key(m.entry)] for other in after.groups if other is not group for m in other.members}
        if len(remembered) == 1 and not remembered & others:
            assert {group.uid} == remembered
    assert found(*(replace(each) for each in entries), past=past) == before
