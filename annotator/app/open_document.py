"""The report on the desk: its text, tokens and annotations in memory, kept equal to the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from annotator.domain.annotation_rows import AnnotationRows
from annotator.domain.annotation_set import AnnotationSet
from annotator.domain.annotations import Annotation, AnnotationElsewhere, Relation
from annotator.domain.changes import ChangeSet
from annotator.domain.documents import Document
from annotator.domain.edits import DocumentStatus
from annotator.domain.relation_set import RelationSet
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.domain.tokens import TokenIndex


class OpenDocument:
    """A document with what belongs to it. Only a Session changes it, after the file has taken the change."""

    def __init__(
        self,
        document: Document,
        annotations: Iterable[Annotation] | AnnotationRows,
        relations: Iterable[Relation],
        elsewhere: Mapping[tuple[int, str], AnnotationElsewhere] = MappingProxyType({}),
    ) -> None:
        """`relations` lead from or to its annotations; `elsewhere` has their other ends in other reports.

        `predictions` are set when the report was imported with some; `rejected` counts, for each span, how often
        its suggestion was rejected.
        """
        self.document = document
        if isinstance(annotations, AnnotationRows):
            self.annotations = AnnotationSet(rows=annotations)
        else:
            self.annotations = AnnotationSet(annotations)
        self.relations = RelationSet(relations)
        self.elsewhere = dict(elsewhere)
        self.tokens = TokenIndex(document.text)
        self.predictions: list[Suggestion] = []
        self.rejected: Counter[Span] = Counter()

    @property
    def key(self) -> int:
        return self.document.key

    @property
    def text(self) -> str:
        return self.document.text

    @property
    def status(self) -> DocumentStatus:
        document = self.document
        return DocumentStatus(document.state, document.flagged, document.note, document.facts)

    def annotation_at(self, caret: int) -> Annotation | None:
        """The annotation that keys act on: the innermost that covers the caret, else one that ends there."""
        covering = self.annotations.at(caret)
        if covering:
            return covering[0]
        ending = [a for a in self.annotations.at(caret - 1) if a.end == caret] if caret else []
        return ending[0] if ending else None

    def annotations_at(self, caret: int) -> list[Annotation]:
        """All annotations that cover the caret, the innermost first; else those that end there."""
        covering = self.annotations.at(caret)
        if covering or not caret:
            return covering
        return [a for a in self.annotations.at(caret - 1) if a.end == caret]

    def text_of(self, span: Span | Annotation) -> str:
        return self.document.text[span.start : span.end]

    def take(self, change: ChangeSet) -> None:
        """Follow a change that the file has taken already."""
        for annotation in change.removed:
            if annotation.document == self.key and annotation.uid in self.annotations:
                self.annotations.remove(annotation.uid)
        for annotation in change.added:
            if annotation.document == self.key:
                self.annotations.add(annotation)
