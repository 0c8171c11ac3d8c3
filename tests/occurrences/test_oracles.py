"""What other projects expect of their own engines: the recurrence tests of libical and iCal.NET, read as they are."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from reseau_sync.model import Date, Event, FixedTime, Recurrence, Time, ZonedTime
from reseau_sync.occurrences import check_rule, expand, unpublishable
from reseau_sync.occurrences.blocks import slices
from reseau_sync.occurrences.clock import Clock, until_seconds
from reseau_sync.occurrences.plan import local_at, plan_for
from reseau_sync.occurrences.rule import parse

from .building import naive, series, utc

FOLDER = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpus" / "oracles"

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not FOLDER.is_dir(), reason="needs ../shared")]

LIBICAL, ICAL_NET, LIBICAL_EVENTS = "libical__icalrecur_test", "icalnet__RecurrenceTestCases", "libical__recur"

FOREVER = 10**12


@dataclass(frozen=True)
class Deviation:
    """One case in which this library means to read a rule otherwise than the oracle."""

    oracle: str
    start: str
    rule: str
    reason: str


ENDS = "the series ends where the calendar does; the oracle calls that an error"
RAISES = "RFC 5545 forbids the part under this FREQ, files hold it: it limits here, as in dateutil; the oracle refuses"
BASE_YEAR = "libical counts INTERVAL from another year when no day of DTSTART's own week-year is left"
ORDINAL_ZERO = "an ordinal of 0 is refused here, ignored there"
BESIDE = "a DTSTART that the rule does not give is shown beside what it gives: one more than the oracle counts"

DEVIATIONS = (
    Deviation(LIBICAL, "20270103T000000Z", "FREQ=YEARLY;BYWEEKNO=53;INTERVAL=6;BYDAY=TH;COUNT=1", BASE_YEAR),
    Deviation(LIBICAL, "20270103T000000Z", "FREQ=YEARLY;BYWEEKNO=53;INTERVAL=5;BYDAY=TH;COUNT=1", BASE_YEAR),
    Deviation(
        LIBICAL,
        "20241230",
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;BYWEEKNO=1;UNTIL=20320101",
        "not implemented there; iCal.NET expects what is given here",
    ),
    Deviation(ICAL_NET, "20240101", "FREQ=YEARLY", ENDS),
    Deviation(ICAL_NET, "99980101", "FREQ=YEARLY;COUNT=3", ENDS),
    Deviation(ICAL_NET, "99990101", "FREQ=YEARLY;COUNT=1", "the oracle fails over the end of a duration"),
    Deviation(ICAL_NET, "20240101", "FREQ=YEARLY;INTERVAL=10000000;COUNT=2", ENDS),
    Deviation(ICAL_NET, "20240101", "FREQ=WEEKLY;INTERVAL=2000000000;COUNT=2", ENDS),
    Deviation(ICAL_NET, "99971228", "FREQ=YEARLY;BYWEEKNO=-1;BYDAY=SU;COUNT=3", ENDS),
    Deviation(ICAL_NET, "20240101T090000", "FREQ=YEARLY;BYMONTH=3;BYDAY=6MO", "gives nothing here, an error there"),
    Deviation(ICAL_NET, "20240101T090000", "FREQ=YEARLY;BYWEEKNO=10;BYDAY=2MO", RAISES),
    Deviation(ICAL_NET, "20240101", "FREQ=DAILY;BYDAY=1MO", RAISES),
    Deviation(ICAL_NET, "20260101", "FREQ=MONTHLY;BYWEEKNO=10", RAISES),
    Deviation(ICAL_NET, "20260101", "FREQ=MONTHLY;BYYEARDAY=14;COUNT=3", RAISES),
    Deviation(ICAL_NET, "20260101", "FREQ=WEEKLY;BYMONTHDAY=20;COUNT=3", RAISES),
    Deviation(ICAL_NET, "20260613", "FREQ=MONTHLY;COUNT=3;BYMONTHDAY=13;BYDAY=0MO,SA", ORDINAL_ZERO),
    Deviation(ICAL_NET, "20290108", "FREQ=YEARLY;COUNT=3;BYDAY=MO,0SA;BYYEARDAY=1,8", ORDINAL_ZERO),
    Deviation(ICAL_NET, "20251127", "FREQ=YEARLY;BYDAY=4TH,0MO;BYMONTH=11;COUNT=3", ORDINAL_ZERO),
)


def _cases(oracle: str) -> list[dict[str, str]]:
    text = (FOLDER / f"{oracle}.txt").read_text("utf-8-sig")
    found = []
    for block in re.split(r"\n\s*\n", text):
        lines = (line.partition(":") for line in block.splitlines() if line and not line.startswith("#"))
        case = {name: value.strip() for name, _, value in lines}
        if {"RRULE", "DTSTART"} <= case.keys() and {"INSTANCES", "EXCEPTION"} & case.keys():
            found.append(case)
    return found


def _time(text: str) -> Time:
    if "T" not in text:
        return Date(date=dt.date.fromisoformat(text))
    return FixedTime(local=dt.datetime.fromisoformat(text.rstrip("Z")))


def _given(case: dict[str, str]) -> str:
    try:
        rule = parse(case["RRULE"])
    except ValueError as error:
        return f"refused: {error}"
    start = _time(case["DTSTART"])
    is_date = isinstance(start, Date)
    upper = FOREVER if rule.until is None else until_seconds(rule.until, Clock(start, "UTC"), is_date=is_date) + 1
    plan = plan_for(rule, naive(case["DTSTART"].rstrip("Z")), is_date=is_date)
    moments = [local_at(each) for piece in slices(plan, 0, upper, rule.count) for each in piece.moments()]
    form = "%Y%m%d" if is_date else "%Y%m%dT%H%M%S"
    return ",".join(each.strftime(form) for each in moments)


def _agrees(oracle: str, case: dict[str, str]) -> bool:
    if "EXCEPTION" in case:
        return _given(case).startswith("refused")
    given = _given(case).split(",")
    if oracle == ICAL_NET and "START-AT" in case:  # libical lists the whole series all the same
        given = [each for each in given if each >= case["START-AT"]]
    return ",".join(given) == case["INSTANCES"].replace("Z", "")


@pytest.mark.parametrize(("oracle", "least"), [(LIBICAL, 145), (ICAL_NET, 80)])
def test_rules_give_what_the_oracle_expects_but_for_the_deviations_told_here(oracle: str, least: int) -> None:
    cases = _cases(oracle)
    assert len(cases) >= least
    told = {(each.start, each.rule) for each in DEVIATIONS if each.oracle == oracle}
    differing = {(case["DTSTART"], case["RRULE"]) for case in cases if not _agrees(oracle, case)}
    assert differing == told


@pytest.mark.parametrize("index", range(19))
def test_rules_of_other_calendars_are_read_and_not_unfolded(index: int) -> None:
    case = _cases("libical__icalrecur_test_rscale_withicu")[index]
    event = series(_time(case["DTSTART"]), check_rule(case["RRULE"]))
    assert unpublishable(event) == "unsupported-rscale"


EVENT_DEVIATIONS = {
    "FREQ=WEEKLY;INTERVAL=1;COUNT=6;BYDAY=TH": BESIDE,
    "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;BYDAY=MO,WE,FR;WKST=SU": BESIDE,
    "FREQ=MONTHLY;INTERVAL=1;COUNT=10;BYDAY=FR;BYMONTHDAY=13": BESIDE,
}


def _event(lines: str) -> tuple[Event, int]:
    fields: dict[str, list[str]] = {}
    name = ""
    for line in lines.splitlines():
        if line.startswith(" "):
            fields[name].append(line.strip())
        else:
            name, _, value = line.partition(":")
            fields.setdefault(name, []).append(value.strip())
    stated = {name: [each.lstrip(":") for each in values if each] for name, values in fields.items()}
    text = stated["DTSTART"][-1]
    start = _time(text)
    if stated["DTSTART"][0].startswith(";TZID="):
        start = ZonedTime(local=naive(text), zone=stated["DTSTART"][0].removeprefix(";TZID="))
    recurrence = Recurrence(
        rules=tuple(check_rule(each) for each in stated.get("RRULE", ())),
        exclusion_rules=tuple(check_rule(each) for each in stated.get("EXRULE", ())),
        excluded=tuple(_time(each) for each in stated.get("EXDATE", ())),
    )
    return Event(start=start, recurrence=recurrence), int(stated["X-EXPECT-NUMEVENTS"][0])


def test_events_have_as_many_occurrences_as_libical_expects_but_for_the_deviations_told_here() -> None:
    text = (FOLDER / f"{LIBICAL_EVENTS}.txt").read_text()
    found = re.findall(r"^BEGIN:VEVENT\n(.*?)^END:VEVENT", text, re.MULTILINE | re.DOTALL)
    assert len(found) >= 55
    differing = {}
    for event, expected in map(_event, found):
        number = len(expand(event, utc("1990-01-01"), utc("2100-01-01")))
        if number != expected and event.recurrence is not None:
            differing[event.recurrence.rules[0]] = number - expected
    assert differing == dict.fromkeys(EVENT_DEVIATIONS, 1)
