from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotations import Annotation
from annotator.domain.errors import SchemaRefused
from annotator.domain.rules import Breach, Rule, RuleKind, breaches
from annotator.domain.spans import Span

DETERMINERS = Rule(RuleKind.NO_LEADING, ("determiners",))
SIGNS = Rule(RuleKind.NO_TRAILING, (".", "”", ","))
OPENING = Rule(RuleKind.NO_LEADING, ("that", "“"))


def broken(text: str, marked: str, rule: Rule, types: tuple[str, ...] = (), **values: object) -> Breach | None:
    start = text.index(marked)
    annotation = Annotation("a", 1, "Actor", start, start + len(marked), "ada", dict(values))  # type: ignore[arg-type]
    found = list(breaches(text, annotation, [rule], types))
    assert len(found) <= 1
    return found[0] if found else None


def mended(text: str, marked: str, rule: Rule) -> str | None:
    breach = broken(text, marked, rule)
    return None if breach is None or breach.fix is None else breach.fix.of(text)


@pytest.mark.parametrize(
    ("text", "marked", "kept"),
    [
        ("He met the rebels.", "the rebels", "rebels"),
        ("The rebels fled.", "The rebels", "rebels"),
        ("Near the\n town hall", "the\n town hall", "town hall"),
        ("It hit their own his house", "their own", "own"),
        ("Of all his her men", "his her men", "men"),
    ],
)
def test_a_leading_determiner_can_be_taken_off(text: str, marked: str, kept: str) -> None:
    assert mended(text, marked, DETERMINERS) == kept


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("He met rebels.", "rebels"),
        ("Theatre staff", "Theatre staff"),
        ("He fled to The Hague.", "The Hague"),
        ("the-then mayor", "the-then mayor"),
        ("A’s answer", "A’s answer"),
    ],
)
def test_what_only_looks_like_a_determiner_stays(text: str, marked: str) -> None:
    assert broken(text, marked, DETERMINERS) is None


def test_a_span_of_nothing_but_the_forbidden_should_go() -> None:
    breach = broken("and the end", "the", DETERMINERS)
    assert breach is not None
    assert breach.removes
    assert breach.fix is None
    assert "“the”" in breach.sentence


@pytest.mark.parametrize(
    ("marked", "kept"),
    [("it was hit.", "it was hit"), ("it was hit.”", "it was hit"), ("it was hit ,", "it was hit")],
)
def test_trailing_signs_can_be_taken_off(marked: str, kept: str) -> None:
    assert mended(f"“{marked} he said", marked, SIGNS) == kept


def test_quotation_marks_that_open_and_close_within_belong_to_the_span() -> None:
    text = "the truce “holds on paper” he said"
    assert broken(text, "truce “holds on paper”", SIGNS) is None
    assert broken(text, "“holds on paper” he", OPENING) is None
    assert mended(text, "“holds on paper”", OPENING) == "holds on paper”"


def test_words_count_as_they_are_written_and_lists_without_case() -> None:
    assert mended("said that it fell", "that it fell", OPENING) == "it fell"
    assert broken("That it fell", "That it fell", OPENING) is None


def test_a_pronoun_alone_is_no_actor() -> None:
    rule = Rule(RuleKind.NEVER_ONLY, ("pronouns",))
    breach = broken("They fled", "They", rule)
    assert breach is not None
    assert breach.removes
    assert broken("They themselves fled", "They themselves", rule) is None


def test_long_spans_are_told_with_both_numbers() -> None:
    breach = broken("a b c d", "a b c d", Rule(RuleKind.AT_MOST_WORDS, ("3",)))
    assert breach is not None
    assert breach.sentence == "Actor has 4 words; 3 are usual at most."


def test_needed_relations_and_attributes() -> None:
    said = Rule(RuleKind.NEEDS_RELATION, ("said_by",))
    breach = broken("it fell", "it fell", said)
    assert breach is not None
    assert breach.sentence == "Actor has no “said by”."
    assert breach.fix is None
    assert broken("it fell", "it fell", said, ("said_by",)) is None
    stance = Rule(RuleKind.NEEDS_ATTRIBUTE, ("stance",))
    assert broken("it fell", "it fell", stance, stance="") is not None
    assert broken("it fell", "it fell", stance, stance="denies") is None


@pytest.mark.parametrize("values", [(), ("",), (" ",)])
def test_a_rule_without_words_is_refused(values: tuple[str, ...]) -> None:
    with pytest.raises(SchemaRefused, match="says nothing"):
        Rule(RuleKind.NO_LEADING, values)


@pytest.mark.parametrize("values", [("0",), ("x",), ("3", "4"), ("-1",)])
def test_a_rule_without_a_number_is_refused(values: tuple[str, ...]) -> None:
    with pytest.raises(SchemaRefused, match="one number"):
        Rule(RuleKind.AT_MOST_WORDS, values)


@given(st.text(st.sampled_from("the athis. ”“,İßA"), min_size=1, max_size=30), st.data())
def test_a_mended_span_lies_within_and_keeps_its_rule(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    for rule in (DETERMINERS, SIGNS, OPENING):
        for breach in breaches(text, Annotation("a", 1, "Actor", start, end, "ada"), [rule], ()):
            if breach.fix is None:
                assert breach.removes
                continue
            assert Span(start, end).contains(breach.fix)
            assert breach.fix
            assert breach.fix != Span(start, end)
            after = Annotation("a", 1, "Actor", breach.fix.start, breach.fix.end, "ada")
            assert not list(breaches(text, after, [rule], ()))
