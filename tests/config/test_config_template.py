"""The first reseau.toml is valid as it stands, and so are its examples."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reseau_sync.config import parse, template
from reseau_sync.config.template import slug
from reseau_sync.errors import ConfigError

NAMES = ("Entraide des Dunes", "L’Œuvre d’été", "Entraide des dunes", "!!!")

# Between letters: what is white at the ends of a name is taken off.
ANY_NAME = st.text(max_size=60).map(lambda middle: f"a{middle}b")


def with_examples(text: str) -> str:
    return re.sub(r"^#(?=[\[a-z])", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("organisations", [(), NAMES])
def test_the_template_and_its_examples_are_valid(language: str, organisations: tuple[str, ...]) -> None:
    text = template("Réseau jungles", "Europe/Paris", language, organisations)
    network = parse(text)
    assert network.network.language == language
    assert [each.name for each in network.organisations] == list(organisations)
    assert not network.sources
    assert len(network.feeds) == 1
    full = parse(with_examples(text))
    assert len(full.sources) == 1
    assert len(full.organisations) == max(len(organisations), 1) + 1
    assert full.feeds[0].filter.kind == ("meeting",)


def test_the_comments_are_in_the_language_of_the_network() -> None:
    assert "Les organisations" in template("R")
    assert "Les organisations" not in template("R", language="en")
    for language in ("fr", "en"):
        text = template("R", language=language)
        assert "reseau-sync check" in text
        assert "{ env = " in text
        assert "{ file = " in text
        assert "{ command = " in text


@pytest.mark.parametrize(("name", "zone"), [("", "Europe/Paris"), ("R", "Mars/Olympus"), ("x" * 201, "Europe/Paris")])
def test_values_that_no_file_may_hold_are_refused(name: str, zone: str) -> None:
    with pytest.raises(ConfigError):
        template(name, zone)


@settings(deadline=None)
@given(ANY_NAME, st.lists(ANY_NAME, max_size=4))
def test_any_name_comes_back_as_it_was_given(name: str, organisations: list[str]) -> None:
    network = parse(template(name, organisations=organisations))
    assert network.network.name == name
    assert [each.name for each in network.organisations] == organisations


def test_an_id_is_made_of_the_letters_of_a_name() -> None:
    assert slug("L’Œuvre d’été (59)") == "l-oeuvre-d-ete-59"
    assert slug("!!!") == "organisation"
