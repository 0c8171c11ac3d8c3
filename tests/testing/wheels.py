"""A wheel without a build tool: a zip file with the modules and the metadata (the binary distribution format)."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

DISTRIBUTION = Path(__file__).resolve().parents[1] / "support" / "fake_adapter_dist"


def build_wheel(project: Path, folder: Path) -> Path:
    """Build the pure wheel of a project whose modules stand beside its pyproject.toml, and return its path."""
    declared = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    stem = f"{declared['project']['name'].replace('-', '_')}-{declared['project']['version']}"
    files = {module.name: module.read_bytes() for module in sorted(project.glob("*.py"))}
    files |= {f"{stem}.dist-info/{name}": text.encode() for name, text in _metadata(declared["project"]).items()}
    record = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in files.items()]
    files[f"{stem}.dist-info/RECORD"] = "\n".join([*record, f"{stem}.dist-info/RECORD,,", ""]).encode()
    wheel = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return wheel


def _metadata(project: dict[str, Any]) -> dict[str, str]:
    groups = project["entry-points"]
    points = [line for group in groups for line in (f"[{group}]", *(f"{k} = {v}" for k, v in groups[group].items()))]
    return {
        "METADATA": "\n".join(
            [
                "Metadata-Version: 2.1",
                f"Name: {project['name']}",
                f"Version: {project['version']}",
                *(f"Requires-Dist: {each}" for each in project["dependencies"]),
                "",
            ]
        ),
        "WHEEL": "Wheel-Version: 1.0\nGenerator: reseau-sync-tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "entry_points.txt": "\n".join([*points, ""]),
    }


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def install(wheel: Path, folder: Path) -> None:
    """Install a wheel into a folder of its own, without an index and without its dependencies."""
    pip = [sys.executable, "-m", "pip", "--isolated", "--quiet", "--disable-pip-version-check", "install"]
    options = ["--no-index", "--no-deps", "--no-compile", "--target", str(folder)]
    subprocess.run([*pip, *options, str(wheel)], check=True, timeout=120)
