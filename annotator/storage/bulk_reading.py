"""Many reports at once, read in the order of the queue with everything that belongs to them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
from sqlite_utils import Database

from annotator.domain.annotations import MANUAL, NO_ATTRIBUTES, AttributeValue, Origin, Relation
from annotator.domain.documents import Document, NewAnnotation, State
from annotator.storage.annotations import AnnotationStore
from annotator.storage.documents import DocumentStore, facts_of
from annotator.storage.faults import plain_faults
from annotator.storage.labels import LabelStore
from annotator.storage.tallies import TallyStore

_BATCH = 400  # reports that are read at once, unless they are long: fewer cost more waiting between the threads
_BATCH_TEXT = 4_000_000  # code points
_BATCH_MARKS = 100_000  # annotations
_PAGE = 1_000  # documents whose sizes are looked up at once
_STATES = {state.value: state for state in State}
Marks = dict[int, list[NewAnnotation]]
Relations = dict[int, list[Relation]]


class BulkReader:
    """Reads documents with everything that belongs to them, in the order of the queue, a batch at a time.

    With `any_thread`, which says that the connection may be used by several, the annotations of the next batch are
    read by another thread while the caller is busy with this one.
    """

    def __init__(self, db: Database, labels: LabelStore, path: Path, *, any_thread: bool = False) -> None:
        self._db = db
        self._path = path
        self._any_thread = any_thread
        self._annotations = AnnotationStore(db, labels)
        self._documents = DocumentStore(db)
        self._tallies = TallyStore(db)

    def count(self, states: frozenset[State]) -> int:
        counts = self._documents.count_by_state()
        return sum(counts[state] for state in states)

    def count_annotations(self, states: frozenset[State]) -> int:
        """How many annotations the documents in these states have together."""
        return self._tallies.spans(states)

    def count_by_label(self, states: frozenset[State]) -> dict[str, int]:
        """How many annotations each label has in the documents in these states; unused labels are missing."""
        return self._tallies.spans_by_label(states)

    def count_by_value(self) -> list[tuple[str, str, str, int]]:
        """Label, attribute, its value in words and how many annotations have it, over all documents."""
        return self._tallies.values()

    def count_by_annotator(self, states: frozenset[State]) -> dict[str, int]:
        """How many annotations each annotator made in the documents in these states, the busiest first."""
        return self._tallies.spans_by_annotator(states)

    def relations_out_of(self, states: frozenset[State], among: Sequence[int] | None = None) -> int:
        """How many relations lead from a report in these states, or `among` these, to a report that is not."""
        if among is not None:
            chosen = frozenset(among)
            pairs = self._db.execute(
                "SELECT document_id, child_document_id FROM relations WHERE child_document_id IS NOT NULL"
            )
            return sum(head in chosen and child not in chosen for head, child in pairs)
        names = _names(states)
        row = self._db.execute(
            "SELECT count(*) FROM relations r JOIN documents d ON d.id = r.document_id"
            " JOIN documents c ON c.id = r.child_document_id WHERE r.child_document_id IS NOT NULL"
            f" AND d.state IN ({names}) AND c.state NOT IN ({names})"
        ).fetchone()
        return int(row[0])

    def related_reports(self) -> dict[int, str]:
        """The uids of the reports that relations from other reports lead to, by their keys."""
        rows = self._db.execute(
            "SELECT DISTINCT d.id, d.uid FROM relations r JOIN documents d ON d.id = r.child_document_id"
            " WHERE r.child_document_id IS NOT NULL"
        )
        return dict(rows.fetchall())

    def read(
        self, states: frozenset[State], among: Sequence[int] | None = None, *, times: bool = False
    ) -> Iterator[tuple[Document, list[NewAnnotation], list[Relation]]]:
        """The documents in these states, annotations by their start; nothing of the project may change meanwhile.

        `among` narrows them to these keys; only with `times` do annotations say when they were made. Raises
        ProjectRefused where the file is damaged.
        """
        with plain_faults(self._path):
            for rows, relations, marks in self._read(self._batches(states, among), times):
                for row in rows:
                    yield _document(row), marks.get(row[0], []), relations.get(row[0], [])

    def _batches(self, states: frozenset[State], among: Sequence[int] | None) -> Iterator[list[int]]:
        """The keys in the order of the queue, in batches of which two fit into memory."""
        chosen = None if among is None else frozenset(among)
        batch: list[int] = []
        texts = marks = 0
        for key, length, number in self._sizes(states):
            if chosen is not None and key not in chosen:
                continue
            texts, marks = texts + length, marks + number
            if batch and (len(batch) >= _BATCH or texts > _BATCH_TEXT or marks > _BATCH_MARKS):
                yield batch
                batch = []
                texts, marks = length, number
            batch.append(key)
        if batch:
            yield batch

    def _sizes(self, states: frozenset[State]) -> Iterator[tuple[int, int, int]]:
        """Key, code points and annotations of each document, in the order of the queue, a page at a time."""
        query = (
            "SELECT position, id, length, annotation_count FROM documents WHERE (position, id) > (?, ?)"
            f" AND +state IN ({_names(states)}) ORDER BY position, id LIMIT {_PAGE}"
        )
        position, key = -1, 0
        while rows := self._db.conn.execute(query, [position, key]).fetchall():
            for position, key, length, number in rows:  # noqa: B007 - from where the next page goes on
                yield key, length, number

    def _read(
        self, batches: Iterator[list[int]], times: bool
    ) -> Iterator[tuple[list[tuple[Any, ...]], Relations, Marks]]:
        if not self._any_thread:
            yield from (
                (self._rows_of(each), self._relations_of(each), self._marks_of(each, times)) for each in batches
            )
            return
        following = next(batches, None)
        with ThreadPoolExecutor(1, "bulk") as thread:
            ahead: Future[Marks] | None = None
            while (batch := following) is not None:
                marks = self._marks_of(batch, times) if ahead is None else ahead.result()
                rows, relations = self._rows_of(batch), self._relations_of(batch)
                following = next(batches, None)
                if following is not None:  # from here on the connection is busy
                    ahead = thread.submit(self._marks_of, following, times)
                yield rows, relations, marks

    def _rows_of(self, batch: Sequence[int]) -> list[tuple[Any, ...]]:
        """In the order of the batch; SQLite would copy the texts to sort them."""
        rows = self._db.conn.execute(f"{_DOCUMENTS} WHERE d.id IN ({_places(batch)})", batch).fetchall()
        by_key = {row[0]: row for row in rows}
        return [by_key[key] for key in batch if key in by_key]

    def _relations_of(self, batch: Sequence[int]) -> Relations:
        query = f"SELECT DISTINCT document_id FROM relations WHERE document_id IN ({_places(batch)})"
        keys = self._db.conn.execute(query, batch).fetchall()
        return {key: self._annotations.relations_headed_in(key) for (key,) in keys}

    def _marks_of(self, batch: Sequence[int], times: bool) -> Marks:
        """SQLite gives one row for the whole batch, so that no other thread is held up for each annotation."""
        ((found,),) = self._db.conn.execute(_MARKS.format(_places(batch)), batch).fetchall()
        read = _marks.decode(found)
        marks = {key: made for key, _, made in read}
        if odd := [key for key, rare, _ in read if rare or times]:
            values = self._rare_values(odd)
            for key in odd:
                marks[key] = [
                    mark._replace(**values[key, mark.uid]) if (key, mark.uid) in values else mark
                    for mark in marks[key]
                ]
        return marks

    def _rare_values(self, batch: Sequence[int]) -> dict[tuple[int, str], dict[str, Any]]:
        """Attributes, note, flag, origin and time of the annotations, by their documents and uids."""
        known: dict[str, Mapping[str, AttributeValue]] = {"{}": NO_ATTRIBUTES}
        found: dict[tuple[int, str], dict[str, Any]] = {}
        rows = self._db.conn.execute(f"{_RARE} WHERE document_id IN ({_places(batch)})", batch)
        for document, uid, attributes, note, flagged, kind, name, score, created in rows.fetchall():
            if attributes not in known:
                known[attributes] = json.loads(attributes)
            found[document, uid] = {
                "attributes": known[attributes],
                "note": note,
                "flagged": flagged == 1,
                "origin": MANUAL if kind == "manual" and not name else Origin(kind, name, score),
                "created": created,
            }
        return found


def _places(batch: Sequence[int]) -> str:
    return ", ".join("?" * len(batch))


def _names(states: frozenset[State]) -> str:
    return ", ".join(f"'{state.value}'" for state in states)


def _document(row: tuple[Any, ...]) -> Document:
    key, uid, text, title, source, date, language, url, meta, state, flagged, note, caret, position, sha256 = row
    facts = facts_of((title, source, date, language, url, meta))
    return Document(key, uid, text, facts, _STATES[state], flagged == 1, note, caret, position, sha256)


_DOCUMENTS = (
    "SELECT d.id, d.uid, t.text, d.title, d.source, d.date, d.language, d.url, d.meta, d.state, d.flagged, d.note,"
    " d.caret, d.position, d.sha256 FROM documents d JOIN texts t ON t.document_id = d.id"
)
# an index has the annotations in their order; names and ids are quoted, so that what stands between is ours
_MARKS = """
SELECT CAST('[' || coalesce(group_concat(marks), '') || ']' AS BLOB) FROM (
    SELECT '[' || document_id || ',' || max(attributes <> '{{}}' OR note <> '' OR flagged <> 0
        OR origin <> 'manual' OR origin_source <> '' OR origin_score IS NOT NULL)
        || ',' || json_group_array(json_array(uid,
            (SELECT name FROM labels WHERE labels.id = label_id), start, end,
            (SELECT name FROM annotators WHERE annotators.id = annotator_id))) || ']' AS marks
    FROM annotations INDEXED BY annotations_by_place WHERE document_id IN ({}) GROUP BY document_id)
"""
_marks = msgspec.json.Decoder(list[tuple[int, int, list[NewAnnotation]]])
_RARE = (
    "SELECT document_id, uid, attributes, note, flagged, origin, origin_source, origin_score, created_at"
    " FROM annotations"
)
