"""A feed as one file: what would be done is data, and doing it is another step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reseau_sync.errors import PublishError, Words
from reseau_sync.model import AnyEvent
from reseau_sync.ports import digest_of
from reseau_sync.publish.atomic import held, write_atomic
from reseau_sync.publish.gate import Gate, open_gate
from reseau_sync.view import Change, Memory, Plan


def plan_file(path: Path, data: bytes, gate: Gate = open_gate) -> Plan:
    """Return what it takes to make ``path`` hold ``data``: one change, ``create``, ``update`` or ``keep``.

    :param gate: is asked before a feed replaces another
    :raises PublishError: what is there cannot be read, or the gate refused
    """
    before = held(path)
    if before == data:
        return Plan((Change("keep", str(path), "same content", before=digest_of(data)),))
    gate(path, before, data)
    if before is None:
        return Plan((Change("create", str(path), "no file yet", data),))
    return Plan((Change("update", str(path), "content differs", data, digest_of(before)),))


def apply_file(plan: Plan) -> bool:
    """Do what ``plan`` says, and say whether anything was written.

    :raises PublishError: ``changed`` where the file is no longer the one planned for, or as :func:`write_atomic`
    """
    written = [_apply(change) for change in plan.writes]
    return any(written)


def _apply(change: Change) -> bool:
    path = Path(change.key)
    if change.data is None:
        raise ValueError("a file is created or updated with data, never deleted")
    now = held(path)
    # Somebody wrote the very same: done. Somebody wrote something else: not ours to undo.
    if now != change.data and (None if now is None else digest_of(now)) != change.before:
        raise PublishError(
            "changed",
            Words(f"« {path} » a été modifié entre-temps.", f"“{path}” was changed in the meantime."),
            Words(
                "un autre passage tourne peut-être ; attendez qu’il finisse, puis relancez.",
                "another run may be at work; wait until it ends, then run again.",
            ),
        )
    return write_atomic(path, change.data)


@dataclass(frozen=True, slots=True)
class FileSink:
    """Implements :class:`reseau_sync.ports.Sink` for one file.

    :param path: absolute, or from the current folder
    :param render: gives the bytes of the feed; pure, so that equal events give an untouched file
    """

    path: Path
    render: Callable[[Sequence[AnyEvent]], bytes]
    gate: Gate = open_gate

    def plan(self, events: Sequence[AnyEvent], memory: Memory) -> Plan:
        """Return what it takes to make the file show ``events``; the file itself says what is there, not ``memory``.

        :raises PublishError: what is there cannot be read, or the gate refused
        """
        del memory
        return plan_file(self.path, self.render(events), self.gate)

    def apply(self, plan: Plan, memory: Memory) -> Memory:
        """Do it, and return what to remember: the digest of what was published.

        :raises PublishError: the file before stands
        """
        apply_file(plan)
        digests = [digest_of(each.data) if each.data is not None else each.before for each in plan.changes]
        return {**memory, "digest": digests[-1]} if digests else memory
