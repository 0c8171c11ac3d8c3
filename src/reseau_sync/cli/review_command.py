"""``reseau-sync review``: pairs of events that are perhaps the same, and what a person says of them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import click

from reseau_sync.cli.asking import ask, at_a_terminal, side_by_side
from reseau_sync.cli.options import Instant, config_option
from reseau_sync.cli.state import opened
from reseau_sync.config import Loaded
from reseau_sync.decisions import Verdict
from reseau_sync.decisions.naming import start_of
from reseau_sync.entry import Entry
from reseau_sync.errors import Words
from reseau_sync.outlook import Outlook, as_it_stands
from reseau_sync.reviewing import LATER_DAYS, Question, decide, event_of, name_of, questions

_NONE = Words("Aucun rapprochement à confirmer.", "Nothing to confirm.")
_HOW = Words(
    "Répondez dans un terminal par « reseau-sync review », ou par --same UID UID ou --not-same UID UID.",
    "Answer in a terminal by “reseau-sync review”, or by --same UID UID or --not-same UID UID.",
)
_PAIR: dict[str, Any] = {"nargs": 2, "multiple": True, "metavar": "UID UID"}


@click.command("review", short_help="Demande si des évènements qui se ressemblent sont le même.")
@config_option
@click.option("--same", **_PAIR, help="C’est le même évènement (they are the same).")
@click.option("--not-same", **_PAIR, help="Ce n’est pas le même (they are not).")
@click.option("--list", "listing", is_flag=True, help="Montre les questions, n’en pose aucune (asks nothing).")
@click.option("--json", "as_json", is_flag=True, help="Les questions en JSON, pour un programme (for scripts).")
@click.option(
    "--later-days", type=click.IntRange(1, 365), default=LATER_DAYS, show_default=True, help="« Plus tard », en jours."
)
@click.option("--now", type=Instant(), default=None, help="L’instant présent (the present instant), ISO 8601.")
def command(
    config: Path,
    same: tuple[tuple[str, str], ...],
    not_same: tuple[tuple[str, str], ...],
    listing: bool,
    as_json: bool,
    later_days: int,
    now: dt.datetime | None,
) -> None:
    """Montre côte à côte les évènements qui sont peut-être le même, et retient la réponse dans decisions.toml.

    C’est pour qui tient le réseau : ce qui n’est pas publié est montré aussi. Une réponse vaut plus que tout indice, et
    reste quand les évènements changent. Le prochain « merge » en tient compte. (Shows events that are perhaps the same,
    closed ones too, and remembers the answer.)
    """
    moment = now or dt.datetime.now(dt.UTC)
    with opened(config) as (loaded, store):
        outlook = as_it_stands(loaded, store.load(), moment)
    today = loaded.network.today(moment)
    if same or not_same:
        _decide_all(loaded, outlook, same, not_same, today)
        return
    asked = questions(outlook, today)
    if as_json:
        click.echo(json.dumps({"questions": [_said(each, loaded) for each in asked]}, ensure_ascii=False, indent=2))
    elif not asked:
        click.echo(_NONE.to(loaded.network.network.language))
    elif listing or not at_a_terminal():
        _list(asked, loaded)
    else:
        _ask_all(asked, loaded, outlook, today, later_days)


def _decide_all(
    loaded: Loaded,
    outlook: Outlook,
    same: tuple[tuple[str, str], ...],
    not_same: tuple[tuple[str, str], ...],
    today: dt.date,
) -> None:
    timezone = loaded.network.network.timezone
    pairs: list[tuple[Verdict, tuple[str, str]]] = [("same", each) for each in same]
    pairs += [("not-same", each) for each in not_same]
    named = []
    for verdict, pair in pairs:
        left, right = (event_of(outlook, uid) for uid in pair)
        if left is right:
            raise click.UsageError(_one_already(pair, loaded))
        named.append((verdict, [name_of(left, timezone), name_of(right, timezone)]))
    for verdict, names in named:  # all or none: what cannot be told is told before anything is written
        decide(loaded, outlook, verdict, names, today=today)
    _noted(len(named), loaded)


def _one_already(pair: tuple[str, str], loaded: Loaded) -> str:
    return Words(
        f"{pair[0]} et {pair[1]} sont déjà un seul évènement ; pour le défaire : reseau-sync split {pair[0]}",
        f"{pair[0]} and {pair[1]} are one event already; to take it apart: reseau-sync split {pair[0]}",
    ).to(loaded.network.network.language)


def _ask_all(asked: tuple[Question, ...], loaded: Loaded, outlook: Outlook, today: dt.date, later_days: int) -> None:
    info = loaded.network.network
    answered = 0
    for number, question in enumerate(asked, 1):
        click.echo(f"\n{number}/{len(asked)}\n{side_by_side(question, loaded.network)}\n")
        verdict = ask(info.language)
        if verdict is None:
            break
        names = [
            name_of(event, info.timezone, entry)
            for event, entry in zip((question.left, question.right), question.entries, strict=True)
        ]
        decide(loaded, outlook, verdict, names, today=today, later_days=later_days)
        answered += 1
    click.echo()
    _noted(answered, loaded)


def _noted(count: int, loaded: Loaded) -> None:
    info = loaded.network.network
    if count:
        said = Words(
            f"{count} réponse(s) notée(s) dans {info.decisions} ; le prochain « merge » en tiendra compte.",
            f"{count} answer(s) written to {info.decisions}; the next “merge” will obey.",
        )
        click.echo(said.to(info.language))


def _list(asked: tuple[Question, ...], loaded: Loaded) -> None:
    for question in asked:
        click.echo(f"{side_by_side(question, loaded.network)}\n")
    click.echo(_HOW.to(loaded.network.network.language))


def _said(question: Question, loaded: Loaded) -> dict[str, Any]:
    language = loaded.network.network.language
    events = zip((question.left, question.right), question.entries, strict=True)
    return {
        "events": [{"uid": event.group.uid, **_entry(entry, loaded)} for event, entry in events],
        "evidence": [{"code": each.code, "words": each.words.to(language)} for each in question.evidence],
    }


def _entry(entry: Entry, loaded: Loaded) -> dict[str, Any]:
    event = entry.event
    return {
        "title": event.title,
        "start": start_of(event, loaded.network.network.timezone),
        "place": event.place.line() if event.place else None,
        "source": entry.source,
    }
