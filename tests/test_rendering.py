"""A feed in each of its formats: iCalendar, JSON lines, and what adapters write."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel, ConfigDict

from reseau_sync import Feed, Network, NetworkInfo, Organisation, Source, merge_calendars, read
from reseau_sync.config import load
from reseau_sync.errors import AdapterError, EncodeError, Words
from reseau_sync.model import EVENT, AnyEvent, Date, Event
from reseau_sync.pipeline import run
from reseau_sync.ports import Access, Context
from reseau_sync.registry import Registry
from reseau_sync.wording import describe, unconfirmed_since
from reseau_sync_ical import IcalAdapter

NOW = dt.datetime(2026, 10, 1, 6, tzinfo=dt.UTC)
AGENDA = b"\r\n".join(
    [
        b"BEGIN:VCALENDAR",
        b"VERSION:2.0",
        b"PRODID:-//essai//FR",
        b"BEGIN:VEVENT",
        b"UID:repas@marmite.example",
        b"DTSTAMP:20260901T000000Z",
        b"DTSTART;TZID=Europe/Paris:20261001T190000",
        b"DTEND;TZID=Europe/Paris:20261001T200000",
        b"SUMMARY:Repas chaud",
        b"LOCATION:Salle Jean-Bart\\, Dunkerque",
        b"END:VEVENT",
        b"END:VCALENDAR",
        b"",
    ]
)


class Letters:
    """An adapter that writes the titles, and refuses those that are too long."""

    name: ClassVar[str] = "csv"
    version: ClassVar[str] = "1"

    class Options(BaseModel):
        model_config = ConfigDict(extra="forbid")
        longest: int = 100

    def claims(self, location: str) -> bool:
        return False

    def open(self, location: str, options: Any, access: Access) -> Any:
        raise NotImplementedError

    def encode(self, events: Sequence[AnyEvent], context: Context, options: Any) -> bytes:
        if any(len(each.title) > options.longest for each in events):
            raise EncodeError("too-long", Words("un titre est trop long", "a title is too long"))
        return "".join(f"{context.language} {each.title}\n" for each in events).encode()


ADAPTERS: dict[str, type[Any]] = {"ical": IcalAdapter, "csv": Letters}
REGISTRY = Registry.of(ADAPTERS)


def network(*feeds: Feed) -> Network:
    return Network(
        network=NetworkInfo(name="Le réseau"),
        organisations=(Organisation(id="marmite", name="La Marmite"),),
        sources=(Source(id="agenda", organisation="marmite", location="agenda.ics"),),
        feeds=feeds,
    )


def rendered(feed: Feed) -> str:
    net = network(feed)
    entries = read(AGENDA, net, "agenda").entries
    return merge_calendars(net, entries).render(feed.id, registry=REGISTRY).decode().replace("\r\n ", "")


def test_json_lines_are_events_of_the_shared_schema_without_the_words_of_people() -> None:
    (line,) = rendered(Feed(id="a", format="jsonl", path="a.jsonl", prefix="organisation")).splitlines()
    event = EVENT.validate_python(json.loads(line))
    assert (event.title, event.description) == ("Repas chaud", None)
    assert event.uid is not None
    assert event.uid.endswith("@reseau-sync")


def test_the_format_of_an_adapter_gets_its_options_and_the_language_of_the_feed() -> None:
    assert rendered(Feed(id="a", format="csv", path="a.csv", language="en")) == "en Repas chaud\n"


def test_a_format_that_no_adapter_writes_is_said() -> None:
    net = network(Feed(id="a", format="csv", path="a.csv"))
    with pytest.raises(AdapterError):
        merge_calendars(net, ()).render("a", registry=Registry.of({"ical": IcalAdapter}))


@pytest.mark.parametrize(
    ("prefix", "title"),
    [("organisation", "La Marmite – Repas chaud"), ("site", "Salle Jean-Bart – Repas chaud"), (None, "Repas chaud")],
)
def test_the_title_begins_with_what_the_feed_wants(prefix: Any, title: str) -> None:
    text = rendered(Feed(id="a", path="a.ics", prefix=prefix))
    assert f"\r\nSUMMARY:{title}\r\n" in text


@pytest.mark.parametrize(("language", "said"), [("fr", "Agenda de : La Marmite"), ("en", "From the calendar of: La")])
def test_a_feed_has_its_own_language(language: Any, said: str) -> None:
    assert said in rendered(Feed(id="a", path="a.ics", language=language))


def test_a_feed_that_cannot_be_rendered_costs_that_feed_alone(tmp_path: Path) -> None:
    (tmp_path / "agenda.ics").write_bytes(AGENDA)
    (tmp_path / "reseau.toml").write_text(
        '[network]\nname = "R"\n'
        '[[organisations]]\nid = "marmite"\nname = "La Marmite"\n'
        '[[sources]]\nid = "agenda"\norganisation = "marmite"\nlocation = "agenda.ics"\nadapter = "ical"\n'
        '[[feeds]]\nid = "juste"\npath = "juste.ics"\n'
        '[[feeds]]\nid = "court"\nformat = "csv"\npath = "court.csv"\noptions = { longest = 3 }\n',
        encoding="utf-8",
    )
    done = run(load(tmp_path / "reseau.toml"), now=NOW, registry=REGISTRY)
    assert [(each.feed, each.state) for each in done.feeds] == [("juste", "written"), ("court", "missing")]
    assert done.exit_code == 1
    (tmp_path / "court.csv").write_text("avant", encoding="utf-8")
    done = run(load(tmp_path / "reseau.toml"), now=NOW, registry=REGISTRY)
    assert [(each.feed, each.state) for each in done.feeds] == [("juste", "unchanged"), ("court", "refused")]
    assert (tmp_path / "court.csv").read_text(encoding="utf-8") == "avant"
    assert done.exit_code == 3


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Non confirmé depuis le 05/10/2026."), ("en", "Not confirmed since 05/10/2026.")]
)
def test_that_nothing_confirms_an_event_is_said_in_the_language_of_the_feed(language: Any, said: str) -> None:
    for stated in ("fr", "en"):
        words = unconfirmed_since(dt.date(2026, 10, 5), stated)
        event = Event(title="Repas", description=f"{words}\n\nÀ midi.", start=Date(date=dt.date(2026, 10, 9)))
        assert describe(event, (), language) == f"{said}\n\nÀ midi."
