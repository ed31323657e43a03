"""Text cut into words and pieces."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.complaints.text import Segmenter, character_ngrams, normal_form

TEXTS = st.text(max_size=40) | st.text(
    st.sampled_from("变速箱顿挫abＡＢ１２,。 !\u200b\u00ad\u00a0ßﬁ½"), max_size=40
)


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter(["变速箱顿挫", "ＡＢＳ灯", ""], ["的", "了"])


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("ＡＢＳ灯　亮 ", "abs灯 亮"),
        ("①②ﬁ½", "12fi1⁄2"),
        ("Straße\n\tx", "strasse x"),
        ("变\u200b速\ufeff箱", "变速箱"),
        ("變速箱", "變速箱"),
        ("", ""),
    ],
)
def test_normal_form_is_one_way_of_writing(text: str, form: str) -> None:
    assert normal_form(text) == form


@settings(max_examples=1000)
@given(TEXTS)
def test_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    assert normal_form(normal_form(text)) == normal_form(text)


def test_words_are_those_of_the_dictionary_and_of_ones_own(segmenter: Segmenter) -> None:
    text = "变速箱顿挫，更换机油后 ABS灯亮的 P0420！！"
    assert segmenter.words(text) == ["变速箱顿挫", "更换", "机油", "后", "abs灯", "亮", "p0420"]
    assert Segmenter().words("变速箱顿挫") == ["变速箱", "顿挫"]
    assert segmenter.words(" ，。!? ") == []


@settings(max_examples=1000)
@given(TEXTS)
def test_words_are_pieces_of_the_text_in_order(segmenter: Segmenter, text: str) -> None:
    rest = normal_form(text)
    for word in segmenter.words(text):
        assert any(map(str.isalnum, word))
        place = rest.index(word)
        rest = rest[place + len(word) :]


def test_pieces_stay_within_what_stands_together() -> None:
    assert character_ngrams("刹车异响,ABS灯 亮") == [
        "刹车",
        "车异",
        "异响",
        "刹车异",
        "车异响",
        "abs",
        "灯",
        "亮",
    ]
    assert character_ngrams("刹车异响", 1, 1) == list("刹车异响")
    assert character_ngrams("", 2, 3) == []


@settings(max_examples=1000)
@given(TEXTS, st.integers(1, 3), st.integers(0, 2))
def test_pieces_are_all_of_their_lengths(text: str, shortest: int, more: int) -> None:
    runs, run, before = [], "", ""
    for one in [*normal_form(text), " "]:
        kind = "" if not one.isalnum() else "ascii" if one.isascii() else "other"
        if run and kind != before:
            runs.append(run)
            run = ""
        run, before = run + one if kind else "", kind
    slowly = []
    for run in runs:
        if run.isascii() or len(run) < shortest:
            slowly.append(run)
        else:
            slowly += [
                run[start : start + size]
                for size in range(shortest, shortest + more + 1)
                for start in range(len(run))
                if start + size <= len(run)
            ]
    assert character_ngrams(text, shortest, shortest + more) == slowly


def test_pieces_have_lengths_that_make_sense() -> None:
    for shortest, longest in ((0, 2), (3, 2)):
        with pytest.raises(ValueError, match="shortest must be"):
            character_ngrams("刹车", shortest, longest)
