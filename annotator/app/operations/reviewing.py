"""Going through annotations of the whole corpus: giving many another label, or removing them, in one step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from annotator.app.operations.labelling import attributes_kept, may_keep
from annotator.app.session import Session
from annotator.domain.annotations import Annotation, new_annotation
from annotator.domain.changes import ChangeSet
from annotator.domain.edits import (
    AnnotationAdded,
    AnnotationChanged,
    AnnotationRemoved,
    Edit,
    Operation,
    RelationRemoved,
)
from annotator.domain.span_lines import SpanLine
from annotator.domain.spans import Span


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What was done; `passed_over` counts what was so already, gone, or would have labelled a span twice."""

    change: ChangeSet | None
    passed_over: int


def relabel_lines(session: Session, lines: Sequence[SpanLine], label: str) -> Reviewed:
    """Give the annotations another label. Raises KeyError when the schema has no such label."""
    session.schema.label(label)
    edits: list[Edit] = []
    done = 0
    for _, report in _by_report(session, lines):
        there = {(a.start, a.end, a.annotator) for a in report.everything if a.label == label}
        for annotation in report.chosen:
            place = (annotation.start, annotation.end, annotation.annotator)
            if annotation.label == label or place in there:
                continue
            there.add(place)
            relations = session.store.annotations.relations_of_document(annotation.document)
            of_it = [r for r in relations if r.is_headed_by(annotation) or r.leads_to(annotation)]
            edits += [RelationRemoved(r) for r in of_it if not may_keep(session.schema, r, annotation, label)]
            kept = attributes_kept(session.schema, annotation, label)
            edits.append(AnnotationChanged(annotation, replace(annotation, label=label, attributes=kept)))
            done += 1
    title = f"Relabel {done} annotation{'' if done == 1 else 's'} {label}"
    return Reviewed(_performed(session, edits, title), len(lines) - done)


def label_lines(session: Session, lines: Sequence[SpanLine], label: str) -> Reviewed:
    """Give places without a label one, in one step. Raises KeyError when the schema has no such label."""
    session.schema.label(label)
    edits: list[Edit] = []
    for document in dict.fromkeys(line.document for line in lines):
        there = {(a.start, a.end) for a in session.store.annotations.of_document(document) if a.label == label}
        for line in lines:
            if line.document == document and (line.start, line.end) not in there:
                there.add((line.start, line.end))
                span = Span(line.start, line.end)
                edits.append(AnnotationAdded(new_annotation(document, label, span, session.annotator)))
    title = f"Label {len(edits)} place{'' if len(edits) == 1 else 's'} {label}"
    return Reviewed(_performed(session, edits, title), len(lines) - len(edits))


def remove_lines(session: Session, lines: Sequence[SpanLine]) -> Reviewed:
    """Remove the annotations with their relations."""
    edits: list[Edit] = []
    done = 0
    gone: set[tuple[int, str]] = set()
    for document, report in _by_report(session, lines):
        relations = session.store.annotations.relations_of_document(document)
        for annotation in report.chosen:
            for relation in relations:
                key = (relation.document, relation.uid)
                if key not in gone and (relation.is_headed_by(annotation) or relation.leads_to(annotation)):
                    gone.add(key)
                    edits.append(RelationRemoved(relation))
            edits.append(AnnotationRemoved(annotation))
            done += 1
    title = f"Remove {done} annotation{'' if done == 1 else 's'}"
    return Reviewed(_performed(session, edits, title), len(lines) - done)


@dataclass(frozen=True, slots=True)
class _InReport:
    everything: list[Annotation]
    chosen: list[Annotation]


def _by_report(session: Session, lines: Sequence[SpanLine]) -> Iterable[tuple[int, _InReport]]:
    wanted: dict[int, set[str]] = {}
    for line in lines:
        wanted.setdefault(line.document, set()).add(line.uid)
    for document, uids in wanted.items():
        everything = session.store.annotations.of_document(document)
        yield document, _InReport(everything, [a for a in everything if a.uid in uids])


def _performed(session: Session, edits: list[Edit], title: str) -> ChangeSet | None:
    return session.perform(Operation(title, tuple(edits))) if edits else None
