"""What the build would let pass in silence: a package left out of the wheel, or one that does not exist."""

from __future__ import annotations

import tomllib
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
GROUP = "reseau_sync.adapters"

# The tests also run against the built wheel, in a folder without the sources: there is nothing to compare there.
needs_sources = pytest.mark.skipif(not (ROOT / "adapters").is_dir(), reason="the source tree is not here")


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def adapter_packages() -> set[str]:
    """Return the import packages that stand in adapters/."""
    return {path.parent.name for path in (ROOT / "adapters").glob("*/__init__.py")}


def contract(id_: str) -> dict[str, Any]:
    """Return the import-linter contract called ``id_``."""
    found: dict[str, Any] = next(each for each in pyproject()["tool"]["importlinter"]["contracts"] if each["id"] == id_)
    return found


@needs_sources
def test_every_folder_of_adapters_is_a_package() -> None:
    folders = {path.name for path in (ROOT / "adapters").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == adapter_packages() != set()


@needs_sources
def test_the_wheel_holds_every_adapter_and_nothing_that_does_not_exist() -> None:
    packages = pyproject()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert sorted(packages) == sorted(["src/reseau_sync", *(f"adapters/{name}" for name in adapter_packages())])
    assert [each for each in packages if not (ROOT / each / "__init__.py").is_file()] == []


@needs_sources
def test_every_adapter_has_an_entry_point_and_every_entry_point_an_adapter() -> None:
    declared = pyproject()["project"]["entry-points"][GROUP]
    assert {value.partition(":")[0] for value in declared.values()} == adapter_packages()


@needs_sources
def test_what_is_installed_declares_the_entry_points_of_the_sources() -> None:
    declared = pyproject()["project"]["entry-points"][GROUP]
    installed = {
        each.name: each.value for each in entry_points(group=GROUP) if each.dist and each.dist.name == "reseau-sync"
    }
    assert installed == declared


@needs_sources
@pytest.mark.parametrize(
    ("id_", "key"),
    [
        ("adapters-independent", "modules"),
        ("adapters-below", "source_modules"),
        ("core-without-adapters", "forbidden_modules"),
    ],
)
def test_every_adapter_is_held_to_the_contracts_between_adapters_and_core(id_: str, key: str) -> None:
    assert set(contract(id_)[key]) == adapter_packages()


@needs_sources
def test_import_linter_looks_at_every_package() -> None:
    assert set(pyproject()["tool"]["importlinter"]["root_packages"]) == {"reseau_sync", *adapter_packages()}


@needs_sources
def test_adapters_may_import_none_of_the_rooms_above_them() -> None:
    rooms = {path.stem for path in (ROOT / "src" / "reseau_sync").iterdir()}
    above = {"cli", "config", "merge", "pipeline", "registry", "store"} & rooms
    assert {f"reseau_sync.{room}" for room in above} <= set(contract("adapters-below")["forbidden_modules"])


def test_the_library_says_that_it_is_typed() -> None:
    package = __import__("reseau_sync").__file__
    assert package is not None
    assert (Path(package).parent / "py.typed").is_file()
