"""Many reports at once: one transaction of `executemany`, and reading them back in order."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sqlite_utils import Database

from annotator.domain.annotations import Annotation, Relation
from annotator.domain.documents import Document, NewDocument, State
from annotator.storage.annotations import INSERT_ANNOTATION, AnnotationStore, annotation_of_row, attributes_text
from annotator.storage.documents import DocumentStore, meta_text
from annotator.storage.labels import LabelStore

_BATCH = 400
_INSERT_DOCUMENT = (
    "INSERT INTO documents (id, uid, title, source, date, language, url, meta, state, flagged, note, position,"
    " length, sha256, annotation_count, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class BulkWriter:
    """Adds documents in the caller's transaction; either all of it is committed or nothing."""

    def __init__(self, db: Database, labels: LabelStore) -> None:
        self._db = db
        self._labels = labels
        self._annotations = AnnotationStore(db, labels)
        row = db.execute("SELECT coalesce(max(id), 0), coalesce(max(position), 0) FROM documents").fetchone()
        self._next_key, self._next_position = row[0] + 1, row[1] + 1

    def add(self, documents: Iterable[NewDocument]) -> Iterator[int]:
        """Write batch after batch; yields how many documents have been written so far."""
        source = iter(documents)
        written = 0
        while batch := list(islice(source, _BATCH)):
            self._write(batch)
            written += len(batch)
            yield written

    def _write(self, batch: Sequence[NewDocument]) -> None:
        keys = range(self._next_key, self._next_key + len(batch))
        added_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        connection = self._db.conn
        connection.executemany(
            _INSERT_DOCUMENT,
            [
                (
                    key,
                    new.uid,
                    new.facts.title,
                    new.facts.source,
                    new.facts.date,
                    new.facts.language,
                    new.facts.url,
                    meta_text(new.facts),
                    new.state.value,
                    int(new.flagged),
                    new.note,
                    self._next_position + key - keys.start,
                    len(new.text),
                    new.sha256,
                    len(new.annotations),
                    added_at,
                )
                for key, new in zip(keys, batch, strict=True)
            ],
        )
        texts = [(key, new.text) for key, new in zip(keys, batch, strict=True)]
        connection.executemany("INSERT INTO texts (document_id, text) VALUES (?, ?)", texts)
        connection.executemany(
            "INSERT INTO document_search (rowid, title, text) VALUES (?, ?, ?)",
            [(key, new.facts.title, new.text) for key, new in zip(keys, batch, strict=True)],
        )
        self._write_annotations(keys, batch)
        self._next_key += len(batch)
        self._next_position += len(batch)

    def _write_annotations(self, keys: range, batch: Sequence[NewDocument]) -> None:
        label_id, annotator_id = self._labels.label_id, self._labels.annotator_id
        self._db.conn.executemany(
            INSERT_ANNOTATION,
            [
                (
                    key,
                    a.start,
                    a.end,
                    label_id(a.label),
                    annotator_id(a.annotator),
                    a.uid,
                    attributes_text(a.attributes),
                    a.note,
                    a.flagged,
                    a.origin.kind,
                    a.origin.source,
                    a.origin.score,
                    a.created,
                )
                for key, new in zip(keys, batch, strict=True)
                for a in new.annotations
            ],
        )
        for key, new in zip(keys, batch, strict=True):
            for r in new.relations:
                self._annotations.add_relation(Relation(r.uid, key, r.type, r.head, r.child, r.annotator))


class BulkReader:
    """Reads documents with everything that belongs to them, in the order of the queue, a batch at a time."""

    def __init__(self, db: Database, labels: LabelStore) -> None:
        self._db = db
        self._labels = labels
        self._annotations = AnnotationStore(db, labels)
        self._documents = DocumentStore(db)

    def count(self, states: frozenset[State]) -> int:
        counts = self._documents.count_by_state()
        return sum(counts[state] for state in states)

    def read(self, states: frozenset[State]) -> Iterator[tuple[Document, list[Annotation], list[Relation]]]:
        """The documents in these states; annotations in the order of export."""
        related = {row[0] for row in self._db.execute("SELECT DISTINCT document_id FROM relations")}
        labels, annotators = self._labels.label_names(), self._labels.annotator_names()
        for key in self._keys(states):
            rows = self._db.conn.execute(_ANNOTATIONS_OF, (key,))
            annotations = [annotation_of_row(row, labels, annotators) for row in rows]
            annotations.sort(key=Annotation.order)
            relations = self._annotations.relations_of_document(key) if key in related else []
            yield self._documents.read(key), annotations, relations

    def _keys(self, states: frozenset[State]) -> list[int]:
        names = ", ".join(f"'{state.value}'" for state in states)
        rows = self._db.execute(f"SELECT id FROM documents WHERE state IN ({names}) ORDER BY position")
        return [key for (key,) in rows]


_ANNOTATIONS_OF = (
    "SELECT document_id, start, end, label_id, annotator_id, uid, attributes, note, flagged, origin,"
    " origin_source, origin_score, created_at FROM annotations WHERE document_id = ?"
)
