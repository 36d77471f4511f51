"""The annotations of one document, found by place, label or text in the time of a key press."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator

from annotator.domain.annotations import Annotation
from annotator.domain.errors import SpanRefused
from annotator.domain.spans import Span

_BUCKET = 1024  # code points; a claim of a few sentences lies in one or two buckets


class AnnotationSet:
    """The annotations of one document. Adding and removing cost the same at 10 as at 80,000 annotations."""

    def __init__(self, annotations: Iterable[Annotation] = ()) -> None:
        self._by_uid: dict[str, Annotation] = {}
        self._keys: set[tuple[int, int, str, str]] = set()
        self._buckets: dict[int, dict[str, Annotation]] = {}
        self._order: list[tuple[int, int, str, str]] = []
        for annotation in annotations:
            self._place(annotation)
            self._order.append(annotation.order())
        self._order.sort()

    def __len__(self) -> int:
        return len(self._by_uid)

    def __iter__(self) -> Iterator[Annotation]:
        """In the order of export."""
        return (self._by_uid[entry[3]] for entry in self._order)

    def __contains__(self, uid: str) -> bool:
        return uid in self._by_uid

    def get(self, uid: str) -> Annotation:
        """Raises KeyError when the document has no such annotation."""
        return self._by_uid[uid]

    def has(self, span: Span, label: str, annotator: str) -> bool:
        """Whether this very span carries this label by this annotator already."""
        return (span.start, span.end, label, annotator) in self._keys

    def add(self, annotation: Annotation) -> None:
        """Raises SpanRefused when the same span has the same label by the same annotator already."""
        self._place(annotation)
        insort(self._order, annotation.order())

    def remove(self, uid: str) -> Annotation:
        """Raises KeyError when the document has no such annotation."""
        annotation = self._by_uid.pop(uid)
        self._keys.discard((annotation.start, annotation.end, annotation.label, annotation.annotator))
        for bucket in _buckets_of(annotation.start, annotation.end):
            self._buckets[bucket].pop(uid, None)
        del self._order[bisect_left(self._order, annotation.order())]
        return annotation

    def replace(self, annotation: Annotation) -> None:
        """Put the annotation in the place of the one with its uid."""
        before = self.remove(annotation.uid)
        try:
            self.add(annotation)
        except SpanRefused:
            self.add(before)
            raise

    def overlapping(self, start: int, end: int) -> list[Annotation]:
        """Those that share a character with `[start, end)`, in the order of export."""
        found: dict[str, Annotation] = {}
        for bucket in _buckets_of(start, end):
            found.update(
                (uid, annotation)
                for uid, annotation in self._buckets.get(bucket, {}).items()
                if annotation.start < end and start < annotation.end
            )
        return sorted(found.values(), key=Annotation.order)

    def at(self, position: int) -> list[Annotation]:
        """Those that cover the character at `position`, the innermost first."""
        found = self.overlapping(position, position + 1)
        found.sort(key=lambda a: (a.end - a.start, a.label, a.uid))
        return found

    def exactly(self, span: Span) -> list[Annotation]:
        """Those whose span is this one, by label."""
        return [a for a in self.overlapping(span.start, span.end) if a.start == span.start and a.end == span.end]

    def next_from(self, position: int) -> Annotation | None:
        """The first that starts after `position`."""
        index = bisect_right(self._order, (position, 1, "", ""))
        return self._by_uid[self._order[index][3]] if index < len(self._order) else None

    def previous_from(self, position: int) -> Annotation | None:
        """The last that starts before `position`."""
        index = bisect_left(self._order, (position, -(1 << 62), "", ""))
        return self._by_uid[self._order[index - 1][3]] if index else None

    def _place(self, annotation: Annotation) -> None:
        key = (annotation.start, annotation.end, annotation.label, annotation.annotator)
        if key in self._keys:
            raise SpanRefused(f"This text is labelled {annotation.label} already.")
        self._keys.add(key)
        self._by_uid[annotation.uid] = annotation
        for bucket in _buckets_of(annotation.start, annotation.end):
            self._buckets.setdefault(bucket, {})[annotation.uid] = annotation


def _buckets_of(start: int, end: int) -> range:
    return range(start // _BUCKET, max(end - 1, start) // _BUCKET + 1)
