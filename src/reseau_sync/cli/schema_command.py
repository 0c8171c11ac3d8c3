"""``reseau-sync schema``: the schemas of events, of reseau.toml and of the CSV table, as JSON."""

from __future__ import annotations

import click

from reseau_sync.cli.options import key_values
from reseau_sync.errors import AdapterError, Words
from reseau_sync.ports import Tabular
from reseau_sync.registry import Registry
from reseau_sync.schemas import event_schema, network_schema, render


@click.command("schema", short_help="Imprime les schémas.")
@click.argument("which", type=click.Choice(["event", "network", "table"]), default="event")
@click.option("--adapter", default="csv", show_default=True, help="L’adaptateur du tableau (of the table).")
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="CLÉ=VALEUR",
    help="Une option du tableau : rows=occurrence, hxl=true.",
)
def command(which: str, adapter: str, options: tuple[str, ...]) -> None:
    """Imprime le schéma des évènements (event), de reseau.toml (network) ou du tableau CSV (table)."""
    schema = (
        _table(adapter, options) if which == "table" else {"event": event_schema, "network": network_schema}[which]()
    )
    click.echo(render(schema), nl=False)


def _table(name: str, options: tuple[str, ...]) -> dict[str, object]:
    registry = Registry.default()
    adapter = registry.get(name)
    if not isinstance(adapter, Tabular):
        raise AdapterError("no-table", Words(f"« {name} » n’est pas un tableau", f"“{name}” is no table"))
    return adapter.table_schema(registry.write_options(adapter, key_values(options)))
