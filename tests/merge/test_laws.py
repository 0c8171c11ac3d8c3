"""The laws of the merge (docs/design/merge.md), as properties over generated calendars."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from reseau_sync.embedding import merge_calendars
from reseau_sync.entry import Entry, recurrence_key
from reseau_sync.merge import combine, identify
from reseau_sync.model import AnyEvent, Event, Recurrence, Status, ZonedTime
from reseau_sync.model.network import FeedSpec, Network, NetworkInfo, Organisation, SourceSpec
from reseau_sync.testing import strategies

SOURCES = ("entraide", "collectif", "reseau")
NETWORK = Network(
    network=NetworkInfo(name="Réseau d’essai"),
    organisations=tuple(Organisation(id=each, name=each.title()) for each in SOURCES),
    sources=tuple(SourceSpec(id=each, organisation=each, location=f"{each}.ics") for each in SOURCES),
    feeds=(FeedSpec(id="tout", path="tout.ics"),),
)
PROPERTY = settings(max_examples=60, deadline=None)

# Few UIDs, so that sources share them: unique ones by form, and one that identifies nothing.
SHARED_UIDS = st.sampled_from(
    ["6f1d5c1e-6c1b-4a57-9a4e-0d7c41a3a1b2", "reunion-12@entraide.example.org", "1@localhost", None]
)


def shared_events() -> SearchStrategy[AnyEvent]:
    """Give events that look alike often enough to be versions of each other."""
    start = st.sampled_from([dt.datetime(2010, 9, day, 18) for day in (7, 8, 28)])
    return st.builds(
        _event,
        uid=SHARED_UIDS,
        title=st.sampled_from(["Réunion", "reunion", "Maraude"]),
        local=start,
        sequence=st.sampled_from([None, 0, 1, 2]),
        modified=st.sampled_from(
            [None, dt.datetime(2010, 9, 1, tzinfo=dt.UTC), dt.datetime(2010, 9, 2, tzinfo=dt.UTC)]
        ),
        status=st.sampled_from([None, *Status]),
    )


def _event(
    uid: str | None,
    title: str,
    local: dt.datetime,
    sequence: int | None,
    modified: dt.datetime | None,
    status: Status | None,
) -> AnyEvent:
    start = ZonedTime(local=local, zone="Europe/Paris")
    return Event(uid=uid, title=title, start=start, sequence=sequence, last_modified=modified, status=status)


ENTRIES = st.lists(
    st.one_of(
        strategies.entries(sources=SOURCES, of=shared_events()),
        strategies.entries(sources=SOURCES, of=strategies.events(uid=SHARED_UIDS)),
    ),
    max_size=8,
)


def _outcome(entries: list[Entry]) -> list[tuple[str, str]]:
    groups = identify(entries, NETWORK).groups
    return [(group.uid, combine(group, NETWORK).event.model_dump_json()) for group in groups]


@PROPERTY
@given(ENTRIES, st.randoms(use_true_random=False))
def test_law_1_the_order_of_entries_makes_no_difference(entries: list[Entry], random: object) -> None:
    shuffled = list(entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis types its Random as object
    assert _outcome(shuffled) == _outcome(entries)


def test_law_1_two_stamps_of_one_statement_make_no_difference() -> None:
    plain = Event(uid="1@a.example.org", title="R", start=ZonedTime(local=dt.datetime(2010, 9, 7), zone="Europe/Paris"))
    stamps = [None, dt.datetime(2010, 9, 1, tzinfo=dt.UTC), dt.datetime(2010, 9, 2, tzinfo=dt.UTC)]
    entries = [Entry.of(SOURCES[0], plain.model_copy(update={"stamp": each})) for each in stamps]
    assert _outcome(entries) == _outcome(entries[::-1])


@PROPERTY
@given(ENTRIES)
def test_law_1_merging_twice_is_merging_once(entries: list[Entry]) -> None:
    assert _outcome(entries + entries) == _outcome(entries)


@PROPERTY
@given(ENTRIES, ENTRIES, ENTRIES)
def test_law_1_how_entries_are_brought_together_makes_no_difference(
    a: list[Entry], b: list[Entry], c: list[Entry]
) -> None:
    assert _outcome((a + b) + c) == _outcome(a + (b + c)) == _outcome(c + a + b)


@PROPERTY
@given(ENTRIES)
def test_law_2_every_field_of_a_merged_event_is_one_that_a_member_states(entries: list[Entry]) -> None:
    ours = {"uid", "recurrence_id", "this_and_future", "overrides", "provenance"}
    for merged in merge_calendars(NETWORK, entries).events:
        # A guest is the occurrence of a series that is at home elsewhere: it states this event all the same.
        guests = [member.entry for guest in merged.group.guests for member in guest.members]
        members = [*(member.entry.event for member in merged.group.members), *(each.event for each in guests)]
        for name in set(type(merged.event).model_fields) - ours:
            value, stated = getattr(merged.event, name), [getattr(each, name, None) for each in members]
            if isinstance(value, Recurrence):  # what is published as a part of another event is left out here
                excluded = tuple(each for each in value.excluded if each not in merged.group.elsewhere)
                stated += [value for each in stated if each == value.model_copy(update={"excluded": excluded})]
            assert value in stated or _is_put_together(value, stated), name
        named = {(each.source, each.uid, each.recurrence_id) for each in merged.event.provenance}
        own = {_named(member.entry) for member in merged.group.members}
        assert own <= named
        assert {each[:2] for each in named - own} <= {(each.source, each.event.uid) for each in guests}


def _is_put_together(value: object, stated: list[object]) -> bool:
    """Say whether a value is made of what members state: a list of theirs, or their words below each other."""
    if isinstance(value, tuple):
        return all(any(isinstance(each, tuple) and one in each for each in stated) for one in value)
    return isinstance(value, str) and any(isinstance(each, str) and each.strip() in value for each in stated)


def _named(entry: Entry) -> tuple[str, str | None, str | None]:
    return entry.source, entry.event.uid, recurrence_key(entry.event.recurrence_id)


@PROPERTY
@given(ENTRIES)
def test_law_3_every_entry_is_in_exactly_one_group(entries: list[Entry]) -> None:
    once = {(entry.source, entry.digest, entry.where) for entry in entries}
    found = Counter(
        (member.entry.source, member.entry.digest, member.entry.where)
        for group in identify(entries, NETWORK).groups
        for member in group.members
    )
    assert once <= set(found)
    assert all(found[each] == 1 for each in once)


@PROPERTY
@given(ENTRIES)
def test_law_3_who_does_not_win_is_named_with_the_reason(entries: list[Entry]) -> None:
    for group in identify(entries, NETWORK).groups:
        assert group.members[0].role == "winner"
        assert all(member.reason for member in group.members if member.role != "winner")


@PROPERTY
@given(ENTRIES)
def test_merged_events_have_a_uid_each(entries: list[Entry]) -> None:
    uids = [group.uid for group in identify(entries, NETWORK).groups]
    assert len(uids) == len(set(uids))


@PROPERTY
@given(ENTRIES, st.randoms(use_true_random=False))
def test_law_8_the_same_content_gives_the_same_bytes(entries: list[Entry], random: object) -> None:
    assume(entries)
    shuffled = list(entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis types its Random as object
    assert merge_calendars(NETWORK, shuffled).render("tout") == merge_calendars(NETWORK, entries).render("tout")


def _version(source: str, **fields: object) -> Entry:
    base = Event(
        uid="6f1d5c1e-6c1b-4a57-9a4e-0d7c41a3a1b2",
        title="Réunion",
        start=ZonedTime(local=dt.datetime(2010, 9, 7, 18), zone="Europe/Paris"),
    )
    return Entry.of(source, base.model_copy(update=fields))


EARLY, LATE = (dt.datetime(2010, 9, day, tzinfo=dt.UTC) for day in (1, 2))


@pytest.mark.parametrize(
    ("winner", "loser", "rule"),
    [
        ({"sequence": 1}, {"last_modified": LATE}, "sequence"),
        ({"sequence": 0, "last_modified": LATE}, {"last_modified": EARLY}, "last-modified"),
        (
            {"last_modified": LATE, "status": Status.CONFIRMED},
            {"last_modified": EARLY, "status": Status.CANCELLED},
            None,
        ),
        ({"status": Status.CANCELLED}, {"status": Status.CONFIRMED}, "cancelled"),
    ],
)
def test_law_4_the_newest_revision_wins(winner: dict[str, object], loser: dict[str, object], rule: str | None) -> None:
    first, second = _version("reseau", **winner), _version("entraide", **loser)
    (group,) = identify([second, first], NETWORK).groups
    assert [(member.entry, member.role) for member in group.members] == [(first, "winner"), (second, "superseded")]
    assert rule is None or group.members[1].reason == rule


def test_law_4_the_lead_organisations_own_calendar_wins() -> None:
    lead = {"id": "entraide", "name": "Entraide"}
    ours = Entry.of(
        "entraide", Event.model_validate({**_version("x").event.model_dump(), "lead": lead, "title": "Réunion A"})
    )
    theirs = Entry.of(
        "reseau", Event.model_validate({**_version("x").event.model_dump(), "lead": lead, "title": "Réunion"})
    )
    (group,) = identify([theirs, ours], NETWORK).groups
    assert group.members[0].entry == ours
    assert group.members[1].reason == "lead"


def test_law_4_dtstamp_says_nothing() -> None:
    stamped, bare = _version("reseau", stamp=LATE), _version("entraide", stamp=EARLY)
    (group,) = identify([stamped, bare], NETWORK).groups
    assert {member.role for member in group.members} == {"winner", "copy"}


def test_a_uid_that_is_not_unique_by_form_identifies_within_its_source_only() -> None:
    a, b = _version("reseau", uid="1@localhost"), _version("entraide", uid="1@localhost")
    found = identify([a, b], NETWORK)
    assert len(found.groups) == 2
    assert [conflict.code for conflict in found.conflicts] == ["uid-collision"]


def test_entries_of_one_uid_that_do_not_agree_are_a_collision() -> None:
    other = ZonedTime(local=dt.datetime(2010, 11, 20, 18), zone="Europe/Paris")
    found = identify([_version("reseau"), _version("entraide", title="Maraude", start=other)], NETWORK)
    assert len(found.groups) == 2
    assert [conflict.code for conflict in found.conflicts] == ["uid-collision"]


def test_identical_copies_without_a_uid_in_one_source_are_one() -> None:
    row = _version("reseau", uid=None)
    again = Entry(row.source, row.event, row.where.__class__("reseau", line=9), row.digest)
    assert len(identify([row, again], NETWORK).groups) == 1


def test_entries_without_a_uid_in_two_sources_stay_two() -> None:
    assert len(identify([_version("reseau", uid=None), _version("entraide", uid=None)], NETWORK).groups) == 2
