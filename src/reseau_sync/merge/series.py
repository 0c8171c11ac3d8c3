"""The entries of one identity put together: the winning version, and for a series the overrides that count.

Law 4: the winning master brings its own overrides; another source's override counts only if its RECURRENCE-ID lies in
the winning set and its SEQUENCE is not lower.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from reseau_sync.entry import Entry, Where, recurrence_key
from reseau_sync.errors import ReseauError
from reseau_sync.merge.revision import newest, place_key
from reseau_sync.model import AnyEvent
from reseau_sync.model.network import Network
from reseau_sync.model.time import Date, Time, instant
from reseau_sync.occurrences import expand
from reseau_sync.view import Member

_DAY = dt.timedelta(days=1)


def assemble(cluster: Sequence[Entry], network: Network) -> list[list[Member]]:
    """Return the members of one identity: the series or event, or of each instance where no master is there."""
    masters = [each for each in cluster if each.event.recurrence_id is None]
    loose = [each for each in cluster if each.event.recurrence_id is not None]
    if masters:
        return [_members(masters, loose, network)]
    instances: dict[dt.datetime, list[Entry]] = {}
    for entry in loose:
        instances.setdefault(_at(entry, network), []).append(entry)
    return [_versions(each, network) for _, each in sorted(instances.items())]


def _at(entry: Entry, network: Network) -> dt.datetime:
    return instant(entry.event.recurrence_id or entry.event.start, network.network.timezone)


def _versions(versions: Sequence[Entry], network: Network) -> list[Member]:
    verdict = newest(versions, network)
    members = [Member(verdict.winner)]
    for loser, rule in verdict.losers:
        same = loser.digest == verdict.winner.digest
        members.append(Member(loser, "copy" if same else "superseded", "copy" if same else rule))
    return members


def _members(masters: Sequence[Entry], loose: Sequence[Entry], network: Network) -> list[Member]:
    """Return the members of a series (or single event): its master first, the overrides that count as winners."""
    members = _versions(masters, network)
    if len(masters) == 1 and not loose:
        return members
    master = members[0].entry
    own = {_at(each, network): each for each in _overrides(master)}
    foreign = [each for entry in masters if entry is not master for each in _overrides(entry)]
    by_instance: dict[dt.datetime, list[Entry]] = {}
    for entry in [*foreign, *loose]:
        by_instance.setdefault(_at(entry, network), []).append(entry)
    for key, stated in sorted(by_instance.items()):
        members += _instance(master, own.get(key), stated, loose, network)
    return members


def _instance(
    master: Entry, own: Entry | None, stated: Sequence[Entry], loose: Sequence[Entry], network: Network
) -> list[Member]:
    """Return the members for one instance of a series, of those that stand beside the winning master's own.

    An override that came inside a losing master is that master's: only loose ones, and winners, are members.
    """
    refused = {id(entry): rule for entry in stated if (rule := _does_not_count(entry, master, own, network))}
    counted = [entry for entry in stated if id(entry) not in refused]
    members = [Member(entry, "superseded", refused[id(entry)]) for entry in stated if id(entry) in refused]
    if counted:
        members += _judged(own, counted, network)
    kept = [each for each in members if each.entry in loose or each.role == "winner"]
    return sorted(kept, key=lambda each: (each.role != "winner", place_key(each.entry)))


def _does_not_count(entry: Entry, master: Entry, own: Entry | None, network: Network) -> str | None:
    """Return why an override of another source does not count, or ``None``. The master's own source always counts."""
    if entry.source == master.source:
        return None
    lowest = max(each.event.sequence or 0 for each in (master, own) if each is not None)
    if (entry.event.sequence or 0) < lowest:
        return "sequence"
    return None if _in_set(master.event, entry, network) else "not-in-the-winning-series"


def _judged(own: Entry | None, counted: Sequence[Entry], network: Network) -> list[Member]:
    """Return the members among the overrides that count; the master's own stays unless a rule puts another first."""
    verdict = newest([*([own] if own else []), *counted], network)
    winner = verdict.winner
    if own is not None and winner is not own:
        told = next(rule for loser, rule in verdict.losers if loser is own)
        winner = own if told in ("digest", "source") else winner
    members = [Member(winner)] if winner is not own else []
    rules = {id(loser): rule for loser, rule in verdict.losers}
    for entry in counted:
        if entry is not winner:
            same = entry.digest == winner.digest
            rule = "copy" if same else rules.get(id(entry), "own-override")
            members.append(Member(entry, "copy" if same else "superseded", rule))
    return members


def _overrides(master: Entry) -> list[Entry]:
    """Return the overrides that stand with a master, as entries."""
    found = []
    for override in master.event.overrides:
        where = Where(
            master.source,
            master.event.uid,
            recurrence_key(override.recurrence_id),
            master.where.line,
            file=master.where.file,
        )
        found.append(Entry.of(master.source, override, where))
    return found


def _in_set(master: AnyEvent, part: Entry, network: Network) -> bool:
    rid = part.event.recurrence_id
    return rid is not None and occurs_at(master, rid, network.network.timezone)


def occurs_at(master: AnyEvent, recurrence_id: Time, timezone: str) -> bool:
    """Say whether the series has an occurrence whose original start is ``recurrence_id``."""
    wanted = instant(recurrence_id, timezone)
    bare = master.model_copy(update={"overrides": ()})
    try:
        found = expand(bare, wanted - _DAY, wanted + 2 * _DAY, day_zone=timezone)
    except ReseauError:
        return False
    if isinstance(recurrence_id, Date):
        return any(_day(each.recurrence_id or each.start) == recurrence_id.date for each in found)
    return any(instant(each.recurrence_id or each.start, timezone) == wanted for each in found)


def _day(time: Time) -> dt.date:
    return time.date if isinstance(time, Date) else time.local.date()
