"""Options that several commands have, and how their values are read."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from reseau_sync.config import FILE_NAME

Command = TypeVar("Command", bound=Callable[..., Any])


def config_option(function: Command) -> Command:
    """Add ``-c/--config``."""
    return click.option(
        "-c",
        "--config",
        type=click.Path(path_type=Path),
        default=Path(FILE_NAME),
        show_default=True,
        help="Le fichier du réseau (the network file).",
    )(function)


class Instant(click.ParamType[dt.datetime]):
    """An ISO 8601 instant; without an offset it is read in UTC."""

    name = "ISO"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        """Return the aware instant."""
        if isinstance(value, dt.datetime):
            return value
        try:
            found = dt.datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"« {value} » n’est pas une date ISO 8601, telle que 2010-09-01T00:00:00Z", param, ctx)
        return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


class Day(click.ParamType[dt.date]):
    """An ISO 8601 day."""

    name = "AAAA-MM-JJ"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Return the day."""
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"« {value} » n’est pas un jour, tel que 2010-09-01 (not a day)", param, ctx)


def key_values(pairs: Iterable[str], hint: str = "--option") -> dict[str, Any]:
    """Return ``k=v`` options as a table: values that are JSON (true, 3, ["a"]) are read so, others are text.

    :raises click.BadParameter: for a pair without ``=``
    """
    found: dict[str, Any] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            # The pair is not quoted: it may be a password without its key.
            raise click.BadParameter("écrivez clé=valeur (write key=value)", param_hint=hint)
        try:
            found[key] = json.loads(value)
        except ValueError:
            found[key] = value
    return found
