"""What must hold between the parts of a network, beyond the shape of each.

The checks look at plain data, so that they tell all they can of a file whose shape is wrong elsewhere too; a network
built in code is checked by its dump.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path

from reseau_sync.config.audiences import audience_faults
from reseau_sync.config.paths import path_faults
from reseau_sync.config.rows import Row, ids, rows, table, text, texts
from reseau_sync.config.secrets import secret_faults
from reseau_sync.config.targets import target_faults
from reseau_sync.errors import Words
from reseau_sync.model.event import KINDS
from reseau_sync.model.faults import Fault, Keys
from reseau_sync.model.nearest import nearest, quoted, suggestion
from reseau_sync.model.organisation import OrganisationType
from reseau_sync.model.zones import iana_key, iana_keys

MAX_FAULTS = 100
"""So many are enough to say; what follows from a file that is no network of ours is not worth the time."""

_WITH_IDS = ("organisations", "services", "sources", "feeds")
_NO_MEMBERS = [each for each in OrganisationType if each is not OrganisationType.COLLECTIVE]


def check_data(data: Row, folder: Path | None = None) -> tuple[Fault, ...]:
    """Return what is wrong between the parts of ``data``. ``folder`` is where relative paths start, where known."""
    found = itertools.chain(
        _bracket_faults(data),
        _zone_faults(data),
        _duplicates(data),
        _undeclared(data),
        _membership_faults(data),
        audience_faults(data),
        _feed_colours(data),
        secret_faults(data),
        path_faults(data, folder),
        target_faults(data),
    )
    return tuple(itertools.islice(found, MAX_FAULTS))


def _bracket_faults(data: Row) -> Iterator[Fault]:
    """Yield tables that are missing, or written with the brackets of the other kind."""
    if "network" not in data:
        words = Words(
            'il manque la table [network], avec name = "…"', 'the table [network] is missing, with name = "…"'
        )
        yield Fault(("network",), "missing-key", words)
    elif isinstance(data["network"], list | tuple):
        yield Fault(
            ("network",), "wrong-type", Words("s’écrit une seule fois, [network]", "is written once, [network]")
        )
    for name in ("organisations", "places", "services", "sources", "feeds"):
        if isinstance(data.get(name), Mapping):
            words = Words(f"s’écrit entre doubles crochets : [[{name}]]", f"is written in double brackets: [[{name}]]")
            yield Fault((name,), "wrong-type", words)


def _zone_faults(data: Row) -> Iterator[Fault]:
    stated = text(table(data, "network"), "timezone")
    if stated is None or iana_key(stated) is not None:
        return
    name, near = quoted(stated), _nearest_zone(stated)
    fr, en = f"{name.fr} n’est pas un fuseau IANA", f"{name.en} is not an IANA time zone"
    if near is None:
        words = Words(f"{fr}, comme Europe/Paris", f"{en}, such as Europe/Paris")
    else:
        words = Words(f"{fr} ; vouliez-vous dire « {near} » ?", f"{en}; did you mean “{near}”?")
    yield Fault(("network", "timezone"), "unknown-zone", words)


def _nearest_zone(stated: str) -> str | None:
    """Return the zone that was meant: also by its city alone (``Paris``, ``paris (france)``)."""
    cities = {key.rpartition("/")[2]: key for key in sorted(iana_keys()) if key.startswith(("Europe/", "America/"))}
    city = nearest(stated.partition("(")[0].strip().rpartition("/")[2].replace(" ", "_"), cities)
    return nearest(stated, iana_keys()) or (cities[city] if city else None)


def _duplicates(data: Row) -> Iterator[Fault]:
    for name in _WITH_IDS:
        seen: dict[str, int] = {}
        for index, row in rows(data, name):
            own = text(row, "id")
            if own is not None and seen.setdefault(own, index) != index:
                yield _taken((name, index, "id"), own, f"{name}[{seen[own] + 1}]")
    yield from _same_places(data)


def _same_places(data: Row) -> Iterator[Fault]:
    # Two communes may each have their "Salle des fêtes".
    seen: dict[tuple[str, str], int] = {}
    for index, row in rows(data, "places"):
        own = text(row, "name")
        if own is None:
            continue
        key = (own.strip().casefold(), (text(row, "commune") or "").strip().casefold())
        if seen.setdefault(key, index) != index:
            yield _taken(("places", index, "name"), own, f"places[{seen[key] + 1}]")


def _taken(keys: Keys, own: str, first: str) -> Fault:
    name = quoted(own)
    words = Words(f"{name.fr} est déjà pris par {first}", f"{name.en} is taken by {first}")
    return Fault(keys, "duplicate", words)


def _undeclared(data: Row) -> Iterator[Fault]:
    declared = ids(data, "organisations")
    for keys, stated in _references(data):
        if stated not in declared:
            name, near = quoted(stated), suggestion(stated, declared)
            fr = f"l’organisation {name.fr} n’est pas déclarée"
            en = f"the organisation {name.en} is not declared"
            if not near.fr:
                near = Words(" ; ajoutez-la sous [[organisations]]", "; add it under [[organisations]]")
            yield Fault(keys, "undeclared", Words(f"{fr}{near.fr}", f"{en}{near.en}"))


def _references(data: Row) -> Iterator[tuple[Keys, str]]:
    """Yield every place that names an organisation by its id."""
    for name in ("sources", "feeds"):
        for index, row in rows(data, name):
            stated = text(row, "organisation")
            if stated is not None:
                yield (name, index, "organisation"), stated
    for index, row in rows(data, "organisations"):
        for at, stated in texts(row, "members"):
            yield ("organisations", index, "members", at), stated
    for index, row in rows(data, "feeds"):
        for key in ("organisation", "collective"):
            for at, stated in texts(table(row, "filter"), key):
                yield ("feeds", index, "filter", key, at), stated


def _membership_faults(data: Row) -> Iterator[Fault]:
    members = {text(row, "id"): {each for _, each in texts(row, "members")} for _, row in rows(data, "organisations")}
    for index, row in rows(data, "organisations"):
        keys: Keys = ("organisations", index, "members")
        if texts(row, "members") and row.get("type", OrganisationType.ASSOCIATION) in _NO_MEMBERS:
            words = Words(
                'seul un collectif a des membres : écrivez aussi type = "collective"',
                'only a collective has members: write type = "collective" too',
            )
            yield Fault(keys, "not-a-collective", words)
        if text(row, "id") in _all_members(text(row, "id"), members):
            words = Words(
                "un collectif ne peut être membre de lui-même, ni directement ni par ses membres",
                "a collective cannot be a member of itself, neither directly nor through its members",
            )
            yield Fault(keys, "circular", words)


def _all_members(start: str | None, members: dict[str | None, set[str]]) -> set[str]:
    reached: set[str] = set()
    to_do = list(members.get(start, ()))
    while to_do:
        each = to_do.pop()
        if each not in reached:
            reached.add(each)
            to_do.extend(members.get(each, ()))
    return reached


def _feed_colours(data: Row) -> Iterator[Fault]:
    """Yield what is given a colour and is neither a kind nor an organisation."""
    known = {*KINDS, *ids(data, "organisations")}
    tables: list[tuple[Keys, Row]] = [(("network",), table(data, "network"))]
    tables += [(("feeds", index), row) for index, row in rows(data, "feeds")]
    for keys, row in tables:
        for stated in table(row, "color"):
            if stated not in known:
                name, near = quoted(str(stated)), suggestion(str(stated), known)
                words = Words(
                    f"{name.fr} n’est ni un genre ni l’id d’une organisation{near.fr}",
                    f"{name.en} is neither a kind nor the id of an organisation{near.en}",
                )
                yield Fault((*keys, "color", str(stated)), "undeclared", words)
