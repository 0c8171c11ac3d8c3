"""The adapter of CalDAV servers: reads a calendar, and pushes feeds into one."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel

from reseau_sync.ports import Access
from reseau_sync_caldav.options import CaldavOptions
from reseau_sync_caldav.sink_maker import SinkMaking
from reseau_sync_caldav.source import CaldavSource


class CaldavAdapter(SinkMaking):
    """CalDAV (RFC 4791), by sync-collection where there is one."""

    name: ClassVar[str] = "caldav"
    version: ClassVar[str] = "1"
    Options: ClassVar[type[BaseModel]] = CaldavOptions

    def claims(self, location: str) -> bool:
        """Say whether a location tells by its scheme; over https a CalDAV address looks like any other."""
        return location.strip().lower().startswith(("caldav://", "caldavs://"))

    def open(self, location: str, options: Any, access: Access) -> CaldavSource:
        """Return the source at ``location``, unread."""
        return CaldavSource(location, options, access)
