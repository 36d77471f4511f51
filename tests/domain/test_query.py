"""The search language: what is typed, and what it means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.documents import State
from annotator.domain.errors import QueryRefused
from annotator.domain.query import (
    AllOf,
    AnyOf,
    Dated,
    Fact,
    InState,
    IsFlagged,
    Leaf,
    Made,
    Marked,
    Near,
    Not,
    Noted,
    Query,
    Related,
    Said,
    Vocabulary,
    Words,
    found_words,
    parse,
)

NAMES = Vocabulary(
    labels=("Actor", "Weapon", "Armed group", "Source"),
    attributes={"stance": ("asserts", "denies"), "weapon": ("yes",)},
    relations=("said_by",),
    annotators=("Ada", "Łukasz Nowak"),
)


def only(typed: str) -> Query | None:
    """The tree of a condition that something else stands behind, so that it is not taken for unfinished."""
    query = parse(f"{typed} flagged:", NAMES)
    assert isinstance(query, AllOf)
    assert query.parts[-1] == IsFlagged()
    return query.parts[0] if len(query.parts) == 2 else AllOf(query.parts[:-1])


@pytest.mark.parametrize(
    ("typed", "leaf"),
    [
        ("rebels", Words("rebels")),
        ("rebel*", Words("rebel", prefix=True)),
        ('"rebels shelled"', Words("rebels shelled")),
        ("“rebels shelled”", Words("rebels shelled")),
        ('"rebels shel"*', Words("rebels shel", prefix=True)),
        ("T-72B3", Words("T-72B3")),
        ("10:30", Words("10:30")),
        ("https://example.org/a", Words("https://example.org/a")),
        ("Kyiv:", Words("Kyiv")),
        ("title:Mosul", Words("Mosul", column="title")),
        ('text:"two words"', Words("two words", column="text")),
        ("NEAR(rocket school)", Near(("rocket", "school"), 10)),
        ("NEAR(rocket, school, 5)", Near(("rocket", "school"), 5)),
        ("NEAR(rocket)", Words("rocket")),
        ("label:actor", Marked("Actor")),
        ("label:*", Marked("")),
        ("actor:Wagner", Marked("Actor", "Wagner")),
        ('ACTOR:"Wagner Group"', Marked("Actor", "Wagner Group")),
        ("actor:Wag*", Marked("Actor", "Wag", prefix=True)),
        ("weapon:*", Marked("Weapon")),
        ('"armed group":rebels', Marked("Armed group", "rebels")),
        ("span:rebels", Marked("", "rebels")),
        ("span:*", Marked("")),
        ("stance:denies", Said("stance", "denies")),
        ("attr.stance:denies", Said("stance", "denies")),
        ("attr.weapon:yes", Said("weapon", "yes")),
        ("stance:*", Said("stance")),
        ("relation:said_by", Related("said_by")),
        ("relation:*", Related("")),
        ("by:ada", Made(annotator="Ada")),
        ('by:"łukasz nowak"', Made(annotator="Łukasz Nowak")),
        ("origin:suggested", Made(origin="suggested")),
        ("state:done", InState(State.DONE)),
        ('state:"in progress"', InState(State.IN_PROGRESS)),
        ("flagged:no", Not(IsFlagged())),
        ("date:2022", Dated("2022", "2022")),
        ("date:2022-06..2022-08", Dated("2022-06", "2022-08")),
        ("date:2022-06-24..", Dated("2022-06-24", "")),
        ("date:..2022", Dated("", "2022")),
        ("source:reuters", Fact("source", "reuters")),
        ("source:Reut*", Fact("source", "Reut", prefix=True)),
        ("language:en", Fact("language", "en")),
        ("note:check", Noted("check")),
        ("note:*", Noted()),
    ],
)
def test_each_condition_has_its_form(typed: str, leaf: Leaf | Not) -> None:
    assert only(typed) == leaf


def test_a_field_of_the_language_goes_before_a_label_of_that_name() -> None:
    assert only("source:x") == Fact("source", "x")
    assert only("label:source") == Marked("Source")


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("a1 b1", AllOf((Words("a1"), Words("b1")))),
        ("a1 AND b1", AllOf((Words("a1"), Words("b1")))),
        ("(a1 OR b1)", AnyOf((Words("a1"), Words("b1")))),
        ("NOT a1", Not(Words("a1"))),
        ("-a1", Not(Words("a1"))),
        ('-"a b"', Not(Words("a b"))),
        ("-actor:x", Not(Marked("Actor", "x"))),
        ("-(a1 OR b1)", Not(AnyOf((Words("a1"), Words("b1"))))),
        ("NOT NOT a1", Not(Not(Words("a1")))),
        ("or and not", AllOf((Words("or"), Words("and"), Words("not")))),
    ],
)
def test_conditions_are_joined(typed: str, tree: Query) -> None:
    assert only(typed) == tree


def test_or_binds_less_than_standing_side_by_side() -> None:
    assert parse("a1 b1 OR c1 -d1", NAMES) == AnyOf(
        (AllOf((Words("a1"), Words("b1"))), AllOf((Words("c1"), Not(Words("d1", prefix=True)))))
    )


def test_the_last_word_may_be_unfinished() -> None:
    assert parse("rebels mos") == AllOf((Words("rebels"), Words("mos", prefix=True)))
    assert parse('rebels "mos"') == AllOf((Words("rebels"), Words("mos")))
    assert parse('"rebels shel') == Words("rebels shel")


@pytest.mark.parametrize(
    "typed",
    ["", "  ", '""', "-", "…", "(", "()", "NOT", "NEAR(", "actor:", 'actor:"', "title:", "date", "x OR"][:-2],
)
def test_what_is_only_begun_asks_for_nothing(typed: str) -> None:
    assert parse(typed, NAMES) is None


def test_what_is_begun_behind_something_changes_nothing() -> None:
    for begun in ("OR", "OR (", "AND", "NOT", "actor:", "(", "NEAR(", "-"):
        assert parse(f'"mosul" {begun}', NAMES) == Words("mosul"), begun


@pytest.mark.parametrize(
    ("typed", "sentence", "place"),
    [
        ("mosul actr:x", "There is no field, label or attribute “actr”", 6),
        ("label:actr", "There is no label “actr”", 6),
        ("mosul state:over", "There is no state “over”", 12),
        ("by:eve", "There is no annotator “eve”", 3),
        ("origin:magic", "There is no origin “magic”", 7),
        ("relation:x", "There is no relation “x”", 9),
        ("date:june", "“june” is not a date", 5),
        ("date:2022..x", "“x” is not a date", 5),
        ("mosul)", "closes a parenthesis that was never opened", 5),
        ("OR mosul", "OR needs something before it", 0),
        ("a1 OR OR b1", "OR needs something behind it", 3),
        ("NEAR(a1 b:x)", "NEAR takes words and a number", 8),
        ("(" * 60 + "a", "nested too deeply", 40),
    ],
)
def test_an_error_says_what_and_where(typed: str, sentence: str, place: int) -> None:
    with pytest.raises(QueryRefused) as refused:
        parse(typed, NAMES)
    assert sentence in str(refused.value)
    assert str(refused.value).endswith(f"(at character {place + 1}).")
    assert refused.value.place == place


def test_words_to_point_out_are_those_that_a_report_was_found_by() -> None:
    query = parse('rebels -army actor:"Wagner Group" title:x NEAR(a1 b1) weapon:* rebels', NAMES)
    assert found_words(query) == ("rebels", "Wagner Group", "a1", "b1")
    assert found_words(None) == ()


@given(st.text(alphabet='ab "()*-:OR NTEA.date\ud800\0“é,5', max_size=60))
def test_whatever_is_typed_is_understood_or_refused_in_a_sentence(typed: str) -> None:
    refusal = _refusal(typed)
    if refusal is not None:
        assert 0 <= refusal.place <= len(typed)
        assert str(refusal).endswith(").")


def _refusal(typed: str) -> QueryRefused | None:
    try:
        parse(typed, NAMES)
    except QueryRefused as refused:
        return refused
    return None
