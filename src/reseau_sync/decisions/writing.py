"""The text of ``decisions.toml``, changed by one decision; comments, order and all else stay as people wrote them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator

from reseau_sync.decisions.values import MAX_EVENTS, Decided, Decision, DecisionFile, EventName
from reseau_sync.errors import ConfigError, Words

HEAD = """# Ce que des personnes ont décidé d’évènements qui se ressemblent : [[same]] c’est le même, [[not-same]] non,
# [[later]] à redemander plus tard. « reseau-sync review » écrit ici ; on peut y écrire à la main.
# (What people decided of events that look alike. “reseau-sync review” writes here; so may you.)
"""
_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*[\"']?(same|not-same|later)[\"']?[ \t]*\]\]")
_TABLE = re.compile(r"^[ \t]*\[")
_MAX_TABLES = MAX_EVENTS + 1
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def decided(text: str, decision: Decision, replaced: Iterable[Decision] = ()) -> str:
    """Return the text with ``decision`` at its end, and without those that it replaces.

    :raises ConfigError: ``cannot-edit``, where one that it replaces cannot be taken out of the text safely
    """
    for each in replaced:
        text = undecided(text, each)
    before = text if text.strip() else HEAD
    return f"{before.rstrip()}\n\n{_block(decision)}"


def undecided(text: str, decision: Decision) -> str:
    """Return the text without ``decision``.

    :raises ConfigError: ``cannot-edit``, where it cannot be taken out safely
    """
    wanted = _values(text)
    if wanted is None or decision not in wanted:
        return text
    wanted.remove(decision)
    lines = text.splitlines(keepends=True)
    for start, end in _blocks(lines, decision.verdict):
        left = "".join([*lines[:start], *lines[end:]])
        if _values(left) == wanted:
            return left
    raise ConfigError(
        "cannot-edit",
        Words(
            "une décision d’avant dit autre chose, et ne peut être ôtée du fichier sans risque",
            "an earlier decision says otherwise, and cannot be taken out of the file safely",
        ),
        Words("ôtez-la à la main, puis recommencez", "take it out by hand, and try again"),
    )


def _values(text: str) -> list[Decision] | None:
    try:
        return list(DecisionFile.model_validate(tomllib.loads(text)).all())
    except ValueError:
        return None


def _blocks(lines: list[str], verdict: str) -> Iterator[tuple[int, int]]:
    """Yield spans of lines that may be a decision: from its header to a table further on, the nearest first.

    A text in quotes may look like a header, and a decision may have tables of its own: whoever cuts looks at what is
    left.
    """
    tables = [number for number, line in enumerate(lines) if _TABLE.match(line)]
    for start in tables:
        found = _HEADER.match(lines[start])
        if found and found[1] == verdict:
            after = [number for number in tables if number > start][:_MAX_TABLES]
            for end in (*after, len(lines)):
                yield start, _before_comment(lines, start, end)


def _before_comment(lines: list[str], start: int, end: int) -> int:
    """Return the end of a block, less a comment just above the next one, which is that one's."""
    while end > start + 1 and end < len(lines) and lines[end - 1].lstrip().startswith("#"):
        end -= 1
    return end


def _block(decision: Decision) -> str:
    said: Decided = decision.said
    lines = [f"[[{decision.verdict}]]"]
    if said.decided is not None:
        lines.append(f"decided = {said.decided.isoformat()}")
    if said.until is not None:
        lines.append(f"until = {said.until.isoformat()}")
    if said.note:
        lines.append(f"note = {_text(said.note)}")
    lines += ["events = [", *(f"  {_event(each)}," for each in said.events), "]"]
    return "\n".join(lines) + "\n"


def _event(name: EventName) -> str:
    pairs = [f"{key} = {_text(value)}" for key in ("title", "start", "place") if (value := getattr(name, key))]
    if name.calendars:
        pairs.append(f"calendars = [{', '.join(map(_text, name.calendars))}]")
    if name.uid:
        pairs.append(f"uid = {_text(name.uid)}")
    if name.keys:
        pairs.append(f"keys = [{', '.join(map(_text, name.keys))}]")
    return f"{{ {', '.join(pairs)} }}"


def _text(value: str) -> str:
    """Return a TOML basic string; what cannot be seen is written as an escape."""
    return '"' + "".join(_ESCAPES.get(each) or (each if each.isprintable() else _escape(each)) for each in value) + '"'


def _escape(character: str) -> str:
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        return "\\uFFFD"  # half of a pair: no text of TOML can hold it
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
