"""Annotations and relations in the file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from annotator.domain.annotation_rows import AnnotationRows
from annotator.domain.annotations import (
    NO_ATTRIBUTES,
    Annotation,
    AnnotationElsewhere,
    AttributeValue,
    Origin,
    Relation,
)
from annotator.storage.labels import LabelStore

_COLUMNS = (
    "document_id, start, end, label_id, annotator_id, uid, attributes, note, flagged,"
    " origin, origin_source, origin_score, created_at"
)
INSERT_ANNOTATION = f"INSERT INTO annotations ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_UPDATE = (
    "UPDATE annotations SET start = ?, end = ?, label_id = ?, annotator_id = ?, attributes = ?, note = ?,"
    " flagged = ?, origin = ?, origin_source = ?, origin_score = ? WHERE document_id = ? AND uid = ?"
)


_RARE = (
    "CASE WHEN attributes = '{}' AND note = '' AND flagged = 0 AND origin = 'manual'"
    " AND origin_source = '' AND origin_score IS NULL"
    " THEN NULL ELSE json_array(json(attributes), note, flagged, origin, origin_source, origin_score) END"
)


_RELATIONS = (
    "SELECT r.uid, r.document_id, t.name, head.uid, child.uid, n.name, r.child_document_id FROM relations r"
    " JOIN relation_types t ON t.id = r.type_id JOIN annotators n ON n.id = r.annotator_id"
    " JOIN annotations head ON head.id = r.head_id JOIN annotations child ON child.id = r.child_id"
)


_ELSEWHERE = (
    "SELECT l.name, a.start, a.end, substr(t.text, a.start + 1, a.end - a.start), d.title FROM annotations a"
    " JOIN label_names l ON l.id = a.label_id JOIN documents d ON d.id = a.document_id"
    " JOIN texts t ON t.document_id = a.document_id WHERE a.document_id = ? AND a.uid = ?"
)


class AnnotationStore:
    """Rows of annotations and relations; callers hold the transaction."""

    def __init__(self, db: Database, labels: LabelStore) -> None:
        self._db = db
        self._labels = labels

    def of_document(self, document: int) -> list[Annotation]:
        """All annotations of a document, in the order of export."""
        rows = self.rows_of_document(document)
        return sorted((rows[index] for index in range(len(rows))), key=Annotation.order)

    def rows_of_document(self, document: int) -> AnnotationRows:
        """All annotations of a document as rows, each made an object when it is looked at."""
        rows = self._db.execute(
            f"SELECT start, end, uid, label_id, annotator_id, created_at, {_RARE} FROM annotations"
            " WHERE document_id = ? ORDER BY start, end",
            [document],
        ).fetchall()
        labels, annotators = self._labels.label_names(), self._labels.annotator_names()

        def make(row: Sequence[Any]) -> Annotation:
            start, end, uid, label, annotator, created, rare = row
            plain = Annotation(uid, document, labels[label], start, end, annotators[annotator], created=created)
            return plain if rare is None else _with_rare(plain, json.loads(rare))

        return AnnotationRows(rows, make)

    def labelled_texts(self, limit: int) -> list[tuple[str, str]]:
        """The texts of the `limit` latest annotations with their labels; very long reports are passed over."""
        rows = self._db.execute(
            "SELECT substr(t.text, a.start + 1, a.end - a.start), l.name FROM annotations a"
            " JOIN documents d ON d.id = a.document_id JOIN texts t ON t.document_id = a.document_id"
            " JOIN label_names l ON l.id = a.label_id"
            " WHERE a.end - a.start <= 200 AND d.length <= 100000 ORDER BY a.id DESC LIMIT ?",
            [limit],
        )
        return rows.fetchall()

    def add(self, annotation: Annotation) -> None:
        self._db.execute(INSERT_ANNOTATION, row_of_annotation(annotation, self._labels))
        self._count(annotation.document, 1)

    def remove(self, annotation: Annotation) -> None:
        self._db.execute(
            "DELETE FROM annotations WHERE document_id = ? AND uid = ?", [annotation.document, annotation.uid]
        )
        self._count(annotation.document, -1)

    def change(self, after: Annotation) -> None:
        """Make the row with this uid say what `after` says."""
        _, start, end, label, annotator, uid, *rest = row_of_annotation(after, self._labels)
        self._db.execute(_UPDATE, [start, end, label, annotator, *rest[:6], after.document, uid])

    def relations_of_document(self, document: int) -> list[Relation]:
        """All relations that lead from or to annotations of a document, by uid."""
        rows = self._db.execute(
            f"{_RELATIONS} WHERE r.document_id = ?1 UNION ALL {_RELATIONS} WHERE r.child_document_id = ?1"
            " ORDER BY 1",
            [document],
        )
        return [Relation(*row) for row in rows]

    def elsewhere(
        self, document: int, relations: Iterable[Relation]
    ) -> dict[tuple[int, str], AnnotationElsewhere]:
        """The ends of relations that lie in other reports than this one, by report and uid."""
        found = {}
        for relation in relations:
            if relation.child_document is None:
                continue
            inward = relation.document != document
            key, uid = (relation.document, relation.head) if inward else (relation.child_document, relation.child)
            row = self._db.execute(_ELSEWHERE, [key, uid]).fetchone()
            if row is not None:
                found[key, uid] = AnnotationElsewhere(uid, key, *row)
        return found

    def relations_headed_in(self, document: int) -> list[Relation]:
        """The relations that lead from annotations of a document, by uid: those that an export writes with it."""
        rows = self._db.execute(f"{_RELATIONS} WHERE r.document_id = ? ORDER BY r.uid", [document])
        return [Relation(*row) for row in rows]

    def add_relation(self, relation: Relation) -> None:
        self._db.execute(
            "INSERT INTO relations (document_id, uid, type_id, head_id, child_id, annotator_id, child_document_id)"
            " VALUES (?1, ?2, ?3,"
            " (SELECT id FROM annotations WHERE document_id = ?1 AND uid = ?4),"
            " (SELECT id FROM annotations WHERE document_id = coalesce(?7, ?1) AND uid = ?5), ?6, ?7)",
            [
                relation.document,
                relation.uid,
                self._labels.relation_id(relation.type),
                relation.head,
                relation.child,
                self._labels.annotator_id(relation.annotator),
                None if relation.child_document == relation.document else relation.child_document,
            ],
        )

    def remove_relation(self, relation: Relation) -> None:
        self._db.execute(
            "DELETE FROM relations WHERE document_id = ? AND uid = ?", [relation.document, relation.uid]
        )

    def _count(self, document: int, step: int) -> None:
        self._db.execute(
            "UPDATE documents SET annotation_count = annotation_count + ? WHERE id = ?", [step, document]
        )


def row_of_annotation(annotation: Annotation, labels: LabelStore) -> tuple[Any, ...]:
    """The values of `INSERT_ANNOTATION`. Raises KeyError when the schema has no such label."""
    origin = annotation.origin
    return (
        annotation.document,
        annotation.start,
        annotation.end,
        labels.label_id(annotation.label),
        labels.annotator_id(annotation.annotator),
        annotation.uid,
        attributes_text(annotation.attributes),
        annotation.note,
        int(annotation.flagged),
        origin.kind,
        origin.source,
        origin.score,
        annotation.created,
    )


def attributes_text(attributes: Mapping[str, AttributeValue]) -> str:
    return json.dumps(dict(attributes), ensure_ascii=False) if attributes else "{}"


def _with_rare(plain: Annotation, rare: Sequence[Any]) -> Annotation:
    """The annotation with what most of them do not have."""
    attributes, note, flagged, kind, source, score = rare
    return replace(
        plain,
        attributes=attributes or NO_ATTRIBUTES,
        note=note,
        flagged=bool(flagged),
        origin=Origin(kind, source, score),
    )
