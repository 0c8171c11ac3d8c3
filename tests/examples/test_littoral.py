"""What examples/littoral must hold by itself, before any merge: documented events, quirks of tools, nobody real."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from dateutil.rrule import rrulestr

from reseau_sync.model import Audience

from .littoral import (
    FOLDER,
    SOURCES,
    day_first,
    events,
    files,
    files_ending_in,
    network,
    row_starts,
    rows,
    starts,
    stated,
)

ICS = files_ending_in(".ics")
SHEETS = files_ending_in(".csv")
SEPTEMBER_2010 = (dt.date(2010, 9, 1), dt.date(2010, 9, 30))
OCTOBER_2026 = (dt.date(2026, 10, 1), dt.date(2026, 10, 31))
SUMMER_2026 = (dt.date(2026, 7, 1), dt.date(2026, 8, 31))
COUNTERPARTS = {"Mairie de Loon-Plage", "Mairie de Grande-Synthe", "Mairie de Téteghem", "Sous-préfecture de Dunkerque"}


def sheet(name: str) -> dict[str, dict[str, str]]:
    return {row["identifiant"]: row for row in rows(SOURCES / f"{name}.csv")}


# --- The network


def test_every_source_is_there_and_every_file_is_a_source() -> None:
    declared = [path for source in network().sources for path in files(source)]
    assert Counter(declared) == Counter([*ICS, *SHEETS])


def test_the_four_systems_are_collectives_and_state_what_others_do() -> None:
    systems = {"collectif-migrants", "collectif-4-septembre", "reseau-jungles", "plate-forme"}
    collectives = {each.id for each in network().organisations if each.type == "collective"}
    coordinating = {each.organisation for each in network().sources if each.role == "coordination"}
    assert collectives == systems == coordinating


def test_the_collective_of_4_september_has_a_union_and_a_party() -> None:
    collective = network().organisation("collectif-4-septembre")
    assert collective is not None
    types = {each.type for each in network().organisations if each.id in collective.members}
    assert types == {"association", "union", "party"}


def test_public_actions_alone_are_for_the_public_and_of_two_calendars_alone() -> None:
    assert network().network.default_audience == {"public_action": Audience.PUBLIC}
    assert {each.default_audience for each in network().sources} == {None, Audience.NETWORK, Audience.ORGANISATION}
    wide = {each.id for each in network().sources if each.max_audience is Audience.PUBLIC}
    assert wide == {"collectif-4-septembre-agenda", "union-agenda"}


def test_every_place_and_organisation_named_in_a_sheet_is_known_to_the_network() -> None:
    organisations = {name for each in network().organisations for name in (each.name, *each.aliases)}
    named = {row.get("organisation", "") for path in SHEETS for row in rows(path)}
    named |= {name for path in SHEETS for row in rows(path) for name in row.get("partenaires", "").split(" ; ")}
    assert named - {""} <= organisations


def test_sources_for_the_network_state_94_events_five_of_them_closed() -> None:
    for_the_network = [each for each in network().sources if each.default_audience is not Audience.ORGANISATION]
    paths = [path for source in for_the_network for path in files(source)]
    private = [each["SUMMARY"] for path in paths if path.suffix == ".ics" for each in events(path) if _private(each)]
    own = [row["titre"] for path in paths if path.suffix == ".csv" for row in rows(path) if row.get("audience")]
    assert sum(map(stated, for_the_network)) == 94
    assert private == ["Point des référents de site", "Contrôle d’hygiène de la cuisine", "Débriefing de l’équipe"]
    assert own == ["Préparation du point avec le sous-préfet", "Inventaire de la réserve"]


def _private(event: Any) -> bool:
    return str(event.get("CLASS")) == "PRIVATE"


# --- Documented events


def test_the_4_september_is_on_the_market_and_the_22_before_the_sous_prefecture() -> None:
    name = "collectif-du-4-septembre.ics"
    assert [each.day for each in starts(name, "Rassemblement sur le marché", *SEPTEMBER_2010)] == [4]
    assert [each.day for each in starts(name, "devant la sous-préfecture", *SEPTEMBER_2010)] == [22]


def test_the_manifesto_is_prepared_at_the_maison_de_l_environnement() -> None:
    found = events(SOURCES / "collectif-du-4-septembre.ics")
    places = {str(each["LOCATION"]) for each in found if "préparation du manifeste" in each["SUMMARY"]}
    assert places == {"Maison de l'environnement, Dunkerque"}


def test_the_reseau_jungles_meets_in_mid_september_on_asylum_claims_at_the_carrefour() -> None:
    row = sheet("reseau-jungles")["rencontre-01@reseau-jungles.example.org"]
    assert (row["début"], row["date approximative"], row["lieu"]) == ("", "mi 2010-09", "Carrefour des solidarités")
    assert row["thème"] == "Accompagner la demande d’asile"


def test_the_rota_covers_the_three_sites() -> None:
    by_site = Counter(row["commune"] for row in sheet("rota-des-sites").values())
    assert by_site == {"Loon-Plage": 5, "Grande-Synthe": 5, "Téteghem-Coudekerque-Village": 4}
    assert all(row["organisation"] and row["services"] for row in sheet("rota-des-sites").values())


def test_two_teams_bring_the_same_service_to_one_site_at_one_hour() -> None:
    first = next(row_starts(sheet("rota-des-sites")["rota-07@collectif-migrants.example.org"]))
    other = starts("marmite-des-polders.ics", "Repas chaud à Grande-Synthe", first.date(), first.date())
    assert [each.replace(tzinfo=None) for each in other] == [first]


def test_delegations_name_whom_they_meet() -> None:
    assert {row["interlocuteur"] for row in sheet("delegations").values()} == COUNTERPARTS


# --- Rhythms


def test_showers_of_14_july_2017_were_moved_to_thursday_13() -> None:
    moved = starts("lampe-au-seuil.ics", "Douches", dt.date(2017, 7, 10), dt.date(2017, 7, 21))
    assert [(each.day, each.strftime("%a %H:%M")) for each in moved] == [(13, "Thu 14:00"), (21, "Fri 14:00")]


def test_the_clinic_goes_to_its_sites_on_its_days() -> None:
    days = {
        str(each["SUMMARY"]): each["RRULE"]["BYDAY"]
        for each in events(SOURCES / "soins-sans-rivage/agenda.ics")
        if each.get("RRULE", {}).get("FREQ") == ["WEEKLY"]
    }
    assert days == {
        "Clinique mobile – Téteghem": ["TU"],
        "Clinique mobile – Grande-Synthe": ["TH"],
        "Clinique mobile – Tatinghem": ["WE"],
        "Maraude santé – Calais": ["TH"],
        "Permanence infirmière": ["FR"],
    }


def test_the_permanence_of_norrent_fontes_closes_in_july_and_august() -> None:
    assert starts("lampe-au-seuil.ics", "Permanence", *SUMMER_2026) == []
    assert [each.day for each in starts("lampe-au-seuil.ics", "Permanence", *OCTOBER_2026)] == [5, 12, 19, 26]


@pytest.mark.parametrize("path", ICS, ids=lambda path: str(path.relative_to(SOURCES)))
def test_a_series_starts_on_an_occurrence_of_its_rule_and_has_no_end(path: Path) -> None:
    for event in events(path):
        if "RRULE" not in event:
            continue
        assert not {"UNTIL", "COUNT"} & set(event["RRULE"])
        start = event["DTSTART"].dt
        naive = (
            dt.datetime.combine(start, dt.time()) if not isinstance(start, dt.datetime) else start.replace(tzinfo=None)
        )
        rule = event["RRULE"].to_ical().decode().replace("+1SA", "1SA")
        assert rrulestr(rule, dtstart=naive)[0] == naive, event["SUMMARY"]


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_series_of_a_sheet_starts_on_an_occurrence_and_goes_on_today(path: Path) -> None:
    series = [row for row in rows(path) if row["récurrence"]]
    assert series
    for row in series:
        assert not re.search("UNTIL|COUNT", row["récurrence"])
        assert next(row_starts(row)) == day_first(row["début"]), row["titre"]
        assert any(each.year == 2026 for each in itertools.takewhile(lambda each: each.year < 2027, row_starts(row)))


@pytest.mark.parametrize(
    "name",
    [
        "collectif-migrants.ics",
        "marmite-des-polders.ics",
        "soins-sans-rivage/agenda.ics",
        "lampe-au-seuil.ics",
        "quai-des-passants.ics",
        "union-des-quais.ics",
    ],
)
def test_a_calendar_that_can_repeat_is_not_empty_today(name: str) -> None:
    assert starts(name, "", *OCTOBER_2026)


def test_an_exception_names_an_occurrence_of_its_series() -> None:
    for path in ICS:
        for event in events(path):
            if "EXDATE" in event:
                exdates = event["EXDATE"] if isinstance(event["EXDATE"], list) else [event["EXDATE"]]
                start = event["DTSTART"].dt
                rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=start.replace(tzinfo=None))
                excluded = [each.dt.replace(tzinfo=None) for group in exdates for each in group.dts]
                assert all(rule.between(each, each, inc=True) for each in excluded), event["SUMMARY"]


# --- Each tool's own way


QUIRKS = [
    ("collectif-migrants.ics", "PRODID:-//SabreDAV//SabreDAV//EN", "REFRESH-INTERVAL;VALUE=DURATION:PT4H"),
    ("collectif-migrants.ics", "BEGIN:VTIMEZONE", "STATUS:CANCELLED"),
    ("collectif-migrants.ics", "RECURRENCE-ID;TZID=Europe/Paris:20101102T143000", "CLASS:PRIVATE"),
    ("collectif-du-4-septembre.ics", "Mobilizon", "ORGANIZER:Collectif du 4 septembre"),
    ("marmite-des-polders.ics", "X-WR-TIMEZONE:Europe/Paris", "DESCRIPTION:<p>Environ <b>120 repas</b>"),
    ("soins-sans-rivage/agenda.ics", "TZID:Romance Standard Time", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY"),
    ("soins-sans-rivage/annulation-formation.ics", "METHOD:CANCEL", "STATUS:CANCELLED"),
    ("soins-sans-rivage/annulation-14-octobre.ics", "METHOD:CANCEL", "RECURRENCE-ID"),
    ("lampe-au-seuil.ics", "Zimbra", 'TZID="(GMT+01.00) Brussels / Copenhagen / Madrid / Paris"'),
    ("quai-des-passants.ics", "Apple", "X-WR-ALARMUID"),
    ("maree-solidaire.ics", "PRODID:adamgibbons/ics", "X-ALT-DESC;FMTTYPE=text/html:<p>"),
    ("vestiaire-de-l-estran.ics", "ECPv6", "UID:1843-1284190200-1284201000@vestiaire-estran.example.org"),
    ("toit-des-wateringues.ics", "DATE-MOD:", "DESCRIPTION:Lire, discuter, corriger; venir avec des questions"),
    ("union-des-quais.ics", "SUMMARY: Heure de silence, place Jean-Bart".replace(",", "\\,"), "BYDAY=+1SA"),
    ("veilleurs-du-cordon", "TZID:/mozilla.org/20050126_1/Europe/Paris", "DTSTART:20100920T190000\r\n"),
]


@pytest.mark.parametrize(("name", "first", "second"), QUIRKS, ids=[f"{name} {first}" for name, first, _ in QUIRKS])
def test_a_source_keeps_the_quirks_of_its_tool(name: str, first: str, second: str) -> None:
    path = SOURCES / name
    data = b"".join(each.read_bytes() for each in ([path] if path.is_file() else sorted(path.iterdir())))
    text = data.replace(b"\r\n ", b"").decode()
    assert first in text
    assert second in text


def test_mobilizon_names_a_zone_that_it_does_not_define_and_no_version() -> None:
    text = (SOURCES / "collectif-du-4-septembre.ics").read_text(encoding="utf-8")
    assert "TZID=Europe/Paris" in text
    assert not re.search("VTIMEZONE|SEQUENCE|LAST-MODIFIED", text)


def test_gancio_gives_utc_and_always_confirmed_and_never_repeats() -> None:
    found = events(SOURCES / "maree-solidaire.ics")
    assert {each["DTSTART"].to_ical()[-1:] for each in found} == {b"Z"}
    assert {str(each["STATUS"]) for each in found} == {"CONFIRMED"}
    assert not any("RRULE" in each for each in found)


@pytest.mark.parametrize("name", ["marmite-des-polders.ics", "union-des-quais.ics", "soins-sans-rivage/agenda.ics"])
def test_a_tool_that_stamps_at_each_fetch_gives_all_its_events_one_stamp(name: str) -> None:
    assert len({each["DTSTAMP"].to_ical() for each in events(SOURCES / name)}) == 1


def test_the_22_september_stands_in_two_calendars_under_one_uid() -> None:
    holders = [path.name for path in ICS if b"SUMMARY" in path.read_bytes() and _uid_of_22_september() in _uids(path)]
    assert holders == ["collectif-du-4-septembre.ics", "union-des-quais.ics"]


def _uid_of_22_september() -> str:
    found = events(SOURCES / "collectif-du-4-septembre.ics")
    return next(str(each["UID"]) for each in found if "devant la sous-préfecture" in each["SUMMARY"])


def _uids(path: Path) -> set[str]:
    return {str(each["UID"]) for each in events(path)}


@pytest.mark.parametrize("path", ICS, ids=lambda path: str(path.relative_to(SOURCES)))
def test_lines_end_in_crlf_and_are_folded_at_75_octets_between_characters(path: Path) -> None:
    data = path.read_bytes()
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert not any(b"\n" in each or b"\r" in each for each in lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # a line that cuts a character in two cannot be decoded


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_sheet_is_what_a_french_spreadsheet_saves(path: Path) -> None:
    assert path.read_bytes().startswith(b"\xef\xbb\xbfidentifiant;")
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")
    assert all(None not in row and None not in row.values() for row in rows(path))
    assert all(row["titre"] and (row["début"] or row["date approximative"]) for row in rows(path))


# --- Nobody real


def _texts() -> list[tuple[str, str]]:
    paths = [*ICS, *SHEETS, FOLDER / "reseau.toml", FOLDER / "README.md"]
    return [(path.name, path.read_bytes().replace(b"\r\n ", b"").decode("utf-8-sig")) for path in paths]


def test_addresses_are_of_example_org() -> None:
    for name, text in _texts():
        hosts = re.findall(r"(?:https?://|mailto:[^@\s]+@)([\w.-]+)", text, re.IGNORECASE)
        assert all(host.endswith("example.org") for host in hosts), name


def test_telephone_numbers_are_of_the_range_kept_for_fiction() -> None:
    found = [number for _, text in _texts() for number in re.findall(r"\b0\d(?:[ .]\d\d){4}\b", text)]
    assert found
    assert all(number.startswith("01 99 00 ") for number in found)


def test_no_person_is_invited_or_named() -> None:
    for name, text in _texts():
        assert "ATTENDEE" not in text, name
        for organiser in re.findall(r"ORGANIZER;CN=\"?([^:\"]+)", text):
            assert organiser in {"Soins sans rivage", "La Lampe au seuil", "Vestiaire%20de%20l%27Estran"}
