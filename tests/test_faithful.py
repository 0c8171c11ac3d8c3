"""What measures our faithful copies must itself see a loss, and see none where there is none."""

from __future__ import annotations

import pytest

from contentlines import blocks, line_of, unfold
from faithful import events_of, loss

EVENT = """\
BEGIN:VCALENDAR
BEGIN:VEVENT
UID:a@example.org
DTSTART;TZID=Romance Standard Time:20260901T180000
SUMMARY:Soupe\\, pain
CATEGORIES:repas,maraude
ATTENDEE;CN="Ana; Luz";ROLE=CHAIR:mailto:ana@example.org
BEGIN:VALARM
TRIGGER:-PT5M
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def _lost(copy: str, *rejected: int, original: str = EVENT) -> tuple[list[str], list[str]]:
    found = loss(events_of(original.encode()), events_of(copy.encode()), rejected)
    return found.events, found.properties


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("\n", "\r\n"),
        ("TZID=Romance Standard Time", "TZID=Europe/Paris"),
        ("CATEGORIES:repas,maraude", "CATEGORIES:maraude\nCATEGORIES:repas"),
        ("Soupe\\, pain", "Soupe, pain"),
        ("mailto:ana@example.org", "mailto:\n ana@example.org"),
        ('ATTENDEE;CN="Ana; Luz";ROLE=CHAIR', 'ATTENDEE;ROLE=CHAIR;CN="Ana; Luz"'),
        ("UID:a@example.org", "UID:a@example.org\nDTSTAMP:20260101T000000Z"),
    ],
)
def test_another_spelling_of_the_same_is_no_loss(written: str, instead: str) -> None:
    assert _lost(EVENT.replace(written, instead)) == ([], [])


@pytest.mark.parametrize(
    ("written", "instead", "lost"),
    [
        ("SUMMARY:Soupe\\, pain\n", "", "SUMMARY"),
        ("CATEGORIES:repas,maraude", "CATEGORIES:repas", "CATEGORIES"),
        ("CATEGORIES:repas,maraude", "CATEGORIES:repas\\,maraude", "CATEGORIES"),
        (";ROLE=CHAIR", "", "ATTENDEE"),
        ("TRIGGER:-PT5M", "TRIGGER:-PT6M", "VALARM/TRIGGER"),
        ("T180000", "T190000", "DTSTART"),
    ],
)
def test_a_property_that_is_not_there_is_lost(written: str, instead: str, lost: str) -> None:
    events, properties = _lost(EVENT.replace(written, instead))

    assert events == []
    assert all(each.startswith(lost) for each in properties)
    assert properties


def test_an_event_that_is_not_there_is_lost() -> None:
    assert _lost("BEGIN:VCALENDAR\nEND:VCALENDAR\n")[0] == ["a@example.org (line 2)"]


def test_one_copy_does_not_stand_for_two_events() -> None:
    twice = EVENT.replace("END:VCALENDAR\n", "") + EVENT.partition("\n")[2]

    assert len(_lost(EVENT, original=twice)[0]) == 1


def test_what_was_rejected_is_not_lost() -> None:
    assert _lost(EVENT.replace("SUMMARY:Soupe\\, pain\n", ""), 5) == ([], [])


def test_an_html_description_beside_its_text_is_kept() -> None:
    html = EVENT.replace("BEGIN:VALARM", "DESCRIPTION:Bonjour\nX-ALT-DESC;FMTTYPE=text/html:<p>Bonjour\nBEGIN:VALARM")
    text = EVENT.replace("BEGIN:VALARM", "DESCRIPTION:Bonjour\nBEGIN:VALARM")

    assert _lost(text, original=html) == ([], [])
    assert _lost(EVENT, original=html)[1] != []


def test_an_event_without_uid_is_found_under_the_uid_it_was_given() -> None:
    assert _lost(EVENT, original=EVENT.replace("UID:a@example.org\n", "")) == ([], [])


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    assert [number for number, _ in unfold(b"A:1\r\n b\nB:2\rC:3")] == [1, 3, 4]
    assert [(each.number, each.last) for each in blocks(EVENT.encode()).walk("VALARM")] == [(8, 10)]


def test_quotes_and_carets_of_parameters_are_undone() -> None:
    line = line_of("X-A;P=\"a:b;c\";Q=^'x^'^n:v:w")

    assert line is not None
    assert (line.parameters, line.value) == ((("P", "a:b;c"), ("Q", '"x"\n')), "v:w")
