"""decisions.toml: read, refused in words, changed by one decision and otherwise left as people wrote it."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reseau_sync.config import load
from reseau_sync.config.deciding import parse_decisions, read_decisions
from reseau_sync.decisions import Decision, DecisionFile, EventName, Verdict, decided, undecided
from reseau_sync.decisions.values import Decided
from reseau_sync.errors import ConfigError

BY_HAND = """# Les décisions du collectif
[[not-same]]
events = [
  { start = 2026-12-01, title = "Distribution" },   # celle du matin
  { title = "Maraude", start = 2026-12-01T19:00:00 },
]

# vu avec Ali
[[same]]
note = "deux noms d’une même réunion"
decided = 2026-11-25
[[same.events]]
uid = "a@reseau-sync"
[[same.events]]
uid = "b@reseau-sync"
"""


def decision(verdict: Verdict = "same", one: str = "a", other: str = "b", **more: object) -> Decision:
    events = (EventName(uid=one, title=f"Titre {one}", start="2026-12-01"), EventName(uid=other))
    return Decision(verdict=verdict, said=Decided.model_validate({"events": events, **more}))


def values(text: str) -> list[Decision]:
    return list(parse_decisions(text, "decisions.toml").all())


def test_a_file_by_hand_in_any_order_with_comments_is_read() -> None:
    same, different = values(BY_HAND)
    assert (same.verdict, same.said.decided) == ("same", dt.date(2026, 11, 25))
    assert [each.uid for each in same.events] == ["a@reseau-sync", "b@reseau-sync"]
    assert [each.start for each in different.events] == ["2026-12-01", "2026-12-01 19:00"]


def test_no_file_is_no_decision(tmp_path: Path) -> None:
    assert not read_decisions(tmp_path / "decisions.toml")


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("[[same]\n", "syntax", "ligne 1"),
        ("[[same]]\nevents = [{ uid = 'a' }]", "wrong-value", "same[1].events"),
        ("[[same]]\nevents = [{ uid = 'a' }, { title = 'b' }]", "wrong-value", "title, start"),
        ("[[same]]\nevents = [{ uid = 'a' }, { uid = 'b', titre = 'b' }]", "unknown-key", "clé inconnue"),
        ("[[same]]\n", "missing-key", "il manque cette clé"),
        ("[[pareil]]\nevents = []", "unknown-key", "ligne 1"),
        ("[[later]]\nuntil = 'demain'\nevents = [{ uid = 'a' }, { uid = 'b' }]", "wrong-type", "ligne 2"),
    ],
)
def test_what_is_no_decision_is_refused_with_its_line_in_words(text: str, code: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_decisions(text, "decisions.toml")
    assert caught.value.code == code
    assert words in caught.value.say("fr")
    assert caught.value.say("fr").startswith("decisions.toml")


def test_a_network_with_a_broken_file_of_decisions_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "reseau.toml").write_text('[network]\nname = "R"\ndecisions = "choix.toml"\n', encoding="utf-8")
    assert load(tmp_path / "reseau.toml").decisions == DecisionFile()
    (tmp_path / "choix.toml").write_text("[[same]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"choix\.toml"):
        load(tmp_path / "reseau.toml")


def test_a_feed_may_not_stand_on_the_file_of_decisions(tmp_path: Path) -> None:
    (tmp_path / "reseau.toml").write_text(
        '[network]\nname = "R"\n[[feeds]]\nid = "f"\npath = "decisions.toml"\n', encoding="utf-8"
    )
    with pytest.raises(ConfigError, match=r"decisions\.toml est déjà à cet endroit"):
        load(tmp_path / "reseau.toml")


def test_a_decision_is_added_and_all_else_stays_as_it_was() -> None:
    text = decided(BY_HAND, decision(one="c"))
    assert text.startswith(BY_HAND.rstrip())
    assert values(text) == [*[each for each in values(BY_HAND) if each.verdict == "same"], decision(one="c")] + [
        each for each in values(BY_HAND) if each.verdict == "not-same"
    ]


def test_a_first_decision_says_what_the_file_is() -> None:
    text = decided("", decision())
    assert text.startswith("# Ce que des personnes ont décidé")
    assert values(text) == [decision()]


def test_a_decision_is_taken_back_with_its_lines_and_no_other() -> None:
    (same, different) = values(BY_HAND)
    without = undecided(BY_HAND, different)
    assert values(without) == [same]
    assert "# vu avec Ali" in without
    assert "# Les décisions du collectif" in without
    assert values(undecided(without, same)) == []


def test_another_answer_replaces_the_one_before() -> None:
    text = decided(decided("", decision("later", until=dt.date(2026, 12, 9))), decision("same"), [])
    text = decided(text, decision("not-same"), [decision("same"), decision("later", until=dt.date(2026, 12, 9))])
    assert values(text) == [decision("not-same")]


def test_what_cannot_be_taken_out_safely_is_left_and_said() -> None:
    text = "same = [{ events = [{ uid = 'a' }, { uid = 'b' }] }]\n"
    (only,) = values(text)
    with pytest.raises(ConfigError) as caught:
        undecided(text, only)
    assert caught.value.code == "cannot-edit"


def test_a_text_that_looks_like_a_header_misleads_nobody() -> None:
    text = decided("", decision(note="x\n[[same]]\nfin"))
    text = text.replace('note = "x\\n[[same]]\\nfin"', 'note = """x\n[[same]]\nfin"""')
    text = decided(text, decision(one="z"))
    assert values(undecided(text, decision(one="z"))) == values(text)[:1]
    assert values(undecided(text, values(text)[0])) == [decision(one="z")]


TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
NAMES = st.builds(EventName, uid=TEXTS, title=st.none() | TEXTS, place=st.none() | TEXTS)
DECISIONS = st.builds(
    Decision,
    verdict=st.sampled_from(["same", "not-same", "later"]),
    said=st.builds(
        Decided,
        events=st.lists(NAMES, min_size=2, max_size=3).map(tuple),
        decided=st.none() | st.dates(),
        note=st.none() | TEXTS,
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(DECISIONS, min_size=1, max_size=4, unique=True), st.data())
def test_whatever_is_written_is_read_again_and_can_be_taken_back(wanted: list[Decision], data: st.DataObject) -> None:
    text = ""
    for each in wanted:
        text = decided(text, each)
    tomllib.loads(text)
    assert set(values(text)) == set(wanted)
    taken = data.draw(st.sampled_from(wanted))
    assert set(values(undecided(text, taken))) == set(wanted) - {taken}
