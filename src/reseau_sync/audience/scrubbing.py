"""Free text for the public, without what reaches a person or opens a door (:mod:`reseau_sync.audience.reaching`).

It is read as who sees it reads it (:mod:`reseau_sync.audience.seeing`), so that no way of writing hides anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from reseau_sync.audience.reaching import IN_LINKS, IN_TEXTS, Reaching
from reseau_sync.audience.seeing import seen

LONGEST = 500
"""At most so many characters of a text are shown to the public, and looked at."""
GONE = "…"
_ROUND_GONE = re.compile(rf"\s*{GONE}(?:[\s,;:/|-]*{GONE})*")


def scrubbed(text: str) -> str:
    """Return a text as the public may read it; what reaches a person is replaced by ``…``. Takes time linear in it."""
    kept = "".join(each for each in text[: 2 * LONGEST] if each in "\n\t" or unicodedata.category(each) != "Cc")
    plain, places = seen(kept, but=GONE)
    for each in IN_TEXTS:
        spans = [(places[start], places[stop]) for start, stop in _spans(plain, each)]
        if spans:
            kept = "".join(_pieces(kept, spans))
            plain, places = seen(kept, but=GONE)
    if len(kept) > LONGEST:
        kept = kept[: LONGEST - 1].rstrip() + GONE
    return _ROUND_GONE.sub(f" {GONE}", kept).strip() if GONE in kept else kept.strip()


def reaches_somebody(text: str) -> bool:
    """Say whether a text holds a telephone number, an address for e-mail, or a point: links aside."""
    plain, _ = seen(text, but=GONE)
    return any(any(_spans(plain, each)) for each in IN_LINKS)


def _spans(plain: str, reaching: Reaching) -> Iterator[tuple[int, int]]:
    found = reaching.pattern.finditer(plain)
    return (each.span() for each in found if sum(map(str.isdigit, each[0])) >= reaching.digits)


def _pieces(text: str, spans: list[tuple[int, int]]) -> Iterator[str]:
    end = 0
    for start, stop in spans:
        yield text[end:start]
        yield GONE
        end = stop
    yield text[end:]
