"""The adapter of CalDAV servers (RFC 4791): its room. Reading and writing them is not built yet."""

from reseau_sync_caldav.adapter import CaldavAdapter

__all__ = ["CaldavAdapter"]
