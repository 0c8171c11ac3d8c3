"""``reseau-sync resume``: publishing goes on after a rollback."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import click

from reseau_sync.cli.options import config_option
from reseau_sync.cli.state import opened
from reseau_sync.errors import Words
from reseau_sync.store import RunInfo
from reseau_sync.version import VERSION


@click.command("resume")
@config_option
def command(config: Path) -> None:
    """Reprend la publication, au prochain « merge »."""
    with opened(config) as (loaded, store):
        past = store.load()
        moment = RunInfo(dt.datetime.now(dt.UTC), VERSION)
        store.save(past, replace(past, paused=False, paused_on=0, fingerprint=""), run=moment)
        language = loaded.network.network.language
    click.echo(Words("La publication reprend au prochain merge.", "The next merge publishes.").to(language))
