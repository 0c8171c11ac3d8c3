"""What each key of reseau.toml means, in the words that editors show beside it. French, as its readers are."""

from __future__ import annotations

DESCRIPTIONS: dict[str, dict[str, str]] = {
    "Network": {
        "network": "Le réseau lui-même.",
        "organisations": "Les associations, collectifs, syndicats, institutions… du réseau.",
        "places": "Les salles et les sites, et leurs autres noms. Les communes de la côte sont déjà connues.",
        "services": "Les services que le réseau connaît en plus de ceux déjà connus.",
        "sources": "Les agendas à lire : chacun est celui d’une organisation.",
        "feeds": "Ce qui est publié.",
    },
    "NetworkInfo": {
        "name": "Le nom du réseau.",
        "timezone": "Le fuseau IANA des heures écrites sans fuseau et des journées entières : Europe/Paris.",
        "language": "La langue des messages et des flux : fr ou en.",
    },
    "Organisation": {
        "id": "Un nom court, en minuscules, qui sert ailleurs dans ce fichier : entraide-dunes.",
        "name": "Le nom de l’organisation.",
        "type": "association, collective, union (syndicat), party, institution, health (santé) ou other.",
        "aliases": "Ses autres noms et sigles dans les agendas.",
        "commune": "La commune où elle est.",
        "members": "Pour un collectif : les id de ses membres.",
        "max_audience": "Le plus large public de ses événements.",
    },
    "PlaceSpec": {
        "name": "Le nom de la salle ou du site.",
        "commune": "Sa commune.",
        "insee": "Le code INSEE de la commune.",
        "aliases": "Ses autres noms et adresses dans les agendas.",
        "geo": "Sa position.",
    },
    "Geo": {
        "latitude": "En degrés décimaux (WGS 84), le nord positif.",
        "longitude": "En degrés décimaux (WGS 84), l’est positif.",
    },
    "ServiceSpec": {
        "id": "Un nom court, en minuscules.",
        "name": "Le nom du service.",
        "aliases": "Les mots qui le disent dans les agendas.",
        "cluster": "Le groupe de services dont il fait partie.",
    },
    "SourceSpec": {
        "id": "Un nom court, en minuscules, unique parmi les sources.",
        "organisation": "L’id de l’organisation dont c’est l’agenda.",
        "adapter": "Ce qui sait lire l’agenda : ical, csv… Facultatif quand l’adresse le dit.",
        "location": "Un fichier ou un dossier à côté de reseau.toml, une adresse, ou un secret qui en tient une.",
        "role": "member : ses propres événements ; coordination : l’agenda dit aussi ce que font les autres.",
        "default_kind": "Le genre des événements qui n’en disent pas.",
        "default_audience": "Le public des événements qui n’en disent pas.",
        "max_audience": "Le plus large public possible ; default_audience s’il n’est pas écrit.",
        "allow_private": "true pour une adresse du réseau local (192.168…, localhost), refusée sinon.",
        "options": "Les options propres à l’adaptateur ; chacune peut être un secret.",
    },
    "Secret": {
        "env": "Le nom de la variable d’environnement qui tient le secret.",
        "file": "Le fichier qui tient le secret, à côté de reseau.toml.",
        "command": "Le programme et ses arguments qui affichent le secret.",
    },
    "FeedSpec": {
        "id": "Un nom court, en minuscules, unique parmi les flux.",
        "path": "Le fichier à écrire, à côté de reseau.toml : feeds/reseau.ics.",
        "audience": "Pour qui : network (le réseau) ou organisation.",
        "organisation": 'Avec audience = "organisation" : l’id de celle qui le lit.',
        "title": "Le nom que voient les abonnés.",
        "filter": "Quels événements : chaque clé donnée doit convenir, par une de ses valeurs.",
    },
    "FeedFilter": {
        "kind": "Les genres : meeting, intervention, delegation, public_action, service, event.",
        "organisation": "Les id des organisations.",
        "commune": "Les communes.",
        "service": "Les services.",
    },
}
