"""``reseau-sync rollback``: publish the version before, by the present rules, and hold publishing."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from reseau_sync.cli.options import config_option
from reseau_sync.cli.show import FEED_STATES
from reseau_sync.cli.state import opened
from reseau_sync.errors import Words
from reseau_sync.taking_back import rollback


@click.command("rollback", short_help="Publie la version d’avant, et suspend la publication.")
@config_option
def command(config: Path) -> None:
    """Publie la version d’avant, selon les règles d’aujourd’hui, et suspend la publication jusqu’à « resume ».

    Ce qui a été retiré par « retract » reste retiré. (Publishes the version before, and holds publishing.)
    """
    with opened(config) as (loaded, store):
        language = loaded.network.network.language
        feeds = rollback(loaded, store, now=dt.datetime.now(dt.UTC))
    for feed in feeds:
        reason = f" : {feed.reason.to(language)}" if feed.reason else ""
        click.echo(f"{feed.feed} : {FEED_STATES[feed.state].to(language)}{reason}")
    said = Words("Publication suspendue ; « reseau-sync resume » la reprend.", "Publishing is held until “resume”.")
    click.echo(said.to(language))
    sys.exit(1 if any(feed.state in ("refused", "missing") for feed in feeds) else 0)
