"""sabre/dav as Debian packages it, on SQLite, behind PHP's own web server."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .processes import answering, environment, running

SCRIPT = Path(__file__).with_name("sabre.php")
WORKERS = "4"


def missing() -> str:
    """Return what is not installed."""
    if shutil.which("php") is None:
        return "php is not installed (Debian: php-cli)"
    if not Path("/usr/share/php/Sabre/autoload.php").exists():
        return "sabre/dav is not installed (Debian: php-sabre-dav)"
    found = subprocess.run(["php", "-m"], capture_output=True, text=True, check=False, env=environment()).stdout
    absent = [each for each in ("pdo_sqlite", "mbstring", "xml") if each not in found.split()]
    return f"PHP lacks {', '.join(absent)} (Debian: php-sqlite3, php-mbstring, php-xml)" if absent else ""


@contextmanager
def start(port: int, folder: Path) -> Iterator[None]:
    """Run it with Basic authentication."""
    command = ["php", "-d", "memory_limit=512M", "-d", "post_max_size=64M", "-S", f"127.0.0.1:{port}", SCRIPT]
    log = folder / "log"
    given = {"RESEAU_SABRE_DATABASE": str(folder / "database.sqlite"), "PHP_CLI_SERVER_WORKERS": WORKERS}
    with running(command, log, env=given) as process:
        answering(process, port, "/", log)
        yield
