"""Everything that reseau-sync raises on purpose, and the words it says it in.

::

    ReseauError
    ├── ConfigError     reseau.toml (or an option) says something that cannot be: exit code 2
    ├── SourceError     one calendar could not be read: costs that source, nothing else
    ├── AdapterError    an adapter is missing, broken, or cannot do what was asked
    ├── SecretError     a secret is not where reseau.toml says it is
    ├── EncodeError     an event cannot be written in the format asked for
    ├── OccurrenceError a series cannot be unfolded within bounds
    ├── PublishError    a feed could not be written; the one before stands
    ├── StoreError      the state between runs could not be read or saved; what was saved before stands
    └── Busy            another run is under way: nothing is wrong, and nothing was done (exit code 0)

What is wrong with *one event* is never an exception: it is a value, :class:`reseau_sync.entry.Rejected`.
Messages never hold a secret: whoever builds one from a location uses its redacted form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence for a person, in French and in English.

    ``str()`` gives the French one, since French is the default language of a network.
    """

    fr: str
    en: str

    def to(self, language: str) -> str:
        """Return the sentence in ``language`` (``"fr"`` or ``"en"``; anything else reads as French)."""
        return self.en if language == "en" else self.fr

    def __str__(self) -> str:
        """Return the French sentence."""
        return self.fr


class ReseauError(Exception):
    """The root: what happened, and what to do next.

    :param code: a stable short word for programs (``"not-found"``, ``"truncated"``)
    :param words: what happened and where, for a volunteer
    :param hint: what to do next; may be absent where ``words`` say it
    """

    def __init__(self, code: str, words: Words, hint: Words | None = None) -> None:
        super().__init__(words.fr)
        self.code = code
        self.words = words
        self.hint = hint

    def __reduce__(self) -> tuple[type[ReseauError], tuple[str, Words, Words | None]]:
        """Survive pickling, which sources read in other processes need."""
        return type(self), (self.code, self.words, self.hint)

    def say(self, language: str = "fr") -> str:
        """Return the whole message in ``language``: what happened, then what to do next."""
        said = self.words.to(language)
        return f"{said}\n  → {self.hint.to(language)}" if self.hint else said


class ConfigError(ReseauError):
    """reseau.toml or an option is wrong; nothing was run."""


class SourceError(ReseauError):
    """One calendar could not be read."""


class AdapterError(ReseauError):
    """An adapter is missing, does not load, or lacks the ability that was asked for."""


class SecretError(ReseauError):
    """A secret could not be had. The message names the place, never the value."""


class EncodeError(ReseauError):
    """An event cannot be written in the format that was asked for."""


class OccurrenceError(ReseauError):
    """A series cannot be unfolded within bounds; its rule, as text, still stands."""


class PublishError(ReseauError):
    """A feed could not be written; what was there before is untouched.

    A calendar of a server is written event by event: ``memory`` is then what its sink wants to remember of those that
    were written before it failed, as plain JSON data; ``None`` where nothing was.
    """

    memory: Mapping[str, Any] | None = None


class StoreError(ReseauError):
    """The state between runs could not be read or saved; what was saved before stands.

    ``damaged``: the next opening sets the file aside and begins a new one. ``newer``, ``not-ours``: the file is left as
    it is. ``no-space``, ``forbidden``, ``busy``, ``overtaken``, ``unusable``: nothing was written. ``closed``,
    ``no-such-run``: what was asked for cannot be had.
    """


class Busy(ReseauError):  # noqa: N818 - to be busy is no error
    """Another run is under way; this one does nothing, which is no failure."""
