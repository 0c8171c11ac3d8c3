"""``reseau-sync history``: what changed, run by run, or what became of one event."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from reseau_sync.cli.options import config_option
from reseau_sync.cli.show import printable, table
from reseau_sync.cli.state import opened
from reseau_sync.errors import ConfigError, Words
from reseau_sync.model.time import local_of
from reseau_sync.model.zones import zone

RUNS = 30
"""So many runs are shown."""
_NOTHING = Words("Rien n’a encore changé.", "Nothing has changed yet.")
_NOT_FROM_SOURCES = Words(
    "rien dans les agendas : une décision, ou un réglage",
    "nothing in the calendars: a decision, or a setting",
)
_HINT = Words(
    "donnez l’identifiant entier : la ligne « UID: » du flux",
    "give the whole identifier: the line “UID:” of the feed",
)
_COUNTS = {
    "added": Words("ajouté(s)", "added"),
    "changed": Words("modifié(s)", "changed"),
    "withdrawn": Words("annulé(s)", "cancelled"),
    "removed": Words("ôté(s)", "taken out"),
}
_STATES = {
    "live": Words("en cours", "live"),
    "kept": Words("gardé", "kept"),
    "withdrawn": Words("annulé", "cancelled"),
}
_WHY = {
    "passed": Words("fini", "over"),
    "left-window": Words("hors de la période lue", "outside the days that are read"),
    "held": Words("retenu", "held"),
    "unread": Words("agenda non lu", "calendar not read"),
    "vanished": Words("n’est plus dans l’agenda", "no longer in the calendar"),
    "dropped": Words("agenda non lu depuis trop longtemps", "calendar not read for too long"),
    "double": Words("annoncé deux fois", "stated twice"),
}


def _counted(counts: Mapping[str, int], language: str) -> str:
    said = ", ".join(f"{count} {_COUNTS[name].to(language)}" for name, count in counts.items())
    return said or _NOT_FROM_SOURCES.to(language)


@click.command("history", short_help="Montre ce qui a changé, ou l’histoire d’un évènement.")
@click.argument("uid", required=False)
@config_option
def command(uid: str | None, config: Path) -> None:
    """Montre les derniers passages qui ont changé quelque chose, ou l’histoire d’un évènement (UID)."""
    with opened(config) as (loaded, store):
        language = loaded.network.network.language
        at = zone(loaded.network.network.timezone)
        if uid is None:
            rows = [
                [f"{run.at.astimezone(at):%d/%m/%Y %H:%M}", _counted(run.counts, language)] for run in store.runs(RUNS)
            ]
            click.echo(table(rows) if rows else _NOTHING.to(language))
            return
        versions = store.history(uid)
        if not versions:
            raise ConfigError("unknown-event", Words(f"aucun évènement « {uid} »", f"there is no event “{uid}”"), _HINT)
        for version in versions:
            event = version.standing.entry.event
            seen = f"{version.at.astimezone(at):%d/%m/%Y %H:%M}" if version.at else "…"
            why = f" ({_WHY[version.standing.why].to(language)})" if version.standing.why else ""
            when = local_of(event.start).isoformat(" ", "minutes")
            said = (
                f"{seen}  {version.source}  {_STATES[version.standing.state].to(language)}{why}  {when}  {event.title}"
            )
            click.echo(printable(said))
