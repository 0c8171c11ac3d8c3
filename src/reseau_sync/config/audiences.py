"""Who may know of what, as far as reseau.toml can contradict itself: audiences of sources and feeds, and filters.

A public feed asks for what the public may know alone: a filter by site or service would tell, by what it leaves out,
what the feed does not say.
"""

from __future__ import annotations

from collections.abc import Iterator

from reseau_sync.config.rows import Row, rows, table, text, texts
from reseau_sync.errors import Words
from reseau_sync.model.event import Audience
from reseau_sync.model.faults import Fault, Keys
from reseau_sync.model.nearest import quoted, suggestion
from reseau_sync.model.organisation import OrganisationType
from reseau_sync.vocabulary.folding import fold

_WIDEST_FIRST = tuple(each.value for each in Audience)
_UNKNOWN_TO_THE_PUBLIC = ("site", "service")
_COARSE = ("delay_days", "rounding")


def audience_faults(data: Row) -> Iterator[Fault]:
    """Yield what is wrong with the audiences of sources and feeds, and with the filters of feeds."""
    for index, row in rows(data, "sources"):
        yield from _source_faults(("sources", index), row)
    others = {
        text(row, "id") for _, row in rows(data, "organisations") if row.get("type") != OrganisationType.COLLECTIVE
    }
    sites = {name for _, row in rows(data, "places") for name in _names(row)}
    for index, row in rows(data, "feeds"):
        keys: Keys = ("feeds", index)
        yield from _feed_faults(keys, row)
        yield from _coarse_faults(keys, row)
        yield from _filter_faults((*keys, "filter"), table(row, "filter"), others, sites)
        if text(row, "audience") == Audience.PUBLIC:
            yield from _public_faults(keys, row)


def _names(row: Row) -> list[str]:
    return [name for name in (text(row, "name"), *(each for _, each in texts(row, "aliases"))) if name is not None]


def _source_faults(keys: Keys, row: Row) -> Iterator[Fault]:
    default, ceiling = text(row, "default_audience"), text(row, "max_audience")
    if default in _WIDEST_FIRST and ceiling in _WIDEST_FIRST[_WIDEST_FIRST.index(default) + 1 :]:
        words = Words(
            f'"{default}" est plus large que max_audience = "{ceiling}" : réduisez l’une ou élargissez l’autre',
            f'"{default}" is wider than max_audience = "{ceiling}": narrow the one or widen the other',
        )
        yield Fault((*keys, "default_audience"), "audience-too-wide", words)


def _feed_faults(keys: Keys, row: Row) -> Iterator[Fault]:
    audience = text(row, "audience")
    if audience == Audience.ORGANISATION and "organisation" not in row:
        words = Words(
            'audience = "organisation" demande aussi laquelle : organisation = "…"',
            'audience = "organisation" also asks which one: organisation = "…"',
        )
        yield Fault((*keys, "audience"), "organisation-missing", words)
    if audience in (None, Audience.NETWORK, Audience.PUBLIC) and "organisation" in row:
        words = Words(
            'organisation = "…" ne va qu’avec audience = "organisation" ; pour choisir les évènements d’une '
            'organisation : filter = { organisation = "…" }',
            'organisation = "…" goes with audience = "organisation" only; to choose the events of one '
            'organisation: filter = { organisation = "…" }',
        )
        yield Fault((*keys, "organisation"), "organisation-unused", words)


def _filter_faults(keys: Keys, wanted: Row, others: set[str | None], sites: set[str]) -> Iterator[Fault]:
    for at, stated in texts(wanted, "collective"):
        if stated in others:
            name = quoted(stated)
            words = Words(
                f'{name.fr} n’est pas un collectif : type = "collective" et members = […] le disent',
                f'{name.en} is no collective: type = "collective" and members = […] say so',
            )
            yield Fault((*keys, "collective", at), "not-a-collective", words)
    folded = {fold(each) for each in sites}
    for at, stated in texts(wanted, "site"):
        if fold(stated) not in folded:
            name, near = quoted(stated), suggestion(stated, sites)
            words = Words(
                f"le lieu {name.fr} n’est pas déclaré{near.fr or ' ; ajoutez-le sous [[places]]'}",
                f"the place {name.en} is not declared{near.en or '; add it under [[places]]'}",
            )
            yield Fault((*keys, "site", at), "undeclared", words)


def _public_faults(keys: Keys, row: Row) -> Iterator[Fault]:
    """Yield what a public feed asks for and cannot have."""
    for key in _UNKNOWN_TO_THE_PUBLIC:
        if texts(table(row, "filter"), key):
            words = Words(
                "un calendrier public ne dit ni le lieu exact ni le service : il ne peut pas non plus choisir par eux",
                "a public feed tells neither the exact place nor the service: it cannot choose by them either",
            )
            yield Fault((*keys, "filter", key), "not-for-the-public", words)


def _coarse_faults(keys: Keys, row: Row) -> Iterator[Fault]:
    """Yield delays and roundings of a feed that writes series as series: their rules tell every date and hour."""
    form = text(row, "form") or ("flat" if text(row, "audience") == Audience.PUBLIC else "full")
    if form == "flat":
        return
    for key in _COARSE:
        if row.get(key):
            words = Words(f'{key} demande form = "flat"', f'{key} asks for form = "flat"')
            yield Fault((*keys, key), "asks-for-flat", words)
