"""The words of the first reseau.toml, in French and in English. ``$name`` and the like are filled in."""

FRENCH = """\
# Le réseau : ses organisations, ses agendas (sources), et ce qu’il publie (flux).
# Les lignes « # texte » expliquent ; celles en « #clé » sont des exemples : enlevez le « # » pour les activer.
#
# Ensuite :
#   reseau-sync check     vérifie ce fichier, lit chaque agenda, ne publie rien
#   reseau-sync merge     fusionne les agendas et écrit les flux

[network]
name = $name
timezone = $timezone    # le fuseau des heures écrites sans fuseau
language = $language               # la langue des messages : "fr" ou "en"

# --- Les organisations ---------------------------------------------------------------------------
# Une par association, collectif, syndicat, mairie… L’id, en minuscules, sert dans la suite de ce fichier.
# type : association, collective, union (syndicat), party, institution, health (santé), other.

$organisations
#aliases = ["Autre nom", "SIGLE"]     # ses autres noms dans les agendas
#commune = "Dunkerque"

# Un collectif nomme ses membres par leur id :
#[[organisations]]
#id = "collectif-exemple"
#name = "Collectif exemple"
#type = "collective"
#members = ["$first"]

# --- Les lieux -----------------------------------------------------------------------------------
# Les communes de la côte sont déjà connues ; ajoutez vos salles et vos sites.

#[[places]]
#name = "Carrefour des solidarités"
#commune = "Dunkerque"
#aliases = ["Carrefour"]

# --- Les sources : un agenda d’une organisation --------------------------------------------------
# location : un fichier à côté de celui-ci, une adresse https:// ou webcal://, ou un dossier de fichiers .ics
# (ajoutez alors adapter = "ical"). Un agenda en ligne (Nextcloud…) : adapter = "caldav" ; le guide dit comment.
# L’adresse privée d’un agenda vaut un mot de passe. Ne l’écrivez pas ici ; dites où elle est gardée :
#   location = { env = "AGENDA_ENTRAIDE" }              une variable d’environnement
#   location = { file = "secrets/entraide.txt" }        un fichier que vous seul pouvez lire
#   location = { command = ["pass", "show", "agenda"] } ce qu’un programme affiche
# Les mêmes formes valent pour toute option (mot de passe…). reseau-sync ne les affiche jamais.

#[[sources]]
#id = "exemple-agenda"
#organisation = "$first"
#location = "sources/agenda.ics"
#adapter = "ical"                      # facultatif quand l’adresse le dit (.ics, .csv, webcal://)
#role = "member"                       # ou "coordination" : l’agenda dit aussi ce que font les autres
#default_kind = "intervention"         # event, meeting, intervention, delegation, public_action, service
#default_audience = "network"          # qui peut voir : "public" (tous), "network" (le réseau), "organisation"

# --- Les flux : ce qui est publié ----------------------------------------------------------------

[[feeds]]
id = "reseau"
path = "feeds/reseau.ics"             # à côté de ce fichier, ou un chemin entier vers votre site
audience = "network"
#filter = { kind = ["meeting"] }       # seulement les réunions

#[[feeds]]
#id = "pour-tous"
#path = "feeds/pour-tous.ics"
#audience = "public"                   # tout le monde ; lisez d’abord « Qui voit quoi » dans le guide

#[[feeds]]
#id = "rota"                           # un tableau à afficher : les sites, les jours, qui vient, où personne ne vient
#format = "csv"
#path = "feeds/rota.csv"
#options = { rows = "rota" }
"""

ENGLISH = """\
# The network: its organisations, its calendars (sources), and what it publishes (feeds).
# Lines “# text” explain; lines “#key” are examples: take the “#” away to use them.
#
# Then:
#   reseau-sync check     verifies this file, reads each calendar, publishes nothing
#   reseau-sync merge     merges the calendars and writes the feeds

[network]
name = $name
timezone = $timezone    # the zone of times written without one
language = $language               # the language of messages: "fr" or "en"

# --- Organisations -------------------------------------------------------------------------------
# One for each association, collective, union, town hall… The id, in lower case, is used further down.
# type: association, collective, union, party, institution, health, other.

$organisations
#aliases = ["Other name", "ACRONYM"]  # what else calendars call it
#commune = "Dunkerque"

# A collective names its members by their ids:
#[[organisations]]
#id = "example-collective"
#name = "Example collective"
#type = "collective"
#members = ["$first"]

# --- Places --------------------------------------------------------------------------------------
# The communes of the coast are known already; add your halls and sites.

#[[places]]
#name = "Carrefour des solidarités"
#commune = "Dunkerque"
#aliases = ["Carrefour"]

# --- Sources: one calendar of one organisation ---------------------------------------------------
# location: a file beside this one, an address (https:// or webcal://), or a folder of .ics files (then add
# adapter = "ical"). A calendar of a server (Nextcloud…): adapter = "caldav"; the guide tells how.
# The private address of a calendar is as good as a password. Do not write it here; say where it is kept:
#   location = { env = "AGENDA_ENTRAIDE" }              an environment variable
#   location = { file = "secrets/entraide.txt" }        a file that only you can read
#   location = { command = ["pass", "show", "agenda"] } what a program prints
# The same forms hold for any option (a password…). reseau-sync never prints them.

#[[sources]]
#id = "example-calendar"
#organisation = "$first"
#location = "sources/calendar.ics"
#adapter = "ical"                      # optional where the address tells (.ics, .csv, webcal://)
#role = "member"                       # or "coordination": the calendar also states what others do
#default_kind = "intervention"         # event, meeting, intervention, delegation, public_action, service
#default_audience = "network"          # who may see it: "public" (everybody), "network" or "organisation"

# --- Feeds: what is published --------------------------------------------------------------------

[[feeds]]
id = "reseau"
path = "feeds/reseau.ics"             # beside this file, or a whole path into your web site
audience = "network"
#filter = { kind = ["meeting"] }       # meetings only

#[[feeds]]
#id = "public"
#path = "feeds/public.ics"
#audience = "public"                   # everybody; read first who sees what (docs/design/audiences.md)

#[[feeds]]
#id = "rota"                           # a table for the wall: sites, days, who comes, where nobody does
#format = "csv"
#path = "feeds/rota.csv"
#options = { rows = "rota" }
"""
