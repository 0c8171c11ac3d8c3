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
    r"token|jeton|secret|passw|apikey|session|sessid|signature|invit|jwt|preview|"
    r"(?:^|[_-])(?:key|cle|clé|auth|sig|pass|pwd|mdp|sid|code|access|admin|edit|modif|share|hash|uuid|private|prive|"
    r"privé)(?:$|[_-])",
    re.IGNORECASE,
)
_OPENING = frozenset(
    "admin wp-admin edit edition modifier invite invitation joinchat token jeton secret private prive privé preview "
    "remote.php public-calendars meetup-join viewform".split()
)
"""What a part of a path says of pages that are not for everybody."""
_GROUPS = frozenset(
    "chat.whatsapp.com whatsapp.com wa.me signal.group signal.me discord.gg discord.com t.me telegram.me m.me "
    "matrix.to app.element.io element.io".split()
)
"""Hosts whose addresses let in to a group, or reach a person."""
_ROOMS = frozenset(
    "meet.jit.si zoom.us zoom.com meet.google.com teams.microsoft.com teams.live.com whereby.com framatalk.org "
    "webex.com gotomeet.me gotomeeting.com 8x8.vc talky.io kmeet.infomaniak.com bbb.fdn.fr".split()
)
"""Hosts of meetings on line: who has the address is in the room."""
_SHARED = frozenset(
    "docs.google.com drive.google.com forms.gle calendar.google.com dropbox.com db.tt 1drv.ms "
    "onedrive.live.com sharepoint.com box.com wetransfer.com we.tl mega.nz mega.io framapad.org framacalc.org "
    "framadate.org framaforms.org framagenda.org framadrive.org framadrop.org framemo.org framavox.org "
    "cryptpad.fr etherpad.fr etherpad.org hackmd.io hedgedoc.org ethercalc.net doodle.com evento.renater.fr "
    "nuage.org notion.so notion.site trello.com airtable.com miro.com kdrive.infomaniak.com swisstransfer.com "
    "lufi.io".split()
)
"""Hosts of documents, tables, polls and calendars that are open to who has their address."""
_SHORT = frozenset(
    "bit.ly tinyurl.com lc.cx goo.gl t.co is.gd ow.ly cutt.ly urlz.fr urlr.me frama.link huit.re".split()
)
"""Hosts whose addresses do not say where they lead."""
_OPENING_HOSTS = _GROUPS | _ROOMS | _SHARED | _SHORT
_OPENING_NAMES = re.compile(
    r"(?:pads?|etherpad|mypads?|cryptpad|hedgedoc|codimd|jitsi|meet|visio|bbb|webconf|webinaire|cloud|nextcloud|"
    r"owncloud|nuage|drive|calc|ethercalc|framadate|sondages?|partage|files|fichiers|intranet)\d{0,3}"
)
"""How associations call the machines on which they keep such things."""
_MAPS = frozenset(
    "maps.app.goo.gl maps.apple.com openstreetmap.org osm.org plus.codes w3w.co what3words.com geohash.org waze.com "
    "mappy.com umap.openstreetmap.fr geoportail.gouv.fr viamichelin.fr mapcarta.com".split()
)
"""Hosts whose addresses are points: no commune is told by one."""
_POINTS = re.compile(r"(?:^|[?&;#])(?:m?lat|m?lng|m?lon|ll|sll|daddr|saddr|coords?|latitude|longitude)=", re.IGNORECASE)
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
    if (
        _is_map(host, parts.path)
        or _POINTS.search(f"?{parts.query}#{parts.fragment}")
        or reaches_somebody(_UUID.sub("", unquote(unquote(text.partition("://")[2]))))
    ):
        return None
    return text


def _is_public_host(host: str) -> bool:
    """Say whether a host has a name that everybody's resolver knows: no address of a network, no name of a house's."""
    _, dot, last = host.rstrip(".").rpartition(".")
    return bool(dot) and not last.isdigit() and last not in _INSIDE


def _is_map(host: str, path: str) -> bool:
    bare = host.removeprefix("www.")
    of_google = "google." in f"{bare}."
    return _is_of(bare, _MAPS) or (of_google and (path.startswith("/maps") or bare.startswith("maps.")))


def _is_of(host: str, names: frozenset[str]) -> bool:
    """Say whether a host is one of these, or a machine of one."""
    parts = host.rstrip(".").split(".")
    return any(".".join(parts[start:]) in names for start in range(len(parts) - 1))


def _opens(host: str) -> bool:
    """Say whether the addresses of a host let in who has them, as far as its name tells."""
    return _is_of(host, _OPENING_HOSTS) or _OPENING_NAMES.fullmatch(host.partition(".")[0]) is not None


def has_token(link: str) -> bool:
    """Say whether a link seems to open something by itself: a name and password, a key, a random run of characters."""
    try:
        return _has_token(urlsplit(link.strip()))
    except ValueError:
        return True


def _has_token(parts: SplitResult) -> bool:
    if "@" in parts.netloc:
        return True
    if _opens(parts.hostname or ""):
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
