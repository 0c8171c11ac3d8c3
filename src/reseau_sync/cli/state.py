"""Opening the state of a network for the commands that look at it or decide on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reseau_sync.cli.show import problem
from reseau_sync.config import Loaded, load
from reseau_sync.errors import ConfigError, Words
from reseau_sync.pipeline import rebuilt_words
from reseau_sync.store import Store


@contextmanager
def opened(config: Path) -> Iterator[tuple[Loaded, Store]]:
    """Open the network and its state.

    :raises ConfigError: if the network file is wrong, or nothing has been remembered yet
    :raises StoreError: if the state cannot be opened
    """
    loaded = load(config)
    path = loaded.folder / loaded.network.network.state
    if not path.exists():
        raise ConfigError(
            "no-state",
            Words(f"rien n’est encore retenu : {path} n’existe pas", f"nothing is remembered yet: no {path}"),
            Words("Lancez d’abord « reseau-sync merge ».", "Run “reseau-sync merge” first."),
        )
    with Store.open(path) as store:
        if store.rebuilt is not None:
            problem(rebuilt_words(store.rebuilt).to(loaded.network.network.language))
        yield loaded, store
