"""What the pages for users promise: their code runs, their links lead somewhere, their files parse."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from reseau_sync.model.network import Network
from reseau_sync.ports import Context, Fetched
from reseau_sync.testing import MemoryAccess

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "examples/littoral/README.md",
]
COMMAND = "python3 -m venv .venv && .venv/bin/python -m pip install -q -c constraints.txt "


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_within_the_project_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("merge", ". && .venv/bin/reseau-sync merge -c examples/littoral/reseau.toml\n"),
        ("tests", "-e '.[test]' && .venv/bin/python -m pytest\n"),
    ],
)
def test_a_command_of_the_readme_is_one_line_that_needs_nothing_but_python(name: str, rest: str) -> None:
    _, _, after = (ROOT / "README.md").read_text(encoding="utf-8").partition(f"<!-- command: {name} -->\n```sh\n")
    assert after.partition("```")[0] == COMMAND + rest


def test_the_network_of_the_readme_is_a_network() -> None:
    text = blocks("README.md", "toml")[0]
    network = Network.model_validate(tomllib.loads(text))
    assert [each.id for each in network.feeds] == ["reseau"]


def test_the_adapter_of_the_developers_page_reads_and_rejects() -> None:
    page: dict[str, Any] = {"__name__": "page"}
    code = compile(blocks("docs/for-developers.md", "python")[1], "for-developers.md", "exec", dont_inherit=True)
    exec(code, page)  # the page's own code, as a reader would paste it
    adapter = page["DaysAdapter"]()
    access = MemoryAccess({"agenda.days": b"2010-09-04 Rassemblement\nplus tard\n"})
    source = adapter.open("agenda.days", adapter.Options(), access)
    fetched = source.fetch()
    assert isinstance(fetched, Fetched)
    decoded = source.decode(fetched.items[0], Context("essai"))
    assert [each.event.title for each in decoded.entries] == ["Rassemblement"]
    assert [(each.where.line, each.code) for each in decoded.rejected] == [(2, "no-date")]


def test_the_languages_of_the_pages_are_fenced_and_closed() -> None:
    for page in PAGES:
        assert page.read_text(encoding="utf-8").count("```") % 2 == 0, page
