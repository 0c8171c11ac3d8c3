"""The command line: arguments, exit codes, what is printed; nothing else.

Exit codes: 0 every feed is right; 3 every feed stands, but something failed; 1 some feed has no copy to stand on (or,
for ``read`` and ``convert``, the calendar could not be read); 2 usage or configuration.
"""

from __future__ import annotations

import importlib
import logging
import sys
import traceback
from importlib.metadata import version
from typing import Any

import click

from reseau_sync.cli.journal import as_json, shown
from reseau_sync.errors import AdapterError, Busy, ConfigError, ReseauError

_COMMANDS = (
    *("init", "check", "merge", "status", "diff", "history", "accept", "retract", "rollback", "resume", "purge"),
    *("links", "renew", "review", "explain", "split", "read", "convert", "schema"),
)
_LANGUAGE = "Langue des messages, là où aucun reseau.toml ne la dit (of the messages, where no reseau.toml says it)."


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
        """Run; an error raised on purpose is said in words, on stderr, and no other shows a secret.

        The messages of libraries quote what they were given: their traceback is printed scrubbed.
        """
        try:
            return super().invoke(ctx)
        except ReseauError as error:
            _say(error, ctx)
            ctx.exit(_exit_code(error))
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise  # click's own business: usage, the end, a reader who went away
        except Exception:  # a fault of the program: whatever it is, it ends here, and may hold anything
            _say_broken()
            ctx.exit(1)


def _say(error: ReseauError, ctx: click.Context) -> None:
    said = error.say(ctx.params.get("language") or "fr")
    if as_json():
        from reseau_sync.logs import LOGGER

        level = logging.INFO if isinstance(error, Busy) else logging.ERROR
        LOGGER.log(level, "%s", said, extra={"event": "stopped", "code": error.code})
    else:
        click.echo(f"reseau-sync: {said}", err=True)


def _say_broken() -> None:
    from reseau_sync.logs import LOGGER, scrubbed

    said = "erreur du programme, à signaler à qui le tient (a fault of the program, to be reported)"
    if as_json():
        LOGGER.critical("%s", said, exc_info=True, extra={"event": "broken"})
    else:
        click.echo(f"{scrubbed(traceback.format_exc())}reseau-sync: {said}", err=True)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version("reseau-sync"), prog_name="reseau-sync", message="%(prog)s %(version)s")
@click.option("--language", type=click.Choice(["fr", "en"]), help=_LANGUAGE)
@click.option(
    "--log-json", is_flag=True, help="Le journal en JSON, une ligne par fait, sur la sortie d’erreur (a JSON log)."
)
@click.pass_context
def main(ctx: click.Context, language: str | None, log_json: bool) -> None:
    """Un seul calendrier pour tout un réseau d’associations.

    Commencez par « reseau-sync init », puis « reseau-sync check » et « reseau-sync merge ». « reseau-sync status » dit
    comment vont les sources. (One calendar for a whole network of associations: start with “init”.)
    """
    del language
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if log_json:
        shown(ctx, logging.INFO)
