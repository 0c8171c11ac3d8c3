"""What SQLite and the system say, in words with what to do next."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from reseau_sync.errors import StoreError, Words


class UnreadableRowError(ValueError):
    """A row holds what this program never writes: the file is damaged."""


_EXTENDED = {sqlite3.SQLITE_IOERR_SHORT_READ: "damaged"}  # the file is shorter than it says
_PRIMARY = 0xFF  # the low byte of an extended result code is the primary one (sqlite.org/rescode.html)

_BY_CODE = {
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    # All statements are fixed texts: a table that is not there, or a row there twice, is the file's fault.
    sqlite3.SQLITE_ERROR: "damaged",
    sqlite3.SQLITE_CONSTRAINT: "damaged",
    sqlite3.SQLITE_MISMATCH: "damaged",
    sqlite3.SQLITE_FULL: "no-space",
    sqlite3.SQLITE_READONLY: "forbidden",
    sqlite3.SQLITE_PERM: "forbidden",
    sqlite3.SQLITE_AUTH: "forbidden",
    sqlite3.SQLITE_CANTOPEN: "forbidden",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
}

_BY_ERRNO = {
    errno.ENOSPC: "no-space",
    errno.EDQUOT: "no-space",
    errno.EFBIG: "no-space",
    errno.EACCES: "forbidden",
    errno.EPERM: "forbidden",
    errno.EROFS: "forbidden",
}


def code_of(error: Exception) -> str:
    """Return the code of :class:`StoreError` that fits ``error``."""
    if isinstance(error, UnreadableRowError):
        return "damaged"
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0, "unusable")
    number = getattr(error, "sqlite_errorcode", None)
    if isinstance(number, int):
        return _EXTENDED.get(number) or _BY_CODE.get(number & _PRIMARY, "unusable")
    # Text that is no UTF-8 has no result code: it is found by Python, after SQLite.
    return "damaged" if isinstance(error, sqlite3.OperationalError) else "unusable"


def store_error(code: str, path: Path, detail: str = "") -> StoreError:
    """Return the error ``code`` about the store at ``path``; ``detail`` is the system's own word, where it helps."""
    said, hint = _SAID[code]
    more = f" ({detail})" if detail and code == "unusable" else ""
    return StoreError(
        code,
        Words(f"Mémoire des passages « {path} » : {said.fr}{more}.", f"State between runs “{path}”: {said.en}{more}."),
        hint,
    )


_SAID: dict[str, tuple[Words, Words]] = {
    "damaged": (
        Words("le fichier est abîmé", "the file is damaged"),
        Words(
            "relancez : il sera mis de côté, et refait à partir des sources et des calendriers déjà publiés.",
            "run again: it will be set aside, and made anew from the sources and the feeds already published.",
        ),
    ),
    "newer": (
        Words("une version plus récente de reseau-sync l’a écrit", "a newer version of reseau-sync wrote it"),
        Words(
            "mettez reseau-sync à jour ; ou, pour garder cette version-ci, déplacez ce fichier : il sera refait.",
            "upgrade reseau-sync; or, to keep this version, move that file away: it will be made anew.",
        ),
    ),
    "not-ours": (
        Words("c’est la base de données d’un autre programme", "it is another program's database"),
        Words(
            "choisissez un autre chemin pour la mémoire des passages ; ce fichier n’a pas été touché.",
            "choose another path for the state; that file was not touched.",
        ),
    ),
    "no-space": (
        Words("le disque est plein, rien n’a été enregistré", "the disk is full, nothing was saved"),
        Words("libérez de la place, puis relancez.", "make room, then run again."),
    ),
    "forbidden": (
        Words("ce compte n’a pas le droit d’y lire et d’y écrire", "this account may not read and write there"),
        Words(
            "donnez au compte qui lance reseau-sync le droit d’écrire ce fichier et dans son dossier.",
            "give the account that runs reseau-sync the right to write that file, and in its folder.",
        ),
    ),
    "busy": (
        Words("un autre programme s’en sert", "another program is using it"),
        Words("attendez qu’il ait fini, puis relancez.", "wait until it is done, then run again."),
    ),
    "overtaken": (
        Words(
            "un autre passage l’a changée entre-temps, celui-ci n’a rien enregistré",
            "another run changed it meanwhile, this one saved nothing",
        ),
        Words("relancez.", "run again."),
    ),
    "closed": (
        Words("elle est déjà fermée", "it is already closed"),
        Words("lisez-la avant de la fermer.", "read from it before closing it."),
    ),
    "no-such-run": (
        Words("ce passage n’y est pas, ou n’y est plus", "that run is not there, or no longer"),
        Words("« reseau-sync history » montre ceux qui y sont.", "“reseau-sync history” shows those that are."),
    ),
    "unusable": (
        Words("erreur du système", "error of the system"),
        Words("vérifiez le chemin et le disque, puis relancez.", "check the path and the disk, then run again."),
    ),
}
