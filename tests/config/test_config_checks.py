"""What must hold between the parts of a network."""

from __future__ import annotations

from pathlib import Path

import pytest

from reseau_sync.config import check, parse
from reseau_sync.errors import ConfigError
from reseau_sync.model.network import FeedSpec, Network, NetworkInfo, SourceSpec

HEAD = """[network]
name = "Réseau jungles"
[[organisations]]
id = "entraide-dunes"
name = "Entraide des Dunes"
[[organisations]]
id = "repas-du-littoral"
name = "Repas du littoral"
"""


def source(more: str, own: str = "agenda", location: str = "'sources/a.ics'") -> str:
    return f"[[sources]]\nid = '{own}'\nlocation = {location}\n{more}\n"


def feed(more: str = "", own: str = "reseau", path: str = "feeds/reseau.ics") -> str:
    return f"[[feeds]]\nid = '{own}'\npath = '{path}'\n{more}\n"


CASES = [
    pytest.param('[network]\nname = "R"\ntimezone = "Europe/Pari"', "unknown-zone", "« Europe/Paris »", id="zone"),
    pytest.param('[network]\nname = "R"\ntimezone = "Paris"', "unknown-zone", "« Europe/Paris »", id="city"),
    pytest.param('[network]\nname = "R"\ntimezone = "paris (France)"', "unknown-zone", "« Europe/Paris »", id="words"),
    pytest.param('[network]\nname = "R"\ntimezone = "%%%"', "unknown-zone", "comme Europe/Paris", id="no zone"),
    pytest.param(
        HEAD + '[[organisations]]\nid = "entraide-dunes"\nname = "B"',
        "duplicate",
        "ligne 10, organisations[3].id : « entraide-dunes » est déjà pris par organisations[1]",
        id="organisations",
    ),
    pytest.param(HEAD + source("") + source(""), "duplicate", "sources[2].id", id="sources"),
    pytest.param(HEAD + feed() + feed(path="b.ics"), "duplicate", "feeds[2].id", id="feeds"),
    pytest.param(
        HEAD + "[[services]]\nid='a'\nname='A'\n" * 2,
        "duplicate",
        "services[2].id : « a » est déjà pris",
        id="services",
    ),
    pytest.param(
        HEAD + "[[places]]\nname='Salle'\ncommune='Dunkerque'\n[[places]]\nname='SALLE '\ncommune='dunkerque'\n",
        "duplicate",
        "ligne 13, places[2].name",
        id="places",
    ),
    pytest.param(
        HEAD + source("organisation = 'entraide-dune'"),
        "undeclared",
        "ligne 12, sources[agenda].organisation : l’organisation « entraide-dune » n’est pas déclarée ; "
        "vouliez-vous dire « entraide-dunes » ?",
        id="organisation of a source",
    ),
    pytest.param(
        HEAD + feed("audience = 'organisation'\norganisation = 'x'"),
        "undeclared",
        "feeds[reseau].organisation : l’organisation « x » n’est pas déclarée ; ajoutez-la sous [[organisations]]",
        id="organisation of a feed",
    ),
    pytest.param(
        HEAD + "type = 'collective'\nmembers = ['entraide-dunes', 'entraide-dune']",
        "undeclared",
        "ligne 10, organisations[repas-du-littoral].members[2]",
        id="member",
    ),
    pytest.param(
        HEAD + feed("filter = { organisation = 'repas' }"),
        "undeclared",
        "feeds[reseau].filter.organisation",
        id="filter",
    ),
    pytest.param(
        HEAD + "members = ['entraide-dunes']",
        "not-a-collective",
        "organisations[repas-du-littoral].members",
        id="members",
    ),
    pytest.param(
        HEAD + "type = 'collective'\nmembers = ['repas-du-littoral']", "circular", "membre de lui-même", id="itself"
    ),
    pytest.param(
        HEAD + source("default_audience = 'network'\nmax_audience = 'organisation'"),
        "audience-too-wide",
        'ligne 12, sources[agenda].default_audience : "network" est plus large',
        id="audience",
    ),
    pytest.param(
        HEAD + source("default_audience = 'public'\nmax_audience = 'network'"),
        "audience-too-wide",
        'sources[agenda].default_audience : "public" est plus large',
        id="public under a ceiling",
    ),
    pytest.param(
        HEAD + feed("audience = 'public'\norganisation = 'entraide-dunes'"),
        "organisation-unused",
        "feeds[reseau].organisation",
        id="public of one organisation",
    ),
    pytest.param(
        HEAD + "[[places]]\nname='Carrefour'\n" + feed("audience = 'public'\nfilter = { site = 'Carrefour' }"),
        "not-for-the-public",
        "feeds[reseau].filter.site : un calendrier public ne dit ni le lieu exact ni le service",
        id="public by site",
    ),
    pytest.param(
        HEAD + feed("audience = 'public'\nfilter = { service = 'food' }"),
        "not-for-the-public",
        "feeds[reseau].filter.service",
        id="public by service",
    ),
    pytest.param(
        HEAD + feed("delay_days = 7"), "asks-for-flat", "feeds[reseau].delay_days : delay_days demande form", id="delay"
    ),
    pytest.param(
        HEAD + feed("audience = 'public'\nform = 'full'\nrounding = 'day'"),
        "asks-for-flat",
        "feeds[reseau].rounding",
        id="rounding",
    ),
    pytest.param(
        HEAD + feed("filter = { collective = 'entraide-dunes' }"),
        "not-a-collective",
        "feeds[reseau].filter.collective[1] : « entraide-dunes » n’est pas un collectif",
        id="filter by what is no collective",
    ),
    pytest.param(
        HEAD + feed("filter = { collective = 'entraide-dune' }"),
        "undeclared",
        "feeds[reseau].filter.collective[1] : l’organisation « entraide-dune »",
        id="filter by an unknown collective",
    ),
    pytest.param(
        HEAD + "[[places]]\nname='Carrefour'\n" + feed("filter = { site = 'Carefour' }"),
        "undeclared",
        "le lieu « Carefour » n’est pas déclaré ; vouliez-vous dire « Carrefour » ?",
        id="filter by an unknown site",
    ),
    pytest.param(
        '[network]\nname = "R"\nkey = { env = "A", file = "b" }', "secret-form", "network.key", id="key of two places"
    ),
    pytest.param(
        HEAD + feed("audience = 'organisation'"), "organisation-missing", "feeds[reseau].audience", id="whose"
    ),
    pytest.param(
        HEAD + feed("organisation = 'entraide-dunes'"), "organisation-unused", "feeds[reseau].organisation", id="unused"
    ),
    pytest.param(
        HEAD + feed() + feed(own="b", path="./feeds//Reseau.ics"), "same-path", "feeds[b].path : feeds[reseau] est déjà"
    ),
    pytest.param(HEAD + feed(path="reseau.toml"), "same-path", "reseau.toml est déjà à cet endroit", id="itself again"),
    pytest.param(
        HEAD + source("") + feed(path="sources/../sources/a.ics"), "feed-is-source", "sources[agenda] lit à cet endroit"
    ),
    pytest.param(
        HEAD + source("", location="'agendas/'") + feed(path="agendas/reseau.ics"),
        "feed-is-source",
        "feeds[reseau].path : sources[agenda] lit",
        id="in the folder of a source",
    ),
    pytest.param(HEAD + feed(path="https://h.example/x.ics"), "feed-path", "pas à une adresse", id="address"),
    pytest.param(HEAD + feed(path="~/x.ics"), "feed-path", "écrivez le chemin entier", id="home"),
    pytest.param(HEAD + feed(path="feeds/"), "feed-path", "le chemin d’un fichier", id="folder"),
    pytest.param(HEAD + feed(path=""), "feed-path", "le chemin d’un fichier", id="nowhere"),
    pytest.param(
        HEAD + source("", location="{ env = 'A', file = 'b' }"),
        "secret-form",
        "un secret est l’un de",
        id="two secrets",
    ),
    pytest.param(HEAD + source("", location="{}"), "secret-form", "un secret est l’un de", id="no secret"),
    pytest.param(HEAD + source("", location="{ env = 3 }"), "secret-form", "location.env : env est le nom", id="env"),
    pytest.param(
        HEAD + source("", location="{ env = 'a b' }"), "secret-form", "pas le secret lui-même", id="env words"
    ),
    pytest.param(HEAD + source("", location="{ file = '' }"), "secret-form", "location.file", id="file"),
    pytest.param(
        HEAD + source("", location="{ command = 'pass x' }"),
        "secret-form",
        "command est une liste de textes",
        id="command",
    ),
    pytest.param(
        HEAD + source("options = { headers = { Authorization = { command = [] } } }"),
        "secret-form",
        "sources[agenda].options.headers.Authorization.command",
        id="a secret deep in the options",
    ),
]


@pytest.mark.parametrize(("text", "code", "said"), CASES)
def test_what_cannot_be_is_refused_and_named(text: str, code: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text)
    assert caught.value.code == code
    assert said in caught.value.say()
    assert "\n  - " not in caught.value.say(), "one slip is one fault"
    assert caught.value.say("en") != caught.value.say("fr")


@pytest.mark.parametrize(
    "more",
    [
        "[[places]]\nname='Salle'\ncommune='Dunkerque'\n[[places]]\nname='Salle'\ncommune='Calais'\n",
        "type = 'collective'\nmembers = ['entraide-dunes']\n",
        source("default_audience = 'organisation'\nmax_audience = 'network'"),
        source("max_audience = 'organisation'"),
        feed("audience = 'organisation'\norganisation = 'entraide-dunes'"),
        feed(path="/var/www/reseau.ics"),
        feed(path="../public/reseau.ics"),
        feed("filter = { kind = 'meeting', commune = ['Dunkerque', 'Calais'] }"),
        source("", location="'.'") + feed(),
        source("", location="{ command = ['pass', 'show', 'agenda'] }"),
        source("options = { password = { file = 'p' }, columns = { file = 'Dossier', titre = 'Titre' } }"),
    ],
)
def test_what_can_be_is_accepted(more: str) -> None:
    assert parse(HEAD + more).organisation("entraide-dunes") is not None


def test_the_plain_form_of_reseau_toml_is_valid() -> None:
    text = """
        [network]
        name = "Réseau jungles"
        timezone = "Europe/Paris"          # default
        language = "fr"                    # default
        [[organisations]]
        id = "entraide-dunes"
        name = "Entraide des Dunes"
        type = "association"
        [[places]]
        name = "Carrefour des solidarités"
        commune = "Dunkerque"
        aliases = ["Carrefour", "15 rue de l'Écluse de Bergues"]
        [[sources]]
        id = "entraide-agenda"
        organisation = "entraide-dunes"
        adapter = "ical"
        location = "sources/entraide.ics"
        role = "member"
        default_kind = "intervention"
        default_audience = "network"
        max_audience = "network"
        options = {}
        [[feeds]]
        id = "reseau"
        path = "feeds/reseau.ics"
        audience = "network"
        filter = { kind = ["meeting"] }
    """
    network = parse(text)
    assert network.feeds[0].filter.kind == ("meeting",)
    assert network.source("entraide-agenda") is not None


def test_a_network_built_in_code_is_held_to_the_same() -> None:
    info = NetworkInfo(name="R")
    clash = Network(network=info, feeds=(FeedSpec(id="a", path="x.ics"), FeedSpec(id="b", path="X.ics")))
    with pytest.raises(ConfigError) as caught:
        check(clash)
    assert caught.value.code == "same-path"
    assert "ligne" not in caught.value.say()
    check(Network(network=info, feeds=(FeedSpec(id="a", path="x.ics"),)))


def test_an_absolute_feed_path_is_compared_with_relative_locations_where_the_folder_is_known() -> None:
    network = Network(
        network=NetworkInfo(name="R"),
        sources=(SourceSpec(id="s", location="sources/a.ics"),),
        feeds=(FeedSpec(id="a", path="/srv/reseau/sources/a.ics"),),
    )
    check(network)
    with pytest.raises(ConfigError, match="lit à cet endroit"):
        check(network, folder=Path("/srv/reseau"))
