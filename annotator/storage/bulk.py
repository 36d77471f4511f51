"""Many reports at once, written by `executemany` in one transaction."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlite_utils import Database

from annotator.domain.annotations import (
    MANUAL,
    AttributeValue,
    Relation,
)
from annotator.domain.documents import NewDocument, OutwardRelation
from annotator.storage.annotations import INSERT_ANNOTATION, AnnotationStore
from annotator.storage.claims import all_claims_waiting
from annotator.storage.documents import meta_text
from annotator.storage.labels import LabelStore
from annotator.storage.suggestions import SuggestionStore
from annotator.storage.tallies import BatchCounter, counted_by_batch

_BATCH = 400
_BATCH_TEXT = 4_000_000  # code points; so much text may wait, besides one report
_INSERT_DOCUMENT = (
    "INSERT INTO documents (id, uid, title, source, date, language, url, meta, state, flagged, note, position,"
    " length, sha256, annotation_count, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_PLAIN = (
    "INSERT INTO annotations (document_id, start, end, label_id, annotator_id, uid, created_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


class BulkWriter:
    """Adds documents in the caller's transaction; either all of it is committed or nothing."""

    def __init__(self, db: Database, labels: LabelStore) -> None:
        self._db = db
        self._labels = labels
        self._annotations = AnnotationStore(db, labels)
        self._suggestions = SuggestionStore(db, labels)
        # words wait for so many bytes before they are sorted into the index: a quarter less to write and to merge
        db.execute("INSERT INTO document_search (document_search, rank) VALUES ('hashsize', 8000000)")
        db.execute("PRAGMA cache_size = -96000")  # with less room, pages are written more than once
        row = db.execute("SELECT coalesce(max(id), 0), coalesce(max(position), 0) FROM documents").fetchone()
        self._next_key, self._next_position = row[0] + 1, row[1] + 1
        self._outward: list[tuple[int, OutwardRelation]] = []
        self.unresolved: list[OutwardRelation] = []

    def add(self, documents: Iterable[NewDocument]) -> Iterator[int]:
        """Write batch after batch; yields how many documents have been written so far."""
        with all_claims_waiting(self._db, self._next_key), counted_by_batch(self._db, self._next_key) as count:
            yield from self._add(documents, count)

    def _add(self, documents: Iterable[NewDocument], count: BatchCounter) -> Iterator[int]:
        batch: list[NewDocument] = []
        written = weight = 0
        for document in documents:
            batch.append(document)
            weight += len(document.text)
            if len(batch) >= _BATCH or weight >= _BATCH_TEXT:
                self._write(batch, count)
                written += len(batch)
                batch, weight = [], 0
                yield written
        if batch:
            self._write(batch, count)
            yield written + len(batch)
        self._relate_reports()

    def _relate_reports(self) -> None:
        """Write the relations between reports, now that all of these are there; others are `unresolved`."""
        for key, outward in self._outward:
            relation, report = outward
            found = self._db.execute(
                "SELECT a.document_id FROM documents d JOIN annotations a ON a.document_id = d.id"
                " WHERE d.uid = ? AND a.uid = ?",
                [report, relation.child],
            ).fetchone()
            if found is None:
                self.unresolved.append(outward)
            else:
                self._annotations.add_relation(replace(relation, document=key, child_document=found[0]))
        self._outward = []

    def _write(self, batch: Sequence[NewDocument], count: BatchCounter) -> None:
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
        self._write_annotations(keys, batch, count)
        notes = self._db.execute(
            "SELECT id, note FROM annotations WHERE document_id BETWEEN ? AND ? AND (note <> '' OR flagged = 1)"
            " AND note <> ''",
            [keys[0], keys[-1]],
        ).fetchall()
        facts = [
            (key, *(getattr(new.facts, name) for name in ("source", "date", "language", "url")), new.note)
            for key, new in zip(keys, batch, strict=True)
        ]
        count.write()
        count.index(facts, notes)
        self._next_key += len(batch)
        self._next_position += len(batch)

    def _write_annotations(self, keys: range, batch: Sequence[NewDocument], count: BatchCounter) -> None:
        """Most annotations leave the rare columns as they are by default, and are written in half the time so."""
        labels = {name: number for number, name in self._labels.label_names().items()}
        annotators = _AnnotatorNumbers(self._labels)
        plain: list[tuple[object, ...]] = []
        others: list[tuple[object, ...]] = []
        attributes_text = _AttributeTexts().of
        for key, new in zip(keys, batch, strict=True):
            kinds: dict[tuple[int, int, str], int] = {}
            said = []
            for uid, label, start, end, maker, attributes, note, flagged, origin, created in new.annotations:
                number, annotator = labels[label], annotators[maker]
                row = (key, start, end, number, annotator, uid)
                kind = (number, annotator, origin.kind)
                kinds[kind] = kinds.get(kind, 0) + 1
                if origin is MANUAL and not attributes and not note and not flagged:
                    plain.append((*row, created))
                    continue
                kept = "{}"
                if attributes:
                    kept = attributes_text(attributes)
                    said.append((number, attributes))
                rare = (kept, note, flagged, origin.kind, origin.source, origin.score, created)
                others.append(row + rare)
            count.add(key, new.state.value, kinds)
            if said:
                count.add_values(key, said)
        self._db.conn.executemany(_INSERT_PLAIN, plain)
        self._db.conn.executemany(INSERT_ANNOTATION, others)
        for key, new in zip(keys, batch, strict=True):
            if new.predictions:
                self._suggestions.add_predictions(key, new.predictions)
            for r in new.relations:
                self._annotations.add_relation(Relation(r.uid, key, r.type, r.head, r.child, r.annotator))
            self._outward.extend((key, outward) for outward in new.outward)


class _AnnotatorNumbers(dict[str, int]):
    """Annotators' numbers by name; a new annotator gets one when first asked for."""

    def __init__(self, labels: LabelStore) -> None:
        super().__init__()
        self._labels = labels

    def __missing__(self, name: str) -> int:
        number = self[name] = self._labels.annotator_id(name)
        return number


class _AttributeTexts:
    """Attributes as JSON. Few sets of them differ, and looking one up takes a fifth of writing it."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, attributes: Mapping[str, AttributeValue]) -> str:
        key = repr(attributes)  # tells 1, 1.0 and True apart, which are equal as keys
        text = self._known.get(key)
        if text is None:
            text = self._known[key] = json.dumps(dict(attributes), ensure_ascii=False)
        return text
