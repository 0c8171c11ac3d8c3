"""What of a row cannot be read, on its way from the cell to the report."""

from __future__ import annotations

from reseau_sync_csv.problems import CellError


class UnreadError(Exception):
    """What of a row cannot be read: the role of the cell, and why. It never leaves the package."""

    def __init__(self, role: str, problem: CellError) -> None:
        super().__init__(problem.code)
        self.role = role
        self.problem = problem
