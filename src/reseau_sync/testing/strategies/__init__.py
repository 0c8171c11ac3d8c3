"""Hypothesis strategies for the shared schema: what associations really write, and what nobody expects them to.

Each gives valid values only, shrinks toward plain ones (an event called "Réunion", at midnight on 1 January 1970 in
Europe/Paris, no option stated), and is cheap enough for hundreds of examples. Text holds no control characters and no
white space at its ends; local times are in the years 1970 to 2100, stamps in 1970 to 2037 and in whole seconds::

    @given(events())
    @given(st.lists(series(), max_size=5, unique_by=lambda event: event.uid))
    @given(entries(sources=("a", "b"), of=events(forms=("date", "zoned"), exotic=False)))
"""

from reseau_sync.testing.strategies.events import events
from reseau_sync.testing.strategies.networks import entries, networks, organisations
from reseau_sync.testing.strategies.series import occurrences_of, series
from reseau_sync.testing.strategies.single import approximate_events, organisation_refs, places, single_events
from reseau_sync.testing.strategies.texts import prose, titles, uids
from reseau_sync.testing.strategies.times import FORMS, Form, spans, stamps, times

__all__ = [
    "FORMS",
    "Form",
    "approximate_events",
    "entries",
    "events",
    "networks",
    "occurrences_of",
    "organisation_refs",
    "organisations",
    "places",
    "prose",
    "series",
    "single_events",
    "spans",
    "stamps",
    "times",
    "titles",
    "uids",
]
