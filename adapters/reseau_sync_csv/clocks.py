"""Hours inside the text of a cell: where they are, not what they mean."""

from __future__ import annotations

import re

_NOON = r"(?<!après[ -])(?<!apres[ -])\bmidi"
"""Noon, not the end of "après-midi"."""
POINT = rf"(?:\d{{1,2}}\s?(?:h(?:eures?)?(?:\s?\d{{2}}(?![\s.]?\d))?|:\s?\d{{2}})(?![\w])|{_NOON}|minuit)"
_RANGE = rf"(?:de\s+)?(?:\d{{1,2}}(?=\s?-\s?\d{{1,2}}\s?h)|{POINT})\s*(?:-|–|—|à|a|>|→|/|jusqu'à)\s*{POINT}"
_ENGLISH = r"\d{1,2}(?::\d{2})?\s?(?:[ap]m)?\s*(?:-|–|to)\s*\d{1,2}(?::\d{2})?\s?[ap]m|\d{1,2}(?::\d{2})?\s?[ap]m"
HOURS = re.compile(
    rf"(?<![\w’'])[(\[]?\s*(?:(?:à partir de|dès|vers|à)\s+)?(?:{_RANGE}|{_ENGLISH}|{POINT})\s*[)\]]?", re.IGNORECASE
)
CLOCK_LIKE = re.compile(
    r"\d\s?h(?![a-z])|\d\s?h\d|\b\d{1,2}h(?=[a-zà-ÿ])|\d:\d\d|\d\s?[ap]m\b|\bminuit\b|"
    rf"{_NOON}\b|"
    # "14-16" may be hours; "3-6 ans" are none.
    r"(?<![\d/.,-])(?:[6-9]|[01]\d|2[0-4])\s?[-–]\s?(?:[7-9]|[01]\d|2[0-4])(?![\d/.,-]|\s*(?:ans?|pers|places|kg|€|%))",
    re.IGNORECASE,
)


def has_hours(text: str) -> bool:
    """Say whether a text has hours in it, as only an action has."""
    return bool(CLOCK_LIKE.search(text))
