"""A file that is no feed's any more is gone: nobody reads there what was withdrawn since."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reseau_sync.cli import main

AGENDA = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//FR\r\nBEGIN:VEVENT\r\nUID:1@a.example\r\nDTSTAMP:20260901T000000Z\r\n"
    "DTSTART:20261001T170000Z\r\nSUMMARY:Repas\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
TOML = (
    '[network]\nname = "Le réseau"\n[[organisations]]\nid = "a"\nname = "A"\n'
    '[[sources]]\nid = "a"\norganisation = "a"\nlocation = "a.ics"\n'
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.ics").write_bytes(AGENDA.encode())
    return tmp_path


def merged(folder: Path, *feeds: str) -> Result:
    """Merge with these feeds, each ``id path format`` and perhaps ``secret``."""
    said = [each.split() for each in feeds]
    text = "".join(
        f'[[feeds]]\nid = "{id_}"\npath = "feeds/{path}"\nformat = "{form}"\n' + ("secret = true\n" if more else "")
        for id_, path, form, *more in said
    )
    (folder / "reseau.toml").write_text(TOML + text, encoding="utf-8")
    return CliRunner().invoke(main, ["merge"], catch_exceptions=False)


def standing(folder: Path) -> list[str]:
    """Return what stands, secret names left out."""
    return sorted(re.sub("-[0-9a-f]{32}", "", each.name) for each in (folder / "feeds").iterdir())


@pytest.mark.parametrize("format_", ["ical", "csv", "jsonl"])
@pytest.mark.parametrize(
    ("before", "after", "stand"),
    [
        ("x x.t {}", "", []),
        ("x x.t {}", "x y.t {}", ["y.t"]),
        ("x x.t {}", "x x.t {} secret", ["x.t"]),
        ("x x.t {} secret", "x x.t {}", ["x.t"]),
        ("x x.t {} secret", "x y.t {} secret", ["y.t"]),
        ("x x.t {} secret", "", []),
    ],
    ids=["taken out", "another path", "now secret", "no longer secret", "secret, another path", "secret, taken out"],
)
def test_the_file_of_a_feed_goes_with_it(before: str, after: str, stand: list[str], format_: str, folder: Path) -> None:
    merged(folder, "reste reste.ics ical", before.format(format_))
    feeds = [each for each in (after.format(format_),) if each]
    done = merged(folder, "reste reste.ics ical", *feeds)
    assert standing(folder) == sorted(["reste.ics", *stand])
    assert done.exit_code == 0
    if ("secret" in after, format_) != (True, "ical") or "secret" in before:  # that one is known by its looks already
        assert "n’est plus le fichier d’aucun calendrier" in done.stderr
    assert "n’est plus" not in merged(folder, "reste reste.ics ical", *feeds).stderr


def test_a_feed_under_another_id_keeps_the_file(folder: Path) -> None:
    merged(folder, "x x.ics ical")
    done = merged(folder, "y x.ics ical")
    assert standing(folder) == ["x.ics"]
    assert "n’est plus" not in done.stderr


def test_what_somebody_else_wrote_there_stays_and_is_named(folder: Path) -> None:
    merged(folder, "x x.ics ical")
    (folder / "feeds" / "x.ics").write_text("à moi", encoding="utf-8")
    done = merged(folder, "y y.ics ical")
    assert standing(folder) == ["x.ics", "y.ics"]
    assert "n’est pas tel que nous l’avions écrit" in done.stderr


def test_the_old_file_stays_until_the_feed_stands_at_its_new_place(folder: Path) -> None:
    merged(folder, "x x.ics ical")
    (folder / "feeds" / "y.ics").mkdir()
    assert merged(folder, "x y.ics ical").exit_code == 3
    assert "x.ics" in standing(folder)
    (folder / "feeds" / "y.ics").rmdir()
    merged(folder, "x y.ics ical")
    assert standing(folder) == ["y.ics"]


def test_a_dry_run_takes_nothing_away(folder: Path) -> None:
    merged(folder, "x x.ics ical")
    (folder / "reseau.toml").write_text(TOML, encoding="utf-8")
    CliRunner().invoke(main, ["merge", "--dry-run"], catch_exceptions=False)
    assert standing(folder) == ["x.ics"]
