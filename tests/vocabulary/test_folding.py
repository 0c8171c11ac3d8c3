"""Folding and lexicons: what makes two spellings one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reseau_sync.vocabulary.folding import fold
from reseau_sync.vocabulary.phrases import Lexicon


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Téteghem", "TETEGHEM"),
        ("St-Omer", "Saint Omer"),
        ("Ste Catherine", "sainte-catherine"),
        ("L’Écluse", "l'ecluse"),
        ("Vœux", "voeux"),
        ("place  d’Armes\u00a0!", "Place d'Armes"),
        ("Te\u0301teghem", "Téteghem"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_names_stay_different() -> None:
    assert len({fold(each) for each in ("Marck", "Mardyck", "Fort-Mardyck", "Marché")}) == 4


@given(st.text(max_size=50))
@example("İ")
@example("ﬆ")
@example("ŒÆØŁ")
def test_folding_is_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=50))
def test_the_form_of_unicode_makes_no_difference(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


def test_the_longest_phrase_wins_and_shares_no_word() -> None:
    lexicon = Lexicon([("cours", 1), ("cours de français", 2), ("français", 3)])
    words = lexicon.words("Un cours de français, puis un cours")
    assert [(hit.start, hit.end, hit.meanings) for hit in lexicon.find(words)] == [(1, 4, (2,)), (6, 7, (1,))]


def test_a_phrase_may_mean_several_things() -> None:
    lexicon = Lexicon([("Carrefour", "a"), ("carrefour", "b"), ("CARREFOUR", "a")])
    assert lexicon.exact("Carrefour") == ("a", "b")
    assert lexicon.exact("un carrefour") == ()


def test_of_a_text_without_end_only_the_start_is_looked_at() -> None:
    lexicon = Lexicon([("a " * 50, 1), ("b", 2)])
    words = lexicon.words("a\u0301\u0323 " * 500_000)
    assert len(words) < 2_000
    assert {hit.meanings for hit in lexicon.find(words)} == {(1,)}
