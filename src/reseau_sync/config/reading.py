"""The bytes of reseau.toml, bounded, as text."""

from __future__ import annotations

import stat
from pathlib import Path

from reseau_sync.errors import ConfigError, Words

FILE_NAME = "reseau.toml"
MAX_BYTES = 1 << 20
"""A network of thirty associations takes some 20 kB; what is larger is another file."""

_INIT = Words(
    "créez-en un avec « reseau-sync init », ou donnez le bon chemin avec -c",
    "make one with “reseau-sync init”, or give the right path with -c",
)


def read_text(path: Path) -> str:
    """Return the text of the file at ``path``, without a byte order mark.

    :raises ConfigError: missing, a folder, no regular file, no right to read, over 1 MiB, not UTF-8
    """
    try:
        data = _bounded_bytes(path)
    except OSError as error:
        raise _unreadable(path, error) from error
    except ValueError as error:  # A path with a NUL in it.
        raise ConfigError("not-found", _named(path, "n’est pas un chemin", "is no path"), _INIT) from error
    if len(data) > MAX_BYTES:
        raise ConfigError(
            "too-large",
            _named(path, "dépasse 1 Mio : ce n’est pas un reseau.toml", "is over 1 MiB: no reseau.toml is"),
            _INIT,
        )
    return _decoded(path, data)


def _bounded_bytes(path: Path) -> bytes:
    # Asked first: opening a pipe would wait for whoever writes to it.
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError
    if not stat.S_ISREG(mode):
        raise ConfigError("not-a-file", _named(path, "n’est pas un fichier", "is no file"), _INIT)
    with path.open("rb") as handle:
        return handle.read(MAX_BYTES + 1)


def _decoded(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        words = _named(path, f"n’est pas de l’UTF-8 (ligne {line})", f"is not UTF-8 (line {line})")
        hint = Words(
            "dans votre éditeur : Enregistrer sous…, encodage UTF-8",
            "in your editor: Save as…, encoding UTF-8",
        )
        raise ConfigError("not-utf-8", words, hint) from error


def _unreadable(path: Path, error: OSError) -> ConfigError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return ConfigError("not-found", _named(path, "n’existe pas", "does not exist"), _INIT)
    if isinstance(error, IsADirectoryError):
        inside = path / FILE_NAME
        hint = Words(f"donnez le fichier : -c {inside} ; {_INIT.fr}", f"give the file: -c {inside}; {_INIT.en}")
        return ConfigError("a-folder", _named(path, "est un dossier", "is a folder"), hint)
    if isinstance(error, PermissionError):
        hint = Words(f"donnez le droit de lecture : chmod u+r {path}", f"give the right to read it: chmod u+r {path}")
        return ConfigError(
            "no-permission", _named(path, "ne peut être lu : droits manquants", "cannot be read: no permission"), hint
        )
    cause = error.strerror or type(error).__name__
    return ConfigError("unreadable", _named(path, f"ne peut être lu ({cause})", f"cannot be read ({cause})"), _INIT)


def _named(path: Path, fr: str, en: str) -> Words:
    shown = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in str(path))
    return Words(f"{shown} {fr}", f"{shown} {en}")
