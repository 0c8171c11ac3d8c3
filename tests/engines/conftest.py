"""The engines, each started once; and the real files beside the project, where there are any."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from .engines import MAKERS, Engine, EngineMissingError

CORPUS = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpus"


@pytest.fixture(scope="session", params=list(MAKERS))
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Each engine in turn. One that is missing is skipped, but for the gate (CI=true), which must have them all."""
    try:
        program = MAKERS[request.param](tmp_path_factory.mktemp("engine"))
    except EngineMissingError as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{request.param}: {missing}")
        pytest.skip(f"{request.param}: {missing}")
    yield program
    program.close()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real calendars (MANIFEST.csv and the files it names)."""
    if not (CORPUS / "MANIFEST.csv").is_file():
        pytest.skip("no ../shared/corpus beside the project")
    return CORPUS.resolve()
