"""The laws hold where entries under different UIDs are fused, and where people decided; events here look alike."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reseau_sync.audience import scope_of
from reseau_sync.embedding import MergedCalendar, merge_calendars
from reseau_sync.entry import Entry
from reseau_sync.keeping import remembered_uids
from reseau_sync.merge import lasting_key
from reseau_sync.model import EVENT, AnyEvent, Event, Intervention, Meeting, OrganisationRef, Place, Recurrence, Status
from reseau_sync.model.network import FeedSpec, Network, NetworkInfo, Organisation, SourceSpec
from reseau_sync.model.time import ZonedTime
from reseau_sync.view import Decisions

SOURCES = ("entraide", "veille", "coordination")
FEED = FeedSpec(id="tout", path="tout.ics")
NETWORK = Network(
    network=NetworkInfo(name="Réseau d’essai"),
    organisations=tuple(Organisation(id=each, name=each.title()) for each in SOURCES),
    sources=tuple(
        SourceSpec(
            id=each,
            organisation=each,
            location=f"{each}.ics",
            role="coordination" if each == "coordination" else "member",
        )
        for each in SOURCES
    ),
    feeds=(FEED,),
)
PROPERTY = settings(max_examples=50, deadline=None)


@st.composite
def alike(draw: st.DrawFn) -> list[Entry]:
    """Give entries of three calendars, each under a UID of its own, that state a few events between them."""
    titles = ["Réunion du collectif logement", "réunion collectif logement", "Réunion logement (Veille)", "Maraude"]
    count = draw(st.integers(2, 6))
    return [draw(_entry(number, titles)) for number in range(count)]


def _entry(number: int, titles: list[str]) -> st.SearchStrategy[Entry]:
    def build(source: str, title: str, hour: int, minute: int, day: int, of: type[Any], **more: Any) -> Entry:
        start = ZonedTime(local=dt.datetime(2010, 9, day, hour, minute), zone="Europe/Paris")
        uid = f"6f1d5c1e-6c1b-4a57-9a4e-{number:012x}"
        stated: AnyEvent = of(uid=uid, title=title, start=start, **more)
        return Entry.of(source, stated)

    return st.builds(
        build,
        st.sampled_from(SOURCES),
        st.sampled_from(titles),
        hour=st.sampled_from([14, 18]),
        minute=st.sampled_from([0, 30]),
        day=st.sampled_from([7, 14]),
        of=st.sampled_from([Event, Meeting, Intervention]),
        place=st.sampled_from([None, Place(text="Salle des fêtes, Calais"), Place(text="Calais")]),
        status=st.sampled_from([None, Status.CONFIRMED, Status.CANCELLED]),
        lead=st.sampled_from([None, OrganisationRef(name="Veille")]),
        description=st.sampled_from([None, "Ordre du jour : logement", "Apporter de l’eau"]),
        recurrence=st.sampled_from([None, None, Recurrence(rules=("FREQ=WEEKLY;COUNT=3",))]),
    )


@st.composite
def decided(draw: st.DrawFn) -> tuple[list[Entry], Decisions]:
    entries = draw(alike())
    keys = sorted({lasting_key(each) for each in entries})
    pairs = [(a, b) for a in keys for b in keys if a < b]
    chosen = st.frozensets(st.sampled_from(pairs), max_size=2)
    return entries, Decisions(draw(chosen), draw(chosen))


def past_of(merged: MergedCalendar) -> dict[str, dict[str, str]]:
    return {scope_of(FEED): remembered_uids(merged.known_to(FEED.id))}


@PROPERTY
@given(decided(), st.randoms(use_true_random=False))
def test_law_1_and_8_the_order_of_entries_makes_no_difference(
    given_: tuple[list[Entry], Decisions], random: Any
) -> None:
    entries, decisions = given_
    shuffled = list(entries)
    random.shuffle(shuffled)
    one = merge_calendars(NETWORK, entries, decisions=decisions).render(FEED.id)
    assert merge_calendars(NETWORK, shuffled + entries, decisions=decisions).render(FEED.id) == one


@PROPERTY
@given(decided())
def test_a_decision_made_late_gives_what_one_made_early_gives(given_: tuple[list[Entry], Decisions]) -> None:
    entries, decisions = given_
    early = merge_calendars(NETWORK, entries, decisions=decisions)
    before = past_of(merge_calendars(NETWORK, entries))
    late = merge_calendars(NETWORK, entries, before, decisions)
    assert late.render(FEED.id) == early.render(FEED.id)


def test_who_founded_an_event_takes_its_identifier_along_into_another() -> None:
    entries = [
        Entry.of(source, Event(uid=f"6f1d5c1e-6c1b-4a57-9a4e-{number:012x}", title="Réunion du logement", start=start))
        for number, (source, day) in enumerate([("entraide", 7), ("veille", 7), ("coordination", 14)])
        for start in [ZonedTime(local=dt.datetime(2010, 9, day, 14), zone="Europe/Paris")]
    ]
    keys = [lasting_key(each) for each in entries]
    decisions = Decisions(frozenset({(keys[2], keys[0])}))
    before = past_of(merge_calendars(NETWORK, entries))
    late = merge_calendars(NETWORK, entries, before, decisions)
    assert late.render(FEED.id) == merge_calendars(NETWORK, entries, decisions=decisions).render(FEED.id)


@PROPERTY
@given(decided())
def test_a_run_on_what_the_run_before_remembers_changes_nothing(given_: tuple[list[Entry], Decisions]) -> None:
    entries, decisions = given_
    first = merge_calendars(NETWORK, entries, decisions=decisions)
    again = merge_calendars(NETWORK, entries, past_of(first), decisions)
    assert again.render(FEED.id) == first.render(FEED.id)


@PROPERTY
@given(decided())
def test_what_a_person_told_apart_is_never_one(given_: tuple[list[Entry], Decisions]) -> None:
    entries, decisions = given_
    for merged in merge_calendars(NETWORK, entries, decisions=decisions).events:
        keys = {lasting_key(member.entry) for member in merged.group.members}
        assert not any(a in keys and b in keys for a, b in decisions.different)


@PROPERTY
@given(decided())
def test_law_3_every_entry_is_in_one_event_and_named_by_it(given_: tuple[list[Entry], Decisions]) -> None:
    entries, decisions = given_
    events = merge_calendars(NETWORK, entries, decisions=decisions).events
    homes = [lasting_key(member.entry) for merged in events for member in merged.group.members]
    assert sorted(homes) == sorted({lasting_key(each) for each in entries})
    for merged in events:
        named = {(each.source, each.uid) for each in merged.event.provenance}
        statements = (*merged.group.statements, *merged.group.guests)
        members = [member.entry for statement in statements for member in statement.members]
        assert named == {(each.source, each.event.uid) for each in members}


@PROPERTY
@given(decided())
def test_a_merged_event_is_one_of_the_schema(given_: tuple[list[Entry], Decisions]) -> None:
    entries, decisions = given_
    for merged in merge_calendars(NETWORK, entries, decisions=decisions).events:
        assert EVENT.validate_python(merged.event.model_dump()) == merged.event
