"""Where a server is known to do otherwise than the suite expects of all: what is tested is right, this server differs.

A row marks one test (or one case of it) as expected to fail on one server. Each row must be needed: a test that passes
after all fails the run, and the row is to be struck out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deviation:
    """This server, in this test (its name, without parameters), differs for this reason.

    :param case: the id of one parametrised case beside the server, where not all of them differ
    """

    server: str
    test: str
    reason: str
    case: str = ""


DEVIATIONS: tuple[Deviation, ...] = (
    Deviation("xandikos", "test_the_password_is_asked_for", "knows no passwords over plain HTTP"),
    Deviation("xandikos", "test_a_wrong_password_is_told", "knows no passwords over plain HTTP"),
    Deviation("davical", "test_a_name_is_compared_as_it_is_shown", "keeps & and < of a name as &amp; and &lt;"),
)


def of(server: str, test: str, case: str) -> Deviation | None:
    """Return the row for a test on a server, if there is one."""
    for each in DEVIATIONS:
        if (each.server, each.test) == (server, test) and each.case in ("", case):
            return each
    return None
