"""What titles are made of, in general French: forms of events, topics, abbreviations, and words that carry little.

Two people name one event by other words of one topic ("ciné-débat", "projection"); a form says what sort of event it is
("distribution", "conseil d'administration"). Nothing here belongs to one network: names of organisations, places and
services come from reseau.toml and the other modules of this package.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeAlias, TypeVar

from reseau_sync.vocabulary.folding import fold, stem
from reseau_sync.vocabulary.phrases import Hit, Lexicon

Meaning = TypeVar("Meaning")

Genre: TypeAlias = Literal["meeting", "intervention", "delegation", "action", "training"]
"""What a title announces, as far as two events of different genres are never one."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of event: its id and its genre (``None``: it tells none).

    ``internal``: each organisation has its own; ``common``: it is of several organisations by its nature.
    """

    id: str
    genre: Genre | None = None
    internal: bool = False
    common: bool = False


_FORMS: tuple[tuple[Form, str], ...] = (
    (
        Form("meeting", "meeting"),
        "réunion, réu, meeting, rencontre, concertation, table ronde, échange, call, catch-up",
    ),
    (
        Form("plenary", "meeting", common=True),
        "plénière, réunion plénière, assemblée plénière, plenary, plenary meeting",
    ),
    (
        Form("open", "meeting", common=True),
        "réunion publique, réunion ouverte, portes ouvertes, forum, public meeting, open day",
    ),
    (
        Form("network", "meeting", common=True),
        (
            "réseau, réunion du réseau, rencontre du réseau, journée du réseau, assemblée du réseau, network, "
            "network meeting, network day, network gathering, netwerk"
        ),
    ),
    (Form("coordination", "meeting"), "coordination, coord, coordo, coordination meeting"),
    (
        Form("interasso", "meeting", common=True),
        (
            "inter-association, inter-associative, inter-associatif, interassociation, "
            "interassociative, interassociatif, "
            "inter-asso, interasso, inter-collectif, inter-org, inter-association meeting, table ronde des associations"
        ),
    ),
    (
        Form("board", "meeting", internal=True),
        "conseil d'administration, CA, conseil collégial, comité directeur, board meeting",
    ),
    (Form("bureau", "meeting", internal=True), "bureau, réunion de bureau"),
    (Form("assembly", "meeting", internal=True), "assemblée générale, AG, AGE, AGO, general assembly, AGM"),
    (
        Form("team", "meeting", internal=True),
        (
            "réunion d'équipe, réu d'équipe, point équipe, réunion de service, réunion interne, "
            "réunion des salariés, "
            "réunion des bénévoles, réunion des responsables, réunion de régulation, codir, supervision, "
            "analyse de pratiques, staff, team meeting, staff meeting, volunteer meeting, volunteers' meeting"
        ),
    ),
    (Form("steering", "meeting"), "copil, comité de pilotage, comité, cotech, comité technique, cosuivi"),
    (Form("workgroup", "meeting"), "groupe de travail, GT, groupe, commission, working group"),
    (Form("review", "meeting"), "bilan, rétrospective, retour d'expérience, retex, débrief, débriefing"),
    (
        Form("distribution", "intervention"),
        "distribution, distrib, distri, distro, livraison, réception, collecte, delivery",
    ),
    (Form("round", "intervention"), "maraude, tournée, passage"),
    (Form("desk", "intervention"), "permanence, perm, accueil de jour, présence, drop-in"),
    (
        Form("supply", "intervention"),
        (
            "kit, kit hygiène, café, thé, petit-déjeuner, petit-déj, sandwich, colis, panier, "
            "épicerie, friperie, bagagerie, "
            "coiffure, coiffeur, pansement, vaccination, dépistage, dentiste, ramassage, nettoyage, "
            "lessive, laverie, clean-up, cleanup"
        ),
    ),
    (
        Form("lesson", "intervention"),
        (
            "cours de français, cours de FLE, cours d'anglais, cours de langue, alphabétisation, "
            "soutien scolaire, aide aux devoirs, french class, french classes, english class, french lesson"
        ),
    ),
    (Form("clinic", "intervention"), "clinique, consultation, clinique mobile"),
    (Form("delegation", "delegation"), "délégation, audience, dlg, delegation, delegatie"),
    (Form("appointment", "delegation"), "RDV, rendez-vous, entretien, reçu, reçue, appointment, afspraak"),
    (Form("visit", "delegation"), "visite"),
    (
        Form("rally", "action", common=True),
        (
            "rassemblement, manifestation, manif, cortège, défilé, marche, marche blanche, "
            "mobilisation, sit-in, tous devant, toutes devant, devant la préfecture, "
            "devant la sous-préfecture, "
            "devant la mairie, devant le tribunal, devant le commissariat, "
            "chaîne humaine, die-in, flashmob, happening, march, rally, gathering, demonstration, demo, protest"
        ),
    ),
    (Form("silence", "action", common=True), "cercle de silence, circle of silence, silent circle"),
    (Form("stand", "action"), "stand, tractage, tenue de stand, table d'information, campagne"),
    (
        Form("festive", "action"),
        (
            "fête, bal, kermesse, goûter, repas partagé, apéro, pique-nique, barbecue, banquet, "
            "buffet, guinguette, repas de quartier, fête des voisins, auberge espagnole, picnic, party, potluck"
        ),
    ),
    (Form("talk", "action"), "conférence, débat, causerie, café-débat, ciné-débat, talk, conference"),
    (
        Form("training", "training"),
        (
            "formation, atelier, stage, initiation, module, training, workshop, sensibilisation, cours, "
            "webinaire, apprendre, s'initier, se former, learn"
        ),
    ),
    (
        Form("neutral"),
        (
            "journée, matinée, après-midi, soirée, point, temps, séance, session, évènement, événement, "
            "accueil, rentrée, équipe, "
            "ouverture, clôture, lancement, suite, spécial, spéciale, mensuel, mensuelle, hebdo, "
            "hebdomadaire, annuel, "
            "annuelle, trimestriel, trimestrielle, ordinaire, extraordinaire, exceptionnel, "
            "exceptionnelle, public, "
            "publique, commun, commune, solidaire, bénévole, association, asso, général, générale, "
            "grand, grande, premier, "
            "première, dernier, dernière, nouveau, nouvelle, prochain, prochaine, visio, "
            "visioconférence, ligne, distance, "
            "présentiel, covoiturage, covoit, départ, arrivée, rappel, important, mobile, site, camp, "
            "local, salle, ville, "
            "centre, soutien, action, réseaux sociaux"
        ),
    ),
)

_TOPICS: dict[str, str] = {
    "remembrance": "hommage, mémoire, commémoration, commémo, commémorer, recueillement, "
    "souvenir, oublier, oubli, mort, morte, memorial, vigil, "
    "veillée, minute de silence, anniversaire, disparu, disparue, mort, décédé, décès, deuil, naufrage, obsèques",
    "funeral": "enterrement, inhumation, funérailles, funeral, burial, begrafenis",
    "racism": "racisme, raciste, antiracisme, antiraciste, racism, antiracism, xénophobie",
    "film": "ciné, cinéma, film, projection, projection-débat, screening, documentaire, "
    "court-métrage, ciné-débat, ciné-club",
    "music": "concert, musical, musicale, musique, chorale, chant, chanson, fanfare, bal",
    "exhibition": "exposition, expo, vernissage, photo, photographie",
    "stage": "théâtre, spectacle, lecture, conte, danse, cirque",
    "game": "loto, tombola, tournoi, jeu, quiz, bingo, match, foot, football",
    "sale": "braderie, brocante, vide-grenier, bourse aux vêtements, vente, ressourcerie, friperie",
    "newcomers": "nouveau bénévole, nouveaux, accueil des nouveaux, nouveaux arrivants, intégration",
    "first_aid": "premiers secours, secourisme, PSC1, gestes qui sauvent, SST, secours, first aid, EHBO",
    "minors": "mineur, mineurs, MNA, mineurs isolés, mineurs non accompagnés, MIE, jeunes isolés, "
    "minors, unaccompanied minors, minderjarigen",
    "winter": "hiver, hivernal, hivernale, grand froid, froid, mise à l'abri",
    "summer": "été, estival, canicule",
    "asylum": "asile, demandeur d'asile, dublin, dublinés, OFPRA, CNDA, asylum, asiel",
    "housing": "host families, gastgezinnen, "
    "hébergement, hébergeur, hébergeurs, héberger, logement, hébergeuse, accueillir chez soi",
    "interpreting": "interprète, interprétariat, traduction, traducteur",
    "women": "femme, féminin, féminine, violences sexistes, women, woman",
    "parliament": "parlementaire, député, sénateur, sénatrice, députée, eurodéputé, eurodéputée, élus européens",
    "funding": "financeurs, bailleurs, funders, funding, financement, subvention, budget, trésorerie",
    "donations": "dons, tri, collecte de dons, donation",
    "communication": "communication, com, presse, réseaux sociaux, site internet",
}

IMPLIED: dict[str, str] = {
    "health": "vaccination, vaccin, dépistage, pansement, dentiste, consultation, clinique, clinic",
    "food": "café, thé, coffee, tea, sandwich, colis alimentaire, panier, épicerie, goûter",
    "clothing": "friperie",
}
"""What is served where nothing else of a title says it: a consultation is of health unless it is of lawyers."""

ABBREVIATIONS: dict[str, str] = {
    "réu": "réunion", "rdv": "rendez-vous", "distrib": "distribution", "distri": "distribution", "manif":
    "manifestation", "perm": "permanence", "ca": "conseil administration", "ag": "assemblée générale", "gt":
    "groupe travail", "copil": "comité pilotage", "cotech": "comité technique", "asso": "association", "assos":
    "associations", "interasso": "inter associative", "tel": "téléphone", "tél": "téléphone", "vet": "vêtements",
    "pref": "préfecture", "préf": "préfecture", "info": "information", "infos": "informations", "mna":
    "mineurs accompagnés", "psc1": "premiers secours", "expo": "exposition", "ciné": "cinéma", "prep": "préparation",
    "prépa": "préparation", "coord": "coordination", "commémo": "commémoration", "sept": "septembre", "oct":
    "octobre", "nov": "novembre", "janv": "janvier", "fevr": "février", "assoc": "association", "grd": "grand", "gd":
    "grand", "gle": "générale", "gale": "générale", "gpe": "groupe", "grpe": "groupe", "bene": "bénévole", "benes":
    "bénévoles", "deleg": "délégation", "commu": "communication", "renc": "rencontre", "rass": "rassemblement",
}  # fmt: skip
"""Abbreviations of everyday association French, and what they stand for."""

INSTITUTIONS: dict[str, str] = {
    "subprefecture": "sous-préfecture, sous-préf, sous-pref, sous-préfet, sous-préfète, sous "
    "préf, sous-prefecture, "
    "souspref, souspréfecture, sspref, sspréf, ss pref, ss préf, s préf, sub-prefecture, subprefecture, "
    "sub-prefect, sub prefect, onderprefectuur",
    "prefecture": "préfecture, préf, préfet, préfète, prefecture, prefect",
    "town_hall": "mairie, hôtel de ville, maire, élus municipaux, conseil municipal, municipalité, "
    "town hall, city hall, mayor, gemeentehuis, stadhuis, burgemeester",
    "department": "conseil départemental, département, hôtel du département",
    "region": "conseil régional, région",
    "police": "commissariat, gendarmerie, police",
    "court": "tribunal, tribunal administratif, TA, cour d'appel",
    "ofii": "OFII, OFPRA",
    "hospital": "hôpital, centre hospitalier, CHU, ARS",
    "bishop": "évêché, évêque, diocèse",
    "parliament": "parlementaire, parlementaire européen, député, députée, sénateur, sénatrice, assemblée nationale, "
    "sénat, député européen, députée européenne, élus européens, eurodéputé, eurodéputée, MEP, parlement européen",
    "ministry": "ministère, ministre, DDETS, DDCS",
}
"""Bodies that receive delegations; two of them are never one."""

PREPARATORY = (
    "calage, brief, briefing, répétition, installation, montage, repérage, dernier point, "
    "derniers préparatifs, "
    "avant ouverture, mise en place, préparatifs, ordre du jour, balance, accrochage, set-up, "
    "point équipe, point d'équipe, équipe d'accueil, "
    "accueil des bénévoles, démontage, rangement"
)
"""What comes before or after the event itself, and is none."""

PREPARING = ("préparation", "préparatoire", "préparer", "prépa", "prep", "prépas", "préparons")
"""Preparing something: another event only where that is an event."""

SMALL_WORDS = frozenset(
    "a au aux avec ce ces cet cette chez d dans de des du elle en entre est et hors il ils j l la le"
    " les leur leurs lors"
    " m mais n ne ni nos notre nous on ou par pas pendant plus pour qu que qui s sa sans sauf "
    "se ses si son sous sur t"
    " ta te tes toi ton tous tout toute toutes tu un une vers vos votre vous y the of and for with to at in on"
    " cf pr ds ss avt apr apres avant devant derriere contre lors e es ne nes".split()
)
"""Words that carry no meaning of their own in a title."""

CALENDAR_WORDS = frozenset(
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim janvier fevrier"
    " mars avril mai juin"
    " juillet aout septembre octobre novembre decembre janv fev fevr avr juil sept oct nov dec "
    "matin apres midi soir"
    " soiree matinee journee aujourd hui demain hier semaine mois annee an jour jours heure heures h min".split()
)
"""Words that say when: the event's own start says it better."""

SESSIONS = frozenset(
    "groupe group groep gr grp module mod seance session soiree lot niveau niv n no num numero partie "
    "phase equipe volet jour tour"
    " atelier cours etape rencontre reunion edition chapitre cycle serie vague creneau equipes ligne"
    " secteur zone".split()
)
"""Words after (or before) which a number or a letter tells one of several."""

ORDINALS = {"premier": "1", "premiere": "1", "deuxieme": "2", "second": "2", "seconde": "2", "troisieme": "3",
            "quatrieme": "4", "cinquieme": "5"}  # fmt: skip

JOINING = frozenset("avec with met plus conjoint conjointe conjointement partenariat".split())
"""Words right before the name of an organisation that make it a partner, whatever stands before them."""

LANDMARKS_BEFORE = frozenset(
    "apres avant cote pres devant derriere face suite pendant depuis vers sauf sans hors contre voir cf remplace"
    " remplacement lieu place entre demande attention meme parallele lendemain veille "
    "complement croise relais absence"
    " voisin voisins voisine next near beside same as until during after before behind opposite following"
    " naast".split()
)
"""Words before the name of an organisation that make it a landmark, not a partner."""

LANDMARKS_AFTER = frozenset(
    "passe passent passera vient viennent sera seront arrive arrivent apres avant absent".split()
)

PARTNER_WORDS = frozenset(
    "avec with met porte portee organise organisee coorganise animee anime partenariat partenaire "
    "partenaires lien plus et"
    " conjoint conjointe conjointement associe associee co".split()
)
"""Words before the name of an organisation that make it a partner, in a description."""

VENUE_WORDS = frozenset(
    "salle salles place pl rue r local locaux quai parking camp site port centre maison parvis "
    "eglise gare grand grande"
    " hall espace bd boulevard avenue av chemin route esplanade square parc jardin zone entree"
    " sortie sud nord est ouest"
    " rdc etage batiment bat bis ter cours allee impasse cedex france lieu dit face devant derriere"
    " cote pres chez foyer"
    " ville hotel mairie sous prefecture prefecture bureau bureaux siege accueil salon pole "
    "residence quartier cite"
    " ecole college lycee campus point rond pont digue plage lac canal bois halle marche bar "
    "cafe restaurant arret bus"
    " tram metro fetes polyvalente municipale communale paroissiale sociale social culturel "
    "culturelle associations"
    " associatif associative solidarites solidarite vie arrivee depart".split()
)
"""Words of addresses that many places share."""

ONLINE = frozenset("visio visioconference teams zoom meet jitsi skype bbb webinaire distanciel online webex".split())
ONLINE_PHRASES = (("en", "ligne"), ("a", "distance"), ("big", "blue", "button"))

FORWARDED = frozenset("inv invitation tr fw fwd re rv transf transfere transferee".split())
"""What programs put before the title of a forwarded invitation."""


LINKS = frozenset("a au aux d de des du l la le les".split())
"""Words that may be left out of a phrase: "cercle silence", "réunion équipe"."""


def _bare(phrase: str) -> str:
    return " ".join(each for each in fold(phrase).split() if each not in LINKS)


def _split(words: str) -> list[str]:
    return [each.strip() for each in words.split(",") if each.strip()]


def _vocabulary() -> frozenset[str]:
    phrases = [phrase for _, words in _FORMS for phrase in _split(words)]
    phrases += [phrase for words in (*_TOPICS.values(), *INSTITUTIONS.values()) for phrase in _split(words)]
    return frozenset(
        stem(word) for phrase in (*phrases, *_split(PREPARATORY), *PREPARING) for word in fold(phrase).split()
    )


VOCABULARY = _vocabulary()
"""Every word, stemmed, of the phrases above."""
SHORT = {fold(short): fold(full) for short, full in ABBREVIATIONS.items()}
"""The same, folded."""
_SPELLED = 3
_CUT = 5
_NOT_CUT = frozenset({"train", "trains"})
"""Words that are whole, though others begin like them."""


@functools.lru_cache(maxsize=65_536)
def whole_word(word: str, *, dotted: bool) -> str:
    """Return the stem of what a folded word is short for, or its own.

    A word is short for another if it is known to be, or if it begins words of one family and no other: from five
    letters on ("pleni"), or from three where a full stop says so ("plén.").
    """
    full = SHORT.get(word) or SHORT.get(stem(word), word)
    if " " not in full and full != word:
        return stem(full)
    own = stem(word)
    if own in VOCABULARY or word in _NOT_CUT or word in SMALL_WORDS or word in CALENDAR_WORDS or word in SESSIONS:
        return own
    if len(word) < (_SPELLED if dotted else _CUT):
        return own
    family = sorted((each for each in VOCABULARY if each.startswith(word)), key=lambda each: (len(each), each))
    if not family or len(family[0]) - len(word) < 2 or not all(each.startswith(family[0][:-1]) for each in family):
        return own
    return family[0]


class Phrases(Generic[Meaning]):
    """Phrases found in stemmed words whether or not the small words between are written."""

    def __init__(self, phrases: Iterable[tuple[str, Meaning]]) -> None:
        spelled = ((_bare(phrase), told) for phrase, told in phrases)
        self._lexicon: Lexicon[Meaning] = Lexicon(spelled, functools.partial(whole_word, dotted=False))

    def find(self, stems: Sequence[str]) -> list[Hit[Meaning]]:
        """Return the phrases in ``stems``, by the positions of their first and after their last word."""
        kept = [at for at, word in enumerate(stems) if word not in LINKS]
        hits = self._lexicon.find([stems[at] for at in kept])
        return [Hit(kept[hit.start], kept[hit.end - 1] + 1, hit.meanings) for hit in hits]


IMPLYING: Phrases[str] = Phrases(((phrase, id_) for id_, words in IMPLIED.items() for phrase in _split(words)))
FORMS: Phrases[Form] = Phrases(((phrase, form) for form, words in _FORMS for phrase in _split(words)))
TOPICS: Phrases[str] = Phrases(((phrase, topic) for topic, words in _TOPICS.items() for phrase in _split(words)))
BODIES: Phrases[str] = Phrases(((phrase, body) for body, words in INSTITUTIONS.items() for phrase in _split(words)))
PREPARATIONS: Phrases[bool] = Phrases(
    [*((phrase, True) for phrase in _split(PREPARATORY)), *((phrase, False) for phrase in PREPARING)]
)
"""Phrases of preparation: ``True`` where they are one in any case, ``False`` where it depends on what is prepared."""
