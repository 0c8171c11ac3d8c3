"""Starting a server, waiting until it answers, and ending it with all that it started."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 90.0
"""Seconds until a server must answer: a machine under load is slow, one that never will is not waited for longer."""


class NotStartedError(RuntimeError):
    """The server did not come up; the message holds what it wrote."""


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def running(
    command: Sequence[object],
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    cwd: Path | None = None,
    end: signal.Signals = signal.SIGTERM,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command in a process group of its own, which is ended with the block.

    :param log: where it writes
    :param user: who it runs as, where this process may choose
    """
    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(each) for each in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=environment(env),
            user=user if user is not None and os.geteuid() == 0 else None,
            cwd=cwd,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _ended(process, end)


def _ended(process: subprocess.Popen[bytes], end: signal.Signals) -> None:
    process.send_signal(end)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(15)
    with contextlib.suppress(ProcessLookupError):  # what it left behind: workers of php -S, say
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment that holds what a server needs and nothing of ours."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    path = f"{kept.get('PATH', '')}:/usr/local/sbin:/usr/sbin:/sbin"
    return {**kept, "PATH": path, "LANG": "C.UTF-8", **(more or {})}


def done(
    command: Sequence[object],
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    cwd: Path | None = None,
    given: bytes = b"",
) -> None:
    """Run a command to its end.

    :raises NotStartedError: it failed
    """
    with log.open("ab") as out:
        code = subprocess.run(
            [str(each) for each in command],
            input=given,
            stdout=out,
            stderr=out,
            env=environment(env),
            user=user if user is not None and os.geteuid() == 0 else None,
            cwd=cwd,
            timeout=PATIENCE,
            check=False,
        ).returncode
    if code != 0:
        raise NotStartedError(f"{command[0]} failed ({code}): {tail(log)}")


def answering(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    """Wait until the server answers an OPTIONS request, whatever it says.

    :raises NotStartedError: it ended, or did not within :data:`PATIENCE`
    """
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise NotStartedError(f"ended with {process.returncode}: {tail(log)}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("OPTIONS", path)
            connection.getresponse().read()
            return
        time.sleep(0.05)
    raise NotStartedError(f"no answer on port {port}: {tail(log)}")


def tail(log: Path) -> str:
    """Return the end of what was written."""
    return log.read_text("utf-8", "replace")[-2000:] if log.exists() else ""
