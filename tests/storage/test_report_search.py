"""Searches over a small project, by every condition and against looking at all reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.app.searching import vocabulary
from annotator.domain.annotations import Origin, Relation
from annotator.domain.documents import Facts, NewAnnotation, NewDocument, State
from annotator.domain.errors import Refusal
from annotator.domain.labels import Attribute, AttributeValueChoice
from annotator.domain.query import AllOf, AnyOf, Leaf, Not, Query, Words, leaves, parse
from annotator.domain.spans import Span
from annotator.storage import report_search
from annotator.storage.store import Store, create_store
from tests.projects import CONFLICT, new_report

_STANCE = Attribute("stance", "choice", "s", (AttributeValueChoice("asserts"), AttributeValueChoice("denies")))
_CLAIM = replace(CONFLICT.label("Claim"), attributes=(_STANCE, Attribute("evidence", "flag")))
SCHEMA = replace(CONFLICT, labels=(*CONFLICT.labels[:3], _CLAIM))
WAGNER = "The Wagner Group denied it. Grad rockets fell near the school on Monday, and the Wagner men left."


def _documents() -> Iterator[NewDocument]:
    said = {"stance": "denies", "evidence": True}
    wagner = (
        NewAnnotation("a", "Actor", 4, 16, "ada"),
        NewAnnotation("c", "Claim", 0, 27, "bo", said, "who says so?", True),
    )
    relation = (Relation("r", 0, "said_by", "c", "a", "bo"),)
    yield replace(
        new_report(WAGNER, "Rockets on a school", wagner), relations=relation, state=State.DONE,
        facts=Facts("Rockets on a school", "Kyiv Post", "2022-06-24", "en"),
    )  # fmt: skip
    grad = NewAnnotation("w", "Weapon", 0, 4, "ada", origin=Origin("suggested", "memory", 0.9))
    yield replace(
        new_report("Grad rockets hit Wagner positions.", "Second", (grad,)),
        facts=Facts("Second", "Reuters", "2022-08-01T10:00", "uk"), flagged=True, note="a Stringer’s word",
    )  # fmt: skip
    yield replace(
        new_report("Обстріл Києва: São Paulo мовчить.", "Third"), facts=Facts("Third", "", "", "uk"),
        state=State.IN_PROGRESS, annotations=(NewAnnotation("l", "Location", 8, 12, "bo"),),
    )  # fmt: skip
    yield replace(new_report("Nothing of note.", "Fourth"), facts=Facts("Fourth", "Reuters World", "2021"))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path: Path = tmp_path_factory.mktemp("search") / "p.annodb"
    with create_store(path, SCHEMA) as store:
        with store.writing():
            list(store.bulk_writer().add(_documents()))
        yield store


def asked(corpus: Store, typed: str) -> Query:
    query = parse(typed, vocabulary(corpus))
    assert query is not None
    return query


EXPECTED = {
    "wagner": [1, 2],
    "wag": [1, 2],
    '"wag"': [],
    '"wagner group"': [1],
    "wagner rockets": [1, 2],
    "NEAR(grad school, 4)": [1],
    "NEAR(grad monday, 2)": [],
    "title:rockets": [1],
    "text:rockets": [1, 2],
    "києва": [3],
    "sao": [3],
    "actor:wagner": [1],
    'actor:"Wagner Group"': [1],
    "actor:group*": [1],
    "actor:rockets": [],
    "weapon:GRAD": [2],
    "span:wagner": [1],
    "span:*": [1, 2, 3],
    "label:claim": [1],
    "location:києва": [],
    "location:києв*": [3],
    "stance:denies": [1],
    "stance:den*": [1],
    "stance:asserts": [],
    "stance:*": [1],
    "evidence:yes": [1],
    "relation:said_by": [1],
    "relation:*": [1],
    "by:bo": [1, 3],
    "origin:suggested": [2],
    "origin:manual": [1, 3],
    "state:done": [1],
    'state:"in progress"': [3],
    "flagged:": [1, 2],
    "flagged:no": [3, 4],
    "date:2022": [1, 2],
    "date:2022-06..2022-08": [1, 2],
    "date:2022-06..2022-07": [1],
    "date:..2021": [4],
    "date:2022..": [1, 2],
    "source:reuters": [2, 4],
    'source:"reuters world"': [4],
    "source:*": [1, 2, 4],
    "language:uk": [2, 3],
    "note:stringer": [2],
    "note:says": [1],
    "note:*": [1, 2],
    "stringer": [2],
    "stringer wagner": [2],
    "reuters grad": [2],
    "kyiv school": [1],
    "wagner -school": [2],
    "-wagner": [3, 4],
    "-actor:wagner wagner": [2],
    "NOT (wagner OR київ*)": [3, 4],
    "school OR nothing": [1, 4],
    "(wagner OR nothing) state:open": [2, 4],
    "wagner (state:done OR flagged:)": [1, 2],
    "-source:reuters": [1, 3],
    "-note:*": [3, 4],
    "-relation:* -span:*": [4],
    'actor:"Wagner" stance:denies state:done date:2022-06..2022-08': [1],
}


@pytest.mark.parametrize("typed", EXPECTED)
def test_every_condition_finds_its_reports(corpus: Store, typed: str) -> None:
    assert list(corpus.search.keys(asked(corpus, typed))) == EXPECTED[typed]
    assert sorted(corpus.search.first(asked(corpus, typed), 10)) == EXPECTED[typed]


@pytest.mark.parametrize("cap", [1, 2])
def test_a_condition_with_many_reports_is_answered_alike(
    corpus: Store, monkeypatch: pytest.MonkeyPatch, cap: int
) -> None:
    monkeypatch.setattr(report_search, "_RANKED", cap)
    monkeypatch.setattr(report_search, "_STEPS", (1, 2))
    for typed, keys in EXPECTED.items():
        assert list(corpus.search.keys(asked(corpus, typed))) == keys, typed


LEAVES = [typed for typed in EXPECTED if " " not in typed and not typed.startswith("-") and "no" not in typed]
TREES = st.recursive(
    st.sampled_from(LEAVES), lambda inner: st.one_of(st.tuples(st.just("NOT"), inner),
    st.tuples(st.sampled_from(("AND", "OR")), inner, inner)), max_leaves=4,
)  # fmt: skip


def _answer(tree: str | tuple[str, ...]) -> set[int]:
    if isinstance(tree, str):
        return set(EXPECTED[tree])
    sign, *parts = tree
    sets = [_answer(part) for part in parts]
    return {1, 2, 3, 4} - sets[0] if sign == "NOT" else sets[0] & sets[1] if sign == "AND" else sets[0] | sets[1]


def _query(corpus: Store, tree: str | tuple[str, ...]) -> Query:
    if isinstance(tree, str):
        return asked(corpus, tree)
    sign, *parts = tree
    made = tuple(_query(corpus, part) for part in parts)
    return Not(made[0]) if sign == "NOT" else AllOf(made) if sign == "AND" else AnyOf(made)


@given(tree=TREES)
def test_conditions_join_as_sets_do(corpus: Store, tree: str | tuple[str, ...]) -> None:
    assert list(corpus.search.keys(_query(corpus, tree))) == sorted(_answer(tree))


def test_pages_follow_each_other(corpus: Store) -> None:
    query = asked(corpus, "language:* OR source:*")
    assert corpus.search.page(query, 2) == [1, 2]
    assert corpus.search.page(query, 2, after=2) == [3, 4]
    assert corpus.search.page(query, 2, after=4) == []


def test_too_many_alternatives_are_refused(corpus: Store) -> None:
    many = AllOf(tuple(AnyOf((Words(f"a{n}"), Words(f"b{n}"))) for n in range(9)))
    with pytest.raises(Refusal, match="more than 64 alternatives"):
        list(corpus.search.keys(many))


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("actor:wagner rockets", ("The ", "Wagner Group", " denied it.")),
        ("label:claim", ("", "The Wagner Group denied it.", " Grad rockets")),
        ("note:says", ("who ", "says", " so?")),
        ("kyiv", ("", "Kyiv", " Post")),
        ("source:kyiv", ("", "Kyiv", " Post")),
    ],
)
def test_a_line_shows_why(corpus: Store, typed: str, line: tuple[str, str, str]) -> None:
    (hit,) = corpus.search.hits(asked(corpus, typed), [1])
    assert (hit.before, hit.match, hit.behind[: len(line[2])]) == line


def test_there_is_no_line_where_nothing_can_be_shown(corpus: Store) -> None:
    assert list(corpus.search.hits(asked(corpus, "state:done"), [1])) == []
    assert list(corpus.search.hits(asked(corpus, "wagner"), [])) == []


@pytest.mark.parametrize(
    ("typed", "span"),
    [("actor:wagner", Span(4, 16)), ("claim:*", Span(0, 27)), ("rockets", None), ("state:done", None)],
)
def test_the_span_that_it_was_found_for_is_told(corpus: Store, typed: str, span: Span | None) -> None:
    assert corpus.search.place(asked(corpus, typed), 1) == span


def test_excluded_words_are_no_leaves() -> None:
    kept: Callable[[Query | None], list[Leaf]] = lambda query: list(leaves(query))  # noqa: E731
    assert kept(parse('"a" -"b"')) == [Words("a")]
