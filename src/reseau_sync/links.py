"""Where the file of each feed stands; the names that nobody guesses, kept beside the state, and revoked.

A feed with ``secret = true`` stands under its path with a name added: ``feeds/reseau-3f9c….ics``. Who has the name can
read the feed, so the file of the names is readable by this account alone, and no name is shown but by ``links``.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from reseau_sync.config import Loaded
from reseau_sync.errors import ConfigError, PublishError, Words
from reseau_sync.feeds import served_at
from reseau_sync.model.network import FeedSpec

HIDDEN_NAME = "…"
_BYTES = 16
_PRIVATE = 0o600
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Name:
    """The name of one feed, and those that were revoked whose files may still stand."""

    name: str = field(repr=False)
    revoked: tuple[str, ...] = field(default=(), repr=False)


def names_path(loaded: Loaded) -> Path:
    """Return where the names are kept: beside the state, under its name."""
    return (loaded.folder / loaded.network.network.state).with_suffix(".links")


def place_of(feed: FeedSpec, loaded: Loaded) -> Path | None:
    """Return where the file of a feed stands or is to stand; ``None`` for a feed that is no file.

    A secret feed that has no name yet stands nowhere: the path that is returned holds ``…`` in place of it.

    :raises PublishError: the names cannot be read
    """
    if feed.path is None:
        return None
    if not feed.secret:
        return loaded.folder / feed.path
    known = _read(names_path(loaded)).get(feed.id)
    return loaded.folder / _with(feed.path, known.name if known else HIDDEN_NAME)


def shown_place(feed: FeedSpec, loaded: Loaded) -> str:
    """Return where the file of a feed stands, as anybody may see it."""
    path = feed.path or ""
    return str(loaded.folder / (_with(path, HIDDEN_NAME) if feed.secret else path))


def without_name(text: str, feed: FeedSpec, loaded: Loaded) -> str:
    """Return what is said of a feed without its secret name: an error of the disk names the file."""
    if not feed.secret or feed.path is None:
        return text
    try:
        known = _read(names_path(loaded)).get(feed.id)
    except PublishError:  # what is said then is that the names cannot be read
        return text
    return text if known is None else text.replace(known.name, HIDDEN_NAME)


def subscription(feed: FeedSpec, loaded: Loaded) -> str | None:
    """Return the address at which a feed is subscribed to, as far as reseau.toml says where its folder is served.

    A calendar has ``webcal:``, which opens the calendar program of a telephone.

    :raises PublishError: the names cannot be read
    """
    base = feed.base_url or loaded.network.network.base_url
    place = place_of(feed, loaded)
    if base is None or place is None or HIDDEN_NAME in place.name:
        return None
    address = served_at(base, place.name)
    return f"webcal://{address.partition('://')[2]}" if feed.format == "ical" else address


def named(loaded: Loaded) -> None:
    """Give every secret feed a name, and take away what stands under a name that is not secret, or was revoked.

    :raises PublishError: the names cannot be read or kept
    """
    wanted = [feed for feed in loaded.network.feeds if feed.secret and feed.path is not None]
    if not wanted:
        return
    path = names_path(loaded)
    known = _read(path)
    missing = {feed.id: Name(_new()) for feed in wanted if feed.id not in known}
    if missing:
        _write(path, {**known, **missing})
        known = {**known, **missing}
    for feed in wanted:
        _remove_ours(loaded.folder / (feed.path or ""))
        if known[feed.id].revoked:
            known = {**known, feed.id: _cleared(feed, known[feed.id], loaded)}
            _write(path, known)


def renew(feed: FeedSpec, loaded: Loaded) -> None:
    """Give a secret feed another name; what stands moves there, so that the old address leads nowhere at once.

    The old name is noted before anything moves: where this is cut short, the next run takes its file away.

    :raises ConfigError: the feed has no secret name
    :raises PublishError: the names cannot be kept, or the file cannot be moved
    """
    if not feed.secret or feed.path is None:
        raise ConfigError("not-secret", _not_secret(feed), _MAKE_SECRET)
    path = names_path(loaded)
    known = _read(path)
    before = known.get(feed.id)
    revoked = (*before.revoked, before.name) if before is not None else ()
    fresh = Name(_new(), revoked)
    _write(path, {**known, feed.id: fresh})
    if before is not None:
        with _said(loaded.folder), contextlib.suppress(FileNotFoundError):
            os.replace(loaded.folder / _with(feed.path, before.name), loaded.folder / _with(feed.path, fresh.name))
    _write(path, {**known, feed.id: _cleared(feed, fresh, loaded)})


def _cleared(feed: FeedSpec, name: Name, loaded: Loaded) -> Name:
    with _said(loaded.folder):
        for each in name.revoked:
            (loaded.folder / _with(feed.path or "", each)).unlink(missing_ok=True)
    return replace(name, revoked=())


def _remove_ours(path: Path) -> None:
    """Remove a feed that stands from before its name was secret; anything else at that place is left alone."""
    with contextlib.suppress(OSError):
        with path.open("rb") as handle:
            head = handle.read(200)
        if b"PRODID:-//reseau-sync//" in head:
            path.unlink()


def _with(path: str, name: str) -> Path:
    plain = Path(path)
    return plain.with_name(f"{plain.stem}-{name}{plain.suffix}")


def _new() -> str:
    return secrets.token_hex(_BYTES)


def _read(path: Path) -> dict[str, Name]:
    """Return the names by feed; none where there is no file yet.

    :raises PublishError: ``damaged-names``: without them nobody knows which addresses were given
    """
    with _said(path):
        try:
            with path.open("rb") as handle:
                data = handle.read(_LARGEST)
        except FileNotFoundError:
            return {}
    try:
        said = json.loads(data)
        return {str(id_): Name(_token(each["name"]), tuple(map(_token, each["revoked"]))) for id_, each in said.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise PublishError("damaged-names", _damaged(path)) from None


def _token(value: object) -> str:
    if not isinstance(value, str) or len(value) != 2 * _BYTES or not set(value) <= set("0123456789abcdef"):
        raise ValueError("not a name")
    return value


def _write(path: Path, names: Mapping[str, Name]) -> None:
    said = {id_: {"name": each.name, "revoked": list(each.revoked)} for id_, each in sorted(names.items())}
    data = json.dumps(said, indent=1).encode() + b"\n"
    beside = path.with_name(f".reseau-sync-{secrets.token_hex(8)}.tmp")
    with _said(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "wb") as handle:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """Turn what the operating system says into a PublishError.

    :raises PublishError: in place of every OSError
    """
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno is not None else "?"
        raise PublishError(
            "names",
            Words(
                f"les noms secrets des calendriers ({path}) ne peuvent être lus ou gardés : {reason}",
                f"the secret names of feeds ({path}) cannot be read or kept: {reason}",
            ),
        ) from None


def _damaged(path: Path) -> Words:
    return Words(
        f"{path} : les noms secrets des calendriers ne se lisent plus. Remettez votre copie ; sinon supprimez ce "
        "fichier : chaque calendrier recevra un autre nom, à redonner à ses abonnés.",
        f"{path}: the secret names of feeds cannot be read. Put back your copy; without one delete this file: every "
        "feed gets another name, which its subscribers have to be given.",
    )


def _not_secret(feed: FeedSpec) -> Words:
    return Words(
        f"« {feed.id} » n’a pas de nom secret : rien à renouveler", f"“{feed.id}” has no secret name: nothing to renew"
    )


_MAKE_SECRET = Words(
    "écrivez secret = true dans ce calendrier, puis « reseau-sync merge »",
    "write secret = true in this feed, then “reseau-sync merge”",
)
