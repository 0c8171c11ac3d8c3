"""The mark that the network puts on each calendar object it writes into somebody's calendar, and knows it by.

``X-RESEAU-MARK:network/feed/seal/content``, four digests: whose object it is, that it is of this UID and no copy under
another one, and what it said when it was written, so that a later edit shows. It is no signature: whoever may write
into the calendar may forge it, and harms the calendar that is his to write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reseau_sync.entry import MAX_RAW, Decoded, Rejected
from reseau_sync.errors import Words
from reseau_sync.model import AnyEvent
from reseau_sync.ports import digest_of

NAME = "X-RESEAU-MARK"

_ECHO = Words(
    "cet évènement est une copie que le réseau a versée lui-même dans cet agenda : il n’est pas relu",
    "this event is a copy that the network itself pushed into this calendar: it is not read again",
)
_FORM = re.compile(r"([0-9a-f]{16})/([0-9a-f]{16})/([0-9a-f]{32})/([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as it is read. ``content`` is the digest of what the object said when it was written."""

    network: str
    feed: str
    seal: str
    content: str

    @classmethod
    def of(cls, network: str, feed: str, uid: str, content: str) -> Mark:
        """Return the mark of an object of ``feed`` of the network called ``network``."""
        whose, which = name_digest(network), name_digest(feed)
        return cls(whose, which, _seal(whose, which, uid), content)

    @classmethod
    def read(cls, value: str) -> Mark | None:
        """Return the mark that a property's value is, or ``None`` where it is none."""
        found = _FORM.fullmatch(value.strip())
        return cls(*found.groups()) if found else None

    def is_of(self, uid: str) -> bool:
        """Say whether it was put on an object of this UID."""
        return self.seal == _seal(self.network, self.feed, uid)

    def __str__(self) -> str:
        """Return the value of the property."""
        return f"{self.network}/{self.feed}/{self.seal}/{self.content}"


def name_digest(name: str) -> str:
    """Return the digest by which a mark names a network or a feed."""
    return digest_of(b"mark", name.encode(errors="surrogatepass"))[:16]


def without_echoes(decoded: Decoded, network: str) -> Decoded:
    """Return what a source means without what the network called ``network`` wrote into it itself.

    Else it would read its own events as somebody else's statement: nothing would ever be withdrawn, and an edit in the
    copy would come back as if its owner had made it. Each is named, as something that was passed over.
    """
    echoes = [entry for entry in decoded.entries if is_echo(entry.event, network)]
    if not echoes:
        return decoded
    skipped = tuple(Rejected(each.where, "echo", _ECHO, each.event.title[:MAX_RAW], "skipped") for each in echoes)
    entries = tuple(entry for entry in decoded.entries if not is_echo(entry.event, network))
    return Decoded(entries, (*decoded.rejected, *skipped))


def is_echo(event: AnyEvent, network: str) -> bool:
    """Say whether an event, as a source states it, is one that the network called ``network`` wrote itself."""
    return any(
        mark is not None and mark.network == name_digest(network)
        for other in event.other_properties
        if other.name == NAME
        for mark in [Mark.read(str(other.value))]
    )


def _seal(network: str, feed: str, uid: str) -> str:
    return digest_of(b"seal", network.encode(), feed.encode(), uid.encode(errors="surrogatepass"))
