"""Completing an annotation: what its label asks for and it does not have yet, in one step."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

from annotator.app.open_document import OpenDocument
from annotator.app.operations.labelling import perform_on_desk, short_text_of
from annotator.app.session import Session, on_desk
from annotator.domain.annotations import Annotation, AttributeValue, Relation
from annotator.domain.changes import ChangeSet
from annotator.domain.edits import AnnotationChanged, Edit, RelationAdded
from annotator.domain.labels import LabelSchema
from annotator.domain.relation_targets import RelationChoice, targets
from annotator.domain.rules import RuleKind, shown_name


@dataclass(frozen=True, slots=True)
class Completion:
    """`attributes` are the usual values of choices that are not made yet, the first of each; `relations` those
    that a rule asks for, by type, each with the annotations it may lead to, the most plausible first.
    """

    attributes: dict[str, AttributeValue]
    relations: dict[str, list[Annotation]]

    def __bool__(self) -> bool:
        return bool(self.attributes or self.relations)

    def words(self, desk: OpenDocument) -> str:
        """What completing does."""
        said = [str(value) for value in self.attributes.values()]
        said += [
            f"{shown_name(kind)} {found[0].label} “{short_text_of(desk, found[0].span)}”"
            for kind, found in self.relations.items()
        ]
        return ", ".join(said)


def completion(desk: OpenDocument, schema: LabelSchema, annotation: Annotation) -> Completion:
    """What an annotation of the report on the desk lacks; a relation without anything to lead to is left out."""
    label = schema.label(annotation.label)
    attributes: dict[str, AttributeValue] = {
        attribute.name: attribute.values[0].name
        for attribute in label.attributes
        if attribute.kind == "choice" and attribute.values and attribute.name not in annotation.attributes
    }
    wanted = {name for rule in label.rules if rule.kind is RuleKind.NEEDS_RELATION for name in rule.values}
    wanted -= {relation.type for relation in desk.relations.headed_by(annotation)}
    relations = {}
    for kind in schema.relations:
        if kind.name in wanted and annotation.label in kind.heads:
            choice = RelationChoice(kind, outward=True)
            found = targets(desk.text, desk.annotations, desk.relations, annotation, choice)
            if found:
                relations[kind.name] = found
    return Completion(attributes, relations)


def complete(session: Session, annotation: Annotation, lacking: Completion, caret: int) -> ChangeSet | None:
    """Give the annotation what it lacks, as one step; None when that is nothing."""
    if not lacking:
        return None
    desk = on_desk(session)
    edits: list[Edit] = []
    if lacking.attributes:
        after = replace(annotation, attributes={**annotation.attributes, **lacking.attributes})
        edits.append(AnnotationChanged(annotation, after))
    for kind, found in lacking.relations.items():
        uid = str(uuid.uuid4())
        edits.append(RelationAdded(Relation(uid, desk.key, kind, annotation.uid, found[0].uid, session.annotator)))
    title = f"{annotation.label} “{short_text_of(desk, annotation.span)}”: {lacking.words(desk)}"
    return perform_on_desk(session, desk, title, edits, caret, caret)
