"""DAViCal as Debian packages it, on a PostgreSQL of its own that listens on a Unix socket alone."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .processes import PATIENCE, NotStartedError, answering, done, running

_SHARE = Path("/usr/share/davical")
_USER = """
INSERT INTO usr (active, username, password, fullname, email, email_ok, joined, updated)
    VALUES (true, 'u', '**p', 'U', 'u@example.org', now(), now(), now());
INSERT INTO principal (type_id, user_no, displayname, default_privileges)
    SELECT 1, user_no, fullname, privilege_to_bits(ARRAY['read-free-busy']) FROM usr WHERE username = 'u';
"""
_CONFIG = """<?php
$c->pg_connect[] = 'dbname=davical host={socket} user=davical_app';
$_SERVER['SERVER_NAME'] = $c->domain_name = '127.0.0.1';
$c->system_name = 'tests';
$c->admin_email = 'root@localhost';
$c->default_locale = 'en';
$c->local_tzid = 'Europe/Paris';
"""
# DAViCal looks for /etc/davical/SERVER_NAME-conf.php before any other: a name that leads out of that folder leads to
# a file of ours, and /etc stays as it is.
_PREPENDED = """<?php
$_SERVER['SERVER_NAME'] = '../..{folder}/davical';
"""


def _postgres() -> Path | None:
    return max(Path("/usr/lib/postgresql").glob("*/bin/postgres"), default=None)


def missing() -> str:
    """Return what is not installed."""
    if shutil.which("php") is None:
        return "php is not installed (Debian: php-cli)"
    if not (_SHARE / "htdocs" / "caldav.php").exists():
        return "DAViCal is not installed (Debian: davical)"
    if _postgres() is None:
        return "PostgreSQL is not installed (Debian: postgresql)"
    return ""


@contextmanager
def start(port: int, folder: Path) -> Iterator[None]:
    """Run PostgreSQL, make the database, and run DAViCal behind PHP's own web server."""
    socket = folder / "socket"
    socket.mkdir()
    socket.chmod(0o777)
    with _database(folder, socket):
        (folder / "davical-conf.php").write_text(_CONFIG.format(socket=socket))
        (folder / "prepended.php").write_text(_PREPENDED.format(folder=folder))
        settings = {
            "include_path": "/usr/share/awl/inc:/usr/share/davical/inc",
            "auto_prepend_file": str(folder / "prepended.php"),
            "memory_limit": "512M",
            "post_max_size": "64M",
            "display_errors": "0",
            "error_log": str(folder / "php.log"),
        }
        chosen = [word for name, value in settings.items() for word in ("-d", f"{name}={value}")]
        command = ["php", *chosen, "-S", f"127.0.0.1:{port}", "-t", _SHARE / "htdocs"]
        log = folder / "log"
        with running(command, log, env={"PHP_CLI_SERVER_WORKERS": "4"}) as process:
            answering(process, port, "/caldav.php/", log)
            yield


@contextmanager
def _database(folder: Path, socket: Path) -> Iterator[None]:
    postgres = _postgres()
    assert postgres is not None
    owner = "postgres" if os.geteuid() == 0 else None
    data, log = folder / "data", folder / "postgres.log"
    data.mkdir()
    log.touch()
    if owner is not None:
        shutil.chown(data, owner)
    done(
        [postgres.with_name("initdb"), "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8",
         "--no-sync"],
        log, user=owner, cwd=folder,
    )  # fmt: skip
    quick = [word for each in ("fsync=off", "full_page_writes=off", "listen_addresses=") for word in ("-c", each)]
    # SIGINT is PostgreSQL's fast shutdown.
    with running([postgres, "-D", data, "-k", socket, *quick], log, user=owner, cwd=folder, end=signal.SIGINT):
        _fill(folder, socket, log)
        yield


def _fill(folder: Path, socket: Path, log: Path) -> None:
    as_admin = {"PGHOST": str(socket), "PGUSER": "postgres"}
    until = time.monotonic() + PATIENCE
    while not (socket / ".s.PGSQL.5432").exists():
        if time.monotonic() > until:
            raise NotStartedError("PostgreSQL did not start")
        time.sleep(0.05)
    _sql(
        "template1",
        "CREATE USER davical_dba CREATEDB; CREATE USER davical_app; CREATE ROLE general; CREATE ROLE admin",
        as_admin,
        log,
        until,
    )
    creating = {"PGHOST": str(socket), "PGUSER": "davical_dba", "TMPDIR": str(folder)}
    done([_SHARE / "dba" / "create-database.sh", "davical", "unused"], log, env=creating, cwd=_SHARE / "dba")
    _sql("davical", _USER, as_admin, log, until)


def _sql(database: str, statements: str, env: dict[str, str], log: Path, until: float) -> None:
    """Run statements, waiting for a server that is still starting."""
    command = ["psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statements]
    while True:
        try:
            return done(command, log, env=env)
        except NotStartedError:
            if time.monotonic() > until or "starting up" not in log.read_text("utf-8", "replace")[-300:]:
                raise
            time.sleep(0.1)
