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
