"""One event out of a group, under the merged UID: of one statement as it is, of several field by field. Pure.

Nothing is invented: every field is one that a member states (fields.py), and ``provenance`` names every entry that
states the event. What the calendars say differently is kept with it (differing.py). docs/design/combining.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from reseau_sync.entry import Entry, recurrence_key
from reseau_sync.merge.authority import Authority, Part, Ranked, relayed
from reseau_sync.merge.differing import Differing
from reseau_sync.merge.fields import Fused, fuse
from reseau_sync.merge.instances import occurrence_near, overridden, recurs
from reseau_sync.merge.revision import place_key
from reseau_sync.model import AnyEvent, Provenance
from reseau_sync.model.network import Network
from reseau_sync.model.time import Time, instant
from reseau_sync.view import Disagreement, Group, Merged, Statement
from reseau_sync.wording import own_words, untitled


def combine(group: Group, network: Network) -> Merged:
    """Return the merged event of a group. A lone instance of a series that nobody states is an event of its own."""
    return Combiner(network).combine(group)


class Combiner:
    """Makes one event of each group of a network: what the network says of authority is prepared once."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._timezone = network.network.timezone
        self._authority = Authority(network)
        self._differing = Differing(self._authority, self._timezone)

    def combine(self, group: Group) -> Merged:
        """Return the merged event of a group."""
        if len(group.statements) == 1 and not group.guests:
            return Merged(self._finished(self._stated(group.statements[0]), group), group)
        wholes = [each for each in group.statements if each.at is None and not each.stale] or [group.statements[0]]
        ranked = self._authority.ranked(self._part(each) for each in wholes)
        fused = self._fuse(ranked)
        series = recurs(fused.event)
        disagreements = [*self._differing.between(ranked, fused.event, repeats=series)]
        event = fused.event
        occurrences: dict[str, Mapping[str, tuple[Entry, ...]]] = {}
        if series:
            event, occurrences, others = self._with_occurrences(fused, ranked.parts, group)
            disagreements += others
        else:
            event, fields, others = self._with_guests(fused, ranked.parts, group)
            fused = Fused(event, fields)
            disagreements = others or disagreements
        stale = [self._part(each) for each in group.statements if each.stale and each not in wholes]
        disagreements += self._differing.stale(stale)
        return Merged(self._finished(event, group), group, fused.fields, occurrences, tuple(disagreements))

    def _fuse(self, ranked: Ranked) -> Fused:
        """Fuse the parts; what another hub has made of our own and others' words confirms them, and adds none."""
        own = tuple(each for each in ranked.parts if len(relayed(each.entry, self._network)) == _origins_of(each.entry))
        parts = own or ranked.parts
        return fuse(Ranked(parts, ranked.lead), self._authority, self._timezone)

    def _stated(self, statement: Statement) -> AnyEvent:
        """Return what one UID states: its winning version, with the overrides that count."""
        winners = [member.entry for member in statement.members if member.role == "winner"]
        master = _as_stated(winners[0].event)
        if len(winners) == 1:
            return master
        overrides = {self._at(override): override for override in master.overrides}
        for entry in winners[1:]:
            overrides[self._at(entry.event)] = entry.event
        return master.model_copy(update={"overrides": tuple(each for _, each in sorted(overrides.items(), key=_first))})

    def _part(self, statement: Statement) -> Part:
        event = self._stated(statement)
        if statement.of is not None:
            event = occurrence_near(event, statement.of, self._timezone) or event
        return Part(statement.winner, event, statement.partial)

    def _with_guests(
        self, fused: Fused, parts: Sequence[Part], group: Group
    ) -> tuple[AnyEvent, dict[str, tuple[Entry, ...]], list[Disagreement]]:
        """Return a single event that single occurrences of series elsewhere state too."""
        beside = [self._part(each) for each in (*group.statements, *group.guests) if _joins(each)]
        if not beside:
            return fused.event, fused.fields, []
        ranked = self._authority.ranked([*parts, *beside])
        together = self._fuse(ranked)
        event = together.event.model_copy(update={"recurrence": None, "overrides": ()})
        return event, together.fields, list(self._differing.between(ranked, event))

    def _with_occurrences(
        self, fused: Fused, parts: Sequence[Part], group: Group
    ) -> tuple[AnyEvent, dict[str, Mapping[str, tuple[Entry, ...]]], list[Disagreement]]:
        """Return a series with each occurrence that one of its calendars, or somebody beside, states for itself."""
        base = next(each for each in parts if each.entry in fused.fields.get("start", (parts[0].entry,)))
        series = fused.event.model_copy(update={"overrides": base.event.overrides})
        joined: dict[dt.datetime, tuple[Time, list[Part]]] = {}
        for statement in (*group.statements, *group.guests):
            if _joins(statement) and statement.at is not None:
                at = instant(statement.at, self._timezone)
                joined.setdefault(at, (statement.at, []))[1].append(self._part(statement))
        for at, time in self._stated_apart(base, parts).items():
            joined.setdefault(at, (time, []))
        overrides = {self._at(each): each for each in base.event.overrides}
        taken: dict[str, Mapping[str, tuple[Entry, ...]]] = {}
        disagreements: list[Disagreement] = []
        for at, (time, beside) in sorted(joined.items(), key=_first):
            override, fields, found = self._occurrence(time, parts, beside)
            if at not in overrides or not overrides[at].this_and_future:  # else it would change all that follow
                overrides[at] = override
            taken[recurrence_key(override.recurrence_id) or ""] = fields
            disagreements += found
        in_order = tuple(each for _, each in sorted(overrides.items(), key=_first))
        return series.model_copy(update={"overrides": in_order}), taken, disagreements

    def _occurrence(
        self, at: Time, parts: Sequence[Part], beside: Sequence[Part]
    ) -> tuple[AnyEvent, Mapping[str, tuple[Entry, ...]], tuple[Disagreement, ...]]:
        """Return one occurrence as an override of the series, of all that state it."""
        stating = list(beside)
        for part in parts:
            found = occurrence_near(part.event, at, self._timezone)
            if found is not None:
                stating.append(Part(part.entry, found))
        ranked = self._authority.ranked(stating)
        fused = self._fuse(ranked)
        marks = {"recurrence_id": at, "this_and_future": False, "recurrence": None, "overrides": ()}
        event = fused.event.model_copy(update=marks)
        return event, fused.fields, self._differing.between(ranked, event, at=at)

    def _stated_apart(self, base: Part, parts: Sequence[Part]) -> dict[dt.datetime, Time]:
        """Return the occurrences of the base series that it or another of the series states for itself, by instant."""
        found: dict[dt.datetime, Time] = {}
        if len(parts) == 1:
            return found
        for at, override in overridden(base.event, self._timezone).items():
            if override.recurrence_id is not None:
                found[at] = override.recurrence_id
        for part in parts:
            for override in overridden(part.event, self._timezone).values() if part is not base else ():
                if override.recurrence_id is None:
                    continue
                own = occurrence_near(base.event, override.recurrence_id, self._timezone)
                if own is not None and own.recurrence_id is not None:
                    found.setdefault(instant(own.recurrence_id, self._timezone), own.recurrence_id)
        return found

    def _finished(self, event: AnyEvent, group: Group) -> AnyEvent:
        """Return the event under the merged UID, less what is published elsewhere, with all who state it."""
        hidden = {instant(each, self._timezone) for each in group.elsewhere}
        overrides = [each for each in event.overrides if self._at(each) not in hidden]
        statements = (*group.statements, *group.guests)
        entries = [member.entry for statement in statements for member in statement.members]
        update: dict[str, object] = {
            "uid": group.uid,
            "recurrence_id": None,
            "this_and_future": False,
            "overrides": tuple(each.model_copy(update={"uid": group.uid}) for each in overrides),
            "provenance": tuple(_provenance(entries, self._network)),
        }
        if hidden and event.recurrence is not None:
            excluded = (*event.recurrence.excluded, *group.elsewhere)
            update["recurrence"] = event.recurrence.model_copy(update={"excluded": excluded})
        return event.model_copy(update=update)

    def _at(self, event: AnyEvent) -> dt.datetime:
        return instant(event.recurrence_id or event.start, self._timezone)


def _origins_of(entry: Entry) -> int:
    return len(entry.event.provenance)


def _as_stated(event: AnyEvent) -> AnyEvent:
    """Return an event of another hub without what that hub wrote into its texts; any other as it is."""
    if not event.provenance:
        return event
    words = own_words(event.description, notes=True) if event.description else None
    return event.model_copy(update={"title": untitled(event.title), "description": words})


def _first(pair: tuple[dt.datetime, object]) -> dt.datetime:
    return pair[0]


def _joins(statement: Statement) -> bool:
    """Say whether a statement is of one occurrence, and counts."""
    return not statement.stale and (statement.at is not None or statement.of is not None)


def _provenance(entries: Iterable[Entry], network: Network) -> list[Provenance]:
    named: dict[Provenance, None] = {}
    for entry in sorted(entries, key=place_key):
        source = network.source(entry.source)
        for said in _origins(entry, source.organisation if source else None, network):
            named.setdefault(said)
    return list(named)


def _origins(entry: Entry, organisation: str | None, network: Network) -> Sequence[Provenance]:
    """Return where an entry comes from: what it carries from another hub, else the calendar it stands in."""
    if entry.event.provenance:
        return relayed(entry, network)
    return (entry.provenance(organisation),)
