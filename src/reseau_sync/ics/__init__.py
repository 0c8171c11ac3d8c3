"""iCalendar bytes and the shared schema: RFC 5545, 7986, 9073 and 9253.

``read(data, context)`` understands a whole file, ``write(events)`` writes one faithfully; split.py, decode.py and
encode.py are their halves, and feed.py writes what is published.
"""

from __future__ import annotations

from reseau_sync.entry import Decoded
from reseau_sync.ics.decode import decode_item
from reseau_sync.ics.encode import write
from reseau_sync.ics.split import split
from reseau_sync.ports import Context, Raw

__all__ = ["read", "write"]


def read(data: bytes, context: Context) -> Decoded:
    """Return the entries of a calendar file, and what could not be understood.

    :raises SourceError: for a body that is no whole calendar: empty, cut, a web page, damaged
    """
    decoded = [decode_item(item, context) for item in split(Raw("", data))]
    return Decoded(
        tuple(entry for each in decoded for entry in each.entries),
        tuple(rejected for each in decoded for rejected in each.rejected),
    )
