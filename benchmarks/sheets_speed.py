"""sheets_speed.py [ROWS]: how long a list as people write it takes, beside icalendar parsing as many like VEVENTs.

Prints one JSON object: rows, the best of three runs of each in seconds of processor time, and their ratio. Nothing is
asserted.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import sys
import time
from collections.abc import Callable

import icalendar

from score_sheets import decoded

_PLACES = ("Calais, quai de la Moselle", "Grande-Synthe", "Loon-Plage", "Norrent-Fontes", "Dunkerque, port est")
_WHATS = ("Distribution de repas chauds", "Douches et lessive", "Permanence juridique", "Cours de français", "Réunion")
_WHO = ("Entraide des Dunes", "Marmite des Polders", "Soins sans rivage")
_HOURS = ("18h", "12h30-14h", "9h30 – 12h", "de 14 h à 16 h", "14:30")
_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")


def sheet(count: int) -> bytes:
    """Return a list of ``count`` rows, its dates written in turns."""
    lines = ["Planning des actions;;;;;;", "Date;Horaire;Lieu;Activité;Association;Référent;Remarques"]
    for at in range(count):
        day = dt.date(2010, 1, 1) + dt.timedelta(days=at % 3_000)
        date = (f"{day:%d/%m/%Y}", f"{_DAYS[day.weekday()]} {day:%d/%m/%Y}", f"{day:%Y-%m-%d}")[at % 3]
        cells = (date, _HOURS[at % 5], _PLACES[at % 4], f"{_WHATS[at % 5]} {at}", _WHO[at % 3], "Colette", f"note {at}")
        lines.append(";".join(cells))
    return "\r\n".join(lines).encode()


def calendar(count: int) -> bytes:
    """Return as many VEVENTs that say the same."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//FR"]
    for at in range(count):
        day = dt.date(2010, 1, 1) + dt.timedelta(days=at % 3_000)
        lines += [
            "BEGIN:VEVENT", f"UID:{at}@example.org", "DTSTAMP:20100901T080000Z",
            f"DTSTART;TZID=Europe/Paris:{day:%Y%m%d}T123000", f"DTEND;TZID=Europe/Paris:{day:%Y%m%d}T140000",
            f"SUMMARY:{_WHATS[at % 5]} {at}", f"LOCATION:{_PLACES[at % 4].replace(',', chr(92) + ',')}",
            f"DESCRIPTION:note {at}", "CONTACT:Colette", f"X-ORGANISATION:{_WHO[at % 3]}", "END:VEVENT",
        ]  # fmt: skip
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def best(work: Callable[[], object]) -> float:
    """Return the shortest of three runs, in seconds of processor time."""
    times = []
    for _ in range(3):
        gc.collect()
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rows, events = sheet(count), calendar(count)
    read = len(decoded(rows, None).entries)
    ours, theirs = best(lambda: decoded(rows, None)), best(lambda: icalendar.Calendar.from_ical(events))
    print(json.dumps({"rows": count, "events": read, "seconds": ours, "icalendar": theirs, "ratio": ours / theirs}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
