"""The servers, one table: how each is started, and where its calendars are."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import cyrus, davical, pythons, sabre

USER = "u"
PASSWORD = "p"


@dataclass(frozen=True)
class Started:
    """A server that runs.

    :param name: as in the table of deviations
    :param url: where discovery may begin
    :param home: the collection in which calendars are made
    :param principal: what stands for the user
    """

    name: str
    port: int
    url: str
    home: str
    principal: str
    folder: Path

    @property
    def root(self) -> str:
        """Return the address of the server without a path."""
        return f"http://127.0.0.1:{self.port}"


@dataclass(frozen=True)
class Server:
    """A server that can be started.

    :param start: runs it for the time of a block, on a port, in an empty folder; its path of discovery and of its home
    :param needs: says what is missing here to run it, or nothing
    """

    name: str
    start: Callable[[int, Path], AbstractContextManager[None]]
    path: str
    home: str
    principal: str
    needs: Callable[[], str]

    @contextmanager
    def started(self) -> Iterator[Started]:
        """Run the server in a folder of its own for the time of the block."""
        from .processes import free_port

        # Not one of pytest's: servers that give up root must be able to reach it.
        folder = Path(tempfile.mkdtemp(prefix=f"reseau-{self.name}-"))
        folder.chmod(0o755)
        port = free_port()
        try:
            with self.start(port, folder):
                at = f"http://127.0.0.1:{port}"
                yield Started(self.name, port, at + self.path, at + self.home, at + self.principal, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


SERVERS = {
    each.name: each
    for each in (
        Server("radicale", pythons.radicale, "/", "/u/", "/u/", lambda: ""),
        Server("xandikos", pythons.xandikos, "/", "/u/calendars/", "/u/", lambda: ""),
        Server("sabre", sabre.start, "/", "/calendars/u/", "/principals/u/", sabre.missing),
        Server("davical", davical.start, "/caldav.php/", "/caldav.php/u/", "/caldav.php/u/", davical.missing),
        Server("cyrus", cyrus.start, "/", "/dav/calendars/user/u/", "/dav/principals/user/u/", cyrus.missing),
    )
}


def missing(name: str) -> str:
    """Return why a server cannot run here, empty where it can.

    :raises RuntimeError: it cannot, and ``RESEAU_DAV_SERVERS=required`` says that it must
    """
    reason = SERVERS[name].needs()
    if reason and os.environ.get("RESEAU_DAV_SERVERS") == "required":
        raise RuntimeError(f"{name}: {reason}")
    return reason
