"""The program that developers paste: it runs by itself, and needs no file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import icalendar

EMBED = Path(__file__).resolve().parents[2] / "examples" / "embed.py"


def test_the_program_to_paste_gives_one_feed_of_both_calendars(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-W", "error", EMBED], cwd=tmp_path, capture_output=True, check=True)
    events = icalendar.Calendar.from_ical(done.stdout).walk("VEVENT")
    assert sorted(str(each["SUMMARY"]) for each in events) == ["Délégation auprès du sous-préfet", "Repas à Loon-Plage"]
    assert done.stderr == b""
    assert list(tmp_path.iterdir()) == []
