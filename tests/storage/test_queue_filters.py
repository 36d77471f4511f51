"""Filters and sorts of the queue, in every combination, against looking at all rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.documents import DocumentSummary, Facts, State
from annotator.storage.documents import SORTS, QueueFilter
from annotator.storage.store import Store, create_store
from tests.projects import CONFLICT, new_report

ROWS = [
    ("Mosul attack", "Agency", "2022-06-20", State.OPEN, True),
    ("beta", "agency", "2021-01-01", State.DONE, False),
    ("Alpha", "Wire", "2022-06-20", State.DONE, True),
    ("100%_sure", "Wire", "", State.SET_ASIDE, False),
    ("alpha", "", "2020", State.IN_PROGRESS, True),
    ("Mosul", "Wire", "2022", State.OPEN, False),
]
SORT_KEYS: dict[str, Callable[[DocumentSummary], tuple[Any, ...]]] = {
    "order": lambda row: (row.position,),
    "title": lambda row: (row.facts.title.lower(), row.position),
    "date": lambda row: (row.facts.date, row.position),
    "dated": lambda row: (row.facts.date == "", row.facts.date, row.position),
    "source": lambda row: (row.facts.source.lower(), row.position),
    "annotations": lambda row: (-row.annotations, row.position),
    "length": lambda row: (row.length, row.position),
}
FILTERS = st.builds(
    QueueFilter,
    st.none() | st.frozensets(st.sampled_from(State)),
    st.none() | st.booleans(),
    st.sampled_from(["", "mosul", "WIRE", "2022 wire", "alpha agency", "%", "_", "\\", "100%_"]),
    st.sampled_from(sorted(SORTS)),
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path: Path = tmp_path_factory.mktemp("queue") / "p.annodb"
    with create_store(path, CONFLICT) as store:
        with store.writing():
            list(
                store.bulk_writer().add(
                    replace(
                        new_report("x" * (9 - number % 4) + str(number)),
                        facts=Facts(title, source, date),
                        state=state,
                        flagged=flagged,
                    )
                    for number, (title, source, date, state, flagged) in enumerate(ROWS)
                )
            )
        yield store


def shown(row: DocumentSummary, wanted: QueueFilter) -> bool:
    fields = [row.facts.title.lower(), row.facts.source.lower(), row.facts.date]
    return (
        (wanted.states is None or row.state in wanted.states)
        and wanted.flagged in (None, row.flagged)
        and all(any(word.lower() in field for field in fields) for word in wanted.words.split())
    )


@given(wanted=FILTERS)
def test_the_queue_shows_what_fits_in_the_order_asked_for(corpus: Store, wanted: QueueFilter) -> None:
    rows = corpus.documents.summaries(range(1, len(ROWS) + 1))
    expected = sorted((row for row in rows if shown(row, wanted)), key=SORT_KEYS[wanted.sort])
    assert list(corpus.documents.keys(wanted)) == [row.key for row in expected]


@given(sort=st.sampled_from(sorted(SORTS)), matching=st.sets(st.integers(0, 9)))
def test_what_a_search_found_is_put_in_order(corpus: Store, sort: str, matching: set[int]) -> None:
    everything = list(corpus.documents.keys(QueueFilter(sort=sort)))
    assert list(corpus.documents.sorted(list(matching), sort)) == [key for key in everything if key in matching]


@given(after=st.integers(0, 7), states=st.frozensets(st.sampled_from(State)))
def test_the_next_report_is_looked_for_round_the_end(corpus: Store, after: int, states: frozenset[State]) -> None:
    keys = [key for key, row in enumerate(ROWS, start=1) if row[3] in states]
    behind, before = [key for key in keys if key > after], [key for key in keys if key < after]
    if after in range(1, 7):
        assert corpus.documents.next_in_queue(after, states) == next(iter([*behind, *before]), None)
    else:
        assert corpus.documents.next_in_queue(after, states) == next(iter(keys), None)


@given(keys=st.lists(st.integers(0, 9), unique=True))
def test_rows_come_in_the_order_of_their_keys_without_those_that_are_gone(corpus: Store, keys: list[int]) -> None:
    assert [row.key for row in corpus.documents.summaries(keys)] == [key for key in keys if 1 <= key <= 6]


def test_neighbours_lead_from_the_first_to_the_last(corpus: Store) -> None:
    assert [corpus.documents.neighbour(key, 1) for key in range(1, 7)] == [2, 3, 4, 5, 6, None]
    assert [corpus.documents.neighbour(key, -1) for key in range(1, 7)] == [None, 1, 2, 3, 4, 5]


def test_known_texts_and_ids_are_told_from_new_ones(corpus: Store) -> None:
    known = corpus.documents.read(3)
    assert corpus.documents.known_digests([known.sha256, "0" * 64]) == {known.sha256}
    assert corpus.documents.known_uids(["new", known.uid]) == {known.uid}
