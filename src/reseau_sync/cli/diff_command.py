"""``reseau-sync diff``: what the next merge would change, in words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from reseau_sync.cli.options import Instant, config_option
from reseau_sync.cli.show import printable
from reseau_sync.config import load
from reseau_sync.errors import Words
from reseau_sync.looking_ahead import changes


@click.command("diff", short_help="Dit ce que le prochain « merge » changerait ; n’écrit rien.")
@config_option
@click.option("--now", type=Instant(), default=None, help="L’instant présent (the present instant), ISO 8601.")
def command(config: Path, now: dt.datetime | None) -> None:
    """Dit ce que le prochain « merge » changerait dans chaque calendrier ; n’écrit rien."""
    loaded = load(config)
    language = loaded.network.network.language
    found_any = False
    for feed, found in changes(loaded, now=now or dt.datetime.now(dt.UTC)):
        found_any = True
        click.echo(f"{feed} : " + Words(f"{len(found)} changement(s)", f"{len(found)} change(s)").to(language))
        for each in found:
            click.echo(f"  {printable(each.say(language))}")
    if not found_any:
        click.echo(Words("Rien ne changerait.", "Nothing would change.").to(language))
