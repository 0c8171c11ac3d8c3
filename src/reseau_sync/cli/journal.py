"""The log as the command line shows it: as JSON for ``--log-json``, in words for ``merge -v``, else not at all."""

from __future__ import annotations

import click


def as_json() -> bool:
    """Say whether stderr is for the JSON log alone."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.find_root().params.get("log_json"))


def shown(ctx: click.Context, level: int) -> None:
    """Show the log from ``level`` on, until the command ends."""
    from reseau_sync.logs import to_stderr

    ctx.call_on_close(to_stderr(as_json=as_json(), level=level))
