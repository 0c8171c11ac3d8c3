"""edited_sheets.py DIR [--rounds 6] [--seed 0]: do the events of a sheet keep their identity when people edit it?

Reads every sheet (``*.csv``) of DIR whose events have no identifiers, edits what it says at random, as people do, and
follows it over the edit (reseau_sync.following). Prints one JSON object: for each kind of edit how many kept their
identity, lost it (a new event and a withdrawal, which is true, only less helpful), or got another's. Nothing is
asserted. Two events that end up saying the same may swap unseen: that counts as kept.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from reseau_sync.entry import Decoded, Entry
from reseau_sync.following import Followed, follow
from reseau_sync.model import AnyEvent, Date, OrganisationRef, Place, Status, Time, ZonedTime
from reseau_sync.model.time import instant
from score_sheets import NETWORK, SOURCE, decoded

DAY = dt.timedelta(days=1)
Edit = Callable[[AnyEvent, random.Random], AnyEvent | None]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sheet in sorted(given.folder.glob("*.csv")):
        entries = [each for each in decoded(sheet.read_bytes(), _reference(sheet)).entries if each.event.uid is None]
        if len(entries) < 4:
            continue
        for number in range(given.rounds):
            _round(entries, random.Random(f"{given.seed}{sheet.name}{number}"), found)
    totals = sum(found.values(), Counter[str]())
    print(json.dumps({"total": totals} | {kind: found[kind] for kind in sorted(found)}, ensure_ascii=False))
    return 0


def _reference(sheet: Path) -> str | None:
    meta = sheet.with_suffix(".meta.json")
    stated: str | None = json.loads(meta.read_text(encoding="utf-8")).get("reference_date") if meta.is_file() else None
    return stated


def _round(entries: Sequence[Entry], chance: random.Random, found: defaultdict[str, Counter[str]]) -> None:
    """Edit a sheet once, and count what became of each event."""
    now = min(instant(each.event.start, "Europe/Paris") for each in entries) - 2 * DAY
    once = follow(Decoded(tuple(entries)), NETWORK, SOURCE, now=now)
    keys = {_place(each.entry): each.lasting for each in once.standings}
    said = {each.lasting: each.entry.event for each in once.standings}
    rows = _edited(entries, chance)
    second = [
        Entry.of(SOURCE, event, replace(entries[0].where, row=number, column=None, record=number))
        for number, (event, _, _) in enumerate(rows, 1)
    ]
    twice = follow(Decoded(tuple(second)), NETWORK, SOURCE, before=once, now=now + DAY)
    live = _by_row(twice)
    for number, (_, before, kind) in enumerate(rows, 1):
        key = live[number]
        if before is None:
            found[kind]["new" if key not in said else "taken from another"] += 1
        elif key == keys[_place(before)] or said.get(key) == before.event:
            found[kind]["kept"] += 1
        else:
            found[kind]["lost" if key not in said else "taken from another"] += 1


def _by_row(followed: Followed) -> dict[int | None, str]:
    return {each.entry.where.row: each.lasting for each in followed.standings if each.state == "live"}


def _place(entry: Entry) -> tuple[object, ...]:
    return entry.where.row, entry.where.column, entry.digest


def _edited(entries: Sequence[Entry], chance: random.Random) -> list[tuple[AnyEvent, Entry | None, str]]:
    """Return what an edited sheet says: each event, what it was before, and what was done to it."""
    rows: list[tuple[AnyEvent, Entry | None, str]] = []
    for each in entries:
        roll = chance.random()
        if roll < 0.08:
            continue  # struck out
        kind = chance.choice(sorted(EDITS)) if roll < 0.35 else "none"
        changed = EDITS[kind](each.event, chance) if kind in EDITS else None
        rows.append((each.event, each, "none") if changed is None else (changed, each, kind))
    rows += [(_another(chance.choice(entries).event, chance), None, "added") for _ in range(chance.randrange(3))]
    if chance.random() < 0.5:
        chance.shuffle(rows)
    return rows


def _another(like: AnyEvent, chance: random.Random) -> AnyEvent:
    title = chance.choice(("Livraison de bois", "Assemblée générale", "Fête de quartier"))
    return _shifted(like.model_copy(update={"title": title}), chance.choice((1, 3, 9)) * DAY)


def _shifted(event: AnyEvent, by: dt.timedelta) -> AnyEvent:
    end = None if event.end is None else _later(event.end, by)
    return event.model_copy(update={"start": _later(event.start, by), "end": end})


def _later(time: Time, by: dt.timedelta) -> Time:
    if isinstance(time, Date):
        return Date(date=time.date + by)
    return time.model_copy(update={"local": time.local + by})


def _words_added(event: AnyEvent, chance: random.Random) -> AnyEvent:
    return event.model_copy(update={"title": f"{event.title} {chance.choice(('au local', '+ recharge', 'collectif'))}"})


def _word_dropped(event: AnyEvent, chance: random.Random) -> AnyEvent | None:
    words = event.title.split()
    if len(words) < 2:
        return None
    del words[chance.randrange(len(words))]
    return event.model_copy(update={"title": " ".join(words)})


def _misspelt(event: AnyEvent, chance: random.Random) -> AnyEvent | None:
    if len(event.title) < 4:
        return None
    at = chance.randrange(1, len(event.title) - 1)
    return event.model_copy(update={"title": event.title[:at] + event.title[at + 1 :]})


def _hours_moved(event: AnyEvent, chance: random.Random) -> AnyEvent | None:
    if isinstance(event.start, Date):
        return None
    return _shifted(event, dt.timedelta(minutes=chance.choice((-60, -30, 15, 30, 90))))


def _start_moved(event: AnyEvent, chance: random.Random) -> AnyEvent | None:
    if isinstance(event.start, Date) or event.end is None:
        return None
    return event.model_copy(update={"start": _later(event.start, dt.timedelta(minutes=chance.choice((-30, 30))))})


def _hour_known(event: AnyEvent, _: random.Random) -> AnyEvent | None:
    if not isinstance(event.start, Date) or event.end is not None or event.recurrence is not None:
        return None
    evening = dt.datetime.combine(event.start.date, dt.time(18))
    return event.model_copy(update={"start": ZonedTime(local=evening, zone="Europe/Paris", floating=True)})


def _day_moved(event: AnyEvent, chance: random.Random) -> AnyEvent | None:
    return None if event.recurrence is not None else _shifted(event, chance.choice((-2, -1, 1, 2, 3, 7)) * DAY)


def _site_changed(event: AnyEvent, chance: random.Random) -> AnyEvent | None:
    place = Place(venue=chance.choice(("Salle des fêtes", "Gymnase")), commune=chance.choice((None, "Bailleul")))
    return None if event.place is None else event.model_copy(update={"place": place})


def _hands_changed(event: AnyEvent, _: random.Random) -> AnyEvent:
    return event.model_copy(update={"lead": OrganisationRef(name="Une autre association")})


def _remarked(event: AnyEvent, chance: random.Random) -> AnyEvent:
    return event.model_copy(update={"description": f"remarque {chance.random()}"})


def _called_off(event: AnyEvent, _: random.Random) -> AnyEvent:
    return event.model_copy(update={"status": Status.CANCELLED})


def _title_and_hours(event: AnyEvent, chance: random.Random) -> AnyEvent | None:
    return _hours_moved(_words_added(event, chance), chance)


EDITS: dict[str, Edit] = {
    "words added": _words_added,
    "word dropped": _word_dropped,
    "misspelt": _misspelt,
    "hours moved": _hours_moved,
    "start moved": _start_moved,
    "hour known": _hour_known,
    "day moved": _day_moved,
    "site changed": _site_changed,
    "organisation changed": _hands_changed,
    "remark": _remarked,
    "called off": _called_off,
    "title and hours": _title_and_hours,
}

if __name__ == "__main__":
    sys.exit(main())
