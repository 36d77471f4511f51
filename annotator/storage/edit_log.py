"""The edit log: undo, crash journal and audit trail in one.

An operation, its edits and the rows they change are written in one transaction, so that the log and the tables can
never disagree. Undo goes back operation by operation without limit; a new operation after an undo drops what was
undone, and the dropped stay in the file as history.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from annotator.domain.edits import (
    BULK_KIND,
    MANY_EDITS,
    AnnotationAdded,
    AnnotationChanged,
    AnnotationRemoved,
    DecisionMade,
    DecisionUnmade,
    DocumentChanged,
    Edit,
    Operation,
    Place,
    RelationAdded,
    RelationRemoved,
    edit_from_record,
    edit_to_record,
)
from annotator.domain.schema_edits import AnnotationsChanged, SchemaChanged
from annotator.storage.annotations import AnnotationStore
from annotator.storage.documents import DocumentStore
from annotator.storage.labels import LabelStore
from annotator.storage.schema_changes import SchemaChanges
from annotator.storage.suggestions import SuggestionStore

_INSERT_OPERATION = (
    "INSERT INTO operations (title, annotator_id, before_document_id, before_caret, before_anchor,"
    " after_document_id, after_caret, after_anchor, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SELECT_OPERATION = (
    "SELECT id, title, before_document_id, before_caret, before_anchor, after_document_id, after_caret,"
    " after_anchor FROM operations"
)
_TO_UNDO = "state = 'done' ORDER BY id DESC"
_TO_REDO = "state = 'undone' ORDER BY id"


class EditLog:
    """Applies operations and takes them back; each call is one transaction."""

    def __init__(
        self,
        db: Database,
        labels: LabelStore,
        annotations: AnnotationStore,
        documents: DocumentStore,
        suggestions: SuggestionStore,
    ) -> None:
        self._suggestions = suggestions
        self._db = db
        self._labels = labels
        self._annotations = annotations
        self._documents = documents
        self._schema = SchemaChanges(db, labels)
        self._any_undone = self.redoable() is not None

    def apply(self, operation: Operation, annotator: str) -> Operation:
        """Do what the operation says and log it; returns it with the numbers that its bulk actions were given."""
        with self._db.atomic():
            operation = self._numbered(operation)
            if self._any_undone:
                self._db.execute("UPDATE operations SET state = 'dropped' WHERE state = 'undone'")
            number = self._db.execute(
                _INSERT_OPERATION,
                [
                    operation.title,
                    self._labels.annotator_id(annotator),
                    *_place_columns(operation.before),
                    *_place_columns(operation.after),
                    time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                ],
            ).lastrowid
            self._db.conn.executemany(
                "INSERT INTO edits (operation_id, kind, record) VALUES (?, ?, ?)",
                [(number, *_columns_of(edit)) for edit in operation.edits],
            )
            for edit in operation.edits:
                self._perform(edit)
        self._any_undone = False
        return operation

    def _numbered(self, operation: Operation) -> Operation:
        if not any(isinstance(edit, AnnotationsChanged) for edit in operation.edits):
            return operation
        edits = (
            replace(edit, move=self._schema.next_move()) if isinstance(edit, AnnotationsChanged) else edit
            for edit in operation.edits
        )
        return replace(operation, edits=tuple(edits))

    def undo(self) -> Operation | None:
        """Take back the last operation and return what was done for it; None when there was none."""
        found = self._latest(_TO_UNDO)
        if found is None:
            return None
        number, operation = found
        self._perform_all(number, operation.inverse(), "undone")
        self._any_undone = True
        return operation.inverse()

    def redo(self) -> Operation | None:
        """Do again what was taken back last and return it; None when there is nothing to do again."""
        found = self._latest(_TO_REDO)
        if found is None:
            return None
        self._perform_all(found[0], found[1], "done")
        self._any_undone = self.redoable() is not None
        return found[1]

    def forget(self) -> None:
        """Ask the file again whether something is undone, after a transaction was rolled back."""
        self._any_undone = True

    def long_undoable(self) -> str | None:
        """The title of what `undo` would take back, if that may take noticeable time; else None."""
        return self._long_title(_TO_UNDO)

    def long_redoable(self) -> str | None:
        """The title of what `redo` would do again, if that may take noticeable time; else None."""
        return self._long_title(_TO_REDO)

    def undoable(self) -> str | None:
        """The title of what `undo` would take back."""
        return self._title(_TO_UNDO)

    def redoable(self) -> str | None:
        """The title of what `redo` would do again."""
        return self._title(_TO_REDO)

    def _title(self, which: str) -> str | None:
        row = self._db.execute(f"SELECT title FROM operations WHERE {which} LIMIT 1").fetchone()
        return None if row is None else str(row[0])

    def _long_title(self, which: str) -> str | None:
        row = self._db.execute(
            "SELECT title, EXISTS (SELECT 1 FROM edits WHERE operation_id = operations.id AND kind = ?),"
            " EXISTS (SELECT 1 FROM edits WHERE operation_id = operations.id LIMIT 1 OFFSET ?)"
            f" FROM operations WHERE {which} LIMIT 1",
            [BULK_KIND, MANY_EDITS],
        ).fetchone()
        return str(row[0]) if row is not None and (row[1] or row[2]) else None

    def _latest(self, which: str) -> tuple[int, Operation] | None:
        row = self._db.execute(f"{_SELECT_OPERATION} WHERE {which} LIMIT 1").fetchone()
        if row is None:
            return None
        number, title, *places = row
        records = self._db.execute("SELECT kind, record FROM edits WHERE operation_id = ? ORDER BY id", [number])
        edits = tuple(edit_from_record(kind, json.loads(record)) for kind, record in records)
        return number, Operation(title, edits, _place(places[:3]), _place(places[3:]))

    def _perform_all(self, number: int, operation: Operation, state: str) -> None:
        with self._db.atomic():
            for edit in operation.edits:
                self._perform(edit)
            self._db.execute("UPDATE operations SET state = ? WHERE id = ?", [state, number])

    def _perform(self, edit: Edit) -> None:
        match edit:
            case AnnotationAdded(annotation):
                self._annotations.add(annotation)
            case AnnotationRemoved(annotation):
                self._annotations.remove(annotation)
            case AnnotationChanged(_, after):
                self._annotations.change(after)
            case RelationAdded(relation):
                self._annotations.add_relation(relation)
            case RelationRemoved(relation):
                self._annotations.remove_relation(relation)
            case DocumentChanged(document, before, after):
                self._documents.set_status(document, before, after)
            case DecisionMade(decision):
                self._suggestions.add_decision(decision)
            case DecisionUnmade(decision):
                self._suggestions.remove_decision(decision)
            case SchemaChanged() | AnnotationsChanged():
                self._schema.perform(edit)


def _columns_of(edit: Edit) -> tuple[str, str]:
    kind, record = edit_to_record(edit)
    return kind, json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _place_columns(place: Place | None) -> tuple[int | None, int | None, int | None]:
    return (None, None, None) if place is None else (place.document, place.caret, place.anchor)


def _place(columns: list[Any]) -> Place | None:
    document, caret, anchor = columns
    return None if document is None else Place(document, caret, anchor)
