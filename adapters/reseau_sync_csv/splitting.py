"""The actions in a cell, taken apart: by lines and signs, and where hours or names show that another begins."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from reseau_sync.vocabulary.folding import fold
from reseau_sync_csv.clocks import CLOCK_LIKE, HOURS, POINT
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.naming import organisation_in

_HARD = re.compile(r"[\n\r;]+|\s/+\s|\s\|\s|(?<=[^\d\s])/(?=[A-ZÉÈ])")
_SOFT = re.compile(r"\s*[+,]\s*|\s+(?:et|puis|&)\s+")
_EITHER = re.compile(r"\b(?:ou|or)\b", re.IGNORECASE)
CANCELLED = re.compile(r"(?:annule|supprime|reporte)e?s?|cancell?ed")


def pieces_of(text: str, desk: Desk, names: frozenset[str]) -> list[str]:
    """Return the actions in a cell as they are written, in its order; ``names`` are those with which others begin."""
    blocks = _whole_lines(_HARD.split(_joined(text)), desk, names)
    return [piece for block in blocks for part in _pieces(block.strip(" ,+"), desk, names)
            for piece in _strung(part, desk, names)]  # fmt: skip


def _whole_lines(blocks: Iterable[str], desk: Desk, names: frozenset[str]) -> list[str]:
    """Return the lines of a cell, those that are only a part of an action (hours, a name, a remark) with its rest.

    ``14h-16h``, ``(vestiaire)`` on two lines are one action; ``Salam``, ``Cimade`` are two.
    """
    made: list[str] = []
    for block in (each.strip() for each in blocks):
        if not block:
            continue
        before = made[-1] if made else ""
        if before and _names_it(before, block, desk):
            made[-1] = f"{block} {before}"
        elif before and (_is_remark(block) or _continues(before, block, desk, names)):
            made[-1] = f"{before} {block}"
        else:
            made.append(block)
    return made


def _names_it(before: str, block: str, desk: Desk) -> bool:
    """Say whether a line is the name of who does what the lines before it say: "12h", "repas", "Salam"."""
    if not HOURS.match(before) or HOURS.search(block) or len(block.split()) > 4 or not block[:1].isupper():
        return False
    bare = HOURS.sub("", before).strip(" :,–-")
    return bool(bare) and not organisation_in(bare, desk) and bool(organisation_in(f"{block} x", desk))


def _is_remark(block: str) -> bool:
    if CANCELLED.fullmatch(fold(block)):
        return True
    if not re.search(r"[^\W\d_]", block) or re.fullmatch(r"\S+@\S+", block):
        # A telephone number, an address.
        return not HOURS.search(block) and not CLOCK_LIKE.search(block)
    return block.startswith("(") and block.endswith(")") and not CLOCK_LIKE.search(block)


def _continues(before: str, block: str, desk: Desk, names: frozenset[str]) -> bool:
    """Say whether a line goes on with what the line before it began."""
    bare_before, bare = (HOURS.sub("", each).strip(" :,–-") for each in (before, block))
    if not bare:
        return bool(bare_before) and not HOURS.search(before)
    if HOURS.search(before) and bare_before:
        return False
    if not bare_before:
        return not HOURS.search(block)
    name = fold(before) in names or desk.organisations.exact(before) is not None
    return name and (block[:1].islower() or bool(HOURS.match(block)))


def _joined(text: str) -> str:
    """Return a cell in which a slash between two hours is the range that it means."""
    return re.sub(rf"({POINT})\s*/\s*(?={POINT}(?!\s*(?:-|–|à)))", r"\1 - ", text, flags=re.IGNORECASE)


def _pieces(block: str, desk: Desk, names: frozenset[str]) -> list[str]:
    """Split where what follows a comma, ``+`` or "et" has its own hours or organisation, and so has what precedes."""
    parts = _SOFT.split(block)
    if len(parts) == 1:
        return [block]
    made: list[str] = []
    start = 0
    at = [match.span() for match in _SOFT.finditer(block)]
    for (left, right), part in zip(at, parts[1:], strict=True):
        rest = block[right:]
        head = block[start:left]
        own = _own(rest, desk, names) or (_timed(part) and _timed(head))
        if own and _says_what(head, desk, names):
            made.append(head)
            start = right
    return [*made, block[start:]]


def _own(rest: str, desk: Desk, names: frozenset[str]) -> bool:
    """Say whether a text begins with hours, or with an organisation that is certainly one, and goes on."""
    hours = HOURS.match(rest)
    if hours:
        return bool(rest[hours.end() :].strip(" ,+)"))
    name = organisation_in(rest, desk)
    if not name or len(fold(rest)) <= len(fold(name)):
        return False
    after = HOURS.match(rest[len(name) :].lstrip(" :,–-"))
    return bool(after) or fold(name) in names or desk.organisations.exact(name) is not None


def _timed(part: str) -> bool:
    """Say whether a text has hours, and something that takes place then."""
    return bool(HOURS.search(part)) and bool(re.search(r"[^\W\d_]{2}", HOURS.sub(" ", part)))


def _strung(block: str, desk: Desk, names: frozenset[str]) -> list[str]:
    """Split what is strung together without a sign: ``12h-13h repas 14h-16h douches``, ``repas 12h douches 14h``."""
    found = list(HOURS.finditer(block))
    if len(found) < 2 or _EITHER.search(block):
        return [block]
    edges = [0, *(at for each in found for at in each.span()), len(block)]
    texts = [bool(re.search(r"[^\W\d_]{3}", block[a:b])) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    if not texts[0] and all(texts[1:]):
        cuts = [0, *(each.start() for each in found[1:]), len(block)]
    elif not texts[-1] and all(texts[:-1]) and _says_what(block[: found[0].end()], desk, names):
        cuts = [0, *(each.end() for each in found[:-1]), len(block)]
    else:
        return [block]
    return [block[a:b].strip(" ,+:–-") for a, b in itertools.pairwise(cuts)]


def _says_what(head: str, desk: Desk, names: frozenset[str]) -> bool:
    """Say whether a text is an action by itself: it has hours, or more in it than the name of an organisation."""
    if HOURS.search(head):
        bare = HOURS.sub("", head).strip(" ,+-:")
        return bool(bare) and fold(bare) not in names and desk.organisations.exact(bare) is None
    name = organisation_in(head, desk)
    return len(fold(head)) > len(fold(name)) if name else not head.strip()[:1].isupper()
