"""Cyrus as Debian packages it: it starts as root and goes on as its own user, so it can run for root alone."""

from __future__ import annotations

import imaplib
import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .processes import PATIENCE, answering, done, free_port, running

_BIN = Path("/usr/lib/cyrus/bin")
_MASTER = Path("/usr/sbin/cyrmaster")
_IMAPD = """configdirectory: {folder}/conf
defaultpartition: default
partition-default: {folder}/spool
proc_path: {folder}/run/proc
mboxname_lockpath: {folder}/run/lock
lmtpsocket: {folder}/run/lmtp
idlesocket: {folder}/run/idle
notifysocket: {folder}/run/notify
sievedir: {folder}/sieve
admins: admin
servername: localhost
virtdomains: off
altnamespace: no
unixhierarchysep: no
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {folder}/passwords
sasl_mech_list: PLAIN LOGIN
httpmodules: caldav
caldav_allowscheduling: off
caldav_create_default: no
syslog_prefix: tests
"""
_SERVICES = """START {{ recover cmd="{bin}/ctl_cyrusdb -C {folder}/imapd.conf -r" }}
SERVICES {{
  imap cmd="{bin}/imapd -C {folder}/imapd.conf" listen="127.0.0.1:{imap}" proto="tcp4" prefork=0 maxchild=5
  http cmd="{bin}/httpd -C {folder}/imapd.conf" listen="127.0.0.1:{port}" proto="tcp4" prefork=1 maxchild=20
}}
EVENTS {{ }}
"""


def missing() -> str:
    """Return what is not installed, or not allowed."""
    if not (_MASTER.exists() and (_BIN / "httpd").exists()):
        return "Cyrus is not installed (Debian: cyrus-imapd, cyrus-caldav)"
    if shutil.which("saslpasswd2", path="/usr/sbin:/usr/bin") is None:
        return "saslpasswd2 is not installed (Debian: sasl2-bin)"
    return "" if os.geteuid() == 0 else "Cyrus can be started by root alone"


@contextmanager
def start(port: int, folder: Path) -> Iterator[None]:
    """Run it, with one user who has a mailbox: the home of calendars hangs on it."""
    imap = free_port()
    log = folder / "log"
    (folder / "imapd.conf").write_text(_IMAPD.format(folder=folder))
    (folder / "cyrus.conf").write_text(_SERVICES.format(folder=folder, bin=_BIN, imap=imap, port=port))
    for each in ("conf", "spool", "run", "sieve"):
        (folder / each).mkdir()
    log.touch()
    for realm in {"localhost", socket.gethostname()}:
        for name in ("u", "admin"):
            done(["saslpasswd2", "-p", "-c", "-f", folder / "passwords", "-u", realm, name], log, given=b"p")
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, "cyrus", "mail")
    command = [_MASTER, "-D", "-M", folder / "cyrus.conf", "-C", folder / "imapd.conf", "-p", folder / "pid"]
    with running(command, log) as process:
        answering(process, port, "/", log)
        _mailbox(imap)
        yield


def _mailbox(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with imaplib.IMAP4("127.0.0.1", port, timeout=20) as imap:
                imap.login("admin", "p")
                imap.create("user.u")
                imap.setacl("user.u", "u", "lrswipkxtecdan")
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
