"""The labelled sheets beside the project: nothing silently wrong, nearly all right, the rest reported."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from reseau_sync.model import Date, Time
from reseau_sync.model.time import ZonedTime, local_of
from score_sheets import decoded, predict

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
SHEETS = SHARED / "sheets" / "open"
SAMPLES = SHARED / "csv-samples"
_IDENTITIES = re.compile(r"gardées (\d+), perdues (\d+), confondues (\d+)")


@pytest.mark.shared
@pytest.mark.skipif(not SHEETS.is_dir(), reason="no labelled sheets beside the project")
def test_nothing_in_the_labelled_sheets_is_silently_wrong(tmp_path: Path) -> None:
    predict(SHEETS, tmp_path)
    report = tmp_path / "report.json"
    scorer = SHEETS.parent / "score.py"
    command = [sys.executable, str(scorer), str(SHEETS), str(tmp_path), "--json", str(report)]
    said = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    scored = json.loads(report.read_text(encoding="utf-8"))
    total = scored["total"]
    assert scored["silently_wrong"] == 0
    assert total["justes"] >= 0.97 * total["événements"]
    assert total["signalées"] >= 0.95 * total["| erreurs"]
    assert total["err. en trop"] <= 0.01 * total["événements"]
    identities = [[int(each) for each in found] for found in _IDENTITIES.findall(said)]
    kept, lost, confused = (sum(column) for column in zip(*identities, strict=True))
    assert confused == 0
    assert kept >= 0.95 * (kept + lost)


@pytest.mark.shared
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no samples beside the project")
def test_every_sample_is_read() -> None:
    files = sorted(SAMPLES.glob("*/*.csv"))
    assert files
    for file in files:
        found = decoded(file.read_bytes(), None)
        assert found.entries or found.rejected, file.name


@pytest.mark.shared
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no samples beside the project")
def test_samples_of_the_events_calendar_give_their_events() -> None:
    for file in SAMPLES.glob("the-events-calendar+*/*__events.csv"):
        found = decoded(file.read_bytes(), None)
        assert found.entries, file.name
        assert not [each for each in found.rejected if each.scope == "event"], file.name


def _starts(file: Path) -> list[tuple[str | None, str]]:
    return [(entry.event.title, _said(entry.event.start)) for entry in decoded(file.read_bytes(), None).entries]


def _said(time: Time) -> str:
    """Return a day, or a local time with its zone where it is not the network's."""
    if isinstance(time, Date):
        return time.date.isoformat()
    zone = f" {time.zone}" if isinstance(time, ZonedTime) and not time.floating else ""
    return f"{local_of(time).isoformat()[:16]}{zone}"


LIMOUSINES = [
    ("Five Star Limousines Of Tx Inc", "2014-11-19"), ("Ankh-Sto Associates", "2014-11-25"),
    ("Mccaleb, John A Esq", "2014-11-10T09:30"), ("Marriott Hotels Resorts Suites", "2014-11-10T21:45"),
]  # fmt: skip
EVENTS_CALENDAR = {
    "event-currency-code__events.csv": LIMOUSINES,
    "files__events.csv": LIMOUSINES,
    "multiple-organizers__events.csv": LIMOUSINES,
    "reimport-behaviour__events.csv": [("Afslutning Minikonfirmand-dramagruppe- bob", "2016-04-19T12:30")],
}


@pytest.mark.shared
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no samples beside the project")
@pytest.mark.parametrize("name", EVENTS_CALENDAR)
def test_samples_of_the_events_calendar_give_the_events_they_state(name: str) -> None:
    (file,) = SAMPLES.glob(f"the-events-calendar+*/*{name}")
    assert _starts(file) == EVENTS_CALENDAR[name]


@pytest.mark.shared
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no samples beside the project")
def test_the_hxl_sample_of_dates_gives_each_in_whatever_way_it_is_written() -> None:
    (file,) = SAMPLES.glob("HXLStandard+libhxl-python/*input-date.csv")
    assert [start for _, start in _starts(file)] == [
        "2015-03-01", "2014-03-18", "2015-03-01", "2015-03-02", "2015-03-10", "2015-03-11", "2015-03-19", "2015-03-31",
    ]  # fmt: skip


@pytest.mark.shared
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no samples beside the project")
def test_every_row_of_the_calendar_of_french_days_is_an_event() -> None:
    (file,) = SAMPLES.glob("TiboTsr+*/*.csv")
    found = decoded(file.read_bytes(), None)
    assert len(found.entries) == 4_814
    assert [each.scope for each in found.rejected] == ["skipped"]
