"""A feed that is pushed into a calendar has one of its own."""

from __future__ import annotations

import pytest

from reseau_sync.config import parse
from reseau_sync.errors import ConfigError

HEAD = '[network]\nname = "Réseau jungles"\n'


def feed(location: str, calendar: str | None = None, own: str = "nuage") -> str:
    options = f'options = {{ calendar = "{calendar}" }}\n' if calendar else ""
    return f"[[feeds]]\nid = '{own}'\nformat = 'caldav'\nlocation = {location}\n{options}"


def source(location: str, calendar: str | None = None) -> str:
    options = f'options = {{ calendar = "{calendar}" }}\n' if calendar else ""
    return f"[[sources]]\nid = 'agenda'\nadapter = 'caldav'\nlocation = {location}\n{options}"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(source("'https://a.example/dav/c'") + feed("'https://a.example/dav/c/'"), id="slash"),
        pytest.param(source("'https://u:p@A.example:443/c'") + feed("'https://a.example/c'"), id="origin"),
        pytest.param(source("'https://a.example/'", "Réseau") + feed("'https://a.example/'", "Réseau"), id="calendar"),
        pytest.param(source("'https://a.example/'") + feed("'https://a.example/'", "Réseau"), id="one says which"),
        pytest.param(source("{ env = 'A' }") + feed("{ env = 'A' }"), id="secrets"),
    ],
)
def test_a_calendar_that_a_source_reads_is_refused(text: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        parse(HEAD + text)
    assert refusal.value.code == "feed-is-source"
    assert "feeds[nuage].location : sources[agenda] lit cet agenda" in refusal.value.words.fr


def test_two_feeds_are_not_pushed_into_one_calendar() -> None:
    with pytest.raises(ConfigError) as refusal:
        parse(HEAD + feed("'https://a.example/c'") + feed("'https://a.example/c/'", own="b"))
    assert refusal.value.code == "same-target"
    assert "feeds[b].location : feeds[nuage] est déjà versé" in refusal.value.words.fr


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(source("'https://a.example/c'") + feed("'https://a.example/d'"), id="paths"),
        pytest.param(source("'https://a.example/'", "a") + feed("'https://a.example/'", "b"), id="calendars"),
        pytest.param(source("{ env = 'A' }") + feed("{ env = 'B' }"), id="secrets"),
        pytest.param(source("'http://a.example:8080/c'") + feed("'http://a.example/c'"), id="ports"),
    ],
)
def test_other_calendars_of_one_server_are_not_confused(text: str) -> None:
    assert parse(HEAD + text).feeds[0].location is not None
