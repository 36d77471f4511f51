"""What changed, told to every part of the program that may be concerned."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.annotations import Annotation
from annotator.domain.edits import (
    AnnotationAdded,
    AnnotationChanged,
    AnnotationRemoved,
    DecisionMade,
    DecisionUnmade,
    DocumentChanged,
    Operation,
    Place,
    RelationAdded,
    RelationRemoved,
)
from annotator.domain.schema_edits import AnnotationsChanged, SchemaChanged


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The outcome of one operation, undo or redo.

    A changed annotation stands in both lists: as it was in `removed`, as it is in `added`. `documents` are those
    whose row in the queue is another now; `corpus` says that any may be, `schema` that labels or any annotations
    are others; `go_to` is where the caret belongs.
    """

    title: str
    added: tuple[Annotation, ...] = ()
    removed: tuple[Annotation, ...] = ()
    documents: frozenset[int] = frozenset()
    corpus: bool = False
    schema: bool = False
    go_to: Place | None = None


def changes_of(operation: Operation) -> ChangeSet:
    """What an operation has changed once its edits stand."""
    added: list[Annotation] = []
    removed: list[Annotation] = []
    documents: set[int] = set()
    schema = any(isinstance(edit, (SchemaChanged, AnnotationsChanged)) for edit in operation.edits)
    for edit in operation.edits:
        match edit:
            case AnnotationAdded(annotation):
                added.append(annotation)
            case AnnotationRemoved(annotation):
                removed.append(annotation)
            case AnnotationChanged(before, after):
                removed.append(before)
                added.append(after)
            case DocumentChanged(document, _, _):
                documents.add(document)
            case DecisionMade(decision) | DecisionUnmade(decision):
                documents.add(decision.document)
            case RelationAdded(relation) | RelationRemoved(relation):
                documents |= relation.documents
    documents.update(a.document for a in added)
    documents.update(a.document for a in removed)
    return ChangeSet(
        operation.title, tuple(added), tuple(removed), frozenset(documents), schema, schema, operation.after
    )
