"""Laws of the grammar: what is written in any of many ways reads back as it was, nothing raises, nothing is made up."""

from __future__ import annotations

import datetime as dt
import re

from hypothesis import given
from hypothesis import strategies as st

from reseau_sync_csv.dates import Frame, Moment, Problem, Times, read_label, read_times, read_when, resolve
from reseau_sync_csv.dates.recurring import falls
from reseau_sync_csv.dates.values import Rule

MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
SHORT = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split()
ENGLISH = "January February March April May June July August September October November December".split()
DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORDS = (
    "le les du au de à et ou , ; / - – > lundi mardi mer jeudi sam dimanches lundis sept octobre février mai 2010 "
    "2011 12 1er 2e 31 4 dernier premier mois semaine jour jours tous chaque un deux sur sauf hors partir jusqu'au fin "
    "mi- 12/09/2010 5/6 14h 16h30 9 h midi minuit matin soir toute la journée week-end paires vacances avant ( ) ? 15 "
    "14:30 quinzaine prochain pm 37 en août entre 9999 0 ² ٣ \x00"
).split()

dates = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))
minutes = st.integers(0, 24 * 60 - 1)
texts = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
frames = st.builds(
    Frame,
    reference=st.none() | dates,
    year=st.none() | st.integers(1990, 2099),
    school=st.none() | st.integers(1990, 2098),
    weekly=st.booleans(),
    slashed=st.sampled_from(["dmy", "mdy", "both", "unknown"]),
)


@st.composite
def written_dates(draw: st.DrawFn) -> tuple[dt.date, str]:
    """Draw a date and one of the ways in which it is written in full."""
    date = draw(dates)
    day = "1er" if date.day == 1 and draw(st.booleans()) else str(date.day)
    month = draw(st.sampled_from([MONTHS, SHORT]))[date.month - 1]
    text = draw(
        st.sampled_from(
            [
                f"{date:%d/%m/%Y}",
                f"{date.day}/{date.month}/{date.year}",
                f"{date:%d-%m-%Y}",
                f"{date:%d.%m.%Y}",
                date.isoformat(),
                f"{day} {month} {date.year}",
                f"le {day} {month.upper()} {date.year}",
                f"{ENGLISH[date.month - 1]} {date.day}, {date.year}",
            ]
        )
    )
    if draw(st.booleans()) and not text.startswith("le "):
        text = draw(st.sampled_from(["{} {}", "{}, {}", "{}. {}"])).format(
            DAYS[date.weekday()][: draw(st.sampled_from([3, 9]))], text
        )
    return date, text


def clock(draw: st.DrawFn, at: int) -> str:
    """Draw one of the ways in which a time is written."""
    hour, minute = divmod(at, 60)
    ways = [f"{hour}h{minute:02}", f"{hour} h {minute:02}", f"{hour:02}:{minute:02}", f"{hour}H{minute:02}"]
    return draw(st.sampled_from(ways + ([f"{hour}h", f"{hour} heures"] if not minute and hour > 6 else [])))


@st.composite
def written_hours(draw: st.DrawFn) -> tuple[int, int | None, str]:
    """Draw hours and one of the ways in which they are written; an end before the start is within twelve hours."""
    start = draw(st.integers(7 * 60, 24 * 60 - 1))
    first = clock(draw, start)
    if draw(st.booleans()):
        return start, None, first
    end = start + draw(st.integers(1, 12 * 60))
    between = draw(st.sampled_from(["{}-{}", "{} - {}", "de {} à {}", "{} – {}", "{}>{}", "{} / {}", "{} à {}"]))
    return start, end, between.format(first, clock(draw, end % (24 * 60)))


def one(text: str, frame: Frame) -> Moment:
    """Return the only moment that a text means."""
    found = read_when(text)
    assert isinstance(found, tuple), (text, found)
    assert len(found) == 1, (text, found)
    moments = resolve(found[0], frame)
    assert isinstance(moments, tuple), (text, moments)
    assert len(moments) == 1, (text, moments)
    return moments[0]


@given(written_dates())
def test_a_date_written_in_any_way_reads_back(written: tuple[dt.date, str]) -> None:
    date, text = written
    assert one(text, Frame()).start == date


@given(written_dates(), written_hours(), st.sampled_from(["{} {}", "{}, {}", "{} : {}", "{} – {}"]))
def test_a_date_and_hours_written_in_any_way_read_back(
    written: tuple[dt.date, str], hours: tuple[int, int | None, str], way: str
) -> None:
    date, day = written
    start, end, times = hours
    moment = one(way.format(day, times), Frame())
    assert moment.start == dt.datetime.combine(date, dt.time()) + dt.timedelta(minutes=start)
    if end is None:
        assert moment.end is None
    else:
        assert moment.end == dt.datetime.combine(date, dt.time()) + dt.timedelta(minutes=end)


@given(written_hours())
def test_hours_written_in_any_way_read_back(written: tuple[int, int | None, str]) -> None:
    start, end, text = written
    found = read_times(text)
    assert isinstance(found, Times), text
    assert [(each.start, each.end) for each in found.hours] == [(start, end)]


@given(
    dates, st.integers(1, 40), st.sampled_from(["du {} au {}", "{} au {}", "{} - {}", "{} > {}", "le {} jusqu'au {}"])
)
def test_a_range_written_in_any_way_reads_back(first: dt.date, length: int, way: str) -> None:
    last = first + dt.timedelta(days=length)
    text = way.format(f"{first.day} {MONTHS[first.month - 1]} {first.year}", f"{last:%d/%m/%Y}")
    moment = one(text, Frame())
    assert (moment.start, moment.end) == (first, last)


@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=4, unique=True),
    dates,
    st.sampled_from(["tous les {}", "les {}", "chaque {}"]),
)
def test_a_weekly_recurrence_written_in_any_way_reads_back(days: list[int], first: dt.date, way: str) -> None:
    plural = "" if way.startswith("chaque") else "s"
    names = [f"{DAYS[day]}{plural}" for day in days]
    listed = ", ".join(names[:-1]) + (" et " if names[:-1] else "") + names[-1]
    moment = one(f"{way.format(listed)} à partir du {first:%d/%m/%Y}", Frame())
    assert moment.rule == "FREQ=WEEKLY;BYDAY=" + ",".join(CODES[day] for day in sorted(days))
    assert isinstance(moment.start, dt.date)
    assert first <= moment.start < first + dt.timedelta(days=7)
    assert moment.start.weekday() in days


@given(dates, st.integers(1, 6))
def test_a_wrong_weekday_is_never_read(date: dt.date, off: int) -> None:
    found = read_when(f"{DAYS[(date.weekday() + off) % 7]} {date:%d/%m/%Y}")
    assert isinstance(found, tuple)
    problem = resolve(found[0], Frame())
    assert problem == Problem("weekday-mismatch", date.isoformat())


@given(st.integers(1, 12), st.integers(1, 12), st.sampled_from(["both", "unknown"]))
def test_without_proof_of_the_order_two_small_numbers_are_no_date(day: int, month: int, order: str) -> None:
    found = read_when(f"{day:02}/{month:02}/2010")
    assert isinstance(found, tuple)
    meant = resolve(found[0], Frame(slashed=order))  # type: ignore[arg-type]  # drawn from the literals
    assert meant == Problem("ambiguous-date") if day != month else isinstance(meant, tuple)


@given(texts, frames, st.booleans())
def test_nothing_raises_and_everything_is_within_the_calendar(text: str, frame: Frame, approximate: bool) -> None:
    read_times(text)
    read_label(text, frame)
    found = read_when(text)
    if isinstance(found, Problem):
        return
    for when in found:
        moments = resolve(when, frame, approximate=approximate)
        for each in moments if isinstance(moments, tuple) else ():
            assert 1900 <= each.start.year <= 2201


@given(texts)
def test_every_clock_time_that_is_read_is_in_the_text(text: str) -> None:
    found = read_times(text)
    digits = set(map(int, re.findall(r"\d+", text))) if len(text) < 80 else set()
    for each in found.hours if isinstance(found, Times) and "," not in text and "." not in text else ():
        hour = each.start // 60
        named = hour == 12 and re.search("midi|noon", text)
        assert named or {hour, hour - 12, hour % 12 or 12} & digits, (text, found)


@given(texts, dates)
def test_a_recurrence_begins_on_one_of_its_days(text: str, reference: dt.date) -> None:
    found = read_when(text)
    for when in found if isinstance(found, tuple) else ():
        moments = resolve(when, Frame(reference=reference))
        if isinstance(when.what, Rule) and isinstance(moments, tuple):
            start = moments[0].start
            day = start.date() if isinstance(start, dt.datetime) else start
            weekdays = when.what.weekdays or ((day.weekday(),) if when.what.freq == "WEEKLY" else ())
            assert falls(Rule(when.what.freq, weekdays, when.what.ordinals, when.what.monthdays), day)
