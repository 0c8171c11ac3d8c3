"""The last look at a feed before it replaces another: rules that may say no."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from reseau_sync.errors import PublishError, Words
from reseau_sync.publish.calendar_text import Fault, allowance_fault, text_fault
from reseau_sync.publish.readback import readback_fault


class Gate(Protocol):
    """Looks at a feed that is about to replace another. Pure: it reads nothing, and remembers nothing."""

    def __call__(self, path: Path, before: bytes | None, after: bytes, /) -> None:
        """Let ``after`` take the place of ``before`` (``None``: nothing was there).

        :raises PublishError: it must not; the feed before stands
        """
        ...


def open_gate(path: Path, before: bytes | None, after: bytes, /) -> None:
    """Let everything pass."""


@dataclass(frozen=True, slots=True)
class FeedGate:
    """Holds a feed to what subscribers' programs need and to what its readers may know.

    ``allowed``: for a calendar, the components that may stand in it, each with its properties; ``None`` for a feed of
    another format. ``pushed``: they are objects of a calendar on a server, each whole. ``betrays`` says of the whole
    text whether it holds what its readers may not know, and names it without quoting it.
    """

    allowed: Mapping[str, frozenset[str]] | None
    betrays: Callable[[str], Words | None]
    pushed: bool = False

    def __call__(self, path: Path, before: bytes | None, after: bytes, /) -> None:
        """Let ``after`` pass, or say why not.

        :raises PublishError: ``gate``
        """
        del path
        fault = self._fault(before, after)
        if fault is not None:
            raise PublishError(
                "gate",
                Words(
                    f"le calendrier relu avant publication n’est pas juste ({fault.words.fr}) : il n’est pas publié.",
                    f"the feed, read back before publishing, is not right ({fault.words.en}): it is not published.",
                ),
                _WHAT_NEXT,
            )

    def _fault(self, before: bytes | None, after: bytes) -> Fault | None:
        if self.allowed is not None:
            fault = self._calendar_fault(before, after, self.allowed)
            if fault is not None:
                return fault
        betrayed = self.betrays(after.replace(b"\r\n ", b"").decode(errors="replace"))
        return Fault("betrays", "", betrayed) if betrayed is not None else None

    def _calendar_fault(
        self, before: bytes | None, after: bytes, allowed: Mapping[str, frozenset[str]]
    ) -> Fault | None:
        if self.pushed:
            return allowance_fault(after, allowed)
        return text_fault(after, allowed) or readback_fault(before, after)


_WHAT_NEXT = Words(
    "le calendrier d’avant reste en place ; signalez cette phrase à qui tient reseau-sync",
    "the feed before it stays; report this sentence to who keeps reseau-sync",
)
