"""Why an event is as it is: who states it, on what it was fused, whose word each field is, what was decided. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from reseau_sync.decisions import Applied, Decision
from reseau_sync.decisions.naming import start_of
from reseau_sync.echoes import Echo, series_uid
from reseau_sync.embedding import MergedCalendar
from reseau_sync.entry import Entry, recurrence_key
from reseau_sync.errors import Words
from reseau_sync.merge import first_uid, lasting_key
from reseau_sync.merge.authority import Authority, Part
from reseau_sync.model.network import Network
from reseau_sync.view import Disagreement, Merged, Statement, Suggestion
from reseau_sync.wording import differing

_UNSAID = frozenset({"uid", "kind", "sequence", "last_modified", "created", "provenance", "overrides", "audience"})


@dataclass(frozen=True, slots=True)
class Explanation:
    """One merged event and all that it rests on.

    ``lead``: the id of the organisation that leads it, where one can be told; ``suggestions``: what it is perhaps the
    same as; ``echoes``: what came back of it; ``decisions``: what people said of it.
    """

    merged: Merged
    network: Network
    lead: str | None
    decisions: tuple[Decision, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    echoes: tuple[Echo, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What each UID states of it."""
        return (*self.merged.group.statements, *self.merged.group.guests)

    def why(self, entry: Entry) -> Words:
        """Return why an entry's word is the one that is published."""
        authority, part = Authority(self.network), Part(entry, entry.event)
        if authority.is_leads(part, self.lead):
            return Words("l’organisation qui porte l’évènement", "the organisation that leads the event")
        if authority.coordinates(part):
            return Words("la coordination", "the coordination")
        return Words("le plus complet à le dire", "the fullest to say it")

    def as_json(self, language: str = "fr") -> dict[str, Any]:
        """Return it as plain data, its sentences in ``language``."""
        event, timezone = self.merged.event, self.network.network.timezone
        return {
            "uid": event.uid,
            "title": event.title,
            "start": start_of(event, timezone),
            "place": event.place.line() if event.place else None,
            "lead": self.lead,
            "statements": [self._statement(each, language) for each in self.statements],
            "fields": {name: [named(each) for each in entries] for name, entries in self.merged.fields.items()},
            "occurrences": {
                at: {name: [named(each) for each in entries] for name, entries in fields.items()}
                for at, fields in self.merged.occurrences.items()
            },
            "differences": [difference(each, language) for each in self.merged.disagreements],
            "decisions": [each.as_json() for each in self.decisions],
            "suggestions": [
                {"uids": [each.left, each.right], "evidence": [one.words.to(language) for one in each.evidence]}
                for each in self.suggestions
            ],
            "echoes": [{**named(each.entry), "how": each.how} for each in self.echoes],
        }

    def _statement(self, statement: Statement, language: str) -> dict[str, Any]:
        return {
            "members": [{**named(each.entry), "role": each.role, "reason": each.reason} for each in statement.members],
            "at": recurrence_key(statement.at),
            "of": recurrence_key(statement.of),
            "stale": statement.stale,
            "evidence": [
                {"code": each.code, "weight": each.weight, "words": each.words.to(language)}
                for each in statement.evidence
            ],
        }


def explained(calendar: MergedCalendar, uid: str, decided: Applied | None = None) -> tuple[Explanation, ...]:
    """Return what there is to say of the events that ``uid`` names, each once, in the order of their UIDs.

    :param uid: a UID of a feed, or of a calendar, or the beginning of one
    """
    wanted = named_by(calendar, uid)
    return tuple(_explained(calendar, each, decided or Applied()) for each in wanted)


def named_by(calendar: MergedCalendar, uid: str) -> list[Merged]:
    """Return the merged events that ``uid`` names: whole before its beginning, a feed's before a calendar's.

    An occurrence that a feed holds by itself names its series.
    """
    uid = series_uid(uid.strip())
    names = [(each, _names(each, calendar)) for each in calendar.events]
    for whole in (True, False):
        for kind in range(3):
            found = [each for each, kinds in names if any(_is(uid, one, whole=whole) for one in kinds[kind])]
            if found:
                return found
    return []


def _names(merged: Merged, calendar: MergedCalendar) -> tuple[set[str], set[str], set[str]]:
    """Return the UIDs under which readers know the event, those of its calendars, and those it would have alone."""
    entries = [member.entry for member in merged.group.members]
    keys = [lasting_key(each) for each in entries]
    published = {uid for uids in calendar.past.values() for key in keys if (uid := uids.get(key)) is not None}
    stated = {name for each in entries if (name := each.event.uid or each.row_key()) is not None}
    return {merged.group.uid, *published}, stated, {first_uid(each, calendar.network) for each in entries}


def _is(wanted: str, uid: str, *, whole: bool) -> bool:
    return uid == wanted if whole else len(wanted) >= 4 and uid.startswith(wanted)


def _explained(calendar: MergedCalendar, merged: Merged, decided: Applied) -> Explanation:
    entries = [member.entry for member in merged.group.members]
    uids = {merged.group.uid, *(first_uid(each, calendar.network) for each in entries)}
    statements = (*merged.group.statements, *merged.group.guests)
    ranked = Authority(calendar.network).ranked(Part(each.winner, each.winner.event) for each in statements)
    return Explanation(
        merged,
        calendar.network,
        ranked.lead,
        decided.about(lasting_key(each) for each in entries),
        tuple(each for each in calendar.suggestions if merged.group.uid in (each.left, each.right)),
        tuple(each for each in calendar.echoes if _is_of(each, uids, merged)),
    )


def _is_of(echo: Echo, uids: Iterable[str], merged: Merged) -> bool:
    """Say whether an echo is one of this event: by its UID, its origin's, or title and start."""
    known = set(uids)
    event = echo.entry.event
    if event.uid in known or any(each.key in known for each in event.provenance):
        return True
    return (event.title, event.start) == (merged.event.title, merged.event.start)


def named(entry: Entry) -> dict[str, Any]:
    """Return what names an entry, as plain data."""
    said = entry.provenance()
    return {"source": said.source, "uid": said.uid, "recurrence_id": said.recurrence_id}


def difference(found: Disagreement, language: str) -> dict[str, Any]:
    """Return in what calendars differ, as plain data."""
    said = [(each.value, each.names) for each in found.said]
    return {
        "code": found.code,
        "at": recurrence_key(found.at),
        "words": differing(found.code, said, language) or None,
        "said": [
            {"value": each.value.to(language), "members": [named(entry) for entry in each.entries]}
            for each in found.said
        ],
    }
