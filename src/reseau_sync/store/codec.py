"""Values as the store writes them: names, days, instants, JSON. Reading raises UnreadableRowError and nothing else."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from pydantic import TypeAdapter

from reseau_sync.entry import Rejected, Where
from reseau_sync.ports import Part
from reseau_sync.standing import SourceState, Stamp
from reseau_sync.store.problems import UnreadableRowError
from reseau_sync.view import Memory

Name: TypeAlias = str | bytes

_WHERE = ("uid", "recurrence_id", "row", "column", "file", "record")
_REJECTED: TypeAdapter[tuple[Rejected, ...]] = TypeAdapter(tuple[Rejected, ...])
_SOURCE: TypeAdapter[SourceState] = TypeAdapter(SourceState)
_COMPRESSION = 1  # pieces of a few hundred bytes gain nothing from more


@contextlib.contextmanager
def readable() -> Iterator[None]:
    """Turn everything that reading a strange row may raise into one error.

    :raises UnreadableRowError: in place of it
    """
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, zlib.error) as error:
        raise UnreadableRowError(type(error).__name__) from error


def packed(name: str) -> Name:
    """Return a name as a column can hold it: text, or, where it is no Unicode (an old file name), bytes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return name.encode("utf-8", "surrogatepass")
    return name


def unpacked(name: Name) -> str:
    """Return the name that :func:`packed` was given."""
    return name.decode("utf-8", "surrogatepass") if isinstance(name, bytes) else _text(name)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise UnreadableRowError("text expected")
    return value


def instant_text(at: dt.datetime) -> str:
    """Return an aware instant in UTC, in one form that sorts as it goes.

    :raises ValueError: for a naive one, which names no instant
    """
    if at.tzinfo is None:
        raise ValueError("an instant has a zone")
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def instant_of(text: str) -> dt.datetime:
    """Return the instant, in UTC."""
    return dt.datetime.fromisoformat(_text(text)).astimezone(dt.UTC)


def json_text(value: Any) -> str:
    """Return plain data as JSON. What is no Unicode in it becomes ``?``: it is there for people to read."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()


def memory_of(text: str) -> Memory:
    """Return what a sink remembers."""
    found = json.loads(text)
    if not isinstance(found, dict):
        raise UnreadableRowError("an object expected")
    return found


def source_text(state: SourceState) -> str:
    """Return what is remembered of a source, whatever its fields; a checkpoint that is no JSON is not remembered.

    An adapter from anywhere may give one: its source is then fetched whole each time, and nobody else is harmed.
    """
    try:
        json_text(dict(state.checkpoint))
        plain = _SOURCE.dump_python(state, mode="json")
    except (TypeError, ValueError, RecursionError):
        plain = _SOURCE.dump_python(replace(state, checkpoint={}), mode="json")
    return json_text(plain)


def source_of(text: str) -> SourceState:
    """Return what is remembered of a source."""
    return _SOURCE.validate_json(text)


def rejected_text(rejected: Sequence[Rejected]) -> str:
    """Return what could not be understood."""
    return json_text(_REJECTED.dump_python(tuple(rejected), mode="json")) if rejected else "[]"


def rejected_of(text: str, lines: Sequence[int], stored: Sequence[int]) -> tuple[Rejected, ...]:
    """Return what could not be understood; lines that counted from those of ``stored`` count from ``lines``."""
    if text == "[]":
        return ()
    return tuple(_moved(each, lines, stored) for each in _REJECTED.validate_json(text))


def _moved(rejected: Rejected, lines: Sequence[int], stored: Sequence[int]) -> Rejected:
    if rejected.where.line is None:
        return rejected
    return replace(rejected, where=where_of(where_text(rejected.where, stored), rejected.where.source, lines))


def where_text(where: Where, lines: Sequence[int] = ()) -> str:
    """Return a place without its source; its line as the number of the part it is in, and the distance in it.

    So an event that merely moved down in its file is the same row as before.

    :param lines: on which line each part begins; without it, the line is kept as it is
    """
    plain: dict[str, Any] = {name: value for name in _WHERE if (value := getattr(where, name)) is not None}
    if where.line is not None:
        part = max((index for index, line in enumerate(lines) if line <= where.line), default=None)
        plain["line"] = where.line if part is None else [part, where.line - lines[part]]
    return json_text(plain)


def where_of(text: str, source: str, lines: Sequence[int] = ()) -> Where:
    """Return a place, its line as it counts from ``lines``."""
    plain = json.loads(text)
    line = plain.get("line")
    if isinstance(line, list):
        part, distance = line
        plain["line"] = lines[part] + distance
    return Where(source, **plain)


def cuts_text(cuts: Iterable[tuple[int, int]]) -> str:
    """Return where the parts of an item begin (their line) and how long they are."""
    return json_text([list(cut) for cut in cuts])


def cuts_of(text: str) -> list[tuple[int, int]]:
    """Return the line and the length of each part."""
    return [(int(line), int(length)) for line, length in json.loads(text)]


def parts_of(cuts: str, raw: bytes) -> tuple[Part, ...]:
    """Return the parts of an item."""
    found: list[Part] = []
    start = 0
    for line, length in cuts_of(cuts):
        found.append(Part(line, raw[start : start + length]))
        start += length
    if start != len(raw):
        raise UnreadableRowError("cuts")
    return tuple(found)


def squeezed(data: bytes) -> bytes:
    """Return ``data``, compressed."""
    return zlib.compress(data, _COMPRESSION)


def stretched(data: bytes) -> bytes:
    """Return what :func:`squeezed` was given."""
    return zlib.decompress(data)


def stamp_row(stamp: Stamp) -> tuple[str, int | str, str, str | None]:
    """Return the columns of a stamp; a number beyond what SQLite counts to is kept as text."""
    sequence = stamp.sequence if abs(stamp.sequence) < 2**63 else str(stamp.sequence)
    gone = stamp.cancelled_since.isoformat() if stamp.cancelled_since else None
    return stamp.digest, sequence, instant_text(stamp.at), gone


def stamp_of(digest: str, sequence: int | str, at: str, cancelled_since: str | None) -> Stamp:
    """Return the stamp of these columns."""
    gone = dt.date.fromisoformat(cancelled_since) if cancelled_since is not None else None
    return Stamp(_text(digest), int(sequence), instant_of(at), gone)
