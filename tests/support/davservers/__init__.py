"""Real CalDAV servers on loopback, started by the tests and ended by their own process ids."""

from .raw import Calendar, Said, event, request
from .relay import Break, Fault, Heard, Relay
from .servers import PASSWORD, SERVERS, USER, Server, Started, missing

__all__ = [
    "PASSWORD",
    "SERVERS",
    "USER",
    "Break",
    "Calendar",
    "Fault",
    "Heard",
    "Relay",
    "Said",
    "Server",
    "Started",
    "event",
    "missing",
    "request",
]
