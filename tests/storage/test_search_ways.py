"""Along which of its conditions a search is walked, and what that spares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app.searching import vocabulary
from annotator.domain.documents import Facts, NewAnnotation, NewDocument
from annotator.domain.query import Query, parse
from annotator.storage import query_terms, report_search
from annotator.storage.store import Store, create_store
from tests.projects import CONFLICT, new_report


def _documents() -> Iterator[NewDocument]:
    """Each tells of a war; every second one of the Wagner Group, every tenth came from Seven, ten are of May."""
    for number in range(60):
        who = "Wagner" if number % 2 else "Nobody"
        mark = (NewAnnotation("a", "Actor", 0, 6, "ada"),)
        facts = Facts(f"Report {number}", "Seven" if number % 10 == 0 else "Six", f"2022-0{5 + (number > 9)}-01")
        yield replace(new_report(f"{who} went to war, {number} times.", annotations=mark), facts=facts)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path: Path = tmp_path_factory.mktemp("ways") / "p.annodb"
    with create_store(path, CONFLICT) as store:
        with store.writing():
            list(store.bulk_writer().add(_documents()))
        yield store


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_search, "_RANKED", 3)


def asked(corpus: Store, typed: str) -> Query:
    query = parse(typed, vocabulary(corpus))
    assert query is not None
    return query


@pytest.mark.parametrize(
    ("typed", "along", "number"),
    [
        ("war source:seven", "fact_search", 6),
        ("war wagner", "document_search", 30),
        ("war date:2022-05", "documents_by_date", 10),
        ("actor:* source:seven", "fact_search", 6),
    ],
)
def test_a_search_goes_along_what_lies_thinnest(corpus: Store, typed: str, along: str, number: int) -> None:
    """The first few of each are counted; how far these reach tells which are rare."""
    (plan,) = corpus.search._plans(asked(corpus, typed))
    assert along in plan.listing
    assert len(list(corpus.search.keys(asked(corpus, typed)))) == number


def test_texts_are_read_only_of_reports_with_the_words(corpus: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    has_marked = query_terms._has_marked

    def looking(text: str, spans: str, words: str, prefix: int) -> bool:
        looked.append(text)
        return has_marked(text, spans, words, prefix)

    monkeypatch.setattr(query_terms, "_has_marked", looking)
    query = asked(corpus, 'actor:"Wagner" date:2022-05')
    (plan,) = corpus.search._plans(query)
    assert "documents_by_date" in plan.listing
    assert list(corpus.search.keys(query)) == [2, 4, 6, 8, 10]
    assert len(looked) == 5
    assert all(text.startswith("Wagner") for text in looked)
