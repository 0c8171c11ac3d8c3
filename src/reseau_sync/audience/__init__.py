"""Who may know of an event, and what of it: defaults, ceilings, and projections built from an allow-list. Pure.

A feed's members are chosen here (:func:`opened`), identified, then projected (:func:`projected`) before they are
combined; what comes of them is held to the allow-list once more (:func:`closed`). So an entry that a readership may not
see never alters what it sees (law 9 of the merge).
"""

from reseau_sync.audience.ceilings import audience_of, narrowest, wide_enough
from reseau_sync.audience.linking import has_token, public_link
from reseau_sync.audience.opening import busy, closed, opened, projected
from reseau_sync.audience.persons import in_other_letters, suspected_persons
from reseau_sync.audience.scopes import PUBLIC_SCOPE, keyed_uid, scope_of
from reseau_sync.audience.scrubbing import scrubbed

__all__ = [
    "PUBLIC_SCOPE",
    "audience_of",
    "busy",
    "closed",
    "has_token",
    "in_other_letters",
    "keyed_uid",
    "narrowest",
    "opened",
    "projected",
    "public_link",
    "scope_of",
    "scrubbed",
    "suspected_persons",
    "wide_enough",
]
