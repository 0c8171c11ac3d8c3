"""Header words in French and in English, and what a column under them holds (its role).

A header is compared word by word, without accents, brackets and small words; what it says first counts, so that
"Lieu de l'action" is a place and "Date du rappel" no date of the event. A role is one of :data:`ROLES`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reseau_sync.vocabulary.folding import fold

ROLES = frozenset(
    "when date weekday day month year week time start start_date start_time end end_date end_time duration until rule"
    " timings title activity place commune organisation contact notes status cancelled confirmed all_day audience"
    " private uid services url zone ignored".split()
)
WHEN_ROLES = frozenset("when date weekday week start start_date timings".split())
"""The roles of which one must be there for a row of headers to head a list of events."""

_SMALL = frozenset(
    "de du des d la le les l un une a au aux en et ou the of for to pour par sur s n no fr en prevu prevue your vos"
    .split()
)  # fmt: skip
_DATE = frozenset("date dates jour jours day days jj".split())
_TIME = frozenset("heure heures horaire horaires time times hour hours h creneau creneaux plage hr".split())
_START = frozenset("debut start starts begin beginning commence commencement debute from".split())
_END = frozenset("fin end ends ending finish finit termine".split())
_EVENT = frozenset(
    "evenement evt event action activite reunion intervention seance rencontre rdv distribution maraude rendez vous".split()
)
_IGNORED = frozenset(
    "rappel reminder inscription inscriptions limite creation modification publication saisie maj envoi naissance"
    " adhesion reponse updated created modified createdat updatedat rsvp horodateur timestamp priorite importance"
    " kilometrage facturation couleur color image slug age paye".split()
)
_OTHER = frozenset("nombre nb nbre nbr total quantite qte prix tarif cout cost budget km effectif".split())
_CONTACT = frozenset(
    "mail email emails courriel tel telephone telephones portable phone mobile contact contacts referent referente"
    " referents responsable responsables benevole benevoles volontaires participant participants attendees animateur"
    " animatrice intervenant intervenants inscrits personne personnes prenom prenoms volunteers coordinateur".split()
)
_URL = frozenset("url web internet lien liens link website page".split())
_WORDS: dict[str, str] = {
    word: role
    for role, words in {
        "when": "quand when datetime cuando",
        "title": "titre intitule objet quoi libelle title subject summary what name sujet designation denomination nom",
        "activity": "evenement event activite activites action actions activity tache mission nature programme"
        " prestation animation atelier operation description_courte besoin evt distribution maraude reunion"
        " intervention seance rencontre",
        "services": "service services prestations theme type categorie categories category kind keywords rubrique",
        "place": "lieu lieux site sites ou endroit salle adresse emplacement location venue where place local quartier"
        " address localisation placename point",
        "commune": "commune communes ville villes city town localite municipality",
        "organisation": "association associations asso assos structure structures organisation organisations collectif"
        " organisateur organisateurs organisatrice organizer organiser organization porteur partenaire partenaires"
        " equipe equipes team qui who groupe antenne org ong",
        "notes": "remarque remarques commentaire commentaires observation observations note notes description details"
        " detail info infos information informations precisions precision comment comments excerpt divers nb",
        "status": "statut etat status",
        "cancelled": "annule annulee annulation cancelled canceled",
        "confirmed": "confirme confirmee confirmation confirmed maintenu maintenue valide validee",
        "audience": "visibilite diffusion audience visibility interne",
        "private": "prive private confidentiel",
        "uid": "id uid identifiant identifier ref reference guid",
        "month": "mois month",
        "year": "annee an year",
        "week": "semaine week sem",
        "duration": "duree duration",
        "rule": "recurrence frequence periodicite rythme repetition recurrence frequency repeat",
        "until": "jusqu jusque until",
        "timings": "timings timetable",
        "zone": "fuseau timezone",
    }.items()
    for word in words.split()
}
_EXACT: dict[str, str] = {
    "du": "start_date", "au": "end_date", "de": "start", "a": "end", "from": "start", "to": "end", "ou": "place",
    "jusqu au": "until", "jusqu a": "until", "all day event": "all_day", "all day": "all_day",
    "journee entiere": "all_day", "toute la journee": "all_day", "public interne": "audience",
    "public prive": "audience", "interne public": "audience", "disponibilite": "ignored", "n": "ignored",
    "firstdate begin": "start", "lastdate end": "end", "firstdate end": "ignored", "lastdate begin": "ignored",
    "dtstart": "start", "dtend": "end", "show time as": "ignored", "critere de diffusion": "ignored",
    "event show map": "ignored", "event show map link": "ignored", "show map": "ignored", "show map link": "ignored",
    "comment status": "ignored", "ping status": "ignored", "meeting organizer": "organisation",
    "organisateur d une reunion": "organisation", "ressources de la reunion": "ignored", "sous titre": "notes",
    "qui fait quoi": "title", "event timezone": "zone", "event category": "services", "event website": "url",
    "location uid": "ignored", "location name": "place", "location address": "place", "location city": "commune",
    "attendance mode": "ignored", "afficher la disponibilite": "ignored", "heure de rendez vous": "time",
    "heure de rdv": "time", "rdv": "time", "horaire": "time", "jour": "date",
}  # fmt: skip
_ENGLISH = frozenset(
    "start end time subject title event what when where who day days hour location venue name city town organizer"
    " organiser organization team comment comments status cancelled private month year week duration until from to"
    " activity place address starts ends all reminder".split()
)
_FRENCH = frozenset(
    "heure heures horaire jour quand quoi qui lieu ou objet titre intitule debut fin activite structure association"
    " remarques ville journee statut annule duree semaine mois annee site commune collectif".split()
)
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Head:
    """The columns of a list: the header of each as shown, and its role (``None``: nothing that is known)."""

    names: tuple[str, ...]
    roles: tuple[str | None, ...]

    def at(self, role: str) -> int | None:
        """Return the first column of a role (from 0)."""
        return self.roles.index(role) if role in self.roles else None

    def has(self, *roles: str) -> bool:
        """Say whether one of the roles has a column."""
        return any(role in self.roles for role in roles)

    @property
    def english(self) -> bool:
        """Say whether its words are English."""
        words = [word for name in self.names for word in fold(name[:100]).split()]
        return sum(word in _ENGLISH for word in words) > sum(word in _FRENCH for word in words)


@functools.lru_cache(maxsize=4_096)
def role_of(header: str) -> str | None:
    """Return the role of the column under ``header``, ``None`` for words that are not known."""
    text = fold(_BRACKETS.sub(" ", header[:100].replace("_", " ").replace("/", " ")))
    text = text.removesuffix(" fr").removesuffix(" en") if text.count(" ") else text
    if text in _EXACT:
        return _EXACT[text]
    words = text.split()
    if not words:
        return None
    if _IGNORED.intersection(words):
        return "ignored"
    return _when_role(words) or _what_role(words)


def _when_role(words: Sequence[str]) -> str | None:
    """Return the role of a header that speaks of nothing but dates and hours."""
    known = set(words)
    date, time, start, end = (bool(known & group) for group in (_DATE, _TIME, _START, _END))
    if not (date or time or start or end) or known - _DATE - _TIME - _START - _END - _EVENT - _SMALL:
        return None
    if date and time and not (start or end):
        return "when"
    if start and end:
        return "time" if time else "when"
    edge = "start" if start else "end" if end else ""
    kind = "" if date == time else "date" if date else "time"
    return f"{edge}_{kind}" if edge and kind else edge or kind


def _what_role(words: Sequence[str]) -> str | None:
    known = set(words)
    if known & _OTHER:
        return None
    if known & _URL:
        return "url"
    if known & _CONTACT:
        return "contact"
    # "Nom de l'association", "Event Venue Name": general words count only where nothing else is said.
    said = [_WORDS[word] for word in words if word in _WORDS and word not in ("nom", "name", "type", "theme", "event")]
    if said:
        return said[0]
    return next((_WORDS[word] for word in words if word in _WORDS), None)


def head_of(names: Sequence[str], given: Mapping[str, str] | None = None) -> Head:
    """Return the head that a row of headers makes; ``given`` maps headers to roles before any word is looked at.

    A header that stands twice is a date and a time (Outlook writes Début and Fin twice); of two titles the first is
    it, or the one that says so more clearly.
    """
    chosen = {fold(name): role for name, role in (given or {}).items()}
    roles = [chosen.get(fold(name[:100])) or role_of(name) for name in names]
    for edge in ("start", "end"):
        where = [at for at, role in enumerate(roles) if role == edge]
        if len(where) == 2:
            roles[where[0]], roles[where[1]] = f"{edge}_date", f"{edge}_time"
    _settle_title(roles)
    if "date" in roles:
        first = roles.index("date")
        roles = ["weekday" if role == "date" and _is_day_word(names[at]) and _other_date(roles, at) else role
                 for at, role in enumerate(roles)]  # fmt: skip
        if roles[first] == "date":
            roles = [None if role == "date" and at != first else role for at, role in enumerate(roles)]
    return Head(tuple(name.strip() for name in names), tuple(roles))


def _is_day_word(name: str) -> bool:
    return fold(name) in ("jour", "day", "jours", "jour de la semaine")


def _other_date(roles: Sequence[str | None], at: int) -> bool:
    return any(role in ("date", "start_date", "month", "week") for other, role in enumerate(roles) if other != at)


def _settle_title(roles: list[str | None]) -> None:
    """Leave one title: the first that says so, else the first activity, else what says of what service it is."""
    for role in ("title", "activity", "services"):
        if role in roles:
            first = roles.index(role)
            for at, other in enumerate(roles):
                if other == role and at != first:
                    roles[at] = "services" if role == "activity" else None
            roles[first] = "title"
            return
