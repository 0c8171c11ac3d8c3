"""Where a calendar is, and how that is said to a person without giving a secret away.

The address of a private calendar *is* its password: tokens stand in its path, its query, or before its host. So a
message never shows more of an address than its scheme and host.
"""

from __future__ import annotations

import re

HIDDEN = "…"
MAX_SHOWN = 120
"""At most so many characters of a path are shown."""

_SCHEMES = "https?|webcals?|caldavs?|ftps?"
_URL = re.compile(rf"\s*(?:[a-z][a-z0-9+.-]+://|(?:{_SCHEMES}):)", re.IGNORECASE)
_PARTS = re.compile(
    r"\s*(?P<scheme>[a-z][a-z0-9+.-]+):/{0,2}(?P<authority>[^/?#\\]*)(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?|\[[0-9a-f:.]+\]", re.IGNORECASE)
_HOST_AND_PORT = re.compile(rf"(?:{_HOST.pattern})(?::\d{{1,5}})?", re.IGNORECASE)
_WITHOUT_SCHEME = re.compile(
    r"\s*(?:[^/\\]*:[^/\\]*@|//|(?P<host>[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})[/?:](?=.))", re.IGNORECASE
)
_LIKE_A_FILE = frozenset({"ics", "ical", "ifb", "csv", "tsv", "txt", "vcf", "json", "html", "xml", "d"})


def is_url(location: str) -> bool:
    """Say whether a location is an address (``https://…``, ``webcal:…``) rather than a path. Letter case is no matter.

    ``C:\\agenda.ics`` is a path: no scheme has one letter.
    """
    return _URL.match(location) is not None


def redact(location: str) -> str:
    """Return what may be shown of a location: of an address its scheme, host and port; a path as it is.

    What stands before the host, path and query of an address are shown as ``…``. An address pasted without its
    scheme (``host.example/private/…``) is treated alike. What cannot be printed is replaced, and length is bounded.
    """
    if is_url(location):
        return _redacted_url(location)
    bare = _WITHOUT_SCHEME.match(location)
    if bare is None:
        return _printable(location)
    host = bare["host"]
    if host is None:
        return HIDDEN
    return _printable(location) if host.rpartition(".")[2].casefold() in _LIKE_A_FILE else f"{host}/{HIDDEN}"


def _redacted_url(location: str) -> str:
    parts = _PARTS.match(location)
    if parts is None:
        return HIDDEN
    scheme, authority, rest = parts["scheme"].lower(), parts["authority"], parts["rest"]
    user, at, host = authority.rpartition("@")
    # In https://user:12/34@host the password holds a slash: what looks like a host and a port is a secret.
    unsure = not at and ":" in authority and "@" in rest
    if unsure or not _HOST_AND_PORT.fullmatch(host):
        return f"{scheme}://{HIDDEN}"
    hidden_user = f"{HIDDEN}@" if user or at else ""
    hidden_rest = f"/{HIDDEN}" if rest not in ("", "/") else ""
    return _printable(f"{scheme}://{hidden_user}{host}{hidden_rest}")


def _printable(text: str) -> str:
    shown = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text[: MAX_SHOWN + 1])
    return shown if len(text) <= MAX_SHOWN else shown[:MAX_SHOWN] + HIDDEN
