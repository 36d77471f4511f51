"""Edits: the reversible records that every change of a project is made of.

An edit says what was and what is, so that its inverse needs nothing else. The log of edits is undo, crash journal
and audit trail at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from annotator.domain.annotations import MANUAL, Annotation, Origin, Relation
from annotator.domain.decisions import Decision, Outcome
from annotator.domain.documents import Facts, State
from annotator.domain.schema_edits import AnnotationsChanged, BulkAction, SchemaChanged
from annotator.domain.schema_records import schema_of_record, schema_record

BULK_KIND = "annotations changed"  # as it stands in the edit log
MANY_EDITS = 5_000


@dataclass(frozen=True, slots=True)
class AnnotationAdded:
    """An annotation that was not there before."""

    annotation: Annotation

    def inverse(self) -> Edit:
        return AnnotationRemoved(self.annotation)


@dataclass(frozen=True, slots=True)
class AnnotationRemoved:
    """An annotation that is there no longer."""

    annotation: Annotation

    def inverse(self) -> Edit:
        return AnnotationAdded(self.annotation)


@dataclass(frozen=True, slots=True)
class AnnotationChanged:
    """An annotation with another label, span, attribute, note or flag; the uid stays."""

    before: Annotation
    after: Annotation

    def inverse(self) -> Edit:
        return AnnotationChanged(self.after, self.before)


@dataclass(frozen=True, slots=True)
class RelationAdded:
    """A relation that was not there before; both its annotations stand already."""

    relation: Relation

    def inverse(self) -> Edit:
        return RelationRemoved(self.relation)


@dataclass(frozen=True, slots=True)
class RelationRemoved:
    """A relation that is there no longer; it goes before its annotations do."""

    relation: Relation

    def inverse(self) -> Edit:
        return RelationAdded(self.relation)


@dataclass(frozen=True, slots=True)
class DocumentStatus:
    """What the annotator says of a report: how far it is, whether it is flagged, a note, and its facts."""

    state: State
    flagged: bool
    note: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class DocumentChanged:
    """A report whose status is another now."""

    document: int
    before: DocumentStatus
    after: DocumentStatus

    def inverse(self) -> Edit:
        return DocumentChanged(self.document, self.after, self.before)


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """A suggestion that was accepted, corrected, rejected or ignored."""

    decision: Decision

    def inverse(self) -> Edit:
        return DecisionUnmade(self.decision)


@dataclass(frozen=True, slots=True)
class DecisionUnmade:
    """A decision that is taken back."""

    decision: Decision

    def inverse(self) -> Edit:
        return DecisionMade(self.decision)


Edit = (
    AnnotationAdded
    | AnnotationRemoved
    | AnnotationChanged
    | RelationAdded
    | RelationRemoved
    | DocumentChanged
    | DecisionMade
    | DecisionUnmade
    | SchemaChanged
    | AnnotationsChanged
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where eye and caret are: a report, the caret and the other end of the selection, in code points."""

    document: int
    caret: int
    anchor: int | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """What the user did in one step: a title in the user's words and the edits it took.

    `before` is where the caret was, `after` where it is now; undo goes to the one, redo to the other.
    """

    title: str
    edits: tuple[Edit, ...]
    before: Place | None = None
    after: Place | None = None

    @property
    def is_long(self) -> bool:
        """Whether it may take noticeable time: all annotations of a label are concerned, or very many edits."""
        return len(self.edits) > MANY_EDITS or any(isinstance(edit, AnnotationsChanged) for edit in self.edits)

    def inverse(self) -> Operation:
        return Operation(
            self.title, tuple(edit.inverse() for edit in reversed(self.edits)), self.after, self.before
        )


def edit_to_record(edit: Edit) -> tuple[str, dict[str, Any]]:
    """The edit as a kind and a record that JSON can hold."""
    match edit:
        case AnnotationAdded(annotation):
            return "annotation added", {"annotation": _annotation_record(annotation)}
        case AnnotationRemoved(annotation):
            return "annotation removed", {"annotation": _annotation_record(annotation)}
        case AnnotationChanged(before, after):
            return "annotation changed", {
                "before": _annotation_record(before),
                "after": _annotation_record(after),
            }
        case RelationAdded(relation):
            return "relation added", {"relation": asdict(relation)}
        case RelationRemoved(relation):
            return "relation removed", {"relation": asdict(relation)}
        case DocumentChanged(document, before_status, after_status):
            return "document changed", {
                "document": document,
                "before": _status_record(before_status),
                "after": _status_record(after_status),
            }
        case DecisionMade(decision):
            return "decision made", {**asdict(decision), "outcome": decision.outcome.value}
        case DecisionUnmade(decision):
            return "decision unmade", {**asdict(decision), "outcome": decision.outcome.value}
        case SchemaChanged(schema_before, schema_after, labels, relations):
            return "schema changed", {
                "before": schema_record(schema_before),
                "after": schema_record(schema_after),
                "labels": dict(labels),
                "relations": dict(relations),
            }
        case AnnotationsChanged():
            return BULK_KIND, {**asdict(edit), "action": edit.action.value}


def edit_from_record(kind: str, record: Mapping[str, Any]) -> Edit:
    """The edit that `edit_to_record` wrote. Raises ValueError when the kind is unknown."""
    reader = _READERS.get(kind)
    if reader is None:
        raise ValueError(f"unknown kind of edit: {kind}")
    return reader(record)


def _annotation_record(annotation: Annotation) -> dict[str, Any]:
    record: dict[str, Any] = {
        "uid": annotation.uid,
        "document": annotation.document,
        "label": annotation.label,
        "start": annotation.start,
        "end": annotation.end,
        "annotator": annotation.annotator,
        "created": annotation.created,
    }
    if annotation.attributes:
        record["attributes"] = dict(annotation.attributes)
    if annotation.note:
        record["note"] = annotation.note
    if annotation.flagged:
        record["flagged"] = True
    if annotation.origin != MANUAL:
        record["origin"] = asdict(annotation.origin)
    return record


def _annotation(record: Mapping[str, Any]) -> Annotation:
    fields = dict(record)
    fields["origin"] = Origin(**fields.get("origin", {}))
    return Annotation(**fields)


def _status_record(status: DocumentStatus) -> dict[str, Any]:
    facts = asdict(replace(status.facts, more={}))
    facts["more"] = dict(status.facts.more)
    return {"state": status.state.value, "flagged": status.flagged, "note": status.note, "facts": facts}


def _status(record: Mapping[str, Any]) -> DocumentStatus:
    return DocumentStatus(State(record["state"]), record["flagged"], record["note"], Facts(**record["facts"]))


_READERS: dict[str, Callable[[Mapping[str, Any]], Edit]] = {
    "annotation added": lambda r: AnnotationAdded(_annotation(r["annotation"])),
    "annotation removed": lambda r: AnnotationRemoved(_annotation(r["annotation"])),
    "annotation changed": lambda r: AnnotationChanged(_annotation(r["before"]), _annotation(r["after"])),
    "relation added": lambda r: RelationAdded(Relation(**r["relation"])),
    "relation removed": lambda r: RelationRemoved(Relation(**r["relation"])),
    "decision made": lambda r: DecisionMade(Decision(**{**r, "outcome": Outcome(r["outcome"])})),
    "decision unmade": lambda r: DecisionUnmade(Decision(**{**r, "outcome": Outcome(r["outcome"])})),
    "schema changed": lambda r: SchemaChanged(
        schema_of_record(r["before"]), schema_of_record(r["after"]), r["labels"], r["relations"]
    ),
    BULK_KIND: lambda r: AnnotationsChanged(**{**r, "action": BulkAction(r["action"])}),
    "document changed": lambda r: DocumentChanged(r["document"], _status(r["before"]), _status(r["after"])),
}
