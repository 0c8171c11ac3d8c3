"""What iCalendar says and the shared schema does not name: carried as written, with its type."""

from __future__ import annotations

from reseau_sync.model.base import Value


class OtherProperty(Value):
    """One iCalendar property (RFC 5545, 3.1): upper-case name, parameters, raw value, and its value type.

    ``value`` is the text after the colon, unfolded, escapes kept; ``value_type`` the VALUE parameter, or the default
    of the property (``"UNKNOWN"`` for X- and unregistered ones, RFC 5545, 3.8.8).
    """

    name: str
    parameters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    value: str
    value_type: str = "UNKNOWN"


class OtherComponent(Value):
    """One component inside an event: an alarm, a PARTICIPANT, a VLOCATION (RFC 5545, 9073), or anything else."""

    name: str
    properties: tuple[OtherProperty, ...] = ()
    components: tuple[OtherComponent, ...] = ()
