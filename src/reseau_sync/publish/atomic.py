"""Writing a file so that whoever reads it sees the old one or the new one, whole.

The new bytes go to a file beside it, are made to reach the disk, are read back, and only then take the name
(``rename`` replaces atomically, POSIX.1-2017). Whatever fails before that leaves the old file as it was.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

from reseau_sync.errors import PublishError, Words

_NEW_MODE = 0o644  # less what the umask of the process takes away: a feed is there to be served
_PRIVATE_MODE = 0o600
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def write_atomic(path: Path, data: bytes, *, private: bool = False) -> bool:
    """Make ``path`` hold ``data``, and say whether that took writing.

    A file that already holds ``data`` is not touched, nor its modification time: servers make ETags of it. The mode
    and group of the file before are kept. A symbolic link stays, and the file it leads to is replaced. Folders that
    are missing are created.

    :param private: a new file is for this account alone: it says more than the feeds do
    :raises PublishError: ``no-space``, ``forbidden``, ``not-a-file``, ``damaged``, ``unwritable``; the old file stands
    """
    with _named(path):
        target = path.resolve()  # through symbolic links, also one that leads to nothing yet
        before = _before(target, path)
        if before is not None and before.st_size == len(data) and target.read_bytes() == data:
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, path, data, before, _PRIVATE_MODE if private else _NEW_MODE)
    return True


def held(path: Path) -> bytes | None:
    """Return what the file at ``path`` holds, or ``None`` where there is none.

    :raises PublishError: it is no ordinary file, or cannot be read
    """
    with _named(path):
        return path.read_bytes() if _before(path.resolve(), path) is not None else None


def _before(target: Path, path: Path) -> os.stat_result | None:
    try:
        found = target.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        raise _error(
            "not-a-file",
            path,
            Words("ce n’est pas un fichier ordinaire", "it is not an ordinary file"),
            Words("choisissez un autre chemin pour cette sortie.", "choose another path for this feed."),
        )
    return found


def _replace(target: Path, path: Path, data: bytes, before: os.stat_result | None, mode: int) -> None:
    # Hidden, so that no folder of calendars takes it for one of its own.
    beside = target.with_name(f".reseau-sync-{secrets.token_hex(8)}.tmp")
    try:
        _write_through(beside, data, before, mode)
        if beside.read_bytes() != data:
            raise _error(
                "damaged",
                path,
                Words("le disque ne rend pas ce qui y a été écrit", "the disk does not give back what was written"),
                Words("vérifiez le disque.", "check the disk."),
            )
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)
    _settle(target.parent)


def _write_through(beside: Path, data: bytes, before: os.stat_result | None, mode: int) -> None:
    with open(os.open(beside, _FLAGS, mode), "wb") as handle:
        if before is not None:
            _keep_rights(handle.fileno(), before)
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())


def _keep_rights(descriptor: int, before: os.stat_result) -> None:
    if not hasattr(os, "fchown"):
        return
    now = os.fstat(descriptor)
    if (now.st_uid, now.st_gid) != (before.st_uid, before.st_gid):
        # Only root may give a file away; another account keeps at least the group, by which web servers read.
        with contextlib.suppress(PermissionError):
            os.fchown(descriptor, before.st_uid if os.geteuid() == 0 else -1, before.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(before.st_mode))


def _settle(folder: Path) -> None:
    """Make the new name itself reach the disk. The new file is in place and whole: failing here takes nothing back."""
    with contextlib.suppress(OSError):  # some file systems cannot; Windows opens no folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    """Turn what the operating system says into a PublishError.

    :raises PublishError: in place of every OSError
    """
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:  # links in a circle; a NUL in the path
        raise _publish_error(path, error) from error


def _publish_error(path: Path, error: Exception) -> PublishError:
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _error(
            "no-space",
            path,
            Words("le disque est plein", "the disk is full"),
            Words("libérez de la place, puis relancez.", "make room, then run again."),
        )
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _error(
            "forbidden",
            path,
            Words("ce compte n’a pas le droit d’y écrire", "this account may not write there"),
            Words(
                "donnez au compte qui lance reseau-sync le droit d’écrire dans ce dossier, ou changez « path ».",
                "give the account that runs reseau-sync the right to write in this folder, or change “path”.",
            ),
        )
    reason = os.strerror(number) if number is not None else "?"
    return _error(
        "unwritable",
        path,
        Words(f"erreur du système ({reason})", f"error of the system ({reason})"),
        Words("vérifiez « path » dans reseau.toml, et le disque.", "check “path” in reseau.toml, and the disk."),
    )


def _error(code: str, path: Path, said: Words, hint: Words) -> PublishError:
    return PublishError(
        code,
        Words(
            f"« {path} » n’a pas pu être écrit : {said.fr}. Le fichier d’avant, s’il existe, est intact.",
            f"“{path}” could not be written: {said.en}. The file before it, if any, is untouched.",
        ),
        hint,
    )
