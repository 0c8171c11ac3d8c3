"""What is wrong with data that should have been a model, as values that a volunteer can read.

pydantic says ``Extra inputs are not permitted [type=extra_forbidden, input_value='…']``: in English, for programmers,
and with the value, which may be a secret. A :class:`Fault` says it in plain words, and quotes no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from reseau_sync.errors import Words
from reseau_sync.model.location import redact
from reseau_sync.model.nearest import listed, nearest, suggestion
from reseau_sync.model.wording import expectation, kind_of_value, limit

Keys: TypeAlias = tuple[str | int, ...]
"""A place in nested data: keys of tables, and indices of lists from 0."""

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_MAX_LISTED = 32


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, a stable code for programs, and a sentence without its place.

    ``own`` marks a fault stated by a validator of the model; a check that knows more may say it better.
    """

    keys: Keys
    code: str
    words: Words
    own: bool = False


def faults_of(error: ValidationError, model: type[BaseModel], data: Any) -> tuple[Fault, ...]:
    """Return what ``error`` says is wrong with ``data``, which ``model`` refused. No value is quoted."""
    plain: list[Fault] = []
    unions: dict[Keys, list[tuple[Keys, ErrorDetails]]] = {}
    for each in error.errors(include_url=False):
        keys, union = _real_keys(each["loc"], data, missing=each["type"] == "missing")
        if union is None:
            plain.append(_fault(keys, each, model))
        else:
            unions.setdefault(union, []).append((keys, each))
    for root, found in unions.items():
        plain.extend(_union_faults(root, found, model))
    return tuple(_without_renamed(dict.fromkeys(plain), model))


def path_of(keys: Keys, data: Any) -> str:
    """Return a place as a person reads it: ``sources[entraide-agenda].options.key``.

    A row is named by its id where it has one that no other row has, else by its number from 1: ``sources[2]``.
    """
    said, node = "", data
    for key in keys:
        if isinstance(key, int):
            said += f"[{_label(node, key)}]"
        else:
            said += ("." if said else "") + (key if _BARE_KEY.fullmatch(key) else f'"{redact(key)}"')
        node = _at(node, key)
    return said


def known_keys(model: type[BaseModel], keys: Keys) -> tuple[str, ...]:
    """Return the keys that ``model`` knows at a place, sorted; none where the place is free or holds no table."""
    models = [model]
    for key in keys:
        if isinstance(key, str):
            models = [inner for each in models for inner in _inner_models(each, key)]
    return tuple(sorted({name for each in models for name in _names(each)}))


def _without_renamed(faults: Iterable[Fault], model: type[BaseModel]) -> Iterator[Fault]:
    """Leave out the missing key that an unknown one was meant to be: one slip is one fault."""
    faults = list(faults)
    unknown = [fault.keys for fault in faults if fault.code == "unknown-key"]
    meant = {(*keys[:-1], nearest(str(keys[-1]), known_keys(model, keys[:-1]))) for keys in unknown}
    return (fault for fault in faults if fault.code != "missing-key" or fault.keys not in meant)


def _names(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _inner_models(model: type[BaseModel], key: str) -> Iterator[type[BaseModel]]:
    return _models_in(_names(model).get(key))


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for each in get_args(annotation):
        yield from _models_in(each)


def _real_keys(loc: Sequence[str | int], data: Any, *, missing: bool) -> tuple[Keys, Keys | None]:
    """Return the place in the data, and that of the union there, if any.

    pydantic puts the name of a union's branch between the keys; it is told apart by not being in the data.
    """
    keys: Keys = ()
    union: Keys | None = None
    node = data
    for position, step in enumerate(loc):
        if _holds(node, step) or (missing and position == len(loc) - 1):
            keys += (step,)
            node = _at(node, step)
        elif union is None:
            union = keys
    return keys, union


def _holds(node: Any, step: str | int) -> bool:
    if isinstance(step, str):
        return isinstance(node, Mapping) and step in node
    return isinstance(node, list | tuple) and step < len(node)


def _at(node: Any, step: str | int) -> Any:
    return node[step] if _holds(node, step) else None


def _label(rows: Any, index: int) -> str:
    if not isinstance(rows, list | tuple):
        return str(index + 1)
    ids = [row.get("id") if isinstance(row, Mapping) else None for row in rows]
    own = ids[index] if index < len(ids) else None
    unique = isinstance(own, str) and _ID.fullmatch(own) and ids.count(own) == 1
    return str(own) if unique else str(index + 1)


def _union_faults(root: Keys, found: Iterable[tuple[Keys, ErrorDetails]], model: type[BaseModel]) -> Iterator[Fault]:
    """Yield one sentence for all the branches of a union that were tried, or those of the branch that was meant."""
    found = list(found)
    meant = [(keys, each) for keys, each in found if keys != root or not each["type"].endswith("_type")]
    for keys, each in meant:
        yield _fault(keys, each, model)
    if not meant:
        wanted = list(dict.fromkeys(expectation(each) for _, each in found))
        either = Words(" ou ".join(each.fr for each in wanted), " or ".join(each.en for each in wanted))
        yield Fault(root, "wrong-type", _not_what_was_expected(either, found[0][1]["input"]))


def _fault(keys: Keys, error: ErrorDetails, model: type[BaseModel]) -> Fault:
    kind = error["type"]
    if kind == "extra_forbidden":
        return Fault(keys, "unknown-key", _unknown_key(str(keys[-1]), known_keys(model, keys[:-1])))
    if kind == "missing":
        return Fault(keys, "missing-key", Words("il manque cette clé", "this key is missing"))
    if kind in ("enum", "literal_error"):
        return Fault(keys, "wrong-value", _not_among(error))
    if kind in ("value_error", "assertion_error"):
        return Fault(keys, "wrong-value", _refused(error), own=True)
    bound = limit(error)
    if bound is not None:
        return Fault(keys, "wrong-value", bound)
    return Fault(keys, "wrong-type", _not_what_was_expected(expectation(error), error["input"]))


def _unknown_key(key: str, known: Sequence[str]) -> Words:
    said = suggestion(key, known)
    if not said.fr and 0 < len(known) <= _MAX_LISTED:
        said = Words(f" ; les clés possibles ici : {listed(known)}", f"; the keys possible here: {listed(known)}")
    return Words(f"clé inconnue{said.fr}", f"unknown key{said.en}")


def _not_among(error: ErrorDetails) -> Words:
    choices = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
    given = error["input"]
    near = suggestion(given, choices) if isinstance(given, str) else Words("", "")
    return Words(
        f"la valeur doit être l’une de : {listed(choices)}{near.fr}",
        f"the value must be one of: {listed(choices)}{near.en}",
    )


def _not_what_was_expected(wanted: Words, given: Any) -> Words:
    kind = kind_of_value(given)
    return Words(f"il faut {wanted.fr}, et non {kind.fr}", f"this must be {wanted.en}, not {kind.en}")


def _refused(error: ErrorDetails) -> Words:
    """Return what a validator says; as it says it, unless that would show the value."""
    cause = error.get("ctx", {}).get("error")
    said = cause.args[0] if isinstance(cause, Exception) and cause.args else ""
    if isinstance(said, Words):
        return said
    text = str(said)
    if not text or any(leaf in text for leaf in _leaves(error["input"])):
        return Words("cette valeur n’est pas acceptée", "this value is not accepted")
    return Words(f"cette valeur n’est pas acceptée ({redact(text)})", f"this value is not accepted ({redact(text)})")


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _leaves(each)
    elif str(value):
        yield str(value)
