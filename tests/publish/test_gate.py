"""The gate: a feed that subscribers' programs would stumble over, or that tells too much, does not replace another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from reseau_sync import Feed, Network, NetworkInfo, Organisation, Source, gating
from reseau_sync.config import load
from reseau_sync.entry import Entry
from reseau_sync.errors import PublishError
from reseau_sync.gating import ALLOWED, gate_of
from reseau_sync.ics.feed import FeedHeader, render
from reseau_sync.model import Audience, Event, Place, Recurrence, Status
from reseau_sync.pipeline import run

from ..occurrences.building import day, paris

PATH = Path("feed.ics")
EVENTS = [
    Event(uid="repas@x", title="Repas chaud à Loon-Plage 🎉 " * 6, start=paris("2026-10-01T19:00")),
    Event(
        uid="serie@x",
        title="Permanence",
        start=paris("2026-10-01T14:00"),
        end=paris("2026-10-01T16:00"),
        recurrence=Recurrence(rules=("FREQ=WEEKLY",), excluded=(paris("2026-10-08T14:00"),)),
        status=Status.TENTATIVE,
    ),
    Event(uid="jour@x", title="Assemblée", start=day("2026-10-03"), end=day("2026-10-04")),
]
DATA = render(EVENTS, FeedHeader("Le réseau"))
NETWORK = Network(
    network=NetworkInfo(name="R"),
    organisations=(Organisation(id="marmite", name="La Marmite"),),
    sources=(
        Source(id="ouverte", organisation="marmite", location="https://agenda.example.org/jeton/a.ics"),
        Source(id="close", organisation="marmite", location="b.ics", default_audience=Audience.ORGANISATION),
    ),
    feeds=(Feed(id="reseau", path="feed.ics"),),
)


def gate(audience: Audience = Audience.NETWORK, *entries: Entry) -> Callable[[Path, bytes | None, bytes], None]:
    organisation = "marmite" if audience is Audience.ORGANISATION else None
    return gate_of(Feed(id="f", path="f.ics", audience=audience, organisation=organisation), NETWORK, entries)


def refusal(data: bytes, before: bytes | None = None, audience: Audience = Audience.NETWORK, *entries: Entry) -> str:
    with pytest.raises(PublishError) as caught:
        gate(audience, *entries)(PATH, before, data)
    assert caught.value.code == "gate"
    return caught.value.say("en")


def test_a_feed_of_ours_passes() -> None:
    for audience in Audience:
        gate(audience)(PATH, None, DATA)
    gate()(PATH, DATA, DATA.replace(b"Permanence", b"Garde"))


def changed(old: bytes, new: bytes) -> bytes:
    assert old in DATA
    return DATA.replace(old, new, 1)


FAULTS = {
    "a line end that is not CRLF": (changed(b"SUMMARY:Permanence\r\n", b"SUMMARY:Permanence\n"), "CRLF"),
    "a line of more than 75 octets": (changed(b"SUMMARY:Permanence", b"SUMMARY:" + b"x" * 68), "75 octets"),
    "a file that is cut": (DATA[:-30], "no whole calendar"),
    "two events of one UID": (changed(b"UID:jour@x", b"UID:serie@x"), "serie@x"),
    "a property of nobody": (changed(b"SUMMARY:Permanence", b"ATTENDEE:mailto:a@b"), "ATTENDEE"),
    "an X- property": (changed(b"SUMMARY:Permanence", b"X-WR-ALARMUID:1"), "X-WR-ALARMUID"),
    "an alarm": (changed(b"SUMMARY:Permanence\r\n", b"BEGIN:VALARM\r\nEND:VALARM\r\n"), "VALARM"),
    "a zone that is not defined": (changed(b"TZID:Europe/Paris\r\n", b"TZID:Europe/Pari\r\n"), "without VTIMEZONE"),
    "an end before its start": (changed(b"20261001T160000", b"20261001T130000"), "does not follow"),
    "a day that ends at a time": (changed(b"DTEND;VALUE=DATE:20261004", b"DTEND:20261004T000000Z"), "does not follow"),
    "no DTSTAMP": (changed(b"DTSTAMP:19700101T000000Z\r\n", b""), "DTSTAMP"),
    "a date that is none": (changed(b"20261001T140000", b"20261301T140000"), "DTSTART"),
    "a rule that is none": (changed(b"FREQ=WEEKLY", b"FREQ=SOMETIMES"), "RRULE"),
    "an END of another": (changed(b"END:VEVENT", b"END:VTODO"), "do not match"),
    "a control character": (changed(b"SUMMARY:Permanence", b"SUMMARY:Perm\x07anence"), "cannot be read"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_feed_with_a_fault_does_not_pass_and_the_fault_is_named(name: str) -> None:
    data, said = FAULTS[name]
    assert said in refusal(data)
    assert said in refusal(data, DATA), "where the feed before it was right, what changed is looked at"


def test_a_line_folded_inside_a_character_does_not_pass() -> None:
    at = DATA.index("é".encode(), DATA.index(b"SUMMARY:Ass"))
    assert "inside a character" in refusal(DATA[: at + 1] + b"\r\n " + DATA[at + 1 :])


@pytest.mark.parametrize("name", ["CONTACT:06 00 00 00 00", "GEO:51.0;2.3", "X-RESEAU-NEED:eau"])
def test_what_is_for_the_network_does_not_pass_to_the_public(name: str) -> None:
    data = changed(b"SUMMARY:Permanence", name.encode())
    gate()(PATH, None, data)
    assert name.partition(":")[0] in refusal(data, None, Audience.PUBLIC)


def test_every_audience_may_see_what_wider_ones_may() -> None:
    for name, properties in ALLOWED[Audience.PUBLIC].items():
        assert properties <= ALLOWED[Audience.NETWORK][name] <= ALLOWED[Audience.ORGANISATION][name]


CLOSED = Entry.of("close", Event(uid="secret-1@x", title="Relevé des expulsions à l’aube", start=day("2026-10-01")))
OPEN = Entry.of("ouverte", Event(uid="ouvert-1@x", title="Relevé des expulsions à l’aube", start=day("2026-10-02")))


def test_a_text_of_a_closed_event_does_not_pass_and_is_not_quoted() -> None:
    data = render([CLOSED.event.model_copy(update={"uid": "autre@x"})], FeedHeader("R"))
    said = refusal(data, None, Audience.NETWORK, CLOSED)
    assert "close" in said
    assert "expulsions" not in said
    gate(Audience.ORGANISATION, CLOSED)(PATH, None, data)


def test_a_text_that_an_open_event_has_too_passes() -> None:
    data = render([OPEN.event], FeedHeader("R"))
    gate(Audience.NETWORK, CLOSED, OPEN)(PATH, None, data)


def test_an_event_called_as_a_place_or_as_our_own_words_keeps_no_feed_back() -> None:
    closed = CLOSED.event.model_copy(
        update={"title": "Saint-Martin-lez-Tatinghem", "description": "Porté par : Soins sans rivage"}
    )
    place = Place(commune="Saint-Martin-lez-Tatinghem")
    shown = OPEN.event.model_copy(update={"place": place, "description": "Porté par : Soins sans rivage"})
    gate(Audience.NETWORK, Entry.of("close", closed), OPEN)(PATH, None, render([shown], FeedHeader("R")))


def test_the_address_of_a_source_does_not_pass_to_the_public() -> None:
    data = changed(b"SUMMARY:Permanence", b"URL:https://agenda.example.org/jeton/a.ics")
    said = refusal(data, None, Audience.PUBLIC)
    assert "address of a source" in said
    assert "jeton" not in said


def test_a_feed_that_the_gate_refuses_is_not_published_and_the_one_before_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.ics").write_bytes(render(EVENTS, FeedHeader("A")))
    (tmp_path / "reseau.toml").write_text(
        '[network]\nname = "R"\n[[organisations]]\nid = "a"\nname = "A"\n'
        '[[sources]]\nid = "a"\norganisation = "a"\nlocation = "a.ics"\n[[feeds]]\nid = "f"\npath = "f.ics"\n',
        encoding="utf-8",
    )
    now = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
    loaded = load(tmp_path / "reseau.toml")
    nothing = {each: {**found, "VEVENT": frozenset({"UID"})} for each, found in ALLOWED.items()}
    with monkeypatch.context() as narrow:
        narrow.setattr(gating, "ALLOWED", nothing)
        done = run(loaded, now=now)
        assert [each.state for each in done.feeds] == ["missing"]
        assert done.exit_code == 1
    assert run(loaded, now=now).exit_code == 0
    before = (tmp_path / "f.ics").read_bytes()
    (tmp_path / "a.ics").write_bytes(render(EVENTS[:2], FeedHeader("A")))
    with monkeypatch.context() as narrow:
        narrow.setattr(gating, "ALLOWED", nothing)
        done = run(loaded, now=now + dt.timedelta(hours=1))
    assert [each.state for each in done.feeds] == ["refused"]
    assert "DTSTART" in done.feeds[0].reason.en if done.feeds[0].reason else False
    assert done.exit_code == 3
    assert (tmp_path / "f.ics").read_bytes() == before
