"""Which entries state the same event, and which version of it wins. Pure: values in, values out.

revision.py is law 4 (the newest version), uids.py says when a UID identifies, identity.py forms the groups, series.py
puts a series together, naming.py gives lasting UIDs, combine.py makes one event of a group. The laws stand in
docs/design/merge.md.
"""

from reseau_sync.merge.combine import Combiner, combine
from reseau_sync.merge.identity import identify
from reseau_sync.merge.naming import Namer, Uids, first_uid, lasting_key, name
from reseau_sync.merge.uids import merged_uid
from reseau_sync.merge.verdicts import Memory, Verdicts
from reseau_sync.merge.window import Window, window_of

__all__ = [
    "Combiner",
    "Memory",
    "Namer",
    "Uids",
    "Verdicts",
    "Window",
    "combine",
    "first_uid",
    "identify",
    "lasting_key",
    "merged_uid",
    "name",
    "window_of",
]
