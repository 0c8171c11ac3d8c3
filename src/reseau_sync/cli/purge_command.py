"""``reseau-sync purge``: what has ended long ago goes, from the state and its history too."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from reseau_sync.cli.options import Instant, config_option
from reseau_sync.cli.state import opened
from reseau_sync.errors import Words
from reseau_sync.keeping import retention_day


@click.command("purge", short_help="Efface ce qui a fini depuis longtemps.")
@config_option
@click.option("--now", type=Instant(), default=None, help="L’instant présent (the present instant), ISO 8601.")
def command(config: Path, now: dt.datetime | None) -> None:
    """Efface ce qui a fini depuis plus de « retention_months » : mémoire, copies et historique."""
    with opened(config) as (loaded, store):
        before = retention_day(loaded.network, now or dt.datetime.now(dt.UTC))
        store.purge(before)
        language = loaded.network.network.language
    click.echo(Words(f"Effacé : ce qui a fini avant le {before:%d/%m/%Y}.", f"Erased: before {before}.").to(language))
