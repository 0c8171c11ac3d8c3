"""Where secrets come from, and where they never show."""

from __future__ import annotations

import os
import select
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reseau_sync.errors import SecretError
from reseau_sync.model.network import Secret
from reseau_sync.transport import Redactor, resolve

URL = "https://agenda.example.org/private-7f3a9c/basic.ics?token=zYx987654321"


def python(code: str) -> Secret:
    return Secret(command=(sys.executable, "-c", code))


def failure(secret: Secret, base: Path, seconds: float = 10) -> SecretError:
    with pytest.raises(SecretError) as caught:
        resolve(secret, base, seconds=seconds)
    for said in (caught.value.say("fr"), caught.value.say("en")):
        assert "zYx987" not in said
        assert "→" in said
    assert caught.value.__cause__ is None  # a cause would be printed with its own words
    return caught.value


def test_a_plain_location_is_itself(tmp_path: Path) -> None:
    assert resolve(" agenda.ics", tmp_path) == " agenda.ics"


def test_a_secret_is_had_from_each_place_and_stripped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENDA", f" {URL}\n")
    (tmp_path / "secret").write_text(f"\ufeff{URL}\r\n", encoding="utf-8")
    assert resolve(Secret(env="AGENDA"), tmp_path) == URL
    assert resolve(Secret(file="secret"), tmp_path) == URL
    assert resolve(Secret(file=str(tmp_path / "secret")), tmp_path) == URL
    assert resolve(python(f"print({URL!r})"), tmp_path) == URL


def test_a_command_runs_beside_reseau_toml_without_a_shell_or_input(tmp_path: Path) -> None:
    assert resolve(python("import os; print(os.getcwd())"), tmp_path) == str(tmp_path.resolve())
    assert resolve(Secret(command=("echo", "$HOME;`id`")), tmp_path) == "$HOME;`id`"
    assert resolve(python("import sys; print(repr(sys.stdin.read()))"), tmp_path) == "''"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"zYx987\nzYx987", "not-one-line"),
        (b"zYx987\x1b[2J", "not-one-line"),
        (b"zYx987\xff\xfe", "not-one-line"),
        (b"<html>zYx987", "not-one-line"),
        (b"zYx987" * 20_000, "too-large"),
    ],
)
def test_what_is_no_secret_is_refused_wherever_it_is(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "secret").write_bytes(content)
    assert failure(Secret(file="secret"), tmp_path).code == code
    if not content.startswith(b"<"):
        printing = "import sys; sys.stdout.buffer.write(open('secret','rb').read())"
        assert failure(python(printing), tmp_path).code == code


@pytest.mark.parametrize(
    ("secret", "code"),
    [
        (Secret(env="RESEAU_SYNC_ABSENT"), "not-set"),
        (Secret(file="absent"), "unreadable"),
        (Secret(file="."), "empty"),
        (Secret(file="/dev/zero"), "unreadable"),
        (Secret(file="a\0b"), "unreadable"),
        (Secret(command=()), "command-failed"),
        (Secret(command=("no-such-program", "zYx987")), "command-failed"),
        (Secret(command=("a\0b",)), "command-failed"),
        (python("import sys; print('zYx987'); sys.exit('zYx987')"), "command-failed"),
        (python("while True: print('zYx987' * 999)"), "too-large"),
    ],
)
def test_a_secret_that_cannot_be_had_names_its_place_alone(tmp_path: Path, secret: Secret, code: str) -> None:
    assert failure(secret, tmp_path).code == code


@pytest.mark.parametrize(
    "code",
    [
        "import time; time.sleep(60)",
        "import os, time; os.close(1); time.sleep(60)",
        "import subprocess; subprocess.Popen(['sleep', '60']); print('zYx987')",
    ],
)
def test_a_command_that_does_not_end_is_ended(tmp_path: Path, code: str) -> None:
    began = time.monotonic()
    assert failure(python(code), tmp_path, seconds=0.4).code == "timeout"
    assert time.monotonic() - began < 20


def test_what_a_command_started_ends_with_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "alive")
    code = "import subprocess; subprocess.Popen('exec sleep 60 > alive', shell=True).wait()"
    held_open = os.open(tmp_path / "alive", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert failure(python(code), tmp_path, seconds=0.5).code == "timeout"
        readable, _, _ = select.select([held_open], [], [], 10)
        assert readable
        assert os.read(held_open, 1) == b""  # nobody holds the other end any more
    finally:
        os.close(held_open)


def test_what_a_command_complains_of_is_not_printed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    failure(python("import sys; sys.exit('zYx987')"), tmp_path)
    assert capfd.readouterr() == ("", "")


# --- keeping them out of texts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        URL,
        URL.upper()[:5] + URL[5:],
        "…/private-7f3a9c/…",
        "token=zYx987654321",
        "https%3A%2F%2Fagenda.example.org%2Fprivate-7f3a9c",
    ],
)
def test_a_secret_address_is_gone_whole_and_in_parts(text: str) -> None:
    shown = Redactor([URL]).scrub(f"Erreur : {text} !")
    assert "7f3a9c" not in shown
    assert "zYx987" not in shown
    assert shown.startswith("Erreur : ")


def test_a_password_is_gone_whatever_its_length_or_quoting() -> None:
    redactor = Redactor(["https://aline:p%40ss@agenda.example.org/a", "été"])
    assert "p@ss" not in redactor.scrub("mot de passe p@ss")
    assert "p%40ss" not in redactor.scrub("mot de passe p%40ss")
    assert redactor.scrub("été, étés") == "•••, étés"


def test_ordinary_words_are_left() -> None:
    text = "La source entraide-agenda de example.org n’existe pas : export.ics"
    assert Redactor(["https://agenda.test/export/x.ics?f=ics", "", "  "]).scrub(text) == text
    assert Redactor().scrub(text) == text


def test_a_redactor_shows_nothing_itself() -> None:
    assert "zYx987" not in repr(Redactor([URL]))
    assert "zYx987" not in str(vars(Redactor([])))


@given(st.lists(st.text(min_size=4, max_size=30), max_size=4), st.text(max_size=20))
def test_no_known_secret_survives(secrets: list[str], around: str) -> None:
    mask = "•••"
    shown = Redactor(secrets).scrub(around + " ".join(secrets))
    for secret in filter(lambda each: len(each.strip()) > 3, secrets):
        assert secret.strip() not in shown.replace(mask, "") or secret.strip() in mask or mask in secret


def test_the_environment_is_not_changed(tmp_path: Path) -> None:
    before = dict(os.environ)
    resolve(Secret(command=("echo", "x")), tmp_path)
    assert dict(os.environ) == before
