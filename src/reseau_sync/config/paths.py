"""Where feeds are written: a file each, that no source reads.

A feed may stand anywhere, such as in the folder of a web site. It may not stand on another feed, on reseau.toml, on a
source, or in a folder that a source reads: each run would read what the last one wrote.
"""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from reseau_sync.config.reading import FILE_NAME
from reseau_sync.config.rows import Row, rows, table, text
from reseau_sync.errors import Words
from reseau_sync.model.faults import Fault, Keys, path_of
from reseau_sync.model.location import is_url
from reseau_sync.model.nearest import nearest
from reseau_sync.model.network import FeedSpec, NetworkInfo

_NOT_A_FILE = Words(
    "le chemin d’un fichier, comme feeds/reseau.ics, est attendu ici",
    "the path of a file, such as feeds/reseau.ics, is expected here",
)


def path_faults(data: Row, folder: Path | None) -> Iterator[Fault]:
    """Yield what is wrong with the paths of the feeds. Letter case is no matter: some file systems know none."""
    sources = _source_paths(data, folder)
    own = [FILE_NAME, *_own_files(data)]
    seen: dict[str, Keys] = {_normal(name, folder): (name,) for name in own}
    for index, row in rows(data, "feeds"):
        path = text(row, "path")
        if path is None:
            yield from _no_place(index, row)
            continue
        keys: Keys = ("feeds", index, "path")
        form = _form_fault(path)
        if form is not None:
            yield Fault(keys, "feed-path", form)
            continue
        normal = _normal(path, folder)
        standing = seen.setdefault(normal, keys[:2])
        if standing != keys[:2]:
            first = str(standing[0]) if len(standing) == 1 else path_of(standing, data)
            words = Words(f"{first} est déjà à cet endroit", f"{first} stands at this place already")
            yield Fault(keys, "same-path", words)
        reading = sources.get(normal) or sources.get(posixpath.dirname(normal))
        if reading is not None:
            source = path_of(reading, data)
            words = Words(
                f"{source} lit à cet endroit : le flux serait relu comme un agenda ; choisissez un autre dossier",
                f"{source} reads at this place: the feed would be read as a calendar; choose another folder",
            )
            yield Fault(keys, "feed-is-source", words)


def _own_files(data: Row) -> Iterator[str]:
    """Yield the names of the other files that the program itself keeps beside reseau.toml."""
    for key in ("decisions", "state"):
        stated = text(table(data, "network"), key)
        yield stated or NetworkInfo.model_fields[key].default


def _no_place(index: int, row: Row) -> Iterator[Fault]:
    """Yield the key that says where the feed goes, where it is missing."""
    key = "location" if row.get("format") == "caldav" else "path"
    known = FeedSpec.model_fields
    meant = {nearest(str(each), known) for each in row if each not in known}  # a slip is said where it stands
    if key not in row and key not in meant:
        yield Fault(("feeds", index, key), "missing-key", Words("il manque cette clé", "this key is missing"))


def _form_fault(path: str) -> Words | None:
    if is_url(path):
        return Words(
            "un flux s’écrit dans un fichier, pas à une adresse ; " + _NOT_A_FILE.fr,
            "a feed is written to a file, not to an address; " + _NOT_A_FILE.en,
        )
    if path.startswith("~"):
        return Words(
            "« ~ » n’est pas compris ici : écrivez le chemin entier", "“~” is not understood here: write the whole path"
        )
    is_folder = path.endswith(("/", "\\")) or posixpath.basename(path) in ("", ".", "..")
    return _NOT_A_FILE if is_folder or not path.strip() or not path.isprintable() else None


def _source_paths(data: Row, folder: Path | None) -> dict[str, Keys]:
    found: dict[str, Keys] = {}
    for index, row in rows(data, "sources"):
        location = text(row, "location")
        if location and not is_url(location):
            found.setdefault(_normal(location, folder), ("sources", index))
    return found


def _normal(path: str, folder: Path | None) -> str:
    slashed = path.replace("\\", "/")
    joined = posixpath.join(folder.as_posix(), slashed) if folder else slashed
    return unicodedata.normalize("NFC", posixpath.normpath(joined)).casefold()
