"""``reseau-sync renew``: another secret name for a feed; the old one leads nowhere."""

from __future__ import annotations

from pathlib import Path

import click

from reseau_sync.cli.links_command import find
from reseau_sync.cli.options import config_option
from reseau_sync.config import load
from reseau_sync.errors import Words
from reseau_sync.links import renew
from reseau_sync.store import RunLock


@click.command("renew")
@click.argument("feed", metavar="FLUX")
@config_option
def command(feed: str, config: Path) -> None:
    """Donne un autre nom à un calendrier secret ; l’ancienne adresse ne mène plus à rien.

    À faire quand une adresse est allée trop loin, ou quand quelqu’un quitte le groupe. Donnez la nouvelle à ceux qui
    restent : « reseau-sync links ».
    """
    loaded = load(config)
    spec = find(loaded, feed)
    with RunLock(loaded.folder / loaded.network.network.state):
        renew(spec, loaded)
    click.echo(
        Words(
            f"L’ancienne adresse de « {feed} » ne mène plus à rien. La nouvelle : reseau-sync links {feed}",
            f"The old address of “{feed}” leads nowhere now. The new one: reseau-sync links {feed}",
        ).to(loaded.network.network.language)
    )
