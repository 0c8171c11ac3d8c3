"""What is under test: the part of the source suite that a subclass fills in, and the ways to work it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from hypothesis import HealthCheck, settings

from reseau_sync.entry import Decoded
from reseau_sync.ports import Access, Adapter, Checkpoint, Context, Failed, Fetched, FetchResult, Item, Source
from reseau_sync.testing.access import Body, MemoryAccess

SUITE = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow]
)
"""How the suites use hypothesis: one inherited test is run by many subclasses, on machines of any speed."""


class SourceSubject:
    """What is under test. :meth:`adapter` and :meth:`sample` must be filled in; the rest has defaults.

    They are methods, not fixtures, so that property tests can call them; they must give the same each time.
    """

    def adapter(self) -> Adapter:
        """Return the adapter under test."""
        raise NotImplementedError("a source suite says which adapter it tests")

    def sample(self) -> Mapping[str, Body]:
        """Return calendars that are right, by location: each holds at least one event and nothing to reject."""
        raise NotImplementedError("a source suite holds at least one sample calendar")

    def titles(self) -> Collection[str] | None:
        """Return the titles of all events of the sample, or ``None`` where they need not be compared."""
        return None

    def broken(self) -> Mapping[str, Body]:
        """Return calendars of which something cannot be understood, by location."""
        return {}

    def options(self) -> Mapping[str, Any]:
        """Return the source's ``options``, as reseau.toml would hold them."""
        return {}

    def context(self) -> Context:
        """Return what decoding may rest on."""
        return Context("essai")

    def claimed(self) -> Iterable[str]:
        """Return locations that the adapter must claim; none where a location alone tells nothing."""
        return tuple(self.sample())

    def foreign(self) -> Iterable[str]:
        """Return locations that the adapter must not claim."""
        return FOREIGN

    def secret_location(self, secret: str) -> str:
        """Return a location of the adapter's kind in which ``secret`` stands where secrets stand."""
        return f"https://lecture:{secret}@agenda.example.org/prive/{secret}/export?cle={secret}"

    def opened(self, location: str, bodies: Mapping[str, Body]) -> Source:
        """Return the source at ``location`` in a world that holds ``bodies`` and nothing else.

        An adapter that reads by other means than its :class:`~reseau_sync.ports.Access` builds that world here.
        """
        return self.opened_by(MemoryAccess(bodies), location)

    def opened_by(self, access: Access, location: str) -> Source:
        """Return the source at ``location``, read through ``access``."""
        return self.adapter().open(location, self.valid_options(), access)

    def valid_options(self) -> Any:
        """Return the options as the adapter's own model of them."""
        return self.adapter().Options.model_validate(dict(self.options()))

    def fetched(self) -> Iterator[tuple[str, Source, tuple[Item, ...]]]:
        """Yield each sample location, its source, and the items that it holds.

        :raises AssertionError: where a sample cannot be read
        """
        for location in self.sample():
            source = self.opened(location, self.sample())
            result = source.fetch()
            assert isinstance(result, Fetched), f"the sample {location!r} must be readable, got {result!r}"
            yield location, source, result.items

    def outcome(self, source: Source) -> tuple[FetchResult, tuple[Decoded, ...]]:
        """Return what fetching ``source`` gives and what its items mean."""
        result = source.fetch()
        return result, tuple(source.decode(item, self.context()) for item in items_of(result))


FOREIGN: Sequence[str] = (
    "",
    " ",
    ".",
    "/",
    "notes.pdf",
    "affiche.png",
    "compte-rendu.docx",
    "archive.tar.gz",
    "inconnu:agenda",
    "mailto:contact@example.org",
    "ftp://example.org/",
    "https://example.org/",
    "javascript:alert(1)",
    "\x00",
    "\n",
    "🍲",
)
"""Locations that no adapter reads on the strength of the location alone."""


def items_of(result: FetchResult) -> tuple[Item, ...]:
    """Return the items that were fetched; none where nothing was."""
    return result.items if isinstance(result, Fetched) else ()


def files_of(body: Body) -> tuple[tuple[str, bytes], ...]:
    """Return the files that a body holds, a single one under the empty name."""
    if isinstance(body, bytes):
        return (("", body),)
    return () if isinstance(body, Exception) else tuple(body)


def with_bytes(body: Body, name: str, data: bytes) -> Body:
    """Return ``body`` with the bytes of one of its files (``""``: of the single one) put in place."""
    if isinstance(body, bytes):
        return data
    return [(each, data if each == name else before) for each, before in files_of(body)]


def as_stored(checkpoint: Checkpoint) -> Checkpoint:
    """Return a checkpoint as it comes back from where checkpoints are kept: JSON and back.

    :raises TypeError: where it is not plain JSON data
    """
    stored: Checkpoint = json.loads(json.dumps(checkpoint, allow_nan=False))
    return stored


def failure_words(failed: Failed) -> str:
    """Return all that a person or a log could read of a failure."""
    error = failed.error
    return "\n".join((repr(failed), repr(error), str(error), error.say("fr"), error.say("en")))
