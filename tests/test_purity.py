"""The rooms that touch nothing but values: no clock, no file, no socket, no chance, no environment, no log.

import-linter sees which modules are imported, not what is called; this reads the source for the calls.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import reseau_sync

PACKAGE = Path(reseau_sync.__file__).parent

PURE_ROOMS = (
    "audience",
    "cautions",
    "forms",
    "gating",
    "rendering",
    "coverage",
    "entry",
    "errors",
    "feeds",
    "filtering",
    "ics",
    "merge",
    "model",
    "occurrences",
    "ports",
    "retraction",
    "view",
    "vocabulary",
    "wording",
)

# The pinned tzdata package is data that travels with the library, the same on every machine (law 8 of the merge).
EXCEPTIONS = {
    ("model/zones.py", "importlib.resources"),
    ("model/zones.py", "read_bytes"),
    ("model/zones.py", "read_text"),
}

FORBIDDEN_MODULES = frozenset(
    {
        "asyncio",
        "ftplib",
        "glob",
        "http",
        "importlib.resources",
        "locale",
        "logging",
        "multiprocessing",
        "os",
        "pathlib",
        "pkgutil",
        "random",
        "requests",
        "secrets",
        "shutil",
        "socket",
        "sqlite3",
        "ssl",
        "subprocess",
        "sys",
        "tempfile",
        "time",
        "urllib.request",
        "urllib3",
        "warnings",
    }
)
FORBIDDEN_NAMES = frozenset({"breakpoint", "eval", "exec", "globals", "input", "open", "print", "__import__"})
CLOCKS = frozenset({("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")})
FORBIDDEN_METHODS = frozenset(
    {"getenv", "read_bytes", "read_text", "tzlocal", "urandom", "uuid1", "uuid4", "write_bytes", "write_text"}
)


def sins(source: str) -> Iterator[str]:
    """Yield what in a module touches more than values."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (forbidden for name in node.names if (forbidden := _forbidden(name.name)))
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = (node.module, *(f"{node.module}.{name.name}" for name in node.names))
            yield from {forbidden for name in names if (forbidden := _forbidden(name))}
        elif isinstance(node, ast.Name) and node.id in FORBIDDEN_NAMES and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and _is_a_sin(node):
            yield node.attr
        elif isinstance(node, ast.Call) and _reads_the_zone(node):
            yield "astimezone() without a zone"


def _forbidden(module: str) -> str | None:
    parts = module.split(".")
    whole = (".".join(parts[: length + 1]) for length in range(len(parts)))
    return next((name for name in whole if name in FORBIDDEN_MODULES), None)


def _is_a_sin(node: ast.Attribute) -> bool:
    owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
    opens = node.attr == "open" and owner != "self"  # an object's own "open" is whatever it says it is
    return opens or (owner, node.attr) in CLOCKS or node.attr in FORBIDDEN_METHODS


def _reads_the_zone(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr == "astimezone" and not node.args + node.keywords


def pure_modules() -> list[str]:
    """Return the modules of the pure rooms that exist, as paths below the package."""
    found = [path for room in PURE_ROOMS for path in ((PACKAGE / f"{room}.py"), *(PACKAGE / room).rglob("*.py"))]
    return sorted(path.relative_to(PACKAGE).as_posix() for path in found if path.is_file())


@pytest.mark.parametrize("module", pure_modules())
def test_a_pure_module_touches_nothing_but_values(module: str) -> None:
    found = set(sins((PACKAGE / module).read_text(encoding="utf-8")))
    assert found - {what for where, what in EXCEPTIONS if where == module} == set()


@pytest.mark.parametrize(("module", "what"), sorted(EXCEPTIONS))
def test_every_exception_is_needed(module: str, what: str) -> None:
    assert what in set(sins((PACKAGE / module).read_text(encoding="utf-8")))


def test_the_rooms_that_were_promised_to_be_pure_are_looked_at() -> None:
    looked_at = {module.partition("/")[0].removesuffix(".py") for module in pure_modules()}
    assert {"entry", "ics", "merge", "model", "view"} <= looked_at


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "import os.path",
        "from os import environ",
        "from importlib import resources",
        "import importlib.resources",
        "from importlib.resources import files",
        "import urllib.request as u",
        "from urllib import request",
        "import datetime as dt\ndt.datetime.now(dt.UTC)",
        "from datetime import date\ndate.today()",
        "import datetime\nclock = datetime.datetime.utcnow",
        "moment.astimezone()",
        "open('f')",
        "resource.open('rb')",
        "import io\nio.open('f')",
        "read = open",
        "print('x')",
        "path.read_text()",
        "import uuid\nuuid.uuid4()",
        "import logging",
        "from dateutil import tz\ntz.tzlocal()",
    ],
)
def test_what_touches_the_world_is_seen(source: str) -> None:
    assert list(sins(source))


@pytest.mark.parametrize(
    "source",
    [
        "import datetime as dt\ndt.datetime.combine(day, dt.time())",
        "moment.astimezone(UTC)",
        "network.today(now)",
        "from urllib.parse import urlsplit",
        "import uuid\nuuid.UUID(text)",
        "from reseau_sync.model.time import Time",
        "self.open = True\nprint_it = self.open",
        "import io\nio.BytesIO(data)",
        "from .time import aware",
        "now = given",
    ],
)
def test_what_touches_only_values_is_let_be(source: str) -> None:
    assert list(sins(source)) == []
