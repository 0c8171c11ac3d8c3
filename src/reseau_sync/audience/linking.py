"""Links that may be shown to everybody: web pages that were declared public, and that open nothing else.

A link is declared public by the event (X-RESEAU-PUBLIC-URL, the column « lien public ») or, for all its events, by the
source (``public_links = true``). One that carries a token is shown to nobody: who has it can read or change more.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

LONGEST = 500
_TOKEN_KEYS = re.compile(
    r"(?:^|[_-])(?:token|jeton|key|cle|clé|secret|auth|sig|signature|pass|password|pwd|mdp|session|sid|code|access|admin|"
    r"edit|modif|invite|invitation|share|hash|uuid|private|prive|privé)(?:$|[_-])",
    re.IGNORECASE,
)
_RUN = re.compile(r"[0-9A-Za-z]{16,}|[0-9A-Za-z_-]{22,}")
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
    if parts.scheme.lower() not in ("http", "https") or "." not in host or _has_token(parts):
        return None
    return text


def has_token(link: str) -> bool:
    """Say whether a link seems to open something by itself: a name and password, a key, a random run of characters."""
    try:
        return _has_token(urlsplit(link.strip()))
    except ValueError:
        return True


def _has_token(parts: SplitResult) -> bool:
    if "@" in parts.netloc:
        return True
    pairs = parse_qsl(parts.query, keep_blank_values=True) + parse_qsl(parts.fragment)
    if any(_TOKEN_KEYS.search(key) for key, _ in pairs):
        return True
    path = _UUID.sub("", unquote(parts.path))  # by which pages are called: Mobilizon's are
    pieces = [*path.split("/"), unquote(parts.query), unquote(parts.fragment)]
    return any(map(_looks_random, pieces))


def _looks_random(text: str) -> bool:
    """Say whether a part of an address holds a run of characters that is no word, no slug of words and no date."""
    return any(_is_random(found[0]) for found in _RUN.finditer(text))


def _is_random(run: str) -> bool:
    kinds = [any(map(test, run)) for test in (str.isdigit, str.islower, str.isupper)]
    words = re.findall(r"[A-Za-z]+|\d+", run)
    return sum(kinds) >= 2 and len(words) >= 4 and sum(map(len, words)) / len(words) < 3.5
