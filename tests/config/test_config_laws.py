"""Laws: any text gives a network or a ConfigError, and no message holds a secret."""

from __future__ import annotations

import json
import traceback
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from reseau_sync.config import parse
from reseau_sync.errors import ConfigError
from reseau_sync.model.network import Network

SECRET = "h4nter2"  # Looks like no word that a message may propose.
TABLES = ("network", "organisations", "places", "services", "sources", "feeds", "options")
KEYS = (
    *TABLES,
    *("id", "name", "type", "aliases", "members", "commune", "insee", "geo", "timezone", "language", "organisation"),
    *("adapter", "location", "role", "default_kind", "default_audience", "max_audience", "path", "audience", "filter"),
    *("title", "kind", "env", "file", "command", "locatoin", "x"),
)
SCALARS = st.one_of(
    st.sampled_from(["a", "b", "public", "network", "organisation", "collective", "Europe/Pari", "fr", "x.ics", ""]),
    st.text(max_size=8),
    st.booleans(),
    st.integers(-5, 100),
    st.floats(allow_nan=True),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)
NETWORKS = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5)
ROWS = st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5), max_size=3)
LIKELY = st.fixed_dictionaries(
    {"network": st.fixed_dictionaries({"name": st.just("R")}, optional={"timezone": SCALARS, "x": VALUES})},
    optional=dict.fromkeys(TABLES[1:6], ROWS),
)


def toml(value: Any) -> str:
    """Return a value as TOML, tables inline."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, float):
        return str(value)
    return json.dumps(value).replace("\x7f", "\\u007f")


def document(data: dict[str, Any]) -> str:
    return "\n".join(f"{key} = {toml(value)}" for key, value in data.items())


def outcome(text: str) -> Network | ConfigError:
    """Return what the text gives; any other exception fails the test."""
    try:
        return parse(text)
    except ConfigError as error:
        return error


def all_that_is_said(text: str) -> str:
    """Return every word that a refusal says, in both languages, its traceback included."""
    found = outcome(text)
    if isinstance(found, Network):
        return ""
    return "".join((found.say("fr"), found.say("en"), repr(found), *traceback.format_exception(found)))


@settings(deadline=None)
@given(st.text())
@example("a = 1\r")
@example("[[[[]]]]")
@example("\ufeff[network]\nname = 'x'")
def test_any_text_gives_a_network_or_a_config_error(text: str) -> None:
    outcome(text)


@settings(deadline=None)
@given(NETWORKS | LIKELY)
def test_any_toml_gives_a_network_or_a_config_error(data: dict[str, Any]) -> None:
    outcome(document(data))


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["[[sources]]", "[network]", "[[feeds]]", "[sources.options]", "[a.b]"]), max_size=6),
    st.data(),
)
def test_any_sequence_of_tables_gives_a_network_or_a_config_error(headers: list[str], data: st.DataObject) -> None:
    rows = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4)
    outcome("\n".join(f"{header}\n{document(data.draw(rows))}" for header in headers))


LOCATIONS = st.sampled_from(
    [
        f"https://agenda.example.org/private-{SECRET}/basic.ics",
        f"https://moi:{SECRET}@agenda.example.org/x.ics",
        f"webcal://agenda.example.org/x.ics?token={SECRET}",
        f"HTTPS:/agenda.example.org/{SECRET}",
        f"agenda.example.org/{SECRET}/basic.ics",
        f" https://agenda.example.org#{SECRET}",
    ]
)
SECRETS = LOCATIONS | LOCATIONS.flatmap(
    lambda value: st.sampled_from(
        [{"env": value}, {"env": "A", "file": value}, {"command": value}, {"url": value}, [value]]
    )
)
PLACES = st.sampled_from(
    [
        "location",
        "adapter",
        "id",
        "organisation",
        "role",
        "default_kind",
        "default_audience",
        "unknown",
        "options",
        "path",
    ]
)


@settings(deadline=None)
@given(SECRETS, st.lists(PLACES, min_size=1, max_size=4, unique=True), st.booleans())
def test_a_planted_secret_is_in_no_message_and_no_traceback(secret: Any, places: list[str], in_feed: bool) -> None:
    row = {"id": "agenda", "location": "a.ics", "wrong": 1} | dict.fromkeys(places, secret)
    row["options"] = {"password": secret, "headers": [{"x": secret}], "s": {"env": SECRET + "!", "file": SECRET}}
    data = {
        "network": {"name": "R", "timezone": secret},
        "organisations": [{"id": "a", "name": "A", "members": [secret]}],
    }
    text = document(data | {"feeds" if in_feed else "sources": [row]})
    assert SECRET not in all_that_is_said(text)


@settings(deadline=None)
@given(st.sampled_from(["name = ", "name = '", 'name = "\\', "", "x = [", "a: "]), st.booleans())
def test_a_secret_beside_a_syntax_error_is_in_no_message(start: str, comes_first: bool) -> None:
    secret = f"location = 'https://agenda.example.org/{SECRET}'"
    text = f"{secret}\n{start}{SECRET}" if comes_first else f"{start}{SECRET}\n{secret}"
    assert SECRET not in all_that_is_said(text)
