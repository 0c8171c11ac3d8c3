"""``reseau-sync check``: the network file, then every source; nothing is published."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TypeGuard

import click

from reseau_sync.cautions import cautions
from reseau_sync.cli.findings_table import write_findings
from reseau_sync.cli.options import config_option
from reseau_sync.cli.show import finding, matched, printable, problem, sources_table
from reseau_sync.config import Loaded, load
from reseau_sync.embedding import merge_calendars
from reseau_sync.entry import Rejected
from reseau_sync.errors import Words
from reseau_sync.feeds import worded
from reseau_sync.keys import public_key
from reseau_sync.model.network import Network
from reseau_sync.outlook import Outlook, as_it_stands, carried
from reseau_sync.reading import SourceReading, read_sources
from reseau_sync.registry import Registry
from reseau_sync.rendering import left_out
from reseau_sync.sinks import check_sinks
from reseau_sync.standing import Past
from reseau_sync.store import Store

_LOOKING = b"check"
"""Makes UIDs that nobody sees, where the key cannot be had."""


@click.command("check")
@config_option
@click.option(
    "--table",
    "table",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Écrit les lignes rejetées dans ce tableau CSV, à envoyer à l’association (a table of rejects).",
)
def command(config: Path, table: Path | None) -> None:
    """Vérifie le fichier du réseau et chaque agenda ; ne publie rien.

    Chaque ligne rejetée est montrée avec sa source, sa place, son texte, et ce qu’il faut écrire à la place ; pour les
    calendriers publics, les titres qui semblent nommer quelqu’un. Codes de sortie : 0 rien à redire ; 3 il y a à
    redire ; 2 le fichier du réseau est à corriger.
    """
    loaded = load(config)
    language = loaded.network.network.language
    check_sinks(loaded, Registry.default())
    now = dt.datetime.now(dt.UTC)
    sources = read_sources(loaded, Registry.default(), now)
    key = public_key(loaded, write=False)
    outlook = as_it_stands(loaded, _after(loaded, sources, now), now, key=key.value or _LOOKING)
    merged = outlook.merged or merge_calendars(loaded.network, ())
    views = [(feed, merged.view(feed.id)) for feed in loaded.network.feeds]
    rejected = [each for source in sources for each in source.state.rejected if each.scope != "skipped"]
    rejected += dict.fromkeys(each for _, view in views for each in view.refused)
    if table is not None:
        _written(table, rejected, loaded.network)
    click.echo(sources_table((source.health for source in sources), language))
    for each in rejected:
        click.echo(f"\n{finding(each, language)}")
    for conflict in merged.conflicts:
        click.echo(f"\n[{conflict.code}] {conflict.reason.to(language)}")
    careful = [each for feed, view in views for each in cautions(feed, loaded.network, view)]
    for caution in careful:
        click.echo(f"\n[{caution.code}] {caution.words.to(language)}\n  → {caution.advice.to(language)}")
    today = loaded.network.today(now)
    asked = len(outlook.awaiting(today))
    for feed, view in views:
        for said in left_out(
            feed, loaded.network, worded(feed, loaded.network, view.events), today, Registry.default()
        ):
            click.echo(f"\n{feed.id} : {printable(said.to(language))}")
    for line in (*matched(merged.fused, asked, len(merged.echoes)), *_idle(outlook, loaded)):
        click.echo(f"\n{printable(line.to(language))}")
    failed = [source.health for source in sources if source.health.reason is not None]
    for health in failed:
        problem(f"{health.source} : {health.reason.to(language) if health.reason else health.state}")
    if key.failure is not None:
        problem(key.failure.to(language))
    findings = len(rejected) + len(merged.identified.conflicts) + len(careful) + len(failed) + (key.failure is not None)
    click.echo()
    click.echo(
        Words("Rien à redire.", "Nothing to report.").to(language)
        if not findings
        else Words(f"{findings} point(s) à voir.", f"{findings} thing(s) to look at.").to(language)
    )
    sys.exit(3 if findings else 0)


def _after(loaded: Loaded, sources: Sequence[SourceReading], now: dt.datetime) -> Past:
    """Return what would stand after a merge; nothing is written."""
    path = loaded.folder / loaded.network.network.state
    with Store.open(path) if path.exists() else nullcontext() as store:
        past = store.load() if store is not None else Past()
        steps = carried(loaded.network, past, sources, now)
        standings = {id_: step.standings for id_, step in steps.items()}
        states = {id_: step.state for id_, step in steps.items()}
        return replace(past, sources=states, standings=standings, uids=dict(past.uids), stamps={})


def _idle(outlook: Outlook, loaded: Loaded) -> Iterator[Words]:
    """Yield the decisions that name nothing any more. They do no harm."""
    for each in outlook.decided.dangling:
        titles = ", ".join(f"« {name.title or name.uid} »" for name in each.events)
        name = loaded.network.network.decisions
        yield Words(
            f"Sans objet dans {name}, peut être effacé : {titles}",
            f"Without object in {name}, may be deleted: {titles}",
        )


def _written(path: Path, rejected: Iterable[Rejected], network: Network) -> None:
    """Write the table of what was rejected.

    :raises click.FileError: where it cannot be written
    """
    files = {each.id: Path(each.location).name for each in network.sources if _is_file(each.location)}
    try:
        write_findings(path, rejected, network.network.language, files)
    except OSError as error:
        raise click.FileError(str(path), error.strerror) from error


def _is_file(location: object) -> TypeGuard[str]:
    return isinstance(location, str) and "://" not in location
