"""Names of resources: what servers call the same thing in several spellings (RFC 3986, 6.2.2).

A server may write ``@`` in a listing and ``%40`` in a report, a path here and a whole address there. Requests use what
the server wrote; comparing uses :func:`path_of`.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

_PLAIN = re.compile(r"[A-Za-z0-9._~-]*")


def path_of(href: str) -> str:
    """Return the path of an href in one spelling: every segment percent-encoded alike. Pure; any text is taken."""
    try:
        path = urlsplit(href.strip()).path
    except ValueError:
        path = href.strip()
    return "/".join(_segment(each) for each in path.split("/"))


def _segment(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else quote(unquote_to_bytes(text), safe="")


def name_in(collection: str, href: str) -> str | None:
    """Return how an href is called in a collection: its path below it; ``None`` for the collection itself.

    What does not lie below it, as behind a proxy that renames, is called by its whole path.
    """
    base, path = path_of(collection).rstrip("/") + "/", path_of(href)
    if path.rstrip("/") + "/" == base:
        return None
    return path[len(base) :] if path.startswith(base) else path


def same_origin(one: str, other: str) -> bool:
    """Say whether two addresses have scheme, host and port in common (RFC 6454, 4)."""
    return _origin(one) == _origin(other)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return "", None, None


def resolved(base: str, href: str) -> str:
    """Return the absolute address of an href that the server at ``base`` gave; what is no address gives ``base``."""
    try:
        found = urljoin(base, href.strip())
        urlsplit(found).port  # noqa: B018 - raises where it is none
    except ValueError:
        return base
    return found


def folder(url: str) -> str:
    """Return the address of a collection with the slash at its end (RFC 4918, 5.2)."""
    parts = urlsplit(url)
    return parts._replace(path=parts.path.rstrip("/") + "/", query="", fragment="").geturl()


def reference(url: str, location: str) -> str:
    """Return how a calendar is found from a location; empty where it is that, which may be a secret."""
    if not same_origin(url, location):
        return url
    path = urlsplit(url).path
    return "" if path_of(path) == path_of(folder(location)) else path


def spoken(location: str) -> str:
    """Return the http(s) address that a location means."""
    scheme, colon, rest = location.strip().partition(":")
    secure = colon and scheme.lower() in ("caldav", "caldavs", "webcal", "webcals")
    return f"https:{rest}" if secure else location.strip()
