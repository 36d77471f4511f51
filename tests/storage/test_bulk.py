from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.annotations import Origin, Relation
from annotator.domain.documents import NewAnnotation, NewDocument, State
from annotator.domain.errors import StorageFailed
from annotator.domain.query import parse
from annotator.storage import bulk, bulk_reading
from annotator.storage.store import Store, create_store, open_store
from tests.projects import CONFLICT, new_report

ANNOTATIONS = (
    NewAnnotation("c", "Claim", 0, 20, "ada", {"stance": "asserts", "sure": True}, "really?", True),
    NewAnnotation("n", "Claim", 1, 20, "ada", {"stance": "asserts", "sure": 1}),
    NewAnnotation("a", "Actor", 22, 31, "bo", origin=Origin("imported", "brat", 0.5), created=7.5),
)


def annotated(text: str = "Rebels shelled Mosul, officials said.") -> NewDocument:
    relation = Relation("r", 0, "said_by", "c", "a", "ada")
    return replace(new_report(text), annotations=ANNOTATIONS, relations=(relation,), state=State.DONE)


def test_what_goes_in_comes_out(store: Store) -> None:
    with store.writing():
        assert list(store.bulk_writer().add([annotated()])) == [1]
    ((document, annotations, relations),) = store.bulk_reader().read(frozenset({State.DONE}))
    assert document.text.startswith("Rebels")
    assert sorted(annotations, key=lambda a: a.start) == list(ANNOTATIONS)
    assert [type(a.attributes["sure"]) for a in annotations if "sure" in a.attributes] == [bool, int]
    assert relations == [Relation("r", 1, "said_by", "c", "a", "ada")]


def test_reading_follows_the_queue_and_the_states(store: Store) -> None:
    documents = [annotated(f"{'x' * 40} {n}") for n in range(120)]
    documents[7] = replace(documents[7], state=State.OPEN)
    with store.writing():
        list(store.bulk_writer().add(documents))
    read = [(document.key, len(found)) for document, found, _ in store.bulk_reader().read(frozenset({State.DONE}))]
    assert read == [(key, 3) for key in range(1, 121) if key != 8]
    assert store.bulk_reader().count(frozenset({State.DONE, State.OPEN})) == 120


def test_a_batch_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(KeyError), store.writing():
        list(
            store.bulk_writer().add(
                [annotated(), replace(annotated(), annotations=(NewAnnotation("x", "Nobody", 0, 1, "eve"),))]
            )
        )
    assert store.documents.keys().tolist() == []
    assert store.labels.annotator_names() == {}


def test_plain_annotations_and_others_come_back_by_their_start(store: Store) -> None:
    plain = (NewAnnotation("p1", "Actor", 5, 9, "ada", created=1.5), NewAnnotation("p2", "Actor", 30, 36, "bo"))
    mixed = replace(annotated(), annotations=(plain[1], *ANNOTATIONS, plain[0]))
    with store.writing():
        list(store.bulk_writer().add([mixed]))
    ((_, annotations, _),) = store.bulk_reader().read(frozenset({State.DONE}))
    assert annotations == sorted(mixed.annotations, key=lambda a: a.start)


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Store]:
    """A store that other threads may use as well."""
    create_store(tmp_path / "shared.annodb", CONFLICT).close()
    with open_store(tmp_path / "shared.annodb", any_thread=True) as store:
        yield store


def test_two_threads_write_and_read_what_one_does(
    store: Store, shared: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_BATCH", 7)
    documents = [annotated(f"Rebels shelled Mosul, officials said, {n} times.") for n in range(120)]
    for writing in (store, shared):
        with writing.writing():
            assert list(writing.bulk_writer().add(documents))[-1] == 120
    done = frozenset({State.DONE})
    here, there = (list(one.bulk_reader().read(done, times=True)) for one in (store, shared))
    assert here == there
    query = parse("rebels")
    assert query is not None
    assert [len(list(one.search.keys(query))) for one in (store, shared)] == [120, 120]


def test_what_stops_the_thread_that_indexes_stops_the_import(
    shared: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: int) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(bulk.BulkWriter, "_index", full)
    with pytest.raises(StorageFailed, match="full"), shared.writing():
        list(shared.bulk_writer().add([annotated()]))
    assert shared.documents.keys().tolist() == []


def test_reading_may_end_before_the_thread_that_reads_ahead(shared: Store) -> None:
    with shared.writing():
        list(shared.bulk_writer().add([annotated(f"{'x' * 40} {n}") for n in range(120)]))
    reading = shared.bulk_reader().read(frozenset({State.DONE}))
    next(reading)
    reading.close()
    assert shared.bulk_reader().count(frozenset({State.DONE})) == 120


def test_reports_that_share_a_position_are_read_once_each(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_reading, "_PAGE", 3)
    with store.writing():
        list(store.bulk_writer().add([new_report(f"Report {n}") for n in range(20)]))
        store._db.execute("UPDATE documents SET position = 9 - id / 5, state = iif(id % 7, 'open', 'done')")
    order = store._db.execute("SELECT id FROM documents WHERE state = 'open' ORDER BY position, id")
    found = [document.key for document, _, _ in store.bulk_reader().read(frozenset({State.OPEN}))]
    assert found == [key for (key,) in order]
    assert len(found) == 18


def test_no_list_of_all_reports_is_made(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first report is given when one page of sizes is read, however many there are."""
    monkeypatch.setattr(bulk_reading, "_PAGE", 5)
    monkeypatch.setattr(bulk_reading, "_BATCH", 4)
    with store.writing():
        list(store.bulk_writer().add([new_report(f"Report {n}") for n in range(50)]))
    asked: list[str] = []
    store._db.conn.set_trace_callback(asked.append)
    next(reading := store.bulk_reader().read(frozenset(State)))
    reading.close()
    assert sum("LIMIT 5" in statement for statement in asked) == 1


def test_long_reports_are_read_few_at_a_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    read = bulk_reading.BulkReader._rows_of

    def noted(reader: bulk_reading.BulkReader, batch: Sequence[int]) -> object:
        sizes.append(len(batch))
        return read(reader, batch)

    monkeypatch.setattr(bulk_reading.BulkReader, "_rows_of", noted)
    monkeypatch.setattr(bulk_reading, "_BATCH", 4)
    monkeypatch.setattr(bulk_reading, "_BATCH_TEXT", 1_000)
    monkeypatch.setattr(bulk_reading, "_BATCH_MARKS", 6)
    texts = [
        "x" * 1_500,
        *(f"{'y' * 400} {n}" for n in range(3)),
        *(f"Rebels shelled Mosul, they said {n}" for n in range(5)),
    ]
    with store.writing():
        list(store.bulk_writer().add([*map(new_report, texts), *(annotated(f"{'z' * 40} {n}") for n in range(3))]))
    found = [document.key for document, _, _ in store.bulk_reader().read(frozenset(State))]
    assert found == list(range(1, 13))
    assert sizes == [1, 2, 4, 4, 1]
