"""An annotation: a span with a label, made by one annotator."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from annotator.domain.spans import Span

AttributeValue = str | float | int | bool
NO_ATTRIBUTES: Mapping[str, AttributeValue] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an annotation came from.

    `kind` is `manual`, `suggested` or `imported`; `source` names the suggester or the file format;
    `score` is the suggester's probability in 0..1, when it gave one.
    """

    kind: str = "manual"
    source: str = ""
    score: float | None = None


MANUAL = Origin()


@dataclass(frozen=True, slots=True)
class Annotation:
    """A labelled span of one document in one annotator's layer.

    `uid` is unique within the document; `document` is the document's key in the project; `created` counts
    seconds since 1970 UTC.
    """

    uid: str
    document: int
    label: str
    start: int
    end: int
    annotator: str
    attributes: Mapping[str, AttributeValue] = field(default_factory=lambda: NO_ATTRIBUTES, hash=False)
    note: str = ""
    flagged: bool = False
    origin: Origin = MANUAL
    created: float = 0.0

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    def order(self) -> tuple[int, int, str, str]:
        """The order of export: by start, the longest first, then by label."""
        return (self.start, -self.end, self.label, self.uid)


def new_annotation(document: int, label: str, span: Span, annotator: str, origin: Origin = MANUAL) -> Annotation:
    """An annotation with a fresh UUID, made now."""
    return Annotation(
        uid=str(uuid.uuid4()),
        document=document,
        label=label,
        start=span.start,
        end=span.end,
        annotator=annotator,
        origin=origin,
        created=time.time(),
    )


@dataclass(frozen=True, slots=True)
class Relation:
    """A directed, typed link from the annotation `head` to the annotation `child`, by their uids.

    `document` is the key of the head's report; `child_document` is that of the child's, where it is another one.
    """

    uid: str
    document: int
    type: str
    head: str
    child: str
    annotator: str = ""
    child_document: int | None = None

    @property
    def ends(self) -> tuple[tuple[int, str], tuple[int, str]]:
        """Head and child, each as the key of its report and its uid."""
        there = self.document if self.child_document is None else self.child_document
        return (self.document, self.head), (there, self.child)

    @property
    def documents(self) -> frozenset[int]:
        """The reports that it leads from and to."""
        return frozenset(document for document, _ in self.ends)

    def other_end(self, annotation: Annotation) -> tuple[int, str]:
        """The other end of the relation than the annotation: its report's key and its uid."""
        head, child = self.ends
        return child if self.is_headed_by(annotation) else head

    def is_headed_by(self, annotation: Annotation) -> bool:
        return self.head == annotation.uid and self.document == annotation.document

    def leads_to(self, annotation: Annotation) -> bool:
        return self.ends[1] == (annotation.document, annotation.uid)


@dataclass(frozen=True, slots=True)
class AnnotationElsewhere:
    """An annotation of another report, as far as a relation tells of it: with its text and the report's title."""

    uid: str
    document: int
    label: str
    start: int
    end: int
    text: str
    title: str
