"""What the strategies give is what they promise: valid, varied, and series whose parts belong together."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from reseau_sync.entry import Entry, content_digest
from reseau_sync.model import EVENT, KINDS, AnyEvent, CustomTime, Date, FixedTime, Status, Time, ZonedTime
from reseau_sync.model.network import Network
from reseau_sync.model.time import instant, local_of
from reseau_sync.occurrences import check_rule, expand
from reseau_sync.testing import strategies
from reseau_sync.testing.strategies import FORMS, Form, occurrences_of

BRIEF = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Whether it comes up at all is asked, not what its smallest form is: nothing is shrunk.
SEEN = settings(
    max_examples=3_000,
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


@BRIEF
@given(strategies.events())
def test_events_are_valid_and_survive_json(event: AnyEvent) -> None:
    assert EVENT.validate_json(EVENT.dump_json(event)) == event
    assert hash(event) == hash(EVENT.validate_json(EVENT.dump_json(event)))


@BRIEF
@given(strategies.events())
def test_times_are_in_order_and_in_the_promised_years(event: AnyEvent) -> None:
    for each in (event, *event.overrides):
        assert each.end is None or local_of(each.end) > local_of(each.start)
        assert each.end is None or type(each.end) is type(each.start)
    assert 1970 <= local_of(event.start).year <= 2100
    for stamp in (event.created, event.last_modified, event.stamp):
        assert stamp is None or (stamp.tzinfo is dt.UTC and 1970 <= stamp.year < 2038 and not stamp.microsecond)


@BRIEF
@given(st.one_of(strategies.titles(), strategies.prose(), strategies.uids()))
def test_text_holds_no_control_characters_and_no_white_space_at_its_ends(text: str) -> None:
    assert text == text.strip() != ""
    assert not [each for each in text.replace("\n", "") if unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp")]


@BRIEF
@given(strategies.titles())
def test_titles_are_one_line(text: str) -> None:
    assert len(text.splitlines()) == 1
    assert len(text) <= 200


@BRIEF
@given(strategies.series(futures=True))
def test_the_overrides_of_a_series_belong_to_it(event: AnyEvent) -> None:
    assert event.recurrence is not None
    assert event.recurrence.rules or event.recurrence.dates
    named = [each.recurrence_id for each in event.overrides]
    assert len(named) == len(set(named))
    assert set(named).isdisjoint(event.recurrence.excluded)
    assert all((each.uid, each.kind) == (event.uid, event.kind) for each in event.overrides)
    assert all(each.recurrence is None and each.overrides == () for each in event.overrides)
    assert all(each.recurrence_id is not None for each in event.overrides)


@BRIEF
@given(strategies.series())
def test_the_rules_of_a_series_are_ones_that_anybody_reads(event: AnyEvent) -> None:
    assert event.recurrence is not None
    assert [check_rule(rule) for rule in event.recurrence.rules] == list(event.recurrence.rules)


@BRIEF
@given(strategies.series())
def test_recurrence_ids_and_exdates_lie_in_the_series(event: AnyEvent) -> None:
    """Told by the library's own expansion, which knows nothing of how the series was drawn."""
    assert event.recurrence is not None
    bare = event.model_copy(
        update={"overrides": (), "recurrence": event.recurrence.model_copy(update={"excluded": (), "periods": ()})}
    )
    known = occurrences_of(event)
    first, last = (pick(instant(each) for each in known) for pick in (min, max))
    week = dt.timedelta(days=7)
    found = {instant(each.start) for each in expand(bare, first - week, last + week, day_zone="UTC")}
    assert {instant(each) for each in known} <= found


@BRIEF
@given(strategies.networks())
def test_networks_declare_what_they_refer_to(network: Network) -> None:
    ids = [each.id for each in network.organisations]
    assert len(ids) == len(set(ids))
    assert {each.organisation for each in network.sources} <= set(ids)
    assert {each.organisation for each in network.feeds} <= {None, *ids}
    assert {member for each in network.organisations for member in each.members} <= set(ids)
    assert Network.model_validate_json(network.model_dump_json()) == network


@BRIEF
@given(strategies.entries(sources=("a", "b")))
def test_entries_name_one_of_the_sources_and_carry_their_digest(entry: Entry) -> None:
    assert entry.source == entry.where.source
    assert entry.source in ("a", "b")
    assert entry.digest == content_digest(entry.event)


def form_of(time: Time) -> Form:
    if isinstance(time, ZonedTime):
        return "floating" if time.floating else "zoned"
    if isinstance(time, FixedTime):
        return "fixed" if time.offset else "utc"
    return "date" if isinstance(time, Date) else "custom"


@pytest.mark.parametrize("form", FORMS)
def test_only_the_forms_asked_for_are_given(form: Form) -> None:
    @settings(max_examples=20, deadline=None)
    @given(strategies.times((form,)), strategies.events(forms=(form,)))
    def holds(time: Time, event: AnyEvent) -> None:
        assert form_of(time) == form
        assert form_of(event.start) == form

    holds()


@settings(max_examples=60, deadline=None)
@given(strategies.events(exotic=False, uid=st.none()))
def test_plain_events_say_only_what_a_sheet_could(event: AnyEvent) -> None:
    assert event.uid is None
    assert event.other_properties == ()
    assert event.other_components == ()
    assert event.classification is None
    assert event.description_html is None
    assert event.recurrence is None or event.recurrence.periods == ()


@pytest.mark.parametrize(
    ("strategy", "seen"),
    [
        *((strategies.events(), lambda event, kind=kind: event.kind == kind) for kind in KINDS),
        *((strategies.events(), lambda event, status=status: event.status is status) for status in Status),
        (strategies.events(), lambda event: event.approximate is not None),
        (strategies.events(), lambda event: isinstance(event.start, CustomTime)),
        (strategies.events(), lambda event: bool(event.overrides and event.recurrence.excluded)),
        (strategies.events(), lambda event: len(event.description or "") > 1_000),
        (strategies.events(), lambda event: bool(event.recurrence and event.recurrence.periods)),
        (strategies.series(), lambda event: any("UNTIL" in rule for rule in event.recurrence.rules)),
        (strategies.series(), lambda event: any("COUNT" in rule for rule in event.recurrence.rules)),
        (strategies.series(), lambda event: event.recurrence.rules == ()),
        (strategies.series(futures=True), lambda event: any(each.this_and_future for each in event.overrides)),
        (strategies.titles(), lambda title: "🎉" in title),
        (strategies.networks(), lambda network: any(each.members for each in network.organisations)),
    ],
)
def test_what_matters_comes_up(strategy: SearchStrategy[object], seen: Callable[[object], bool]) -> None:
    assert find(strategy, seen, settings=SEEN)
