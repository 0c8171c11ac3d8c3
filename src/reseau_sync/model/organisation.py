"""Who does something."""

from __future__ import annotations

from enum import StrEnum

from reseau_sync.model.base import Value


class OrganisationType(StrEnum):
    """What kind of body an organisation is; unions and parties are kinds of their own."""

    ASSOCIATION = "association"
    COLLECTIVE = "collective"
    UNION = "union"
    PARTY = "party"
    INSTITUTION = "institution"
    HEALTH = "health"
    OTHER = "other"


class OrganisationRef(Value):
    """An organisation as an event names it; ``id`` is set where the network declares it."""

    name: str
    id: str | None = None
    type: OrganisationType | None = None
