"""``reseau-sync merge``: read every source, merge, publish every feed."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from collections import Counter
from pathlib import Path
from typing import Literal

import click

from reseau_sync.cli.collecting import collecting_seldom
from reseau_sync.cli.journal import as_json, shown
from reseau_sync.cli.options import Day, Instant, config_option
from reseau_sync.cli.show import FEED_STATES, matched, printable, problem, sources_table
from reseau_sync.clusters import clusters
from reseau_sync.config import Loaded, load
from reseau_sync.errors import PublishError, Words
from reseau_sync.outlook import computed
from reseau_sync.pipeline import Run, rebuilt_words, remembering, run
from reseau_sync.publication import FeedOutcome
from reseau_sync.publish import write_atomic
from reseau_sync.report import report
from reseau_sync.standing import Past

_DONE: dict[Literal["create", "update", "delete", "keep"], Words] = {
    "create": Words("ajoutés", "added"),
    "update": Words("modifiés", "changed"),
    "delete": Words("supprimés", "deleted"),
}


@click.command("merge")
@config_option
@click.option("--dry-run", is_flag=True, help="Dit ce qui serait fait, n’écrit rien (writes nothing).")
@click.option(
    "--report",
    "report_path",
    type=click.Path(path_type=Path),
    help="Écrit un compte rendu JSON, pour vous seul : il nomme aussi ce qui est fermé (a report, not to publish).",
)
@click.option(
    "--clusters",
    "clusters_path",
    type=click.Path(path_type=Path),
    help="Écrit ce qui a été réuni, une ligne JSON par évènement (JSON Lines: what was found to be one event).",
)
@click.option("--from", "first", type=Day(), default=None, help="Avec --clusters : premier jour (first day).")
@click.option("--to", "last", type=Day(), default=None, help="Avec --clusters : dernier jour compris (last day).")
@click.option("--yes", is_flag=True, help="Accepte qu’un agenda en ligne perde beaucoup d’évènements (agree).")
@click.option("--now", type=Instant(), default=None, help="L’instant présent (the present instant), ISO 8601.")
@click.option(
    "-q", "--quiet", is_flag=True, help="Ne dit que ce qui est nouveau et ne va pas (only what is newly wrong)."
)
@click.option(
    "-v", "--verbose", is_flag=True, help="Dit aussi chaque ligne rejetée, et ce qui est lu (more, in the log too)."
)
@click.pass_context
def command(
    ctx: click.Context,
    config: Path,
    dry_run: bool,
    yes: bool,
    report_path: Path | None,
    clusters_path: Path | None,
    first: dt.date | None,
    last: dt.date | None,
    now: dt.datetime | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Lit tous les agendas, les fusionne, publie les calendriers.

    Codes de sortie : 0 tout est juste ; 3 tout est publié, mais une source est en panne ; 1 un calendrier manque ;
    2 le fichier du réseau est à corriger. Avec -q, une source qui ne va pas est dite quand son état change, puis une
    fois par jour ; le code de sortie reste 3.
    """
    loaded = load(config)
    language = loaded.network.network.language
    moment = now or dt.datetime.now(dt.UTC)
    if verbose:
        shown(ctx, logging.DEBUG)
    live = sys.stderr.isatty() and not quiet and not as_json()
    with collecting_seldom():
        done = run(loaded, now=moment, dry_run=dry_run, agreed=yes, progress=_progress if live else lambda _: None)
    if live:
        click.echo("\r\033[K", nl=False, err=True)
    if not quiet:
        _show(done, language, verbose=verbose)
    if not as_json():  # the log has said it already
        _complain(done, language, quiet=quiet)
    code = done.exit_code
    if report_path is not None and not _written(report_path, _report(done), language):
        code = code or 3
    if clusters_path is not None:
        days = _days(first, last, loaded.network.today(moment))
        if not _written(clusters_path, _clusters(done, loaded, moment, days), language):
            code = code or 3
    sys.exit(code)


def _progress(source: str) -> None:
    click.echo(f"\r\033[K{source}", nl=False, err=True)


def _show(done: Run, language: str, *, verbose: bool) -> None:
    from reseau_sync.cli.show import finding

    click.echo(sources_table(done.sources, language))
    click.echo()
    for feed in done.feeds:
        click.echo(_feed_line(feed, language))
        unsaid = [each.to(language) for each in feed.left_out] if verbose else []  # else « check » says it, once
        for line in (*_pushed_lines(feed, language), *unsaid):
            click.echo(f"  {printable(line)}")
    for said in matched(done.fused, done.awaiting, len(done.echoes)):
        click.echo(said.to(language))
    if verbose:
        for each in done.rejected:
            click.echo(finding(each, language))
        for conflict in done.conflicts:
            click.echo(f"[{conflict.code}] {conflict.reason.to(language)}")


def _feed_line(feed: FeedOutcome, language: str) -> str:
    count = Words(f"{feed.events} évènements, ", f"{feed.events} events, ").to(language)
    return f"{feed.where} : {count if feed.events is not None else ''}{FEED_STATES[feed.state].to(language)}"


def _pushed_lines(feed: FeedOutcome, language: str) -> list[str]:
    """Return what is, or would be, written into a calendar of a server, event by event where it was not done."""
    if feed.plan is None or feed.path is not None:
        return []
    counted = Counter(change.action for change in feed.plan.writes)
    lines = [", ".join(f"{counted[action]} {_DONE[action].to(language)}" for action in _DONE if counted[action])]
    if feed.state not in ("written", "unchanged"):
        lines += [change.about.say(language) for change in feed.plan.writes if change.about is not None]
    return [line for line in lines if line]


def _complain(done: Run, language: str, *, quiet: bool) -> None:
    """Say on stderr what is amiss; in quiet only what is new, and once a day what lasts."""
    if done.rebuilt is not None:
        problem(rebuilt_words(done.rebuilt).to(language))
    for feed_id, words in done.left:
        problem(f"{feed_id} : {words.to(language)}")
    lasting = [(source.source, source.reason) for source in done.sources if source.reason is not None]
    for source, words in done.news if quiet else lasting:
        problem(f"{source} : {words.to(language)}")
    for feed in done.feeds:
        if feed.reason is not None:
            problem(f"{feed.feed} : {feed.reason.to(language)}")
        for conflict in feed.news if quiet else feed.conflicts:
            problem(f"{feed.feed} : {conflict.reason.to(language)}")


def _report(done: Run) -> str:
    return json.dumps(report(done), ensure_ascii=False, indent=2) + "\n"


def _days(first: dt.date | None, last: dt.date | None, today: dt.date) -> tuple[dt.date, dt.date]:
    """Return the days of ``--clusters``: without any, a month back and a year ahead."""
    days = first or today - dt.timedelta(days=31), last or (first or today) + dt.timedelta(days=366)
    if days[0] > days[1]:
        raise click.BadParameter("--from vient après --to (--from is later than --to)", param_hint="--from")
    return days


def _clusters(done: Run, loaded: Loaded, now: dt.datetime, days: tuple[dt.date, dt.date]) -> str:
    if done.outlook.merged is not None:
        lines = clusters(done.outlook.merged, *days)
    else:  # nothing changed, and nothing was computed: what stands is read again
        with remembering(loaded, write=False) as store:
            merged = computed(loaded, store.load() if store else Past(), now=now).merged
            lines = clusters(merged, *days) if merged is not None else []
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _written(path: Path, text: str, language: str) -> bool:
    try:
        write_atomic(path, text.encode(), private=True)
    except PublishError as error:
        problem(error.say(language))
        return False
    return True
