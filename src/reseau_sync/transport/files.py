"""Reading a file, or the files of a folder, without being held up or led astray by what is found there."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reseau_sync.errors import SourceError, Words
from reseau_sync.ports import Raw
from reseau_sync.transport.body import TooLargeError, read_whole
from reseau_sync.transport.content import is_blank, refuse_non_calendar, refuse_too_many_lines
from reseau_sync.transport.limits import MIB, Deadline, Limits
from reseau_sync.transport.problems import Code, aside, problem

# Opening a FIFO waits for a writer, unless told not to; systems without these flags have no FIFO among files.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


@dataclass(slots=True)
class _Allowance:
    """How many bytes the files of one source may still take together, and how long."""

    where: str
    limit: int
    left: int
    max_lines: int
    deadline: Deadline

    def spend(self, amount: int) -> None:
        self.left -= amount
        if self.left < 0:
            raise self.too_large()

    def too_large(self) -> SourceError:
        return problem(
            Code.TOO_LARGE,
            self.where,
            Words(f" : plus de {self.limit // MIB} Mio", f": more than {self.limit // MIB} MiB"),
        )


def read_path(
    path: Path,
    where: str,
    suffixes: Sequence[str],
    limits: Limits,
    clock: Callable[[], float],
    *,
    empty_is_ok: bool = False,
) -> tuple[Raw, ...]:
    """Return the file at ``path``, or of the folder there the files that end in ``suffixes``, by name.

    :param where: the path as a person wrote it
    :param suffixes: as in ``(".ics",)``, letter case aside; none means all
    :param empty_is_ok: whether nothing at all, in the file or in the whole folder, is no body rather than a failure
    :raises SourceError: with one of the codes of :class:`~reseau_sync.transport.problems.Code`
    """
    allowance = _Allowance(
        where, limits.max_bytes, limits.max_bytes, limits.max_lines, Deadline(limits.total_seconds, clock)
    )
    with _named(where):
        if not stat.S_ISDIR(path.stat().st_mode):
            data = _read_file(path, where, allowance)
            if empty_is_ok and is_blank(data):
                return ()
            refuse_non_calendar(data, where)
            return (Raw("", data),)
        endings = tuple(each.lower() for each in suffixes)
        bodies = _read_folder(path, where, endings, limits, allowance)
    # One file without content is its own trouble, which decoding reports; a folder without any is the source's.
    if not all(is_blank(body.data) for body in bodies):
        return bodies
    if empty_is_ok:
        return ()
    raise problem(Code.EMPTY, where, Words("", "") if bodies else _no_such_file(endings))


def _read_folder(
    folder: Path, where: str, suffixes: tuple[str, ...], limits: Limits, allowance: _Allowance
) -> tuple[Raw, ...]:
    root = folder.resolve(strict=True)
    names = _names(root, where, suffixes, limits.max_files)
    return tuple(_member(root, name, where, allowance) for name in names)


def _no_such_file(suffixes: tuple[str, ...]) -> Words:
    return Words(f" : aucun fichier {' ou '.join(suffixes)}", f": no file {' or '.join(suffixes)}")


def _names(root: Path, where: str, suffixes: tuple[str, ...], limit: int) -> list[str]:
    found: list[str] = []
    with os.scandir(root) as entries:
        for entry in entries:
            if entry.name.startswith(".") or not entry.name.lower().endswith(suffixes or ("",)) or entry.is_dir():
                continue
            found.append(entry.name)
            if len(found) > limit:
                raise problem(Code.TOO_MANY_FILES, where, Words(f" : plus de {limit}", f": more than {limit}"))
    return sorted(found)


def _member(root: Path, name: str, where: str, allowance: _Allowance) -> Raw:
    path = root / name
    shown = f"{where.rstrip('/')}/{name}"
    try:
        with _named(shown):
            if path.is_symlink():
                path = path.resolve(strict=True)
                if not path.is_relative_to(root):
                    raise problem(Code.OUTSIDE, shown)
            return Raw(name, _read_file(path, shown, allowance))
    except SourceError as error:
        if error.code != Code.NOT_FOUND or (root / name).is_symlink():
            raise
        # It was there when the folder was listed. Going on without it would look like a deletion.
        gone = Words(f" : « {name} » a disparu", f": “{name}” disappeared")
        raise problem(Code.CHANGED, where, gone) from error


def _read_file(path: Path, where: str, allowance: _Allowance) -> bytes:
    """Read one ordinary file. What it is, is asked before it is opened, as opening some devices does something."""
    _refuse_unless_file(path.stat(), where)
    with open(path, "rb", buffering=0, opener=lambda name, _: os.open(name, _FLAGS)) as handle:
        found = os.fstat(handle.fileno())
        _refuse_unless_file(found, where)
        if found.st_size > allowance.left:
            raise allowance.too_large()
        allowance.deadline.step(1)
        try:
            data = read_whole(handle, allowance.left)
        except TooLargeError as error:
            raise allowance.too_large() from error
    allowance.spend(len(data))
    refuse_too_many_lines(data, where, allowance.max_lines)
    return data


def _refuse_unless_file(found: os.stat_result, where: str) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = stat.filemode(found.st_mode)[0]
        raise problem(Code.NOT_A_FILE, where, aside(_KINDS.get(kind, kind)))


_KINDS = {"p": "FIFO", "s": "socket", "c": "device", "b": "device", "d": "dossier"}


@contextlib.contextmanager
def _named(where: str) -> Iterator[None]:
    """Turn what the operating system says into a SourceError.

    It quotes the path, which is an address with its secrets where somebody forgot the ``https://``: no cause is
    carried along.

    :raises SourceError: in place of every OSError, and of the ValueError for a NUL in a path
    """
    try:
        yield
    except FileNotFoundError:
        raise problem(Code.NOT_FOUND, where) from None
    except PermissionError:
        raise problem(Code.FORBIDDEN, where) from None
    except TimeoutError:
        raise problem(Code.TIMEOUT, where) from None
    except NotADirectoryError:
        raise problem(Code.NOT_FOUND, where) from None
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, as Path.resolve says it
        raise problem(Code.UNREADABLE, where, aside(_reason(error))) from None
    except ValueError:
        raise problem(Code.BAD_LOCATION, where) from None


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or "?"
