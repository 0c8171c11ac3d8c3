"""What people say of events that look alike: written to the file of decisions, which the next merge obeys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reseau_sync.config import Loaded, parse_decisions
from reseau_sync.decisions import Decision, EventName, Verdict, apply, decided, named
from reseau_sync.decisions.values import Decided
from reseau_sync.entry import Entry
from reseau_sync.errors import ConfigError, Words
from reseau_sync.explaining import named_by
from reseau_sync.merge import first_uid, lasting_key
from reseau_sync.model.time import Time
from reseau_sync.outlook import Outlook
from reseau_sync.publish import write_atomic
from reseau_sync.publish.atomic import held
from reseau_sync.view import Evidence, Merged, Suggestion

LATER_DAYS = 7
"""What is put off is asked again after so many days."""


@dataclass(frozen=True, slots=True)
class Question:
    """A pair of events that are perhaps the same: what a person is asked about.

    ``at``: of each that repeats, the original start of the occurrence in question.
    """

    left: Merged
    right: Merged
    entries: tuple[Entry, Entry]
    evidence: tuple[Evidence, ...]
    at: tuple[Time | None, Time | None] = (None, None)


def questions(outlook: Outlook, today: dt.date) -> tuple[Question, ...]:
    """Return what is to be asked, the surest first."""
    if outlook.merged is None:
        return ()
    events = {each.group.uid: each for each in outlook.merged.events}
    asked = sorted(outlook.awaiting(today), key=lambda each: (-each.score, each.left, each.right))
    return tuple(_question(each, events[each.left], events[each.right]) for each in asked)


def _question(suggestion: Suggestion, left: Merged, right: Merged) -> Question:
    entries, at = suggestion.entries, suggestion.at
    if entries[0] not in [member.entry for member in left.group.members]:
        entries, at = entries[::-1], at[::-1]
    return Question(left, right, entries, suggestion.evidence, at)


def event_of(outlook: Outlook, uid: str) -> Merged:
    """Return the one event that ``uid``, or its beginning, names.

    :raises ConfigError: it names none, or several
    """
    found = named_by(outlook.merged, uid) if outlook.merged is not None else []
    if not found:
        raise ConfigError(
            "unknown-event",
            Words(f"aucun évènement « {uid} »", f"there is no event “{uid}”"),
            Words(
                "donnez l’UID qui est dans le calendrier, ou son début (au moins 4 caractères)",
                "give the UID that stands in the calendar, or its beginning (4 characters at least)",
            ),
        )
    if len(found) > 1:
        uids = ", ".join(each.group.uid for each in found[:5])
        raise ConfigError(
            "ambiguous", Words(f"« {uid} » en nomme plusieurs : {uids}", f"“{uid}” names several: {uids}")
        )
    return found[0]


def name_of(merged: Merged, timezone: str, entry: Entry | None = None) -> EventName:
    """Return how a decision names a merged event, known by ``entry`` of it."""
    members = [member.entry for member in merged.group.members]
    first = [entry] if entry is not None else []
    return named(merged.group.uid, [*first, *members], timezone)


def name_of_part(entries: Sequence[Entry], loaded: Loaded) -> EventName:
    """Return how a decision names some of the entries of an event: by the UID that they would have alone."""
    return named(first_uid(entries[0], loaded.network), entries, loaded.network.network.timezone)


def decide(
    loaded: Loaded,
    outlook: Outlook,
    verdict: Verdict,
    names: Sequence[EventName],
    *,
    today: dt.date,
    later_days: int = LATER_DAYS,
) -> Decision:
    """Write down what a person said; what was said of the same pair before gives way to it.

    :raises ConfigError: the file is broken, or an earlier decision in it must be taken out by hand
    :raises PublishError: the file cannot be written; it is as it was
    """
    until = today + dt.timedelta(days=later_days) if verdict == "later" else None
    decision = Decision(verdict=verdict, said=Decided(events=tuple(names), decided=today, until=until))
    path = loaded.folder / loaded.network.network.decisions
    text = (held(path) or b"").decode("utf-8-sig", errors="replace")
    file = parse_decisions(text, str(path))
    entries = outlook.merged.entries if outlook.merged is not None else ()
    before = apply(file, entries, loaded.network, outlook.past.uids).named
    keys = [set(each.keys) for each in names]
    replaced = [each for each, sides in before if _is_about(sides, keys)]
    write_atomic(path, decided(text, decision, replaced).encode(), private=True)
    return decision


def _is_about(sides: Sequence[frozenset[str]], keys: Sequence[set[str]]) -> bool:
    """Say whether an earlier decision is about this very pair."""
    if len(sides) != 2 or len(keys) != 2:
        return False
    (a, b), (one, other) = sides, keys
    return bool((a & one and b & other) or (a & other and b & one))


def said_same(outlook: Outlook, entries: Iterable[Entry]) -> tuple[Decision, ...]:
    """Return the decisions by which any of the entries were said to be the same as others."""
    about = outlook.decided.about(lasting_key(each) for each in entries)
    return tuple(each for each in about if each.verdict == "same")
