"""The labelled sheets beside the project: nothing silently wrong, nearly all right, the rest reported."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

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
