"""What stands in a cell reads as what was written, whatever it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reseau_sync.errors import EncodeError
from reseau_sync.model import (
    ApproximateDate,
    Date,
    FixedTime,
    OrganisationRef,
    OrganisationType,
    PartOfMonth,
    ZonedTime,
)
from reseau_sync.model.network import Organisation
from reseau_sync.testing import strategies
from reseau_sync.testing.strategies import Form
from reseau_sync.vocabulary.organisations import Organisations
from reseau_sync.vocabulary.services import Services
from reseau_sync_csv import cells, times
from reseau_sync_csv.problems import CellError
from reseau_sync_csv.times import Zone

PARIS = Zone("Europe/Paris", floating=True)
KNOWN = Organisations((Organisation(id="cgt", name="CGT", type=OrganisationType.UNION),))
SPECIAL = st.text(alphabet="=+-@'—\\;# []\r\n\t\x00\u00a0éa🍲eu0", max_size=8)
ANY = st.one_of(SPECIAL, st.text(max_size=20))


@given(ANY)
@example("")
@example("—")
@example("''")
def test_a_guarded_cell_reads_as_the_text(text: str) -> None:
    assert cells.unguarded(cells.guarded(text)) == text


@given(ANY)
def test_no_cell_starts_as_a_formula(text: str) -> None:
    assert not cells.guarded(text).lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


@pytest.mark.parametrize("mark", ["=", "＝", "﹦", "⁼", "₌", "+", "﹢", "-", "－", "﹣", "−", "@", "﹫"])
@pytest.mark.parametrize("before", ["", "\u200b", "\ufeff", "\u2066", "\u00ad", " ", "\u00a0\u200d"])
def test_a_formula_in_disguise_is_guarded(before: str, mark: str) -> None:
    text = f"{before}{mark}1+1"
    assert cells.guarded(text) == f"'{text}"
    assert cells.unguarded(cells.guarded(text)) == text


@pytest.mark.parametrize("cell", ["", "  ", "\t"])
def test_an_empty_cell_says_nothing(cell: str) -> None:
    assert cells.unguarded(cell) is None


def test_an_apostrophe_that_guards_nothing_is_text() -> None:
    assert cells.unguarded("'t Veld") == "'t Veld"
    assert cells.unguarded("'=1+1") == "=1+1"
    assert cells.unguarded("''=1+1") == "'=1+1"


@given(st.lists(ANY))
def test_a_list_reads_as_it_was_written(items: list[str]) -> None:
    assert cells.split(cells.joined(items)) == tuple(items)


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("repas ; douches", ("repas", "douches")),
        ("repas;douches", ("repas", "douches")),
        ("repas\ndouches\n", ("repas", "douches")),
        ("repas, douches", ("repas, douches",)),
        (" ; ;", ()),
        ("C:\\dossier", ("C:\\dossier",)),
        ("fin\\", ("fin\\",)),
        ("\\ud800", ("\\ud800",)),
    ],
)
def test_a_list_as_a_person_writes_it(cell: str, items: tuple[str, ...]) -> None:
    assert cells.split(cell) == items


@given(
    st.builds(
        OrganisationRef,
        name=st.one_of(ANY, st.sampled_from(("CGT", "cgt [parti]", "X [#a]", "X []"))),
        id=st.none() | ANY | st.just("cgt"),
        type=st.none() | st.sampled_from(OrganisationType),
    )
)
def test_an_organisation_reads_as_it_was_written(ref: OrganisationRef) -> None:
    assert cells.read_organisation(cells.organisation_text(ref, KNOWN), KNOWN) == ref


def test_a_declared_organisation_is_written_by_its_name_alone() -> None:
    assert cells.organisation_text(OrganisationRef(name="CGT", id="cgt", type=OrganisationType.UNION), KNOWN) == "CGT"
    assert cells.organisation_text(OrganisationRef(name="CGT"), KNOWN) == "CGT []"
    assert cells.read_organisation("Sud [syndicat]", KNOWN) == OrganisationRef(name="Sud", type=OrganisationType.UNION)
    assert cells.read_organisation("Sud [Solidaires]", KNOWN) == OrganisationRef(name="Sud [Solidaires]")


@given(st.one_of(ANY, st.sampled_from(("food", "repas", "Repas", "day_centre", "#food", "repas et douches"))))
def test_a_service_reads_as_it_was_written(service: str) -> None:
    known = Services()
    assert cells.read_service(cells.service_text(service, known), known) == (service,)


def test_services_are_written_in_french_and_read_by_any_of_their_words() -> None:
    known = Services()
    assert cells.service_text("showers", known) == "douches"
    assert cells.read_service("Douche", known) == ("showers",)
    assert cells.read_service("repas et eau", known) == ("food", "water")
    assert cells.read_service("jonglage", known) == ("jonglage",)


FORMS: tuple[Form, ...] = ("zoned", "floating", "date", "utc", "fixed")


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


@given(strategies.times(forms=FORMS), st.sampled_from((PARIS, Zone(), Zone("Europe/London"), Zone(offset=3_600))))
@example(ZonedTime(local=local("2010-09-14 14:00"), zone="UTC"), Zone())
@example(ZonedTime(local=local("2010-09-14 14:00"), zone="UTC", floating=True), Zone())
@example(FixedTime(local=local("0001-01-01 00:00"), offset=-86_399), PARIS)
def test_a_time_reads_as_it_was_written_whatever_the_zone_of_its_row(time: ZonedTime, row: Zone) -> None:
    assert times.read_time(times.time_text(time, row), row, "Europe/Paris") == time
    assert times.read_end(times.end_text(time, row), row, "Europe/Paris") == time


@given(strategies.times(forms=("zoned", "floating", "utc", "fixed")))
def test_a_zone_reads_as_it_was_written(time: ZonedTime) -> None:
    zone = Zone.of(time)
    assert zone is not None
    assert times.read_zone(zone.text(), "America/New_York") == zone


@given(strategies.stamps())
def test_a_stamp_reads_as_it_was_written(stamp: dt.datetime) -> None:
    assert times.read_stamp(times.stamp_text(stamp), "Europe/Paris") == stamp


@given(
    st.builds(ApproximateDate, year=st.integers(1, 9_998), month=st.integers(1, 12), part=st.sampled_from(PartOfMonth))
)
def test_an_approximate_date_reads_as_it_was_written(date: ApproximateDate) -> None:
    assert times.read_approximate(times.approximate_text(date)) == date


@pytest.mark.parametrize(
    ("cell", "local"),
    [
        ("2010-09-14 14:30", local("2010-09-14 14:30")),
        ("2010-09-14T14:30:05", local("2010-09-14 14:30:05")),
        ("14/09/2010 14:30", local("2010-09-14 14:30")),
        ("4/9/2010 14h30", local("2010-09-04 14:30")),
        ("14-09-2010 14 h 30", local("2010-09-14 14:30")),
        ("14.09.2010 à 9h", local("2010-09-14 09:00")),
        ("03/04/2010 8:05", local("2010-04-03 08:05")),
    ],
)
def test_times_as_people_and_spreadsheets_write_them(cell: str, local: dt.datetime) -> None:
    assert times.read_time(cell, PARIS, "Europe/Paris") == ZonedTime(local=local, zone="Europe/Paris", floating=True)


def test_a_time_may_carry_its_own_zone() -> None:
    london = ZonedTime(local=local("2010-09-14 14:30"), zone="Europe/London")
    assert times.read_time("14/09/2010 14:30 Europe/London", PARIS, "Europe/Paris") == london
    assert times.read_time("2010-09-14T12:30Z", PARIS, "x") == FixedTime(local=local("2010-09-14 12:30"))
    fixed = FixedTime(local=local("2010-09-14 14:30"), offset=7_200)
    assert times.read_time("2010-09-14T14:30+02:00", PARIS, "x") == fixed


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("mardi", "unparsed-time"),
        ("14/09/10", "unparsed-time"),
        ("09/14/2010", "no-date"),
        ("31/09/2010", "no-date"),
        ("2010-09-14 25:00", "no-date"),
        ("2010-09-14 14:", "unparsed-time"),
        ("2010-09-14 14:30 Lune/Mer", "unknown-zone"),
        ("2010-09-14 14h30-16h", "unparsed-time"),
        ("14/09-2010", "unparsed-time"),
        ("2010-09-14 14:30 UTC+25:00", "unknown-zone"),
        ("0000-01-01", "no-date"),
    ],
)
def test_what_is_no_time_is_said_and_never_guessed(cell: str, code: str) -> None:
    with pytest.raises(CellError) as caught:
        times.read_time(cell, PARIS, "Europe/Paris")
    assert caught.value.code == code
    assert caught.value.advice is not None


@pytest.mark.parametrize("cell", ["mi-septembre", "vers 2010-09", "mi 2010-13", "mi 0000-01", "mi 9999-01"])
def test_a_vague_date_that_is_not_in_form_is_ambiguous(cell: str) -> None:
    with pytest.raises(CellError) as caught:
        times.read_approximate(cell)
    assert caught.value.code == "ambiguous-date"


def test_date_ends_are_the_last_day_in_a_sheet() -> None:
    assert times.read_end("2010-09-14", PARIS, "x") == Date(date=dt.date(2010, 9, 15))
    assert times.end_text(Date(date=dt.date(2010, 9, 15)), PARIS) == "2010-09-14"
    with pytest.raises(CellError):
        times.read_end("9999-12-31", PARIS, "x")
    with pytest.raises(EncodeError):
        times.end_text(Date(date=dt.date.min), PARIS)


READERS: tuple[Callable[[str], object], ...] = (
    lambda text: times.read_end(text, PARIS, "Europe/Paris"),
    lambda text: times.read_stamp(text, "Europe/Paris"),
    lambda text: times.read_zone(text, "Europe/Paris"),
    lambda text: times.read_period(text, PARIS, "Europe/Paris"),
    times.read_approximate,
)


def outcome(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except CellError as error:
        return error.reason.fr and error.reason.en


@given(ANY, st.sampled_from(READERS))
def test_any_cell_is_a_value_or_a_problem_in_words(text: str, read: Callable[[str], object]) -> None:
    assert outcome(read, text)
