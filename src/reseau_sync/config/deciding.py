"""The file of decisions beside reseau.toml: what it says, or all that is wrong with it."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from reseau_sync.config.lines import Locator
from reseau_sync.config.reading import read_text
from reseau_sync.config.report import refusal
from reseau_sync.config.syntax import parse_toml
from reseau_sync.decisions import DecisionFile
from reseau_sync.errors import ConfigError, Words
from reseau_sync.model.faults import faults_of

_CORRECT = Words(
    "corrigez ce fichier de décisions ; rien n’a été lu ni publié",
    "correct this file of decisions; nothing was read or published",
)


def read_decisions(path: Path) -> DecisionFile:
    """Return what people decided, as the file at ``path`` says; nothing where there is no file.

    :raises ConfigError: it cannot be read, is no TOML, or says what is no decision; its words list everything
    """
    try:
        text = read_text(path)
    except ConfigError as error:
        if error.code == "not-found":
            return DecisionFile()
        raise ConfigError(error.code, error.words, _CORRECT) from error
    return parse_decisions(text, str(path))


def parse_decisions(text: str, origin: str) -> DecisionFile:
    """Return the decisions that the TOML ``text`` says. ``origin`` is what messages call it.

    :raises ConfigError: the text is no TOML, or says what is no decision
    """
    data = parse_toml(text, origin)
    try:
        return DecisionFile.model_validate(data)
    except ValidationError as error:
        raise refusal(faults_of(error, DecisionFile, data), data, origin, Locator(text, data)) from error
