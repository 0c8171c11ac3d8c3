"""What any text becomes in a cell, and back: guards against formulas, lists, organisations, services.

Every writing here is undone by its reading, whatever the text; what a person writes plainly reads as it stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote, unquote

from reseau_sync.model.network import Language
from reseau_sync.model.organisation import OrganisationRef, OrganisationType
from reseau_sync.vocabulary.folding import fold
from reseau_sync.vocabulary.organisations import Organisations
from reseau_sync.vocabulary.services import Services

GUARD = "'"
_GUARDED = frozenset("=+-@\t\r'−")
_UNSEEN = frozenset({"Cf", "Mn", "Me"})
NOTHING = "—"
"""In a cell of the place or of the rule: stated to be nothing, so that nothing is recognised there."""


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet runs, and that :func:`unguarded` reads as ``text``.

    A guard ``'`` comes before what starts like a formula (= + - @ TAB CR, in any width, high or low, also after
    characters that nobody sees and that a program may drop) or with a guard, before text with white space at its ends,
    which people's cells have by accident, and stands alone for the empty text, since an empty cell says nothing.
    """
    return GUARD + text if _needs_guard(text) else text


def unguarded(cell: str) -> str | None:
    """Return the text of a cell; ``None`` if it is empty or blank."""
    if cell.startswith(GUARD) and _needs_guard(cell[1:]):
        return cell[1:]
    return cell.strip() or None


def _needs_guard(text: str) -> bool:
    return text == "" or _first_seen(text) in _GUARDED or text == NOTHING or text != text.strip()


def _first_seen(text: str) -> str:
    """Return the first character that a person sees, as ASCII has it."""
    seen = next((each for each in text if unicodedata.category(each) not in _UNSEEN), "")
    return unicodedata.normalize("NFKC", seen)[:1]


# Lists: items separated by " ; " or on lines of their own.

_ITEM = re.compile(r"(?:[^;\r\n\\]|\\[^\r\n]|\\(?=[\r\n]|\Z))+")
_ESCAPE = re.compile(r"\\(u[0-9a-f]{4}|[\\;])")
_EMPTY = "\\e"


def joined(items: Iterable[str]) -> str:
    """Return a list as one cell: ``soupe ; douches``. In an item, ``;`` becomes ``\\;`` and ``\\`` becomes ``\\\\``."""
    return " ; ".join(_escaped(item) for item in items)


def split(cell: str) -> tuple[str, ...]:
    """Return the items of a list: one per line, or separated by ``;``. Blank items are none."""
    items = (each.strip() for each in _ITEM.findall(cell))
    return tuple("" if each == _EMPTY else _ESCAPE.sub(_unescape, each) for each in items if each)


def _escaped(item: str) -> str:
    if not item:
        return _EMPTY
    text = item.replace("\\", "\\\\").replace(";", "\\;").replace("\r", "\\u000d").replace("\n", "\\u000a")
    return re.sub(r"\A\s|\s\Z", _as_code, text)


def _as_code(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _unescape(found: re.Match[str]) -> str:
    code = found[1]
    if not code.startswith("u"):
        return code
    character = chr(int(code[1:], 16))
    return character if character.isprintable() or character.isspace() else found[0]


# Organisations: their name, and in brackets what the network does not tell: [#id], [syndicat], [#id syndicat], [].

TYPES: dict[OrganisationType, tuple[str, str]] = {
    OrganisationType.ASSOCIATION: ("association", "association"),
    OrganisationType.COLLECTIVE: ("collectif", "collective"),
    OrganisationType.UNION: ("syndicat", "union"),
    OrganisationType.PARTY: ("parti", "party"),
    OrganisationType.INSTITUTION: ("institution", "institution"),
    OrganisationType.HEALTH: ("santé", "health"),
    OrganisationType.OTHER: ("autre", "other"),
}
_TYPE_WORDS = {fold(word): kind for kind, words in TYPES.items() for word in words}
_BRACKET = re.compile(r"(?P<name>.*) \[(?:#(?P<id>[^\s\[\]]*))?(?P<gap> ?)(?P<type>[^\s#\[\]]*)\]", re.DOTALL)


def read_organisation(text: str, known: Organisations) -> OrganisationRef:
    """Return the organisation that a cell names: as declared, unless brackets say more (``CGT [syndicat]``)."""
    found = _BRACKET.fullmatch(text)
    if found is None or not _in_form(found):
        return known.ref(text)
    id_ = found["id"]
    return OrganisationRef(
        name=found["name"],
        id=None if id_ is None else unquote(id_, errors="replace"),
        type=_TYPE_WORDS.get(fold(found["type"])) if found["type"] else None,
    )


def _in_form(found: re.Match[str]) -> bool:
    both = found["id"] is not None and bool(found["type"])
    return bool(found["gap"]) == both and (not found["type"] or fold(found["type"]) in _TYPE_WORDS)


def organisation_text(ref: OrganisationRef, known: Organisations, language: Language = "fr") -> str:
    """Return an organisation as :func:`read_organisation` reads it: its name alone wherever that says it all."""
    if ref.name and read_organisation(ref.name, known) == ref:
        return ref.name
    parts = [] if ref.id is None else [f"#{quote(ref.id, safe='-_.')}"]
    if ref.type is not None:
        parts.append(TYPES[ref.type][language == "en"])
    return f"{ref.name} [{' '.join(parts)}]"


# Services: the words people use; "#text" is exactly that text.


def read_service(item: str, known: Services) -> tuple[str, ...]:
    """Return the services that one item of a list names; the text itself where it names none."""
    if item.startswith("#"):
        return (item[1:],)
    exact = known.exact(item)
    return (exact,) if exact else known.recognise(item) or (item,)


def service_text(service: str, known: Services, language: Language = "fr") -> str:
    """Return a service as :func:`read_service` reads it, by its name in ``language`` where it has one."""
    candidates = (known.name(service, language), service)
    fitting = (each for each in candidates if each and read_service(each, known) == (service,))
    return next(fitting, f"#{service}")
