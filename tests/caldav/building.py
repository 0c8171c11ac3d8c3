"""Events that are pushed."""

from __future__ import annotations

import datetime as dt

from reseau_sync.model import AnyEvent, Date, Event, FixedTime, Meeting, Place, Status, ZonedTime
from reseau_sync.model.event import Recurrence

STAMP = dt.datetime(2010, 9, 1, tzinfo=dt.UTC)


def event(number: int, title: str | None = None, *, hour: int = 18) -> AnyEvent:
    """Return a meeting of two hours in September, with stamps as feeds have them."""
    start = dt.datetime(2010, 9, 1, hour) + dt.timedelta(days=number)
    return Event(
        uid=f"e{number}@reseau-sync",
        title=title or f"Réunion {number}",
        start=ZonedTime(local=start, zone="Europe/Paris"),
        end=ZonedTime(local=start + dt.timedelta(hours=2), zone="Europe/Paris"),
        stamp=STAMP,
        last_modified=STAMP,
        sequence=0,
    )


def events(count: int) -> list[AnyEvent]:
    """Return so many meetings, a day each."""
    return [event(number) for number in range(count)]


def _at(day: int, hour: int = 18) -> ZonedTime:
    return ZonedTime(local=dt.datetime(2010, 9, day, hour), zone="Europe/Paris")


_STAMPS = {"stamp": STAMP, "last_modified": STAMP, "sequence": 0}

SPECIAL: list[AnyEvent] = [
    Meeting(
        uid="serie@reseau-sync",
        title="Collège, chaque mardi ; café 🎉",
        description="Ordre du jour :\n- accueil, écoute\n- « divers »\n\nÀ bientôt",
        start=_at(7),
        end=_at(7, 20),
        recurrence=Recurrence(rules=("FREQ=WEEKLY;COUNT=6",), excluded=(_at(21),)),
        place=Place(venue="Salle des fêtes", commune="Grande-Synthe"),
        categories=("réunion", "collège"),
        overrides=(
            Meeting(recurrence_id=_at(14), title="Collège à 19 h", start=_at(14, 19), end=_at(14, 21), **_STAMPS),
        ),
        **_STAMPS,
    ),
    Event(
        uid="jours@reseau-sync",
        title="Fête de quartier",
        start=Date(date=dt.date(2010, 9, 11)),
        end=Date(date=dt.date(2010, 9, 13)),
        status=Status.CANCELLED,
        **_STAMPS,
    ),
    Event(uid="jour@reseau-sync", title="Un jour", start=Date(date=dt.date(2010, 9, 15)), **_STAMPS),
    Event(uid="instant@reseau-sync", title="Sans fin", start=_at(16), **_STAMPS),
    Event(uid="utc@reseau-sync", title="Ailleurs", start=FixedTime(local=dt.datetime(2010, 9, 17, 9)), **_STAMPS),
]
"""What servers may see otherwise: a series with an exception, whole days, no end, UTC."""
