"""The fake adapter, installed once as the separate distribution that it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from .wheels import DISTRIBUTION, build_wheel, install


@pytest.fixture(scope="session")
def installed_fake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder into which the fake adapter's distribution was installed."""
    folder = tmp_path_factory.mktemp("installed")
    install(build_wheel(DISTRIBUTION, tmp_path_factory.mktemp("wheel")), folder)
    return folder
