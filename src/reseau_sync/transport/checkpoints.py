"""What is remembered of a read, so that the next one may cost less: plain JSON data.

Keys: ``location`` (a digest of it, as the location itself may be a secret), ``digest`` (of names and bytes), and for
a URL ``etag`` and ``last_modified`` as the server gave them. A checkpoint of another location says nothing; so does
one with strange values, since it comes from a file that anybody may have edited. Whoever wants an unconditional
fetch, because an ETag may lie, passes a checkpoint without validators: an equal digest still gives ``Unchanged``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reseau_sync.ports import Bodies, Checkpoint, Raw, Unchanged, digest_of

_HEADER_VALUE = re.compile(r"[\x21-\x7e\x80-\xff](?:[\x20-\x7e\x80-\xff]{0,510}[\x21-\x7e\x80-\xff])?")


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask later whether something changed (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None

    def __bool__(self) -> bool:
        """Say whether there is anything to ask with."""
        return bool(self.etag or self.last_modified)

    @classmethod
    def of(cls, etag: object, last_modified: object) -> Validators:
        """Return the validators that can be sent back; what is no header value (RFC 9110, 5.5) is dropped."""
        return cls(_header_value(etag), _header_value(last_modified))

    def headers(self) -> dict[str, str]:
        """Return the conditions of a request (RFC 9110, 13.1.2 and 13.1.3)."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


NONE = Validators()


def validators_in(checkpoint: Checkpoint | None, location: str) -> Validators:
    """Return the validators that ``checkpoint`` holds for ``location``, if it also holds a digest."""
    if checkpoint is None or not _is_for(checkpoint, location) or not checkpoint.get("digest"):
        return NONE
    return Validators.of(checkpoint.get("etag"), checkpoint.get("last_modified"))


def outcome(
    bodies: Sequence[Raw], location: str, checkpoint: Checkpoint | None, validators: Validators = NONE
) -> Bodies | Unchanged:
    """Return the bodies with what to remember of them, or that they are those of ``checkpoint``."""
    digest = digest_of(*(piece for body in bodies for piece in (body.name.encode("utf-8", "replace"), body.data)))
    current = remembered(location, digest, validators)
    if checkpoint is not None and _is_for(checkpoint, location) and checkpoint.get("digest") == digest:
        return Unchanged(current)
    return Bodies(tuple(bodies), current)


def not_modified(location: str, checkpoint: Checkpoint, fresh: Validators) -> Unchanged:
    """Return what a 304 means: the validators it carries replace those of before (RFC 9110, 15.4.5)."""
    old = validators_in(checkpoint, location)
    merged = Validators(fresh.etag or old.etag, fresh.last_modified or old.last_modified)
    return Unchanged(remembered(location, str(checkpoint["digest"]), merged))


def remembered(location: str, digest: str, validators: Validators) -> dict[str, str]:
    """Return the checkpoint."""
    kept = {"location": _name(location), "digest": digest}
    kept |= {"etag": validators.etag} if validators.etag else {}
    return kept | ({"last_modified": validators.last_modified} if validators.last_modified else {})


def _name(location: str) -> str:
    return digest_of(location.encode("utf-8", "surrogatepass"))


def _is_for(checkpoint: Checkpoint, location: str) -> bool:
    return checkpoint.get("location") == _name(location)


def _header_value(value: object) -> str | None:
    return value if isinstance(value, str) and _HEADER_VALUE.fullmatch(value) else None
