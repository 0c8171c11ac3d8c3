"""A list: one row per event under a row of headers. What each row says becomes drafts, or what cannot be read of it.

A reader remembers what rows leave to those below them: the date and the organisation of merged cells, the period that
a heading between rows states.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from reseau_sync.model import Status
from reseau_sync.model.event import Audience
from reseau_sync.vocabulary.folding import fold
from reseau_sync_csv import marks, remarks
from reseau_sync_csv.clocks import has_hours
from reseau_sync_csv.dates import Days, Frame, Moment, Problem, read_label, read_when
from reseau_sync_csv.dates.words import MONTH_WORDS
from reseau_sync_csv.drafts import Draft
from reseau_sync_csv.ends import Asked, is_all_day, on_day
from reseau_sync_csv.entries import hours_in
from reseau_sync_csv.fitting import CLOCK, HOURS, check_width, misplaced, shifted_row
from reseau_sync_csv.header_words import PUBLISHED
from reseau_sync_csv.headers import DATE_ROLES, Head
from reseau_sync_csv.marks import control_characters, no_date_at_all, unclear_status
from reseau_sync_csv.moments import date_text, moments_of
from reseau_sync_csv.remarks import blank
from reseau_sync_csv.saying import Said
from reseau_sync_csv.table import Row
from reseau_sync_csv.tidy import clean
from reseau_sync_csv.unread import UnreadError

_WHEN_ROLES = frozenset(
    (*DATE_ROLES, "time", "start_time", "end", "end_date", "end_time", "year", "week", "since", "until")
)
_NOTE = re.compile(
    r"^(?:sous )?tota(?:l|ux)\b|^n ?b\b|^notes?\b|^remarques?\b|^legende\b|^attention\b|^merci\b|^pense[rz]\b"
    r"|^contacts?\b|^responsables?\b|^rappel\b|^ps\b|^source\b|^p s\b|^en cas\b|^pas d|^renseignements\b|^infos?\b"
    r"|^mis a jour|^maj\b|^(?:moyenne|somme|cumul|bilan chiffre)s?\b"
)
_DATED = re.compile(rf"\d{{1,2}}[/.-]\d{{1,2}}|\d{{1,2}}(?:er)? (?:{MONTH_WORDS})", re.IGNORECASE)
_RULE = re.compile(r"[-=_*.~#–— ]{3,}")
"""A line drawn with signs."""
_BRACKETED = re.compile(r"\([^()\d]{1,40}\)")
"""What a second line under the headers says of each: (jj/mm/aaaa), (début)."""
_OPENAGENDA_OFF = frozenset("46")
"""The numbers by which OpenAgenda says that an event is put off, or cancelled."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(slots=True)
class ListReader:
    """Reads the rows under one head.

    :param merged: whether a blank date is a merged cell, which the one above it fills
    :param merging: whether the sheet has such cells, so that a blank organisation is the one above as well
    :param loose: whether rows may have more cells than there are headers
    :param ids: whether the column of identifiers tells rows apart
    """

    head: Head
    frame: Frame
    asked: Asked
    title: str = ""
    base: Frame = field(default_factory=Frame)
    merged: bool = True
    merging: bool = False
    loose: bool = False
    ids: bool = True
    _date: dict[str, str] = field(default_factory=dict)
    _under: dict[str, str] = field(default_factory=dict)
    _organisation: str = ""
    _agreed: int = 0

    def read(self, row: Row) -> list[Draft]:
        """Return what a row says; nothing for a note, a heading or a total.

        :raises UnreadError: for what cannot be read
        """
        if row.problem is not None:
            raise UnreadError("", row.problem)
        cells = [clean(cell) for cell in row.cells]
        filled = [at for at, cell in enumerate(cells) if cell]
        if not filled:
            # Merged cells do not reach over a blank row; headings do.
            self._date = self._under
            return []
        if self._is_aside(cells, filled):
            return []
        named = self._named(cells)
        check_width(cells, named, self.head, loose=self.loose)
        return self._drafts(row, cells, named)

    def _named(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the cells by role; several of one role (two columns of notes) are joined."""
        named: dict[str, str] = {}
        for cell, role in zip(cells, self.head.roles, strict=False):
            if role is not None and role != "ignored":
                before = named.get(role, "")
                named[role] = f"{before}, {cell}" if before and cell else before or cell
        return named

    def _is_aside(self, cells: Sequence[str], filled: Sequence[int]) -> bool:
        """Say whether a row is a heading, a note, a total or the headers again; a heading is taken up."""
        texts = [cells[at] for at in filled]
        if len(texts) > 1 and all(_RULE.fullmatch(text) or _BRACKETED.fullmatch(text) for text in texts):
            return True
        if all(at < len(self.head.names) and fold(cells[at]) == fold(self.head.names[at]) for at in filled):
            return True
        first = filled[0]
        if len(filled) == 1:
            return self._is_heading(cells, first)
        return bool(_NOTE.match(fold(texts[0][:60]))) and len(filled) <= 3 and not self._has_date(cells)

    def _has_date(self, cells: Sequence[str]) -> bool:
        return any(
            isinstance(read_when(cell), tuple) or _DATED.search(cell)
            for cell, role in zip(cells, self.head.roles, strict=False)
            if role in DATE_ROLES and cell
        )

    def _is_heading(self, cells: Sequence[str], at: int) -> bool:
        """Take up what a row with one filled cell says of the rows below it; ``False`` where it is a row."""
        text = cells[at]
        role = self.head.roles[at] if at < len(self.head.roles) else None
        when = read_when(text)
        day = isinstance(when, tuple) and len(when) == 1 and isinstance(when[0].what, Days)
        if day and isinstance(when, tuple) and not when[0].times.hours:
            self._date = self._under = {"date": text}
            return True
        label = read_label(text, self.frame)
        if label is not None and label.problem is not None:
            label = read_label(text, self.base)
        if label is not None and (label.alone or role in _WHEN_ROLES or at == 0):
            if label.problem is None:
                self.frame = _kept_orders(label.frame, self.frame)
            return True
        if role in _WHEN_ROLES:
            return not day
        prose = bool(_NOTE.match(fold(text[:60]))) or text.startswith(("*", "→", "•")) or len(text.split()) > 6
        return prose or (at == 0 and len(cells) > 1 and role != "title")

    def _drafts(self, row: Row, cells: Sequence[str], named: dict[str, str]) -> list[Draft]:
        when_cells = {role: text for role, text in named.items() if role in _WHEN_ROLES}
        if any(_CONTROL.search(text) for text in when_cells.values()):
            raise UnreadError("date", control_characters())
        named = {role: _CONTROL.sub("", text) for role, text in named.items()}
        said = Said()
        for role in ("when", "date", "start_date", "time", "start_time", "start"):
            if role in named:
                named[role] = said.without_words(named[role])
        filled = self._filled(named)
        text = date_text(filled)
        # A title alone below a table is more often a remark than an action of the day above.
        alone = sum(map(bool, cells)) == 1 and not any(named.get(role) for role in _WHEN_ROLES)
        if alone or (not text and not filled.get("rule")):
            raise self._without_date(cells, named)
        try:
            moments = self._timed(moments_of(self._with_hours(filled), text, self.frame, self.asked), filled)
        except UnreadError as error:
            raise self._better(error, cells, named) from error
        self._check_week(filled, moments)
        self._remember(named)
        return self._told(row, cells, named, moments, said)

    def _check_week(self, named: dict[str, str], moments: tuple[Moment, ...]) -> None:
        """Compare the number of the week beside a date with the date, where the rows above agree on such numbers.

        :raises UnreadError: for one that does not
        """
        number = re.fullmatch(r"\D{0,8}(\d{1,2})", named.get("week", "").strip())
        if number is None or any(each.rule for each in moments):
            return
        if all(each.start.isocalendar().week == int(number[1]) for each in moments):
            self._agreed += 1
        elif self._agreed >= 2:
            raise UnreadError("week", marks.said(Problem("ambiguous-date"), f"{named['week']} {date_text(named)}"))

    def _with_hours(self, named: dict[str, str]) -> dict[str, str]:
        """Return the cells with the hours that a title states, in a sheet without a column of hours."""
        if self.head.has(*HOURS, "timings", "end_time", "end"):
            return named
        times = hours_in(named.get("title", ""))
        return {**named, "time": times} if times else named

    def _timed(self, moments: tuple[Moment, ...], named: dict[str, str]) -> tuple[Moment, ...]:
        """Return moments as they are, if no hour stands where it would be passed over.

        :raises UnreadError: for an hour in the title or the place of a row that has no other
        """
        if any(isinstance(each.start, dt.datetime) for each in moments) or any(each.words for each in moments):
            return moments
        if not is_all_day(named):
            for role in ("title", "place"):
                if has_hours(named.get(role, "")):
                    raise UnreadError(role, marks.said(Problem("unparsed-time"), named[role]))
        return moments

    def _filled(self, named: dict[str, str]) -> dict[str, str]:
        """Return the cells with the date of the merged cell above."""
        own = {role: text for role, text in named.items() if role in DATE_ROLES or role in ("year", "week")}
        bare = all(not text or role == "year" for role, text in own.items() if role != "start")
        starts = own.get("start", "")
        if (
            bare
            and (not starts or not isinstance(read_when(starts), tuple))
            and (self.merged or self._under)
            and self._date
        ):
            return {**named, **{role: text for role, text in self._date.items() if not named.get(role)}}
        if self.merged and self.head.has("month") and not named.get("month") and _lacks_month(own):
            # The month, and the year, are cells merged over several days.
            above = {role: self._date.get(role, "") for role in ("month", "year")}
            return {**named, **{role: text for role, text in above.items() if text and not named.get(role)}}
        return named

    def _remember(self, named: dict[str, str]) -> None:
        own = {role: text for role, text in named.items() if role in DATE_ROLES and role != "start" and text}
        if own:
            merged = not own.get("month") and _lacks_month(own)
            above = {role: text for role, text in self._date.items() if merged and role in ("month", "year")}
            self._date = {**above, **own, **({"year": named["year"]} if named.get("year") else {})}

    def _without_date(self, cells: Sequence[str], named: dict[str, str]) -> UnreadError:
        if misplaced(cells, self.head):
            return UnreadError("", shifted_row(cells))
        role = next((each for each in DATE_ROLES if each in named), "date")
        return UnreadError(role, no_date_at_all())

    def _better(self, error: UnreadError, cells: Sequence[str], named: dict[str, str]) -> UnreadError:
        """Return what is really wrong: a date in another column shows that the cells of a row are shifted."""
        own = any(named.get(role) for role in DATE_ROLES if role != "start")
        if own:
            # The rows below a date that cannot be read have none either.
            self._date = {}
        undated = error.role in DATE_ROLES and error.problem.code in ("no-date", "ambiguous-date")
        if undated and (misplaced(cells, self.head) or CLOCK.fullmatch(named.get(error.role, ""))):
            return UnreadError("", shifted_row(cells))
        return error

    # What else the row says.

    def _told(
        self, row: Row, cells: Sequence[str], named: dict[str, str], moments: tuple[Moment, ...], said: Said
    ) -> list[Draft]:
        remarked = (named.get("notes", ""), named.get("title", ""))
        if any(each.rule for each in moments) and any(remarks.excepts(each) for each in remarked):
            raise UnreadError("notes", marks.said(Problem("unparsed-recurrence"), " ".join(remarked).strip()))
        if not any(each.rule for each in moments) and remarks.repeats(named.get("notes", "")):
            raise UnreadError("notes", marks.said(Problem("unparsed-recurrence"), named["notes"]))
        said.of(moments, named.get("title", ""))
        title, place = named.get("title", ""), named.get("place", "")
        organisation = self._merged_organisation(named.get("organisation", ""))
        status = self._status(named, said)
        notes = [named.get("notes", ""), *self._unknown(cells), *self._words(moments, named)]
        draft = Draft(
            row.number,
            moments,
            title=remarks.unmarked(title) or self._fallback(named),
            uid=(named.get("uid") or None) if self.ids else None,
            place=place,
            commune=named.get("commune", ""),
            organisation=organisation,
            services=tuple(part for part in re.split(r"[;|]", named.get("services", "")) if part.strip()),
            contacts=(named["contact"],) if named.get("contact") else (),
            notes=tuple(notes),
            status=status,
            audience=self._audience(cells, named),
            url=named.get("url") or None,
        )
        return self._put_off(draft, named) if status is Status.CANCELLED else [draft]

    def _fallback(self, named: dict[str, str]) -> str:
        """Return what stands for a title that a row, or the whole sheet, does not have."""
        own = (
            named.get("services", ""),
            named.get("organisation", ""),
            named.get("place", "") or named.get("commune", ""),
        )
        if "title" not in self.head.roles and self.title:
            return self.title
        return next((each for each in own if each), self.title)

    def _merged_organisation(self, own: str) -> str:
        if own and not blank(own):
            self._organisation = own
        elif not (self.merged and self.merging):
            return own
        return self._organisation

    def _unknown(self, cells: Sequence[str]) -> Iterable[str]:
        """Yield what stands in columns that no role is known for, under its header."""
        heads = [*zip(self.head.names, self.head.roles, strict=True), *[("", None)] * len(cells)]
        for cell, (name, role) in zip(cells, heads, strict=False):
            if role is None and cell:
                yield f"{name} : {cell}" if name else cell

    def _audience(self, cells: Sequence[str], named: dict[str, str]) -> Audience | None:
        """Return who may know of an event; one that answers no to a column « Public ? » is the network's at most."""
        stated = _audience(named)
        asked = (cell for cell, name in zip(cells, self.head.names, strict=False) if fold(name) in PUBLISHED)
        closed = any(not blank(cell) and remarks.answer(cell) is False for cell in asked)
        return Audience.NETWORK if closed and stated in (None, Audience.PUBLIC) else stated

    def _words(self, moments: Sequence[Moment], named: dict[str, str]) -> Iterable[str]:
        words = next((each.words for each in moments if each.words), "")
        if words:
            text = named.get("time") or named.get("start_time") or named.get("start") or words
            yield f"Horaire : {text}"

    def _status(self, named: dict[str, str], said: Said) -> Status | None:
        if self.head.has("timings") and named.get("status", "") in _OPENAGENDA_OFF:
            said.cancelled = True
        for role in ("title", "notes", "status"):
            said.hear(named.get(role, ""), remark=role == "notes")
        for role, meant in (("cancelled", True), ("maintained", False), ("confirmed", False)):
            text = named.get(role, "")
            found = remarks.answer(text)
            if found is None:
                said.hear(text)
                if not said.verdict and not remarks.tentative(text):
                    raise UnreadError(role, unclear_status(text))
                said.tentative = said.tentative or not said.verdict
            elif meant:
                said.cancelled = said.cancelled or found
            elif text and not found and not blank(text):
                said.cancelled = said.cancelled or role == "maintained"
                said.tentative = True
        return said.status()

    def _put_off(self, draft: Draft, named: dict[str, str]) -> list[Draft]:
        """Return the event that is put off as cancelled, and the new one where its day is certain."""
        new = next(
            (found for role in ("notes", "title", "status") if (found := remarks.new_day(named.get(role, "")))), None
        )
        moved = on_day(*new, draft.moments[0], self.frame) if new is not None and len(draft.moments) == 1 else None
        return [draft] if moved is None else [draft, replace(draft, moments=(moved,), status=None, uid=None)]


def _audience(named: dict[str, str]) -> Audience | None:
    """Return who may know of an event, where columns for it say so; what is not understood is the narrowest."""
    private = remarks.answer(named.get("private", ""))
    if private or (private is None and named.get("private")):
        return Audience.ORGANISATION
    text = fold(named.get("audience", ""))
    if not text:
        return None
    return {"public": Audience.PUBLIC, "reseau": Audience.NETWORK, "network": Audience.NETWORK}.get(
        text, Audience.ORGANISATION
    )


def _kept_orders(frame: Frame, before: Frame) -> Frame:
    return replace(frame, slashed=before.slashed, dashed=before.dashed, reference=before.reference)


def _lacks_month(own: dict[str, str]) -> bool:
    """Say whether the date of a row is a day of a month that its cells do not name."""
    found = read_when(" ".join(own[role] for role in ("weekday", "date") if own.get(role)))
    what = found[0].what if isinstance(found, tuple) and len(found) == 1 else None
    return isinstance(what, Days) and all(day.month is None for day in what.days)
