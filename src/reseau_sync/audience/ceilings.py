"""How wide an event may be known: the most specific default that is stated, under the narrowest ceiling.

Default: the event (X-RESEAU-AUDIENCE, a sheet's column), else its source, else its kind, else ``network``. Ceilings:
the source's ``max_audience`` (its ``default_audience`` where not stated, else ``network``), its organisation's, and
CLASS: PRIVATE, CONFIDENTIAL or a word that nobody knows mean ``organisation``. CLASS:PUBLIC says nothing, since tools
write it by themselves. What stands in another network's feed for its own readers stays among networks, whatever is
said of the source, unless the event itself says that it is public.
"""

from __future__ import annotations

from reseau_sync.entry import Entry
from reseau_sync.model import AnyEvent, Audience
from reseau_sync.model.network import Network

_WIDTH = {Audience.PUBLIC: 2, Audience.NETWORK: 1, Audience.ORGANISATION: 0}
_OPEN_CLASSES = frozenset({None, "", "PUBLIC"})
_BUSY_CLASSES = frozenset({"PRIVATE", "CONFIDENTIAL"})


def narrowest(*audiences: Audience | None) -> Audience:
    """Return the narrowest of the audiences that are stated; ``public`` where none is."""
    return min((each for each in audiences if each is not None), key=_WIDTH.__getitem__, default=Audience.PUBLIC)


def wide_enough(audience: Audience, readers: Audience) -> bool:
    """Say whether ``readers`` may know of what is for ``audience``: an organisation of what is the network's."""
    return _WIDTH[audience] >= max(_WIDTH[readers], _WIDTH[Audience.NETWORK])


def audience_of(entry: Entry, network: Network) -> Audience:
    """Return the widest audience that may know of the entry's event."""
    return audience_of_event(entry.event, entry.source, network)


def audience_of_event(
    event: AnyEvent, source: str, network: Network, *, series: AnyEvent | None = None, by_class: bool = True
) -> Audience:
    """Return the widest audience that may know of an event of ``source``.

    :param series: the series that the event is an instance of: what that states for itself holds for its instances
    :param by_class: whether CLASS is a ceiling
    """
    spec = network.source(source)
    ceiling = (spec.max_audience or spec.default_audience if spec else None) or Audience.NETWORK
    organisation = network.organisation(spec.organisation) if spec else None
    stated = event.audience or (series.audience if series is not None else None)
    default = stated or (spec.default_audience if spec else None) or network.network.default_audience.get(event.kind)
    closed = by_class and event.classification not in _OPEN_CLASSES
    return narrowest(
        default or Audience.NETWORK,
        ceiling,
        Audience.NETWORK if stated is None and any(map(_is_from_a_closed_feed, (event, series or event))) else None,
        organisation.max_audience if organisation else None,
        Audience.ORGANISATION if closed else None,
    )


def _is_from_a_closed_feed(event: AnyEvent) -> bool:
    """Say whether another network told its own readers of an event: what it tells everybody bears no path of hubs."""
    return any(each.path for each in event.provenance)


def shows_as_busy(event: AnyEvent, source: str, network: Network, *, series: AnyEvent | None = None) -> bool:
    """Say whether the network may know that something is there: closed by PRIVATE or CONFIDENTIAL alone, as asked.

    :param series: the private series that the event is an instance of: it need not say again that it is private
    """
    spec = network.source(source)
    private = _BUSY_CLASSES if series is None else _BUSY_CLASSES | _OPEN_CLASSES
    if spec is None or not spec.private_as_busy or event.classification not in private:
        return False
    audience = audience_of_event(event, source, network, series=series, by_class=False)
    return wide_enough(audience, Audience.NETWORK)
