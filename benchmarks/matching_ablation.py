"""What each row of the rule table is worth: the score on a folder whose truth is known, without one row after another.

    python benchmarks/matching_ablation.py DIR…

Prints precision, recall and violated groups of traps, for all rows and then without each. No single row may carry the
score; a row without which nothing changes anywhere is a row too many.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import score_matching
from reseau_sync.clusters import clusters
from reseau_sync.embedding import merge_calendars
from reseau_sync.merge.evidence import EXCLUDING
from reseau_sync.merge.rules import RULES


def main() -> None:
    """Print a line for each row of the table."""
    folders = [Path(each) for each in sys.argv[1:]]
    loaded = [_loaded(each) for each in folders]
    print(f"{'':24s}", *(folder.name for folder in folders))
    _line("all rows", loaded)
    for code in list(RULES):
        rule, predicate = RULES[code], EXCLUDING.pop(code, None)
        RULES[code] = rule._replace(weight=0)
        _line(f"without {code}", loaded)
        RULES[code] = rule
        if predicate is not None:
            EXCLUDING[code] = predicate


def _loaded(folder: Path) -> Any:
    first, last, timezone = score_matching.window(folder)
    network = score_matching.network_of(folder, timezone)
    scorer = score_matching.load(score_matching.score_program(folder))
    return network, list(score_matching.entries(folder, network)), (first, last), scorer, scorer.Truth(str(folder))


def _line(label: str, loaded: list[Any]) -> None:
    told = []
    for network, entries, days, scorer, truth in loaded:
        merged = merge_calendars(network, entries, now=score_matching.noon(days[0]))
        listed = [score_matching.indices(truth, line["members"]) for line in clusters(merged, *days)]
        out = scorer.score(truth, listed)[0]
        told.append(f"P {out['precision']:.3f} R {out['recall']:.3f} traps {out['hard_negative_groups_violated']:2d}")
    print(f"{label:32s}", "   ".join(told))


if __name__ == "__main__":
    main()
