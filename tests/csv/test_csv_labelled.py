"""Sheets of our own, written as associations write them, each with what a careful reader understands of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.labelled import FOLDER, differences, labelled

from score_sheets import decoded, predictions


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_a_labelled_sheet_is_read_as_a_careful_reader_reads_it(path: Path) -> None:
    sheet = labelled(path)
    assert [*differences(sheet, predictions(decoded(sheet.data, sheet.reference)))] == []
