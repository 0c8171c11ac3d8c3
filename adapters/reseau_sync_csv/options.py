"""The ``options`` of a source that is a sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from reseau_sync_csv.headers import ROLES


class CsvOptions(BaseModel):
    """How a sheet is to be read, where it does not say so itself. All of it may be left out.

    ``columns`` maps headers, as they are written in the sheet, to roles (``date``, ``time``, ``title``, ``place``, …:
    :data:`.headers.ROLES`; ``ignored`` for none). ``reference_date`` is a day on or before the first one of the plan:
    dates without a year are the next such days after it. ``approximate = "span"`` takes "mi-septembre" as a tentative
    span of days instead of reporting it. ``layout`` names what the sheet is, ``dayfirst`` whether 05/09 is in
    September (``true``) or in May (``false``).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: Mapping[str, str] = Field(default_factory=dict)
    reference_date: dt.date | None = None
    approximate: Literal["report", "span"] = "report"
    layout: Literal["auto", "plain", "list", "matrix"] = "auto"
    dayfirst: bool | None = None

    @field_validator("columns")
    @classmethod
    def _known_roles(cls, columns: Mapping[str, str]) -> Mapping[str, str]:
        unknown = sorted(set(columns.values()) - ROLES)
        if unknown:
            raise ValueError(f"{unknown[0]!r} is no role of a column; there are: {', '.join(sorted(ROLES))}")
        return columns
