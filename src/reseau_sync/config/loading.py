"""From a path or a text to a :class:`~reseau_sync.model.network.Network`, or to all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from reseau_sync.config.checks import check_data
from reseau_sync.config.deciding import read_decisions
from reseau_sync.config.lines import Locator
from reseau_sync.config.reading import FILE_NAME, MAX_BYTES, read_text
from reseau_sync.config.report import refusal
from reseau_sync.config.syntax import parse_toml
from reseau_sync.decisions import DecisionFile
from reseau_sync.model.faults import Fault, faults_of
from reseau_sync.model.network import Network

__all__ = ["FILE_NAME", "MAX_BYTES", "Loaded", "check", "load", "parse"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A network, the absolute folder that its paths are beside, and what people decided of its events."""

    network: Network
    folder: Path
    decisions: DecisionFile = field(default_factory=DecisionFile)


def load(path: Path) -> Loaded:
    """Return the network that the file at ``path`` declares. No secret is resolved, no calendar opened.

    :raises ConfigError: the file, or the one of decisions beside it, cannot be read, is no TOML, or says what cannot
        be; its words list everything
    """
    folder = path.absolute().parent
    network = _parsed(read_text(path), str(path), folder)
    return Loaded(network, folder, read_decisions(folder / network.network.decisions))


def parse(text: str, *, origin: str = FILE_NAME) -> Network:
    """Return the network that the TOML ``text`` declares. ``origin`` is what messages call it.

    :raises ConfigError: the text is no TOML, or declares what cannot be; its words list everything
    """
    return _parsed(text, origin, None)


def check(network: Network, *, origin: str = FILE_NAME, folder: Path | None = None) -> None:
    """Hold a network that code has built to what a file is held to: ids, references, audiences, paths.

    :raises ConfigError: its words list everything
    """
    data = network.model_dump(exclude_none=True)
    faults = check_data(data, folder)
    if faults:
        raise refusal(faults, data, origin)


def _parsed(text: str, origin: str, folder: Path | None) -> Network:
    data = parse_toml(text, origin)
    network, shape = _network(data)
    faults = _joined(shape, check_data(data, folder))
    if network is None or faults:
        raise refusal(faults, data, origin, Locator(text, data))
    return network


def _network(data: Mapping[str, Any]) -> tuple[Network | None, tuple[Fault, ...]]:
    try:
        return Network.model_validate(data), ()
    except ValidationError as error:
        return None, faults_of(error, Network, data)


def _joined(shape: tuple[Fault, ...], checked: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Return both, each place said once: what a check says of a place is more than what its type says.

    What a validator of the model says of a whole row gives way to a check that names the key inside it.
    """
    places = {fault.keys for fault in checked}
    inside = {keys[:size] for keys in places for size in range(len(keys))}
    kept = (fault for fault in shape if fault.keys not in places and not (fault.own and fault.keys in inside))
    return (*kept, *dict.fromkeys(checked))
