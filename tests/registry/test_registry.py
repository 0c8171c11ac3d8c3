"""Adapters are found by entry point, loaded when used, and fail alone."""

from __future__ import annotations

import gc
import sys
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest
from pydantic import BaseModel, ConfigDict, field_validator

from reseau_sync.errors import AdapterError, ConfigError, Words
from reseau_sync.ports import Access, Adapter, Source
from reseau_sync.registry import GROUP, Registry

SECRET = "h4nter2"


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    delimiter: Literal[",", ";"] = ","
    password: str | None = None
    columns: Mapping[str, int] = {}
    code: str = ""

    @field_validator("code")
    @classmethod
    def _code(cls, value: str) -> str:
        if value == "crash":
            raise RuntimeError(value)
        if value == "words":
            raise ValueError(Words("pas ce code", "not this code"))
        if value:
            raise ValueError(f"{value} is no code")
        return value


class Plain:
    name: ClassVar[str] = "plain"
    version: ClassVar[str] = "1"
    Options: ClassVar[type[BaseModel]] = Settings
    suffix: ClassVar[str] = ".plain"

    def claims(self, location: str) -> bool:
        return location.endswith(self.suffix)

    def open(self, location: str, options: Any, access: Access) -> Source:
        raise NotImplementedError


class Other(Plain):
    name = "other"
    suffix = ".other"


class Greedy(Plain):
    name = "greedy"

    def claims(self, location: str) -> bool:
        return bool(location)


class Rude(Plain):
    name = "rude"

    def claims(self, location: str) -> bool:
        raise RuntimeError(location)


class Costly(Plain):
    made = 0

    def __init__(self) -> None:
        type(self).made += 1


def refused(registry: Registry, name: str) -> AdapterError:
    with pytest.raises(AdapterError) as caught:
        registry.get(name)
    return caught.value


class Installed:
    """Distributions in folders on the path, as pip leaves them."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._patch = monkeypatch

    def add(self, package: str, points: str, modules: Mapping[str, str] | None = None, folder: str = "a") -> None:
        site = self._folder / folder
        info = site / f"{package.replace('-', '_')}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8")
        (info / "entry_points.txt").write_text(points, encoding="utf-8")
        for name, text in (modules or {}).items():
            (site / f"{name}.py").write_text(text, encoding="utf-8")
            self._patch.delitem(sys.modules, name, raising=False)
        if str(site) not in sys.path:
            self._patch.syspath_prepend(str(site))


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installed:
    return Installed(tmp_path, monkeypatch)


def points(*lines: str) -> str:
    return f"[{GROUP}]\n" + "\n".join(lines) + "\n"


WORKING = f"""
from {__name__} import Plain
class FoundAdapter(Plain):
    name = "found"
    suffix = ".found"
"""


def test_the_adapters_of_this_distribution_are_found_without_importing_them() -> None:
    before = set(sys.modules)
    names = Registry.default().names()
    assert {"caldav", "csv", "ical"} <= set(names)
    assert list(names) == sorted(names)
    assert not {name for name in set(sys.modules) - before if name.startswith("reseau_sync_")}


def test_an_adapter_of_another_distribution_is_found_and_made_when_asked_for(installed: Installed) -> None:
    installed.add("agenda-found", points("zz-found = zz_found:FoundAdapter"), {"zz_found": WORKING})
    registry = Registry.default()
    assert "zz-found" in registry.names()
    assert "zz_found" not in sys.modules
    assert registry.get("zz-found").name == "found"
    assert registry.get("zz-found") is registry.get("zz-found")


BROKEN = {
    "no module": ("zz_absent:X", {}, "ModuleNotFoundError"),
    "no class": ("zz_bad:Y", {"zz_bad": ""}, "AttributeError"),
    "a syntax error": ("zz_bad:X", {"zz_bad": "def"}, "SyntaxError"),
    "an exception": ("zz_bad:X", {"zz_bad": "1 / 0"}, "ZeroDivisionError"),
    "an exit": ("zz_bad:X", {"zz_bad": "raise SystemExit(3)"}, "SystemExit"),
    "a constructor that fails": ("zz_bad:X", {"zz_bad": "class X:\n def __init__(self, a): ..."}, "TypeError"),
    "a function": ("zz_bad:X", {"zz_bad": "def X(): ..."}, "ce n’est pas une classe"),
    "a module": ("zz_bad", {"zz_bad": ""}, "ce n’est pas une classe"),
    "an empty class": ("zz_bad:X", {"zz_bad": "class X: ..."}, "il lui manque : claims, open, name, version, Options"),
    "an attribute that fails": (
        "zz_bad:X",
        {"zz_bad": "class X:\n @property\n def claims(self): raise KeyError('k')"},
        "KeyError",
    ),
    "options that are no model": (
        "zz_bad:X",
        {"zz_bad": f"from {__name__} import Plain\nclass X(Plain):\n Options = dict"},
        "il lui manque : Options",
    ),
}


@pytest.mark.parametrize("kind", sorted(BROKEN))
def test_a_broken_adapter_fails_alone_and_names_its_distribution(installed: Installed, kind: str) -> None:
    value, modules, said = BROKEN[kind]
    installed.add("agenda-bad", points(f"zz-bad = {value}"), modules)
    installed.add("agenda-found", points("zz-found = zz_found:FoundAdapter"), {"zz_found": WORKING}, folder="b")
    registry = Registry.default()
    error = refused(registry, "zz-bad")
    assert error.code == "broken-adapter"
    assert "agenda-bad" in error.say()
    assert said in error.say()
    assert error.hint is not None
    assert refused(registry, "zz-bad").say("en") == error.say("en")
    assert registry.get("zz-found").name == "found"
    assert registry.claiming("a.found").name == "found"


def test_broken_metadata_of_any_distribution_costs_that_one_alone(installed: Installed) -> None:
    installed.add("agenda-worse", points("this line says nothing"))
    installed.add("agenda-found", points("zz-found = zz_found:FoundAdapter"), {"zz_found": WORKING}, folder="b")
    registry = Registry.default()
    assert registry.get("zz-found").name == "found"
    assert "agenda-worse" in refused(registry, "worse").say()


def test_one_name_from_two_distributions_is_refused_for_that_name(installed: Installed) -> None:
    installed.add("agenda-one", points("zz-found = zz_found:FoundAdapter"), {"zz_found": WORKING})
    installed.add("agenda-two", points("zz-found = zz_other:Other"), folder="b")
    registry = Registry.default()
    error = refused(registry, "zz-found")
    assert error.code == "two-adapters"
    assert "agenda-one" in error.say()
    assert "agenda-two" in error.say()
    assert registry.names().count("zz-found") == 1


def test_one_distribution_twice_on_the_path_offers_one_adapter(installed: Installed) -> None:
    installed.add("agenda-found", points("zz-found = zz_found:FoundAdapter"), {"zz_found": WORKING})
    installed.add("agenda_found", points("zz-found = zz_found:FoundAdapter"), folder="b")
    assert Registry.default().get("zz-found").name == "found"


def test_an_unknown_name_tells_the_nearest_and_the_others() -> None:
    error = refused(Registry.of({"plain": Plain, "other": Other}), "plaim")
    assert error.code == "unknown-adapter"
    assert "« plaim » ; vouliez-vous dire « plain » ?" in error.say()
    assert "other, plain" in error.say()
    assert SECRET not in refused(Registry.of({}), f"https://a.example/{SECRET}").say()


@pytest.mark.parametrize("location", ["a.plain", "https://a.example/b.plain"])
def test_the_one_adapter_that_claims_a_location_reads_it(location: str) -> None:
    registry = Registry.of({"rude": Rude, "other": Other, "plain": Plain})
    assert registry.claiming(location).name == "plain"


def test_where_none_or_several_claim_a_location_the_words_say_what_to_write() -> None:
    location = f"https://a.example/{SECRET}.plain"
    none = Registry.of({"other": Other, "rude": Rude})
    several = Registry.of({"plain": Plain, "greedy": Greedy, "other": Other})
    for registry, code, names in ((none, "no-adapter", "other, rude"), (several, "several-adapters", "greedy, plain")):
        with pytest.raises(AdapterError) as caught:
            registry.claiming(location)
        assert caught.value.code == code
        assert 'adapter = "…"' in caught.value.say()
        assert names in caught.value.say()
        assert SECRET not in caught.value.say()
        assert "https://a.example/…" in caught.value.say()


def test_options_become_the_adapters_own_model() -> None:
    registry = Registry.of({"plain": Plain})
    options = registry.options(registry.get("plain"), {"delimiter": ";", "columns": {"titre": 3}}, source="agenda")
    assert options == Settings(delimiter=";", columns={"titre": 3})


@pytest.mark.parametrize(
    ("raw", "code", "said"),
    [
        (
            {"delimitor": ";"},
            "unknown-key",
            "sources[agenda].options.delimitor : clé inconnue ; vouliez-vous dire « del",
        ),
        ({"delimiter": "|"}, "wrong-value", "sources[agenda].options.delimiter : la valeur doit être l’une de : ,, ;"),
        ({"password": 3}, "wrong-type", "sources[agenda].options.password : il faut un texte"),
        ({"columns": {"titre": SECRET}}, "wrong-type", "sources[agenda].options.columns.titre : il faut un nombre"),
        ({"code": SECRET}, "wrong-value", "sources[agenda].options.code : cette valeur n’est pas acceptée"),
        ({"code": "words"}, "wrong-value", "sources[agenda].options.code : pas ce code"),
        ({"code": "words", "x": 1}, "invalid", "sources[agenda].options.x : clé inconnue"),
    ],
)
def test_wrong_options_are_named_by_their_path_and_quote_no_value(raw: dict[str, Any], code: str, said: str) -> None:
    registry = Registry.of({"plain": Plain})
    with pytest.raises(ConfigError) as caught:
        registry.options(registry.get("plain"), raw | {"password": raw.get("password", SECRET)}, source="agenda")
    assert caught.value.code == code
    assert said in caught.value.say()
    assert SECRET not in "".join(traceback.format_exception(caught.value)) + caught.value.say("en")


def test_a_key_of_the_source_among_its_options_is_told_where_it_belongs() -> None:
    registry = Registry.of({"plain": Plain})
    with pytest.raises(ConfigError) as caught:
        registry.options(registry.get("plain"), {"allow_private": True}, source="agenda")
    assert "écrivez allow_private dans le bloc, hors de « options »" in caught.value.say()


def test_options_without_a_source_are_named_alone() -> None:
    registry = Registry.of({"plain": Plain})
    with pytest.raises(ConfigError, match=r"^options\.x : clé inconnue"):
        registry.options(registry.get("plain"), {"x": 1})


def test_a_model_of_options_that_fails_is_the_adapters_fault() -> None:
    registry = Registry.of({"plain": Plain})
    with pytest.raises(AdapterError, match="RuntimeError"):
        registry.options(registry.get("plain"), {"code": "crash"})


def test_an_adapter_is_made_once_however_many_threads_ask() -> None:
    registry = Registry.of({"costly": Costly})
    start = threading.Barrier(8)
    got: list[Adapter] = []

    def ask() -> None:
        start.wait()
        got.append(registry.get("costly"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(got) == 8
    assert len({id(each) for each in got}) == 1
    assert Costly.made == 1


def test_a_failure_that_is_told_again_does_not_grow() -> None:
    class Failing(Plain):
        def __init__(self) -> None:
            raise OSError("no")

    registry = Registry.of({"failing": Failing})
    depths = [len(traceback.extract_tb(refused(registry, "failing").__traceback__)) for _ in range(5)]
    assert depths[1:] == depths[:-1]
    gc.collect()


def test_two_registries_share_nothing() -> None:
    assert Registry.of({"plain": Plain}).get("plain") is not Registry.of({"plain": Plain}).get("plain")
