"""What a 4W table (who does what, where, when) has in columns of its own: clusters, coordinates, unions and parties."""

from __future__ import annotations

from reseau_sync.model import AnyEvent
from reseau_sync.model.organisation import OrganisationType
from reseau_sync_csv.cells import guarded, joined
from reseau_sync_csv.codecs import Desk

_GROUPS = (OrganisationType.UNION, OrganisationType.PARTY)


def derived_cells(event: AnyEvent, desk: Desk) -> dict[str, str]:
    """Return the cells of :data:`.columns.DERIVED`, guarded.

    HXL counts unions and parties as groups that are no humanitarian responders, beside the organisations.
    """
    clusters = (desk.services.cluster(each) for each in event.services)
    groups = (each.name for each in (event.lead, *event.partners) if each is not None and each.type in _GROUPS)
    geo = event.place.geo if event.place is not None else None
    found = {
        "host": joined(() if event.lead or event.partners else desk.hosts(event)),
        "sectors": joined(dict.fromkeys(each for each in clusters if each)),
        "groups": joined(dict.fromkeys(groups)),
        "latitude": "" if geo is None else f"{geo.latitude!r}",
        "longitude": "" if geo is None else f"{geo.longitude!r}",
    }
    numbers = ("latitude", "longitude")  # spreadsheets and HXL want them bare; a negative number is no formula
    return {name: cell if name in numbers or not cell else guarded(cell) for name, cell in found.items()}
