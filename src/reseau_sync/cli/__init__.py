"""The command line: arguments, exit codes, what is printed; nothing else.

Exit codes: 0 every feed is right; 3 every feed stands, but something failed; 1 some feed has no copy to stand on (or,
for ``read`` and ``convert``, the calendar could not be read); 2 usage or configuration.
"""

from __future__ import annotations

import importlib
import sys
from importlib.metadata import version
from typing import Any

import click

from reseau_sync.errors import AdapterError, Busy, ConfigError, ReseauError

_COMMANDS = (
    *("init", "check", "merge", "status", "diff", "history", "accept", "retract", "rollback", "resume", "purge"),
    *("read", "convert", "schema"),
)


def _exit_code(error: ReseauError) -> int:
    if isinstance(error, Busy):
        return 0
    return 2 if isinstance(error, ConfigError | AdapterError) else 1


class _Commands(click.Group):
    """Loads a command's module when it is used, so that ``--help`` is quick; turns our errors into exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which a newcomer meets them."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"reseau_sync.cli.{cmd_name}_command").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run; an error raised on purpose is said in words, on stderr."""
        try:
            return super().invoke(ctx)
        except ReseauError as error:
            click.echo(f"reseau-sync: {error.say(ctx.params.get('language') or 'fr')}", err=True)
            ctx.exit(_exit_code(error))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("reseau-sync"), prog_name="reseau-sync", message="%(prog)s %(version)s")
@click.option("--language", type=click.Choice(["fr", "en"]), help="Langue des messages (language of the messages).")
def main(language: str | None) -> None:
    """Un seul calendrier pour tout un réseau d’associations.

    Commencez par « reseau-sync init », puis « reseau-sync check » et « reseau-sync merge ».
    """
    del language
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
