"""All that is wrong with one file, as one error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reseau_sync.config.lines import Locator
from reseau_sync.errors import ConfigError, Words
from reseau_sync.model.faults import Fault, path_of

MAX_SAID = 30
"""So many faults are said; who has corrected them sees the next ones."""

_HINT = Words(
    "corrigez, puis vérifiez avec « reseau-sync check » ; rien n’a été lu ni publié",
    "correct this, then verify with “reseau-sync check”; nothing was read or published",
)


def refusal(faults: Sequence[Fault], data: Mapping[str, Any], origin: str, lines: Locator | None = None) -> ConfigError:
    """Return the error that says all of ``faults``, in the order of their lines.

    Its code is the one that all faults share, else ``invalid``.
    """
    said = [(lines.line(fault.keys) if lines else None, fault) for fault in faults[:MAX_SAID]]
    said.sort(key=lambda each: (each[0] is None, each[0] or 0))
    sentences = [_sentence(line, fault, data) for line, fault in said]
    words = _one(origin, sentences[0]) if len(faults) == 1 else _many(origin, sentences, len(faults))
    codes = {fault.code for fault in faults}
    return ConfigError(codes.pop() if len(codes) == 1 else "invalid", words, _HINT)


def _sentence(line: int | None, fault: Fault, data: Mapping[str, Any]) -> Words:
    path = path_of(fault.keys, data)
    at = Words(f"ligne {line}, ", f"line {line}, ") if line else Words("", "")
    return Words(f"{at.fr}{path} : {fault.words.fr}", f"{at.en}{path}: {fault.words.en}")


def _one(origin: str, sentence: Words) -> Words:
    return Words(f"{origin}, {sentence.fr}", f"{origin}, {sentence.en}")


def _many(origin: str, sentences: Sequence[Words], count: int) -> Words:
    fr = "".join(f"\n  - {each.fr}" for each in sentences)
    en = "".join(f"\n  - {each.en}" for each in sentences)
    left = count - len(sentences)
    more = Words(f"\n  - … et {left} de plus", f"\n  - … and {left} more") if left else Words("", "")
    return Words(
        f"{origin} : {count} choses à corriger{fr}{more.fr}", f"{origin}: {count} things to correct{en}{more.en}"
    )
