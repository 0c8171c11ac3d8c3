"""Free text for the public: numbers, addresses and links are gone, what is none of them stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reseau_sync.audience import in_other_letters, public_link, scrubbed, suspected_persons
from reseau_sync.audience.scrubbing import LONGEST
from reseau_sync.model.network import Network, NetworkInfo, Organisation, PlaceSpec
from reseau_sync.testing.strategies.texts import TITLES

NETWORK = Network(
    network=NetworkInfo(name="Réseau d’essai"),
    organisations=(Organisation(id="dunes", name="Entraide des Dunes", aliases=("Dunes",)),),
    places=(PlaceSpec(name="Maison de l’environnement", commune="Dunkerque"),),
)

NUMBERS = [
    *("06 95 28 29 43", "06.95.28.29.43", "06/95/28/29/43", "06-95-28-29-43", "0695282943", "06 9528 2943"),
    *("+33 6 95 28 29 43", "+33(0)6 95 28 29 43", "(+33) 6.95.28.29.43", "0033 6 95 28 29 43", "0033695282943"),
    *("06,95,28,29,43", "06 : 95 : 28 : 29 : 43".replace(" :", ":"), "06_95_28_29_43", "06·95·28·29·43"),
    *("06\u00a095\u00a028\u00a029\u00a043", "06\u202f95\u202f28\u202f29\u202f43", "06–95–28–29–43"),
    *("٠٦ ٩٥ ٢٨ ٢٩ ٤٣", "０６９５２８２９４３", "06\u200b95\u200b28\u200b29\u200b43"),
    *(
        "+32 470 12 34 56",
        "0470/12.34.56",
        "+44 7911 123456",
        "07911 123456",
        "00 44 7911 123456",
        "+49 (0)151 12345678",
    ),
]
PERSONAL = [
    *(
        "camille@example.org",
        "camille.d+liste@asso.example.org",
        "camille (at) example.org",
        "camille[arobase]example.org",
    ),
    *("camille @ example . org".replace(" . ", "."), "mailto:camille@example.org"),
    *(
        "https://pad.example.org/p/reunion",
        "http://u:p@example.org",
        "www.example.org/camille",
        "webcal://example.org/a.ics",
    ),
    *("t.me/+AbCdEf", "wa.me/33695282943", "example.org/agenda?token=abc", "HTTPS://EXAMPLE.ORG/A"),
    *("51.0312, 2.3371", "51°01'52\"N"),
]
HARMLESS = [
    *TITLES[:11],
    *("Réunion du 01/02/2026 à 14h", "Du 01/10/2026 au 05/10/2026", "2026-09-14 18:00 20:00", "Le 14 09 2026 à 18h"),
    *("Maraude 0930-1200", "Appeler le 115 ou le 3919", "Budget 2026 : 12 500 €", "A.G. 2026", "S.O.S. logement"),
    *("Repas et/ou vêtements", "Salle 12/14, 3e étage", "Ramadan 1447", "RDV 21h30 ; retour 1h"),
]


@pytest.mark.parametrize("found", [*NUMBERS, *PERSONAL])
@pytest.mark.parametrize("text", ["{}", "Repas ({})", "Appeler le {}, merci", "Maraude\n{}\n18h", "tél:{}."])
def test_what_reaches_a_person_is_gone(text: str, found: str) -> None:
    said = scrubbed(text.format(found))
    assert "…" in said
    digits = sum(each.isdigit() for each in said) - sum(each.isdigit() for each in text)
    assert digits <= 0, said
    assert found not in said


@pytest.mark.parametrize(
    "text",
    [
        "06  95   28    29    43",  # a title is written with one blank for many
        "06&nbsp;95&nbsp;28&nbsp;29&nbsp;43",
        "06&#32;95&#x20;28 29 43",
        "camille&#64;example.org",
        "camille%40example.org",
        "06a95b28c29d43",
        "06 95 et 28 29 43",
        "О6 95 28 29 43",  # Cyrillic
        "Ο6 95 28 29 43",  # Greek
        "06 9S 28 29 43",
        "06 95 28 29 l3",
        "zéro six quatre-vingt-quinze vingt-huit vingt-neuf quarante-trois",
        "695282943",  # a spreadsheet took its zero
        "6 95 28 29 43",
        "33695282943",
        "33 6 95 28 29 43",
        "(303) 555-1902",
        "812 3456 7890",  # a meeting on line
        "81234567890",
        "@camille:matrix.org",
        "192.168.1.4/x",
        "https://pad.example.org/un%20pad",
        "50.95129N1.85868E",
        "50\u066b95129, 1\u066b85868",
        "50 57 04 N 1 51 31 E",
        "620123 7090123",
        "x=620123 y=7090123",
        "w3w : filou.mangue.tapis",
        "code 4521B",
        "digicode 1234A",
        "code portail : 4521",
        "code d'entrée 12A34",
        "code de la porte 4521",
        "code wifi abcd1234",
        "mdp réunion: calais",
        "mot de passe : dunes",
        "boîte à clé 0815",
    ],
)
def test_no_other_way_of_writing_lets_it_through(text: str) -> None:
    assert scrubbed(f"Maraude {text}") == "Maraude …"


@pytest.mark.parametrize(
    "text",
    [
        *("Les 06, 07, 08, 09 et 10 avril", "06 et 07 et 08 et 09 et 10", "Les 6 10 12 14 16 avril"),
        *("Code de la route", "Atelier code HTML5", "Code postal 62100", "Code civil 2026", "Le code du travail 2026"),
        *("Atelier mots de passe et sécurité", "202609141800", "Budget 120 2026", "Запись", "Réduction 20%", "A&B"),
    ],
)
def test_days_lessons_and_laws_stay(text: str) -> None:
    assert scrubbed(text) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_what_reaches_nobody_stays(text: str) -> None:
    assert scrubbed(text) == text


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from("123456789"), min_size=1, max_size=1),
    st.lists(st.sampled_from("0123456789"), min_size=8, max_size=8),
    st.sampled_from(["", " ", ".", "-", "/", "\u00a0", "\u202f", " - ", ". ", "·"]),
    st.sampled_from(["0", "+33", "0033", "+33 ", "+33(0)", "00 33 "]),
    st.sampled_from(["", "Repas, ", "tél.", "("]),
)
def test_a_french_number_is_gone_however_it_is_written(
    first: list[str], rest: list[str], between: str, country: str, before: str
) -> None:
    pairs = ["".join(rest[each : each + 2]) for each in range(0, 8, 2)]
    said = scrubbed(f"{before}{country}{between.join([first[0], *pairs])} merci")
    assert not any(each.isdigit() for each in said), said


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=1500))
def test_any_text_can_be_scrubbed_once_and_for_all(text: str) -> None:
    said = scrubbed(text)
    assert len(said) <= LONGEST + 20
    assert scrubbed(said) == said


@pytest.mark.parametrize(
    "hostile", ["0" * 5000, "a." * 3000, "@" * 5000, "+" * 5000, "(" * 5000, "0 " * 3000, "a@b." * 2000]
)
def test_hostile_text_takes_no_time(hostile: str) -> None:
    assert len(scrubbed(hostile)) <= LONGEST + 20


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Réunion chez Martine", ("Martine",)),
        ("Contacter Paul D. avant midi", ("Paul D.",)),
        ("M. Dupont reçoit", ("Dupont",)),
        ("Rendez-vous avec Mme Le Goff", ("Le Goff",)),
        ("Atelier animé par Jean-Pierre", ("Jean-Pierre",)),
        ("Samira BENALI, permanence", ("Samira BENALI",)),
        ("Repas, 12 rue de la Gare", ("12 rue de la Gare",)),
        ("voir avec Claude B. et chez Nadia", ("Claude B.", "Nadia")),
        ("Chez Łukasz", ("Łukasz",)),
        ("Встреча, chez Иван", ("Иван",)),
        ("Dr. Martin et Mme. Şahin", ("Martin", "Şahin")),
        ("Accueil de la famille Traoré", ("Traoré",)),
        ("Anniv Karim", ("Karim",)),
        ("Cours, interphone DURAND", ("DURAND",)),
        ("Distribution rue de Judée", ("rue de Judée",)),
        ("Repas, 12, r. de la Gare", ("12, r. de la Gare",)),
        ("Repas, 12 Grande Rue", ("12 Grande Rue",)),
        ("Cours, appt 12", ("appt 12",)),
        ("Cours, 10 Baker Street", ("10 Baker Street",)),
        ("Écrire à @camille_d", ("@camille_d",)),
        ("Signal : camille.42", ("camille.42",)),
    ],
)
def test_a_name_is_suspected(text: str, found: tuple[str, ...]) -> None:
    assert suspected_persons(text, NETWORK) == found


@pytest.mark.parametrize(
    "text",
    [
        *TITLES[:10],
        "Accueil par Entraide des Dunes",
        "Réunion chez Dunes",
        "Chez Maison de l’environnement",
        "Réunion à Calais",
        "Rencontre avec Mme la Préfète",
        "Permanence CGT",
        "Médecins du Monde à Grande-Synthe",
        "Maraude de rue",
        "Théâtre des rues",
        "machBar@Solimarkt",
        "Place au débat",
        "Chambre de commerce",
    ],
)
def test_a_name_that_is_nobodys_is_not(text: str) -> None:
    assert suspected_persons(text, NETWORK) == ()


@pytest.mark.parametrize("text", ["اجتماع مع أحمد", "ስብሰባ", "会议", "Cours de français – دروس"])
def test_letters_in_which_names_cannot_be_told_are_seen(text: str) -> None:
    assert in_other_letters(text)


@pytest.mark.parametrize("text", ["Réunion à Calais", "Встреча", "Μαρία", "1ª y 2º", "06 95 ٢٨"])
def test_letters_in_which_names_can_be_told_are_not(text: str) -> None:
    assert not in_other_letters(text)


@pytest.mark.parametrize(
    "link",
    [
        "https://asso.example.org/agenda",
        "http://asso.example.org/2026/09/grande-reunion-publique-du-4-septembre",
        "https://asso.example.org/?p=120&lang=fr",
        "https://mobilizon.example.org/events/1b4e28ba-2fa1-11d2-883f-0016d3cca427",
    ],
)
def test_a_public_page_is_shown(link: str) -> None:
    assert public_link(f" {link} ") == link


@pytest.mark.parametrize(
    "link",
    [
        "https://u:p@asso.example.org/",
        "https://asso.example.org/agenda?token=1",
        "https://asso.example.org/agenda?private_key=1",
        "https://pad.example.org/p/aB3dE5fG7hJ9kL2m",
        "https://asso.example.org/#aB3dE5fG7hJ9kL2m",
        "http://localhost/agenda",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://[",
        "https://asso.example.org/a b",
        "",
    ],
)
def test_a_link_that_opens_something_is_not(link: str) -> None:
    assert public_link(link) is None


@pytest.mark.parametrize(
    "text",
    [
        "06\t95\n28 29\n43",  # a title is read as one line
        "0️⃣6️⃣9️⃣5️⃣2️⃣8️⃣2️⃣9️⃣4️⃣3️⃣",
        "06\u034f95\u034f28 29 43",
        "06\u280095\u280028\u280029\u280043",
        "06|95|28|29|43",
        "06 ★ 95 ★ 28 ★ 29 ★ 43",
        "06 -- 95 -- 28 -- 29 -- 43",
        "O6 95 28 29 43",
        "prenom(@)exemple.org",
        "prenom @ exemple . org",
        "prenom_AT_exemple_DOT_org",
        "prenom -at- exemple -dot- org",
        "prenom <at> exemple <dot> org",
        "prenom[at]exemple[.]org",
        "prenom chez exemple point org",
        "prenom@exemple。org",
        "prenom@exemple,org",
        "prenom\u0301@exemple.org",
        "pad。exemple。org/p/x",
        "pad[.]exemple[.]org/p/x",
        "https:\u2044\u2044pad.exemple.org\u2044x",
        "9F24X72V+8C",
        "N 50° 57.077 E 001° 51.521",
        "50.95129°N, 1.85868°E",
        "lat 50.95129 lon 1.85868",
        "31U DS 19876 44321",
    ],
)
def test_disguises_are_seen_through(text: str) -> None:
    assert scrubbed(f"Maraude {text}") in ("Maraude …", "Maraude lat …", "Maraude N …")


@pytest.mark.parametrize(
    "text",
    [
        "Porte-à-porte . Calais",
        "machBar@Solimarkt",
        "Cours A1+A2",
        "FFCM+CGT",
        "Apéro chez Momo, point chaud",
        "Les 01/02, 03/04 et 05/06",
        "Train 07:05 - 08:45 - 10:15",
        "AG du 10.04.2026 à 18.30",
        "08-09-10-11 avril",
    ],
)
def test_what_only_looks_like_a_disguise_is_kept(text: str) -> None:
    assert scrubbed(text) == text


@pytest.mark.parametrize(
    "link",
    [
        "https://cloud.exemple.org/s/7wJkPqLmN3xYz8R",
        "https://cloud.exemple.org/index.php/s/wJkPqLmNxYzRabT",
        "https://framadate.org/aBcD3fGhIjKlMnO7",
        "https://exemple.org/edit/abc",
        "https://cryptpad.fr/pad/#/2/pad/edit/abc/",
        "https://chat.whatsapp.com/HkLmNoPqRsTuVwXyZaBcDe",
        "https://t.me/+AbCdEfGh",
        "https://exemple.org/cal?x=1;token=abc",
        "https://exemple.org/p;jsessionid=ABC",
        "https://exemple.org/?accesstoken=abc",
        "https://exemple.org/rdv?tel=0695282943",
        "https://exemple.org/rdv?c=jeanne%40exemple.org",
        "https://www.openstreetmap.org/?mlat=50.9513&mlon=1.8587",
        "https://carte.exemple.org/#19/50.95130/1.85870",
        "https://www.google.com/maps/@50.95129,1.85868,17z",
        "https://maps.app.goo.gl/abc",
        "https://192.168.1.2/x",
        "https://intranet.local/x",
        "https://meet.jit.si/SalleDesDunes",
        "https://us02web.zoom.us/j/81234567890",
        "https://visio.exemple.org/dunes",
        "https://teams.microsoft.com/l/meetup-join/19",
        "https://pad.exemple.org/p/reunion-dunes",
        "https://mypads2.framapad.org/p/reunion",
        "https://framadate.org/reunion",
        "https://docs.google.com/document/d/1/view",
        "https://lite.framacalc.org/planning",
        "https://cloud.exemple.org/apps/calendar/p/abcd",
        "https://exemple.org/remote.php/dav/public-calendars/dunes",
        "https://exemple.org/wp-admin/post.php?post=12",
        "https://exemple.org/?p=12&preview=true",
        "https://bit.ly/dunes",
        "https://m.me/camille",
        "https://maps.google.fr/?q=Dunes",
        "https://www.geoportail.gouv.fr/carte?c=2.3,51.0",
        "https://exemple.org/?lat=51&lon=2",
    ],
)
def test_a_link_that_opens_something_or_tells_where_is_shown_to_nobody(link: str) -> None:
    assert public_link(link) is None


@pytest.mark.parametrize(
    "link",
    [
        "https://mobilizon.fr/events/6f1d5c1e-6c1b-4a57-9a4e-0d7c41a3a1b2",
        "https://www.exemple.org/agenda/2026/04/maraude-du-soir-a-calais",
        "https://www.exemple.org/s/evenement.html",
        "https://exemple.org/?page_id=123&lang=fr",
        "https://facebook.com/events/1234567890123",
        "https://exemple.org/AgendaDuMoisAvril2026",
        "https://www.helloasso.com/associations/dunes/evenements/fete",
        "https://padova.example.org/fete",
        "https://meeting-des-dunes.example.org/",
        "https://example.org/plateforme?platform=1&flat=2",
    ],
)
def test_a_page_for_everybody_is_shown(link: str) -> None:
    assert public_link(link) == link
