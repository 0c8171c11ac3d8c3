"""``reseau-sync links``: the addresses at which feeds are subscribed to, for a person to hand on."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from reseau_sync.cli.options import config_option
from reseau_sync.config import Loaded, load
from reseau_sync.errors import ConfigError, Words
from reseau_sync.links import place_of, subscription
from reseau_sync.model.network import FeedSpec


@click.command("links")
@click.argument("feeds", nargs=-1, metavar="[FLUX]...")
@click.option("--qr/--no-qr", default=None, help="Avec un code à photographier ; d’office dans un terminal (QR code).")
@config_option
def command(feeds: tuple[str, ...], qr: bool | None, config: Path) -> None:
    """Donne l’adresse d’abonnement de chaque calendrier, à remettre à ceux qui peuvent le lire.

    Ces adresses sont à garder pour eux : qui a celle d’un calendrier secret peut le lire.
    """
    loaded = load(config)
    shown = sys.stdout.isatty() if qr is None else qr
    for feed in _chosen(loaded, feeds):
        _show(feed, loaded, qr=shown)


def _chosen(loaded: Loaded, wanted: tuple[str, ...]) -> list[FeedSpec]:
    if wanted:
        return [find(loaded, each) for each in wanted]
    return [each for each in loaded.network.feeds if each.path is not None]


def find(loaded: Loaded, id_: str) -> FeedSpec:
    """Return the feed called ``id_``.

    :raises ConfigError: if the network does not declare it
    """
    found = next((each for each in loaded.network.feeds if each.id == id_), None)
    if found is None:
        raise ConfigError("unknown-feed", Words(f"aucun calendrier « {id_} »", f"there is no feed “{id_}”"))
    return found


def _show(feed: FeedSpec, loaded: Loaded, *, qr: bool) -> None:
    language = loaded.network.network.language
    click.echo(f"{feed.title or loaded.network.network.name} ({feed.id})")
    address = subscription(feed, loaded)
    place = place_of(feed, loaded)
    if address is not None:
        click.echo(f"  {address}")
        if qr:
            _draw(address)
    elif place is None or not place.exists():
        click.echo(
            Words("  pas encore publié : reseau-sync merge", "  not published yet: reseau-sync merge").to(language)
        )
    else:
        click.echo(f"  {place}")
        click.echo(_NO_BASE.to(language))
    click.echo()


def _draw(address: str) -> None:
    import segno

    segno.make(address, micro=False).terminal(out=sys.stdout, compact=True)


_NO_BASE = Words(
    '  (écrivez base_url = "https://…" sous [network] : l’adresse où ce dossier est servi)',
    '  (write base_url = "https://…" under [network]: where this folder is served)',
)
