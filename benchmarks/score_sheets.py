"""score_sheets.py DIR [--out PRED]: what the library reads in the labelled sheets of DIR, scored by their score.py.

Reads every sheet by the public API with nothing given but the reference date of its meta file, writes one
``<name>.pred.jsonl`` for each into PRED (a temporary folder without it), and prints the output of score.py, which is
in DIR or its parent, unchanged. Sheets that the folder generates (make_big.py) are written into PRED and read there.
Of two versions of one sheet (``*.rows.json`` names them) the second is read as a second reading of the first, and each
event gets as its ``uid`` the lasting key by which the library knows it in both.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from reseau_sync.embedding import read
from reseau_sync.entry import Decoded, Entry, Rejected
from reseau_sync.following import Followed, follow
from reseau_sync.model import AnyEvent, Date, Time
from reseau_sync.model.network import Network, NetworkInfo, SourceSpec
from reseau_sync.model.time import FixedTime, ZonedTime, aware, instant
from reseau_sync.model.zones import zone
from reseau_sync.vocabulary.services import Services

PARIS = zone("Europe/Paris")
DAY = dt.timedelta(days=1)
SOURCE = "feuille"
NETWORK = Network(
    network=NetworkInfo(name="essai"),
    sources=(SourceSpec(id=SOURCE, adapter="csv", location="feuille.csv"),),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path)
    given, rest = parser.parse_known_args()
    scorer = next(
        (each / "score.py" for each in (given.folder, given.folder.parent) if (each / "score.py").is_file()), None
    )
    if scorer is None:
        print(f"no score.py in {given.folder} or above it", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as temporary:
        out = given.out or Path(temporary)
        out.mkdir(parents=True, exist_ok=True)
        predict(given.folder, out)
        done = subprocess.run([sys.executable, str(scorer), str(given.folder), str(out), *rest], check=False)
    return done.returncode


def predict(folder: Path, out: Path) -> None:
    """Write the predictions for every sheet of ``folder`` that has a meta file."""
    found: dict[str, Decoded] = {}
    for meta_path in sorted(folder.glob("*.meta.json")):
        name = meta_path.name.removesuffix(".meta.json")
        meta = json.loads(meta_path.read_text(encoding="utf-8"))
        sheet = folder / f"{name}.csv"
        if not sheet.is_file():
            sheet = _generated(folder, out, name)
        if sheet.is_file():
            found[name] = decoded(sheet.read_bytes(), meta.get("reference_date"))
    for rows_path in sorted(folder.glob("*.rows.json")):
        rows = json.loads(rows_path.read_text(encoding="utf-8"))
        first, second = (str(rows[each]).removesuffix(".csv") for each in ("v1", "v2"))
        if first in found and second in found:
            found[first], found[second] = lasting(found[first], found[second])
    for name, read_there in found.items():
        lines = [json.dumps(each, ensure_ascii=False) for each in predictions(read_there)]
        (out / f"{name}.pred.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def lasting(first: Decoded, second: Decoded) -> tuple[Decoded, Decoded]:
    """Return two readings of one sheet, each entry with the key that it has in a source that is read twice.

    The sheet is read the day before what it announces first, and a day later when it was edited.
    """
    starts = [instant(entry.event.start, "Europe/Paris") for entry in first.entries]
    now = min(starts, default=dt.datetime(2010, 9, 1, tzinfo=dt.UTC)) - 2 * DAY
    once = follow(first, NETWORK, SOURCE, now=now)
    twice = follow(second, NETWORK, SOURCE, before=once, now=now + DAY)
    return replace(first, entries=_live(once)), replace(second, entries=_live(twice))


def _live(followed: Followed) -> tuple[Entry, ...]:
    return tuple(replace(each.entry, lasting=each.lasting) for each in followed.standings if each.state == "live")


def _generated(folder: Path, out: Path, name: str) -> Path:
    maker = next((each / "make_big.py" for each in (folder, folder.parent) if (each / "make_big.py").is_file()), None)
    if maker is not None:
        subprocess.run([sys.executable, str(maker), str(out)], check=False, capture_output=True)
    return out / f"{name}.csv"


def predictions(found: Decoded) -> Iterator[dict[str, Any]]:
    """Yield what the library reads in a sheet, in the form of the labels."""
    for rejected in found.rejected:
        if rejected.scope == "event":
            yield _error(rejected)
    for entry in found.entries:
        yield from _events(entry)


def decoded(data: bytes, reference: str | None) -> Decoded:
    """Return what the library reads in a sheet, given its reference date alone."""
    options = {"reference_date": dt.date.fromisoformat(reference)} if reference else {}
    source = NETWORK.sources[0].model_copy(update={"options": options})
    return read(data, NETWORK.model_copy(update={"sources": (source,)}), SOURCE)


def _error(rejected: Rejected) -> dict[str, Any]:
    return {**_place(rejected.where.row, rejected.where.column), "error": rejected.code}


def _place(row: int | None, column: int | None) -> dict[str, Any]:
    if row is None:
        return {"row": 0}
    return {"row": row} if column is None else {"row": row, "cell": f"{row},{column}"}


def _events(entry: Entry) -> Iterator[dict[str, Any]]:
    event = entry.event
    yield _event(entry, event)
    recurrence = event.recurrence
    for date in recurrence.dates if recurrence else ():
        yield _event(entry, event.model_copy(update={"start": date, "end": _moved(event, date), "recurrence": None}))


def _moved(event: AnyEvent, start: Time) -> Time | None:
    end = event.end
    if end is None:
        return None
    if isinstance(end, Date) and isinstance(start, Date) and isinstance(event.start, Date):
        return Date(date=start.date + (end.date - event.start.date))
    if isinstance(end, ZonedTime) and isinstance(start, ZonedTime) and isinstance(event.start, ZonedTime):
        return end.model_copy(update={"local": start.local + (end.local - event.start.local)})
    return None


def _event(entry: Entry, event: AnyEvent) -> dict[str, Any]:
    all_day = isinstance(event.start, Date)
    recurrence = event.recurrence
    names = Services()
    return {
        **_place(entry.where.row, entry.where.column),
        "title": event.title,
        "start": _iso(event.start),
        "end": _last(event.start, event.end),
        "all_day": all_day,
        "rrule": recurrence.rules[0] if recurrence and recurrence.rules else None,
        "exdates": [_iso(each)[:10] for each in recurrence.excluded] if recurrence else [],
        "status": (event.status or "confirmed").upper(),
        "site": event.place.line() if event.place else None,
        "organisation": event.lead.name if event.lead else None,
        "services": [name for each in event.services for name in (each, names.name(each)) if name],
        **({"uid": uid} if (uid := entry.lasting or event.uid) else {}),
    }


def _iso(time: Time) -> str:
    if isinstance(time, Date):
        return time.date.isoformat()
    if isinstance(time, FixedTime):
        return aware(time).astimezone(PARIS).strftime("%Y-%m-%dT%H:%M")
    return time.local.strftime("%Y-%m-%dT%H:%M")


def _last(start: Time, end: Time | None) -> str | None:
    """Return the end as the labels have it: the last day included, none for one day."""
    if end is None:
        return None
    if isinstance(end, Date) and isinstance(start, Date):
        last = end.date - dt.timedelta(days=1)
        return last.isoformat() if last > start.date else None
    return _iso(end)


if __name__ == "__main__":
    sys.exit(main())
