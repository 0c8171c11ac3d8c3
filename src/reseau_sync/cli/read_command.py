"""``reseau-sync read``: what the library understands of one calendar."""

from __future__ import annotations

import json

import click

from reseau_sync.cli.options import key_values
from reseau_sync.cli.reading import chosen, read_location
from reseau_sync.cli.show import finding, printable
from reseau_sync.entry import Entry
from reseau_sync.model import EVENT
from reseau_sync.model.time import local_of
from reseau_sync.registry import Registry


@click.command("read", short_help="Montre ce qui est compris d’un agenda.")
@click.argument("location")
@click.option("--adapter", help="L’adaptateur (the adapter), si le nom du fichier ne le dit pas.")
@click.option("--option", "options", multiple=True, metavar="CLÉ=VALEUR", help="Une option de l’adaptateur.")
@click.option("--json-lines", is_flag=True, help="Un objet JSON par évènement ou par rejet (one per line).")
@click.option("--timezone", default="Europe/Paris", show_default=True, help="La zone des heures sans zone.")
@click.option("--allow-private", is_flag=True, help="Permet une adresse privée ou locale (a private address).")
@click.pass_context
def command(
    ctx: click.Context,
    location: str,
    adapter: str | None,
    options: tuple[str, ...],
    json_lines: bool,
    timezone: str,
    allow_private: bool,
) -> None:
    """Montre ce qui est compris d’un agenda : un fichier, un dossier ou une adresse.

    Code de sortie : 1 si l’agenda n’a pas pu être lu, 0 même avec des rejets.
    """
    language = (ctx.parent.params.get("language") if ctx.parent else None) or "fr"
    registry = Registry.default()
    found = chosen(registry, adapter, location)
    settings = registry.options(found, key_values(options))
    decoded = read_location(location, found, settings, timezone=timezone, allow_private=allow_private)
    for entry in decoded.entries:
        click.echo(_json(entry) if json_lines else _line(entry))
    for rejected in decoded.rejected:
        shown = {"rejected": rejected.as_json(language)}
        click.echo(json.dumps(shown, ensure_ascii=False) if json_lines else finding(rejected, language))


def _json(entry: Entry) -> str:
    event = entry.event.model_copy(update={"provenance": (entry.provenance(),)})
    return EVENT.dump_json(event, exclude_none=True).decode()


def _line(entry: Entry) -> str:
    event = entry.event
    status = f" [{event.status}]" if event.status else ""
    return printable(f"{local_of(event.start).isoformat(' ', 'minutes')}  {event.title}{status}")
