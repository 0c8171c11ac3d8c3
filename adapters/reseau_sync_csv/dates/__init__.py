"""Dates, hours and recurrences as people write them in French and in English; pure, total, and never guessing.

    text --read_when--> values that lack what only the sheet knows --resolve--> moments, or one Problem

``read_times`` reads a column of hours, ``read_label`` a title or a heading, which give the :class:`Frame`. What a text
says is taken whole or not at all: a word that the grammar does not know makes a :class:`Problem`, with the code of
what the text would have been. docs/design/sheets.md has the grammar.
"""

from reseau_sync_csv.dates.frames import Frame, Order, date_of, proven
from reseau_sync_csv.dates.grammar import read_when
from reseau_sync_csv.dates.hours import read_times
from reseau_sync_csv.dates.labels import Label, day_of_title, read_label
from reseau_sync_csv.dates.resolving import Moment, resolve
from reseau_sync_csv.dates.values import Day, Days, Hours, Problem, Span, Times, When

__all__ = [
    "Day",
    "Days",
    "Frame",
    "Hours",
    "Label",
    "Moment",
    "Order",
    "Problem",
    "Span",
    "Times",
    "When",
    "date_of",
    "day_of_title",
    "proven",
    "read_label",
    "read_times",
    "read_when",
    "resolve",
]
