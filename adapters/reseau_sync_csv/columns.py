"""The columns of the plain form: the one table from which reader, writer and Table Schema all derive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reseau_sync.errors import Words
from reseau_sync.model.event import Audience
from reseau_sync.vocabulary.folding import fold
from reseau_sync_csv import codecs
from reseau_sync_csv.codecs import Codec


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    :param header: what we write as its header, in French
    :param english: its name in English, read too
    :param field: the field of the event that it holds, or the part of a place, a time or a rule
    :param words: what to write in it
    :param codec: how; ``None`` for columns that are read together (places, times, rules)
    :param aliases: other headers that are read
    :param kinds: the kinds of event that have this field; empty for all
    :param costs_event: whether a cell that cannot be read costs the event, since without it the event would be wrong
    :param fallback: the value that stands in for a cell that cannot be read
    :param hxl: its hashtag in the 4W form (HXL 1.1); empty where that has none
    """

    header: str
    english: str
    field: str
    words: Words
    codec: Codec | None = codecs.TEXT
    aliases: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    costs_event: bool = False
    fallback: Any = None
    type: str = "string"
    hxl: str = ""

    def name(self, language: str = "fr") -> str:
        """Return the header in ``language`` (``"fr"`` or ``"en"``)."""
        return self.english if language == "en" else self.header


_DELEGATION = frozenset({"delegation"})
_SERVICE = frozenset({"service"})


def _c(
    header: str, english: str, field_: str, fr: str, en: str, codec: Codec | None = codecs.TEXT, **more: Any
) -> Column:
    return Column(header, english, field_, Words(fr, en), codec, **more)


COLUMNS: tuple[Column, ...] = (
    _c("identifiant", "uid", "uid", "UID de l'évènement ; le même pour une série et ses exceptions",
       "UID of the event; the same for a series and its exceptions", aliases=("id",), hxl="#meta+id"),
    _c("instance", "recurrence_id", "recurrence_id",
       "pour une exception seulement : la date d'origine de l'occurrence ; « et suivantes » si elle vaut pour la suite",
       "for an exception only: the original date of the occurrence; “and following” if it holds for the rest", None,
       hxl="#meta+instance"),
    _c("type", "kind", "kind", "réunion, intervention, délégation, action publique, service ou évènement",
       "meeting, intervention, delegation, public action, service or event", codecs.KIND, hxl="#activity+type"),
    _c("titre", "title", "title", "ce que c'est, en quelques mots", "what it is, in a few words",
       aliases=("intitulé", "summary"), hxl="#activity+name"),
    _c("début", "start", "start", "2010-09-14 ou 2010-09-14 14:30 (ou 14/09/2010 14:30)",
       "2010-09-14 or 2010-09-14 14:30 (or 14/09/2010 14:30, day first)", None, aliases=("date de début", "dtstart"),
       hxl="#date+start"),
    _c("fin", "end", "end", "comme le début ; sans heure, le dernier jour inclus",
       "like the start; without a time, the last day, included", None, aliases=("date de fin", "dtend"),
       hxl="#date+end"),
    _c("fuseau", "timezone", "zone", "vide : le fuseau du réseau ; sinon Europe/London, UTC ou UTC+01:00",
       "empty: the network's zone; else Europe/London, UTC or UTC+01:00", None, aliases=("fuseau horaire", "tz")),
    _c("récurrence", "recurrence", "rules", "règle RFC 5545 : FREQ=WEEKLY;BYDAY=TU",
       "RFC 5545 rule: FREQ=WEEKLY;BYDAY=TU", None, aliases=("rrule",), hxl="#frequency"),
    _c("récurrence exclue", "exclusion_rules", "exclusion_rules", "règle des occurrences exclues (EXRULE)",
       "rule of the occurrences left out (EXRULE)", None, aliases=("exrule",)),
    _c("dates ajoutées", "added_dates", "dates",
       "occurrences en plus, séparées par « ; » ; « début → fin » pour une autre durée",
       "more occurrences, separated by “;”; “start → end” for another length", None, aliases=("rdate",)),
    _c("dates exclues", "excluded_dates", "excluded", "occurrences supprimées, séparées par « ; »",
       "occurrences left out, separated by “;”", None, aliases=("exdate",)),
    _c("statut", "status", "status", "confirmé, provisoire ou annulé", "confirmed, tentative or cancelled",
       codecs.STATUS, costs_event=True, hxl="#status"),
    _c("date approximative", "approximate", "approximate", "début, mi ou fin, puis l'année et le mois : mi 2010-09",
       "early, mid or late, then year and month: mid 2010-09", None),
    _c("audience", "audience", "audience", "public, réseau ou organisation", "public, network or organisation",
       codecs.AUDIENCE, fallback=Audience.ORGANISATION, hxl="#meta+audience"),
    _c("classification", "class", "classification", "CLASS de la RFC 5545, en capitales",
       "CLASS of RFC 5545, in capitals"),
    _c("lieu", "venue", "venue", "nom du site ou de la salle", "name of the site or hall", None, hxl="#loc+name"),
    _c("adresse", "street", "street", "numéro et rue", "number and street", None, aliases=("address",),
       hxl="#loc+address"),
    _c("commune", "commune", "commune", "nom de la commune", "name of the commune", None, aliases=("ville", "town"),
       hxl="#adm3+name"),
    _c("insee", "insee", "insee", "code INSEE de la commune", "INSEE code of the commune", None,
       aliases=("code insee",), hxl="#adm3+code+v_insee"),
    _c("coordonnées", "geo", "geo", "latitude et longitude en degrés : 51.031, 2.337",
       "latitude and longitude in degrees: 51.031, 2.337", None),
    _c("texte du lieu", "location", "text", "le lieu en une ligne, comme écrit dans un agenda (LOCATION)",
       "the place in one line, as written in a calendar (LOCATION)", None),
    _c("organisation", "lead", "lead", "qui porte l'évènement ; son type entre crochets au besoin : CGT [syndicat]",
       "who leads; its type in brackets if need be: CGT [union]", codecs.ORGANISATION,
       aliases=("association", "lead organisation"), hxl="#org+impl"),
    _c("partenaires", "partners", "partners", "autres organisations, séparées par « ; »",
       "other organisations, separated by “;”", codecs.ORGANISATIONS, hxl="#org"),
    _c("services", "services", "services", "repas, douches, maraude…, séparés par « ; »",
       "food, showers, outreach…, separated by “;”", codecs.SERVICES, hxl="#service"),
    _c("thème", "theme", "theme", "thème de la rencontre", "theme of the meeting", hxl="#meta+series"),
    _c("description", "description", "description", "texte libre", "free text", hxl="#description"),
    _c("description html", "description_html", "description_html", "la même description, en HTML",
       "the same description, in HTML"),
    _c("lien", "url", "url", "page de l'évènement", "page of the event", hxl="#meta+url"),
    _c("lien public", "public_url", "public_url", "page de l'évènement que tout le monde peut voir",
       "page of the event that everybody may see", hxl="#meta+url+public"),
    _c("ordre du jour", "agenda", "agenda", "lien vers l'ordre du jour", "link to the agenda"),
    _c("compte rendu", "minutes", "minutes", "lien vers le compte rendu", "link to the minutes",
       aliases=("compte-rendu",)),
    _c("contacts", "contacts", "contacts", "qui joindre, séparés par « ; » ; jamais publiés",
       "whom to reach, separated by “;”; never public", codecs.LIST, aliases=("contact",), hxl="#contact"),
    _c("besoins", "needs", "needs", "ce qu'il faut, séparé par « ; »", "what is needed, separated by “;”",
       codecs.LIST, hxl="#need"),
    _c("capacité", "capacity", "capacity", "nombre de places", "number of places", codecs.WHOLE, type="integer",
       hxl="#capacity+num"),
    _c("interlocuteur", "counterpart", "counterpart", "délégation : qui reçoit", "delegation: who receives it",
       codecs.ORGANISATION, kinds=_DELEGATION),
    _c("résultat", "outcome", "outcome", "délégation : ce qui en est sorti", "delegation: what came of it",
       kinds=_DELEGATION),
    _c("langues", "languages", "languages", "service : langues parlées, séparées par « ; »",
       "service: languages spoken, separated by “;”", codecs.LIST, kinds=_SERVICE),
    _c("compétences", "competences", "competences", "service : compétences, séparées par « ; »",
       "service: competences, separated by “;”", codecs.LIST, kinds=_SERVICE),
    _c("catégories", "categories", "categories", "autres mots-clés, séparés par « ; »",
       "other keywords, separated by “;”", codecs.LIST),
    _c("séquence", "sequence", "sequence", "numéro de version (SEQUENCE)", "version number (SEQUENCE)", codecs.WHOLE,
       type="integer"),
    _c("créé le", "created", "created", "date et heure de création", "date and time of creation", codecs.STAMP),
    _c("modifié le", "last_modified", "last_modified", "date et heure de la dernière modification",
       "date and time of the last change", codecs.STAMP),
)  # fmt: skip
"""The columns, in the order in which they are written."""

DERIVED: tuple[Column, ...] = (
    _c("agenda de", "calendar of", "host", "l'organisation dont l'agenda le dit, quand l'évènement n'en nomme aucune",
       "the organisation whose calendar states it, where the event names none", codecs.LIST, hxl="#org+impl+host"),
    _c("secteurs", "sectors", "sectors", "secteurs humanitaires des services", "humanitarian clusters of the services",
       codecs.LIST, hxl="#sector+cluster"),
    _c("latitude", "latitude", "latitude", "latitude en degrés", "latitude in degrees", type="number", hxl="#geo+lat"),
    _c("longitude", "longitude", "longitude", "longitude en degrés", "longitude in degrees", type="number",
       hxl="#geo+lon"),
    _c("syndicats et partis", "unions and parties", "groups", "syndicats et partis parmi les organisations",
       "unions and parties among the organisations", codecs.LIST, hxl="#group+name"),
)  # fmt: skip
"""What the 4W form says once more for those who count: written beside the columns, never read."""

BY_FIELD: dict[str, Column] = {each.field: each for each in COLUMNS}
_BY_HEADER: dict[str, Column] = {
    fold(name): each for each in COLUMNS for name in (each.header, each.english, *each.aliases)
}
_DERIVED_HEADERS = frozenset(fold(name) for each in DERIVED for name in (each.header, each.english))


def column_of(header: str) -> Column | None:
    """Return the column that a header names, in French or English, or ``None``."""
    return _BY_HEADER.get(fold(header[:100]))


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each column stands in one sheet (from 0), and the headers that are not understood or stand twice.

    ``derived`` are the headers of what the 4W form says once more.
    """

    positions: dict[str, int]
    width: int
    unknown: tuple[tuple[int, str], ...] = ()
    repeated: tuple[tuple[int, str], ...] = ()
    derived: tuple[tuple[int, str], ...] = ()

    @classmethod
    def of(cls, headers: Sequence[str]) -> Layout:
        """Return the layout that a row of headers states."""
        positions: dict[str, int] = {}
        unknown: list[tuple[int, str]] = []
        repeated: list[tuple[int, str]] = []
        derived: list[tuple[int, str]] = []
        for index, header in enumerate(headers):
            column = column_of(header)
            if column is None:
                named = derived if fold(header[:100]) in _DERIVED_HEADERS else unknown
                named.extend([(index, header.strip())] if header.strip() else [])
            elif column.field in positions:
                repeated.append((index, header.strip()))
            else:
                positions[column.field] = index
        return cls(positions, len(headers), tuple(unknown), tuple(repeated), tuple(derived))

    def missing(self) -> tuple[Column, ...]:
        """Return the columns without which this is no sheet of events: a title, and a start (or approximate date)."""
        absent = [] if "title" in self.positions else [BY_FIELD["title"]]
        if "start" not in self.positions and "approximate" not in self.positions:
            absent.append(BY_FIELD["start"])
        return tuple(absent)


def score(headers: Sequence[str]) -> int:
    """Return how many columns a row of headers names."""
    return len(Layout.of(headers).positions)
