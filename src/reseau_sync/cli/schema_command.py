"""``reseau-sync schema``: the schemas of events, of reseau.toml and of the CSV table, as JSON."""

from __future__ import annotations

import click

from reseau_sync.schemas import event_schema, network_schema, render


@click.command("schema")
@click.argument("which", type=click.Choice(["event", "network"]), default="event")
def command(which: str) -> None:
    """Imprime le schéma JSON des évènements (event) ou de reseau.toml (network)."""
    click.echo(render(event_schema() if which == "event" else network_schema()), nl=False)
