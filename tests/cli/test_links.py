"""Secret names: nobody guesses them, `links` says them, `renew` revokes them, nothing else shows them."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reseau_sync.cli import main

AGENDA = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//FR\r\nBEGIN:VEVENT\r\nUID:1@a.example\r\nDTSTAMP:20260901T000000Z\r\n"
    "DTSTART:20261001T170000Z\r\nSUMMARY:Repas\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
TOML = """
[network]
name = "Le réseau"
base_url = "https://agenda.example.org/feeds"

[[organisations]]
id = "a"
name = "A"

[[sources]]
id = "a"
organisation = "a"
location = "a.ics"

[[feeds]]
id = "ouvert"
path = "feeds/ouvert.ics"

[[feeds]]
id = "secret"
title = "Pour nous"
path = "feeds/secret.ics"
secret = true
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.ics").write_bytes(AGENDA.encode())
    (tmp_path / "reseau.toml").write_text(TOML, encoding="utf-8")
    return tmp_path


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def secret_files(folder: Path) -> list[str]:
    return sorted(each.name for each in (folder / "feeds").iterdir() if each.name.startswith("secret"))


def address() -> str:
    found = re.search(r"webcal://agenda\.example\.org/feeds/secret-[0-9a-f]{32}\.ics", ran("links", "secret").output)
    assert found
    return found[0]


def test_a_secret_feed_gets_a_name_that_only_links_says(folder: Path) -> None:
    done = ran("merge", "--report", "report.json")
    assert done.exit_code == 0
    (name,) = secret_files(folder)
    token = name.removeprefix("secret-").removesuffix(".ics")
    assert len(token) == 32
    assert address().endswith(name)
    shown = [done.output, ran("status").output, ran("merge", "--dry-run").output, ran("diff").output]
    shown.append((folder / "report.json").read_text(encoding="utf-8"))
    shown.append((folder / "feeds" / name).read_text(encoding="utf-8"))
    assert not any(token in each for each in shown)
    assert "webcal://agenda.example.org/feeds/ouvert.ics" in ran("links").output


def test_the_log_does_not_show_the_name(folder: Path) -> None:
    done = ran("--log-json", "merge")
    (name,) = secret_files(folder)
    assert '"feed-written"' in done.stderr
    assert name not in done.stderr


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_the_disk_says_of_the_file_does_not_show_the_name(folder: Path, language: str) -> None:
    path = folder / "reseau.toml"
    path.write_text(TOML.replace("[network]", f'[network]\nlanguage = "{language}"'), encoding="utf-8")
    ran("merge")
    (name,) = secret_files(folder)
    token = name.removeprefix("secret-").removesuffix(".ics")
    (folder / "feeds" / name).unlink()
    (folder / "feeds" / name).mkdir()
    done = [ran("merge", "--report", "report.json"), ran("--log-json", "merge")]
    assert "secret-….ics" in done[0].stderr
    shown = [each.output + each.stderr for each in done] + [(folder / "report.json").read_text(encoding="utf-8")]
    assert not any(token in each for each in shown)


def test_a_report_is_for_this_account_alone(folder: Path) -> None:
    ran("merge", "--report", "report.json")
    assert os.stat(folder / "report.json").st_mode & 0o777 == 0o600


def test_the_names_are_readable_by_their_account_alone_and_stay(folder: Path) -> None:
    ran("merge")
    before = address()
    assert os.stat(folder / "reseau-sync.links").st_mode & 0o777 == 0o600
    ran("merge")
    (folder / "reseau-sync.sqlite").unlink()
    ran("merge")
    assert address() == before


def test_renewing_takes_the_old_file_away_and_the_feed_goes_on_under_the_new(folder: Path) -> None:
    ran("merge")
    old, (old_file,) = address(), secret_files(folder)
    data = (folder / "feeds" / old_file).read_bytes()
    assert ran("renew", "secret").exit_code == 0
    (new_file,) = secret_files(folder)
    assert new_file != old_file
    assert address() != old
    assert (folder / "feeds" / new_file).read_bytes() == data
    assert "inchangé" in ran("merge").output
    assert secret_files(folder) == [new_file]


def test_a_renewal_that_was_cut_short_is_finished_by_the_next_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran("merge")
    (old_file,) = secret_files(folder)
    with monkeypatch.context() as dying:
        dying.setattr("reseau_sync.links.os.replace", _die_at(2))
        with pytest.raises(DiedError):
            ran("renew", "secret")
    assert ran("merge").exit_code == 0
    (new_file,) = secret_files(folder)
    assert new_file != old_file


class DiedError(BaseException):
    """The process was killed."""


def _die_at(call: int):  # type: ignore[no-untyped-def]
    real, calls = os.replace, []

    def replace(*arguments: object) -> None:
        calls.append(arguments)
        if len(calls) == call:
            raise DiedError
        real(*arguments)  # type: ignore[arg-type]

    return replace


def test_what_stood_under_a_plain_name_is_taken_away_once_the_name_is_secret(folder: Path) -> None:
    path = folder / "reseau.toml"
    path.write_text(TOML.replace("secret = true", ""), encoding="utf-8")
    ran("merge")
    assert secret_files(folder) == ["secret.ics"]
    path.write_text(TOML, encoding="utf-8")
    ran("merge")
    (name,) = secret_files(folder)
    assert name != "secret.ics"


def test_a_file_of_somebody_else_at_that_place_is_left_alone(folder: Path) -> None:
    (folder / "feeds").mkdir()
    (folder / "feeds" / "secret.ics").write_text("à moi", encoding="utf-8")
    ran("merge")
    assert len(secret_files(folder)) == 2


def test_a_dry_run_makes_no_name(folder: Path) -> None:
    done = ran("merge", "--dry-run")
    assert done.exit_code == 0
    assert "secret-….ics" in done.output
    assert not (folder / "reseau-sync.links").exists()
    assert "pas encore publié" in ran("links", "secret").output


def test_names_that_cannot_be_read_stop_the_run_and_say_what_to_do(folder: Path) -> None:
    ran("merge")
    (folder / "reseau-sync.links").write_text("{", encoding="utf-8")
    done = ran("merge")
    assert done.exit_code == 1
    assert "Remettez votre copie" in done.stderr


def test_a_code_to_photograph_holds_the_address(folder: Path) -> None:
    ran("merge")
    plain, drawn = ran("links", "secret"), ran("links", "--qr", "secret")
    assert len(drawn.output.splitlines()) > len(plain.output.splitlines()) + 10


def test_a_feed_without_secret_name_is_not_renewed_and_an_unknown_one_is_said(folder: Path) -> None:
    assert ran("renew", "ouvert").exit_code == 2
    assert "secret = true" in ran("renew", "ouvert").stderr
    assert ran("renew", "rien").exit_code == 2
    assert ran("links", "rien").exit_code == 2


def test_without_an_address_of_the_site_the_file_is_said_and_what_to_write(folder: Path) -> None:
    path = folder / "reseau.toml"
    path.write_text(TOML.replace("base_url", "# base_url"), encoding="utf-8")
    ran("merge")
    said = ran("links", "ouvert").output
    assert str(folder / "feeds" / "ouvert.ics") in said
    assert "base_url" in said
