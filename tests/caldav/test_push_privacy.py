"""What is pushed into a calendar tells its readers no more than a file would: no canary, no trace of what was closed.

Looked at are the bytes that the server holds, and every byte that it was sent: paths, header fields, bodies.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from reseau_sync.cli import main
from reseau_sync.config.loading import Loaded
from reseau_sync.forms.whole import portable
from reseau_sync.model import AnyEvent, Audience
from reseau_sync.model.network import FeedSpec, Network
from reseau_sync.pipeline import run
from reseau_sync.report import feed_report

from ..audience.canaries import Cage
from ..audience.test_canaries import NOW, Given, _file, _open_titles, escaped, full_of_canaries, network
from ..audience.test_retraction import CLOSING, LATER, SECRET, World, _break, _edit, _setting, closed_for_good
from ..support.davservers import PASSWORD, USER, Calendar, Relay, Started

FEW = settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
FORMS = ("full", "flat")


def held(calendar: Calendar) -> dict[str, bytes]:
    """Return every object of a calendar, by name."""
    return {name: calendar.get(name).body for name in calendar.names() if name}


def told(relay: Relay, calendar: Calendar) -> bytes:
    """Return all that the server was told of a calendar, header fields and paths included."""
    own = [each for each in relay.heard if f"/{calendar.id}/" in each.path]
    heads = "\n".join(f"{each.method} {each.path} {unquote(each.path)} {dict(each.headers)}" for each in own)
    return b"\n".join([heads.encode(), *(each.body for each in own)])


@contextmanager
def calendars(server: Started, count: int) -> Iterator[list[Calendar]]:
    made = [Calendar.made(server.name, server.home) for _ in range(count)]
    try:
        yield made
    finally:
        for each in made:
            each.remove()


def pushing(cage: Cage, relay: Relay, targets: Mapping[tuple[str, str], Calendar]) -> Network:
    """Return the network of canaries whose feeds all go into calendars."""
    feeds = tuple(
        FeedSpec.model_validate(
            {
                "id": f"{audience}-{form}",
                "format": "caldav",
                "audience": audience,
                "form": form,
                "organisation": "phares" if audience == "organisation" else None,
                "location": relay.url(calendar.url),
                "allow_private": True,
                "options": {"username": USER, "password": PASSWORD},
            }
        )
        for (audience, form), calendar in targets.items()
    )
    return network(True, cage).model_copy(update={"feeds": feeds})


@FEW
@given(full_of_canaries())
def test_no_canary_is_pushed_further_than_it_may(running_servers: Callable[[str], Started], made: Given) -> None:
    server, cage = running_servers("radicale"), made.cage
    wanted = [(str(audience), form) for audience in Audience for form in FORMS]
    with tempfile.TemporaryDirectory() as name, Relay(server.url) as relay, calendars(server, len(wanted)) as there:
        folder, targets = Path(name), dict(zip(wanted, there, strict=True))
        network_ = pushing(cage, relay, targets)
        for spec in network_.sources:
            (folder / str(spec.location)).mkdir()
            path = folder / str(spec.location) / f"{cage.word(('file',))}.ics"
            path.write_bytes(_file(made.of(spec.id), cage))
        done = run(Loaded(network_, folder), now=NOW)
        for feed, outcome in zip(network_.feeds, done.feeds, strict=True):
            calendar = targets[str(feed.audience), str(feed.form)]
            objects = held(calendar)
            assert outcome.state == ("written" if objects else "unchanged"), (feed.id, outcome.reason)
            stored = b"\n".join(name.encode() + b"\n" + body for name, body in objects.items())
            assert escaped(stored, cage.canaries, feed.audience) == [], feed.id
            assert escaped(told(relay, calendar), cage.canaries, feed.audience) == [], feed.id
            assert escaped(json.dumps(feed_report(outcome)).encode(), cage.canaries, Audience.PUBLIC) == []
            assert escaped(repr(outcome.plan).encode(), cage.canaries, feed.audience) == [], feed.id
            said = json.dumps(dict(outcome.memory or {}), ensure_ascii=False).encode()
            assert escaped(said, cage.canaries, feed.audience) == [], feed.id
            for title in _open_titles(made):
                assert title in stored.decode().replace("\r\n ", ""), feed.id


class Pushed(World):
    """The network of the retractions, its public feeds pushed into calendars too."""

    targets: Mapping[str, Calendar]

    def _write_network(self) -> None:
        super()._write_network()
        with (self.folder / "reseau.toml").open("a", encoding="utf-8") as file:
            for form, calendar in self.targets.items():
                file.write(f'[[feeds]]\nid = "nuage-{form}"\nformat = "caldav"\naudience = "public"\nform = "{form}"\n')
                file.write(f'location = "{calendar.url}"\nallow_private = true\n')
                file.write(f'[feeds.options]\nusername = "{USER}"\npassword = "{PASSWORD}"\n')

    def pushed(self) -> bool:
        """Say whether a byte of it is in a calendar."""
        whole = (f"{name}\n".encode() + body for each in self.targets.values() for name, body in held(each).items())
        return any(SECRET.encode() in each for each in whole)

    def shown(self) -> bool:
        return super().shown() or self.pushed()


@contextmanager
def pushed(server: Started, recurs: bool = False) -> Iterator[Pushed]:
    with tempfile.TemporaryDirectory() as name, calendars(server, len(FORMS)) as there:
        made = Pushed(Path(name), recurs=recurs)
        made.targets = dict(zip(FORMS, there, strict=True))
        made.merge()
        assert made.pushed()
        yield made


@pytest.mark.parametrize("recurs", [False, True], ids=["one", "series"])
@pytest.mark.parametrize("closing", CLOSING)
def test_what_is_closed_leaves_the_calendar_at_once(
    running_servers: Callable[[str], Started], closing: str, recurs: bool
) -> None:
    with pushed(running_servers("radicale"), recurs) as made:
        closed_for_good(made, closing)


@pytest.mark.parametrize("closing", CLOSING)
def test_what_is_closed_leaves_the_calendar_while_publishing_is_held(
    running_servers: Callable[[str], Started], closing: str
) -> None:
    with pushed(running_servers("radicale")) as made:
        _edit(made)
        made.command("rollback")
        assert made.pushed()
        CLOSING[closing](made)
        assert not made.shown()


@pytest.mark.parametrize("closing", CLOSING)
def test_what_a_person_edited_leaves_a_public_calendar_all_the_same(
    running_servers: Callable[[str], Started], closing: str
) -> None:
    with pushed(running_servers("radicale")) as made:
        for calendar in made.targets.values():
            for name, body in held(calendar).items():
                if SECRET.encode() in body:
                    edited = body.replace(f"SUMMARY:{SECRET}".encode(), f"SUMMARY:{SECRET} au port".encode())
                    assert edited != body
                    assert calendar.put(name, edited).status in (200, 201, 204)
        CLOSING[closing](made)
        assert not made.shown()


def test_what_nobody_can_read_any_more_leaves_the_calendar(running_servers: Callable[[str], Started]) -> None:
    with pushed(running_servers("radicale")) as made:
        _break(made)
        assert made.pushed()
        _setting(max="network", default="network")(made)
        assert not made.shown()


def test_a_lost_state_leaves_nothing_closed_in_a_public_calendar(running_servers: Callable[[str], Started]) -> None:
    with pushed(running_servers("radicale")) as made:
        (made.folder / "reseau-sync.sqlite").unlink()
        made.now -= dt.timedelta(hours=5)  # all of it on one day
        CLOSING["private"](made)
        assert not World.shown(made)
        made.now -= dt.timedelta(hours=5)
        made.merge()  # nothing has changed, and the calendar is looked at all the same
        assert not made.shown()


def test_a_push_holds_nothing_that_is_not_listed_for_its_readers(
    running_servers: Callable[[str], Started], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pushed(running_servers("radicale")) as made:
        before = [held(each) for each in made.targets.values()]
        monkeypatch.setattr("reseau_sync_caldav.sink.portable", _with_a_contact)
        made.edits += 1
        made.write()
        config = str(made.folder / "reseau.toml")
        now = (made.now + dt.timedelta(hours=6)).isoformat()
        done = CliRunner().invoke(main, ["merge", "-c", config, "--now", now])
        assert done.exit_code == 3
        assert "« CONTACT » n’est pas pour ces lecteurs" in done.output
        assert [held(each) for each in made.targets.values()] == before


def _with_a_contact(event: AnyEvent, timezone: str) -> AnyEvent:
    return portable(event, timezone).model_copy(update={"contacts": ("06 12 34 56 78",)})


@settings(FEW, max_examples=3)
@given(
    st.lists(st.sampled_from(sorted(LATER)), max_size=2),
    st.sampled_from(sorted(CLOSING)),
    st.lists(st.sampled_from(sorted(LATER)), min_size=1, max_size=3),
)
def test_nothing_that_happens_later_pushes_it_again(
    running_servers: Callable[[str], Started], before: list[str], closing: str, later: list[str]
) -> None:
    with pushed(running_servers("radicale")) as made:
        for each in before:
            LATER[each](made)
        made.reads = True
        made.merge()
        CLOSING[closing](made)
        assert not made.shown(), (before, closing)
        for number, each in enumerate(later):
            LATER[each](made)
            assert not made.shown(), (before, closing, later[: number + 1])


def test_neither_password_nor_address_is_told_by_a_push_that_fails(running_servers: Callable[[str], Started]) -> None:
    with pushed(running_servers("radicale")) as made:
        config = made.folder / "reseau.toml"
        text = config.read_text(encoding="utf-8")
        for calendar in made.targets.values():
            secret = calendar.url.replace("http://", "http://qui:zqmotzq@") + "?jeton=zqjetonzq"
            text = text.replace(calendar.url, secret)
        config.write_text(text.replace(f'"{PASSWORD}"', '"zqfauxzq"'), encoding="utf-8")
        for command in (["merge", "-v", "--report", str(made.folder / "r.json")], ["merge", "--dry-run"], ["status"]):
            result = CliRunner().invoke(main, [*command, "-c", str(config)])
            output = result.output + repr(result.exception)
            output += (made.folder / "r.json").read_text(encoding="utf-8") if len(command) > 2 else ""
            for each in ("zqmotzq", "zqjetonzq", "zqfauxzq", *(c.id for c in made.targets.values())):
                assert each not in output, (command, each)
