"""CalDAV is named here so that a reseau.toml that asks for it gets a clear answer."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from reseau_sync.errors import AdapterError, Words
from reseau_sync.ports import Access, Source
from reseau_sync_caldav.sink_maker import SinkMaking


class CaldavOptions(BaseModel):
    """Options of a CalDAV source: none yet."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CaldavAdapter(SinkMaking):
    """CalDAV, which this version does not read yet."""

    name: ClassVar[str] = "caldav"
    version: ClassVar[str] = "0"
    Options: ClassVar[type[BaseModel]] = CaldavOptions

    def claims(self, location: str) -> bool:
        """Say that a location never tells: a CalDAV address looks like any other."""
        del location
        return False

    def open(self, location: str, options: Any, access: Access) -> Source:
        """Say that CalDAV is not read yet.

        :raises AdapterError: always
        """
        del location, options, access
        raise AdapterError(
            "not-built",
            Words(
                "cette version ne lit pas encore les serveurs CalDAV", "this version does not read CalDAV servers yet"
            ),
            Words(
                'Donnez en attendant l’adresse d’export iCal (.ics) de cet agenda, avec adapter = "ical".',
                'Meanwhile, give the address of this calendar\'s iCal export (.ics), with adapter = "ical".',
            ),
        )
