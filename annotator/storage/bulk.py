"""Many reports at once: one transaction of `executemany`, and reading them back in order."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

from sqlite_utils import Database

from annotator.domain.annotations import (
    MANUAL,
    NO_ATTRIBUTES,
    AttributeValue,
    Origin,
    Relation,
)
from annotator.domain.documents import Document, NewAnnotation, NewDocument, OutwardRelation, State
from annotator.storage.annotations import INSERT_ANNOTATION, AnnotationStore
from annotator.storage.claims import all_claims_waiting
from annotator.storage.documents import DocumentStore, facts_of, meta_text
from annotator.storage.faults import plain_faults
from annotator.storage.labels import LabelStore
from annotator.storage.suggestions import SuggestionStore
from annotator.storage.tallies import BatchCounter, TallyStore, counted_by_batch

_BATCH = 400
_BATCH_TEXT = 4_000_000  # code points; so much text may wait, besides one report
_READ_BATCH = 50  # a worker holds so many reports' annotations at a time
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


class BulkReader:
    """Reads documents with everything that belongs to them, in the order of the queue, a batch at a time."""

    def __init__(self, db: Database, labels: LabelStore, path: Path) -> None:
        self._db = db
        self._path = path
        self._labels = labels
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
        self, states: frozenset[State], among: Sequence[int] | None = None
    ) -> Iterator[tuple[Document, list[NewAnnotation], list[Relation]]]:
        """The documents in these states, annotations by their start; nothing of the project may change meanwhile.

        `among` narrows them to these keys. Raises ProjectRefused where the file is damaged.
        """
        with plain_faults(self._path):
            related = {row[0] for row in self._db.execute("SELECT DISTINCT document_id FROM relations")}
            keys = self._keys(states)
            if among is not None:
                chosen = frozenset(among)
                keys = [key for key in keys if key in chosen]
            for number, row in enumerate(self._rows_of(keys)):
                if number % _READ_BATCH == 0:
                    annotations = self._annotations_of(keys[number : number + _READ_BATCH])
                key = row[0]
                relations = self._annotations.relations_headed_in(key) if key in related else []
                yield _document(row), annotations.get(key, []), relations

    def _rows_of(self, keys: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        """Some at a time: in one query SQLite sorts the texts of all in memory."""
        for begin in range(0, len(keys), _READ_BATCH):
            batch = keys[begin : begin + _READ_BATCH]
            marks = ", ".join("?" * len(batch))
            rows = self._db.conn.execute(f"{_DOCUMENTS} WHERE d.id IN ({marks}) ORDER BY position, d.id", batch)
            # all of the batch: a cursor that is left half read complains once the project is closed
            yield from rows.fetchall()

    def _annotations_of(self, batch: Sequence[int]) -> dict[int, list[NewAnnotation]]:
        labels, annotators = self._labels.label_names(), self._labels.annotator_names()
        found: dict[int, list[NewAnnotation]] = {key: [] for key in batch}
        # past the class's own function, which is in Python and takes as long as the rest
        made = cast("Callable[[Sequence[object]], NewAnnotation]", partial(tuple.__new__, NewAnnotation))
        marks = ", ".join("?" * len(batch))
        rows = self._db.conn.execute(
            f"{_ANNOTATIONS} WHERE document_id IN ({marks}) {_IN_ORDER}", batch
        ).fetchall()
        others = self._rare_values(batch) if any(row[-1] for row in rows) else {}
        for document, start, end, label, annotator, uid, at, rare in rows:
            more = others[rare] if rare else _PLAIN
            found[document].append(made((uid, labels[label], start, end, annotators[annotator], *more, at)))
        return found

    def _rare_values(self, batch: Sequence[int]) -> dict[int, tuple[object, ...]]:
        """Attributes, note, flag and origin of the annotations that have any, by their numbers."""
        known: dict[str, Mapping[str, AttributeValue]] = {"{}": NO_ATTRIBUTES}
        found: dict[int, tuple[object, ...]] = {}
        marks = ", ".join("?" * len(batch))
        rows = self._db.conn.execute(f"{_RARE} AND document_id IN ({marks})", batch)
        for number, attributes, note, flagged, kind, name, score in rows:
            if attributes not in known:
                known[attributes] = json.loads(attributes)
            origin = MANUAL if kind == "manual" and not name else Origin(kind, name, score)
            found[number] = (known[attributes], note, flagged == 1, origin)
        return found

    def _keys(self, states: frozenset[State]) -> list[int]:
        where = f"WHERE state IN ({_names(states)}) ORDER BY position, id"
        return [key for (key,) in self._db.execute(f"SELECT id FROM documents {where}")]


def _names(states: frozenset[State]) -> str:
    return ", ".join(f"'{state.value}'" for state in states)


def _document(row: tuple[Any, ...]) -> Document:
    key, uid, text, title, source, date, language, url, meta, state, flagged, note, caret, position, sha256 = row
    facts = facts_of((title, source, date, language, url, meta))
    return Document(key, uid, text, facts, State(state), bool(flagged), note, caret, position, sha256)


_DOCUMENTS = (
    "SELECT d.id, d.uid, t.text, d.title, d.source, d.date, d.language, d.url, d.meta, d.state, d.flagged, d.note,"
    " d.caret, d.position, d.sha256 FROM documents d JOIN texts t ON t.document_id = d.id"
)
_IS_PLAIN = (
    "attributes = '{}' AND note = '' AND flagged = 0 AND origin = 'manual' AND origin_source = ''"
    " AND origin_score IS NULL"
)
_ANNOTATIONS = (
    "SELECT document_id, start, end, label_id, annotator_id, uid, created_at,"
    f" CASE WHEN {_IS_PLAIN} THEN 0 ELSE id END FROM annotations"
)
_RARE = (
    "SELECT id, attributes, note, flagged, origin, origin_source, origin_score FROM annotations"
    f" WHERE NOT ({_IS_PLAIN})"
)
_IN_ORDER = "ORDER BY document_id, start, end"  # an index has them so
_PLAIN: tuple[object, ...] = (NO_ATTRIBUTES, "", False, MANUAL)
