"""What a sheet is: a list under headers, a list without any, or a matrix with days across or down the side.

Only the first rows are looked at. What is found is where the table begins and what its columns are; nothing of what
its rows mean.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from reseau_sync.vocabulary import kinds
from reseau_sync_csv.across import Across, across, day_in, hours_across, parts_of_day
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.dates import Days, Span, When, day_of_title, read_when
from reseau_sync_csv.dates.words import MONTH_WORDS
from reseau_sync_csv.down import DownLayout, column_of, down, is_time
from reseau_sync_csv.headers import WHEN_ROLES, Head, head_of, role_of
from reseau_sync_csv.remarks import blank
from reseau_sync_csv.stamps import read_serial, read_stamps
from reseau_sync_csv.table import SEPARATORS, Row, is_separator_line, rows
from reseau_sync_csv.tags import TAG, tag_role
from reseau_sync_csv.tidy import clean

SAMPLE = 60
"""A table begins within so many rows, or this is none."""
MAX_HEADERS = 400
_EXAMPLE = re.compile(r"\([^)]*\)|\bex(?:emples?)?\b.*", re.IGNORECASE)
_DATED = re.compile(
    rf"\b\d{{1,2}}/\d{{1,2}}\b|\b\d{{1,2}}(?:er)? (?:{MONTH_WORDS})\b|\b\d{{1,2}} ?h(?:\d\d)?\b", re.IGNORECASE
)
_PERIOD = re.compile(r"(?:19|20)\d\d|(?:semaine|sem\.?|week|wk)\W{0,3}(?:n°)?\s?\d{1,2}\b.*", re.IGNORECASE)
_TIMES = frozenset(("time", "start_time", "end_time", "start", "end"))


@dataclass(frozen=True, slots=True)
class ListLayout:
    """A list: its head, and the index of its first row of data."""

    head: Head
    start: int
    header: int
    tagged: bool = False


@dataclass(frozen=True, slots=True)
class GridLayout:
    """A matrix with days across, and the index of its first row of data."""

    across: Across
    start: int
    header: int


Layout = ListLayout | GridLayout | DownLayout


def separator_for(text: str, columns: Mapping[str, str]) -> str:
    """Return the separator with which most headers or days are found, else with which the rows are most alike."""
    first = text[:6].split("\n")[0].rstrip("\r")
    if len(first) == 5 and first[:4].lower() == "sep=" and first[4] in SEPARATORS:
        return first[4]
    return max(SEPARATORS, key=lambda each: _score(list(islice(rows(text, each), SAMPLE)), columns))


def _score(sample: Sequence[Row], columns: Mapping[str, str]) -> tuple[int, int]:
    texts = [row for row in sample if row.problem is None and not row.blank]
    heads = [_known(row.cells, columns) for row in texts]
    widths = Counter(len(row.cells) for row in texts if len(row.cells) > 1)
    width, count = widths.most_common(1)[0] if widths else (1, 0)
    return max(heads, default=0), count * min(width, 20)


def _known(cells: Sequence[str], columns: Mapping[str, str]) -> int:
    if not 2 <= len(cells) <= MAX_HEADERS:
        return 0
    tags = sum(bool(TAG.fullmatch(cell.strip())) for cell in cells)
    days = sum(day_in(clean(cell)) is not None for cell in cells)
    head = head_of([clean(cell) for cell in cells], columns)
    return max(tags, days if days > 2 else 0, sum(role is not None for role in head.roles))


def layout_of(sheet: Sequence[Row], desk: Desk, columns: Mapping[str, str], wanted: str = "auto") -> Layout | None:
    """Return the layout of a sheet, ``None`` where there is no table of events in it."""
    first = [at for at, row in enumerate(islice(sheet, SAMPLE)) if _heads(row)]
    if wanted != "matrix":
        tagged = next((each for at in first[:25] if (each := _tagged(sheet, at))), None)
        if tagged is not None:
            return tagged
    for at in first:
        found = _at(sheet, at, columns, wanted)
        if found is not None:
            return found
    if wanted != "list":
        for at in first:
            found_down = down(sheet, at, desk)
            if found_down is not None:
                return found_down
    return _without_headers(sheet, desk) if wanted != "matrix" else None


def _heads(row: Row) -> bool:
    filled = sum(1 for cell in row.cells if cell and not cell.isspace())
    return row.problem is None and filled >= 2 and filled <= MAX_HEADERS and not is_separator_line(row)


def is_too_wide(sheet: Sequence[Row]) -> bool:
    """Say whether a row in which the table may begin has more filled cells than are looked at as headers."""
    return any(sum(bool(cell.strip()) for cell in row.cells) > MAX_HEADERS for row in islice(sheet, SAMPLE))


def _at(sheet: Sequence[Row], at: int, columns: Mapping[str, str], wanted: str) -> Layout | None:
    """Return the layout that the row at ``at`` heads."""
    cells = sheet[at].cells
    below = next((row for row in sheet[at + 1 : at + 3] if not row.blank and row.problem is None), None)
    if wanted != "list":
        above = sheet[at - 1].cells if at else None
        grid = across(cells, below.cells if below else None, above)
        if grid is not None:
            halved = grid.days != (plain.days if (plain := across(cells, above=above)) else None)
            start = sheet.index(below) + 1 if halved and below is not None else at + 1
            return GridLayout(grid, start, at)
        hourly = hours_across(cells, _title_day(sheet[:at]))
        if hourly is not None and below is not None and _is_hourly(hourly, clean(below.cells[0]), sheet[at + 1 :]):
            return GridLayout(hourly, at + 1, at)
    return _list_at(sheet, at, columns) if wanted != "matrix" else None


def _title_day(above: Sequence[Row]) -> When | None:
    """Return the one day that the lines above a table name."""
    texts = [filled[0] for row in above if len(filled := [text for text in map(clean, row.cells) if text]) == 1]
    found = {day for text in texts if (day := day_of_title(text)) is not None}
    return found.pop() if len(found) == 1 else None


def _is_hourly(shape: Across, label: str, below: Sequence[Row]) -> bool:
    """Say whether actions stand under hours, rather than more hours: "Accueil;9h;12h" is of when it begins and ends."""
    rows = [[clean(cell) for cell in row.cells] for row in below[:SAMPLE] if row.problem is None]
    beside = [[cells[at] for at in shape.days if at < len(cells) and cells[at]]
              for cells in rows if _is_label(cells[0]) and role_of(cells[0]) is None]  # fmt: skip
    return _is_label(label) and not any(cells and all(map(is_time, cells)) for cells in beside)


def _is_label(text: str) -> bool:
    """Say whether a cell names something, rather than a day or an hour."""
    return any(each.isalpha() for each in text) and day_in(text) is None and not _is_value(text)


def _list_at(sheet: Sequence[Row], at: int, columns: Mapping[str, str]) -> ListLayout | None:
    names = [clean(cell) for cell in sheet[at].cells]
    if any(_is_value(name) for name in names):
        return None
    start = at + 1
    if start < len(sheet) and (both := _two_lines(names, [clean(cell) for cell in sheet[start].cells])):
        names, start = both, start + 1
    head = head_of(names, _with_dates(names, head_of(names, columns), columns, sheet[start : start + SAMPLE]))
    known = [role for role in head.roles if role is not None]
    dated = WHEN_ROLES.intersection(known) or ("time" in known and _under_days(sheet))
    if len(known) < 2 or not dated or _is_matrix(head):
        return None
    return ListLayout(head, start, start - 1)


def _with_dates(
    names: Sequence[str], head: Head, columns: Mapping[str, str], below: Sequence[Row]
) -> Mapping[str, str]:
    """Return which header is of what, where none says that it is of dates: the first under which dates stand."""
    if WHEN_ROLES.intersection(filter(None, head.roles)) or not any(head.roles):
        return columns
    for at, (name, role) in enumerate(zip(names, head.roles, strict=True)):
        cells = [clean(row.cells[at]) for row in below if row.problem is None and at < len(row.cells)]
        cells = [cell for cell in cells if cell]
        if name and role in (None, "time", "title") and len(cells) > 1 and _share(cells, is_date) >= 0.6:
            return {**columns, name: "date" if role is None else "when"}
    return columns


def _under_days(sheet: Sequence[Row]) -> bool:
    """Say whether rows with nothing but a day head the rows below them."""
    alone = (filled[0] for row in islice(sheet, SAMPLE) if len(filled := [c for c in map(clean, row.cells) if c]) == 1)
    return any(is_date(each) for each in alone)


def _is_value(text: str) -> bool:
    """Say whether a cell holds a date or an hour, which no header does."""
    text = _EXAMPLE.sub("", text)
    if _PERIOD.fullmatch(text.strip()):
        return True
    if not any(each.isdecimal() for each in text):
        return False
    if _DATED.search(text):
        return True
    found = read_when(text)
    return (isinstance(found, tuple) and isinstance(found[0].what, (Days, Span))) or is_time(text)


def _two_lines(above: Sequence[str], below: Sequence[str]) -> list[str] | None:
    """Return the headers of two rows as one, where the second divides what the first says."""
    filled = [at for at, name in enumerate(below) if name]
    if len(filled) < 2 or any(role_of(below[at]) is None or _is_value(below[at]) for at in filled):
        return None
    if all(at < len(above) and above[at] for at in filled):
        return None
    made: list[str] = []
    group = ""
    for at in range(max(len(above), len(below))):
        name = above[at] if at < len(above) else ""
        group = name or group
        part = below[at] if at < len(below) else ""
        # "Quand" over "Date", "Début", "Fin" says nothing that these do not say.
        said = part if role_of(group) == "when" else f"{group} {part}"
        made.append(said if part else name)
    return made


def _is_matrix(head: Head) -> bool:
    """Say whether headers are those of a matrix: a day, perhaps an hour, and then names that are no headers."""
    unknown = [name for name, role in zip(head.names, head.roles, strict=True) if role is None and name]
    if sum(bool(parts_of_day(name)) for name in head.names) >= 2:
        return True
    rest = {role for role in head.roles if role is not None} - WHEN_ROLES - _TIMES
    return not rest and len(unknown) >= 2


# No headers at all.


def _without_headers(sheet: Sequence[Row], desk: Desk) -> ListLayout | None:
    columns = _columns(islice(sheet, 200))
    dated = [at for at, cells in enumerate(columns) if cells and _share(cells, is_date) >= 0.6]
    if not dated and not (_under_days(sheet) and any(cells and _share(cells, is_time) >= 0.7 for cells in columns)):
        return None
    if dated and len(columns[dated[0]]) < 2:
        return None
    column = dated[0] if dated else 0
    start = next(
        (at for at, row in enumerate(sheet) if column < len(row.cells) and is_date(clean(row.cells[column]))), 0
    )
    # What stands above the first date says nothing of what the columns hold.
    columns = _columns(sheet[start : start + 200])
    dated = [at for at in dated if at < len(columns)]
    roles: list[str | None] = [None] * len(columns)
    if dated:
        roles[dated[0]] = "date" if len(dated) == 1 else "start_date"
    if len(dated) > 1:
        roles[dated[1]] = "end_date"
    timed = [at for at, cells in enumerate(columns) if at not in dated and cells and _share(cells, is_time) >= 0.7]
    for at, role in zip(timed, ("time",) if len(timed) == 1 else ("start_time", "end_time"), strict=False):
        roles[at] = role
    _name_texts(roles, columns, desk)
    return ListLayout(Head(("",) * len(columns), tuple(roles)), start, start - 1)


def _columns(sheet: Iterable[Row]) -> list[list[str]]:
    """Return what is filled in of each column, of the rows that have more than one cell."""
    table = [[clean(cell) for cell in row.cells] for row in sheet if row.problem is None]
    table = [cells for cells in table if sum(map(bool, cells)) >= 2]
    width = min(max((len(cells) for cells in table), default=0), 40)
    return [column_of(table, at) for at in range(width)]


def _name_texts(roles: list[str | None], columns: Sequence[Sequence[str]], desk: Desk) -> None:
    """Tell the columns of text apart: where, what, and who."""
    texts = [at for at, cells in enumerate(columns) if roles[at] is None and cells]
    place = max(
        texts, key=lambda at: _share(columns[at], lambda each: desk.places.recognise(each) is not None), default=None
    )
    if place is not None and _share(columns[place], lambda each: desk.places.recognise(each) is not None) >= 0.5:
        roles[place] = "place"
        texts.remove(place)
    title = max(texts, key=lambda at: (_share(columns[at], lambda each: _says_what(each, desk)), -at), default=None)
    if title is not None:
        roles[title] = "title"
        texts.remove(title)
    if len(texts) == 1 and _share(columns[texts[0]], lambda each: len(each.split()) <= 5) >= 0.8:
        roles[texts[0]] = "organisation"


def _says_what(text: str, desk: Desk) -> bool:
    return bool(desk.services.recognise(text)) or kinds.recognise(text) is not None


def _share(cells: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(bool(holds(cell)) for cell in cells) / len(cells) if cells else 0.0


def is_date(text: str) -> bool:
    """Say whether a cell holds a date with at least a day and a month, in whatever way it is written."""
    if blank(text):
        return False
    if read_serial(text) is not None or isinstance(read_stamps(text, "UTC"), tuple):
        return True
    found = read_when(text)
    if not isinstance(found, tuple):
        return False
    what = found[0].what
    return (isinstance(what, Days) and what.days[0].month is not None) or isinstance(what, Span)


# HXL: a row of hashtags tells the columns (HXL 1.1).


def _tagged(sheet: Sequence[Row], at: int) -> ListLayout | None:
    cells = [cell.strip() for cell in sheet[at].cells]
    tags = [cell for cell in cells if TAG.fullmatch(cell)]
    if len(tags) < 2 or len(tags) * 2 < sum(map(bool, cells)):
        return None
    above = next((row for row in reversed(sheet[:at]) if not row.blank), None)
    names = [clean(cell) for cell in above.cells] if above is not None else []
    names = [names[column] if column < len(names) and names[column] else cell for column, cell in enumerate(cells)]
    roles = [tag_role(cell) for cell in cells]
    if "date" not in roles and "start_date" not in roles:
        roles = ["date" if role == "reported" else role for role in roles]
    if not {"date", "start_date"}.intersection(roles):
        return None
    start = at + 1
    below = [clean(cell) for cell in sheet[start].cells] if above is None and start < len(sheet) else []
    if sum(role_of(name) is not None for name in below) >= 2 and not any(_is_value(name) for name in below):
        # Hashtags above the headers, not below them.
        names, start = [*below, *names[len(below) :]], start + 1
    head = head_of(names, dict.fromkeys(names, "ignored"))
    settled = head_of([f"c{at}" for at in range(len(roles))], {f"c{at}": role for at, role in enumerate(roles) if role})
    return ListLayout(replace(head, roles=settled.roles), start, start - 1, tagged=True)
