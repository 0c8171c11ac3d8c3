"""Free text for the public: numbers, addresses and links are gone, what is none of them stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reseau_sync.audience import public_link, scrubbed, suspected_persons
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
    ],
)
def test_a_name_that_is_nobodys_is_not(text: str) -> None:
    assert suspected_persons(text, NETWORK) == ()


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
    ],
)
def test_a_page_for_everybody_is_shown(link: str) -> None:
    assert public_link(link) == link
