"""Where something happens. Nothing finer than a commune is ever shown to the public (audience.py)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from reseau_sync.model.base import Value


class Geo(Value):
    """A point: decimal degrees, WGS 84 (RFC 5545, 3.8.1.6)."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class Place(Value):
    """A place as a calendar states it, and what was recognised in it.

    ``text`` is LOCATION as it was written; where a source states parts instead (a sheet with a column for the
    commune), ``text`` is ``None``. ``commune`` and ``insee`` (the code of the French statistics office) are stated or
    recognised; ``venue`` is the name of a site or hall; ``street`` an address.
    """

    text: str | None = None
    venue: str | None = None
    street: str | None = None
    commune: str | None = None
    insee: Annotated[str, Field(pattern=r"^(\d{5}|2[AB]\d{3})$")] | None = None
    geo: Geo | None = None

    def line(self) -> str:
        """Return the place in one line, as LOCATION shows it."""
        if self.text is not None:
            return self.text
        return ", ".join(part for part in (self.venue, self.street, self.commune) if part)
