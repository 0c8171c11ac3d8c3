"""``reseau-sync status``: each source's health, for a person or for monitoring."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from reseau_sync.cli.options import config_option
from reseau_sync.cli.show import matched, printable, table
from reseau_sync.cli.state import opened
from reseau_sync.errors import Words
from reseau_sync.model.zones import zone
from reseau_sync.standing import SourceState
from reseau_sync.view import Conflict, told_in

_HEADERS = Words(
    "source|état|lue le|changée le|évènements|rejetés|à faire",
    "source|state|last read|last change|events|rejected|next",
)
_STATES = {
    "ok": Words("lue", "read"),
    "failed": Words("EN PANNE", "FAILED"),
    "held": Words("RETENUE", "HELD"),
    "new": Words("jamais lue", "never read"),
}
_NEXT = {
    "ok": Words("", ""),
    "failed": Words("voir la raison ci-dessous", "see the reason below"),
    "held": Words("reseau-sync accept", "reseau-sync accept"),
    "new": Words("reseau-sync merge", "reseau-sync merge"),
}


@click.command("status")
@config_option
@click.option("--json", "as_json", is_flag=True, help="En JSON, pour la surveillance (for monitoring).")
def command(config: Path, as_json: bool) -> None:
    """Dit l’état de chaque source. Code de sortie : 0 tout va bien ; 3 une source est en panne ou retenue."""
    with opened(config) as (loaded, store):
        past = store.load()
        states = [past.sources.get(spec.id, SourceState(spec.id)) for spec in loaded.network.sources]
        paused = past.paused
        pushed = {feed.id: told_in(past.sinks.get(feed.id, {})) for feed in loaded.network.feeds if feed.location}
    info = loaded.network.network
    said = [_said(state, info.language) for state in states]
    if as_json:
        whole = {"sources": said, "paused": paused, "awaiting": past.awaiting, "feeds": _pushed(pushed, info.language)}
        click.echo(json.dumps(whole, ensure_ascii=False, indent=2))
    else:
        _show(states, info.language, info.timezone)
        for feed, conflicts in pushed.items():
            for conflict in conflicts:
                click.echo(printable(f"{feed} : {conflict.reason.to(info.language)}"))
        for line in matched(0, past.awaiting):
            click.echo(line.to(info.language))
        if paused:
            click.echo(Words("Publication suspendue : reseau-sync resume.", "Publishing is held.").to(info.language))
    sys.exit(0 if not paused and all(each["state"] == "ok" for each in said) else 3)


def _pushed(pushed: Mapping[str, Sequence[Conflict]], language: str) -> list[dict[str, Any]]:
    """Return what stands in the calendars that feeds are pushed into, against what was pushed."""
    return [
        {"feed": feed, "conflicts": [{"code": each.code, "reason": each.reason.to(language)} for each in conflicts]}
        for feed, conflicts in pushed.items()
    ]


def state_of(state: SourceState) -> str:
    """Return ``ok``, ``failed``, ``held`` or ``new``."""
    if state.failing_since is not None:
        return "failed"
    if state.last_success is None:
        return "new"
    return "held" if state.hold is not None else "ok"


def _said(state: SourceState, language: str) -> dict[str, Any]:
    return {
        "source": state.source,
        "state": state_of(state),
        "last_success": _iso(state.last_success),
        "last_change": _iso(state.last_change),
        "failing_since": _iso(state.failing_since),
        "held_since": state.hold.since.isoformat() if state.hold else None,
        "missing": state.hold.missing if state.hold else 0,
        "events": state.events,
        "rejected": sum(each.scope != "skipped" for each in state.rejected),
        "code": state.code,
        "reason": state.reason.to(language) if state.reason else None,
        "next": _NEXT[state_of(state)].to(language) or None,
    }


def _iso(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _show(states: list[SourceState], language: str, timezone: str) -> None:
    rows = [_HEADERS.to(language).split("|")]
    for state in states:
        rejected = sum(each.scope != "skipped" for each in state.rejected)
        kind = state_of(state)
        rows.append(
            [
                state.source,
                _STATES[kind].to(language),
                _local(state.last_success, timezone),
                _local(state.last_change, timezone),
                str(state.events),
                str(rejected),
                f"{_NEXT[kind].to(language)} {state.source if kind == 'held' else ''}".strip(),
            ]
        )
    click.echo(table(rows))
    for state in states:
        if state.reason is not None and state.failing_since is not None:
            since = Words("depuis le", "since").to(language)
            at = _local(state.failing_since, timezone)
            click.echo(f"{state.source}, {since} {at} : {state.reason.to(language)}")


def _local(at: dt.datetime | None, timezone: str) -> str:
    return f"{at.astimezone(zone(timezone)):%d/%m/%Y %H:%M}" if at is not None else "–"
