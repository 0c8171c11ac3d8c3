"""Trying again, and only where another try may help."""

from __future__ import annotations

import email.utils
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from reseau_sync.errors import SourceError
from reseau_sync.transport.limits import Deadline

T = TypeVar("T")

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0


class MayPassError(Exception):
    """A failure that may be gone at the next try.

    :param error: what to report if it is not
    :param wait: seconds that the server asked to wait for, if it did
    """

    def __init__(self, error: SourceError, wait: float | None = None) -> None:
        super().__init__(error.code)
        self.error = error
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Patience:
    """How to wait between tries: ``sleep`` in seconds, and ``chance`` in [0, 1), so that hubs do not knock in step."""

    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.SystemRandom().random

    def pause(self, tried: int, wait: float | None) -> float:
        """Return the seconds to wait after try number ``tried`` (from 1): what was asked for, and a growing chance."""
        grown = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (tried - 1))
        return (wait or 0.0) + grown * (0.5 + 0.5 * self.chance())


def persist(attempt: Callable[[], T], attempts: int, deadline: Deadline, patience: Patience) -> T:
    """Return what ``attempt`` gives, trying at most ``attempts`` times while the deadline leaves room for the pause.

    :raises SourceError: the last failure, or the first one that will not pass
    """
    tried = 0
    while True:
        tried += 1
        try:
            return attempt()
        except MayPassError as failure:
            pause = patience.pause(tried, failure.wait)
            if tried >= attempts or pause >= deadline.remaining():
                raise failure.error from failure.__cause__
        patience.sleep(pause)


def seconds_asked(retry_after: str | None, date: str | None) -> float | None:
    """Return how long ``Retry-After`` asks to wait (RFC 9110, 10.2.3), or ``None``.

    A date is taken relative to the answer's own ``Date``: the clock here may differ, and none is needed.
    """
    if not retry_after:
        return None
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    moment, now = _moment(retry_after), _moment(date)
    return max(0.0, moment - now) if moment is not None and now is not None else None


def _moment(http_date: str | None) -> float | None:
    parsed = email.utils.parsedate_tz(http_date or "")
    try:
        return float(email.utils.mktime_tz(parsed)) if parsed else None
    except (ValueError, OverflowError):
        return None
