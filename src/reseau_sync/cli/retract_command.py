"""``reseau-sync retract``: out of every feed at once, holds and last good copies included."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from reseau_sync.cli.options import config_option
from reseau_sync.cli.show import problem
from reseau_sync.cli.state import opened
from reseau_sync.errors import ConfigError, Words
from reseau_sync.taking_back import retract

_HINT = Words(
    "un évènement se nomme par la ligne « UID: » du flux, une source par son id dans reseau.toml",
    "an event is named by the line “UID:” of the feed, a source by its id in reseau.toml",
)


@click.command("retract", short_help="Retire aussitôt un évènement, ou toute une source.")
@click.argument("name", metavar="UID|SOURCE")
@config_option
@click.option("--undo", is_flag=True, help="Le remet (takes it back).")
def command(name: str, config: Path, undo: bool) -> None:
    """Retire aussitôt un évènement (son UID dans un flux) ou une source entière de tous les calendriers.

    Cela vaut pour les copies gardées aussi, et jusqu’à « retract --undo ». (Out of every feed at once.)
    """
    with opened(config) as (loaded, store):
        language = loaded.network.network.language
        past = store.load()
        if name not in set(past.uids.values()) and loaded.network.source(name) is None and name not in past.retracted:
            raise ConfigError(
                "unknown-name",
                Words(f"« {name} » n’est ni une source, ni un évènement publié", f"“{name}” is no source and no event"),
                _HINT,
            )
        feeds = retract(loaded, store, name, now=dt.datetime.now(dt.UTC), undo=undo)
    for feed in feeds:
        if feed.reason is not None:
            problem(f"{feed.feed} : {feed.reason.to(language)}")
    changed = ", ".join(feed.feed for feed in feeds if feed.state == "written") or "–"
    click.echo(Words(f"Calendriers réécrits : {changed}", f"Feeds written again: {changed}").to(language))
    sys.exit(1 if any(feed.state in ("refused", "missing") for feed in feeds) else 0)
