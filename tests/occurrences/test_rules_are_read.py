"""RRULE values as text: what is read, what is refused, in which spelling it is given back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reseau_sync.model import Recurrence
from reseau_sync.occurrences import check_rule
from reseau_sync.occurrences.rule import parse

from .strategies import rules


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("freq=weekly;byday=mo", "FREQ=WEEKLY;BYDAY=MO"),
        ("FREQ=WEEKLY;INTERVAL=1;BYDAY=MO;", "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO"),
        (" FREQ = DAILY ; COUNT = 3 ", "FREQ=DAILY;COUNT=3"),
        ("BYDAY=MO;FREQ=WEEKLY", "BYDAY=MO;FREQ=WEEKLY"),
        ("FREQ=DAILY;FREQ=DAILY;COUNT=3", "FREQ=DAILY;COUNT=3"),
        ("FREQ=DAILY;UNTIL=20101231T225959Z;COUNT=3", "FREQ=DAILY;UNTIL=20101231T225959Z;COUNT=3"),
        ("FREQ=MONTHLY;BYDAY=+1MO,-1SU", "FREQ=MONTHLY;BYDAY=+1MO,-1SU"),
        ("FREQ=YEARLY;X-EASTER=1", "FREQ=YEARLY;X-EASTER=1"),
        ("FREQ=MINUTELY;BYSECOND=60", "FREQ=MINUTELY;BYSECOND=60"),
        ("RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L;SKIP=FORWARD", "RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L;SKIP=FORWARD"),
        ("RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD", "RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD"),
    ],
)
def test_a_rule_is_given_back_in_one_spelling(text: str, canonical: str) -> None:
    assert check_rule(text) == canonical


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "FREQ"),
        ("COUNT=3", "FREQ"),
        ("FREQ=FORTNIGHTLY", "FREQ"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL"),
        ("FREQ=DAILY;INTERVAL=-1", "INTERVAL"),
        ("FREQ=DAILY;COUNT=0", "COUNT"),
        ("FREQ=DAILY;COUNT=" + "9" * 5_000, "COUNT"),
        ("FREQ=WEEKLY;BYDAY=MONDAY", "BYDAY"),
        ("FREQ=WEEKLY;BYDAY=MO,,TU", "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY"),
        ("FREQ=MONTHLY;BYDAY=54MO", "BYDAY"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY"),
        ("FREQ=YEARLY;BYYEARDAY=-367", "BYYEARDAY"),
        ("FREQ=YEARLY;BYWEEKNO=54", "BYWEEKNO"),
        ("FREQ=YEARLY;BYMONTH=13", "BYMONTH"),
        ("FREQ=YEARLY;BYMONTH=5L", "BYMONTH"),
        ("FREQ=YEARLY;BYMONTH=-1", "BYMONTH"),
        ("RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=LL", "BYMONTH"),
        ("FREQ=DAILY;BYHOUR=24", "BYHOUR"),
        ("FREQ=DAILY;BYMINUTE=60", "BYMINUTE"),
        ("FREQ=DAILY;BYSECOND=61", "BYSECOND"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "BYSETPOS"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=x", "BYSETPOS"),
        ("FREQ=DAILY;UNTIL=demain", "UNTIL"),
        ("FREQ=DAILY;UNTIL=20100230", "UNTIL"),
        ("FREQ=DAILY;UNTIL=20100228T246000Z", "UNTIL"),
        ("FREQ=WEEKLY;WKST=XX", "WKST"),
        ("FREQ=WEEKLY;SKIP=OVER", "SKIP"),
        ("FREQ=WEEKLY;RSCALE=é", "RSCALE"),
        ("FREQ=WEEKLY;UNTL=20191023", "UNTL"),
        ("FREQ=WEEKLY;BYDAY=MO=TU", "BYDAY"),
        ("FREQ=WEEKLY;BYDAY=", "BYDAY"),
        ("FREQ=WEEKLY;BYDAY=MO;BYDAY=TU", "BYDAY"),
        ("FREQ=WEEKLY;COUNT=١", "COUNT"),
        ("n'importe quoi", "FREQ"),
    ],
)
def test_a_rule_without_sense_is_refused_and_its_part_is_named(text: str, part: str) -> None:
    with pytest.raises(ValueError, match=part):
        check_rule(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        canonical = check_rule(text)
    except ValueError:
        return
    assert Recurrence(rules=(canonical,)).rules == (canonical,)


@given(rules())
def test_a_canonical_rule_is_its_own_canonical_form_and_means_the_same(text: str) -> None:
    canonical = check_rule(text)
    assert check_rule(canonical) == canonical
    assert parse(canonical) == parse(text.lower())
