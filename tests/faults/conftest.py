"""Stages, and a world in which there is no network but this machine."""

from __future__ import annotations

import functools
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .stage import Stage


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know this machine's own names and no other: a resolver is not to decide what a test says."""
    resolve = socket.getaddrinfo

    def only_here(host: Any, *arguments: Any, **options: Any) -> Any:
        if str(host) == "localhost" or str(host)[:1].isdigit():
            return resolve(host, *arguments, **options)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", only_here)


@pytest.fixture
def staged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Stage]]:
    """Make the stage of a test; its server ends with the test."""
    made: list[Stage] = []

    def make(**options: Any) -> Stage:
        made.append(Stage(tmp_path, monkeypatch, **options))
        return made[-1]

    yield functools.wraps(Stage)(make)
    for each in made:
        each.stop()
