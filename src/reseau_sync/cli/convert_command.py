"""``reseau-sync convert``: from any adapter's format to any other's; an organisation's own copy, nothing left out."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from reseau_sync.cli.options import key_values
from reseau_sync.cli.reading import chosen, read_location
from reseau_sync.cli.show import finding, problem
from reseau_sync.errors import AdapterError, Words
from reseau_sync.model.zones import iana_key, zone
from reseau_sync.ports import Context, Encoder, Lossy
from reseau_sync.publish import write_atomic
from reseau_sync.registry import Registry


@click.command("convert", short_help="Récrit un agenda dans un autre format.")
@click.argument("source")
@click.argument("target", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--from", "from_", metavar="ADAPTATEUR", help="L’adaptateur de l’entrée (of the input).")
@click.option("--to", metavar="ADAPTATEUR", help="L’adaptateur de la sortie (of the output).")
@click.option("--option", "options", multiple=True, metavar="CLÉ=VALEUR", help="Une option de l’entrée.")
@click.option(
    "--to-option",
    "to_options",
    multiple=True,
    metavar="CLÉ=VALEUR",
    help="Une option de la sortie (of the output) ; d’un tableau : rows=rota, first=2010-09-06, days=7, hxl=true.",
)
@click.option("--timezone", default="Europe/Paris", show_default=True, help="La zone des heures sans zone.")
@click.option("--allow-private", is_flag=True, help="Permet une adresse privée ou locale (a private address).")
@click.pass_context
def command(
    ctx: click.Context,
    source: str,
    target: Path,
    from_: str | None,
    to: str | None,
    options: tuple[str, ...],
    to_options: tuple[str, ...],
    timezone: str,
    allow_private: bool,
) -> None:
    """Convertit un agenda (SOURCE) dans un autre format (TARGET ; « - » écrit sur la sortie).

    Tout y est, aussi ce qui est privé : c’est une copie pour l’association, rien à publier (nothing is left out).

    Ce qui n’a pas pu être lu est dit, et ce qui n’a pas de place dans la sortie. Code de sortie : 1 si l’agenda n’a pas
    pu être lu, 0 même avec des rejets.
    """
    language = (ctx.parent.params.get("language") if ctx.parent else None) or "fr"
    registry = Registry.default()
    if iana_key(timezone) is None:
        raise click.BadParameter("écrivez Europe/Paris (write Europe/Paris)", param_hint="--timezone")
    reader = chosen(registry, from_, source)
    writer = chosen(registry, to, target.name)
    if not isinstance(writer, Encoder):
        raise AdapterError(
            "cannot-write",
            Words(f"l’adaptateur « {writer.name} » n’écrit pas de fichier", f"“{writer.name}” writes no file"),
        )
    settings = registry.options(reader, key_values(options))
    writing = registry.write_options(writer, key_values(to_options, hint="--to-option"))
    decoded = read_location(source, reader, settings, timezone=timezone, allow_private=allow_private)
    today = dt.datetime.now(zone(timezone)).date()
    context = Context("convert", timezone=timezone, language=language, today=today)
    events = [entry.event for entry in decoded.entries]
    data = writer.encode(events, context, writing)
    if str(target) == "-":
        sys.stdout.buffer.write(data)
    else:
        write_atomic(target, data)
    for rejected in decoded.rejected:
        problem(finding(rejected, language))
    for said in writer.left_out(events, context, writing) if isinstance(writer, Lossy) else ():
        problem(said.to(language))
