"""What comes back is published once, from where it came: echoes, relays, hubs that read each other (law 6)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reseau_sync.echoes import heard
from reseau_sync.embedding import MergedCalendar, merge_calendars, read
from reseau_sync.entry import Entry
from reseau_sync.model import AnyEvent, Intervention, Place, Provenance, ZonedTime
from reseau_sync.model.network import FeedSpec, Network, NetworkInfo, Organisation, SourceSpec


def network(name: str, *sources: str) -> Network:
    return Network(
        network=NetworkInfo(name=name),
        organisations=tuple(Organisation(id=each, name=f"Association {each.upper()}") for each in "abc"),
        sources=tuple(
            SourceSpec(
                id=each,
                organisation=each[0] if each[0] in "abc" else None,
                location=f"{each}.ics",
                role="member" if each[0] in "abc" else "coordination",
            )
            for each in sources
        ),
        feeds=(FeedSpec(id="tout", path="tout.ics"),),
    )


NETWORK = network("Réseau d’essai", "a", "b", "c")
UIDS = {each: f"6f1d5c1e-6c1b-4a57-9a4e-0d7c41a3a1{each * 2}" for each in "abc"}


def said(source: str, title: str = "Maraude", day: int = 7, uid: str | None = None, **fields: object) -> Entry:
    start = ZonedTime(local=dt.datetime(2010, 9, day, 18), zone="Europe/Paris")
    event = Intervention.model_validate(
        {
            "uid": uid or f"{UIDS[source]}-{title}",
            "title": title,
            "start": start,
            "place": Place(text="Calais"),
            **fields,
        }
    )
    return Entry.of(source, event)


def feed(merged: MergedCalendar) -> bytes:
    return merged.render("tout")


def reimported(data: bytes, source: str, *, keeps: str, of: Network = NETWORK) -> list[Entry]:
    """Return what a member's calendar states after taking in our feed.

    ``keeps``: ``all`` of it; the ``uid`` without what is ours; ``origin``, under a UID of its own; or ``words`` alone.
    """
    text = data.decode()
    if keeps in ("uid", "words"):
        text = re.sub(r"\r\nX-RESEAU-[^\r]*(?:\r\n [^\r]*)*", "", text)
    if keeps in ("origin", "words"):
        text = re.sub(r"\r\nUID:[^\r]*(?:\r\n [^\r]*)*", lambda _: f"\r\nUID:{next(numbers)}@import.example.org", text)
    return list(read(text.encode(), of, source).entries)


numbers = iter(range(1_000_000))
WAYS = ["all", "uid", "origin", "words"]


@pytest.mark.parametrize("keeps", WAYS)
def test_an_event_that_a_member_takes_in_and_gives_out_again_is_published_once(keeps: str) -> None:
    once = merge_calendars(NETWORK, [said("a")])
    echo = reimported(feed(once), "b", keeps=keeps)
    again = merge_calendars(NETWORK, [said("a"), *echo])
    assert feed(again) == feed(once)
    assert [(each.entry.source, each.how) for each in again.echoes] == [
        ("b", {"all": "path", "origin": "path", "uid": "uid", "words": "words"}[keeps])
    ]


@pytest.mark.parametrize("keeps", WAYS)
def test_what_its_owner_withdrew_does_not_come_back_through_another(keeps: str) -> None:
    once = merge_calendars(NETWORK, [said("a")])
    echo = reimported(feed(once), "b", keeps=keeps)
    assert len(merge_calendars(NETWORK, echo, withdrawn=[said("a")]).events) == 0


@pytest.mark.parametrize("keeps", WAYS)
def test_an_echo_confirms_nothing_and_outranks_nothing(keeps: str) -> None:
    once = merge_calendars(NETWORK, [said("a")])
    echo = reimported(feed(once), "b", keeps=keeps)
    (event,) = merge_calendars(NETWORK, [said("a"), *echo]).events
    assert [each.source for each in event.event.provenance] == ["a"]


def test_an_echo_is_known_by_the_uid_that_was_published_once_whatever_it_is_now() -> None:
    past = {"network": {"x": "deadbeefdeadbeefdeadbeefdeadbeef@reseau-sync"}}
    echo = said("b", uid="deadbeefdeadbeefdeadbeefdeadbeef-20100907T180000@reseau-sync")
    merged = merge_calendars(NETWORK, [echo], past)
    assert [each.how for each in merged.echoes] == ["uid"]


def test_a_coordinator_that_writes_who_leads_is_no_echo_of_what_was_withdrawn() -> None:
    stated = said("c", description="Porté par : Association A")
    assert not heard([stated], NETWORK, withdrawn=[said("a")]).echoes


def test_an_ordinary_calendar_has_no_echoes() -> None:
    entries = [said("a"), said("b"), said("c", "Réunion", description="Avec : tout le monde")]
    assert heard(entries, NETWORK).entries == tuple(entries)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from([("a", "Maraude"), ("a", "Cours"), ("b", "Maraude"), ("c", "Repas")]), unique=True, min_size=1
    ),
    st.sampled_from(WAYS),
    st.sampled_from("abc"),
    st.randoms(use_true_random=False),
)
def test_law_6_echoes_in_any_order_change_nothing(
    stated: list[tuple[str, str]], keeps: str, member: str, random: object
) -> None:
    own = [said(source, title, 7 + number) for number, (source, title) in enumerate(stated)]
    once = merge_calendars(NETWORK, own)
    together = [*own, *reimported(feed(once), member, keeps=keeps)]
    random.shuffle(together)  # type: ignore[attr-defined]  # hypothesis types its Random as object
    again = merge_calendars(NETWORK, together)
    assert feed(again) == feed(once)
    assert len(again.echoes) == len(own)


# Hubs ----------------------------------------------------------------------------------------------------------------


class Hub:
    """A network that reads calendars of its own and feeds of other hubs."""

    def __init__(self, name: str, members: str, hubs: str) -> None:
        self.name = name
        self.network = network(f"Réseau {name}", *members, *(f"hub{each.lower()}" for each in hubs))
        self.hubs = hubs
        self.stated: dict[str, Entry] = {}
        self.feed = merge_calendars(self.network, []).render("tout")
        self.gone: list[Entry] = []
        self.was: list[Entry] = []

    def round(self, feeds: dict[str, bytes]) -> bytes:
        relayed = [
            entry for each in self.hubs for entry in read(feeds[each], self.network, f"hub{each.lower()}").entries
        ]
        return merge_calendars(self.network, [*self.stated.values(), *relayed], withdrawn=self.gone).render("tout")

    def shown(self) -> list[tuple[str, str, str | None]]:
        return sorted(calendar(read(self.feed, self.network, self.network.sources[0].id).entries))


def calendar(entries: Iterable[Entry]) -> list[tuple[str, str, str | None]]:
    return [(each.event.title, str(each.event.start), each.event.description) for each in entries]


def rounds(hubs: Sequence[Hub], limit: int = 8) -> int:
    """Let every hub read the others' feeds of the round before, until nothing changes; return the rounds it took."""
    for number in range(1, limit):
        feeds = {hub.name: hub.feed for hub in hubs}
        now = {hub.name: hub.round(feeds) for hub in hubs}
        if now == feeds:
            return number - 1
        for hub in hubs:
            hub.feed = now[hub.name]
    raise AssertionError("the hubs never come to rest")


TOPOLOGIES = {
    "two in a loop": [("X", "a", "Y"), ("Y", "b", "X")],
    "three in a ring": [("X", "a", "Z"), ("Y", "b", "X"), ("Z", "c", "Y")],
    "three that all read each other": [("X", "a", "YZ"), ("Y", "b", "XZ"), ("Z", "c", "XY")],
    "two that share a member": [("X", "ab", "Y"), ("Y", "b", "X")],
}


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_hubs_that_read_each_other_reach_the_same_calendar_and_a_deletion_dies_everywhere(topology: str) -> None:
    hubs = [Hub(*each) for each in TOPOLOGIES[topology]]
    for number, source in enumerate("abc"):
        for hub in hubs:
            if hub.network.source(source) is not None:
                hub.stated[source] = said(source, f"Maraude {source}", 7 + number)
    assert rounds(hubs) <= len(hubs) + 1
    wanted = hubs[0].shown()
    assert len(wanted) == len({each for hub in hubs for each in hub.stated})
    assert all(hub.shown() == wanted for hub in hubs)
    for hub in hubs:
        hub.gone += [entry for source, entry in hub.stated.items() if source == "a"]
        hub.stated.pop("a", None)
    assert rounds(hubs) <= len(hubs) + 1
    assert all(hub.shown() == [each for each in wanted if each[0] != "Maraude a"] for hub in hubs)


def test_an_event_that_two_hubs_know_from_calendars_of_their_own_lives_until_both_have_dropped_it() -> None:
    x, y = Hub("X", "a", "Y"), Hub("Y", "b", "X")
    x.stated["a"] = said("a", "Réunion du réseau")
    y.stated["b"] = said("b", "Réunion du réseau")
    rounds([x, y])
    x.stated.clear()
    rounds([x, y])
    assert len(x.shown()) >= 1
    y.stated.clear()
    assert rounds([x, y]) <= 3
    assert x.shown() == y.shown() == []


def test_what_a_hub_publishes_is_read_back_with_its_path() -> None:
    merged = merge_calendars(NETWORK, [said("a")])
    (entry,) = read(feed(merged), network("Autre", "c"), "c").entries
    (origin,) = entry.event.provenance
    assert (origin.source, origin.organisation, origin.path) == ("a", "Association A", ("Réseau d’essai",))
    assert origin.key
    assert origin.uid is None
    event: AnyEvent = entry.event
    assert b"X-RESEAU-ORIGIN;X-ORG=Association A;X-KEY=" in feed(merged).replace(b"\r\n ", b"")
    assert event.uid is not None


def test_a_copy_through_another_hub_of_what_is_read_here_is_a_relay() -> None:
    other = network("Autre", "a", "hub")
    relayed = read(feed(merge_calendars(NETWORK, [said("a")])), other, "hub").entries
    merged = merge_calendars(other, [said("a"), *relayed])
    assert [each.how for each in merged.echoes] == ["relay"]
    assert len(merged.events) == 1


def test_of_two_hubs_that_relay_one_event_the_nearer_is_heard() -> None:
    first = feed(merge_calendars(NETWORK, [said("a")]))
    middle = network("Milieu", "hub")
    second = feed(merge_calendars(middle, read(first, middle, "hub").entries))
    end = network("Bout", "hub1", "hub2")
    near, far = read(first, end, "hub2").entries, read(second, end, "hub1").entries
    merged = merge_calendars(end, [*far, *near])
    assert [(each.entry.source, each.how) for each in merged.echoes] == [("hub1", "relay")]
    assert len(merged.events) == 1


def test_texts_do_not_grow_from_hub_to_hub() -> None:
    first = feed(merge_calendars(NETWORK, [said("a", description="Rendez-vous au local.")]))
    middle = network("Milieu", "hub")
    (entry,) = read(first, middle, "hub").entries
    (again,) = read(feed(merge_calendars(middle, [entry])), middle, "hub").entries
    assert again.event.description == entry.event.description


def test_the_order_of_what_is_heard_makes_no_difference() -> None:
    first = feed(merge_calendars(NETWORK, [said("a"), said("b", "Repas")]))
    other = network("Autre", "a", "hub")
    entries = [said("a"), *read(first, other, "hub").entries]
    one, two = heard(entries, other), heard(entries[::-1], other)
    assert set(one.entries) == set(two.entries)
    assert set(one.echoes) == set(two.echoes)
    assert one.linked == two.linked


def test_entries_that_two_hubs_have_of_one_origin_beside_others_are_one_event() -> None:
    end = network("Bout", "hub1", "hub2")
    shared = read(feed(merge_calendars(NETWORK, [said("a")])), end, "hub1").entries[0]
    (origin,) = shared.event.provenance
    own = [Provenance(source=each, key=each, path=(f"Réseau {each}",)) for each in ("x", "y")]
    one, two = (
        Entry.of(hub, shared.event.model_copy(update={"uid": f"{hub}@reseau-sync", "provenance": (origin, each)}))
        for hub, each in zip(("hub1", "hub2"), own, strict=True)
    )
    merged = merge_calendars(end, [one, two])
    assert len(merged.heard.linked) == 1
    assert len(merged.events) == 1
