"""``reseau-sync merge`` with a feed that is pushed into a calendar, as a person and as cron run it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reseau_sync.cli import main
from reseau_sync.config import load
from reseau_sync.errors import PublishError, Words
from reseau_sync.pipeline import run
from reseau_sync.ports import Conversation, Login
from reseau_sync.transport import Transport

from ..support.davservers import PASSWORD, USER, Calendar, Relay, Started
from ..support.davservers.relay import Fault
from .pushing import Dead, Mortal, edit, titles

NETWORK = """\
[network]
name = "Réseau d’essai"
[[organisations]]
id = "entraide"
name = "Entraide"
[[sources]]
id = "agenda"
organisation = "entraide"
adapter = "ical"
location = "agenda.ics"
[[feeds]]
id = "nuage"
format = "caldav"
location = "{url}"
allow_private = true
[feeds.options]
username = "{user}"
password = {{ env = "MOT_DE_PASSE" }}
{more}
"""


def calendar_file(count: int, *, title: str = "Réunion", own: str = "") -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//FR"]
    for number in range(1, count + 1):
        lines += ["BEGIN:VEVENT", f"UID:{own}{number}@entraide.example.org", "DTSTAMP:20260101T080000Z"]
        lines += [f"DTSTART;TZID=Europe/Paris:202603{number + 3:02}T180000", f"SUMMARY:{title} {number}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


@dataclass
class Stage:
    """A network in a folder, whose feed goes into a calendar through a relay."""

    folder: Path
    calendar: Calendar
    relay: Relay
    day: int = 1

    def write(self, count: int, title: str = "Réunion") -> None:
        self.folder.joinpath("agenda.ics").write_bytes(calendar_file(count, title=title, own=self.calendar.id))

    def run(self, *arguments: str) -> Result:
        now = f"2026-03-{self.day:02}T09:00:00Z"
        timed = [*arguments, "--now", now] if arguments[0] in ("merge", "diff") else list(arguments)
        config = str(self.folder / "reseau.toml")
        return CliRunner().invoke(main, [timed[0], "-c", config, *timed[1:]])

    def merge(self, *more: str) -> Result:
        return self.run("merge", *more)

    def configure(self, more: str = "") -> None:
        text = NETWORK.format(url=self.relay.url(self.calendar.url), user=USER, more=more)
        self.folder.joinpath("reseau.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def stage(
    tmp_path: Path, running_servers: Callable[[str], Started], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stage]:
    server = running_servers("radicale")
    monkeypatch.setenv("MOT_DE_PASSE", PASSWORD)
    with Relay(server.url) as relay:
        stage = Stage(tmp_path, Calendar.made(server.name, server.home), relay)
        stage.configure()
        stage.write(3)
        try:
            yield stage
        finally:
            stage.calendar.remove()


def test_a_first_merge_fills_the_calendar_and_the_second_asks_nothing(stage: Stage) -> None:
    done = stage.merge()
    assert done.exit_code == 0, done.output
    assert "3 évènements, écrit" in done.output
    assert "3 ajoutés" in done.output
    assert len(titles(stage.calendar)) == 3
    stage.relay.forget()
    assert stage.merge().exit_code == 0
    assert stage.relay.methods() == []
    stage.day = 2
    assert "inchangé" in stage.merge().output
    assert stage.relay.methods() == ["PROPFIND"]


def test_a_dry_run_says_what_it_would_do_and_does_not(stage: Stage) -> None:
    done = stage.merge("--dry-run")
    assert done.exit_code == 0
    assert "serait écrit" in done.output
    assert "ajouté : 04/03/2026 18:00 Réunion 1" in done.output
    assert titles(stage.calendar) == []
    stage.merge()
    stage.write(2, "Reportée")
    done = stage.merge("--dry-run")
    assert "modifié : 04/03/2026 18:00 Reportée 1 (titre)" in done.output
    assert all(title.startswith("Réunion") for title in titles(stage.calendar))
    assert "modifié : 04/03/2026 18:00 Reportée 1 (titre)" in stage.run("diff").output


def test_a_persons_edit_is_named_once_in_quiet_and_always_in_the_report(stage: Stage) -> None:
    stage.merge()
    edit(stage.calendar, "Réunion 2", "Au port")
    stage.day = 2
    done = stage.merge("-q", "--report", str(stage.folder / "r.json"))
    assert done.exit_code == 0
    assert "a été modifié dans l’agenda (titre)" in done.output
    (feed,) = json.loads(stage.folder.joinpath("r.json").read_text(encoding="utf-8"))["feeds"]
    assert [each["code"] for each in feed["conflicts"]] == ["edited"]
    stage.day = 3
    assert stage.merge("-q").output == ""
    assert "a été modifié dans l’agenda" in stage.merge().output
    assert "nuage : « Réunion 2 » (05/03/2026 18:00) a été modifié dans l’agenda" in stage.run("status").output
    (told,) = json.loads(stage.run("status", "--json").output)["feeds"]
    assert [each["code"] for each in told["conflicts"]] == ["edited"]
    assert "Au port" in titles(stage.calendar)


def test_ours_wins_where_the_network_says_so(stage: Stage) -> None:
    stage.merge()
    edit(stage.calendar, "Réunion 2", "Au port")
    stage.configure('on_conflict = "ours"')
    assert "on_conflict = « ours »" in stage.merge().output
    assert "Au port" not in titles(stage.calendar)


def test_a_plan_that_deletes_too_much_is_refused_until_a_person_agrees(stage: Stage) -> None:
    stage.write(12)
    stage.merge()
    text = stage.folder.joinpath("reseau.toml").read_text(encoding="utf-8")
    text = text.replace('format = "caldav"', 'format = "caldav"\nfilter = { commune = "Nulle part" }')
    stage.folder.joinpath("reseau.toml").write_text(text, encoding="utf-8")
    for _ in range(2):
        done = stage.merge()
        assert done.exit_code == 3
        assert "12 évènements sur 12 seraient supprimés d’un coup : rien n’est écrit" in done.output
        assert "merge --yes" in done.output
        assert len(titles(stage.calendar)) == 12
    done = stage.merge("--yes")
    assert done.exit_code == 0
    assert titles(stage.calendar) == []


def test_a_server_that_fails_costs_that_feed_alone(stage: Stage) -> None:
    with stage.folder.joinpath("reseau.toml").open("a", encoding="utf-8") as file:
        file.write('[[feeds]]\nid = "fichier"\npath = "tout.ics"\n')
    stage.relay.faults = lambda number, method, path: Fault(507) if method == "PUT" else None
    done = stage.merge()
    assert done.exit_code == 1  # never pushed: there is no copy to stand on
    assert "ABSENT" in done.output
    assert "plus de place" in done.output
    assert PASSWORD not in done.output.split()
    assert stage.folder.joinpath("tout.ics").exists()
    stage.relay.faults = lambda number, method, path: None
    assert stage.merge().exit_code == 0
    stage.write(3, "Reportée")
    stage.relay.faults = lambda number, method, path: Fault(401)
    done = stage.merge()
    assert done.exit_code == 3
    assert "REFUSÉ, l’ancien reste" in done.output
    stage.relay.faults = lambda number, method, path: None
    assert stage.merge().exit_code == 0  # the sources have not changed, and it is tried again all the same
    assert all(title.startswith("Reportée") for title in titles(stage.calendar))


def test_a_lost_state_finds_its_events_again_and_keeps_their_uids(stage: Stage) -> None:
    stage.merge()
    before = sorted(stage.calendar.names())
    stage.folder.joinpath("reseau-sync.sqlite").unlink()
    stage.relay.forget()
    done = stage.merge()
    assert done.exit_code == 0
    assert "PUT" not in stage.relay.methods()
    assert sorted(stage.calendar.names()) == before
    stage.write(2, "Reportée")
    stage.merge()
    assert sorted(stage.calendar.names()) == before


def test_a_retracted_event_leaves_the_calendar_at_once(stage: Stage) -> None:
    stage.merge()
    report = stage.folder / "r.json"
    stage.day = 2
    stage.merge("--report", str(report))
    name = json.loads(report.read_text(encoding="utf-8"))["events"][0]["uid"]
    done = stage.run("retract", name)
    assert done.exit_code == 0, done.output
    assert len(titles(stage.calendar)) == 2


def test_a_feed_that_is_taken_out_says_once_what_it_leaves_in_the_calendar(stage: Stage) -> None:
    stage.write(2)
    stage.run("merge")
    path = stage.folder / "reseau.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("[[feeds]]")] + '[[feeds]]\nid = "fichier"\npath = "fichier.ics"\n', "utf-8")
    said = "nuage : ce flux n’est plus dans reseau.toml, mais ce qu’il avait versé est toujours dans son agenda"
    done = stage.run("merge")
    assert done.exit_code == 0
    assert said in done.output
    assert said not in stage.run("merge").output
    assert len(titles(stage.calendar)) == 2


def test_other_commands_live_with_a_feed_that_is_no_file(stage: Stage) -> None:
    stage.merge()
    for command in ("check", "status", "history", "diff", "links", "review"):
        arguments = ("--help",) if command == "history" else ()
        done = stage.run(command, *arguments)
        assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('calender = "x"', "feeds[nuage].options.calender : clé inconnue ; vouliez-vous dire « calendar » ?"),
        ('on_conflict = "nous"', "feeds[nuage].options.on_conflict"),
    ],
)
def test_options_that_are_not_known_are_told_before_anything_is_read(stage: Stage, more: str, said: str) -> None:
    stage.configure(more)
    text = stage.folder.joinpath("reseau.toml").read_text(encoding="utf-8")
    text = text.replace('{ env = "MOT_DE_PASSE" }', '"p"')
    stage.folder.joinpath("reseau.toml").write_text(text, encoding="utf-8")
    done = stage.merge()
    assert done.exit_code == 2
    assert said in done.output
    assert stage.relay.methods() == []


def test_a_network_does_not_read_again_what_it_pushed(stage: Stage) -> None:
    stage.merge()
    pushed = b"".join(stage.calendar.get(name).body for name in stage.calendar.names() if name)
    stage.folder.joinpath("export.ics").write_bytes(pushed)
    text = stage.folder.joinpath("reseau.toml").read_text(encoding="utf-8")
    again = '[[sources]]\nid = "export"\norganisation = "entraide"\nlocation = "export.ics"\n[[feeds]]'
    stage.folder.joinpath("reseau.toml").write_text(text.replace("[[feeds]]", again), encoding="utf-8")
    report = stage.folder / "r.json"
    done = stage.merge("-v", "--report", str(report))
    assert done.exit_code == 0
    assert "copie que le réseau a versée lui-même" in done.output
    stage.write(2)
    stage.day = 2
    stage.merge("--report", str(report))
    assert all(len(each["members"]) == 1 for each in json.loads(report.read_text(encoding="utf-8"))["events"])


def test_the_gate_is_asked_before_anything_is_pushed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(path: Path, before: bytes | None, after: bytes) -> None:
        assert after.count(b"BEGIN:VEVENT") == 3
        raise PublishError("gate", Words("il contient un secret", "it holds a secret"))

    monkeypatch.setattr("reseau_sync.publication.gate_of", lambda *_: closed)
    done = stage.merge()
    assert done.exit_code == 1
    assert "il contient un secret" in done.output
    assert titles(stage.calendar) == []


@dataclass(frozen=True)
class MortalTransport(Transport):
    """A transport whose process dies at the request of a number, after the server did what was asked."""

    mortal: Mortal | None = None

    def converse(self, location: str, login: Login | None = None) -> AbstractContextManager[Conversation]:
        assert self.mortal is not None
        whole = Transport(self.base, allow_private=self.allow_private)
        return dataclasses.replace(self.mortal, transport=whole, sent=self.mortal.sent).converse(location, login)


def test_a_merge_that_dies_at_any_request_is_finished_by_the_next(stage: Stage) -> None:
    loaded = load(stage.folder / "reseau.toml")
    now = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
    for limit in range(1, 40):
        mortal = Mortal(Transport(stage.folder), limit, after=True)
        stage.write(2 + limit % 2, f"Passage {limit}")
        died = False
        try:
            run(loaded, now=now, transport=MortalTransport(stage.folder, mortal=mortal))
        except Dead:
            died = True
        assert run(loaded, now=now).exit_code == 0
        run(loaded, now=now + dt.timedelta(days=1))  # what nobody remembered having written goes by then
        assert {each.split()[1] for each in titles(stage.calendar) if each.startswith("Passage")} == {str(limit)}
        assert sum(each.startswith("Passage") for each in titles(stage.calendar)) == 2 + limit % 2
        if not died:
            return
    pytest.fail("it never lived through all requests")
