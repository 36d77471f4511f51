from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.documents import Facts, State
from annotator.domain.edits import DocumentChanged, DocumentStatus, Operation
from annotator.storage.documents import SORTS, QueueFilter
from annotator.storage.search import search_words
from annotator.storage.store import Store
from tests.projects import new_report


def change(store: Store, key: int, **parts: object) -> None:
    document = store.documents.read(key)
    before = DocumentStatus(document.state, document.flagged, document.note, document.facts)
    edit = DocumentChanged(key, before, replace(before, **parts))  # type: ignore[arg-type]
    store.apply(Operation("change", (edit,)), "ada")


def test_a_document_comes_back_as_it_went_in(store: Store) -> None:
    text = "\ufeffA\r\nb\x00c\u00a0💥 e\u0301 القوات"
    facts = Facts("T", "S", "2022-06-20", "en", "https://example.org", {"n": [1, None]})
    with store.writing():
        list(store.bulk_writer().add([replace(new_report(text), facts=facts)]))
    document = store.documents.read(1)
    assert document.text == text
    assert document.facts == facts


def test_an_unknown_document_is_a_key_error(store: Store) -> None:
    with pytest.raises(KeyError):
        store.documents.read(7)


def test_states_are_counted_and_filtered(filled: Store) -> None:
    change(filled, 2, state=State.DONE)
    assert filled.documents.count_by_state()[State.DONE] == 1
    assert list(filled.documents.keys(QueueFilter(states=frozenset({State.DONE})))) == [2]
    change(filled, 3, flagged=True)
    assert list(filled.documents.keys(QueueFilter(flagged=True))) == [3]


@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_lists_every_report(filled: Store, sort: str) -> None:
    assert sorted(filled.documents.keys(QueueFilter(sort=sort))) == [1, 2, 3]


def test_words_narrow_the_queue_and_mean_themselves(filled: Store) -> None:
    change(filled, 1, facts=Facts(title="100% sure_thing"))
    assert list(filled.documents.keys(QueueFilter(words="100% sure_"))) == [1]
    assert list(filled.documents.keys(QueueFilter(words="_"))) == [1]


def test_the_next_unfinished_report_is_found_round_the_end(filled: Store) -> None:
    open_states = frozenset({State.OPEN})
    change(filled, 3, state=State.DONE)
    assert filled.documents.next_in_queue(2, open_states) == 1
    assert filled.documents.neighbour(1, 1) == 2
    assert filled.documents.neighbour(1, -1) is None


def test_words_are_split_and_phrases_kept() -> None:
    assert search_words('say "two words" , x').words == ("say", "two words", "x")


def test_the_place_of_reading_is_kept(filled: Store) -> None:
    with filled.writing():
        filled.documents.remember_caret(1, 17)
    assert filled.documents.read(1).caret == 17


def test_titles_come_in_the_order_of_the_queue(filled: Store) -> None:
    change(filled, 2, facts=Facts(title="Second", source="Wire", date="2022-06-20"), state=State.DONE)
    titles = filled.documents.titles(10)
    assert [key for key, *_ in titles] == [1, 2, 3]
    assert titles[1] == (2, "Second", "Wire", "2022-06-20", "done")
    assert [key for key, *_ in filled.documents.titles(2)] == [1, 2]
