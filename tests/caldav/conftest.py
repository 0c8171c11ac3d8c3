"""One suite for all servers: each test that asks for ``server`` or ``calendar`` runs once on every one of them.

Servers of the package index always run; those of Debian are skipped with a reason where they are not installed, or,
where ``RESEAU_DAV_SERVERS=required`` is set, fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from reseau_sync.transport import Limits, Transport

from ..support.davservers import SERVERS, Calendar, Relay, Started, missing
from . import deviations


@pytest.fixture(scope="session")
def running_servers() -> Iterator[Callable[[str], Started]]:
    """Start a server when it is first asked for, and end them all with the session."""
    started: dict[str, Started] = {}
    with ExitStack() as stack:

        def server(name: str) -> Started:
            if name not in started:
                started[name] = stack.enter_context(SERVERS[name].started())
            return started[name]

        yield server


@pytest.fixture(params=sorted(SERVERS))
def server(request: pytest.FixtureRequest, running_servers: Callable[[str], Started]) -> Started:
    """Return a server that runs."""
    name: str = request.param
    if reason := missing(name):
        pytest.skip(reason)
    return running_servers(name)


@pytest.fixture
def calendar(server: Started) -> Iterator[Calendar]:
    """Give a new, empty calendar on the server; it is gone after the test, as a user may have a UID only once."""
    made = Calendar.made(server.name, server.home)
    yield made
    made.remove()


@pytest.fixture
def relay(server: Started) -> Iterator[Relay]:
    """Return a relay before the server, which writes down what passes."""
    with Relay(server.url) as relay:
        yield relay


@pytest.fixture
def transport(tmp_path: Path) -> Transport:
    """Return the real transport, allowed to speak to loopback."""
    return Transport(tmp_path, Limits(), allow_private=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what the table of deviations says."""
    for item in items:
        if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
            continue
        name = item.callspec.params.get("server")
        if name not in SERVERS:
            continue
        case = "-".join(each for each in item.callspec.id.split("-") if each != name)
        row = deviations.of(str(name), item.originalname, case)
        if row is not None:
            item.add_marker(pytest.mark.xfail(reason=f"{row.server}: {row.reason}", strict=True))
