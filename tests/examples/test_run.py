"""The example network, run by the program as the README says."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import icalendar
import recurring_ical_events
from click.testing import CliRunner

from reseau_sync.cli import main

LITTORAL = Path(__file__).resolve().parents[2] / "examples/littoral"


def _merged(tmp_path: Path, now: str) -> dict[str, bytes]:
    folder = tmp_path / "littoral"
    shutil.copytree(LITTORAL, folder, ignore=shutil.ignore_patterns("feeds"))
    result = CliRunner().invoke(main, ["merge", "-c", str(folder / "reseau.toml"), "--now", now])
    assert result.exit_code == 0, result.output
    return {path.stem: path.read_bytes() for path in (folder / "feeds").glob("*.ics")}


def test_the_example_gives_at_least_thirty_events_in_september_2010(tmp_path: Path) -> None:
    feeds = _merged(tmp_path, "2010-09-01T00:00:00Z")
    events = icalendar.Calendar.from_ical(feeds["reseau"]).walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) >= 30


def test_no_feed_of_the_example_is_empty_today(tmp_path: Path) -> None:
    today = dt.datetime.now(dt.UTC)
    for name, data in _merged(tmp_path, today.isoformat()).items():
        calendar = icalendar.Calendar.from_ical(data)
        coming = recurring_ical_events.of(calendar).between(today, today + dt.timedelta(days=366))
        assert coming, name
