"""The rule table in the documentation is the one in the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reseau_sync.merge.evidence import EXCLUDING, TELLING
from reseau_sync.merge.rules import FUSED, NEVER, PRIOR, RULES, SUGGESTED

NOTE = Path(__file__).resolve().parents[2] / "docs" / "design" / "matching.md"
_ROW = re.compile(r"^\| ([a-z-]+)( ×)? \| (−?\d+) \| (.+) \|$", re.MULTILINE)


def test_the_table_is_documented_row_by_row() -> None:
    rows = _ROW.findall(NOTE.read_text(encoding="utf-8"))
    said = {code: (int(weight.replace("−", "-")), bool(mark), words) for code, mark, weight, words in rows}
    assert said == {code: (rule.weight, code in EXCLUDING, rule.words.to("en")) for code, rule in RULES.items()}


@pytest.mark.parametrize("figure", [PRIOR, FUSED, SUGGESTED, NEVER])
def test_the_thresholds_are_documented(figure: int) -> None:
    assert str(figure).replace("-", "−") in NOTE.read_text(encoding="utf-8")


def test_what_excludes_and_what_tells_are_rows_of_the_table() -> None:
    assert set(EXCLUDING) | TELLING <= set(RULES)
    assert all(RULES[code].weight < 0 for code in EXCLUDING)
    assert all(RULES[code].weight > 0 for code in TELLING)
