"""The words of headers, in French and in English, and the role of the columns under them. Folded."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ROLES = _words(
    "when date weekday day month year week time start start_date start_time end end_date end_time "
    "duration since until rule timings title activity place commune organisation contact notes status cancelled "
    "confirmed maintained all_day audience private uid services url zone ignored"
)
"""What a column may hold."""
WHEN_ROLES = _words("when date weekday week start start_date timings")
"""The roles of which one must be there for a row of headers to head a list of events."""
SMALL = _words(
    "de du des d la le les l un une a au aux en et ou the of for to at on pour par sur s n no fr prevu prevue your vos "
    "quel quelle quels quelles"
)
"""Words that say nothing by themselves."""
DATE = _words("date dates jour jours day days jj")
TIME = _words(
    "heure heures horaire horaires time times hour hours h creneau creneaux plage hr "
    "hre hres tranche tranches amplitude"
)
START = _words("debut start starts begin beginning commence commencement debute from")
END = _words("fin end ends ending finish finit termine")
EVENT = _words(
    "evenement evt event action activite reunion intervention seance rencontre rdv distribution maraude rendez vous "
    "permanence passage ouverture tournee collecte"
)
IGNORED = _words(
    "rappel reminder alarme alarm inscription inscriptions limite creation modification publication saisie maj envoi "
    "naissance adhesion reponse updated created modified createdat updatedat rsvp horodateur timestamp "
    "priorite importance kilometrage facturation couleur color image slug age paye"
)
"""A header with one of these is of no column of the event: when to be reminded, when the row was typed."""
OTHER = _words("nombre nb nbre nbr total quantite qte prix tarif cout cost budget km effectif")
"""Quantities and sums."""
CONTACT = _words(
    "mail email emails courriel tel telephone telephones portable phone mobile contact contacts referent "
    "referente referents responsable responsables benevole benevoles volontaires participant participants "
    "attendees animateur animatrice intervenant intervenants inscrits personne personnes prenom prenoms "
    "volunteers coordinateur"
)
URL = _words("url web internet lien liens link website page")
ENGLISH = _words(
    "start end time subject title event what when where who day days hour location venue name city town "
    "organizer organiser organization team comment comments status cancelled private month year week "
    "duration until from to activity place address starts ends all reminder"
)
"""Words that only an English header has."""
FRENCH = _words(
    "heure heures horaire jour quand quoi qui lieu ou objet titre intitule debut fin activite structure "
    "association remarques ville journee statut annule duree semaine mois annee site commune collectif"
)
"""Words that only a French header has."""

_BY_ROLE: dict[str, str] = {
    "when": ("quand when datetime cuando"),
    "title": ("titre intitule objet quoi libelle title subject summary what name sujet designation denomination nom"),
    "activity": (
        "evenement event activite activites action actions activity tache mission nature programme prestation "
        "animation atelier operation besoin evt distribution maraude reunion intervention seance rencontre"
    ),
    "services": ("service services prestations theme type categorie categories category kind keywords rubrique"),
    "place": (
        "lieu lieux site sites ou endroit salle adresse emplacement location venue where place local quartier "
        "address localisation placename point camp campement terrain zone secteur"
    ),
    "commune": ("commune communes ville villes city town localite municipality"),
    "organisation": (
        "association associations asso assos structure structures organisation organisations collectif "
        "organisateur organisateurs organisatrice organizer organiser organization porteur porteurs partenaire "
        "partenaires organisme organismes orga orgas equipe equipes team qui who groupe antenne org ong acteur "
        "acteurs operateur operateurs"
    ),
    "notes": (
        "remarque remarques commentaire commentaires observation observations obs note notes description "
        "details detail info infos information informations precisions precision comment comments excerpt "
        "divers nb"
    ),
    "status": ("statut etat status"),
    "cancelled": ("annul annule annulee annulation cancelled canceled"),
    "confirmed": ("confirme confirmee confirmation confirmed valide validee"),
    "maintained": ("maintenu maintenue maintien"),
    "audience": ("visibilite visible diffusion audience visibility interne confidentialite confidentiality"),
    "private": ("prive private confidentiel"),
    "uid": ("id uid identifiant identifier ref reference guid"),
    "month": ("mois month"),
    "year": ("annee an year"),
    "week": ("semaine week sem"),
    "duration": ("duree duration"),
    "rule": (
        "freq byday bymonthday byyearday rrule recurrence frequence periodicite rythme repetition frequency repeat"
    ),
    "until": ("jusqu jusque until"),
    "timings": ("timings timetable"),
    "zone": ("fuseau timezone"),
}
WORDS: dict[str, str] = {word: role for role, words in _BY_ROLE.items() for word in words.split()}
"""The role of a column whose header has the word."""

DOING = frozenset(
    "porte portee portes anime animee assure assuree organise organisee mene menee tenu tenue gere geree realise "
    "realisee effectue effectuee propose proposee charge hosted led run organised organized".split()
)
"""What "par" (or "by") follows in the header of who does it: « Porté par », and not « Porte » or « Saisi par »."""

EXACT: dict[str, str] = {
    "le": "date",
    "du": "start_date",
    "au": "end_date",
    "de": "start",
    "a": "end",
    "from": "start",
    "to": "end",
    "ou": "place",
    "a partir du": "since",
    "a partir de": "since",
    "a compter du": "since",
    "depuis": "since",
    "depuis le": "since",
    "jusqu au": "until",
    "jusqu a": "until",
    "all day event": "all_day",
    "all day": "all_day",
    "journee entiere": "all_day",
    "toute la journee": "all_day",
    "public interne": "audience",
    "public prive": "audience",
    "interne public": "audience",
    "disponibilite": "ignored",
    "n": "ignored",
    "firstdate begin": "start",
    "lastdate end": "end",
    "firstdate end": "ignored",
    "lastdate begin": "ignored",
    "first timing begin": "start",
    "last timing end": "end",
    "first timing end": "ignored",
    "last timing begin": "ignored",
    "firsttiming begin": "start",
    "lasttiming end": "end",
    "firsttiming end": "ignored",
    "lasttiming begin": "ignored",
    "dtstart": "start",
    "dtend": "end",
    "show time as": "ignored",
    "critere de diffusion": "ignored",
    "event show map": "ignored",
    "event show map link": "ignored",
    "show map": "ignored",
    "show map link": "ignored",
    "comment status": "ignored",
    "ping status": "ignored",
    "meeting organizer": "organisation",
    "organisateur d une reunion": "organisation",
    "ressources de la reunion": "ignored",
    "sous titre": "notes",
    "qui fait quoi": "title",
    "event timezone": "zone",
    "event category": "services",
    "event website": "url",
    "location uid": "ignored",
    "location name": "place",
    "location address": "place",
    "location city": "commune",
    "attendance mode": "ignored",
    "afficher la disponibilite": "ignored",
    "arrivee": "start_time",
    "heure d arrivee": "start_time",
    "heure de rendez vous": "time",
    "heure de rdv": "time",
    "rdv": "time",
    "heure depart": "start_time",
    "heure de depart": "start_time",
    "heure retour": "end_time",
    "heure de retour": "end_time",
    "ouverture": "start_time",
    "fermeture": "end_time",
    "jour de la semaine": "date",
    "horaire": "time",
    "jour": "date",
}
"""Headers that mean something else than their words."""

PUBLISHED = frozenset(
    (
        "public",
        "publique",
        "tout public",
        "ouvert au public",
        "ouvert a tous",
        "publier",
        "a publier",
        "publiable",
        "publie",
        "publication",
        "publish",
        "published",
        "diffusable",
        "a diffuser",
        "open to the public",
    )
)
"""Headers under which a plain no says that an event is not for the public. What else stands there is not understood."""
