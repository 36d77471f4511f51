"""Relations: linking annotations, such as a claim with who says it."""

from __future__ import annotations

import uuid

from annotator.app.operations.labelling import perform_on_desk, short_text_of
from annotator.app.session import Session, on_desk
from annotator.domain.annotations import Annotation, AnnotationElsewhere, Relation
from annotator.domain.changes import ChangeSet
from annotator.domain.edits import Edit, RelationAdded, RelationRemoved
from annotator.domain.errors import Refusal
from annotator.domain.labels import LabelSchema, RelationType
from annotator.domain.rules import shown_name


def relate(
    session: Session,
    head: Annotation,
    child: Annotation | AnnotationElsewhere,
    kind: str,
    caret: int,
    instead: Relation | None = None,
) -> ChangeSet:
    """Link two annotations; the head stands in the report on the desk, the child there or in another report.

    `instead` is taken away in the same step.
    Raises Refusal when the schema does not allow it, or they are linked so already.
    """
    desk = on_desk(session)
    _refuse_forbidden(session.schema, head, child, kind)
    there = (child.document, child.uid)
    if any(relation.type == kind and relation.ends[1] == there for relation in desk.relations.headed_by(head)):
        raise Refusal(f"This {head.label} is linked so already.")
    elsewhere = None if child.document == head.document else child.document
    relation = Relation(str(uuid.uuid4()), head.document, kind, head.uid, child.uid, session.annotator, elsewhere)
    edits: list[Edit] = [RelationRemoved(instead)] if instead is not None else []
    edits.append(RelationAdded(relation))
    verb = f"{shown_name(kind)} {child.label}"
    title = f"{head.label} “{short_text_of(desk, head.span)}” {verb}{_quoted(session, child)}"
    return perform_on_desk(session, desk, title, edits, caret, caret)


def unrelate(session: Session, relation: Relation, caret: int) -> ChangeSet:
    """Take a relation away."""
    title = f"Remove “{shown_name(relation.type)}”"
    return perform_on_desk(session, on_desk(session), title, [RelationRemoved(relation)], caret, caret)


def relation_type(schema: LabelSchema, name: str) -> RelationType:
    """Raises Refusal when the project has no such relation."""
    for kind in schema.relations:
        if kind.name == name:
            return kind
    raise Refusal(f"The project has no relation “{name}”.")


def _refuse_forbidden(
    schema: LabelSchema, head: Annotation, child: Annotation | AnnotationElsewhere, name: str
) -> None:
    kind = relation_type(schema, name)
    if (head.document, head.uid) == (child.document, child.uid):
        raise Refusal("An annotation cannot be linked to itself.")
    if head.label not in kind.heads or child.label not in kind.children:
        raise Refusal(f"“{shown_name(name)}” does not lead from {head.label} to {child.label}.")


def _quoted(session: Session, child: Annotation | AnnotationElsewhere) -> str:
    desk = on_desk(session)
    if isinstance(child, AnnotationElsewhere):
        return f" in “{child.title}”"
    return f" “{short_text_of(desk, child.span)}”"
