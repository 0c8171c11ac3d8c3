"""Addresses of calendars: which may be asked for, and what a redirect may do to one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import unquote_to_bytes, urljoin, urlsplit, urlunsplit

from reseau_sync.errors import SourceError, Words
from reseau_sync.model.location import redact
from reseau_sync.transport.problems import Code, aside, problem

# webcal: names no security (it is http by custom), so the safe reading is tried; whoever has only http writes http.
_SPOKEN = {
    "http": "http",
    "https": "https",
    "webcal": "https",
    "webcals": "https",
    "caldav": "https",
    "caldavs": "https",
}
_DEFAULT_PORT = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, repr=False)
class Target:
    """One thing to ask one server for.

    :param url: absolute, http or https, without credentials or fragment
    :param credentials: user and password for Basic authentication (RFC 7617), for this origin only
    :param where: the location as a person may see it, through all redirects the one that was declared
    """

    url: str
    where: str
    credentials: tuple[bytes, bytes] | None = None

    @property
    def scheme(self) -> str:
        """Return ``http`` or ``https``."""
        return urlsplit(self.url).scheme

    @property
    def origin(self) -> tuple[str, str, int]:
        """Return scheme, host and port (RFC 6454, 4)."""
        url = urlsplit(self.url)
        return url.scheme, url.hostname or "", url.port or _DEFAULT_PORT[url.scheme]

    def redirected(self, reference: str | None) -> Target:
        """Return where a redirect leads (RFC 9110, 15.4); credentials stay with their host.

        :raises SourceError: ``redirect-refused``: it names no place, leaves http(s), or gives up https
        """
        if not reference:
            raise self._refused(Words(" sans dire où", " without saying where"))
        try:
            following = target_of(urljoin(self.url, _as_sent(reference)))
        except (SourceError, ValueError):
            shown = aside(redact(reference))
            raise self._refused(
                Words(f", à une adresse refusée{shown.fr}", f", to a refused address{shown.en}")
            ) from None
        if self.scheme == "https" and following.scheme == "http":
            raise self._refused(Words(", et sans https", ", and without https"))
        kept = self.credentials if same_server(self.origin, following.origin) else None
        return replace(following, where=self.where, credentials=kept)

    def _refused(self, detail: Words) -> SourceError:
        return problem(Code.REDIRECT_REFUSED, self.where, detail)


def target_of(location: str) -> Target:
    """Return what to ask for at an http, https, webcal or webcals address.

    :raises SourceError: ``bad-location``
    """
    where = redact(location)
    try:
        parts = urlsplit(location.strip())
        scheme, host, port = _SPOKEN.get(parts.scheme.lower()), parts.hostname, parts.port
    except ValueError:  # its words quote the address, with its secrets
        raise problem(Code.BAD_LOCATION, where) from None
    if scheme is None or not host or port == 0:
        raise problem(Code.BAD_LOCATION, where)
    netloc = parts.netloc.rpartition("@")[2]
    return Target(urlunsplit((scheme, netloc, parts.path or "/", parts.query, "")), where, _credentials(parts.netloc))


def _credentials(netloc: str) -> tuple[bytes, bytes] | None:
    userinfo, at, _ = netloc.rpartition("@")
    user, _, password = userinfo.partition(":")
    return (unquote_to_bytes(user), unquote_to_bytes(password)) if at else None


def same_server(old: tuple[str, str, int], new: tuple[str, str, int]) -> bool:
    """The same origin, or the usual step of one host from http to https."""
    return old == new or (old[1] == new[1] and old[::2] == ("http", 80) and new[::2] == ("https", 443))


def _as_sent(header: str) -> str:
    """Header fields are read as Latin-1; servers write other than ASCII in UTF-8, against RFC 9110, 10.2.2."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header
