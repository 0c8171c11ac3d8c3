"""The key that makes the UIDs which the public sees: said by reseau.toml, or made on first use and kept.

Who has it can tell of a guess at a source's UID whether it is an event of a public feed; nobody else can. A key that is
lost costs nothing by itself: the state remembers every UID, and a lost state takes them from the feeds that stand. With
all three lost, subscribers' programs see every public event as a new one.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from reseau_sync.config import Loaded
from reseau_sync.errors import SecretError, Words
from reseau_sync.model.event import Audience
from reseau_sync.transport import resolve

SHORTEST = 16
"""A shorter secret could be guessed."""
_BYTES = 32
_PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What public UIDs are made with, or (``failure``) why there is no such key: public feeds then stay as they are."""

    value: bytes | None = field(default=None, repr=False)
    failure: Words | None = None


def public_key(loaded: Loaded, *, write: bool) -> PublicKey:
    """Return the key of the network's public UIDs; none is looked for where no feed is public.

    :param write: whether one may be made and kept. Without, a passing one serves to look ahead.
    """
    if not any(feed.audience is Audience.PUBLIC for feed in loaded.network.feeds):
        return PublicKey()
    try:
        return PublicKey(_found(loaded, write=write))
    except SecretError as error:
        return PublicKey(failure=Words(error.say("fr"), error.say("en")))


def key_path(loaded: Loaded) -> Path:
    """Return where a key of our own is kept: beside the state, under its name."""
    return (loaded.folder / loaded.network.network.state).with_suffix(".key")


def _found(loaded: Loaded, *, write: bool) -> bytes:
    stated = loaded.network.network.key
    if stated is not None:
        text = resolve(stated, loaded.folder)
        if len(text) < SHORTEST:
            raise SecretError("too-short", _TOO_SHORT)
        return text.encode()
    path = key_path(loaded)
    try:
        return _kept(path)
    except FileNotFoundError:
        return _made(path) if write else secrets.token_bytes(_BYTES)
    except OSError:
        raise SecretError("unreadable", _unreadable(path)) from None


def _kept(path: Path) -> bytes:
    """Return the key that was kept; nobody else may read it.

    :raises SecretError: where the file holds no key
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    with open(descriptor, "rb") as handle:
        found = os.fstat(descriptor)
        data = handle.read(4 * _BYTES) if stat.S_ISREG(found.st_mode) else b""
        if found.st_mode & 0o077 and hasattr(os, "fchmod"):
            with contextlib.suppress(OSError):
                os.fchmod(descriptor, _PRIVATE)
    try:
        key = bytes.fromhex(data.decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise SecretError("damaged-key", _unreadable(path))
    return key


def _made(path: Path) -> bytes:
    """Make a key and keep it, whole or not at all, readable by this account alone."""
    key = secrets.token_bytes(_BYTES)
    beside = path.with_name(f".reseau-sync-{secrets.token_hex(8)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "wb") as handle:
            handle.write(key.hex().encode() + b"\n")
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(beside, path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise SecretError("unwritable", _unwritable(path)) from None
    return key


_TOO_SHORT = Words(
    f"[network] key : ce secret a moins de {SHORTEST} caractères, il se devinerait ; « openssl rand -hex 32 » en fait "
    "un",
    f"[network] key: this secret has fewer than {SHORTEST} characters and could be guessed; “openssl rand -hex 32” "
    "makes one",
)


def _unreadable(path: Path) -> Words:
    return Words(
        f"{path} : la clé des calendriers publics ne se lit pas. Remettez la copie que vous en avez ; sans copie, "
        "effacez ce fichier : une autre sera faite, et les évènements déjà publiés gardent leurs identifiants",
        f"{path}: the key of the public feeds cannot be read. Put back the copy you have of it; without one, delete "
        "this file: another is made, and events that were published keep their UIDs",
    )


def _unwritable(path: Path) -> Words:
    return Words(
        f"{path} : la clé des calendriers publics ne peut pas y être écrite",
        f"{path}: the key of the public feeds cannot be written there",
    )
