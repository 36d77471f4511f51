from __future__ import annotations

import pytest

from annotator.assist.features import shape, word_features
from annotator.assist.reading import read_sentences
from annotator.domain.tokens import TokenIndex


def features_of(text: str, *marks: list[str]) -> list[list[str]]:
    (sentence,) = read_sentences(text, TokenIndex(text), 0, len(text))
    return word_features(sentence, marks)


@pytest.mark.parametrize(
    ("word", "wanted"),
    [("Mosul", "Xx"), ("T-72B3", "X-dXd"), ("155-millimeter", "d-x"), ("القوات", "x"), ("aBcDeFgH", "xXxXxX")],
)
def test_shapes(word: str, wanted: str) -> None:
    assert shape(word) == wanted


def test_a_word_is_seen_with_its_neighbours() -> None:
    features = features_of("Rebels shelled Mosul")
    assert {"w=shelled", "w-1=rebels", "w+1=mosul", "w-2=<", "w+2=>", "ww+1=shelled mosul"} <= set(features[1])
    assert "first" in features[0]
    assert "last" in features[2]


def test_a_word_is_no_ending_of_its_own() -> None:
    assert not {feature for feature in features_of("we")[0] if feature.startswith(("s2=", "a2="))}


def test_phrases_of_the_grammar_are_seen() -> None:
    features = features_of("They met the Ministry of Defence there")
    marks = [next(f for f in each if f.startswith("p=")) for each in features]
    assert marks == ["p=o", "p=o", "p=d", "p=b", "p=i", "p=e", "p=o"]


def test_a_phrase_is_seen_as_a_whole_by_each_of_its_words() -> None:
    features = [set(each) for each in features_of("In the northern village of Harsk fell rebels")]
    assert {"ph=village", "pk=place", "p<=the", "p>=fell"} <= features[2] & features[3] & features[5]
    assert {"dph=village", "dpk=place"} <= features[1]
    assert not {each for each in features[0] if each.startswith("ph=")}


def test_kinds_of_nouns_are_seen_with_their_neighbours() -> None:
    features = [set(each) for each in features_of("some rebels near villages had mortars")]
    assert {"k=actor", "k+1=-"} <= features[1]
    assert {"k-1=actor", "k+1=place"} <= features[2]
    assert "k=weapon" in features[5]


def test_marks_are_seen_from_beside_them_and_told_apart() -> None:
    features = features_of("in Mosul today", ["", "city", ""], ["", "", "x"])
    assert "m0+1=city" in features[0]
    assert {"m0=city", "m1+1=x"} <= set(features[1])
    assert {"m0-1=city", "m1=x"} <= set(features[2])


def test_a_single_word_is_first_and_last() -> None:
    assert {"first", "last"} <= set(features_of("Mosul")[0])
