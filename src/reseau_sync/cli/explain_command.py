"""``reseau-sync explain``: which calendars state an event, what was fused and why, whose word each field is."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import click

from reseau_sync.cli.asking import calendar_of, weighed, when
from reseau_sync.cli.options import Instant, config_option
from reseau_sync.cli.show import printable
from reseau_sync.cli.state import opened
from reseau_sync.decisions import EventName
from reseau_sync.entry import Entry, Where
from reseau_sync.errors import Words
from reseau_sync.explaining import Explanation, explained
from reseau_sync.outlook import as_it_stands
from reseau_sync.reviewing import event_of
from reseau_sync.view import Member, Statement
from reseau_sync.wording import differing

_FIELDS = {
    "title": Words("titre", "title"),
    "start": Words("horaire", "time"),
    "end": Words("fin", "end"),
    "place": Words("lieu", "place"),
    "status": Words("état", "status"),
    "description": Words("texte", "text"),
    "lead": Words("porté par", "led by"),
    "partners": Words("avec", "with"),
    "services": Words("services", "services"),
    "url": Words("lien", "link"),
}
_BY_EVIDENCE = Words("réuni par ces indices", "fused on this evidence")
_BY_DECISION = Words("réuni par votre décision", "joined by your decision")
_REASONS = {
    "copy": Words("dit la même chose", "says the same"),
    "sequence": Words("version plus ancienne (SEQUENCE)", "an older version (SEQUENCE)"),
    "last-modified": Words("version plus ancienne (LAST-MODIFIED)", "an older version (LAST-MODIFIED)"),
    "lead": Words("l’agenda de qui porte l’évènement l’emporte", "the calendar of who leads it wins"),
    "cancelled": Words("l’annulation l’emporte", "the cancellation wins"),
}
_VERDICTS = {
    "same": Words("c’est le même", "the same"),
    "not-same": Words("ce n’est pas le même", "not the same"),
    "later": Words("à redemander plus tard", "to be asked again later"),
}


@click.command("explain", short_help="Dit pourquoi un évènement est ce qu’il est.")
@click.argument("uid")
@config_option
@click.option("--json", "as_json", is_flag=True, help="En JSON, pour un programme (for scripts).")
@click.option("--now", type=Instant(), default=None, help="L’instant présent (the present instant), ISO 8601.")
def command(uid: str, config: Path, as_json: bool, now: dt.datetime | None) -> None:
    """Dit quels agendas annoncent l’évènement UID, ce qui a été réuni et pourquoi, et quelle version l’emporte.

    UID est celui d’un calendrier publié ou d’un agenda lu, ou son début. C’est pour qui tient le réseau : ce qui n’est
    pas publié est nommé aussi. (Why an event is as it is; closed events are named too.)
    """
    with opened(config) as (loaded, store):
        outlook = as_it_stands(loaded, store.load(), now or dt.datetime.now(dt.UTC))
    event_of(outlook, uid)  # says what is wrong with the UID
    found = explained(outlook.merged, uid, outlook.decided) if outlook.merged is not None else ()
    language = loaded.network.network.language
    for each in found:
        if as_json:
            click.echo(json.dumps(each.as_json(language), ensure_ascii=False, indent=2))
        else:
            click.echo("\n".join(printable(line) for line in _lines(each, language)))


def _lines(found: Explanation, language: str) -> Iterator[str]:
    event = found.merged.event
    yield event.title or Words("(sans titre)", "(untitled)").to(language)
    place = event.place.line() if event.place else ""
    at = when(Entry("", event, Where("")), found.network)
    yield f"  {at}{f', {place}' if place else ''}"
    yield f"  {event.uid}"
    yield Words("Annoncé par :", "Stated by:").to(language)
    for statement in found.statements:
        yield from _statement(statement, found, language)
    if found.merged.fields:
        yield Words("Qui l’emporte :", "Who wins:").to(language)
        yield from _winners(found, language)
    differences = found.merged.disagreements
    notes = [differing(each.code, [(one.value, one.names) for one in each.said], language) for each in differences]
    if any(notes):
        yield Words("Différences :", "Differences:").to(language)
        yield from (f"  {note}" for note in notes if note)
    yield from _people(found, language)


def _statement(statement: Statement, found: Explanation, language: str) -> Iterator[str]:
    for member in statement.members:
        yield f"  - {_member(member, found, language)}"
    only = statement.at or statement.of
    if only is not None:
        at = when(Entry("", statement.winner.event.model_copy(update={"start": only}), Where("")), found.network)
        yield f"      {Words(f'pour la seule date du {at}', f'for {at} alone').to(language)}"
    if statement.stale:
        stale = Words("copie restée à un ancien horaire : pas publiée", "a stale copy: not published")
        yield f"      {stale.to(language)}"
    if statement.evidence:
        by_decision = any(each.code == "decision" for each in statement.evidence)
        yield f"      {(_BY_DECISION if by_decision else _BY_EVIDENCE).to(language)}"
    for label, said in weighed(statement.evidence, language):
        yield f"        {label} : {said}"


def _member(member: Member, found: Explanation, language: str) -> str:
    entry = member.entry
    said = f"{calendar_of(entry, found.network)} : « {entry.event.title} », {_when(entry, found)}"
    if member.role == "winner":
        return said
    reason = _REASONS.get(member.reason, Words("une autre version l’emporte", "another version wins"))
    return f"{said} ({reason.to(language)})"


def _when(entry: Entry, found: Explanation) -> str:
    return when(entry, found.network)


def _winners(found: Explanation, language: str) -> Iterator[str]:
    for name, label in _FIELDS.items():
        entries = found.merged.taken_from(name)
        if entries:
            names = ", ".join(dict.fromkeys(calendar_of(each, found.network) for each in entries))
            yield f"  {label.to(language)} : {names} – {found.why(entries[0]).to(language)}"


def _people(found: Explanation, language: str) -> Iterator[str]:
    if found.decisions:
        yield Words("Décidé par quelqu’un :", "Decided by a person:").to(language)
    for each in found.decisions:
        on = f" ({each.said.decided:%d/%m/%Y})" if each.said.decided else ""
        titles = ", ".join(map(_known_as, each.events))
        yield f"  {titles} : {_VERDICTS[each.verdict].to(language)}{on}"
    if found.suggestions:
        perhaps = Words("Peut-être le même que (reseau-sync review) :", "Perhaps the same as (reseau-sync review):")
        yield perhaps.to(language)
    for suggestion in found.suggestions:
        for entry in suggestion.entries:
            if entry not in [member.entry for member in found.merged.group.members]:
                yield f"  {calendar_of(entry, found.network)} : « {entry.event.title} », {_when(entry, found)}"
    if found.echoes:
        yield Words("Revenu par (ne compte pas) :", "Came back through (does not count):").to(language)
    yield from (f"  {calendar_of(each.entry, found.network)}" for each in found.echoes)


def _known_as(name: EventName) -> str:
    """Return how people know an event that a decision names."""
    calendars = f" ({', '.join(name.calendars)})" if name.calendars else ""
    return f"« {name.title or name.uid} »{calendars}"
