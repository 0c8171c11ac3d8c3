"""A network of two associations: one behind a server that can be made to misbehave, one in a file that is always well.

The program is run through its command line, as cron runs it; only how long it waits for servers is the tests' own.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import CliRunner, Result

from reseau_sync.cli import main, merge_command
from reseau_sync.pipeline import run
from reseau_sync.transport import Limits, Patience, Transport

from ..support.misbehaving import CERTIFICATE, Misbehaving, Script, reply

TOKEN = "s3cr3t-t0k3n-des-dunes"
PASSWORD = "m0t-de-passe-des-dunes"
PATH = f"/{TOKEN}/agenda.ics"
FEED = "feeds/tout.ics"

MORNING = "2026-03-02T09:00:00Z"
LATER = "2026-03-02T09:10:00Z"
LATER_STILL = "2026-03-02T09:20:00Z"
NEXT_DAY = "2026-03-03T09:00:00Z"

_NETWORK = """\
[network]
name = "Réseau d’essai"
[[organisations]]
id = "dunes"
name = "Entraide des Dunes"
[[sources]]
id = "ecluse"
organisation = "dunes"
adapter = "ical"
location = "ecluse.ics"
[[sources]]
id = "dunes"
organisation = "dunes"
adapter = "ical"
location = {location}
allow_private = {allow_private}
{more}
[[feeds]]
id = "tout"
path = "feeds/tout.ics"
"""


def calendar(*titles: str) -> bytes:
    """Return a calendar with an event for each title, all of them still to come; the same title is the same event."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//FR"]
    for title in titles:
        uid = title.encode().hex()
        lines += ["BEGIN:VEVENT", f"UID:{uid}@dunes.example.org", "DTSTAMP:20260301T080000Z"]
        lines += [f"DTSTART:202604{1 + len(title) % 28:02}T180000Z", f"SUMMARY:{title}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


BEFORE = calendar("Maraude", "Réunion d’été")
AFTER = calendar("Maraude", "Réunion d’été", "Repas partagé")


@dataclass(frozen=True)
class Ran:
    """What one run of ``merge`` gave."""

    result: Result
    report: Mapping[str, Any]

    @property
    def code(self) -> int:
        return self.result.exit_code

    @property
    def health(self) -> Mapping[str, Any]:
        """Return what the report says of the source behind the server."""
        found: Mapping[str, Any] = next(each for each in self.report["sources"] if each["source"] == "dunes")
        return found


@dataclass
class Stage:
    """The network in ``folder``, and the server of one of its associations.

    :param secure: whether the server speaks TLS from the beginning
    :param allow_private: what reseau.toml says of the source
    :param more: other lines of the source's table in reseau.toml
    :param user: credentials in the source's address
    :param plain: whether that address stands in reseau.toml as it is, and not where a secret is kept
    """

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    secure: bool = False
    allow_private: bool = True
    more: str = ""
    user: str = ""
    plain: bool = False
    limits: Limits = field(default_factory=lambda: Limits(connect_seconds=2, read_seconds=2, total_seconds=8))
    authorities: Path | None = CERTIFICATE
    slept: list[float] = field(default_factory=list)
    server: Misbehaving = field(init=False)

    def __post_init__(self) -> None:
        (self.folder / "ecluse.ics").write_bytes(calendar("Permanence"))
        self.start()
        address = self.server.url(PATH, user=self.user)
        self.monkeypatch.setenv("AGENDA_DES_DUNES", address)
        location = f'"{address}"' if self.plain else '{ env = "AGENDA_DES_DUNES" }'
        told = _NETWORK.format(location=location, allow_private=str(self.allow_private).lower(), more=self.more)
        (self.folder / "reseau.toml").write_text(told, encoding="utf-8")

    def start(self, **options: Any) -> None:
        """Start the server, where it was before if it was before; ``options`` are those of ``Misbehaving``."""
        port = self.server.port if hasattr(self, "server") else 0
        options = {"certificate": CERTIFICATE if self.secure else None, **options}
        self.server = Misbehaving({PATH: reply(BEFORE)}, port=port, **options).__enter__()

    def stop(self) -> None:
        """Let nobody listen any more."""
        self.server.__exit__(None, None, None)

    def answer(self, script: Script | Sequence[Script], **others: Script) -> None:
        """Let the server answer so from now on, and forget what it was asked; ``others`` by the word of their path."""
        self.server.scripts = {PATH: script, **{f"/{name}": each for name, each in others.items()}}
        self.server.asked.clear()

    def merge(self, now: str) -> Ran:
        """Run ``reseau-sync merge``."""
        # Waits before a new attempt are taken note of and not waited for; nothing else is the tests' own.
        waits = Patience(self.slept.append, lambda: 0.0)
        transport = Transport(self.folder, self.limits, authorities=self.authorities, patience=waits)
        self.monkeypatch.setattr(merge_command, "run", functools.partial(run, transport=transport))
        report = self.folder / "report.json"
        report.unlink(missing_ok=True)
        result = self.invoke("merge", "--now", now, "--report", str(report))
        assert report.exists(), result.output + repr(result.exception)
        return Ran(result, json.loads(report.read_text(encoding="utf-8")))

    def invoke(self, command: str, *arguments: str) -> Result:
        """Run any command of the program on this network."""
        return CliRunner().invoke(main, [command, "-c", str(self.folder / "reseau.toml"), *arguments])

    @property
    def feed(self) -> bytes:
        return (self.folder / FEED).read_bytes()

    @property
    def titles(self) -> list[str]:
        """Return the titles of the feed's events, sorted."""
        found = icalendar.Calendar.from_ical(self.feed)
        return sorted(str(event["SUMMARY"]) for event in found.walk("VEVENT"))

    def asked(self, *headers: str) -> list[tuple[str | None, ...]]:
        """Return these headers of each request for the calendar since the server's answer was last set."""
        return [tuple(each.headers.get(name) for name in headers) for each in self.server.asked if each.path == PATH]

    def leaks(self, ran: Ran) -> list[str]:
        """Return where the planted secrets stand, in whatever form: what was said, and every file that was written.

        That is reseau.toml aside, where a person may have written one.
        """
        said = {"output": ran.result.output, "stderr": ran.result.stderr}
        for arguments in ((), ("--json",)):
            said[f"status {arguments}"] = self.invoke("status", *arguments).output
        texts = {name: text.encode() for name, text in said.items()}
        texts |= {each.name: each.read_bytes() for each in self.folder.rglob("*") if each.is_file()}
        texts.pop("reseau.toml")
        return [name for name, text in texts.items() if TOKEN.encode() in text or PASSWORD.encode() in text]

    def limit(self, **limits: Any) -> None:
        """Change the bounds of what follows."""
        self.limits = replace(self.limits, **limits)
