"""``reseau-sync accept``: what a source no longer states is meant to be gone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import click

from reseau_sync.cli.options import config_option
from reseau_sync.cli.state import opened
from reseau_sync.errors import ConfigError, Words
from reseau_sync.standing import SourceState
from reseau_sync.store import RunInfo
from reseau_sync.version import VERSION


@click.command("accept", short_help="Accepte que ce qui a disparu d’une source soit retiré.")
@click.argument("source")
@config_option
def command(source: str, config: Path) -> None:
    """Accepte que les évènements disparus de SOURCE soient retirés, au prochain « merge ».

    Pour une source « retenue » seulement, après avoir vérifié auprès de l’association (lets what vanished go).
    """
    with opened(config) as (loaded, store):
        language = loaded.network.network.language
        if loaded.network.source(source) is None:
            raise ConfigError("unknown-source", Words(f"aucune source « {source} »", f"there is no source “{source}”"))
        past = store.load()
        state = past.sources.get(source, SourceState(source))
        if state.hold is None:
            said = Words(f"« {source} » n’est pas retenue : rien à accepter.", f"“{source}” is not held.")
        else:
            sources = {**past.sources, source: replace(state, accepted=True)}
            moment = RunInfo(dt.datetime.now(dt.UTC), VERSION)
            store.save(past, replace(past, sources=sources, fingerprint=""), run=moment)
            said = Words(
                f"Accepté : {state.hold.missing} évènements de « {source} » seront retirés au prochain merge.",
                f"Accepted: {state.hold.missing} events of “{source}” will be withdrawn by the next merge.",
            )
    click.echo(said.to(language))
