"""No secret shows anywhere: not in what is said, logged, reported, printed as a value or remembered."""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from reseau_sync.cli import main
from reseau_sync.config import load, parse
from reseau_sync.errors import ConfigError, ReseauError
from reseau_sync.model.network import Secret, SourceSpec
from reseau_sync.reading import read_sources
from reseau_sync.registry import Registry
from reseau_sync.transport import Limits, Redactor, Transport, resolve, resolved_secrets
from tests.support.misbehaving import reply

from .world import FAULTS, PLACES, SAYS, Everywhere, TalkativeAdapter, World, calendar, world

HEAD = '[network]\nname = "Réseau d’essai"\n'
NOW = "2026-04-01T08:00:00Z"
# "zQ" first: what is drawn must not be a word, a date or a digest that is there anyway.
TOKENS = st.text("abcXYZ019-_~é@/:%+ =&", min_size=8, max_size=20).map(lambda text: f"zQ{text.strip()}zQ")
PLANTED = st.lists(TOKENS, min_size=len(PLACES), max_size=len(PLACES), unique=True).map(
    lambda tokens: dict(zip(PLACES, tokens, strict=True))
)
# Examples are whole networks: a smaller one says no more than the first, so none is looked for.
FEW = settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


def everything(made: World) -> None:
    """Run every command that looks at sources or state, as loudly as it can be."""
    report = str(made.folder / "report.json")
    for arguments in (
        ("--log-json", "merge", "-v", "--now", NOW, "--report", report),
        ("--language", "en", "merge", "-v", "--now", NOW),
        ("merge", "-q", "--now", NOW),
        ("check",),
        ("--log-json", "check"),
        ("status",),
        ("status", "--json"),
        ("history",),
        ("diff", "--now", NOW),
        ("accept", "plain"),
    ):
        made.run(*arguments)


@FEW
@given(PLANTED, st.sampled_from(sorted(FAULTS)), st.sampled_from(sorted(SAYS)))
def test_nothing_that_was_planted_shows(planted: Mapping[str, str], fault: str, says: str) -> None:
    with world(planted) as made:
        well = made.run("merge", "--now", NOW)
        assert "plain" in well.stdout
        assert well.exit_code == 3  # one secret cannot be had, and is named without being shown
        made.server.scripts = Everywhere(FAULTS[fault])
        TalkativeAdapter.fails = SAYS[says]
        everything(made)
        made.server.scripts = Everywhere(reply(calendar("Maraude")))
        made.run("merge", "--now", NOW)
        loaded = load(made.config)
        read = read_sources(loaded, Registry.default(), dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
        made.said += [repr(loaded), str(loaded), repr(read), repr(loaded.network.sources), str(loaded.network.sources)]
        assert made.leaks() == []


@pytest.mark.parametrize("place", ["plain", "env", "file", "command"])
@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_an_error_of_transport_shows_none_in_any_language_or_traceback(place: str, fault: str) -> None:
    with world(dict(zip(PLACES, (f"zQ{each}-0123" for each in PLACES), strict=True))) as made:
        loaded = load(made.config)
        spec = loaded.network.source(place)
        assert spec is not None
        made.server.scripts = Everywhere(FAULTS[fault])
        transport = Transport(made.folder, allow_private=True)
        location = resolve(spec.location, made.folder)
        adapter = Registry.default().get("ical")
        source = adapter.open(location, adapter.Options(), transport)
        made.said += [repr(transport), repr(source), repr(source.fetch())]
        try:
            transport.read(location)
        except ReseauError as error:
            made.said += [error.say("fr"), error.say("en"), str(error), repr(error), repr(error.args)]
            made.said += traceback.format_exception(error)
        assert made.leaks() == []


@pytest.mark.parametrize(
    "location",
    [
        "https://zQjeton0123:zQjeton0123@[::1/zQjeton0123",
        "https://hôte invalide/zQjeton0123",
        "https://127.0.0.1:99999/zQjeton0123?zQjeton0123",
        "https:///zQjeton0123",
        "gopher://dunes.example.org/zQjeton0123",
        "dunes.example.org/zQjeton0123/a.ics",
        "file://ailleurs/zQjeton0123",
        "http://127.0.0.1:1/zQjeton0123\r\nX: y",
        "http://zQjeton0123%zz:zQjeton0123@127.0.0.1:1/\ud800",
    ],
)
def test_an_address_that_is_none_is_not_quoted(location: str, tmp_path: Path) -> None:
    with pytest.raises(ReseauError) as caught:
        Transport(tmp_path, Limits(attempts=1), allow_private=True).read(location)
    shown = "".join(traceback.format_exception(caught.value)) + caught.value.say("en")
    assert "zQjeton0123" not in shown


@pytest.mark.parametrize(
    "table",
    [
        '{ env = "https://dunes.example.org/zQjeton0123" }',
        '{ file = "https://dunes.example.org/zQjeton0123" }',
        '{ command = ["curl -u moi:zQjeton0123 https://dunes.example.org/zQjeton0123"] }',
        '{ command = ["https://dunes.example.org/zQjeton0123"] }',
        '{ commande = "zQjeton0123" }',
        '{ env = "A", file = "zQjeton0123" }',
        '["https://dunes.example.org/zQjeton0123"]',
        '"https://dunes.example.org/zQjeton0123',
        "https://dunes.example.org/zQjeton0123",
        '""" https://dunes.example.org/zQjeton0123',
    ],
)
def test_a_secret_written_in_the_wrong_place_is_not_quoted(table: str, tmp_path: Path) -> None:
    text = HEAD + f'[[sources]]\nid = "s0"\nadapter = "ical"\nlocation = {table}\n'
    (tmp_path / "reseau.toml").write_text(text, encoding="utf-8")
    for arguments in (["check"], ["--language", "en", "merge"], ["--log-json", "merge"]):
        result = CliRunner().invoke(main, [*arguments, "-c", str(tmp_path / "reseau.toml")])
        assert result.exit_code != 0
        assert "zQjeton0123" not in result.output + repr(result.exception)
        assert "Traceback" not in result.output


def test_a_value_that_the_model_refuses_is_not_quoted() -> None:
    secret = "https://dunes.example.org/zQjeton0123"
    with pytest.raises(ValidationError) as caught:
        SourceSpec.model_validate({"id": "a", "location": [secret], "mot_de_passe": secret})
    assert "zQjeton0123" not in str(caught.value) + repr(caught.value)
    with pytest.raises(ConfigError) as refused:
        parse(HEAD + f'[[sources]]\nid = "a"\nlocation = ["{secret}"]\nmot_de_passe = "{secret}"\n')
    assert "zQjeton0123" not in "".join(traceback.format_exception(refused.value)) + refused.value.say("en")


def test_values_show_where_a_secret_is_kept_and_no_more() -> None:
    command = Secret(command=("pass", "show", "zQjeton0123"))
    spec = SourceSpec(
        id="a", location="https://moi:zQjeton0123@dunes.example.org/zQjeton0123", options={"password": "zQjeton0123"}
    )
    shown = repr((command, spec, str(spec), Secret(file="secrets/a"), Secret(env="AGENDA")))
    assert "zQjeton0123" not in shown
    for known in ("pass", "https://…@dunes.example.org/…", "password", "secrets/a", "AGENDA"):
        assert known in shown


def test_an_option_without_its_key_is_not_quoted() -> None:
    result = CliRunner().invoke(main, ["read", "a.ics", "--option", "zQjeton0123"])
    assert result.exit_code == 2
    assert "zQjeton0123" not in result.output


@pytest.mark.parametrize("log", [(), ("--log-json",)])
def test_a_fault_of_the_program_ends_in_a_traceback_without_secrets(
    log: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENDA", "https://dunes.example.org/zQjeton0123?clé=zQautre0123")
    (tmp_path / "reseau.toml").write_text(HEAD, encoding="utf-8")

    def broken(*_: object, **__: object) -> None:
        found = resolve(Secret(env="AGENDA"), tmp_path)
        raise RuntimeError(f"{found} zQautre0123 https://moi:zQdeux@dunes.example.org/zQtrois")

    monkeypatch.setattr("reseau_sync.cli.merge_command.run", broken)
    result = CliRunner().invoke(main, [*log, "merge", "-c", str(tmp_path / "reseau.toml")])
    assert result.exit_code == 1
    assert "Traceback" in result.stderr
    assert "RuntimeError" in result.stderr
    for each in ("zQjeton0123", "zQautre0123", "zQdeux", "zQtrois"):
        assert each not in result.output


def test_what_is_resolved_is_known_to_the_last_word_and_shown_nowhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AGENDA", "zQ mot de passe")
    resolve(Secret(env="AGENDA"), tmp_path)
    assert resolved_secrets().scrub("avec zQ mot de passe.") == "avec •••."
    assert "zQ" not in repr(resolved_secrets())


@given(TOKENS, TOKENS)
def test_the_parts_of_an_address_are_secrets_too(key: str, value: str) -> None:
    url = f"https://h.example/a?{quote(key, safe='')}&x={quote(value, safe='')}#{quote(key, safe='')}"
    scrubbed = Redactor([url]).scrub(f"{key} et {value} et {url}")
    assert key not in scrubbed
    assert value not in scrubbed
