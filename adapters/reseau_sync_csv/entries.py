"""What stands in one cell of a matrix: the actions in it, each with its hours, its organisation and what it is.

``Salam 12h repas / Chaleur d'Opale 14h-16h cours de français`` are two; ``16h eau, pain`` is one: commas and ``+``
enumerate, unless what follows them has hours or an organisation of its own.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from reseau_sync.vocabulary import kinds
from reseau_sync.vocabulary.folding import fold
from reseau_sync_csv import remarks
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.dates import Hours, Problem, Times, read_times
from reseau_sync_csv.dates.lexer import atoms, normal
from reseau_sync_csv.dates.reduction import codes
from reseau_sync_csv.dates.words import WEEKDAYS

_NOTHING = frozenset(
    (
        *("x", "xx", "ferme", "fermee", "fermes", "fermeture", "neant", "rien", "ras", "personne", "aucun", "aucune"),
        *("relache", "repos", "vide", "libre", "non", "off", "closed", "none", "nothing", "na", "n a", "0"),
        *("vacances", "conges", "conge", "ferie", "jour ferie", "pas d action", "aucune action", "pas d activite"),
        *("pas d accueil", "pas de maraude"),
    )
)
_CLOSED = re.compile(r"^(?:ferme\w*|neant|aucune?|pas d\w*|relache|vacances|conges|ferie)\b")
_CANCELLED = re.compile(r"(?:annule|supprime|reporte)e?s?|cancell?ed")
_POINT = r"(?:\d{1,2}\s?(?:h(?:eures?)?(?:\s?\d{2}(?![\s.]?\d))?|:\s?\d{2})(?![\w])|midi|minuit)"
_RANGE = rf"(?:de\s+)?(?:\d{{1,2}}(?=\s?-\s?\d{{1,2}}\s?h)|{_POINT})\s*(?:-|–|—|à|a|>|→|/|jusqu'à)\s*{_POINT}"
_ENGLISH = r"\d{1,2}(?::\d{2})?\s?(?:[ap]m)?\s*(?:-|–|to)\s*\d{1,2}(?::\d{2})?\s?[ap]m|\d{1,2}(?::\d{2})?\s?[ap]m"
_HOURS = re.compile(
    rf"(?<![\w’'])[(\[]?\s*(?:(?:à partir de|dès|vers|à)\s+)?(?:{_RANGE}|{_ENGLISH}|{_POINT})\s*[)\]]?", re.IGNORECASE
)
_CLOCK_LIKE = re.compile(
    r"\d\s?h(?![a-z])|\d\s?h\d|\b\d{1,2}h(?=[a-zà-ÿ])|\d:\d\d|\d\s?[ap]m\b|\bmidi\b|\bminuit\b|"
    # "14-16" may be hours; "3-6 ans" are none.
    r"(?<![\d/.,-])(?:[6-9]|[01]\d|2[0-4])\s?[-–]\s?(?:[7-9]|[01]\d|2[0-4])(?![\d/.,-]|\s*(?:ans?|pers|places|kg|€|%))",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:(?:en |le )?(?:matin(?:ée)?|soir(?:ée)?|après[ -]?midi|apres[ -]?midi|aprem|journée))\b", re.IGNORECASE
)
_HARD = re.compile(r"[\n\r;]+|\s/+\s|\s\|\s|(?<=[^\d\s])/(?=[A-ZÉÈ])")
_SOFT = re.compile(r"\s*[+,]\s*|\s+(?:et|puis|&)\s+")
_DATED = re.compile(
    r"\b\d{1,2}/\d{1,2}\b|\b\d{1,2}(?:er)? (?:janv|f[ée]vr|mars|avr|mai|juin|juil|ao[uû]t|sept|oct|nov|d[ée]c)|"
    r"\b(?:sauf|uniquement|seulement|[àa] partir du|jusqu'au|reporté|ou bien)\b",
    re.IGNORECASE,
)
_RHYTHM = re.compile(
    r"\b(?:sur (?:deux|2)|(?:im)?paires?|quinzaine|15 jours|alternance|selon|par mois)\b|\b1/2\b|"
    r"\bsem(?:aines?|\.)? ?/ ?2\b",
    re.IGNORECASE,
)
_EXCEPT = re.compile(
    r"\b(?:sauf|hors|except[ée]?|pendant les) (?:les? |jours? |en )?(?:vacances|cong[ée]s|f[ée]ri[ée]s?)", re.IGNORECASE
)
_WEEKDAY = re.compile(
    r"\b(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b"
)
_PHONE = re.compile(r"[(\[]?(?<!\d)(?:\+33|0)\s?[1-9](?:[\s.-]?\d{2}){4}(?!\d)[)\]]?")
_SAME = re.compile(r"(?:idem|id|ditto|pareil|meme chose|same|voir|cf)\b.{0,40}")
_DITTO = frozenset(('"', '""', "''", "〃", "″", "“", "”"))
ANSWERS = frozenset(
    ("oui", "non", "yes", "no", "si necessaire", "if need be", "ok", "inconnu", "unknown", "x", "xx", "v", "maybe")
)
"""What people answer to a poll, which is no action."""
_EITHER = re.compile(r"\b(?:ou|or)\b", re.IGNORECASE)
_UNKNOWN = re.compile(
    r"(?:(?:horaire|heure|date|lieu)s? )?(?:a (?:confirmer|definir|voir|preciser|fixer|venir|completer)|tbc|tbd|tba)"
)
_NTH = re.compile(
    r"^(?P<nth>(?:(?:le |les )?(?:\d(?:er|e|ème|eme|nd)?|premier|deuxième|troisième|dernier)s?(?:(?:,| et) "
    r"(?:\d(?:er|e|ème|eme)?|premier|deuxième|troisième|dernier)s?)* )"
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?(?: du mois| de chaque mois)?)\s*[:–-]?\s*",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"(?P<name>(?:(?:[A-ZÀ-Þ][\w'’.-]*|\d+(?!\d|\s?h\b|\s?h\d|:))(?:\s+(?:de|du|des|d'|la|le|les|du|sans|aux|en|au)\b)?\s*|[dl]['’])+)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One action in a cell; ``times`` is ``None`` where the cell states none, ``problem`` what cannot be read."""

    title: str
    organisation: str = ""
    times: Times | None = None
    cancelled: bool = False
    tentative: bool = False
    nth: str = ""
    problem: Problem | None = None
    text: str = ""
    weekdays: frozenset[int] = frozenset()
    contact: str = ""


def says_nothing(text: str) -> bool:
    """Say whether a cell of a matrix says that nothing takes place: a cross, a dash, "fermé"."""
    words = fold(text)
    if text.strip() in _DITTO:
        return False
    if remarks.blank(text) or not words or words in _NOTHING or _CANCELLED.fullmatch(words):
        return True
    return bool(_CLOSED.match(words)) and not _CLOCK_LIKE.search(text)


def is_prose(text: str) -> bool:
    """Say whether a text without a label beside it is a remark on the whole table rather than an action."""
    return len(text.split()) > 4 and not _CLOCK_LIKE.search(text)


def has_hours(text: str) -> bool:
    """Say whether a text has hours in it, as only an action has."""
    return bool(_CLOCK_LIKE.search(text))


def hours_in(text: str) -> str:
    """Return the one statement of hours in a text ("CA à 20h"), as it is written; nothing where it is not clear."""
    found = list(_HOURS.finditer(text))
    times, _ = _times(text)
    if len(found) != 1 or not isinstance(times, Times) or not times.hours:
        return ""
    return found[0][0].strip(" ()[]")


def entries_of(text: str, desk: Desk, names: frozenset[str] = frozenset()) -> list[Entry]:
    """Return the actions in a cell, in its order; ``names`` are those with which other cells begin."""
    blocks = _whole_lines(_HARD.split(_joined(text)), desk, names)
    pieces = [
        piece
        for block in blocks
        for part in _pieces(block.strip(" ,+"), desk, names)
        for piece in _strung(part, desk, names)
    ]
    return [_entry(piece, desk) for piece in pieces if piece and not says_nothing(piece)]


def _whole_lines(blocks: Iterable[str], desk: Desk, names: frozenset[str]) -> list[str]:
    """Return the lines of a cell, those that are only a part of an action (hours, a name, a remark) with its rest.

    ``14h-16h``, ``(vestiaire)`` on two lines are one action; ``Salam``, ``Cimade`` are two.
    """
    made: list[str] = []
    for block in (each.strip() for each in blocks):
        if not block:
            continue
        before = made[-1] if made else ""
        if before and _names_it(before, block, desk):
            made[-1] = f"{block} {before}"
        elif before and (_is_remark(block) or _continues(before, block, desk, names)):
            made[-1] = f"{before} {block}"
        else:
            made.append(block)
    return made


def _names_it(before: str, block: str, desk: Desk) -> bool:
    """Say whether a line is the name of who does what the lines before it say: "12h", "repas", "Salam"."""
    if not _HOURS.match(before) or _HOURS.search(block) or len(block.split()) > 4 or not block[:1].isupper():
        return False
    bare = _HOURS.sub("", before).strip(" :,–-")
    return bool(bare) and not organisation_in(bare, desk) and bool(organisation_in(f"{block} x", desk))


def _is_remark(block: str) -> bool:
    if _CANCELLED.fullmatch(fold(block)):
        return True
    if not re.search(r"[^\W\d_]", block) or re.fullmatch(r"\S+@\S+", block):
        # A telephone number, an address.
        return not _HOURS.search(block) and not _CLOCK_LIKE.search(block)
    return block.startswith("(") and block.endswith(")") and not _CLOCK_LIKE.search(block)


def _continues(before: str, block: str, desk: Desk, names: frozenset[str]) -> bool:
    """Say whether a line goes on with what the line before it began."""
    bare_before, bare = (_HOURS.sub("", each).strip(" :,–-") for each in (before, block))
    if not bare:
        return bool(bare_before) and not _HOURS.search(before)
    if _HOURS.search(before) and bare_before:
        return False
    if not bare_before:
        return not _HOURS.search(block)
    name = fold(before) in names or desk.organisations.exact(before) is not None
    return name and (block[:1].islower() or bool(_HOURS.match(block)))


def _joined(text: str) -> str:
    """Return a cell in which a slash between two hours is the range that it means."""
    return re.sub(rf"({_POINT})\s*/\s*(?={_POINT}(?!\s*(?:-|–|à)))", r"\1 - ", text, flags=re.IGNORECASE)


def _pieces(block: str, desk: Desk, names: frozenset[str]) -> list[str]:
    """Split where what follows a comma, ``+`` or "et" has its own hours or organisation, and so has what precedes."""
    parts = _SOFT.split(block)
    if len(parts) == 1:
        return [block]
    made: list[str] = []
    start = 0
    at = [match.span() for match in _SOFT.finditer(block)]
    for (left, right), part in zip(at, parts[1:], strict=True):
        rest = block[right:]
        head = block[start:left]
        own = _own(rest, desk, names) or (_timed(part) and _timed(head))
        if own and _says_what(head, desk, names):
            made.append(head)
            start = right
    return [*made, block[start:]]


def _own(rest: str, desk: Desk, names: frozenset[str]) -> bool:
    """Say whether a text begins with hours, or with an organisation that is certainly one, and goes on."""
    hours = _HOURS.match(rest)
    if hours:
        return bool(rest[hours.end() :].strip(" ,+)"))
    name = organisation_in(rest, desk)
    if not name or len(fold(rest)) <= len(fold(name)):
        return False
    after = _HOURS.match(rest[len(name) :].lstrip(" :,–-"))
    return bool(after) or fold(name) in names or desk.organisations.exact(name) is not None


def _timed(part: str) -> bool:
    """Say whether a text has hours, and something that takes place then."""
    return bool(_HOURS.search(part)) and bool(re.search(r"[^\W\d_]{2}", _HOURS.sub(" ", part)))


def _strung(block: str, desk: Desk, names: frozenset[str]) -> list[str]:
    """Split what is strung together without a sign: ``12h-13h repas 14h-16h douches``, ``repas 12h douches 14h``."""
    found = list(_HOURS.finditer(block))
    if len(found) < 2 or _EITHER.search(block):
        return [block]
    edges = [0, *(at for each in found for at in each.span()), len(block)]
    texts = [bool(re.search(r"[^\W\d_]{3}", block[a:b])) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    if not texts[0] and all(texts[1:]):
        cuts = [0, *(each.start() for each in found[1:]), len(block)]
    elif not texts[-1] and all(texts[:-1]) and _says_what(block[: found[0].end()], desk, names):
        cuts = [0, *(each.end() for each in found[:-1]), len(block)]
    else:
        return [block]
    return [block[a:b].strip(" ,+:–-") for a, b in itertools.pairwise(cuts)]


def _says_what(head: str, desk: Desk, names: frozenset[str]) -> bool:
    """Say whether a text is an action by itself: it has hours, or more in it than the name of an organisation."""
    if _HOURS.search(head):
        bare = _HOURS.sub("", head).strip(" ,+-:")
        return bool(bare) and fold(bare) not in names and desk.organisations.exact(bare) is None
    name = organisation_in(head, desk)
    return len(fold(head)) > len(fold(name)) if name else not head.strip()[:1].isupper()


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the folded names with which at least two cells of a matrix begin."""
    found: Counter[str] = Counter()
    for text in texts:
        match = _LEADING.match(text.lstrip())
        if match and match.end() < len(text.strip()):
            found[fold(match["name"])] += 1
    return frozenset(name for name, count in found.items() if count > 1)


def _entry(text: str, desk: Desk) -> Entry:
    said = remarks.verdict(text)
    cancelled = said in ("cancelled", "postponed")
    bare = remarks.unmarked(text) if cancelled else text
    contact = " ".join(each.strip("()[]") for each in _PHONE.findall(bare))
    bare = " ".join(_PHONE.sub(" ", bare).split()) if contact and _PHONE.sub("", bare).strip(" :,–-") else bare
    nth = _NTH.match(bare)
    bare = bare[nth.end() :] if nth else bare
    problem = _not_an_action(text, bare, said)
    if problem is not None:
        return Entry(text, problem=problem, text=text)
    times, rest = _times(bare)
    if isinstance(times, Problem):
        return Entry(text, problem=times, text=text)
    name = organisation_in(rest, desk)
    after = rest[len(name) :].strip(" \t:,–-")
    if re.match(r"(?:et|and|&|\+|/)(?!\w)", after) or re.match(r"\s*,\s*[A-ZÀ-Þ]", rest[len(name) :]):
        # "Guy et Odile" are no organisation.
        name, after = "", rest
    title = _unwrapped(after if name else rest)
    unsure = said == "unsure" or remarks.tentative(text) or "?" in text
    days = frozenset(WEEKDAYS[each] for each in _WEEKDAY.findall(fold(bare)))
    return Entry(
        title or rest or bare.strip(), name, times, cancelled, unsure, nth["nth"] if nth else "",
        text=text, weekdays=days, contact=contact,
    )  # fmt: skip


def _not_an_action(text: str, bare: str, said: str) -> Problem | None:
    """Return why a text cannot stand for an action of its day, whatever its hours."""
    if _RHYTHM.search(bare) or (_EXCEPT.search(bare) and not re.search(r"\d{1,2}/\d{1,2}", bare)):
        return Problem("unparsed-recurrence")
    if said in ("moved", "dated", "doubtful") or _DATED.search(bare) or remarks.new_day(text) is not None:
        return Problem("ambiguous-date")
    words = fold(bare)
    if (
        bare.strip() in _DITTO
        or _SAME.fullmatch(words)
        or not (re.search(r"[^\W\d_]", bare) or _HOURS.search(bare) or _CLOCK_LIKE.search(bare))
    ):
        return Problem("malformed-row")
    return Problem("unparsed-time") if _UNKNOWN.fullmatch(words) else None


def _unwrapped(text: str) -> str:
    """Return a text without brackets around the whole of it, nor halves of brackets."""
    if text.count("(") != text.count(")"):
        return " ".join(text.replace("(", " ").replace(")", " ").split())
    whole = text.startswith("(") and text.endswith(")") and "(" not in text[1:]
    return text[1:-1].strip() if whole else text


def _times(text: str) -> tuple[Times | Problem | None, str]:
    """Return the hours in a text, and the text without them."""
    found = list(_HOURS.finditer(text))
    rest = " ".join(_HOURS.sub(" ", text).split()).strip(" :,–-/")
    rest = re.sub(r"\s+(?:et|puis|&|\+)$", "", re.sub(r"\(\s+", "(", rest))
    if not found:
        if _CLOCK_LIKE.search(text) or ("?" in text and _maybe_hour(text)):
            return Problem("unparsed-time"), rest
        part = _PART.search(text)
        return (Times((), part[0].strip()) if part else None), rest
    hours: list[Hours] = []
    for each in found:
        times = read_times(each[0].strip(" ()[]"))
        if isinstance(times, Problem) or len(times.hours) != 1:
            return Problem("unparsed-time"), rest
        hours.extend(times.hours)
    left = codes(atoms(normal(rest)))
    if _CLOCK_LIKE.search(rest) or set(left) & set("iB|") or (len(hours) > 1 and any(one.end is None for one in hours)):
        return Problem("unparsed-time"), rest
    return Times(tuple(sorted(hours, key=lambda one: one.start))), rest


def _maybe_hour(text: str) -> bool:
    return bool(re.search(r"\?\s?h|h\s?\?", text, re.IGNORECASE))


def organisation_in(text: str, desk: Desk) -> str:
    """Return the organisation with which a text begins: one that the network declares, else what is written as a name.

    A name is words in capitals before the first other word (``Médecins du Monde soins``), if they are not those of a
    service or a kind of event.
    """
    text = text.lstrip()
    return _declared(text, desk) or _written(text, desk)


def _declared(text: str, desk: Desk) -> str:
    words = text.split()
    for count in range(min(len(words), 8), 0, -1):
        name = " ".join(words[:count]).rstrip(" :,–-")
        if desk.organisations.exact(name):
            return text[: text.find(words[count - 1]) + len(words[count - 1])].rstrip(" :,–-") if count == 1 else name
    return ""


def _written(text: str, desk: Desk) -> str:
    found = _LEADING.match(text)
    if found is None:
        return ""
    name = found["name"].strip(" -–:,.")
    name = re.sub(r"(?:\s+(?:de|du|des|d['’]?|la|le|les|aux|en|au|sans))+$", "", name)
    if not name or name.isdecimal() or _is_action(fold(name).split()[0], desk) or _is_action(fold(name), desk):
        return ""
    # A sentence begins with a capital as well: "Réunion", alone, is what it is about.
    return name if fold(text) != fold(name) or " " in name else ""


def _is_action(word: str, desk: Desk) -> bool:
    return bool(desk.services.recognise(word)) or kinds.recognise(word) is not None or word in _ACTIONS


_ACTIONS = frozenset(
    [
        "accueil",
        "cafe",
        "the",
        "collecte",
        "tri",
        "repas",
        "visite",
        "sortie",
        "atelier",
        "cours",
        "concert",
        "projection",
        "point",
        "preparation",
        "vestiaire",
        "braderie",
        "rencontre",
        "fete",
        "depart",
        "permanence",
        "livraison",
        "foot",
        "jeux",
        "dons",
        "don",
        "inventaire",
        "menage",
        "conseil",
    ]
)


@functools.lru_cache(maxsize=4_096)
def label_times(text: str) -> Times | None:
    """Return the hours or the part of the day that a row or a column of a matrix is for; ``None`` for anything else."""
    found = read_times(text)
    if not isinstance(found, Times) or found.tentative or not (found.hours or found.words):
        return None
    return found
