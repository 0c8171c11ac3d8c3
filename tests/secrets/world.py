"""A network in which secrets are planted wherever a person may keep one, and everything that it ever shows."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import pytest
from click.testing import CliRunner, Result
from pydantic import BaseModel, ConfigDict

from reseau_sync.cli import main
from reseau_sync.entry import Decoded, Entry
from reseau_sync.errors import SourceError, Words
from reseau_sync.model import Date, Event
from reseau_sync.ports import Access, Checkpoint, Context, Failed, Fetched, FetchResult, Item, Part
from reseau_sync.registry import Registry
from reseau_sync_ical import IcalAdapter
from tests.support.misbehaving import Misbehaving, Script, redirect, reply

PLACES = ("user", "password", "path", "query", "env", "file", "command", "option", "argument", "literal", "key")
"""Where secrets are planted: one of each is drawn."""
PLAIN, HIDDEN = "/ouvert", "/ferme"

Say = Callable[[str], Exception]


def calendar(*titles: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//FR"]
    for number, title in enumerate(titles, 1):
        lines += ["BEGIN:VEVENT", f"UID:{title}@dunes.example.org", "DTSTAMP:20260301T080000Z"]
        lines += [f"DTSTART:202604{number:02}T180000Z", f"SUMMARY:{title}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


class TalkativeOptions(BaseModel):
    """The options of an adapter that somebody else wrote: nothing in it is careful."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    password: str = ""
    token: str = ""


@dataclass(frozen=True)
class TalkativeSource:
    """Says all it knows whenever it fails."""

    location: str
    options: TalkativeOptions

    def fetch(self, checkpoint: Checkpoint | None = None) -> FetchResult:
        if TalkativeAdapter.fails is None:
            return Fetched((Item("un", (Part(1, b"un"),), digest="un"),))
        error = TalkativeAdapter.fails(f"{self.location} {self.options!r}")
        if isinstance(error, SourceError):
            return Failed(error)
        raise error

    def decode(self, item: Item, context: Context) -> Decoded:
        event = Event(uid="bavard", title="Veillée", start=Date.model_validate({"date": "2026-04-20"}))
        return Decoded((Entry.of(context.source, event),))


class TalkativeAdapter:
    """Somebody else's adapter, which quotes its location and its options."""

    name: ClassVar[str] = "bavard"
    version: ClassVar[str] = "1"
    Options: ClassVar[type[BaseModel]] = TalkativeOptions
    fails: ClassVar[Say | None] = None

    def claims(self, location: str) -> bool:
        return False

    def open(self, location: str, options: TalkativeOptions, access: Access) -> TalkativeSource:
        return TalkativeSource(location, options)


FAULTS: Mapping[str, Script] = {
    "not found": reply(b"", 404),
    "forbidden": reply(b"", 403),
    "a web page": reply(b"<html>connexion</html>", content_type="text/html"),
    "cut": reply(calendar("Maraude")[:-20]),
    "no calendar": reply(b"BEGIN:VCALENDAR\r\n" + b"\x00" * 50),
    "elsewhere": redirect("file:///etc/passwd"),
}
SAYS: Mapping[str, Say | None] = {
    "fine": None,
    "in words": lambda text: SourceError("odd", Words(f"échec : {text}", f"failed: {text}"), Words(text, text)),
    "by an exception": RuntimeError,
    "by another": lambda text: KeyError(text),
}


_HEAD = (
    '[network]\nname = "Réseau d’essai"\nkey = { file = "secrets/key" }\n'
    '[[organisations]]\nid = "dunes"\nname = "Dunes"\n'
)


@dataclass
class World:
    """The network in ``folder``; ``planted`` by place. ``said`` is all that a person could see of it."""

    folder: Path
    planted: Mapping[str, str]
    server: Misbehaving
    said: list[str] = field(default_factory=list)

    @property
    def config(self) -> Path:
        return self.folder / "reseau.toml"

    def write(self, patch: pytest.MonkeyPatch) -> None:
        """Write reseau.toml, and the secrets where it says they are."""
        at = self.planted
        user = ":".join(quote(at[each], safe="") for each in ("user", "password"))
        path = f"{PLAIN}/{quote(at['path'], safe='')}/a.ics?token={quote(at['query'], safe='')}"
        plain = self.server.url(path, user=f"{user}@")
        (self.folder / "secrets").mkdir()
        for place in ("file", "command"):
            address = self.server.url(f"{HIDDEN}/{quote(at[place], safe='')}/a.ics")
            (self.folder / "secrets" / place).write_text(address, encoding="utf-8")
        (self.folder / "secrets/option").write_text(at["option"], encoding="utf-8")
        (self.folder / "secrets/key").write_text(2 * at["key"], encoding="utf-8")
        patch.setenv("AGENDA_PLANTE", self.server.url(f"{HIDDEN}?{quote(at['env'], safe='')}"))
        tables = {
            "plain": f"location = {json.dumps(plain)}",
            "env": 'location = { env = "AGENDA_PLANTE" }',
            "file": 'location = { file = "secrets/file" }',
            "command": 'location = { command = ["cat", "secrets/command"] }',
            "argument": f'location = {{ command = ["false", {json.dumps(at["argument"])}] }}',
        }
        text = _HEAD
        for id_, location in tables.items():
            text += f'[[sources]]\nid = "{id_}"\nadapter = "ical"\nallow_private = true\n{location}\n'
        text += '[[sources]]\nid = "bavard"\nadapter = "bavard"\nlocation = { env = "AGENDA_PLANTE" }\n'
        text += f'[sources.options]\npassword = {{ file = "secrets/option" }}\ntoken = {json.dumps(at["literal"])}\n'
        text += '[[feeds]]\nid = "tout"\npath = "feeds/tout.ics"\n'
        text += '[[feeds]]\nid = "public"\npath = "feeds/public.ics"\naudience = "public"\n'
        self.config.write_text(text, encoding="utf-8")

    def run(self, *arguments: str) -> Result:
        """Run a command, and keep all that it shows: streams, and the traceback that a crash would print."""
        result = CliRunner().invoke(main, [*arguments, "-c", str(self.config)])
        self.said += [result.stdout, result.stderr, repr(result.exception)]
        return result

    def left(self) -> Iterator[tuple[str, bytes]]:
        """Yield every file that the program wrote: feeds, reports, the state and its journals."""
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and path != self.config and path.parent.name != "secrets":
                yield path.name, path.read_bytes()

    def leaks(self) -> list[str]:
        """Return where any of what was planted shows, in any of the forms in which it could."""
        forms = {form for each in self.planted.values() for form in (each, quote(each, safe=""), quote(each))}
        forms |= {json.dumps(each)[1:-1] for each in forms}
        texts = [text for text in self.said if any(form in text for form in forms)]
        files = [name for name, data in self.left() if any(form.encode() in data for form in forms)]
        return texts + files


@contextmanager
def world(planted: Mapping[str, str]) -> Iterator[World]:
    """Make the network, in a folder of its own, with a server that serves it well."""
    registry = Registry.of({"ical": IcalAdapter, "bavard": TalkativeAdapter})
    with (
        tempfile.TemporaryDirectory() as folder,
        pytest.MonkeyPatch.context() as patch,
        Misbehaving(Everywhere(reply(calendar("Maraude", "Repas"), etag='"v1"'))) as server,
    ):
        patch.setattr(Registry, "default", classmethod(lambda cls: registry))
        patch.setattr(TalkativeAdapter, "fails", None)
        made = World(Path(folder), planted, server)
        made.write(patch)
        yield made


class Everywhere(Mapping[str, Script]):
    """Plays one script at every path."""

    def __init__(self, script: Script) -> None:
        self.script = script

    def __getitem__(self, path: str) -> Script:
        return self.script

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
