"""What a volunteer reads when reseau.toml is wrong: every message names the key, the line, and the nearest word."""

from __future__ import annotations

import pytest

from reseau_sync.config import parse
from reseau_sync.errors import ConfigError

HEAD = """[network]
name = "Réseau jungles"
[[organisations]]
id = "entraide-dunes"
name = "Entraide des Dunes"
"""
SOURCE = HEAD + '[[sources]]\nid = "entraide-agenda"\norganisation = "entraide-dunes"\n'
SOURCE += 'location = "sources/entraide.ics"\n'
FEED = SOURCE + '[[feeds]]\nid = "reseau"\npath = "feeds/reseau.ics"\n'


def refused(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        pytest.param(
            SOURCE.replace("location", "locatoin"),
            "unknown-key",
            "ligne 9, sources[entraide-agenda].locatoin : clé inconnue ; vouliez-vous dire « location » ?",
            id="a key that looks like a known one",
        ),
        pytest.param(
            SOURCE + "zzzzzz = 1\n",
            "unknown-key",
            "ligne 10, sources[entraide-agenda].zzzzzz : clé inconnue ; les clés possibles ici : adapter, ",
            id="a key that looks like none",
        ),
        pytest.param(
            HEAD.replace("name = ", "nam = ", 1),
            "unknown-key",
            "ligne 2, network.nam : clé inconnue ; vouliez-vous dire « name » ?",
            id="a key of the network",
        ),
        pytest.param(
            SOURCE.replace("[[sources]]", "[[source]]"),
            "unknown-key",
            "ligne 6, source : clé inconnue ; vouliez-vous dire « sources » ?",
            id="a table",
        ),
        pytest.param(
            FEED + 'filter = { kinds = ["meeting"] }',
            "unknown-key",
            "ligne 13, feeds[reseau].filter.kinds : clé inconnue ; vouliez-vous dire « kind » ?",
            id="a key in an inline table",
        ),
        pytest.param(
            SOURCE.replace('location = "sources/entraide.ics"', "location = { evn = 'AGENDA' }"),
            "unknown-key",
            "ligne 9, sources[entraide-agenda].location.evn : clé inconnue ; vouliez-vous dire « env » ?",
            id="a key of a secret",
        ),
        pytest.param("", "missing-key", "network : il manque la table [network]", id="an empty file"),
        pytest.param("[[network]]\nname = 'x'", "wrong-type", "network : s’écrit une seule fois", id="[[network]]"),
        pytest.param(
            HEAD + "[sources]\nid = 'x'",
            "wrong-type",
            "ligne 6, sources : s’écrit entre doubles crochets : [[sources]]",
        ),
        pytest.param(
            HEAD + "[[sources]]\nid = 'agenda'\n",
            "missing-key",
            "ligne 6, sources[agenda].location : il manque cette clé",
            id="a missing key: the line of its table",
        ),
        pytest.param(
            HEAD + "[[sources]]\nlocation = 'a.ics'\n",
            "missing-key",
            "ligne 6, sources[1].id : il manque cette clé",
            id="a row without id is named by its number from 1",
        ),
        pytest.param(
            HEAD.replace('"Réseau jungles"', "2010"),
            "wrong-type",
            'ligne 2, network.name : il faut un texte entre guillemets ("…"), et non un nombre',
            id="a number for a text",
        ),
        pytest.param(
            HEAD + 'aliases = "EDD"',
            "wrong-type",
            "organisations[entraide-dunes].aliases : il faut une liste entre crochets ([…]), et non un texte",
            id="a text for a list",
        ),
        pytest.param(
            HEAD + 'aliases = ["EDD",\n 3]',
            "wrong-type",
            "ligne 6, organisations[entraide-dunes].aliases[2] : il faut un texte entre guillemets",
            id="a number in a list: the line of the list's key",
        ),
        pytest.param(
            SOURCE.replace('"sources/entraide.ics"', "true"),
            "wrong-type",
            'ligne 9, sources[entraide-agenda].location : il faut un texte entre guillemets ("…") ou une table '
            "({ clé = valeur }), et non true ou false",
            id="neither branch of a union: one sentence",
        ),
        pytest.param(
            HEAD + 'type = "colective"',
            "wrong-value",
            "organisations[entraide-dunes].type : la valeur doit être l’une de : association, collective, union, "
            "party, institution, health, other ; vouliez-vous dire « collective » ?",
            id="a word that is none of the list",
        ),
        pytest.param(
            HEAD.replace("Entraide des Dunes", " "),
            "wrong-value",
            "organisations[entraide-dunes].name : ne peut pas être vide",
            id="an empty name",
        ),
        pytest.param(
            SOURCE.replace("entraide-agenda", "Été"),
            "wrong-value",
            "ligne 7, sources[1].id : un identifiant s’écrit en minuscules sans accent",
            id="an id with accents is not used to name its row",
        ),
        pytest.param(
            HEAD + "[[places]]\nname = 'Carrefour'\ngeo = { latitude = 91, longitude = 2.4 }",
            "wrong-value",
            "places[1].geo.latitude : doit être au plus 90",
            id="a number out of bounds",
        ),
        pytest.param(
            HEAD + "[[places]]\nname = 'Carrefour'\ninsee = '5918'",
            "wrong-value",
            "ligne 8, places[1].insee : un code INSEE a cinq caractères",
            id="a code of the wrong form",
        ),
        pytest.param(
            SOURCE + 'default_kind = "reunion"', "wrong-value", "default_kind : la valeur doit être l’une de : event, "
        ),
    ],
)
def test_a_wrong_shape_is_said_with_its_path_and_line(text: str, code: str, said: str) -> None:
    error = refused(text)
    assert error.code == code
    assert f"reseau.toml, {said}" in error.say() or said in error.say()
    assert "\n  - " not in error.say(), "one slip is one fault"
    assert error.hint is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[network]\nname: x", "ligne 2 : après un nom de clé, sans accent ni espace, il faut « = »"),
        ("[network]\nname = Réseau", "ligne 2 : après « = », un texte s’écrit entre guillemets droits"),
        ("[network]\nname = “Réseau”", "ligne 2 : après « = », un texte s’écrit entre guillemets droits"),
        ("[network]\nname = 'a' b", "ligne 2 : il y a quelque chose de trop"),
        ("[network]\nélu = 1", "ligne 2 : une ligne est « cle = valeur »"),
        ("[network]\nclé = 1", "ligne 2 : après un nom de clé, sans accent"),
        ("[network]\n[network]", "ligne 2 : cette table est déjà déclarée"),
        ("[network]\nname = 'a'\nname = 'b'", "ligne 3 : cette clé est écrite deux fois"),
        ("[network]\nname = 'a", "un texte n’est pas fermé"),
        ('[network]\nname = "a', "un texte n’est pas fermé"),
        ('[network]\nname = """a', "à la fin du fichier : un texte n’est pas fermé"),
        ("[network]\nname = '''a", "à la fin du fichier : un texte n’est pas fermé"),
        ("a = [1", "à la fin du fichier : une liste n’est pas fermée"),
        ("[network", "il manque « ] »"),
        ('a = "C:\\Users"', "ligne 1 : dans un texte, « \\ » a un sens particulier"),
        ('a = "C:\\agenda"', "ligne 1 : dans un texte, « \\ » a un sens particulier"),
        ("a = 2010-02-30", "ligne 1 : cette date n’existe pas"),
        ("a = " + "[" * 5000, "trop de crochets emboîtés"),
        ("a = " + "1" * 5000, "un nombre est trop long"),
        ("\n" + "a." * 501 + "b = 1", "ligne 2 : cette ligne a trop de points"),
        ("a = {b = 1, b = 2}", "ligne 1 : cette clé est écrite deux fois"),
    ],
)
def test_what_is_no_toml_is_said_with_its_line(text: str, said: str) -> None:
    error = refused(text)
    assert error.code == "syntax"
    assert error.say().startswith("reseau.toml, ") or error.say().startswith("reseau.toml :")
    assert said in error.say()


def test_everything_that_is_wrong_is_said_at_once_in_the_order_of_the_lines() -> None:
    text = FEED.replace("name = ", "nom = ", 1).replace("path", "pahts").replace('"entraide-dunes"\nlo', '"dunes"\nlo')
    error = refused(text)
    lines = error.say().splitlines()
    assert error.code == "invalid"
    assert lines[0] == "reseau.toml : 4 choses à corriger"
    assert lines[1].startswith("  - ligne 1, network.name : il manque")
    assert lines[2].startswith("  - ligne 2, network.nom : clé inconnue")
    assert lines[3].startswith("  - ligne 8, sources[entraide-agenda].organisation : l’organisation « dunes »")
    assert lines[4].startswith("  - ligne 12, feeds[reseau].pahts : clé inconnue ; vouliez-vous dire « path » ?")


def test_a_message_stays_short_whatever_the_number_of_faults() -> None:
    text = HEAD + "\n".join(f"[[places]]\nnom{number} = 1" for number in range(200))
    said = refused(text).say().splitlines()
    assert len(said) < 40
    assert "de plus" in said[-2]


def test_every_message_is_said_in_english_too() -> None:
    error = refused(SOURCE.replace("location", "locatoin"))
    expected = "reseau.toml, line 9, sources[entraide-agenda].locatoin: unknown key; did you mean “location”?"
    assert error.say("en").startswith(expected)


def test_a_message_names_the_file_it_is_about() -> None:
    with pytest.raises(ConfigError, match=r"^chez-nous\.toml"):
        parse("", origin="chez-nous.toml")
