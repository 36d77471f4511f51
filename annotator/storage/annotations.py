"""Annotations and relations in the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from annotator.domain.annotations import NO_ATTRIBUTES, Annotation, AttributeValue, Origin, Relation
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


class AnnotationStore:
    """Rows of annotations and relations; callers hold the transaction."""

    def __init__(self, db: Database, labels: LabelStore) -> None:
        self._db = db
        self._labels = labels

    def of_document(self, document: int) -> list[Annotation]:
        """All annotations of a document, in the order of export."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM annotations WHERE document_id = ? ORDER BY start, end DESC", [document]
        )
        labels = self._labels.label_names()
        annotators = self._labels.annotator_names()
        found = [annotation_of_row(row, labels, annotators) for row in rows]
        found.sort(key=Annotation.order)
        return found

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
        """All relations of a document, by uid."""
        rows = self._db.execute(
            "SELECT r.uid, r.document_id, t.name, head.uid, child.uid, n.name FROM relations r"
            " JOIN relation_types t ON t.id = r.type_id JOIN annotators n ON n.id = r.annotator_id"
            " JOIN annotations head ON head.id = r.head_id JOIN annotations child ON child.id = r.child_id"
            " WHERE r.document_id = ? ORDER BY r.uid",
            [document],
        )
        return [Relation(*row) for row in rows]

    def add_relation(self, relation: Relation) -> None:
        self._db.execute(
            "INSERT INTO relations (document_id, uid, type_id, head_id, child_id, annotator_id)"
            " VALUES (?1, ?2, ?3,"
            " (SELECT id FROM annotations WHERE document_id = ?1 AND uid = ?4),"
            " (SELECT id FROM annotations WHERE document_id = ?1 AND uid = ?5), ?6)",
            [
                relation.document,
                relation.uid,
                self._labels.relation_id(relation.type),
                relation.head,
                relation.child,
                self._labels.annotator_id(relation.annotator),
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


_MANUAL = Origin()


def annotation_of_row(
    row: tuple[Any, ...], labels: Mapping[int, str], annotators: Mapping[int, str]
) -> Annotation:
    """An annotation from the columns in the order of `INSERT_ANNOTATION`."""
    document, start, end, label, annotator, uid, attributes, note, flagged, kind, source, score, created = row
    return Annotation(
        uid,
        document,
        labels[label],
        start,
        end,
        annotators[annotator],
        NO_ATTRIBUTES if attributes == "{}" else json.loads(attributes),
        note,
        bool(flagged),
        _MANUAL if kind == "manual" and not source else Origin(kind, source, score),
        created,
    )
