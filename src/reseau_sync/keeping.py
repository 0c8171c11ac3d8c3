"""From what was remembered and what was read to what is remembered now, and to what feeds are made of. Pure.

merge/continuity.py carries one source on; here that is done for its state as a whole, and feeds get their stamps.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reseau_sync.entry import Entry, content_digest
from reseau_sync.errors import Words
from reseau_sync.merge import lasting_key
from reseau_sync.merge.authority import Authority
from reseau_sync.merge.continuity import Advanced, advance, unconfirmed
from reseau_sync.model import AnyEvent, Audience, Status
from reseau_sync.model.network import FeedSpec, Network, SourceSpec
from reseau_sync.model.zones import zone
from reseau_sync.standing import Policy, SourceState, Stamp, Standing
from reseau_sync.view import Disagreement, Merged, Said, Statement
from reseau_sync.wording import unconfirmed_since


@dataclass(frozen=True, slots=True)
class Carried:
    """One source, carried on: its state and standings now, and what a person should know of the step."""

    state: SourceState
    standings: tuple[Standing, ...]
    step: Advanced


def policy_of(spec: SourceSpec, network: Network) -> Policy:
    """Return how patient reading a source is."""
    return Policy(
        shrink_limit=spec.shrink_limit,
        hold_days=spec.hold_days,
        stale_days=spec.stale_days,
        drop_days=spec.drop_days,
        limit=spec.limit,
        retention_months=network.network.retention_months,
    )


def carry_on(
    spec: SourceSpec,
    network: Network,
    before: SourceState,
    after: SourceState,
    standings: Sequence[Standing],
    reading: Sequence[Entry] | None,
    now: dt.datetime,
) -> Carried:
    """Carry a source on.

    :param before: what was remembered of it
    :param after: what this reading adds: checkpoint, health; its hold is settled here
    :param reading: the entries that the source states now; ``None`` where it could not be read
    """
    step = advance(
        standings,
        reading,
        before.hold,
        policy_of(spec, network),
        now,
        network.network.timezone,
        accepted=before.accepted,
        failing_since=after.failing_since,
        same_tool=before.described in ("", after.described),
    )
    accepted = before.accepted and step.hold is not None and reading is None
    return Carried(replace(after, hold=step.hold, accepted=accepted), step.standings, step)


def alive(
    standings: Mapping[str, Sequence[Standing]], states: Mapping[str, SourceState], network: Network, now: dt.datetime
) -> list[Entry]:
    """Return the entries that count now; those of a source long unread say that they are not confirmed."""
    today = network.today(now)
    found: list[Entry] = []
    for spec in network.sources:
        state = states.get(spec.id, SourceState(spec.id))
        policy = policy_of(spec, network)
        for standing in standings.get(spec.id, ()):
            if standing.state == "withdrawn":
                continue
            apart = standing.state == "kept" and standing.why != "unread"
            entry = replace(standing.entry, lasting=standing.lasting, apart=apart)
            doubtful = unconfirmed(standing, policy, today, state.failing_since, network.network.timezone)
            found.append(_doubtful(entry, state, network) if doubtful else entry)
    return found


def _doubtful(entry: Entry, state: SourceState, network: Network) -> Entry:
    since = state.last_success or state.failing_since
    if since is None:
        return entry
    info = network.network
    day = since.astimezone(zone(info.timezone)).date()
    said = unconfirmed_since(day, info.language)
    event = entry.event
    status = event.status if event.status is Status.CANCELLED else Status.TENTATIVE
    text = f"{said}\n\n{event.description}" if event.description else said
    changed = event.model_copy(update={"description": text, "status": status})
    return replace(entry, event=changed, digest=content_digest(changed), unconfirmed=day)


def withdrawn(standings: Mapping[str, Sequence[Standing]], network: Network) -> tuple[list[Entry], dict[str, dt.date]]:
    """Return the entries that their owners withdrew, as cancelled, and since when, by lasting key."""
    found: list[Entry] = []
    since: dict[str, dt.date] = {}
    for spec in network.sources:
        for standing in standings.get(spec.id, ()):
            if standing.state != "withdrawn":
                continue
            event = standing.entry.event.model_copy(update={"status": Status.CANCELLED})
            entry = replace(
                standing.entry, event=event, digest=content_digest(event), lasting=standing.lasting, apart=True
            )
            found.append(entry)
            since[lasting_key(entry)] = standing.since
    return found, since


def with_cancelled(
    feed: FeedSpec,
    shown: Iterable[Merged],
    gone: Iterable[Merged],
    since: Mapping[str, dt.date],
    today: dt.date,
    network: Network,
) -> tuple[Merged, ...]:
    """Return what a feed shows, with the withdrawn events that it still shows as cancelled.

    One that another calendar still states is not withdrawn: it is there already, under its UID, and says who states it
    no longer. The public is never told of what was withdrawn.
    """
    if feed.audience is Audience.PUBLIC:
        return tuple(shown)
    there = {merged.event.uid: merged for merged in shown}
    for merged in gone:
        days = [since[key] for member in merged.group.members if (key := lasting_key(member.entry)) in since]
        if not days or (today - max(days)).days >= feed.cancelled_days:
            continue
        standing = there.get(merged.event.uid)
        there[merged.event.uid] = merged if standing is None else _no_longer_stated(standing, merged, network)
    return tuple(there[uid] for uid in sorted(there, key=str))


def _no_longer_stated(standing: Merged, gone: Merged, network: Network) -> Merged:
    """Return an event that some calendars still state, with those that have withdrawn it."""
    still = {member.entry.source for each in _statements(standing) for member in each.members}
    left = [member.entry for each in _statements(gone) for member in each.members if member.entry.source not in still]
    if not left:
        return standing
    authority = Authority(network)
    names = tuple(dict.fromkeys(authority.name(each) for each in left))
    found = Disagreement("withdrawn", (Said(Words("retiré", "withdrawn"), tuple(left), names),))
    return replace(standing, disagreements=(*standing.disagreements, found))


def _statements(merged: Merged) -> tuple[Statement, ...]:
    return (*merged.group.statements, *merged.group.guests)


def remembered_uids(merged: Iterable[Merged]) -> dict[str, str]:
    """Return under which UID each member's event is published, to keep it while members come and go."""
    return {lasting_key(member.entry): str(each.event.uid) for each in merged for member in each.group.members}


def stamped(
    events: Sequence[AnyEvent], past: Mapping[str, Stamp], network: Network, now: dt.datetime
) -> tuple[list[AnyEvent], dict[str, Stamp]]:
    """Return the events of a feed with DTSTAMP, LAST-MODIFIED and SEQUENCE, and these to remember, by UID.

    A stamp is when our content of the event last changed: the day's first instant in the network's zone (law 8: `now`
    counts in whole days), or a second after the stamp before where that is not earlier, since clients skip an edit
    whose LAST-MODIFIED is not newer.
    """
    day = dt.datetime.combine(network.today(now), dt.time(), zone(network.network.timezone)).astimezone(dt.UTC)
    stamps: dict[str, Stamp] = {}
    marked: list[AnyEvent] = []
    for event in events:
        uid, digest = str(event.uid), _published_digest(event)
        before = past.get(uid)
        if before is None:
            stamp = Stamp(digest, _highest_sequence(event), day)
        elif before.digest == digest:
            stamp = before
        else:
            stamp = Stamp(digest, before.sequence + 1, max(day, before.at + dt.timedelta(seconds=1)))
        stamps[uid] = stamp
        marked.append(_marked(event, stamp))
    return marked, stamps


def _highest_sequence(event: AnyEvent) -> int:
    return max(each.sequence or 0 for each in (event, *event.overrides))


def _marked(event: AnyEvent, stamp: Stamp) -> AnyEvent:
    marks = {"stamp": stamp.at, "last_modified": stamp.at, "sequence": stamp.sequence}
    overrides = tuple(each.model_copy(update=marks) for each in event.overrides)
    return event.model_copy(update={**marks, "overrides": overrides})


def _published_digest(event: AnyEvent) -> str:
    """Return a digest of what a feed shows of an event: what its sources stamp on it says nothing."""
    bare = {"uid": None, "sequence": None, "created": None, "last_modified": None}
    overrides = tuple(each.model_copy(update=bare) for each in event.overrides)
    return content_digest(event.model_copy(update={**bare, "overrides": overrides}))


def retention_day(network: Network, now: dt.datetime) -> dt.date:
    """Return the day before which what has ended is forgotten."""
    months = network.network.retention_months
    today = network.today(now)
    month = today.year * 12 + today.month - 1 - months
    if month < 12:
        return dt.date.min
    return dt.date(month // 12, month % 12 + 1, 1)


def news_of(before: SourceState, after: SourceState, today: dt.date) -> Words | None:
    """Return what a person is to be told of a source: when its state changes, and once a day while it is amiss."""
    amiss, was_amiss = _amiss(after), _amiss(before)
    if amiss is None:
        return Words("de nouveau lue", "read again") if was_amiss is not None else None
    changed = was_amiss is None or (before.code, before.hold is None) != (after.code, after.hold is None)
    return amiss if changed or before.told != today else None


def _amiss(state: SourceState) -> Words | None:
    if state.failing_since is not None:
        return state.reason or Words("en panne", "failed")
    return held_words(state.hold.missing) if state.hold is not None else None


def held_words(missing: int) -> Words:
    """Return what is said of a source whose disappearances are held."""
    return Words(
        f"{missing} évènements à venir ont disparu d’un coup : ils restent publiés. Si c’est voulu, dites-le par "
        "« reseau-sync accept »",
        f"{missing} coming events vanished at once: they stay published. If that is meant, say so by "
        "“reseau-sync accept”",
    )
