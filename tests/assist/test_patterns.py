from __future__ import annotations

import time

import pytest

from annotator.assist.patterns import Patterns, refusal_of
from annotator.domain.errors import Refusal
from annotator.domain.tokens import TokenIndex
from annotator.domain.user_pattern import UserPattern
from tests.assist.teaching import found


def one(kind: str, text: str, label: str = "Weapon") -> Patterns:
    return Patterns([UserPattern("p", kind, text, label)])


@pytest.mark.parametrize(
    ("kind", "pattern", "text", "wanted"),
    [
        ("literal", "Grad rocket", "A grad Rocket and Grad rockets.", ["grad Rocket"]),
        ("literal", "обстріл", "Почався Обстріл.", ["Обстріл"]),
        ("words", "^ Brigade", "The Alpha brigade and the brigade.", ["Alpha brigade"]),
        ("words", "# mm mortar*", "Two 120 mm mortars fired.", ["120 mm mortars"]),
        ("words", "*craft", "One aircraft, a landing craft.", ["aircraft", "craft"]),
        ("words", "air|drone strike*", "Air strikes and a drone strike.", ["Air strikes", "drone strike"]),
        ("words", "main? battle tank*", "A main battle tank, battle tanks.", ["main battle tank", "battle tanks"]),
        ("words", "army of *", "The army of Velmora. The army of.", ["army of Velmora"]),
        ("regex", r"T-\d\d\w*", "A T-72B3 and T-90.", ["T-72B3", "T-90"]),
        ("regex", r"near (?P<span>\p{Lu}\w+)", "He was near Mosul.", ["Mosul"]),
        ("regex", r"x*", "No empty hit.", []),
        ("regex", r"fell\. Then", "It fell. Then it ended.", []),
        ("regex", r"^He|fell$", "He fell", ["He", "fell"]),
    ],
)
def test_what_patterns_find(kind: str, pattern: str, text: str, wanted: list[str]) -> None:
    assert [part for part, _ in found(one(kind, pattern), text)] == wanted


def test_suggestions_name_their_pattern() -> None:
    patterns = Patterns([UserPattern("rockets", "literal", "Grad", "Weapon", 0.9)])
    (suggestion,) = patterns.suggest("Grad", TokenIndex("Grad"), 0, 4)
    assert (suggestion.source, suggestion.score, suggestion.reason) == ("pattern:rockets", 0.9, "pattern “Grad”")


def test_hits_are_counted_by_pattern() -> None:
    patterns = Patterns(
        [
            UserPattern("a", "literal", "Grad", "Weapon"),
            UserPattern("b", "regex", "[Gg]rad", "Weapon"),
            UserPattern("c", "literal", "grad", "Actor", on=False),
            UserPattern("d", "literal", "grad", "Actor"),
        ]
    )
    text = "Grad. A grad."
    assert patterns.hits(text, TokenIndex(text)) == {"a": 2, "b": 2, "d": 2}


def test_a_stretch_alone_gives_what_the_whole_gives() -> None:
    patterns = Patterns(
        [UserPattern("a", "literal", "Grad rocket", "Weapon"), UserPattern("b", "regex", r"\b\w+ed\b", "Actor")]
    )
    text, tokens = "They fired. A Grad rocket landed. " * 3, TokenIndex("They fired. A Grad rocket landed. " * 3)
    whole = patterns.suggest(text, tokens, 0, len(text))
    for start in range(0, len(text), 5):
        some = patterns.suggest(text, tokens, start, start + 5)
        assert some == [each for each in whole if start <= each.start < start + 5]


def test_a_catastrophic_expression_is_named_and_switched_off_in_bounded_time() -> None:
    patterns = Patterns(
        [
            UserPattern("bad", "regex", r"(?:a|a|b|c?)+(?:a|ab)+x$", "Actor"),
            UserPattern("good", "literal", "tank", "Weapon"),
        ]
    )
    text = f"{'ab' * 90}. " * 20 + "A tank."
    begun = time.perf_counter()
    assert ("tank", "Weapon") in found(patterns, text)
    assert time.perf_counter() - begun < 2
    assert patterns.faults == {"bad": "The pattern “bad” takes too long and was switched off."}


def test_an_expression_that_is_slow_everywhere_is_switched_off_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.assist.patterns._SLOWEST", 1e-12)
    monkeypatch.setattr("annotator.assist.patterns._ENOUGH_TO_JUDGE", 0.001)
    patterns = Patterns([UserPattern("slow", "regex", r"(?:\w\w?)+d", "Actor")])
    text = f"{'abcabcabcabcd' * 4}. " * 3_000
    assert found(patterns, text)
    assert list(patterns.faults) == ["slow"]


def test_a_fast_expression_stays_on_through_a_long_text() -> None:
    patterns = Patterns([UserPattern("fast", "regex", r"\bGrad\b", "Weapon")])
    text = "They fired a Grad rocket. " * 20_000
    assert patterns.hits(text, TokenIndex(text)) == {"fast": 20_000}
    assert patterns.faults == {}


def test_a_hundred_thousand_literal_patterns_cost_little() -> None:
    patterns = Patterns([UserPattern(f"p{n}", "literal", f"word{n} brigade", "Actor") for n in range(100_000)])
    text = "The word77 brigade met word99999 brigade. " * 50
    tokens = TokenIndex(text)
    begun = time.perf_counter()
    assert len(patterns.suggest(text, tokens, 0, len(text))) == 100
    assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        ("literal", "  ", "is empty"),
        ("literal", "\u200b", "is empty"),
        ("words", "a? b?", "every word of it may be missing"),
        ("words", "a " * 17, "more than 16 words"),
        ("regex", "(", "is no regular expression: missing \\)"),
        ("regex", "a" * 401, "longer than 400 characters"),
        ("glob", "a", "unknown kind “glob”"),
    ],
)
def test_refusals(kind: str, text: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        one(kind, text)
    assert refusal_of(UserPattern("p", kind, text, "Actor"))


def test_a_good_pattern_is_not_refused() -> None:
    assert refusal_of(UserPattern("p", "regex", "a+", "Actor")) == ""


def test_too_many_expressions_are_refused() -> None:
    with pytest.raises(Refusal, match="At most 500"):
        Patterns([UserPattern(f"p{n}", "regex", "a", "Actor") for n in range(501)])
