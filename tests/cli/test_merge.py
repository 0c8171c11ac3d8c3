"""``reseau-sync merge``, run as a person and as cron run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import icalendar
import pytest
from click.testing import CliRunner, Result

from reseau_sync.cli import main

HEAD = """\
[network]
name = "Réseau d’essai"
[[organisations]]
id = "entraide"
name = "Entraide"
"""
FEED = '[[feeds]]\nid = "tout"\npath = "feeds/tout.ics"\n'


def calendar(title: str, uid: str = "a") -> bytes:
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//FR", "BEGIN:VEVENT", f"UID:{uid}@entraide.example.org"),
        *("DTSTAMP:20100901T080000Z", "DTSTART:20100914T180000", f"SUMMARY:{title}", "END:VEVENT", "END:VCALENDAR", ""),
    ]
    return "\r\n".join(lines).encode()


def network(folder: Path, *sources: str, rest: str = FEED) -> Path:
    """Write a reseau.toml that reads each of ``sources`` (paths in the folder)."""
    tables = [
        f'[[sources]]\nid = "s{number}"\norganisation = "entraide"\nadapter = "ical"\nlocation = "{source}"\n'
        for number, source in enumerate(sources)
    ]
    path = folder / "reseau.toml"
    path.write_text(HEAD + "".join(tables) + rest, encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def titles(feed: Path) -> list[str]:
    found = icalendar.Calendar.from_ical(feed.read_bytes())
    return sorted(str(event["SUMMARY"]) for event in found.walk("VEVENT"))


def test_two_calendars_make_one_feed(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(calendar("Réunion"))
    (tmp_path / "b.ics").write_bytes(calendar("Maraude", "b"))
    result = run("merge", "-c", network(tmp_path, "a.ics", "b.ics"))
    assert result.exit_code == 0, result.output
    assert titles(tmp_path / "feeds/tout.ics") == ["Maraude", "Réunion"]
    assert "feeds/tout.ics" in result.output


def test_a_second_run_leaves_the_feed_untouched(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(calendar("Réunion"))
    config = network(tmp_path, "a.ics")
    run("merge", "-c", config)
    feed = tmp_path / "feeds/tout.ics"
    os.utime(feed, (1, 1))
    assert run("merge", "-c", config).exit_code == 0
    assert feed.stat().st_mtime == 1


def test_quiet_says_nothing_when_all_is_well(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(calendar("Réunion"))
    result = run("merge", "-q", "-c", network(tmp_path, "a.ics"))
    assert (result.exit_code, result.output) == (0, "")


def test_a_dry_run_writes_nothing_and_returns_what_the_run_would(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(calendar("Réunion"))
    config = network(tmp_path, "a.ics", "absent.ics")
    before = sorted(tmp_path.rglob("*"))
    assert run("merge", "--dry-run", "-c", config).exit_code == 3
    assert run("diff", "-c", config).exit_code == 0
    assert sorted(tmp_path.rglob("*")) == before


def test_the_report_names_members_rejects_and_health(tmp_path: Path) -> None:
    broken = calendar("x", "c").replace(b"DTSTART:20100914T180000", b"DTSTART:mardi")
    (tmp_path / "a.ics").write_bytes(calendar("Réunion"))
    (tmp_path / "b.ics").write_bytes(calendar("Réunion"))
    (tmp_path / "c.ics").write_bytes(broken)
    result = run("merge", "-c", network(tmp_path, "a.ics", "b.ics", "c.ics"), "--report", tmp_path / "r.json")
    assert result.exit_code == 0
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    (event,) = report["events"]
    assert [(each["source"], each["uid"]) for each in event["members"]] == [
        ("s0", "a@entraide.example.org"),
        ("s1", "a@entraide.example.org"),
    ]
    (rejected,) = report["rejected"]
    assert rejected["code"] == "bad-date"
    assert rejected["where"] == {
        "source": "s2",
        "uid": "c@entraide.example.org",
        "recurrence_id": None,
        "line": 7,
        "row": None,
        "column": None,
    }
    assert [each["state"] for each in report["sources"]] == ["ok", "ok", "ok"]


def bad_inputs(folder: Path) -> list[str]:
    """Write one bad calendar of each sort, and return their names."""
    (folder / "page.ics").write_bytes(b"<!DOCTYPE html><html><body>Connexion</body></html>")
    (folder / "vide.ics").write_bytes(b"")
    whole = calendar("Réunion d’été")
    (folder / "coupe.ics").write_bytes(whole[: whole.index("é".encode()) + 1])
    (folder / "nul.ics").write_bytes(whole.replace(b"UID", b"U\0D"))
    (folder / "longue.ics").write_bytes(whole.replace(b"SUMMARY:", b"SUMMARY:" + b"x" * 100_000_000))
    (folder / "profond.ics").write_bytes(b"BEGIN:VCALENDAR\r\n" * 10_000 + b"END:VCALENDAR\r\n" * 10_000)
    (folder / "dedans.ics").write_bytes(
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 10_000 + b"END:X\r\n" * 10_000 + b"END:VCALENDAR\r\n"
    )
    (folder / "agenda.yaml.ics").write_bytes("agenda:\n  - titre: Réunion\n    date: 2010-09-14\n".encode())
    (folder / "dossier.ics").mkdir()
    return [each.name for each in folder.glob("*.ics") if each.is_file()] + ["absent.ics"]


def test_each_bad_input_fails_alone_with_a_reason_and_the_others_are_merged(tmp_path: Path) -> None:
    names = bad_inputs(tmp_path)
    (tmp_path / "bon").mkdir()
    (tmp_path / "bon/a.ics").write_bytes(calendar("Réunion"))
    result = run("merge", "-c", network(tmp_path, "bon/a.ics", *names), "--report", tmp_path / "r.json")
    assert result.exit_code == 3, result.output
    assert titles(tmp_path / "feeds/tout.ics") == ["Réunion"]
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    states = {each["source"]: (each["state"], each["code"]) for each in report["sources"]}
    assert states.pop("s0") == ("ok", None)
    assert {state for state, _ in states.values()} == {"failed"}
    codes = dict(zip(names, (code for _, code in states.values()), strict=True))
    assert codes == {
        "page.ics": "html",
        "vide.ics": "empty",
        "coupe.ics": "truncated",
        "nul.ics": "nul-bytes",
        "longue.ics": "line-too-long",
        "profond.ics": "truncated",
        "dedans.ics": "too-deep",
        "agenda.yaml.ics": "not-a-calendar",
        "absent.ics": "not-found",
    }
    for source in states:
        assert f"{source} : " in result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may read every folder")
def test_a_folder_without_rights_fails_alone(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(calendar("Réunion"))
    closed = tmp_path / "ferme"
    closed.mkdir(mode=0)
    assert run("merge", "-c", network(tmp_path, "a.ics", "ferme")).exit_code == 3
    assert titles(tmp_path / "feeds/tout.ics") == ["Réunion"]


def test_where_nothing_could_be_read_the_feed_before_stands(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(calendar("Réunion"))
    config = network(tmp_path, "a.ics")
    run("merge", "-c", config)
    (tmp_path / "a.ics").unlink()
    assert run("merge", "-c", config).exit_code == 3
    assert titles(tmp_path / "feeds/tout.ics") == ["Réunion"]


def test_where_nothing_could_be_read_and_no_feed_stands_the_run_failed(tmp_path: Path) -> None:
    assert run("merge", "-c", network(tmp_path, "absent.ics")).exit_code == 1
    assert not (tmp_path / "feeds/tout.ics").exists()


@pytest.mark.parametrize(
    "rest",
    [
        FEED.replace("path", "pth"),
        FEED + 'audience = "publique"\n',
        '[[sources]]\nid = "x"\nlocation = "x.ics"\nadapter = "icla"\n' + FEED,
        '[[sources]]\nid = "x"\nlocation = "x.ics"\noptions = { couleur = "bleu" }\n' + FEED,
        '[[sources]]\nid = "x"\nlocation = "notes.docx"\n' + FEED,
    ],
)
def test_a_network_file_that_is_wrong_runs_nothing(tmp_path: Path, rest: str) -> None:
    (tmp_path / "a.ics").write_bytes(calendar("Réunion"))
    result = run("merge", "-c", network(tmp_path, "a.ics", rest=rest))
    assert result.exit_code == 2
    assert result.stderr
    assert not (tmp_path / "feeds").exists()


def test_a_secret_location_is_in_no_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENDA", "private-0123456789abcdef/basic.ics")
    config = network(tmp_path, rest='[[sources]]\nid = "x"\nlocation = { env = "AGENDA" }\n' + FEED)
    result = run("merge", "-c", config, "--report", tmp_path / "r.json")
    assert result.exit_code == 1
    said = result.output + result.stderr + (tmp_path / "r.json").read_text(encoding="utf-8")
    assert "0123456789abcdef" not in said


@pytest.mark.parametrize(
    ("seed", "zone", "locale", "names"),
    [("0", "UTC", "C", "a.ics b.ics c.ics"), ("77", "Pacific/Kiritimati", "tr_TR.UTF-8", "c.ics b.ics a.ics")],
)
def test_the_same_content_gives_the_same_bytes_anywhere(
    tmp_path: Path, seed: str, zone: str, locale: str, names: str
) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.ics").write_bytes(calendar(f"Réunion {name}", name))
    sources = {name: f"s{'abc'.index(name[0])}" for name in names.split()}
    tables = [f'[[sources]]\nid = "{id_}"\nlocation = "{name}"\n' for name, id_ in sources.items()]
    config = network(tmp_path, rest="".join(tables) + FEED)
    feed = tmp_path / "feeds/tout.ics"
    expected = _published(config, feed, {"PYTHONHASHSEED": "1", "TZ": "Europe/Paris", "LC_ALL": "C.UTF-8"})
    feed.unlink()
    assert _published(config, feed, {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}) == expected


def _published(config: Path, feed: Path, environment: dict[str, str]) -> bytes:
    command = [sys.executable, "-m", "reseau_sync", "merge", "-q", "-c", str(config)]
    subprocess.run(command, check=True, env={**os.environ, **environment})
    return feed.read_bytes()
