"""``reseau-sync init``: writes a first, commented reseau.toml; overwrites nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from reseau_sync.config import FILE_NAME, template
from reseau_sync.errors import ConfigError, PublishError, Words


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--name", help="Le nom du réseau (the name of the network).")
@click.option("--timezone", default="Europe/Paris", show_default=True, help="Son fuseau horaire (IANA).")
@click.option("--network-language", type=click.Choice(["fr", "en"]), help="Sa langue (its language).")
@click.option("--organisation", "organisations", multiple=True, metavar="NOM", help="Une association, répétable.")
@click.pass_context
def command(
    ctx: click.Context,
    folder: Path,
    name: str | None,
    timezone: str,
    network_language: str | None,
    organisations: tuple[str, ...],
) -> None:
    """Écrit un premier reseau.toml, commenté, dans FOLDER. N’écrase rien."""
    chosen = network_language or (ctx.parent.params.get("language") if ctx.parent else None) or "fr"
    path = folder / FILE_NAME
    if path.exists():
        raise ConfigError("exists", Words(f"{path} existe déjà : il reste tel quel", f"{path} is there already"))
    if name is None and sys.stdin.isatty():
        name = click.prompt(Words("Nom du réseau", "Name of the network").to(chosen))
    if name is None:
        raise click.UsageError("donnez --name « Nom du réseau » (give --name)")
    text = template(name, timezone, chosen, organisations)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as handle:
            handle.write(text)
    except OSError as error:
        reason = Words(f"{path} n’a pas pu être écrit : {error.strerror}", f"{path} could not be written")
        raise PublishError("not-written", reason) from error
    click.echo(
        Words(
            f"{path} est écrit. Ajoutez-y vos agendas, puis : reseau-sync check -c {path}",
            f"{path} is written. Add your calendars to it, then: reseau-sync check -c {path}",
        ).to(chosen)
    )
