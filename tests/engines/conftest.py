"""The engines, each started once; and the real files beside the project, where there are any."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from .engines import CLIENTS, MAKERS, Engine, EngineMissingError

CORPUS = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpus"


@pytest.fixture(scope="session", params=list(MAKERS))
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Each engine in turn. One that is missing is skipped, but for the gate (CI=true), which must have them all."""
    yield from _started(request.param, tmp_path_factory)


@pytest.fixture(scope="session", params=list(CLIENTS))
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Each program that subscribers may use in turn, as ``engine``."""
    yield from _started(request.param, tmp_path_factory)


def _started(name: str, folders: pytest.TempPathFactory) -> Iterator[Engine]:
    try:
        program = CLIENTS[name](folders.mktemp("engine"))
    except EngineMissingError as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name}: {missing}")
        pytest.skip(f"{name}: {missing}")
    yield program
    program.close()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real calendars (MANIFEST.csv and the files it names)."""
    if not (CORPUS / "MANIFEST.csv").is_file():
        pytest.skip("no ../shared/corpus beside the project")
    return CORPUS.resolve()
