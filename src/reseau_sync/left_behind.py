"""Files of feeds that are no more, or that stand elsewhere now; and what such feeds pushed into calendars.

Nothing would ever be taken out of them again: who had their address would go on reading what was withdrawn, closed or
retracted since. So files go, as far as they are still as they were published; what somebody else wrote there is named,
and so is what stands in a calendar on a server, whose password went with the feed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from reseau_sync.config import Loaded
from reseau_sync.errors import PublishError, Words
from reseau_sync.links import place_of
from reseau_sync.logs import LOGGER
from reseau_sync.model.network import FeedSpec
from reseau_sync.ports import digest_of
from reseau_sync.publication import FeedOutcome
from reseau_sync.publish.atomic import held
from reseau_sync.view import Memory


def take_away(
    sinks: Mapping[str, Memory], outcomes: Iterable[FeedOutcome], loaded: Loaded
) -> tuple[tuple[str, Words], ...]:
    """Remove the files that were published under a path that is no feed's now; return what is said of each, by feed.

    :param sinks: what is remembered of each feed, from before this run
    :param outcomes: what became of the feeds: as long as one does not stand where it should, its old file stays
    """
    told = (*_pushed(sinks, loaded), *_files(sinks, outcomes, loaded))
    for id_, words in told:
        shown = words.to(loaded.network.network.language)
        LOGGER.warning("%s : %s", id_, shown, extra={"event": "feed-left", "feed": id_})
    return told


def _pushed(sinks: Mapping[str, Memory], loaded: Loaded) -> Iterator[tuple[str, Words]]:
    """Yield what is said of each feed that is no more and had pushed events into a calendar."""
    feeds = {feed.id for feed in loaded.network.feeds}
    for id_, memory in sinks.items():
        if id_ not in feeds and memory.get("objects"):
            yield id_, _IN_A_CALENDAR


def _files(sinks: Mapping[str, Memory], outcomes: Iterable[FeedOutcome], loaded: Loaded) -> Iterator[tuple[str, Words]]:
    """Remove the files; yield what is said of each."""
    standing = {each.feed for each in outcomes if each.state not in ("refused", "missing")}
    for id_, before in _moved(sinks, standing, loaded):
        shown = before.path if not before.secret else f"{before.path} (…)"
        with contextlib.suppress(PublishError):
            place = place_of(before, loaded)
            data = held(place) if place is not None and place not in _places(loaded) else None
            if place is None or data is None:
                continue
            removed = digest_of(data) == sinks[id_]["digest"] and _removed(place)
            said = _GONE if removed else _CHANGED
            yield id_, Words(said.fr.format(shown), said.en.format(shown))


def _moved(sinks: Mapping[str, Memory], right: Collection[str], loaded: Loaded) -> Iterator[tuple[str, FeedSpec]]:
    """Yield the feeds that stood elsewhere, as far as it matters where."""
    feeds = {feed.id: feed for feed in loaded.network.feeds}
    for id_, memory in sinks.items():
        now, path, secret = feeds.get(id_), memory.get("file"), memory.get("secret") is True
        if not isinstance(path, str) or (now is not None and (now.path, now.secret) == (path, secret)):
            continue
        if now is None or id_ in right:
            yield id_, FeedSpec.model_construct(id=id_, path=path, secret=secret)


def _places(loaded: Loaded) -> set[Path | None]:
    return {place_of(feed, loaded) for feed in loaded.network.feeds}


def _removed(place: Path) -> bool:
    try:
        place.unlink()
    except OSError:
        return False
    return True


_GONE = Words(
    "« {} » n’est plus le fichier d’aucun calendrier : il est supprimé, pour que personne n’y lise ce qui a été retiré "
    "depuis. Ses abonnés ont besoin d’une autre adresse : « reseau-sync links »",
    "“{}” is no feed's file any more: it is deleted, so that nobody reads there what was withdrawn since. Its "
    "subscribers need another address: “reseau-sync links”",
)
_IN_A_CALENDAR = Words(
    "ce flux n’est plus dans reseau.toml, mais ce qu’il avait versé est toujours dans son agenda en ligne, que plus "
    "rien ne met à jour : supprimez-l’y à la main",
    "this feed is not in reseau.toml any more, but what it pushed is still in its calendar, which nothing brings up to "
    "date: delete it there by hand",
)
_CHANGED = Words(
    "« {} » n’est plus le fichier d’aucun calendrier, mais n’est pas tel que nous l’avions écrit : il reste. "
    "Supprimez-le s’il ne sert plus",
    "“{}” is no feed's file any more, but is not as we wrote it: it stays. Delete it if it serves nobody",
)
