"""Links that may be shown to everybody: web pages that were declared public, and that open nothing else.

A link is declared public by the event (X-RESEAU-PUBLIC-URL, the column « lien public ») or, for all its events, by the
source (``public_links = true``). One that carries a token is shown to nobody: who has it can read or change more. Nor
is one that says where, to the metre, or how to reach a person: it was a way round what titles are rid of.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from reseau_sync.audience.scrubbing import reaches_somebody

LONGEST = 500
_TOKEN_KEYS = re.compile(
    r"token|jeton|secret|passw|apikey|session|sessid|signature|invit|jwt|"
    r"(?:^|[_-])(?:key|cle|clé|auth|sig|pass|pwd|mdp|sid|code|access|admin|edit|modif|share|hash|uuid|private|prive|"
    r"privé)(?:$|[_-])",
    re.IGNORECASE,
)
_OPENING = frozenset(
    "admin edit edition modifier invite invitation joinchat token jeton secret private prive privé".split()
)
"""What a part of a path says of pages that are not for everybody."""
_GROUPS = frozenset("chat.whatsapp.com wa.me signal.group signal.me discord.gg t.me telegram.me".split())
"""Hosts whose addresses let in to a group, or reach a person."""
_MAPS = frozenset(
    "maps.app.goo.gl maps.google.com maps.apple.com openstreetmap.org osm.org plus.codes w3w.co what3words.com "
    "geohash.org waze.com mappy.com umap.openstreetmap.fr".split()
)
"""Hosts whose addresses are points: no commune is told by one."""
_INSIDE = frozenset("local localhost localdomain lan internal intranet home corp arpa onion".split())
_SHARE = re.compile(r"/(?:s|d|f|p|r|dl|share|public)/[^/]*\d[^/]*[A-Z]|/(?:s|share)/[^/.]{8,}(?:/|$)", re.ASCII)
"""As clouds and pads make the addresses of what is shared."""
_RUN = re.compile(r"[0-9A-Za-z]{12,}|[0-9A-Za-z_-]{22,}")
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


def public_link(link: str) -> str | None:
    """Return a link that was declared public, where it is one: a web page of a named host, without a token."""
    text = link.strip()
    if len(text) > LONGEST or not text.isprintable() or any(each.isspace() for each in text):
        return None
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not _is_public_host(host) or _has_token(parts):
        return None
    if _is_map(host, parts.path) or reaches_somebody(_UUID.sub("", unquote(unquote(text.partition("://")[2])))):
        return None
    return text


def _is_public_host(host: str) -> bool:
    """Say whether a host has a name that everybody's resolver knows: no address of a network, no name of a house's."""
    _, dot, last = host.rstrip(".").rpartition(".")
    return bool(dot) and not last.isdigit() and last not in _INSIDE


def _is_map(host: str, path: str) -> bool:
    bare = host.removeprefix("www.")
    return bare in _MAPS or ("google." in f"{bare}." and path.startswith("/maps"))


def has_token(link: str) -> bool:
    """Say whether a link seems to open something by itself: a name and password, a key, a random run of characters."""
    try:
        return _has_token(urlsplit(link.strip()))
    except ValueError:
        return True


def _has_token(parts: SplitResult) -> bool:
    if "@" in parts.netloc:
        return True
    if (parts.hostname or "").removeprefix("www.") in _GROUPS:
        return True
    path = _UUID.sub("", unquote(parts.path))  # by which pages are called: Mobilizon's are
    rest = [path.partition(";")[2], unquote(parts.query), unquote(parts.fragment)]
    keys = [key for each in rest for key, _ in parse_qsl(re.sub("[;?]", "&", each), keep_blank_values=True)]
    if any(map(_TOKEN_KEYS.search, keys)) or _SHARE.search(path):
        return True
    pieces = [piece for each in (path, *rest) for piece in each.split("/")]
    if any(each.casefold() in _OPENING for each in pieces):
        return True
    return any(map(_looks_random, pieces))


def _looks_random(text: str) -> bool:
    """Say whether a part of an address holds a run of characters that is no word, no slug of words and no date."""
    return any(_is_random(found[0]) for found in _RUN.finditer(text))


def _is_random(run: str) -> bool:
    kinds = [any(map(test, run)) for test in (str.isdigit, str.islower, str.isupper)]
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", run)
    return sum(kinds) >= 2 and len(words) >= 4 and sum(map(len, words)) / len(words) < 3.5
