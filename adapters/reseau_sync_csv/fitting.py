"""Whether the cells of a row stand under their headers: what shows that they have slipped into other columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from reseau_sync_csv.headers import DATE_ROLES, Head
from reseau_sync_csv.marks import shifted, too_many_cells
from reseau_sync_csv.problems import CellError
from reseau_sync_csv.remarks import blank
from reseau_sync_csv.table import SEPARATORS
from reseau_sync_csv.unread import UnreadError

HOURS = ("time", "start_time", "start")
CLOCK = re.compile(r"\d{1,2} ?[hH:] ?(?:\d{2})?(?: ?[-–à] ?\d{1,2} ?[hH:] ?(?:\d{2})?)?")
"""An hour, or from which to which, and nothing else."""
_NUMERIC_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}")
_MAY_HOLD_DATES = (*DATE_ROLES, "end_date", "end", "notes", "until", "ignored")


def check_width(cells: Sequence[str], named: Mapping[str, str], head: Head, *, loose: bool) -> None:
    """Refuse a row whose cells cannot all stand under ``head``.

    :param named: the cells by role
    :param loose: whether rows may have more cells than there are headers
    :raises UnreadError: for cells without a header, or that are in other columns than their own
    """
    width = len(head.roles)
    extra = next((cell for cell in cells[width:] if cell), None)
    if extra is not None and not loose and (not head.english or misplaced(cells, head)):
        raise UnreadError("", too_many_cells(extra))
    if _has_stray_time(cells, named, head):
        raise UnreadError("", shifted_row(cells))
    if len(cells) == 1 and width > 2:
        others = sum(cells[0].count(each) for each in SEPARATORS)
        if others >= 2 or not named.get("title"):
            raise UnreadError("", shifted(cells[0]))


def misplaced(cells: Sequence[str], head: Head) -> bool:
    """Say whether a column that is not for dates holds what only a date is written like."""
    roles = (*head.roles, *[None] * len(cells))
    return any(
        role not in _MAY_HOLD_DATES and _NUMERIC_DATE.fullmatch(cell) for cell, role in zip(cells, roles, strict=False)
    )


def shifted_row(cells: Sequence[str]) -> CellError:
    """Return the problem of a row whose cells are in other columns than their own."""
    return shifted(" ".join(cell for cell in cells if cell))


def _has_stray_time(cells: Sequence[str], named: Mapping[str, str], head: Head) -> bool:
    """Say whether an hour stands where a place or a name belongs, and none in a column of hours."""
    if any(not blank(named.get(role, "")) for role in HOURS):
        return False
    unknown = (cell for cell, role in zip(cells, head.roles, strict=False) if role is None)
    told = (*(named.get(role, "") for role in ("place", "commune", "title", "organisation")), *unknown)
    return any(CLOCK.fullmatch(each) for each in told)
