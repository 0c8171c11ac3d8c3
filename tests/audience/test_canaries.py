"""No canary flies further than it may: not one byte of what is closed to a readership is in what it is given."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import get_args

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from reseau_sync.config.loading import Loaded
from reseau_sync.embedding import MergedCalendar, merge_calendars
from reseau_sync.entry import Entry, Where
from reseau_sync.errors import EncodeError
from reseau_sync.feeds import worded
from reseau_sync.ics import write
from reseau_sync.model import EVENT, AnyEvent, Audience
from reseau_sync.model.network import FeedFormat, FeedSpec, Network, NetworkInfo, Organisation, SourceSpec
from reseau_sync.pipeline import run
from reseau_sync.report import feed_report

from .canaries import NOON, OPEN, Cage, Canary, Draw, events

KEY = b"une cl\xc3\xa9 pour les essais"
NOW = NOON.replace(tzinfo=dt.UTC)
FORMATS: tuple[str, ...] = get_args(FeedFormat)
FORMS = ("full", "flat")
SOURCES = {
    # id: its organisation, its default audience, its ceiling
    "ouvert": ("dunes", "public", "public"),
    "permis": ("dunes", None, "public"),
    "reseau": ("dunes", "network", None),
    "ferme": ("dunes", "organisation", "public"),
    "muet": ("dunes", None, None),
    "plafond": ("veilleurs", "public", "public"),
}
WIDTH = [Audience.ORGANISATION, Audience.NETWORK, Audience.PUBLIC]
# Never the network's, whoever reads it (domain rules, privacy 2): what no schema names, and what tools write.
CLOSED = frozenset({"description_html", "stamp", "other_properties", "other_components", "rules"})
FEW = settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def level_of(source: str, audience: Audience | None, classification: str | None) -> Audience:
    """Return how wide an event is, told anew from the domain's rules: not by the code that is tried here."""
    _, default, ceiling = SOURCES[source]
    stated = audience or (Audience(default) if default else Audience.NETWORK)
    narrow = [stated, Audience(ceiling or default or "network")]
    narrow += [Audience.ORGANISATION] if classification not in (None, "PUBLIC") else []
    narrow += [Audience.ORGANISATION] if source == "plafond" else []
    return min(narrow, key=WIDTH.index)


class Given:
    """What the sources of a network state, and the canaries in it."""

    def __init__(self, stated: Sequence[tuple[str, AnyEvent]], cage: Cage) -> None:
        self.stated = tuple(stated)
        self.cage = cage

    def __repr__(self) -> str:
        return ", ".join(
            f"{source}: {event.kind} {event.audience} {event.classification}" for source, event in self.stated
        )

    def of(self, source: str) -> list[AnyEvent]:
        return [event for each, event in self.stated if each == source]


WAYS = [
    (source, audience, classification)
    for source in SOURCES
    for audience in (None, *Audience)
    for classification in (None, "PUBLIC", "PRIVATE", "CONFIDENTIAL", "X-INTERNE")
]
"""Every way in which an event comes to be as wide as it is."""
LEVELS = {level: [way for way in WAYS if level_of(*way) is level] for level in Audience}


@st.composite
def full_of_canaries(draw: Draw) -> Given:
    """Give an event of each width, and perhaps some more, each made so wide in one of the ways there are."""
    cage, stated = Cage(), []
    for level in [*Audience, *draw(st.lists(st.sampled_from(Audience), max_size=2))]:
        source, audience, classification = draw(st.sampled_from(LEVELS[level]))
        stated.append((source, draw(events(cage, level, audience, classification))))
    return Given(stated, cage)


def network(folders: bool, cage: Cage) -> Network:
    """Return the network; with ``folders``, its sources are folders whose names and files hold canaries too."""
    cage.level = Audience.PUBLIC
    places = {each: f"{each}-{cage.word(('location',))}" if folders else f"{each}.ics" for each in SOURCES}
    feeds = [
        FeedSpec.model_validate(
            {
                "id": f"{audience}-{format_}-{form}",
                "format": format_,
                "audience": audience,
                "form": form,
                "organisation": "phares" if audience == "organisation" else None,
                **(
                    {"location": "https://phares.example.org/"}
                    if format_ == "caldav"
                    else {"path": f"feeds/{audience}.{format_}.{form}"}
                ),
            }
        )
        for audience in ("public", "network", "organisation")
        for format_ in FORMATS
        for form in FORMS
        if not (folders and format_ == "caldav")
    ]
    feeds += [
        FeedSpec.model_validate(
            {
                "id": f"{audience}-{rows}",
                "format": "csv",
                "audience": audience,
                "form": "full",
                "path": f"feeds/{audience}.{rows}",
                "options": {"rows": rows, "hxl": rows != "rota"},
            }
        )
        for audience in ("public", "network")
        for rows in ("event", "occurrence", "rota")
    ]
    return Network(
        network=NetworkInfo(name="Réseau d’essai"),
        organisations=(
            Organisation(id="dunes", name="Entraide des Dunes"),
            Organisation(id="phares", name="Phares"),
            Organisation(id="veilleurs", name="Veilleurs", max_audience=Audience.ORGANISATION),
        ),
        sources=tuple(
            SourceSpec(
                id=id_,
                organisation=organisation,
                adapter="ical",
                location=places[id_],
                default_audience=Audience(default) if default else None,
                max_audience=Audience(ceiling) if ceiling else None,
                private_as_busy=True,
            )
            for id_, (organisation, default, ceiling) in SOURCES.items()
        ),
        feeds=tuple(feeds),
    )


def escaped(data: bytes, canaries: Iterable[Canary], audience: Audience) -> list[Canary]:
    """Return the canaries that are in ``data`` and closed to ``audience``; folded lines are put together again."""
    text = data.decode("utf-8", "replace").replace("\r\n ", "").lower()
    return [each for each in canaries if _is_closed(each, audience) and any(form in text for form in each.forms)]


def _is_closed(canary: Canary, audience: Audience) -> bool:
    if audience is Audience.PUBLIC:
        return canary.level is not Audience.PUBLIC or canary.path[-1] not in OPEN
    return canary.level is Audience.ORGANISATION or bool(CLOSED.intersection(canary.path))


def rendered(calendar: MergedCalendar, feed: FeedSpec) -> bytes:
    """Return the bytes of a feed; of a calendar on a server, the events that its sink gets."""
    if feed.format == "caldav":
        shown = worded(feed, calendar.network, calendar.view(feed.id).events)
        return b"\n".join(map(EVENT.dump_json, shown))
    return calendar.render(feed.id, today=NOON.date())


@FEW
@given(full_of_canaries())
def test_no_canary_leaves_the_library_further_than_it_may(made: Given) -> None:
    network_ = network(False, made.cage)
    entries = [
        Entry.of(source, event, Where(source, event.uid, file=made.cage.word(("file",))))
        for source, event in made.stated
    ]
    calendar = merge_calendars(network_, entries, now=NOW, key=KEY)
    for feed in network_.feeds:
        try:
            data = rendered(calendar, feed)
        except EncodeError:  # a sheet cannot say a series in a zone of its calendar's own
            assert feed.format == "csv"
            continue
        assert escaped(data, made.cage.canaries, feed.audience) == [], feed.id
        for title in _open_titles(made) if "rota" not in feed.id else ():  # a rota shows two weeks
            assert title in data.decode().replace("\r\n ", ""), feed.id


def _open_titles(made: Given) -> list[str]:
    """Return the titles that are surely everywhere: without them no canary could fly away either."""
    return [
        event.title
        for source, event in made.stated
        if event.recurrence is None and level_of(source, event.audience, event.classification) is Audience.PUBLIC
    ]


CALENDAR = (
    "BEGIN:VTODO\r\nUID:{0}\r\nSUMMARY:{1}\r\nEND:VTODO\r\n"
    "BEGIN:VEVENT\r\nUID:{2}\r\nDTSTART:{3}\r\nSUMMARY:{4}\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:{5}\r\nDTSTART:20260406T100000Z\r\nRRULE:FREQ={6}\r\nSUMMARY:maraude\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


def _file(given_events: Sequence[AnyEvent], cage: Cage) -> bytes:
    """Return an organisation's own copy, with what no event holds: calendar properties, to-dos, what is rejected."""
    cage.level = Audience.PUBLIC
    words = [cage.word(("beside",)) for _ in range(10)]
    whole = write(given_events, name=words[7]).decode()
    head, _, _ = whole.rpartition("END:VCALENDAR")
    head = head.replace("VERSION:2.0", f"VERSION:2.0\r\nX-{words[8].upper()};X-P={words[9]}:{words[7]}", 1)
    return (head + CALENDAR.format(*words)).encode()


@FEW
@given(full_of_canaries())
def test_no_canary_leaves_a_run_further_than_it_may(made: Given) -> None:
    cage = made.cage
    network_ = network(True, cage)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for spec in network_.sources:
            (folder / str(spec.location)).mkdir()
            path = folder / str(spec.location) / f"{cage.word(('file',))}.ics"
            path.write_bytes(_file(made.of(spec.id), cage))
        for moment in (NOW, NOW + dt.timedelta(days=1)):
            done = run(Loaded(network_, folder), now=moment)
            for feed, outcome in zip(network_.feeds, done.feeds, strict=True):
                report = json.dumps(feed_report(outcome)).encode()
                assert escaped(report, cage.canaries, Audience.PUBLIC) == []
                data = outcome.path.read_bytes() if outcome.path is not None and outcome.path.exists() else b""
                assert escaped(data, cage.canaries, feed.audience) == [], feed.id
            assert any(each.state == "written" for each in done.feeds) or moment != NOW
