"""Two events side by side, and a person's answer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence

import click

from reseau_sync.cli.show import printable
from reseau_sync.decisions import Verdict
from reseau_sync.decisions.naming import start_of
from reseau_sync.entry import Entry
from reseau_sync.errors import Words
from reseau_sync.model.network import Network
from reseau_sync.model.time import Time
from reseau_sync.reviewing import Question
from reseau_sync.view import Evidence

WIDTH = 38
MOST = 6
"""So many reasons are shown on each side."""
_ROWS: tuple[tuple[Words, Callable[[Entry, Time | None, Network], str]], ...] = (
    (Words("titre", "title"), lambda entry, _at, _network: entry.event.title or "–"),
    (Words("début", "start"), lambda entry, at, network: when(entry, network, at)),
    (
        Words("lieu", "place"),
        lambda entry, _at, _network: (entry.event.place.line() if entry.event.place else "") or "–",
    ),
    (Words("agenda", "calendar"), lambda entry, _at, network: calendar_of(entry, network)),
)
_REPEATED = Words("répété", "repeated")
_PROMPT = Words(
    "Est-ce le même ? [m]ême, [d]ifférent, [p]lus tard, [q]uitter",
    "Are they the same? [s]ame, [d]ifferent, [l]ater, [q]uit",
)
_ANSWERS: dict[str, Verdict] = {
    **dict.fromkeys(("m", "meme", "même", "o", "oui", "s", "same", "y", "yes"), "same"),
    **dict.fromkeys(("d", "different", "différent", "n", "non", "no"), "not-same"),
    **dict.fromkeys(("p", "plus tard", "l", "later", ""), "later"),
}
_AGAIN = Words("Je n’ai pas compris : m, d, p ou q.", "I did not understand: s, d, l or q.")


def at_a_terminal() -> bool:
    """Say whether somebody can be asked."""
    return sys.stdin.isatty()


def when(entry: Entry, network: Network, at: Time | None = None) -> str:
    """Return when an entry's event starts, as people write it: ``15/12/2026 14:00``.

    :param at: the occurrence that is meant, where the event repeats
    """
    event = entry.event if at is None else entry.event.model_copy(update={"start": at})
    day, _, hour = start_of(event, network.network.timezone).partition(" ")
    said = " ".join(["/".join(reversed(day.split("-"))), hour]).strip()
    return said if at is None else f"{said} ({_REPEATED.to(network.network.language)})"


def calendar_of(entry: Entry, network: Network) -> str:
    """Return whose calendar an entry stands in, as people know it."""
    source = network.source(entry.source)
    organisation = network.organisation(source.organisation) if source is not None else None
    return f"{organisation.name} ({entry.source})" if organisation is not None else entry.source


def side_by_side(question: Question, network: Network) -> str:
    """Return the two events of a question, a line for each thing to compare, and why it is asked."""
    language = network.network.language
    sides = tuple(zip(question.entries, question.at, strict=True))
    lines = []
    for label, value in _ROWS:
        cells = [_fitted(printable(value(each, at, network))) for each, at in sides]
        for number, (a, b) in enumerate(_rows(cells)):
            lines.append(f"  {label.to(language) if number == 0 else '':8} {a:{WIDTH}}  {b}".rstrip())
    uids = [each.group.uid[:12] for each in (question.left, question.right)]
    lines.append(f"  {'UID':8} {uids[0]:{WIDTH}}  {uids[1]}")
    for side, said in weighed(question.evidence, language):
        lines.append(f"  {side:8} {printable(said)}")
    return "\n".join(lines)


def weighed(evidence: Iterable[Evidence], language: str) -> list[tuple[str, str]]:
    """Return what speaks for one event, and what for two, the weightiest first; each where there is any."""
    found = sorted(evidence, key=lambda each: (-abs(each.weight), each.code))
    sides = (
        (Words("pour", "for"), [each for each in found if each.weight > 0]),
        (Words("contre", "against"), [each for each in found if each.weight < 0]),
    )
    return [
        (label.to(language), " ; ".join(each.words.to(language) for each in some[:MOST]))
        for label, some in sides
        if some
    ]


def _fitted(text: str) -> list[str]:
    """Return the text in lines that fit."""
    lines, line = [], ""
    for word in text.split() or ["–"]:
        if line and len(line) + 1 + len(word) > WIDTH:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [each[:WIDTH] for each in [*lines, line]][:4]


def _rows(cells: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    height = max(map(len, cells))
    left, right = ([*each, *[""] * (height - len(each))] for each in cells)
    return list(zip(left, right, strict=True))


def ask(language: str, prompt: Callable[[str], str] | None = None) -> Verdict | None:
    """Return a person's answer, asked for until it is one; ``None`` where the person has had enough."""
    read = prompt or (lambda text: str(click.prompt(text, default="", show_default=False)))
    while True:
        answer = read(_PROMPT.to(language)).strip().casefold()
        if answer in ("q", "quitter", "quit"):
            return None
        if answer in _ANSWERS:
            return _ANSWERS[answer]
        click.echo(_AGAIN.to(language))
