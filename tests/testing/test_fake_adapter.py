"""An adapter outside the tree: it is found, it passes the suite, and a broken one beside it costs nobody else."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from reseau_sync.ports import Adapter
from reseau_sync.testing import Body, SourceSuite

LINES = "a1|Réunion du réseau|2010-09-14T18:00:00\na2|Maraude 🍲 | départ 21h|2010-09-15T21:00:00\n".encode()

ASK_THE_REGISTRY = """
import json
from reseau_sync.errors import AdapterError
from reseau_sync.registry import Registry

registry = Registry.default()
said = {"names": sorted(registry.names()), "fake": registry.get("fake").name}
try:
    registry.get("broken")
except AdapterError as error:
    said |= {"code": error.code, "fr": error.say("fr"), "en": error.say("en")}
said |= {"after": registry.get("fake").version, "claiming": registry.claiming("fake:quartier").name}
print(json.dumps(said))
"""


@pytest.fixture(autouse=True, scope="module")
def _on_the_path(installed_fake: Path) -> Iterator[None]:
    sys.path.insert(0, str(installed_fake))
    yield
    sys.path.remove(str(installed_fake))
    sys.modules.pop("reseau_sync_fake", None)


class TestTheFakeSource(SourceSuite):
    """The fake adapter holds what every source must hold."""

    def adapter(self) -> Adapter:
        made: Adapter = importlib.import_module("reseau_sync_fake").FakeAdapter()
        return made

    def sample(self) -> Mapping[str, Body]:
        return {
            "fake:quartier": LINES,
            "fake:dossier": [("b.txt", LINES), ("a.txt", b"b1|Permanence|2010-09-16T09:00")],
        }

    def titles(self) -> list[str]:
        lines = ["Réunion du réseau", "Maraude 🍲 | départ 21h"]
        return [*lines, *lines, "Permanence"]

    def broken(self) -> Mapping[str, Body]:
        return {"fake:sans-date": LINES + b"a3|Sans date|bientot\n"}

    def secret_location(self, secret: str) -> str:
        return f"fake:{secret}"


@pytest.fixture(scope="module")
def said(installed_fake: Path) -> dict[str, Any]:
    """Return what a registry says in a process in which the distribution is installed."""
    environment = {**os.environ, "PYTHONPATH": str(installed_fake)}
    asked = subprocess.run(
        [sys.executable, "-c", ASK_THE_REGISTRY], env=environment, capture_output=True, timeout=120, check=False
    )
    assert asked.returncode == 0, asked.stderr.decode()
    answer: dict[str, Any] = json.loads(asked.stdout)
    return answer


def test_an_adapter_of_another_distribution_is_found(said: dict[str, Any]) -> None:
    assert {"fake", "broken", "ical", "caldav", "csv"} <= set(said["names"])
    assert said["fake"] == "fake"


def test_a_broken_adapter_fails_alone_and_is_named(said: dict[str, Any]) -> None:
    for language in ("fr", "en"):
        assert "broken" in said[language]
        assert "reseau-sync-fake" in said[language] or "reseau_sync_fake" in said[language]
    assert said["code"]
    assert said["after"] == "1"


def test_a_broken_adapter_does_not_stop_the_search_for_who_reads_a_location(said: dict[str, Any]) -> None:
    assert said["claiming"] == "fake"
