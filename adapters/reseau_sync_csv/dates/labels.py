"""What titles, sections and headings say of the time that a sheet covers.

``Planning septembre 2010``, ``Semaine 37``, ``Semaine du 6 au 12 septembre 2010``, ``Année 2010-2011``, ``OCTOBRE``,
``Semaine type``. Such lines are prose: what is looked for is found anywhere in them, and the rest is passed over.
Lines that say when the sheet itself was written or printed say nothing of what it covers.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from reseau_sync_csv.dates import days
from reseau_sync_csv.dates.frames import Frame, month_end, month_start
from reseau_sync_csv.dates.lexer import MAX_TEXT, atoms, normal
from reseau_sync_csv.dates.reduction import codes, reduced
from reseau_sync_csv.dates.resolving import span_of
from reseau_sync_csv.dates.values import Days, Month, Problem, Span, When
from reseau_sync_csv.dates.words import MONTHS

_OF_THE_SHEET = re.compile(
    r"\b(?:a jour|maj|m\.a\.j|mise? en ligne|imprime|edite|modifie|version|exporte|cree|genere|etabli|valide|"
    r"updated|printed|exported|created)|"
    r"\b(?:fondee?|creee?|nee?|ouverte?|agreee?|statuts|loi|founded) (?:en|de|depuis|du|in)\b|"
    r"\b(?:depuis|since|apartir) (?=(?:19|20)\d\d\b)"
)
_WEEKLY = re.compile(
    r"\b(?:semaine[ -]types?|semaine (?:standard|habituelle|normale|ordinaire|modele)|type de semaine|"
    r"hebdomadaires?|hebdo|toutes les semaines|chaque semaine|weekly|every week|typical week|"
    r"(?:horaires?|permanences?|activites?|planning|rendez-vous) (?:habituel|regulier|recurrent|fixe)\w*|"
    r"(?:planning|grille|emploi du temps|tableau|roulement|calendrier|journee|horaires?)s?[ -]types?)\b"
)
_EXCEPTIONS = re.compile(
    r"\b(?:hors|sauf|excepte|pas d\w*|ferme\w*|interruption|pause|suspendu\w*|relache)\b.{0,40}"
    r"\b(?:vacances|scolaires?|feries?|conges|ete)\b|\bperiodes? scolaires?\b|\bsemaines? (?:im)?paires?\b|"
    r"\bsur (?:deux|2)\b|\bquinzaine\b"
)
_WEEK = re.compile(r"\b(?:semaine|sem\.?|s|week|wk|w)[ .-]*(?:n[°o. ]*)?(?P<week>\d{1,2})\b(?![/.:h]| ?(?:au|a)\b)")
_SCHOOL = re.compile(r"\b(?P<first>20\d\d) ?[-/] ?(?P<second>20\d\d|\d\d)\b(?! ?[-/] ?\d)")
_YEAR = re.compile(r"(?<!\d)(?<!\d[/.-])(20\d\d|199\d)(?!\d|[/.-]\d)")
_MONTH = re.compile(rf"\b({'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?")
_PLAN = re.compile(
    r"^(?:plannings?|calendrier|programme|agenda|emploi du temps|tableau|grille|permanences?|tournees|maraudes|"
    r"distributions|activites|actions|rendez-vous|rdv|mois|rota|schedule|calendar|rencontres|sorties|reunions)\b"
)
_SEASONS = {
    "automne": (9, 12),
    "printemps": (3, 6),
    "ete": (6, 9),
    "autumn": (9, 12),
    "spring": (3, 6),
    "summer": (6, 9),
}
_WINTER = re.compile(r"\bhiver|\bwinter")


_ONE_DAY = re.compile(r"[?ldf,:jJ-]*Y[?f,:j-]*")
"""A day among words that say nothing of time, so that no range, list or limit is meant."""


@dataclass(frozen=True, slots=True)
class Label:
    """A line about time: the frame that it leaves, and whether it says nothing else (so that it is a heading)."""

    frame: Frame
    alone: bool = False
    problem: Problem | None = None


def read_label(text: str, frame: Frame) -> Label | None:
    """Return what a line says of the time that the rows below it cover, or ``None`` if it says nothing of it."""
    if not text or len(text) > MAX_TEXT:
        return None
    words = normal(text)
    written = _OF_THE_SHEET.search(words)
    words = words[: written.start()].rstrip(" (-,;:") if written else words
    found = _told(words, frame)
    if not _EXCEPTIONS.search(words):
        return found
    if found is None:
        return Label(replace(frame, exceptions=True), alone=len(words) < 60)
    return replace(found, frame=replace(found.frame, exceptions=True))


def day_of_title(text: str) -> When | None:
    """Return the one day that a line names ("Forum : samedi 18 septembre 2010"), ``None`` for any other line."""
    words = normal(text) if text and len(text) <= MAX_TEXT else ""
    if not words or _OF_THE_SHEET.search(words):
        return None
    found = reduced([each for each in atoms(words) if each[0] not in "()"], days.DAY, days.single)
    stated = [value for code, value in found if code == "Y"]
    if len(stated) != 1 or not _ONE_DAY.fullmatch(codes(found)):
        return None
    what = stated[0]
    return When(what) if isinstance(what, Days) and len(what.days) == 1 and what.days[0].month is not None else None


def _told(words: str, frame: Frame) -> Label | None:
    for read in (_of_start, _of_days, _of_week, _of_school_year, _of_months, _of_year):
        found = read(words, frame)
        if found is not None:
            return found
    if _WEEKLY.search(words.replace(" adefinir ", " ")):
        return Label(replace(frame, weekly=True), alone=len(words) < 40)
    return None


def _bare(frame: Frame, *, weekly: bool = False) -> Frame:
    return replace(frame, year=None, school=None, first=None, last=None, weekly=weekly)


def _stated(words: str, frame: Frame) -> Frame:
    """Return the frame above with the year that the line itself states."""
    school, year = _SCHOOL.search(words), _YEAR.search(words)
    if school and _second(school) == int(school["first"]) + 1:
        return replace(_bare(frame), school=int(school["first"]))
    return replace(_bare(frame), year=int(year[1])) if year else frame


def _of_start(words: str, frame: Frame) -> Label | None:
    """``Semaine type à partir du 9 septembre 2024``: every week from then on."""
    if "apartir" not in words or not _WEEKLY.search(words):
        return None
    found = reduced([each for each in atoms(words) if each[0] not in "()"], days.DAY, days.single)
    start = re.search(r"s[ldf]*Y", codes(found))
    what = found[start.end() - 1][1] if start else None
    if not isinstance(what, Days):
        return None
    both = span_of(Span(what.days[0], what.days[0]), frame if what.days[0].year else _stated(words, frame))
    if isinstance(both, Problem):
        return Label(_bare(frame, weekly=True), True, both)
    return Label(replace(_bare(frame, weekly=True), first=both[0]), True)


def _of_days(words: str, frame: Frame) -> Label | None:
    """``du 6 au 12 septembre 2010``, ``semaine du lundi 6 septembre``."""
    found = [each for each in atoms(words) if each[0] not in "()"]
    for pattern, build in ((days.SPAN, days.span), (days.DAY, days.single)):
        found = reduced(found, pattern, build)
    stated = [value for code, value in found if code == "Y"]
    if len(stated) != 1:
        return None
    what = stated[0]
    if isinstance(what, Days) and len(what.days) == 1 and "S" in codes(found) and what.days[0].month is not None:
        return _of_week_from(what, words, frame)
    if not isinstance(what, Span) or (what.last.month is None and "S" not in codes(found)):
        return None
    around = frame if what.last.year is not None else _begun(_stated(words, frame))
    both = span_of(what, around)
    alone = not set(codes(found)) - set("YSldf,-")
    if isinstance(both, Problem):
        return Label(_bare(frame), alone, both)
    return Label(replace(_bare(frame), first=both[0], last=both[1]), alone)


def _begun(frame: Frame) -> Frame:
    """Return a frame in which a week that has begun is still to come."""
    return frame if frame.reference is None else replace(frame, reference=frame.reference - dt.timedelta(days=6))


def _of_week_from(what: Days, words: str, frame: Frame) -> Label | None:
    both = span_of(Span(what.days[0], what.days[0]), frame if what.days[0].year else _begun(_stated(words, frame)))
    if isinstance(both, Problem):
        return Label(_bare(frame), True, both)
    monday = both[0]
    if monday.weekday() != 0:
        return Label(_bare(frame), True, Problem("weekday-mismatch", monday.isoformat()))
    return Label(replace(_bare(frame), first=monday, last=monday + dt.timedelta(days=6)), True)


def _of_week(words: str, frame: Frame) -> Label | None:
    """``Semaine 37``: an ISO week. Its year is the line's, the sheet's, or that of the nearest such week."""
    found = _WEEK.search(words)
    number = int(found["week"]) if found else 0
    if not 1 <= number <= 53:
        return None
    rest = words[: found.start()] + words[found.end() :] if found else ""
    year = _YEAR.search(rest)
    alone = len(re.sub(r"[^a-z]", "", _MONTH.sub("", rest))) <= 3
    monday = _monday(number, int(year[1])) if year else _nearest_week(number, frame)
    months = {MONTHS[each] for each in _MONTH.findall(rest)}
    if monday is None:
        return Label(_bare(frame), alone, Problem("needs-year"))
    sunday = monday + dt.timedelta(days=6)
    if months and not months & {monday.month, sunday.month}:
        return Label(_bare(frame), alone, Problem("ambiguous-date"))
    return Label(replace(_bare(frame), first=monday, last=sunday), alone)


def _monday(number: int, year: int) -> dt.date | None:
    try:
        return dt.date.fromisocalendar(year, number, 1)
    except ValueError:
        return None


def _nearest_week(number: int, frame: Frame) -> dt.date | None:
    """Return the Monday of a week whose year is not written."""
    if frame.school is not None:
        return _monday(number, frame.school if number >= 35 else frame.school + 1)
    if frame.first is None and frame.year is not None:
        return _monday(number, frame.year)
    around = frame.first or frame.reference
    if around is None:
        return None
    mondays = [each for year in (-1, 0, 1) if (each := _monday(number, around.year + year)) is not None]
    coming = [each for each in mondays if each + dt.timedelta(days=6) >= around]
    nearest = min(mondays, key=lambda each: abs((each - around).days), default=None)
    return nearest if nearest in coming or frame.first is not None else None


def _second(found: re.Match[str]) -> int:
    second = int(found["second"])
    return second if second > 99 else int(found["first"]) // 100 * 100 + second


def _of_school_year(words: str, frame: Frame) -> Label | None:
    found = _SCHOOL.search(words)
    if found is None or _second(found) != int(found["first"]) + 1 or _MONTH.search(words):
        return None
    weekly = bool(_WEEKLY.search(words))
    return Label(replace(_bare(frame, weekly=weekly), school=int(found["first"])), alone=len(words) < 12)


def _of_months(words: str, frame: Frame) -> Label | None:
    """``septembre 2010``, ``octobre - novembre 2010``, ``OCTOBRE``."""
    named = list(_MONTH.finditer(words))
    if not named or len(named) > 3:
        return None
    years = [int(each) for each in _YEAR.findall(words)]
    first, last = (MONTHS[each[1]] for each in (named[0], named[-1]))
    if len(named) == 1 and re.search(r"\d ?$", words[: named[0].start()]):
        return None
    around = _stated(words, frame) if len(years) < 2 else replace(_bare(frame), year=years[0])
    start = month_start(Month(first, years[0] - (first > last) if len(years) == 1 else None), around)
    rest = _YEAR.sub("", _MONTH.sub("", words))
    alone = len(re.sub(r"[^a-z]", "", rest)) <= 3
    weekly = bool(_WEEKLY.search(words))
    if not years and not alone and not _PLAN.search(words):
        return None
    if isinstance(start, Problem):
        # A month as a title of rows that state their own dates is no matter; as their year, it is missing.
        return Label(_bare(frame, weekly=weekly), alone, start) if alone else None
    end = start
    while end.month != last:
        end = month_end(end) + dt.timedelta(days=1)
    return Label(replace(_bare(frame, weekly=weekly), first=start, last=month_end(end)), alone)


def _of_year(words: str, frame: Frame) -> Label | None:
    years = {int(each) for each in _YEAR.findall(words)}
    if len(years) != 1 or _WINTER.search(words):
        return None
    weekly = bool(_WEEKLY.search(words))
    year = years.pop()
    season = next((months for name, months in _SEASONS.items() if re.search(rf"\b{name}", words)), None)
    if season is not None:
        first, last = dt.date(year, season[0], 1), month_end(dt.date(year, season[1], 1))
        return Label(replace(_bare(frame, weekly=weekly), first=first, last=last))
    return Label(replace(_bare(frame, weekly=weekly), year=year), alone=len(words) < 12)
