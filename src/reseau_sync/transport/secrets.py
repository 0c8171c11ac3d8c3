"""Getting a secret from where reseau.toml says it is kept, and keeping it out of every text.

A secret is one line of text: the address of a private calendar, a password.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import threading
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from reseau_sync.errors import SecretError, SourceError, Words
from reseau_sync.model.location import is_url, redact
from reseau_sync.model.network import Secret
from reseau_sync.transport.files import read_path
from reseau_sync.transport.limits import Limits

LONGEST = 64 * 1024
COMMAND_SECONDS = 20.0
MASK = "•••"
_SHORTEST_PART = 8


def resolve(location: str | Secret, base: Path, *, seconds: float = COMMAND_SECONDS) -> str:
    """Return ``location`` itself, or the secret that is kept where it says, white space around it removed.

    :param base: the folder that a relative ``file`` starts from, and in which ``command`` runs: that of reseau.toml
    :param seconds: how long a command may take
    :raises SecretError: ``not-set``, ``unreadable``, ``command-failed``, ``timeout``, ``too-large``, ``empty``,
        ``not-one-line``; it names the place, never the value
    """
    if isinstance(location, str):
        return location
    found = _found(location, base, seconds)
    _RESOLVED.add(found)
    return found


def _found(secret: Secret, base: Path, seconds: float) -> str:
    if secret.env is not None:
        return _from_environment(secret.env)
    if secret.file is not None:
        return _from_file(secret.file, base)
    return _from_command(secret.command or (), base, seconds)


_RESOLVED: set[str] = set()
# The one thing that this process remembers by itself. Nothing is ever read from it but what must not be shown: a log
# handler or a last word before the end cannot be told by every caller which secrets there are.


def resolved_secrets() -> Redactor:
    """Return what removes every secret that was resolved in this process so far."""
    return Redactor(_RESOLVED.copy())


def holds_a_secret(text: str) -> bool:
    """Say whether ``text`` holds a secret that was resolved in this process, whole; short ones are words as well."""
    return any(len(each) >= _SHORTEST_PART and each in text for each in _RESOLVED.copy())


def _from_environment(name: str) -> str:
    place = Words(f"la variable d’environnement {name}", f"the environment variable {name}")
    value = os.environ.get(name)
    if value is None:
        raise _error(
            "not-set",
            place,
            Words("n’est pas définie", "is not set"),
            Words(
                f"définissez-la là où reseau-sync est lancé (pour cron : une ligne {name}=… en tête de la crontab).",
                f"set it where reseau-sync is started (for cron: a line {name}=… at the top of the crontab).",
            ),
        )
    return _one_line(value, place)


def _from_file(name: str, base: Path) -> str:
    shown = redact(name)  # who mistakes the place for the secret writes the address itself there
    place = Words(f"le fichier « {shown} »", f"the file “{shown}”")
    try:
        found = read_path(base / name, name, (), Limits(max_bytes=LONGEST, max_files=0), lambda: 0.0)
    except SourceError as error:
        # Only the code: the words of a source would speak of a calendar.
        if error.code in ("empty", "too-large"):
            raise _error(error.code, place, _SAID[error.code]) from None
        if error.code == "html":
            raise _error("not-one-line", place, _SAID["not-one-line"]) from None
        raise _error("unreadable", place, _SAID["unreadable"]) from None
    return _decoded(found[0].data, place)


def _from_command(command: tuple[str, ...], base: Path, seconds: float) -> str:
    # The arguments may hold what should not be shown: the program alone says which secret it is.
    program = redact("".join(command[:1]).strip().partition(" ")[0])
    place = Words(f"la commande « {program} »", f"the command “{program}”")
    try:
        process = subprocess.Popen(  # noqa: S603 - the command is the user's own, and no shell reads it
            command,
            cwd=base,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError, IndexError):
        raise _error("command-failed", place, Words("ne peut pas être lancée", "cannot be started")) from None
    data = _output(process, seconds)
    if data is None:
        raise _error("timeout", place, Words("n’a pas fini à temps", "did not end in time"))
    if len(data) > LONGEST:
        raise _error("too-large", place, _SAID["too-large"])
    if process.returncode != 0:
        code = process.returncode
        raise _error("command-failed", place, Words(f"a échoué (code {code})", f"failed (code {code})"))
    return _decoded(data, place)


def _output(process: subprocess.Popen[bytes], seconds: float) -> bytes | None:
    """Return what ``process`` writes, at most one byte more than a secret may have, or ``None`` if it took too long.

    It has ended, by itself or by force, when this returns.
    """
    found: list[bytes] = []
    reader = threading.Thread(target=_read_into, args=(found, process), daemon=True)
    reader.start()
    reader.join(seconds)
    late = reader.is_alive()
    if late or sum(map(len, found)) > LONGEST:
        _end(process)
    else:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            late = True
            _end(process)
    return None if late else b"".join(found)


def _read_into(found: list[bytes], process: subprocess.Popen[bytes]) -> None:
    # In a thread of its own, which also closes the pipe: a grandchild that escaped may hold it open for ever.
    if process.stdout is not None:
        with process.stdout as pipe:
            found.append(pipe.read(LONGEST + 1))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and those that it started, which may hold the pipe open."""
    with contextlib.suppress(ProcessLookupError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _decoded(data: bytes, place: Words) -> str:
    try:
        return _one_line(data.decode("utf-8-sig"), place)
    except UnicodeDecodeError:
        raise _error("not-one-line", place, _SAID["not-one-line"]) from None


def _one_line(value: str, place: Words) -> str:
    secret = value.strip()
    if not secret:
        raise _error("empty", place, _SAID["empty"])
    if not secret.isprintable():
        raise _error("not-one-line", place, _SAID["not-one-line"])
    return secret


_SAID = {
    "empty": Words("ne contient rien", "holds nothing"),
    "too-large": Words("contient bien plus qu’un secret", "holds far more than a secret"),
    "unreadable": Words("ne peut pas être lu", "cannot be read"),
    "not-one-line": Words("doit contenir une seule ligne de texte", "must hold one line of text"),
}
_LOOK = Words(
    "vérifiez ce que reseau.toml dit de l’endroit où ce secret est gardé.",
    "check what reseau.toml says of where this secret is kept.",
)


def _error(code: str, place: Words, said: Words, hint: Words = _LOOK) -> SecretError:
    return SecretError(code, Words(f"Secret : {place.fr} {said.fr}.", f"Secret: {place.en} {said.en}."), hint)


class Redactor:
    """Removes known secrets from any text before it is shown, logged or reported.

    Of an address, also its telling parts are known: credentials, the long pieces of its path, the values of its query.

    :param secrets: the values, as resolved
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._known = frozenset(form for each in secrets for form in _forms(each.strip()))
        longest_first = sorted(self._known, key=lambda each: (-len(each), each))
        self._pattern = re.compile("|".join(_pattern(each) for each in longest_first)) if longest_first else None

    def __repr__(self) -> str:
        """Show how many values are known, and none of them."""
        return f"{type(self).__name__}({len(self._known)} known)"

    def scrub(self, text: str) -> str:
        """Return ``text`` with every known secret shown as ``•••``."""
        return self._pattern.sub(MASK, text) if self._pattern else text


def _pattern(secret: str) -> str:
    # Two or three letters stand in half of all words: as a secret they are meant only where they stand alone.
    return re.escape(secret) if len(secret) > 3 else rf"(?<!\w){re.escape(secret)}(?!\w)"


def _forms(secret: str) -> set[str]:
    if not secret:
        return set()
    values = {secret, *(_telling_parts(secret) if is_url(secret) else ())}
    return {form for value in values for form in (value, unquote(value), quote(value, safe=""), quote(value)) if form}


def _telling_parts(url: str) -> set[str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return set()
    user, _, password = parts.netloc.rpartition("@")[0].partition(":")
    asked = [each for pair in parse_qsl(parts.query, keep_blank_values=True) for each in pair]
    pieces = [*parts.path.split("/"), parts.query, *asked, parts.fragment, user]
    # A password is one whatever its length; a short piece of a path is a word such as "export".
    return {each for each in pieces if len(each) >= _SHORTEST_PART} | ({password} if password else set())
