"""``reseau-sync split``: what was fused is not the same after all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import click

from reseau_sync.cli.asking import calendar_of, when
from reseau_sync.cli.options import Instant, config_option
from reseau_sync.cli.show import printable
from reseau_sync.cli.state import opened
from reseau_sync.config import Loaded
from reseau_sync.errors import ConfigError, Words
from reseau_sync.outlook import as_it_stands
from reseau_sync.reviewing import decide, event_of, name_of_part
from reseau_sync.view import Merged, Statement

_WHICH = Words(
    "Lesquels mettre à part ? Leurs numéros, séparés par des virgules, ou « tous » ; rien pour ne rien changer",
    "Which are to be put apart? Their numbers, separated by commas, or “all”; nothing to change nothing",
)


@click.command("split", short_help="Sépare ce qui a été réuni à tort.")
@click.argument("uid")
@config_option
@click.option(
    "--apart", multiple=True, metavar="NUMÉRO", type=click.IntRange(1), help="Met à part ce numéro, sans demander."
)
@click.option("--all", "everyone", is_flag=True, help="Met chacun à part, sans demander (each by itself).")
@click.option("--now", type=Instant(), default=None, help="L’instant présent (the present instant), ISO 8601.")
def command(uid: str, config: Path, apart: tuple[int, ...], everyone: bool, now: dt.datetime | None) -> None:
    """Sépare un évènement (son UID, ou le début) qui a été réuni à tort de plusieurs agendas.

    Montre qui l’annonce et demande lesquels mettre à part ; la réponse est notée dans decisions.toml, et le prochain
    « merge » en tient compte. (Takes apart what was fused wrongly.)
    """
    moment = now or dt.datetime.now(dt.UTC)
    with opened(config) as (loaded, store):
        outlook = as_it_stands(loaded, store.load(), moment)
    language = loaded.network.network.language
    merged = event_of(outlook, uid)
    parts = [*merged.group.statements, *merged.group.guests]
    if len(parts) < 2:
        raise ConfigError("not-fused", Words("un seul agenda l’annonce", "only one calendar states it"))
    _show(merged, parts, loaded)
    chosen = set(range(1, len(parts) + 1)) if everyone else set(apart) or _asked(len(parts), language)
    _check(chosen, len(parts))
    pairs = _pairs(parts, chosen, everyone=everyone)
    for left, right in pairs:
        sides = [[member.entry for part in each for member in part.members] for each in (left, right)]
        names = [name_of_part(each, loaded) for each in sides]
        decide(loaded, outlook, "not-same", names, today=loaded.network.today(moment))
    if pairs:
        said = Words(
            f"Noté dans {loaded.network.network.decisions} ; le prochain « merge » en tiendra compte.",
            f"Written to {loaded.network.network.decisions}; the next “merge” will obey.",
        )
        click.echo(said.to(language))


def _show(merged: Merged, parts: Sequence[Statement], loaded: Loaded) -> None:
    click.echo(printable(merged.event.title))
    for number, part in enumerate(parts, 1):
        entry = part.winner
        at = when(entry, loaded.network)
        click.echo(printable(f"  {number}. {calendar_of(entry, loaded.network)} : « {entry.event.title} », {at}"))


def _asked(count: int, language: str) -> set[int]:
    answer = str(click.prompt(_WHICH.to(language), default="", show_default=False)).strip().casefold()
    if answer in ("tous", "all"):
        return set(range(1, count + 1))
    try:
        return {int(each) for each in answer.replace(" ", ",").split(",") if each}
    except ValueError as error:
        raise click.BadParameter(Words("des numéros sont attendus", "numbers are expected").to(language)) from error


def _check(chosen: set[int], count: int) -> None:
    if any(each > count for each in chosen):
        raise click.BadParameter(f"1 – {count}")


Parts = Sequence[Statement]


def _pairs(parts: Parts, chosen: set[int], *, everyone: bool) -> list[tuple[Parts, Parts]]:
    """Return what is to be told apart: those chosen from all others; each from each, where that leaves no others."""
    inside = [part for number, part in enumerate(parts, 1) if number in chosen]
    outside = [part for number, part in enumerate(parts, 1) if number not in chosen]
    if inside and outside and not everyone:
        return [(inside, outside)]
    return [([a], [b]) for index, a in enumerate(inside) for b in inside[index + 1 :]]
