"""What a careless or hostile calendar may try, through whole runs: nothing closed is in anything public."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from reseau_sync.config.loading import load
from reseau_sync.pipeline import run
from reseau_sync.report import feed_report

NOW = dt.datetime(2026, 4, 1, 8, tzinfo=dt.UTC)
SECRET = "zqcachee"  # what nobody but its organisation may read
OPEN = "BEGIN:VEVENT\nUID:fete@dunes.example.org\nDTSTART:20260425T180000Z\nSUMMARY:Fête ouverte\nEND:VEVENT"
FILES = {"dunes.ics": "", "phares.ics": "", "dunes.csv": "date;titre\n25/04/2026;Fête des dunes\n"}
TOML = """
[network]
name = "Essai"
key = {{ file = "cle" }}
[[organisations]]
id = "dunes"
name = "Dunes"
[[organisations]]
id = "phares"
name = "Phares"
[[sources]]
id = "dunes"
organisation = "dunes"
location = "dunes.ics"
max_audience = "public"
default_audience = "public"
public_links = true
shrink_limit = 1
[[sources]]
id = "phares"
organisation = "phares"
location = "phares.ics"
max_audience = "{phares}"
default_audience = "{phares}"
shrink_limit = 1
[[sources]]
id = "tableau"
organisation = "dunes"
adapter = "csv"
location = "dunes.csv"
max_audience = "public"
default_audience = "public"
shrink_limit = 1
"""
FEEDS = [
    f'[[feeds]]\nid = "{format_}-{form}"\npath = "public/{format_}.{form}"\naudience = "public"\n'
    f'format = "{format_}"\nform = "{form}"\nprefix = "organisation"\n'
    for format_ in ("ical", "csv", "jsonl")
    for form in ("full", "flat")
]


def calendar(*components: str) -> bytes:
    lines = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//FR", *components, "END:VCALENDAR", ""])
    return lines.replace("\n", "\r\n").encode()


class Hub:
    """A network in a folder, which publishes what its calendars say at this moment."""

    def __init__(self, folder: Path, phares: str = "organisation") -> None:
        self.folder = folder
        self.now = NOW
        (folder / "cle").write_text("une-cle-pour-les-essais", encoding="utf-8")
        text = TOML.format(phares=phares) + "".join(FEEDS) + '[[feeds]]\nid = "reseau"\npath = "reseau.ics"\n'
        (folder / "reseau.toml").write_text(text, encoding="utf-8")

    def merge(self, dunes: bytes = b"", phares: bytes = b"", sheet: str = FILES["dunes.csv"]) -> dict[str, bytes]:
        """Run, and return the bytes of every public feed and of what is told of it."""
        (self.folder / "dunes.ics").write_bytes(dunes or calendar(OPEN))
        (self.folder / "phares.ics").write_bytes(phares or calendar(OPEN.replace("fete", "feu")))
        (self.folder / "dunes.csv").write_text(sheet, encoding="utf-8")
        self.now += dt.timedelta(hours=6)
        done = run(load(self.folder / "reseau.toml"), now=self.now)
        told = {feed.feed: json.dumps(feed_report(feed)).encode() for feed in done.feeds if feed.feed != "reseau"}
        return told | {each.name: each.read_bytes() for each in (self.folder / "public").iterdir()}


def unfolded(data: bytes) -> str:
    return data.decode().replace("\r\n ", "").lower()


def assert_hidden(found: dict[str, bytes], word: str = SECRET) -> None:
    assert [name for name, data in found.items() if word in unfolded(data)] == []
    assert "fête" in unfolded(found["ical.full"])  # something was published at all


def event(*lines: str, uid: str = "x@dunes.example.org", start: str = "20260420T180000Z", title: str = SECRET) -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"DTSTART:{start}", f"SUMMARY:{title}", *lines, "END:VEVENT"])


WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=5"
SECOND = "RECURRENCE-ID:20260427T180000Z"
CLOSED = {
    "unknown class": [event("CLASS:INTERNE")],
    "class in any case": [event("class: Private ")],
    "class without a value": [event("CLASS;X-P=1:x")],
    "two classes": [event("CLASS:PUBLIC", "CLASS:PRIVATE")],
    "two classes, the other way round": [event("CLASS:PRIVATE", "CLASS:PUBLIC")],
    "an audience with a typing mistake": [event("X-RESEAU-AUDIENCE:reseaux")],
    "an audience in French": [event("X-RESEAU-AUDIENCE:réseau")],
    "two audiences": [event("X-RESEAU-AUDIENCE:PUBLIC", "X-RESEAU-AUDIENCE:ORGANISATION")],
    "two audiences, the other way round": [event("X-RESEAU-AUDIENCE:NETWORK", "X-RESEAU-AUDIENCE:PUBLIC")],
    "an audience without a value": [event("X-RESEAU-AUDIENCE:")],
    "an audience beside a class": [event("X-RESEAU-AUDIENCE:PUBLIC", "CLASS:CONFIDENTIAL")],
    "an instance of a private series": [
        event("CLASS:PRIVATE", WEEKLY, title="s"),
        event(SECOND, start="20260427T190000Z"),
    ],
    "an instance that says it is public": [
        event("CLASS:PRIVATE", WEEKLY, title="s"),
        event(SECOND, "CLASS:PUBLIC", "X-RESEAU-AUDIENCE:PUBLIC", start="20260427T190000Z"),
    ],
    "an instance of a private series that is broken": [
        event("CLASS:PRIVATE", WEEKLY, start="nimporte", title="s"),
        event(SECOND, start="20260427T190000Z"),
    ],
    "a private series after its instance": [
        event(SECOND, start="20260427T190000Z"),
        event("CLASS:PRIVATE", WEEKLY, title="s"),
    ],
    "a class that cannot be read": [event("CLASS PRIVATE")],
    "a class in a name of its own": [event("X-P.CLASS:PRIVATE", "CLASS;VALUE=TEXT:PRIVATE")],
    "a private rest of a series": [
        event("RRULE:FREQ=WEEKLY;UNTIL=20260601T180000Z", title="Fête 2"),
        event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260427T180000Z", "CLASS:PRIVATE", start="20260427T190000Z"),
    ],
    "a private rest of a series that counts": [
        event(WEEKLY, title="Fête 2"),
        event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260427T180000Z", "CLASS:PRIVATE", start="20260427T190000Z"),
    ],
    "a private instance in two versions": [
        event(WEEKLY, title="Fête 2"),
        event(SECOND, "SEQUENCE:1", start="20260427T190000Z"),
        event(SECOND, "SEQUENCE:2", "CLASS:PRIVATE", start="20260427T193000Z", title="s"),
    ],
    "an instance in local time of a private series in UTC": [
        event("CLASS:PRIVATE", WEEKLY, start="nimporte", title="s"),
        event("RECURRENCE-ID;TZID=Europe/Paris:20260427T200000", start="20260427T190000Z"),
    ],
    "an instance of a series that is never ended": [
        event("CLASS:PRIVATE", WEEKLY, title="s").removesuffix("\nEND:VEVENT"),
        event(SECOND, start="20260427T190000Z"),
    ],
    "a private date of its own": [
        event("RDATE:20260501T180000Z", title="Fête 2"),
        event("RECURRENCE-ID:20260501T180000Z", "CLASS:PRIVATE", start="20260501T190000Z"),
    ],
    "a private instance": [
        event(WEEKLY, title="Fête 2"),
        event(SECOND, "CLASS:PRIVATE", start="20260427T190000Z"),
    ],
    "a private instance of no occurrence": [
        event(WEEKLY, title="Fête 2"),
        event("RECURRENCE-ID:20260428T180000Z", "CLASS:PRIVATE", start="20260427T190000Z"),
    ],
    "an older revision that was open": [event("SEQUENCE:1"), event("SEQUENCE:2", "CLASS:PRIVATE", title="s")],
    "an older revision that was open, later": [event("SEQUENCE:2", "CLASS:PRIVATE", title="s"), event("SEQUENCE:1")],
    "an older stamp that was open": [
        event("DTSTAMP:20260101T000000Z"),
        event("DTSTAMP:20260201T000000Z", "CLASS:PRIVATE", title="s"),
    ],
    "a copy that is cancelled": [event("SEQUENCE:1"), event("SEQUENCE:2", "STATUS:CANCELLED", title="s")],
    "a part of a rule that is no tool's own": [event(f"RRULE:FREQ=WEEKLY;COUNT=2;NOTE={SECRET}", title="Fête 2")],
    "a value of a rule": [event(f"RRULE:FREQ=WEEKLY;COUNT=2;WKST={SECRET}", title="Fête 2")],
    "a calendar scale": [event(f"RRULE:FREQ=WEEKLY;COUNT=2;RSCALE={SECRET}", title="Fête 2")],
    "an organisation that nobody declared": [event(f"ORGANIZER;CN={SECRET}:mailto:a@b.org", title="Fête 2")],
    "an organisation in our own words": [event(f"DESCRIPTION:Porté par : {SECRET}", title="Fête 2")],
    "what our own feeds write": [
        event(
            f"X-RESEAU-LEAD:{SECRET}",
            f"X-RESEAU-ORIGIN:{SECRET}",
            f"X-RESEAU-KIND:{SECRET}",
            f"PARTICIPANT:{SECRET}",
            f"COLOR:{SECRET}",
            f"CATEGORIES:{SECRET}",
            f"CONCEPT:https://{SECRET}.org/",
            f"LINK;VALUE=URI:https://{SECRET}.org/",
            f"IMAGE;VALUE=URI:https://{SECRET}.org/",
            f"CONFERENCE;VALUE=URI:https://{SECRET}.org/",
            f"STRUCTURED-DATA;VALUE=TEXT:{SECRET}",
            f"RELATED-TO:{SECRET}",
            f"STATUS:{SECRET}",
            f"X-ALT-DESC;FMTTYPE=text/html:{SECRET}",
            f"GEO:{SECRET}",
            f"BEGIN:VLOCATION\nNAME:{SECRET}\nEND:VLOCATION",
            f"BEGIN:PARTICIPANT\nUID:{SECRET}\nEND:PARTICIPANT",
            f"BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:{SECRET}\nEND:VALARM",
            title="Fête 2",
        )
    ],
    "the commune of an address": [event(f"LOCATION:{SECRET}\\, 12 rue {SECRET}\\, 62100 {SECRET}", title="Fête 2")],
    "a zone of its own": [
        "\n".join(
            [
                f"BEGIN:VTIMEZONE\nTZID:{SECRET}\nCOMMENT:{SECRET}\nX-LIC-LOCATION:{SECRET}\nTZURL:http://{SECRET}.org",
                f"BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0123\nTZOFFSETTO:+0123\nTZNAME:{SECRET}",
                f"RRULE:FREQ=YEARLY;BYMONTH=3;X-A={SECRET};NOTE={SECRET}\nCOMMENT:{SECRET}\nEND:STANDARD\nEND:VTIMEZONE",
            ]
        ),
        f"BEGIN:VEVENT\nUID:z\nDTSTART;TZID={SECRET}:20260420T180000\nSUMMARY:Fête 2\nEND:VEVENT",
    ],
    "a zone that nobody knows": [
        f"BEGIN:VEVENT\nUID:z\nDTSTART;TZID=Europe/{SECRET}:20260420T180000\nSUMMARY:Fête 2\nEND:VEVENT"
    ],
    "a link to a table": [event(f"URL:https://cloud.example.org/s/7wJkPqLmN3{SECRET}", title="Fête 2")],
    "a link with a name": [event(f"URL:https://{SECRET}:x@example.org/", title="Fête 2")],
}


@pytest.mark.parametrize("way", CLOSED)
def test_no_calendar_opens_what_is_closed(way: str, tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    assert_hidden(hub.merge(dunes=calendar(OPEN, *CLOSED[way])))
    assert_hidden(hub.merge(dunes=calendar(OPEN)))  # what is withdrawn stays so
    assert_hidden(hub.merge(dunes=calendar(OPEN, *CLOSED[way])))


SHEETS = {
    "audience": "interne",
    "visibilité": "privé",
    "diffusion": "bénévoles seulement",
    "Audience ": "RÉSEAU",
    "confidentialité": "confidentiel",
    "public ?": "non",
    "Publication": "Non",
    "à publier ?": "non",
    "privé": "oui",
    "interne": "x",
    "visible par": "les bénévoles",
}


@pytest.mark.parametrize("column", SHEETS)
def test_no_sheet_opens_what_is_closed(column: str, tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    row = f"20/04/2026;18h;{SECRET};{SHEETS[column]}"
    assert_hidden(hub.merge(sheet=f"date;heure;titre;{column}\n25/04/2026;18h;Fête;\n{row}\n"))


@pytest.mark.parametrize("level", ["network", "organisation"])
def test_nothing_of_a_closed_calendar_moves_a_public_event_that_it_states_too(level: str, tmp_path: Path) -> None:
    """The same event in a closed calendar, with another end, place, partners, status, title, stamps and instances."""
    ours = event(WEEKLY, uid="fete2", title="Fête des voisins")
    theirs = [
        event("DTEND:20260420T234500Z", "LOCATION:Dunkerque", WEEKLY, "STATUS:CANCELLED", uid="fete2", title=SECRET),
        event(WEEKLY, "SEQUENCE:9", "LAST-MODIFIED:20260401T000000Z", uid="autre", title="Fête des voisins"),
        event(WEEKLY, SECOND, "STATUS:CANCELLED", uid="fete2", title="Fête des voisins"),
        event(WEEKLY, "DTEND:20260420T220000Z", "STATUS:TENTATIVE", uid="fete2", title="Fête des voisins"),
    ]
    published = []
    for name, copies in (("seule", [None] * 5), ("copie", [*theirs, None])):
        folder = tmp_path / name
        folder.mkdir()
        hub = Hub(folder, level)
        steps = [None, *copies]
        published.append(
            [
                hub.merge(calendar(OPEN, ours), calendar(OPEN.replace("fete", "feu"), *filter(None, [each])))
                for each in steps
            ]
        )
    assert published[0] == published[1]


def test_a_calendar_that_copies_the_networks_feed_opens_nothing(tmp_path: Path) -> None:
    hub = Hub(tmp_path, "network")
    closed = calendar(OPEN.replace("fete", "feu"), event(WEEKLY, uid="c@phares.example.org"))
    assert_hidden(hub.merge(phares=closed))
    copy = (tmp_path / "reseau.ics").read_bytes()
    assert SECRET in unfolded(copy)
    bare = "\r\n".join(line for line in copy.decode().replace("\r\n ", "").split("\r\n") if not line.startswith("X-"))
    for told in (copy, bare.encode()):
        assert_hidden(
            hub.merge(dunes=told.replace(b"END:VCALENDAR", OPEN.encode() + b"\r\nEND:VCALENDAR"), phares=closed)
        )
        assert_hidden(hub.merge(dunes=told.replace(b"END:VCALENDAR", OPEN.encode() + b"\r\nEND:VCALENDAR")))


def test_a_lost_state_brings_back_nothing_from_the_feeds_that_stand(tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    found = hub.merge(dunes=calendar(OPEN, event()))
    assert SECRET in unfolded(found["ical.full"])
    for each in tmp_path.glob("*.sqlite*"):
        each.unlink()
    for each in tmp_path.glob("*.db*"):
        each.unlink()
    assert_hidden(hub.merge(dunes=calendar(OPEN, event("CLASS:PRIVATE"))))


@pytest.mark.parametrize(
    "said",
    [
        "Dunes – Fête ouverte du samedi soir",  # as the feed writes it, its prefix included
        "Dunes – Fête ouverte",  # a short title too
        "Fête des voisins\\, appelez …",  # as it is scrubbed
        "Agenda de : Dunes",
        "Horaires différents selon les agendas : 20h\\, 21h",
        "Non confirmé depuis le 01/04/2026.",
    ],
)
def test_no_closed_event_keeps_a_public_feed_from_being_published(said: str, tmp_path: Path) -> None:
    """What the feed says anyhow betrays nothing, whoever else says it: a closed calendar could hold it for good."""
    ours = [
        event(uid="a", title="Fête ouverte du samedi soir"),
        event(uid="b", start="20260421T180000Z", title="Fête des voisins\\, appelez 06 95 28 29 43"),
    ]
    theirs = event(uid="c", start="20260605T180000Z", title=said)
    published = []
    for name, closed in (("seule", []), ("copie", [theirs, theirs.replace("SUMMARY", "DESCRIPTION")])):
        (tmp_path / name).mkdir()
        hub = Hub(tmp_path / name)
        published.append(hub.merge(calendar(OPEN, *ours), calendar(OPEN.replace("fete", "feu"), *closed)))
    assert published[0] == published[1]
