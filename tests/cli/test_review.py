"""Events that look alike, as a person and as cron meet them: review, explain, split, and what merge makes of it."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import CliRunner, Result

from reseau_sync.cli import main
from reseau_sync.cli.asking import when
from reseau_sync.entry import Entry
from reseau_sync.model import Event, ZonedTime
from reseau_sync.model.network import Network, NetworkInfo

NOW = "2026-11-25T10:00:00Z"
LATER = "2026-12-02T10:00:00Z"
CONFIG = """[network]
name = "Réseau d’essai"
[[organisations]]
id = "entraide"
name = "Entraide du Port"
[[organisations]]
id = "veille"
name = "Veille de Nuit"
[[sources]]
id = "a"
organisation = "entraide"
location = "a.ics"
[[sources]]
id = "b"
organisation = "veille"
location = "b.ics"
[[feeds]]
id = "reseau"
path = "feeds/reseau.ics"
"""


def vevent(uid: str, title: str, start: str = "20261215T140000", place: str = "Salle des fêtes\\, Calais") -> str:
    lines = [
        *("BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260901T000000Z", f"SUMMARY:{title}"),
        *(f"DTSTART;TZID=Europe/Paris:{start}", f"LOCATION:{place}", "END:VEVENT"),
    ]
    return "\r\n".join(lines)


def calendar(*events: str) -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//", *events, "END:VCALENDAR", ""])


ONE = "11111111-1c6b-4a57-9a4e-0d7c41a3a1b2"
TWO = "22222222-1c6b-4a57-9a4e-0d7c41a3a1b2"
SAME = (vevent(ONE, "Réunion du collectif logement"), vevent(TWO, "Réunion du collectif logement"))
"""Two that are fused by themselves."""
UNLIKE = (vevent(ONE, "Maraude"), vevent(TWO, "Permanence juridique", "20261215T190000", "Mairie\\, Marck"))
"""Two that nothing brings together."""


class World:
    """A network of two calendars in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "reseau.toml"
        self.config.write_text(CONFIG, encoding="utf-8")

    def state(self, a: str, b: str) -> None:
        (self.folder / "a.ics").write_text(calendar(a), encoding="utf-8", newline="")
        (self.folder / "b.ics").write_text(calendar(b), encoding="utf-8", newline="")

    def run(self, command: str, *arguments: str, now: str = NOW, answer: str | None = None) -> Result:
        options = ["-c", str(self.config), *(["--now", now] if command not in ("check", "status") else [])]
        return CliRunner().invoke(main, [command, *options, *arguments], input=answer)

    def merged(self, now: str = NOW) -> list[Any]:
        result = self.run("merge", now=now)
        assert result.exit_code == 0, result.output
        data = (self.folder / "feeds/reseau.ics").read_bytes()
        return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))

    @property
    def decisions(self) -> Path:
        return self.folder / "decisions.toml"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_what_is_said_to_be_the_same_is_one_at_the_next_merge_and_stays_so_through_edits(world: World) -> None:
    world.state(*UNLIKE)
    uids = {str(each["SUMMARY"]): str(each["UID"]) for each in world.merged()}
    assert len(uids) == 2
    said = world.run("review", "--same", *uids.values())
    assert said.exit_code == 0
    assert "1 réponse(s)" in said.output
    (event,) = world.merged()
    assert str(event["UID"]) in uids.values()
    assert "Horaires différents" in str(event["DESCRIPTION"])
    world.state(vevent(ONE, "Autre chose", "20261220T100000"), UNLIKE[1])
    assert len(world.merged()) == 1


def test_a_run_in_which_only_the_decisions_changed_obeys_them(world: World) -> None:
    world.state(*UNLIKE)
    world.merged()
    assert "inchangé" in world.run("merge").output
    world.decisions.write_text(
        '[[same]]\nevents = [{ title = "Maraude", start = "2026-12-15 14:00" }, '
        '{ title = "permanence juridique", start = "2026-12-15 19:00" }]\n',
        encoding="utf-8",
    )
    assert len(world.merged()) == 1


def test_what_is_said_to_be_different_comes_apart_and_both_keep_their_uids_from_then_on(world: World) -> None:
    world.state(*SAME)
    (event,) = world.merged()
    split = world.run("split", str(event["UID"])[:10], "--all")
    assert split.exit_code == 0, split.output
    apart = {str(each["UID"]) for each in world.merged()}
    assert len(apart) == 2
    assert str(event["UID"]) in apart
    assert {str(each["UID"]) for each in world.merged(LATER)} == apart


def test_what_one_calendar_withdraws_and_another_still_states_stays_and_says_so(world: World) -> None:
    kept = vevent("33333333-1c6b-4a57-9a4e-0d7c41a3a1b2", "Repas partagé", "20261220T120000")
    world.state(f"{SAME[0]}\r\n{kept}", SAME[1])
    before = next(each for each in world.merged() if str(each["SUMMARY"]).startswith("Réunion"))
    world.state(kept, SAME[1])
    events = {str(each["SUMMARY"]): each for each in world.merged()}
    still = events["Réunion du collectif logement"]
    assert still["UID"] == before["UID"]
    assert str(still["STATUS"]) == "CONFIRMED"
    assert str(still["DESCRIPTION"]).startswith("N’est plus annoncé par Entraide du Port")


def test_an_occurrence_of_a_feed_names_its_series(world: World) -> None:
    world.state(*SAME)
    (event,) = world.merged()
    name, _, domain = str(event["UID"]).partition("@")
    assert world.run("explain", f"{name}-20261215T140000@{domain}").exit_code == 0


def test_split_shows_who_states_it_and_asks_which(world: World) -> None:
    world.state(*SAME)
    (event,) = world.merged()
    shown = world.run("split", str(event["UID"]), answer="\n")
    assert "1. Entraide du Port (a)" in shown.output
    assert "2. Veille de Nuit (b)" in shown.output
    assert not world.decisions.exists()
    assert world.run("split", str(event["UID"]), answer="2\n").exit_code == 0
    assert len(world.merged()) == 2


def test_split_of_what_one_calendar_states_is_refused_in_words(world: World) -> None:
    world.state(*UNLIKE)
    uid = str(world.merged()[0]["UID"])
    refused = world.run("split", uid, "--all")
    assert refused.exit_code == 2
    assert "un seul agenda" in refused.stderr


def test_a_changed_mind_replaces_the_answer_before(world: World) -> None:
    world.state(*UNLIKE)
    uids = [str(each["UID"]) for each in world.merged()]
    world.run("review", "--same", *uids)
    (event,) = world.merged()
    assert world.run("split", str(event["UID"]), "--all").exit_code == 0
    said = tomllib.loads(world.decisions.read_text(encoding="utf-8"))
    assert list(said) == ["not-same"]
    assert len(world.merged()) == 2


def test_decisions_made_early_give_what_decisions_made_late_give(world: World, tmp_path: Path) -> None:
    world.state(*UNLIKE)
    uids = [str(each["UID"]) for each in world.merged()]
    world.run("review", "--same", *uids)
    world.merged()
    (tmp_path / "early").mkdir()
    early = World(tmp_path / "early")
    early.decisions.write_bytes(world.decisions.read_bytes())
    early.state(*UNLIKE)
    (one,), (other,) = world.merged(), early.merged()
    for name in ("UID", "SUMMARY", "DTSTART", "DESCRIPTION", "LOCATION"):
        assert one[name] == other[name]


def test_a_lost_state_forgets_no_decision(world: World) -> None:
    world.state(*UNLIKE)
    world.run("merge")
    uids = [str(each["UID"]) for each in world.merged()]
    world.run("review", "--same", *uids)
    (before,) = world.merged()
    for path in world.folder.glob("reseau-sync.sqlite*"):
        path.unlink()
    (after,) = world.merged()
    assert after["UID"] == before["UID"]


def test_explain_says_who_states_it_why_it_is_one_and_who_wins(world: World) -> None:
    world.state(*SAME)
    (event,) = world.merged()
    for name in (str(event["UID"]), str(event["UID"])[:8], ONE, TWO[:8]):
        said = world.run("explain", name)
        assert said.exit_code == 0, said.output
        assert "Entraide du Port (a) : « Réunion du collectif logement », 15/12/2026 14:00" in said.output
        assert "réuni par ces indices" in said.output
        assert "Qui l’emporte" in said.output


def test_explain_names_the_decision_that_applied_and_is_data_for_programs(world: World) -> None:
    world.state(*UNLIKE)
    world.run("review", "--same", *(str(each["UID"]) for each in world.merged()))
    (event,) = world.merged()
    said = world.run("explain", str(event["UID"])).output
    assert "c’est le même (25/11/2026)" in said
    assert "réuni par votre décision" in said
    assert "réuni par ces indices" not in said
    data = json.loads(world.run("explain", str(event["UID"]), "--json").output)
    assert [each["verdict"] for each in data["decisions"]] == ["same"]
    assert {each["code"] for each in data["differences"]} == {"time", "place"}
    assert data["fields"]["title"]


def test_a_uid_that_names_nothing_is_told_with_what_to_give(world: World) -> None:
    world.state(*SAME)
    world.merged()
    for command in ("explain", "split"):
        said = world.run(command, "inconnu")
        assert said.exit_code == 2
        assert "au moins 4 caractères" in said.stderr


def test_a_broken_file_of_decisions_is_refused_with_its_line_and_nothing_is_published(world: World) -> None:
    world.state(*SAME)
    world.merged()
    before = (world.folder / "feeds/reseau.ics").read_bytes()
    world.decisions.write_text("[[same]]\nevents = [{ uid = 'a' }]\n", encoding="utf-8")
    for command in ("merge", "check", "review"):
        said = world.run(command)
        assert said.exit_code == 2
        assert "decisions.toml, ligne 2" in said.stderr
    assert (world.folder / "feeds/reseau.ics").read_bytes() == before


def test_check_names_decisions_that_name_nothing_any_more_and_is_content(world: World) -> None:
    world.state(*UNLIKE)
    world.merged()
    world.decisions.write_text(
        '[[not-same]]\nevents = [{ title = "Cours", start = "2020-01-01" }, { uid = "x" }]\n', encoding="utf-8"
    )
    said = world.run("check")
    assert said.exit_code == 0, said.output
    assert "Sans objet dans decisions.toml, peut être effacé : « Cours », « x »" in said.output


def test_merge_counts_what_was_fused_and_a_quiet_run_says_nothing(world: World) -> None:
    world.state(*SAME)
    assert "1 évènement(s) réunis de plusieurs agendas." in world.run("merge").output
    assert world.run("merge", "-q").output == ""


def test_the_report_names_members_differences_and_what_awaits(world: World) -> None:
    world.state(SAME[0], vevent(TWO, "Réunion du collectif logement", "20261215T143000"))
    path = world.folder / "report.json"
    world.run("merge", "--report", str(path))
    report = json.loads(path.read_text(encoding="utf-8"))
    (event,) = report["events"]
    assert [each["source"] for each in event["members"]] == ["a", "b"]
    assert event["differences"][0]["words"].startswith("Horaires différents : 14h")
    assert [each["code"] for each in report["conflicts"]] == ["differs-time"]
    assert (report["fused"], report["awaiting"], report["echoes"]) == (1, 0, [])


PERHAPS = (
    (vevent(ONE, "Projection"), vevent(TWO, "Ciné-club", "20261215T142000", "")),
    (vevent(ONE, "Réunion logement"), vevent(TWO, "Réunion du collectif")),
    (vevent(ONE, "Forum santé"), vevent(TWO, "Rencontre")),
    (vevent(ONE, "Point des référents", "20261215T143000"), vevent(TWO, "Cours de français")),
)
"""Pairs of which one at least is perhaps the same: what the rules make of each is theirs to say."""


@pytest.fixture
def asked(world: World) -> World:
    """Give a world in which a person is to be asked."""
    for pair in PERHAPS:
        world.state(*pair)
        world.merged()
        if "rapprochement" in world.run("status").output:
            return world
    pytest.fail("none of these pairs is perhaps the same")


def test_merge_and_status_say_how_many_wait_and_where_to_answer(asked: World) -> None:
    assert "1 rapprochement(s) à confirmer : reseau-sync review" in asked.run("merge").output
    assert json.loads(asked.run("status", "--json").output)["awaiting"] == 1


def test_review_without_a_terminal_shows_them_side_by_side_and_asks_nothing(asked: World) -> None:
    said = asked.run("review", answer="m\n")
    assert said.exit_code == 0
    assert "Entraide du Port (a)" in said.output
    assert "Veille de Nuit (b)" in said.output
    assert "--same UID UID" in said.output
    assert not asked.decisions.exists()


def test_of_what_repeats_the_day_in_question_is_shown() -> None:
    network = Network(network=NetworkInfo(name="R"))
    series = Entry.of(
        "a", Event(title="Repas", start=ZonedTime(local=dt.datetime(2010, 9, 4, 12), zone="Europe/Paris"))
    )
    meant = ZonedTime(local=dt.datetime(2026, 12, 5, 12), zone="Europe/Paris")
    assert when(series, network, meant) == "05/12/2026 12:00 (répété)"
    assert when(series, network) == "04/09/2010 12:00"


def test_review_for_programs_is_data(asked: World) -> None:
    (question,) = json.loads(asked.run("review", "--json").output)["questions"]
    assert {each["source"] for each in question["events"]} == {"a", "b"}
    assert all(each["uid"].endswith("@reseau-sync") for each in question["events"])
    assert question["evidence"]


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reseau_sync.cli.review_command.at_a_terminal", lambda: True)


@pytest.mark.usefixtures("at_a_terminal")
@pytest.mark.parametrize(("answer", "events"), [("m\n", 1), ("d\n", 2), ("euh\nd\n", 2)])
def test_an_answer_in_a_terminal_is_remembered_and_not_asked_again(asked: World, answer: str, events: int) -> None:
    said = asked.run("review", answer=answer)
    assert said.exit_code == 0, said.output
    assert "Est-ce le même ?" in said.output
    assert len(asked.merged()) == events
    assert "Aucun rapprochement" in asked.run("review").output
    assert "rapprochement" not in asked.run("status").output


@pytest.mark.usefixtures("at_a_terminal")
def test_later_is_asked_again_after_some_days(asked: World) -> None:
    asked.run("review", answer="p\n")
    assert len(asked.merged()) == 2
    assert "Aucun rapprochement" in asked.run("review").output
    assert "Est-ce le même ?" in asked.run("review", now=LATER, answer="q\n").output


@pytest.mark.usefixtures("at_a_terminal")
def test_who_has_had_enough_has_decided_nothing(asked: World) -> None:
    assert asked.run("review", answer="q\n").exit_code == 0
    assert not asked.decisions.exists()
