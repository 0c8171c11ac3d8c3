"""Radicale and Xandikos: packages of Python, always there for the tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .processes import answering, running

_RADICALE = """[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/collections
[web]
type = none
[logging]
level = warning
"""


@contextmanager
def radicale(port: int, folder: Path) -> Iterator[None]:
    """Run Radicale on its file storage, with Basic authentication."""
    (folder / "users").write_text("u:p\n")
    config = folder / "config"
    config.write_text(_RADICALE.format(port=port, folder=folder))
    log = folder / "log"
    with running([sys.executable, "-m", "radicale", "--config", config], log) as process:
        answering(process, port, "/", log)
        yield


@contextmanager
def xandikos(port: int, folder: Path) -> Iterator[None]:
    """Run Xandikos on git repositories; over plain HTTP it knows no passwords."""
    command = [sys.executable, "-m", "xandikos", "serve", "-d", folder / "data", "--defaults", "--state-dir",
               folder / "state", "--current-user-principal", "/u/", "-l", "127.0.0.1", "-p", str(port),
               "--no-detect-systemd"]  # fmt: skip
    log = folder / "log"
    (folder / "data").mkdir()
    with running(command, log) as process:
        answering(process, port, "/", log)
        yield
