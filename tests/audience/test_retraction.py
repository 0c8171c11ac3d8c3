"""What is taken out, closed or called off leaves public feeds, and nothing that happens later brings it back."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from reseau_sync.cli import main
from reseau_sync.ics.published import published

NOW = dt.datetime(2026, 4, 1, 8, tzinfo=dt.UTC)
SECRET = "zqcachee"  # what must be gone, in the title of the one event
FEW = settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # examples are whole histories: the first that fails says enough
    suppress_health_check=[HealthCheck.too_slow],
)
OTHERS = [f"Maraude {number}" for number in range(1, 9)]


@dataclass
class World:
    """A network in a folder: one source with an event that will be closed, and public, network and closed feeds."""

    folder: Path
    now: dt.datetime = NOW
    event: dict[str, str] = field(default_factory=lambda: {"DTSTART": "20260420T180000Z", "SUMMARY": SECRET})
    recurs: bool = False
    there: bool = True
    others: int = len(OTHERS)
    edits: int = 0
    copied: bool = False
    reads: bool = True
    settings: dict[str, str] = field(default_factory=lambda: {"max": "public", "default": "public", "organisation": ""})

    def write(self) -> None:
        """Write the calendars as they are now."""
        (self.folder / "cle").write_text("une-cle-pour-les-essais", encoding="utf-8")
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//FR"]
        for number, title in enumerate(OTHERS[: self.others], 1):
            said = f"{title} ({self.edits})"
            lines += ["BEGIN:VEVENT", f"UID:{number}@dunes.example.org", f"SUMMARY:{said}"]
            lines += [f"DTSTART:202604{number + 10}T200000Z", "END:VEVENT"]
        own = ["BEGIN:VEVENT", "UID:cachee@dunes.example.org", *(f"{k}:{v}" for k, v in self.event.items())]
        own += ["RRULE:FREQ=WEEKLY;COUNT=5"] if self.recurs else []
        lines += [*own, "END:VEVENT"] if self.there else []
        whole = "\r\n".join([*lines, "END:VCALENDAR", ""])
        (self.folder / "dunes.ics").write_text(whole if self.reads else "<html>panne</html>", encoding="utf-8")
        head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//FR"]
        copy = ["BEGIN:VEVENT", "UID:cachee@dunes.example.org", "DTSTART:20260420T180000Z", f"SUMMARY:{SECRET}"]
        copied = [*copy, "END:VEVENT"] if self.copied else []
        (self.folder / "phares.ics").write_text("\r\n".join([*head, *copied, "END:VCALENDAR", ""]), encoding="utf-8")
        self._write_network()

    def _write_network(self) -> None:
        said = self.settings
        ceiling = f'max_audience = "{said["organisation"]}"\n' if said["organisation"] else ""
        text = '[network]\nname = "Essai"\nkey = { file = "cle" }\n'
        text += f'[[organisations]]\nid = "dunes"\nname = "Dunes"\n{ceiling}'
        text += '[[organisations]]\nid = "phares"\nname = "Phares"\n'
        for id_ in ("dunes", "phares"):
            text += f'[[sources]]\nid = "{id_}"\norganisation = "{id_}"\nlocation = "{id_}.ics"\nempty_is_ok = true\n'
            audience = said if id_ == "dunes" else {"max": "public", "default": "public"}
            text += f'max_audience = "{audience["max"]}"\ndefault_audience = "{audience["default"]}"\n'
        for format_ in ("ical", "csv", "jsonl"):
            for form in ("full", "flat"):
                text += f'[[feeds]]\nid = "{format_}-{form}"\npath = "public/{format_}.{form}"\naudience = "public"\n'
                text += f'format = "{format_}"\nform = "{form}"\n'
        text += '[[feeds]]\nid = "reseau"\npath = "reseau.ics"\n'
        (self.folder / "reseau.toml").write_text(text, encoding="utf-8")

    def command(self, *arguments: str) -> None:
        """Run a command, as a volunteer would; it does not break."""
        result = CliRunner().invoke(main, [*arguments, "-c", str(self.folder / "reseau.toml")])
        assert result.exit_code in (0, 2, 3), (arguments, result.output)
        assert not isinstance(result.exception, Exception) or isinstance(result.exception, SystemExit), result.output

    def merge(self) -> None:
        self.write()
        self.now += dt.timedelta(hours=6)
        self.command("merge", "--now", self.now.isoformat())

    def shown(self) -> bool:
        """Say whether a byte of it is in anything public."""
        return any(SECRET.encode() in each.read_bytes() for each in (self.folder / "public").iterdir())


@contextmanager
def world(recurs: bool = False) -> Iterator[World]:
    with tempfile.TemporaryDirectory() as name:
        made = World(Path(name), recurs=recurs)
        made.merge()
        assert made.shown()
        yield made


def _stating(**said: str) -> Callable[[World], None]:
    def close(made: World) -> None:
        made.event |= said
        made.merge()

    return close


def _setting(**said: str) -> Callable[[World], None]:
    def close(made: World) -> None:
        made.settings |= said
        made.merge()

    return close


def _withdraw(made: World) -> None:
    made.there = False
    made.merge()


def _retract_event(made: World) -> None:
    feed = published((made.folder / "reseau.ics").read_bytes())
    uid = next(each.uid for each in feed.values() if SECRET in each.headline[0])
    made.command("retract", uid)


def _retract_source(made: World) -> None:
    made.command("retract", "dunes")


CLOSING: Mapping[str, Callable[[World], None]] = {
    "withdrawn": _withdraw,
    "cancelled": _stating(STATUS="CANCELLED"),
    "for the network": _stating(**{"X-RESEAU-AUDIENCE": "NETWORK"}),
    "for itself": _stating(**{"X-RESEAU-AUDIENCE": "ORGANISATION"}),
    "private": _stating(CLASS="PRIVATE"),
    "of an unknown class": _stating(CLASS="X-INTERNE"),
    "under another ceiling": _setting(max="network", default="network"),
    "of an organisation under a ceiling": _setting(organisation="network"),
    "retracted": _retract_event,
    "with its source": _retract_source,
}


def _hold(made: World) -> None:
    made.others = 2
    made.merge()


def _edit(made: World) -> None:
    made.edits += 1
    made.merge()


def _break(made: World) -> None:
    made.reads = not made.reads
    made.merge()


def _days_later(made: World) -> None:
    made.now += dt.timedelta(days=1)
    made.merge()


LATER: Mapping[str, Callable[[World], None]] = {
    "a run": World.merge,
    "an edit": _edit,
    "a hold": _hold,
    "a source that breaks, or is mended": _break,
    "a day": _days_later,
    "a rollback": lambda made: made.command("rollback"),
    "a resumption": lambda made: made.command("resume"),
}


def closed_for_good(made: World, closing: str) -> None:
    """Close what stands, and see that it is gone at once, and stays so after a rollback and while that lasts."""
    _edit(made)
    CLOSING[closing](made)
    assert not made.shown(), "at once"
    made.command("rollback")
    assert not made.shown(), "after a rollback"
    made.merge()
    assert not made.shown(), "while publishing is held"


@pytest.mark.parametrize("recurs", [False, True], ids=["one", "series"])
@pytest.mark.parametrize("closing", CLOSING)
def test_what_is_closed_is_gone_at_once_and_after_a_rollback(closing: str, recurs: bool) -> None:
    with world(recurs) as made:
        closed_for_good(made, closing)


@pytest.mark.parametrize("closing", sorted(set(CLOSING) - {"withdrawn"}))
def test_what_is_closed_leaves_while_a_hold_keeps_what_vanished(closing: str) -> None:
    with world() as made:
        _hold(made)
        assert made.shown()
        CLOSING[closing](made)
        assert not made.shown()


@pytest.mark.parametrize("closing", CLOSING)
def test_what_is_closed_while_publishing_is_held_leaves_all_the_same(closing: str) -> None:
    with world() as made:
        _edit(made)
        made.command("rollback")
        assert made.shown()
        CLOSING[closing](made)
        assert not made.shown()


@FEW
@given(
    st.booleans(),
    st.lists(st.sampled_from(sorted(LATER)), max_size=2),
    st.sampled_from(sorted(CLOSING)),
    st.lists(st.sampled_from(sorted(LATER)), min_size=1, max_size=4),
)
def test_nothing_that_happens_later_brings_it_back(
    recurs: bool, before: list[str], closing: str, later: list[str]
) -> None:
    with world(recurs) as made:
        for each in before:
            LATER[each](made)
        made.reads = True  # who cannot be read cannot say that an event is closed
        made.merge()
        CLOSING[closing](made)
        assert not made.shown(), (before, closing)
        for number, each in enumerate(later):
            LATER[each](made)
            assert not made.shown(), (before, closing, later[: number + 1])


def test_a_retracted_event_does_not_come_back_by_another_calendar_that_copies_it() -> None:
    with world() as made:
        _retract_event(made)
        made.copied = True
        for _ in range(3):
            made.merge()
            assert not made.shown()
        made.there = False
        made.merge()
        assert not made.shown()


def test_a_retraction_can_be_taken_back() -> None:
    with world() as made:
        feed = published((made.folder / "reseau.ics").read_bytes())
        uid = next(each.uid for each in feed.values() if SECRET in each.headline[0])
        before = (made.folder / "public/ical.full").read_bytes()
        made.command("retract", uid)
        _edit(made)
        assert not made.shown()
        made.edits -= 1
        made.command("retract", uid, "--undo")
        made.merge()
        assert made.shown()
        known = published(before)
        assert set(published((made.folder / "public/ical.full").read_bytes())) == set(known)


def test_a_rollback_gives_the_public_what_was_said_before_of_what_is_still_public() -> None:
    with world() as made:
        _edit(made)
        assert b"Maraude 1 (1)" in (made.folder / "public/ical.full").read_bytes()
        made.command("rollback")
        assert b"Maraude 1 (0)" in (made.folder / "public/ical.full").read_bytes()
        made.merge()
        assert b"Maraude 1 (0)" in (made.folder / "public/ical.full").read_bytes()
        made.command("resume")
        made.merge()
        assert b"Maraude 1 (1)" in (made.folder / "public/ical.full").read_bytes()


def test_what_nobody_can_read_any_more_is_no_longer_public_once_the_rules_say_so() -> None:
    with world() as made:
        _break(made)
        assert made.shown()
        _setting(max="network", default="network")(made)
        assert not made.shown()


def test_the_network_is_told_that_it_is_off_and_the_public_is_not() -> None:
    with world() as made:
        _withdraw(made)
        assert SECRET.encode() in (made.folder / "reseau.ics").read_bytes()
        assert "ANNULÉ" in (made.folder / "reseau.ics").read_text(encoding="utf-8")
        assert "ANNULÉ" not in (made.folder / "public/ical.full").read_text(encoding="utf-8")


def test_the_public_is_told_since_when_nothing_confirms_what_it_reads() -> None:
    with world() as made:
        assert b"Non confirm" not in (made.folder / "public/ical.full").read_bytes()
        made.reads = False
        for _ in range(4):
            made.now += dt.timedelta(days=1)
            made.merge()
        said = (made.folder / "public/ical.full").read_text(encoding="utf-8")
        assert "DESCRIPTION:Non confirmé depuis le 01/04/2026." in said
        assert "STATUS:TENTATIVE" in said
