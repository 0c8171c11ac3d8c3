"""The log: silent by itself, one JSON object per record for machines, and in words for whoever asks for more."""

from __future__ import annotations

import datetime as dt
import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from reseau_sync.cli import main
from reseau_sync.logs import LOGGER, to_stderr

NOW = "2026-04-01T08:00:00Z"


def calendar(*titles: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//FR"]
    for number, title in enumerate(titles, 1):
        lines += ["BEGIN:VEVENT", f"UID:{title}@dunes.example.org", "DTSTAMP:20260301T080000Z"]
        lines += [f"DTSTART:202604{number:02}T180000Z", f"SUMMARY:{title}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "a.ics").write_bytes(calendar(*"abcdef"))
    path = tmp_path / "reseau.toml"
    path.write_text(
        '[network]\nname = "Réseau d’essai"\n[[sources]]\nid = "agenda"\nlocation = "a.ics"\n'
        '[[feeds]]\nid = "tout"\npath = "feeds/tout.ics"\n',
        encoding="utf-8",
    )
    return path


def run(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "-c", str(config)])


def records(result: Result) -> list[dict[str, Any]]:
    """Return the records on stderr, where nothing else may be."""
    return [json.loads(line) for line in result.stderr.splitlines()]


def events(result: Result) -> list[str]:
    return [str(each["event"]) for each in records(result)]


def test_nothing_is_shown_unless_it_is_asked_for(config: Path) -> None:
    assert run(config, "merge", "--now", NOW).stderr == ""
    (config.parent / "a.ics").unlink()
    result = run(config, "merge", "--now", NOW)
    assert result.stderr.count("agenda :") == 1  # the command's own words, not the log's too


def test_an_embedding_program_sees_nothing_it_did_not_ask_for() -> None:
    code = "from reseau_sync.logs import LOGGER; LOGGER.warning('rien')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_every_line_on_stderr_is_one_json_object_with_time_level_and_event(config: Path) -> None:
    result = run(config, "--log-json", "merge", "--now", NOW)
    assert result.exit_code == 0
    assert events(result) == ["source-read", "feed-written"]
    read = records(result)[0]
    assert (read["source"], read["events"], read["rejected"], read["level"]) == ("agenda", 6, 0, "info")
    assert dt.datetime.fromisoformat(read["at"]).tzinfo is not None
    assert "agenda" in result.stdout  # what is said on stdout stays


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (calendar("a"), ["source-read", "source-held", "feed-unchanged"]),
        (b"<html>connexion</html>", ["source-failed", "feed-unchanged"]),
        (calendar(*"abcdefg"), ["source-read", "feed-written"]),
    ],
)
def test_what_becomes_of_sources_and_feeds_is_logged(config: Path, content: bytes, expected: list[str]) -> None:
    run(config, "merge", "--now", NOW)
    (config.parent / "a.ics").write_bytes(content)
    result = run(config, "--log-json", "merge", "--now", NOW)
    assert events(result) == expected
    warned = [each for each in records(result) if each["level"] == "warning"]
    assert [each["event"] for each in warned] == [each for each in expected if each in ("source-held", "source-failed")]


def test_a_state_that_was_made_anew_is_logged(config: Path) -> None:
    run(config, "merge", "--now", NOW)
    for path in config.parent.glob("reseau-sync.sqlite*"):
        path.unlink()
    (config.parent / "reseau-sync.sqlite").write_bytes(b"rien" * 5000)
    assert events(run(config, "--log-json", "merge", "--now", NOW))[0] == "state-rebuilt"


def test_a_feed_that_is_refused_is_logged(config: Path) -> None:
    (config.parent / "feeds/tout.ics").mkdir(parents=True)
    result = run(config, "--log-json", "merge", "--now", NOW)
    assert result.exit_code != 0
    assert events(result)[-1] in ("feed-missing", "feed-refused")
    assert records(result)[-1]["feed"] == "tout"


def test_an_error_that_stops_the_program_is_one_record(tmp_path: Path) -> None:
    result = run(tmp_path / "nulle-part.toml", "--log-json", "merge")
    assert result.exit_code == 2
    (record,) = records(result)
    assert (record["event"], record["level"], record["code"]) == ("stopped", "error", "not-found")


def test_what_check_complains_of_goes_to_the_log(config: Path) -> None:
    (config.parent / "a.ics").unlink()
    assert {"source-failed", "said"} == set(events(run(config, "--log-json", "check")))


def test_verbose_raises_the_level_and_says_nothing_twice(config: Path) -> None:
    assert "source-asked" not in events(run(config, "--log-json", "merge", "--now", NOW))
    told = events(run(config, "--log-json", "merge", "-v", "--now", NOW))
    assert told.count("source-asked") == 1
    (config.parent / "a.ics").unlink()
    result = run(config, "merge", "-v", "--now", NOW)
    assert "agenda : a.ics\n" in result.stderr
    assert result.stderr.count("n’existe pas") == 1


def test_the_handler_goes_with_the_command(config: Path) -> None:
    before = LOGGER.handlers.copy(), LOGGER.level
    run(config, "--log-json", "merge", "-v", "--now", NOW)
    run(config, "--log-json", "merge", "--report", str(config / "impossible"))
    assert (LOGGER.handlers, LOGGER.level) == before


def test_a_traceback_and_a_message_of_several_lines_stay_on_one(capsys: pytest.CaptureFixture[str]) -> None:
    undo = to_stderr(as_json=True, level=logging.INFO)
    try:
        raise ValueError("https://moi:jeton-0123@dunes.example.org/jeton-0123")
    except ValueError:
        LOGGER.exception("deux\nlignes « %s »", "https://dunes.example.org/jeton-0123", extra={"source": "a\nb"})
    finally:
        undo()
    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert said["message"] == "deux\nlignes « https://dunes.example.org/… »"
    assert "ValueError" in said["traceback"]
    assert "jeton-0123" not in line


def test_a_second_run_at_the_same_time_is_no_warning(config: Path) -> None:
    from reseau_sync.store import RunLock

    with RunLock(config.parent / "reseau-sync.sqlite"):
        result = run(config, "--log-json", "merge", "--now", NOW)
    assert result.exit_code == 0
    assert [(each["event"], each["level"], each["code"]) for each in records(result)] == [("stopped", "info", "busy")]
