"""Relating two claims to each other, in one report or across two."""

from __future__ import annotations

import uuid

from annotator.app.ledger import relations_of
from annotator.app.session import Session
from annotator.domain.annotations import Relation
from annotator.domain.changes import ChangeSet
from annotator.domain.claims import Claim
from annotator.domain.edits import Operation, RelationAdded, RelationRemoved
from annotator.domain.errors import Refusal
from annotator.domain.labels import RelationType

_SHORT = 40


def relate_claims(session: Session, head: Claim, child: Claim, kind: RelationType) -> ChangeSet:
    """Let a relation of this type lead from one claim to the other.

    Raises Refusal when both are the same, the schema does not allow it, or they are related so already.
    """
    if head.key == child.key:
        raise Refusal("A claim cannot be related to itself.")
    if head.label not in kind.heads or child.label not in kind.children:
        raise Refusal(f"The schema has no {_words(kind)} from {head.label} to {child.label}.")
    if _found(session, head, child, kind) is not None:
        raise Refusal("These two claims are related so already.")
    elsewhere = child.document if child.document != head.document else None
    relation = Relation(
        str(uuid.uuid4()),
        head.document,
        kind.name,
        head.uid,
        child.uid,
        session.annotator,
        child_document=elsewhere,
    )
    title = f"“{_short(head)}” {_words(kind)} “{_short(child)}”"
    return session.perform(Operation(title, (RelationAdded(relation),)))


def unrelate_claims(session: Session, one: Claim, other: Claim) -> ChangeSet:
    """Take away every relation between the two claims, in either direction. Raises Refusal when there is none."""
    found = [
        relation
        for head, child in ((one, other), (other, one))
        for kind in relations_of(session.schema)
        if (relation := _found(session, head, child, kind)) is not None
    ]
    if not found:
        raise Refusal("These two claims are not related.")
    title = f"Unrelate “{_short(one)}” and “{_short(other)}”"
    return session.perform(Operation(title, tuple(RelationRemoved(relation) for relation in found)))


def _found(session: Session, head: Claim, child: Claim, kind: RelationType) -> Relation | None:
    for relation in session.store.annotations.relations_of_document(head.document):
        child_document = relation.document if relation.child_document is None else relation.child_document
        if (relation.document, relation.type, relation.head) == (head.document, kind.name, head.uid) and (
            child_document,
            relation.child,
        ) == (child.document, child.uid):
            return relation
    return None


def _words(kind: RelationType) -> str:
    return kind.name.replace("_", " ")


def _short(claim: Claim) -> str:
    text = " ".join(claim.text.split())
    return text if len(text) <= _SHORT else text[: _SHORT - 1].rstrip() + "…"
