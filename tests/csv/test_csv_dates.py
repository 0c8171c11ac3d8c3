"""The grammar of dates, hours and recurrences: sentences by category, and what each means on a sheet of 2010."""

from __future__ import annotations

import datetime as dt

import pytest

from reseau_sync_csv.dates import Frame, Moment, Problem, Times, read_label, read_times, read_when, resolve

FRAME = Frame(reference=dt.date(2010, 9, 1))


def meant(text: str, frame: Frame = FRAME) -> list[str] | str:
    """Return what a text means, shortly: starts and ends in ISO form and rules; or the code of what is wrong."""
    found = read_when(text)
    if isinstance(found, Problem):
        return found.code
    said: list[str] = []
    for when in found:
        moments = resolve(when, frame)
        if isinstance(moments, Problem):
            return moments.code
        said += [shown(each) for each in moments]
    return said


def shown(moment: Moment) -> str:
    """Return a moment in one line."""
    parts = [moment.start.isoformat()[:16]]
    parts += [f"> {moment.end.isoformat()[:16]}"] if moment.end else []
    parts += [moment.rule] if moment.rule else []
    parts += [f"to {moment.until}"] if moment.until else []
    parts += [f"not {day}" for day in moment.excluded]
    return " ".join(parts)


def hours(text: str) -> list[tuple[int, int | None]] | str:
    """Return the hours of a text as pairs of minutes, its words where it has no hours, or the code of what is wrong."""
    found = read_times(text)
    if isinstance(found, Problem):
        return found.code
    return [(each.start, each.end) for each in found.hours] or found.words or "day"


DAYS = {
    "12/09/2010": ["2010-09-12"],
    "12/9/10": ["2010-09-12"],
    "12-09-2010": ["2010-09-12"],
    "12.09.2010": ["2010-09-12"],
    "2010-09-12": ["2010-09-12"],
    "20100912": ["2010-09-12"],
    "12-sept-10": ["2010-09-12"],
    "dimanche 12 septembre 2010": ["2010-09-12"],
    "DIM. 12 SEPT.": ["2010-09-12"],
    "Samedi, 2 octobre 2010": ["2010-10-02"],
    "le 1er octobre": ["2010-10-01"],
    "1° mai": ["2011-05-01"],
    "14/09/2010 (mardi)": ["2010-09-14"],
    "dimanche 12 septembre 2010 (annexe du port)": ["2010-09-12"],
    "5 janvier": ["2011-01-05"],
    "September 18, 2010": ["2010-09-18"],
    "Sat 18th Sep 2010": ["2010-09-18"],
    "premier samedi d'octobre": ["2010-10-02"],
    "dernier jeudi d'octobre 2010": ["2010-10-28"],
}
LISTS = {
    "1er et 2 octobre": ["2010-10-01", "2010-10-02"],
    "12 & 13/11/2010": ["2010-11-12", "2010-11-13"],
    "4, 11 et 18 décembre 2010": ["2010-12-04", "2010-12-11", "2010-12-18"],
    "les samedis 4 et 11 décembre": ["2010-12-04", "2010-12-11"],
    "vendredi 17 et samedi 18 septembre 2010": ["2010-09-17", "2010-09-18"],
    "28 décembre et 4 janvier 2011": ["2010-12-28", "2011-01-04"],
    "4/5 décembre 2010": ["2010-12-04", "2010-12-05"],
    "du 12 au 14 septembre 2010": ["2010-09-12 > 2010-09-14"],
    "12-14/10/2010": ["2010-10-12 > 2010-10-14"],
    "du 28/09 au 03/10/2010": ["2010-09-28 > 2010-10-03"],
    "du 27 décembre au 2 janvier": ["2010-12-27 > 2011-01-02"],
    "du lundi 6 au vendredi 10 septembre": ["2010-09-06 > 2010-09-10"],
    "week-end du 18-19 septembre 2010": ["2010-09-18 > 2010-09-19"],
}
WITH_HOURS = {
    "le 12/09 de 14 h à 16 h": ["2010-09-12T14:00 > 2010-09-12T16:00"],
    "vendredi 24 septembre, 20h30 précises": ["2010-09-24T20:30"],
    "12/09/2010 - 22h-2h": ["2010-09-12T22:00 > 2010-09-13T02:00"],
    "18-10-2010, 20 h 30, salle Mollien": ["2010-10-18T20:30"],
    "1er et 2 octobre, 10h-18h": ["2010-10-01T10:00 > 2010-10-01T18:00", "2010-10-02T10:00 > 2010-10-02T18:00"],
    "du 20 au 22 septembre, 14h-16h": ["2010-09-20T14:00 > 2010-09-20T16:00 FREQ=DAILY;COUNT=3"],
    "du 12/09 14h au 14/09 18h": ["2010-09-12T14:00 > 2010-09-14T18:00"],
    "4/12 9h, 11/12 10h": ["2010-12-04T09:00", "2010-12-11T10:00"],
    "Sat 18 Sep 2010, 10am-4pm": ["2010-09-18T10:00 > 2010-09-18T16:00"],
}
RULES = {
    "tous les mardis 14h": ["2010-09-07T14:00 FREQ=WEEKLY;BYDAY=TU"],
    "tous les mardis et jeudis": ["2010-09-02 FREQ=WEEKLY;BYDAY=TU,TH"],
    "le mardi": ["2010-09-07 FREQ=WEEKLY;BYDAY=TU"],
    "les week-ends": ["2010-09-04 FREQ=WEEKLY;BYDAY=SA,SU"],
    "du lundi au vendredi": ["2010-09-01 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"],
    "lun-ven, 9h-12h": ["2010-09-01T09:00 > 2010-09-01T12:00 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"],
    "tous les jours": ["2010-09-01 FREQ=DAILY"],
    "7j/7": ["2010-09-01 FREQ=DAILY"],
    "tous les matins à 7h30": ["2010-09-01T07:30 FREQ=DAILY"],
    "tous les jours sauf dimanche": ["2010-09-01 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA"],
    "chaque 1er lundi du mois": ["2010-09-06 FREQ=MONTHLY;BYDAY=1MO"],
    "1er et 3e mercredi du mois": ["2010-09-01 FREQ=MONTHLY;BYDAY=1WE,3WE"],
    "dernier vendredi de chaque mois": ["2010-09-24 FREQ=MONTHLY;BYDAY=-1FR"],
    "le 15 de chaque mois": ["2010-09-15 FREQ=MONTHLY;BYMONTHDAY=15"],
    "un samedi sur deux à partir du 4/09": ["2010-09-04 FREQ=WEEKLY;INTERVAL=2;BYDAY=SA"],
    "toutes les deux semaines à partir du lundi 6 septembre": ["2010-09-06 FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"],
    "chaque vendredi à compter du 1er octobre": ["2010-10-01 FREQ=WEEKLY;BYDAY=FR"],
    "tous les mardis du 14/09 au 14/12/2010": ["2010-09-14 FREQ=WEEKLY;BYDAY=TU to 2010-12-14"],
    "tous les jeudis jusqu'au 16 décembre": ["2010-09-02 FREQ=WEEKLY;BYDAY=TH to 2010-12-16"],
    "les lundis de novembre": ["2010-11-01 FREQ=WEEKLY;BYDAY=MO to 2010-11-30"],
    "tous les mercredis sauf juillet-août": ["2010-09-01 FREQ=WEEKLY;BYDAY=WE;BYMONTH=1,2,3,4,5,6,9,10,11,12"],
    "tous les jeudis sauf le 11/11": ["2010-09-02 FREQ=WEEKLY;BYDAY=TH not 2010-11-11"],
    "every other Thursday starting 7 October 2010": ["2010-10-07 FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"],
    "first Monday of the month": ["2010-09-06 FREQ=MONTHLY;BYDAY=1MO"],
}
PROBLEMS = {
    "no-date": ("à définir", "?", "TBC", "31/09/2010", "29 février 2011", "blabla", "32/01/2010"),
    "ambiguous-date": (
        "mi-septembre", "fin octobre", "courant novembre", "septembre 2010", "jeudi prochain", "demain", "Noël",
        "avant le 15/10/2010", "vendredi 3 ou samedi 4 décembre", "12", "2010", "lundi", "Semaine 38",
        "2e quinzaine de mai",
        "entre le 12 et le 14 octobre", "du 12/09/2010 au", "12/09/2010 ?", "05-09", "du 14 au 12 septembre 2010",
        "nuit du 22 au 23 octobre 2010", "12/09/2010 veille de la fête",
    ),
    "weekday-mismatch": ("lundi 12/09/2010", "mercredi 30 septembre", "les samedis 4 et 12 décembre"),
    "unparsed-time": ("12/09/2010 à 14h ou 15h", "12/09/2010 jusqu'à 18h", "12/09/2010 26h"),
    "unparsed-recurrence": (
        "un samedi sur deux", "tous les 15 jours le jeudi", "une fois par mois",
        "tous les lundis sauf vacances scolaires",
        "les jeudis des semaines paires", "selon la météo", "le mardi ou le jeudi", "tous les 2 mois", "lundi, jeudi",
        "tous les mercredis sauf le jeudi 9", "tous les mercredis de septembre à juin", "chaque", "mardi semaine A",
        "tous les jeudis sauf le 25/12", "un samedi sur deux à partir du 5/09", "permanent", "3x/semaine",
    ),
}  # fmt: skip
HOURS = {
    "14h": [(840, None)],
    "14 h 30": [(870, None)],
    "14H30": [(870, None)],
    "14:30": [(870, None)],
    "14:30:00": [(870, None)],
    "14 heures": [(840, None)],
    "14h30min": [(870, None)],
    "9.30": [(570, None)],
    "midi": [(720, None)],
    "2:30 PM": [(870, None)],
    "0,583333333": [(840, None)],
    "20h30 précises": [(1230, None)],
    "vers 15h": [(900, None)],
    "à partir de 18h": [(1080, None)],
    "dès 7h": [(420, None)],
    "8h du soir": [(1200, None)],
    "14h-16h30": [(840, 990)],
    "de 14 h à 16 h": [(840, 960)],
    "14-16h": [(840, 960)],
    "14h/16h": [(840, 960)],
    "18h>20h": [(1080, 1200)],
    "9h30 – 12h": [(570, 720)],
    "20h-minuit": [(1200, 1440)],
    "22h-2h": [(1320, 1560)],
    "2-4pm": [(840, 960)],
    "10am - 2 pm": [(600, 840)],
    "le matin, 9h-12h": [(540, 720)],
    "8h-10h et 18h-20h": [(480, 600), (1080, 1200)],
    "9-12h / 14-17h": [(540, 720), (840, 1020)],
    "13h30 à 17h00 (prévoir un repas)": [(810, 1020)],
    "toute la journée": "day",
    "": "day",
    "matin": "matin",
    "en soirée": "soiree",
    "fin d'après-midi": "apresmidi",
    "horaire à confirmer": "adefinir",
}
NO_HOURS = (
    "26h", "14h75", "25:00", "jusqu'à 18h", "avant 18h", "entre 14h et 16h", "14h ou 15h", "10h et 14h",
    "2 heures environ",
    "1h30", "2-3h", "16h-14h", "20h-9h", "minuit", "24h", "14", "14-16", "1430", "#VALEUR!", "selon marée", "18h-",
    "14h à",
    "RDV 8h45 / départ 9h", "14h-15h-16h", "soir 9h", "AM", "14h-16h (17h en été)",
)  # fmt: skip


@pytest.mark.parametrize("text", [*DAYS, *LISTS, *WITH_HOURS, *RULES])
def test_what_people_write_means_what_they_mean(text: str) -> None:
    assert meant(text) == (DAYS | LISTS | WITH_HOURS | RULES)[text]


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in PROBLEMS.items() for text in texts])
def test_what_does_not_say_when_is_a_problem_and_no_date(code: str, text: str) -> None:
    assert meant(text) == code


@pytest.mark.parametrize("text", HOURS)
def test_hours_are_read_as_they_are_written(text: str) -> None:
    assert hours(text) == HOURS[text]


@pytest.mark.parametrize("text", NO_HOURS)
def test_what_is_no_time_of_day_is_unparsed(text: str) -> None:
    assert hours(text) == "unparsed-time"


def test_words_instead_of_a_time_that_is_to_come_make_it_tentative() -> None:
    found = read_times("horaire à confirmer")
    assert isinstance(found, Times)
    assert found.tentative
    assert meant("12/09/2010 à confirmer") == ["2010-09-12"]


def test_one_end_of_hours_in_a_cell_of_its_own_may_be_small_or_midnight() -> None:
    assert hours("2h") == "unparsed-time"
    small, midnight = read_times("2h", edge=True), read_times("minuit", edge=True)
    assert isinstance(small, Times)
    assert isinstance(midnight, Times)
    assert (small.hours[0].start, midnight.hours[0].start) == (120, 0)


@pytest.mark.parametrize(
    ("title", "day", "means"),
    [
        ("Planning septembre 2009", "18 sept.", "2009-09-18"),
        ("Planning octobre – novembre 2010", "3 janvier", "2011-01-03"),
        ("Calendrier 2010-2011 du réseau", "1er mai", "2011-05-01"),
        ("Année scolaire 2010/11", "4 octobre", "2010-10-04"),
        ("Permanences de l'automne 2010", "8 janvier", "2011-01-08"),
        ("Planning 2009", "4 octobre", "2009-10-04"),
        ("Semaine du 6 au 12 septembre 2010 (mise à jour le 3/11/2010)", "lundi 6", "2010-09-06"),
        ("Semaine 37 – septembre 2010", "mardi", "2010-09-14"),
        ("OCTOBRE", "mercredi 6", "2010-10-06"),
    ],
)
def test_the_title_gives_what_a_date_leaves_out(title: str, day: str, means: str) -> None:
    label = read_label(title, FRAME)
    assert label is not None
    assert meant(day, label.frame) == [means]


@pytest.mark.parametrize("title", ["mis à jour le 15/12/2009", "Total : 16 actions", "Utopia 56", "Hiver 2010"])
def test_lines_that_say_nothing_of_the_time_covered_are_none(title: str) -> None:
    assert read_label(title, FRAME) is None


def test_without_anything_that_tells_it_the_year_is_missing() -> None:
    for text in ("12 sept", "03/10", "tous les mardis", "un samedi sur deux à partir du 4/09"):
        assert meant(text, Frame()) == "needs-year"


def test_a_day_shortly_past_is_only_settled_by_its_weekday() -> None:
    frame = Frame(reference=dt.date(2010, 9, 10))
    assert meant("2 septembre", frame) == "needs-year"
    assert meant("jeudi 2 septembre", frame) == ["2010-09-02"]
    assert meant("lundi 2 septembre", frame) == "weekday-mismatch"


def test_a_month_that_contradicts_its_week_is_no_week() -> None:
    label = read_label("Semaine 37 – décembre 2010", FRAME)
    assert label is not None
    assert label.problem == Problem("ambiguous-date")


def test_a_week_that_comes_again_makes_weekdays_a_recurrence() -> None:
    label = read_label("SEMAINE TYPE", FRAME)
    assert label is not None
    assert meant("lundi", label.frame) == ["2010-09-06 FREQ=WEEKLY;BYDAY=MO"]


def test_a_part_of_a_month_is_a_span_where_that_is_asked_for() -> None:
    found = read_when("mi-septembre")
    assert isinstance(found, tuple)
    moments = resolve(found[0], FRAME, approximate=True)
    assert isinstance(moments, tuple)
    assert moments[0].approximate == (2010, 9, "mid")
    assert resolve(found[0], FRAME) == Problem("ambiguous-date")
