"""Adapters, found by the entry point group ``reseau_sync.adapters`` and loaded when first used.

A broken adapter (it does not import, lacks a method, shares its name with another) fails alone: only who asks for it
sees an :class:`~reseau_sync.errors.AdapterError`, which names the distribution it came with.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from reseau_sync.errors import AdapterError, ConfigError, Words
from reseau_sync.model.faults import Fault, faults_of, path_of
from reseau_sync.model.location import redact
from reseau_sync.model.nearest import listed, quoted, suggestion
from reseau_sync.model.network import FeedSpec, SourceSpec
from reseau_sync.ports import Adapter, SinkMaker, write_options_of
from reseau_sync.registry.discovery import Candidate, discover

_METHODS = ("claims", "open")
_TEXTS = ("name", "version")


class Registry:
    """The adapters that can be used, by name. Safe to share between threads; every adapter is made once."""

    def __init__(self, candidates: Mapping[str, tuple[Candidate, ...]], unreadable: tuple[str, ...] = ()) -> None:
        self._slots = {name: _Slot(name, found) for name, found in candidates.items()}
        self._unreadable = unreadable

    @classmethod
    def default(cls) -> Registry:
        """Return the adapters that the installed distributions offer. Imports none of them."""
        found = discover()
        return cls(found.candidates, found.unreadable)

    @classmethod
    def of(cls, adapters: Mapping[str, type[Adapter]]) -> Registry:
        """Return a registry of these classes alone, for code that embeds the library and for tests."""
        return cls({name: (Candidate.of(name, each),) for name, each in adapters.items()})

    def names(self) -> tuple[str, ...]:
        """Return the names that are offered, sorted; whether their adapters load is not known yet."""
        return tuple(sorted(self._slots))

    def get(self, name: str) -> Adapter:
        """Return the adapter called ``name``.

        :raises AdapterError: ``unknown-adapter``, ``broken-adapter``, or ``two-adapters`` of that name
        """
        slot = self._slots.get(name)
        if slot is None:
            raise self._unknown(name)
        return slot.adapter()

    def claiming(self, location: str) -> Adapter:
        """Return the one adapter that reads ``location``, as its suffix or scheme tells. A broken one is passed over.

        :raises AdapterError: ``no-adapter`` or ``several-adapters`` claim it; the words show a redacted location
        """
        claims = {name: adapter for name, adapter in self._working() if _claims(adapter, location)}
        if len(claims) == 1:
            return next(iter(claims.values()))
        raise self._unclear(location, sorted(claims))

    def options(self, adapter: Adapter, raw: Mapping[str, Any], *, source: str | None = None) -> BaseModel:
        """Return ``raw`` (secrets already resolved) as the adapter's own ``Options``.

        :param source: the id of the source, for messages: ``sources[id].options.key``
        :raises ConfigError: what is wrong with the options, all of it; no value is quoted
        :raises AdapterError: the model of the options itself fails
        """
        place = f"sources[{source}].options" if source is not None else "options"
        return self._options(adapter.Options, adapter.name, raw, place)

    def sink_options(self, maker: SinkMaker, raw: Mapping[str, Any], *, feed: str) -> BaseModel:
        """Return ``raw`` (secrets already resolved) as the ``SinkOptions`` of an adapter that is a :class:`SinkMaker`.

        :param feed: the id of the feed, for messages: ``feeds[id].options.key``
        :raises ConfigError: and :raises AdapterError: as :meth:`options`
        """
        name = getattr(maker, "name", "?")
        return self._options(maker.SinkOptions, name, raw, f"feeds[{feed}].options")

    def write_options(self, adapter: Adapter, raw: Mapping[str, Any], *, feed: str | None = None) -> BaseModel:
        """Return ``raw`` as the options with which the adapter writes (:func:`~reseau_sync.ports.write_options_of`).

        :param feed: the id of the feed, for messages: ``feeds[id].options.key``
        :raises ConfigError: and :raises AdapterError: as :meth:`options`
        """
        place = f"feeds[{feed}].options" if feed is not None else "options"
        return self._options(write_options_of(adapter), adapter.name, raw, place)

    def _options(self, model: type[BaseModel], name: str, raw: Mapping[str, Any], place: str) -> BaseModel:
        try:
            return model.model_validate(dict(raw))
        except ValidationError as error:
            # From None: pydantic's own message quotes the values, and a traceback would show it.
            raise _bad_options(faults_of(error, model, raw), raw, place) from None
        except Exception as error:  # A validator of somebody else's model may raise anything.
            words = Words(
                f"l’adaptateur « {name} » ne sait pas lire ses options ({type(error).__name__})",
                f"the adapter “{name}” fails to read its options ({type(error).__name__})",
            )
            raise AdapterError("broken-adapter", words, _REPORT_IT) from None

    def _working(self) -> Iterator[tuple[str, Adapter]]:
        for name in self.names():
            try:
                yield name, self._slots[name].adapter()
            except AdapterError:
                continue

    def _unknown(self, name: str) -> AdapterError:
        said, near = quoted(name), suggestion(name, self._slots)
        known = listed(self.names())
        words = Words(f"aucun adaptateur ne s’appelle {said.fr}{near.fr}", f"no adapter is called {said.en}{near.en}")
        hint = Words(f"adaptateurs installés : {known}", f"adapters installed: {known}")
        if self._unreadable:
            broken = listed(self._unreadable)
            hint = Words(f"{hint.fr} ; illisible : {broken}", f"{hint.en}; unreadable: {broken}")
        return AdapterError("unknown-adapter", words, hint)

    def _unclear(self, location: str, claiming: list[str]) -> AdapterError:
        shown = redact(location)
        if claiming:
            names = listed(claiming)
            words = Words(f"plusieurs adaptateurs lisent {shown} : {names}", f"several adapters read {shown}: {names}")
            code = "several-adapters"
        else:
            names = listed(self.names())
            words = Words(f"rien ne dit comment lire {shown}", f"nothing tells how to read {shown}")
            code = "no-adapter"
        hint = Words(
            f'écrivez lequel, parmi : {names} (adapter = "…" dans reseau.toml, --adapter en ligne de commande)',
            f'write which, out of: {names} (adapter = "…" in reseau.toml, --adapter on the command line)',
        )
        return AdapterError(code, words, hint)


class _Slot:
    """One name: what offers it, and, once asked for, the adapter or why there is none."""

    def __init__(self, name: str, candidates: tuple[Candidate, ...]) -> None:
        self._name = name
        self._candidates = candidates
        self._lock = threading.RLock()
        self._adapter: Adapter | None = None
        self._failure: AdapterError | None = None

    def adapter(self) -> Adapter:
        with self._lock:
            if self._adapter is None and self._failure is None:
                self._load()
            if self._adapter is not None:
                return self._adapter
            # A new one each time: an exception that is raised again grows its traceback.
            raise _again(cast(AdapterError, self._failure))

    def _load(self) -> None:
        try:
            self._adapter = self._made()
        except AdapterError as error:
            self._failure = error

    def _made(self) -> Adapter:
        if len(self._candidates) != 1:
            raise self._two_of_a_name()
        candidate = self._candidates[0]
        try:
            made = candidate.load()
            adapter = made() if isinstance(made, type) else None
            missing = None if adapter is None else _missing(adapter)
        except (Exception, SystemExit) as error:  # Whatever somebody else's module does when it is imported.
            cause = f"{type(error).__name__}: {error}".splitlines()[0][:200]
            raise self._broken(candidate, Words(cause, cause)) from error
        if missing is None:
            raise self._broken(candidate, Words("ce n’est pas une classe", "it is no class"))
        if missing:
            names = listed(missing)
            raise self._broken(candidate, Words(f"il lui manque : {names}", f"it lacks: {names}"))
        return cast(Adapter, adapter)

    def _broken(self, candidate: Candidate, cause: Words) -> AdapterError:
        words = Words(
            f"l’adaptateur « {self._name} » ({candidate.origin}) ne marche pas : {cause.fr}",
            f"the adapter “{self._name}” ({candidate.origin}) does not work: {cause.en}",
        )
        return AdapterError("broken-adapter", words, _REPORT_IT)

    def _two_of_a_name(self) -> AdapterError:
        origins = listed(sorted(each.origin for each in self._candidates))
        words = Words(
            f"plusieurs paquets installés offrent l’adaptateur « {self._name} » : {origins}",
            f"several installed packages offer the adapter “{self._name}”: {origins}",
        )
        hint = Words("désinstallez celui qui est de trop", "uninstall the one too many")
        return AdapterError("two-adapters", words, hint)


_REPORT_IT = Words(
    "mettez ce paquet à jour, ou signalez-le à ses auteurs ; les autres sources sont lues",
    "update this package, or tell its authors; the other sources are read",
)


def _again(error: AdapterError) -> AdapterError:
    fresh = AdapterError(error.code, error.words, error.hint)
    fresh.__cause__ = error.__cause__
    return fresh


def _missing(adapter: object) -> list[str]:
    """Return what an adapter lacks of :class:`~reseau_sync.ports.Adapter`."""
    lacking = [name for name in _METHODS if not callable(getattr(adapter, name, None))]
    lacking += [name for name in _TEXTS if not (isinstance(said := getattr(adapter, name, None), str) and said)]
    options = getattr(adapter, "Options", None)
    return lacking if isinstance(options, type) and issubclass(options, BaseModel) else [*lacking, "Options"]


def _claims(adapter: Adapter, location: str) -> bool:
    try:
        return adapter.claims(location) is True
    except Exception:  # Somebody else's code; it says nothing of this location then.
        return False


def _bad_options(faults: tuple[Fault, ...], raw: Mapping[str, Any], prefix: str) -> ConfigError:
    said = [(f"{prefix}.{path}" if (path := path_of(each.keys, raw)) else prefix, each.words) for each in faults]
    words = Words(
        "\n".join(f"{path} : {each.fr}" for path, each in said),
        "\n".join(f"{path}: {each.en}" for path, each in said),
    )
    codes = {each.code for each in faults}
    return ConfigError(codes.pop() if len(codes) == 1 else "invalid", words, _misplaced(faults, prefix))


def _misplaced(faults: tuple[Fault, ...], prefix: str) -> Words | None:
    """Return what to do with keys of the table that stand in its ``options``; ``None`` where there are none."""
    table: Mapping[str, type[BaseModel]] = {"sources": SourceSpec, "feeds": FeedSpec}
    spec = table.get(prefix.partition("[")[0])
    if spec is None:
        return None
    unknown = [str(each.keys[0]) for each in faults if each.code == "unknown-key" and len(each.keys) == 1]
    names = listed([key for key in unknown if key in spec.model_fields])
    if not names:
        return None
    return Words(f"écrivez {names} dans le bloc, hors de « options »", f"write {names} in the table, outside “options”")
