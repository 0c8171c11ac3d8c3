"""The words of dates in French and in English, each as one letter: the alphabet in which the grammar is written.

=====  =========================================  =====  =========================================
code   what                                       code   what
=====  =========================================  =====  =========================================
n      number of one or two digits (value)        y      year of four digits (value)
o      ordinal: 1er, 2e, premier (value)          z      dernier, last
m      month (value)                              D      numeric date (a Day)
w W    weekday, weekdays in the plural (values)   E      week-end
c C A  clock time (minutes); C may be a length of  p j    part of the day; the whole day
       time, A had am or pm
l      le, la, les, l', the, on                   d      du, de, des, d', of, from
a      au, à, to                                  i      jusqu'à, until
s      à partir de, dès, starting                 B      avant, après, entre: no day of its own
t      tous, toutes, chaque, every                x      sauf, hors, except
J S O  jour(s), semaine(s), mois                  u      un, une, deux, trois, quatre; other (value)
r      sur (un mardi sur deux)                    P V    paire, impaire; vacances, fériés
v      mi-, début, fin (a Part)                   k      quinzaine, courant, saison: vaguer still
R      demain, prochain, Noël: relative           U      à définir, ?, TBC: not known yet
,      , ; et & + and                             / -    as written (- stands for every dash)
|      ou                                         >      an arrow
f      précises, environ, à, vers: changes little  F      fois, selon, quotidien…: repeats somehow
N      another number                             ! ?    an impossible time; anything else
=====  =========================================  =====  =========================================
"""

from __future__ import annotations

from typing import Any

from reseau_sync_csv.dates.values import Part

Atom = tuple[str, Any]

_MONTHS = (
    "janvier janv jan january",
    "fevrier fevr fev february feb",
    "mars march",
    "avril avr april apr",
    "mai may",
    "juin june jun",
    "juillet juil july jul",
    "aout august aug",
    "septembre sept sep september",
    "octobre oct october",
    "novembre nov november",
    "decembre dec december",
)
_WEEKDAYS = (
    "lundi lun lu monday mon",
    "mardi mar ma tuesday tue tues",
    "mercredi mer merc me wednesday wed",
    "jeudi jeu je thursday thu thur thurs",
    "vendredi ven vend ve friday fri",
    "samedi sam sa saturday sat",
    "dimanche dim di sunday sun",
)
_ORDINALS = (
    "premier premiere first",
    "deuxieme second seconde",
    "troisieme third",
    "quatrieme fourth",
    "cinquieme fifth",
)
_NUMBERS = ("un une", "deux two other", "trois three", "quatre four", "cinq five", "six", "", "huit")
_SAME: dict[str, str] = {
    "z": "dernier derniere last derniers",
    "E": "weekend",
    "j": "allday journee",
    "l": "le la les l the on",
    "d": "du de des d of from",
    "a": "au a to aux",
    "i": "jusqu jusque jusqua jusquau until till through",
    "s": "apartir depuis starting since",
    "B": "avant apres entre before after between by limite",
    "t": "tous toutes tout toute chaque every each",
    "x": "sauf hors excepte hormis except excluding exceptes",
    "J": "jour jours day days",
    "S": "semaine semaines week weeks sem",
    "O": "mois month months",
    "r": "sur",
    "P": "paire paires impaire impaires even odd pair pairs",
    "V": "vacances ferie feries scolaire scolaires holidays conge conges pont ponts",
    "k": "quinzaine courant saison trimestre semestre ete automne hiver printemps decade autour",
    "R": "ce cette dans demain aujourdhui prochain prochaine suivant suivante hier bientot tomorrow today next"
    " lendemain veille noel paques pentecote ascension toussaint rentree",
    "U": "adefinir inconnu tbd tbc tba nc",
    ",": "et and puis",
    "|": "ou or",
    "f": "precises precise precis pile environ env vers rdv inclus compris inclusive sharp heure heures horaire pendant"
    " en in at around approx about",
    "F": "fois selon hebdomadaire hebdo mensuel mensuelle bimensuel regulierement weekly monthly regulier annuel"
    " permanent permanente alternance annee ouvrables fortnightly rotation roulement parfois occasionnel",
}
_PARTS: dict[str, Part] = {
    "debut": "early", "mi": "mid", "milieu": "mid", "fin": "late", "early": "early", "mid": "mid", "late": "late",
    "end": "late",
}  # fmt: skip
_TIMES_OF_DAY: dict[str, tuple[int, int]] = {
    # What a clock time must lie between to agree with the word, in hours.
    "matin": (0, 13), "matinee": (0, 13), "matins": (0, 13), "morning": (0, 13), "mornings": (0, 13),
    "apresmidi": (12, 20), "apresmidis": (12, 20), "afternoon": (12, 20), "afternoons": (12, 20),
    "soir": (16, 25), "soiree": (16, 25), "soirs": (16, 25), "evening": (16, 25), "evenings": (16, 25),
    "nuit": (18, 25), "nuits": (18, 25), "night": (18, 25), "midis": (11, 15), "dejeuner": (11, 15), "lunch": (11, 15),
}  # fmt: skip


def _lexicon() -> dict[str, Atom]:
    found: dict[str, Atom] = {word: (code, word) for code, words in _SAME.items() for word in words.split()}
    found.update((word, ("m", at)) for at, words in enumerate(_MONTHS, 1) for word in words.split())
    for at, words in enumerate(_WEEKDAYS):
        found.update((word, ("w", (at,))) for word in words.split())
        found.update((f"{word}s", ("W", (at,))) for word in words.split() if word.endswith(("di", "day", "che")))
    found.update((word, ("o", at)) for at, words in enumerate(_ORDINALS, 1) for word in words.split())
    found.update((f"{word}s", ("o", at)) for at, words in enumerate(_ORDINALS, 1) for word in words.split())
    found.update((word, ("u", at)) for at, words in enumerate(_NUMBERS, 1) for word in words.split())
    found.update((word, ("v", part)) for word, part in _PARTS.items())
    found.update((word, ("p", (word, *bounds))) for word, bounds in _TIMES_OF_DAY.items())
    found["midi"] = found["noon"] = ("c", 12 * 60)
    found["minuit"] = found["midnight"] = ("c", 24 * 60)
    found["quotidien"] = found["quotidiennement"] = found["daily"] = found["quotidienne"] = ("t", "daily")
    found["quinze"] = ("n", 15)
    found["weekends"] = ("W", (5, 6))
    found["ensemaine"] = found["weekdays"] = found["ouvres"] = ("W", (0, 1, 2, 3, 4))
    return found


LEXICON: dict[str, Atom] = _lexicon()
MONTHS: dict[str, int] = {word: at for at, words in enumerate(_MONTHS, 1) for word in words.split()}
WEEKDAYS: dict[str, int] = {word: at for at, words in enumerate(_WEEKDAYS) for word in words.split()}
MONTH_WORDS = "|".join(sorted(MONTHS, key=len, reverse=True))
