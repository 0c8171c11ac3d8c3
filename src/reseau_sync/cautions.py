"""What a person should look at before something is shown to everybody. Pure.

A title may name somebody: no program can tell for sure, so it is said, and shown all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reseau_sync.audience import in_other_letters, suspected_persons
from reseau_sync.errors import Words
from reseau_sync.model import Audience
from reseau_sync.model.network import FeedSpec, Network
from reseau_sync.view import Merged, View

MAX_SHOWN = 80
"""At most so many characters of a title are quoted."""


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to look at in a public feed, in words, and what to do.

    ``code``: ``person-name``, ``nothing-public``, ``other-letters``.
    """

    feed: str
    code: str
    words: Words
    advice: Words


def cautions(feed: FeedSpec, network: Network, view: View) -> tuple[Caution, ...]:
    """Return what a person should look at in what a feed shows; nothing where it is not for everybody."""
    if feed.audience is not Audience.PUBLIC:
        return ()
    return tuple(
        dict.fromkeys(
            [*_nothing_allowed(feed, network), *_persons(feed, network, view.events), *_unread(feed, view.events)]
        )
    )


def _nothing_allowed(feed: FeedSpec, network: Network) -> Iterator[Caution]:
    widest = [each.max_audience or each.default_audience for each in network.sources]
    if network.sources and Audience.PUBLIC not in widest:
        yield Caution(
            feed.id,
            "nothing-public",
            Words(
                f"{feed.id} : aucun agenda n’a d’évènements pour tout le monde, ce calendrier public reste vide",
                f"{feed.id}: no calendar has events for everybody, this public feed stays empty",
            ),
            Words(
                'écrivez max_audience = "public" sous les [[sources]] qui le permettent.',
                'write max_audience = "public" under the [[sources]] that allow it.',
            ),
        )


def _persons(feed: FeedSpec, network: Network, events: Iterable[Merged]) -> Iterator[Caution]:
    for merged in events:
        sources = ", ".join(sorted({member.entry.source for member in merged.group.members}))
        for title in dict.fromkeys([merged.event.title, *(each.title for each in merged.event.overrides)]):
            for name in suspected_persons(title, network):
                yield Caution(feed.id, "person-name", _named(feed.id, sources, title, name), _ADVICE)


def _unread(feed: FeedSpec, events: Iterable[Merged]) -> Iterator[Caution]:
    """Yield one caution for all titles in which nobody can look for names."""
    shown = [each.title for merged in events for each in (merged.event, *merged.event.overrides)]
    titles = sorted({each for each in shown if in_other_letters(each)})
    if titles:
        first = titles[0][:MAX_SHOWN]
        yield Caution(
            feed.id,
            "other-letters",
            Words(
                f"{feed.id} : {len(titles)} titre(s) dans une écriture où les noms de personnes ne se reconnaissent "
                f"pas (« {first} »), et tout le monde les lira",
                f"{feed.id}: {len(titles)} title(s) in letters in which names of persons cannot be told (“{first}”), "
                "and everybody will read them",
            ),
            Words(
                "faites-les relire par quelqu’un qui lit cette langue.",
                "have them read by somebody who knows the language.",
            ),
        )


def _named(feed: str, sources: str, title: str, name: str) -> Words:
    shown = title if len(title) <= MAX_SHOWN else f"{title[:MAX_SHOWN]}…"
    return Words(
        f"{feed} : « {shown} » ({sources}) : « {name} » semble être le nom d’une personne ou une adresse, et tout le "
        "monde le lira",
        f"{feed}: “{shown}” ({sources}): “{name}” seems to be a person's name or an address, and everybody will read "
        "it",
    )


_ADVICE = Words(
    "si c’en est un, écrivez un autre titre dans l’agenda, ou fermez l’évènement (X-RESEAU-AUDIENCE, la colonne "
    "« audience »), ou donnez à ce genre un titre commun : [network] public_titles.",
    "if it is, write another title in the calendar, or close the event (X-RESEAU-AUDIENCE, the column “audience”), or "
    "give all events of the kind one title: [network] public_titles.",
)
