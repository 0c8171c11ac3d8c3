"""How a rota heads its weeks and days, in French and in English."""

from __future__ import annotations

import datetime as dt

from reseau_sync.model.network import Language

LANGUAGES: tuple[Language, Language] = ("fr", "en")
NOWHERE = ("(sans lieu)", "(no place)")
"""What heads the row of what has no place."""

WEEKDAYS = (
    ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
)
MONTHS = (
    ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
     "décembre"),
    ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
     "December"),
)  # fmt: skip
_DAY = dt.timedelta(days=1)


def header_of(monday: dt.date, language: Language) -> list[str]:
    """Return the titles of a week (``Semaine 36 : du 6 au 12 septembre 2010``) and its days (``lundi 6 septembre``)."""
    return [week_title(monday, language), *(day_title(monday + at * _DAY, language) for at in range(7))]


def week_title(monday: dt.date, language: Language) -> str:
    """Return what heads a week: its ISO number, and its first and last day."""
    sunday = monday + 6 * _DAY
    months = MONTHS[LANGUAGES.index(language)]
    first = _number(monday, language)
    if (monday.year, monday.month) != (sunday.year, sunday.month):
        first += f" {months[monday.month - 1]}"
    if monday.year != sunday.year:
        first += f" {monday.year:04}"
    last = f"{_number(sunday, language)} {months[sunday.month - 1]} {sunday.year:04}"
    number = monday.isocalendar().week
    return f"Week {number}: {first} to {last}" if language == "en" else f"Semaine {number} : du {first} au {last}"


def day_title(day: dt.date, language: Language) -> str:
    """Return what heads a column: ``lundi 6 septembre``."""
    at = LANGUAGES.index(language)
    return f"{WEEKDAYS[at][day.weekday()]} {_number(day, language)} {MONTHS[at][day.month - 1]}"


def _number(day: dt.date, language: Language) -> str:
    return "1er" if language == "fr" and day.day == 1 else str(day.day)
