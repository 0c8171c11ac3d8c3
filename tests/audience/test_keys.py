"""The key of public UIDs: said, or made and kept; what happens when it is lost."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reseau_sync.cli import main
from reseau_sync.ics.published import published

NETWORK = """[network]
name = "Essai"
{key}
[[sources]]
id = "dunes"
location = "dunes.ics"
default_audience = "public"
[[feeds]]
id = "public"
path = "feeds/public.ics"
audience = "public"
form = "full"
[[feeds]]
id = "reseau"
path = "feeds/reseau.ics"
"""
CALENDAR = "\r\n".join(
    [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//FR", "BEGIN:VEVENT", "UID:a@dunes.example.org"),
        *("DTSTART:20260420T180000Z", "SUMMARY:{}", "END:VEVENT", "END:VCALENDAR", ""),
    ]
)
NOW = dt.datetime(2026, 4, 1, 8, tzinfo=dt.UTC)


def write(folder: Path, key: str = "", title: str = "Réunion chez Martine") -> None:
    (folder / "reseau.toml").write_text(NETWORK.format(key=key), encoding="utf-8")
    (folder / "dunes.ics").write_text(CALENDAR.format(title), encoding="utf-8")


def merge(folder: Path, *arguments: str, day: int = 0) -> Result:
    now = (NOW + dt.timedelta(days=day)).isoformat()
    return CliRunner().invoke(main, ["merge", "-c", str(folder / "reseau.toml"), "--now", now, *arguments])


def uids(folder: Path, feed: str = "public") -> set[str]:
    return set(published((folder / f"feeds/{feed}.ics").read_bytes()))


def test_a_key_is_made_once_and_kept_beside_the_state_for_this_account_alone(tmp_path: Path) -> None:
    write(tmp_path)
    assert merge(tmp_path, "--dry-run").exit_code == 0
    assert not (tmp_path / "reseau-sync.key").exists()
    assert merge(tmp_path).exit_code == 0
    key = tmp_path / "reseau-sync.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before, kept = uids(tmp_path), key.read_bytes()
    assert len(bytes.fromhex(kept.decode())) == 32
    write(tmp_path, title="Réunion")
    assert merge(tmp_path, day=1).exit_code == 0
    assert (uids(tmp_path), key.read_bytes()) == (before, kept)
    assert not before & uids(tmp_path, "reseau")


def test_a_key_that_others_may_read_is_closed_again(tmp_path: Path) -> None:
    write(tmp_path)
    merge(tmp_path)
    (tmp_path / "reseau-sync.key").chmod(0o644)
    write(tmp_path, title="Réunion")
    merge(tmp_path, day=1)
    assert stat.S_IMODE((tmp_path / "reseau-sync.key").stat().st_mode) == 0o600


def test_the_same_key_gives_the_same_bytes_anywhere(tmp_path: Path) -> None:
    found = []
    for name in ("ici", "ailleurs"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, 'key = { file = "cle" }')
        (tmp_path / name / "cle").write_text("une-cle-pour-les-essais\n", encoding="utf-8")
        assert merge(tmp_path / name).exit_code == 0
        assert not (tmp_path / name / "reseau-sync.key").exists()
        found.append((tmp_path / name / "feeds/public.ics").read_bytes())
    assert found[0] == found[1]


def test_a_lost_key_costs_no_uid_while_the_state_or_the_feeds_are_there(tmp_path: Path) -> None:
    write(tmp_path)
    merge(tmp_path)
    before = uids(tmp_path)
    (tmp_path / "reseau-sync.key").unlink()
    write(tmp_path, title="Réunion chez Paule")
    assert merge(tmp_path, day=1).exit_code == 0
    assert uids(tmp_path) == before
    for path in tmp_path.glob("reseau-sync.*"):
        path.unlink()
    assert merge(tmp_path, day=2).exit_code == 0
    assert uids(tmp_path) == before


@pytest.mark.parametrize(
    ("key", "kept", "said"),
    [
        ('key = { env = "CLE_QUI_N_EST_PAS_LA" }', None, "CLE_QUI_N_EST_PAS_LA"),
        ('key = { file = "cle" }', None, "moins de 16 caractères"),
        ("", b"zz", "ne se lit pas"),
        ("", b"", "ne se lit pas"),
    ],
)
def test_a_key_that_cannot_be_had_costs_the_public_feed_alone(
    tmp_path: Path, key: str, kept: bytes | None, said: str
) -> None:
    write(tmp_path)
    merge(tmp_path)
    before = (tmp_path / "feeds/public.ics").read_bytes()
    (tmp_path / "cle").write_text("court", encoding="utf-8")
    if kept is not None:
        (tmp_path / "reseau-sync.key").write_bytes(kept)
    write(tmp_path, key, "Réunion chez Paule")
    for day in (1, 2):
        result = merge(tmp_path, day=day)
        assert result.exit_code == 3
        assert said in result.stderr
        assert "court" not in result.output
        assert (tmp_path / "feeds/public.ics").read_bytes() == before
    assert "Paule" in (tmp_path / "feeds/reseau.ics").read_text(encoding="utf-8")
    (tmp_path / "reseau-sync.key").unlink()
    write(tmp_path, title="Réunion chez Paule")
    assert merge(tmp_path, day=3).exit_code == 0
    assert uids(tmp_path) == set(published(before))


def test_check_tells_of_names_that_everybody_will_read(tmp_path: Path) -> None:
    write(tmp_path)
    result = CliRunner().invoke(main, ["check", "-c", str(tmp_path / "reseau.toml")])
    assert result.exit_code == 3
    assert "[person-name] public : « Réunion chez Martine » (dunes) : « Martine » semble être" in result.output
    assert "Martine" in (merge(tmp_path).output + (tmp_path / "feeds/public.ics").read_text(encoding="utf-8"))
    write(tmp_path, title="Réunion")
    assert CliRunner().invoke(main, ["check", "-c", str(tmp_path / "reseau.toml")]).exit_code == 0


def test_check_tells_of_a_public_feed_that_stays_empty(tmp_path: Path) -> None:
    write(tmp_path, title="Réunion")
    text = (tmp_path / "reseau.toml").read_text(encoding="utf-8").replace('default_audience = "public"\n', "")
    (tmp_path / "reseau.toml").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["check", "-c", str(tmp_path / "reseau.toml")])
    assert result.exit_code == 3
    assert "[nothing-public] public : aucun agenda" in result.output
