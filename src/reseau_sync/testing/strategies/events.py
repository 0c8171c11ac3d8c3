"""Events of all sorts."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from reseau_sync.model import AnyEvent
from reseau_sync.testing.strategies.series import series
from reseau_sync.testing.strategies.single import approximate_events, single_events
from reseau_sync.testing.strategies.times import FORMS, Form


def events(
    *, forms: Sequence[Form] = FORMS, exotic: bool = True, uid: SearchStrategy[str | None] | None = None
) -> SearchStrategy[AnyEvent]:
    """Give events of all sorts: single ones, approximate ones, and series with their overrides.

    :param forms: in which forms times are stated
    :param exotic: with what only iCalendar can say: other properties, alarms, CLASS, an HTML description, RDATE periods
    :param uid: where UIDs come from; ``st.none()`` for sources that give none
    """
    approximate = [approximate_events(exotic=exotic, uid=uid)] if "date" in forms else []
    single = single_events(forms=forms, exotic=exotic, uid=uid)
    return st.one_of([single, *approximate, series(forms=forms, exotic=exotic, uid=uid)])
