"""Every real calendar beside the project is read, and its faithful copy loses nothing."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from corpus_exceptions import EXCEPTIONS
from read_corpus import Tally, main, read_corpus

CORPUS = Path(__file__).resolve().parents[1] / ".." / "shared" / "corpus"
CALENDAR = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\n{start}\nEND:VEVENT\nEND:VCALENDAR\n"


@pytest.fixture(scope="module")
def tally() -> Tally:
    if not (CORPUS / "MANIFEST.csv").is_file():
        pytest.skip("no ../shared/corpus beside the project")
    return read_corpus(CORPUS.resolve(), CORPUS.resolve() / "MANIFEST.csv")


@pytest.mark.shared
def test_no_real_calendar_crashes_us_and_none_is_missing(tally: Tally) -> None:
    assert tally.notes["crashed"][:20] == []
    assert tally.missing_files == 0


@pytest.mark.shared
def test_the_faithful_copies_of_real_calendars_lose_nothing(tally: Tally) -> None:
    assert tally.notes["lost"][:20] == []


@pytest.mark.shared
def test_of_valid_files_nothing_is_rejected_but_what_a_row_argues_for(tally: Tally) -> None:
    assert tally.notes["rejected, of a valid file"][:20] == []


@pytest.mark.shared
def test_every_row_of_exceptions_is_needed(tally: Tally) -> None:
    assert [row.reason for row in EXCEPTIONS if row not in tally.covering] == []


@pytest.mark.shared
@pytest.mark.parametrize("kind", ["sloppy", "exotic"])
def test_of_careless_files_under_two_percent_of_the_events_are_rejected(tally: Tally, kind: str) -> None:
    rejected: Counter[str] = tally.rejected[kind]

    assert rejected.total() < 0.02 * tally.seen[kind], tally.notes[f"rejected, {kind}"][:20]


def _run(folder: Path, capsys: pytest.CaptureFixture[str], **files: str) -> tuple[int, dict[str, object]]:
    for name, text in files.items():
        (folder / name).write_text(text)
    rows = "".join(f"{name},valid\n" for name in [*files, "missing"])
    (folder / "MANIFEST.csv").write_text("file,class\n" + rows)
    code = main([str(folder), "--manifest", str(folder / "MANIFEST.csv")])
    return code, json.loads(capsys.readouterr().out.splitlines()[-1])


def test_the_last_line_is_one_json_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = _run(tmp_path, capsys, plain=CALENDAR.format(start="DTSTART:20260901T100000Z"))

    assert code == 0
    assert said.pop("seconds") is not None
    assert said == {
        "files": 1,
        "events": 1,
        "crashed": 0,
        "rejected": {},
        "lost": {"events": 0, "properties": 0},
        "missing_files": 1,
    }


def test_an_event_of_a_valid_file_that_is_rejected_makes_it_fail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = _run(tmp_path, capsys, broken=CALENDAR.format(start="DTSTART:bientôt"))

    assert code == 1
    assert said["events"] == 0
    assert said["lost"] == {"events": 0, "properties": 0}
