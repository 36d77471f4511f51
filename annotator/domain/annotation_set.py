"""The annotations of one document, found by place in the time of a key press."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator

from annotator.domain.annotation_rows import AnnotationRows
from annotator.domain.annotations import Annotation
from annotator.domain.errors import SpanRefused
from annotator.domain.spans import Span

_BUCKET = 1024  # code points; a claim of a few sentences lies in one or two buckets
_FIRST = -(1 << 62)


class AnnotationSet:
    """The annotations of one document. Adding and removing cost the same at 10 as at 80,000 annotations.

    `rows` are those that were read with the document; what has changed since is kept beside them.
    """

    def __init__(self, annotations: Iterable[Annotation] = (), rows: AnnotationRows | None = None) -> None:
        self._rows = rows if rows is not None else AnnotationRows((), _never_made)
        self._gone: set[int] = set()
        self._by_uid: dict[str, Annotation] = {}
        self._buckets: dict[int, dict[str, Annotation]] = {}
        self._order: list[tuple[int, int, str, str]] = []
        for annotation in annotations:
            self.add(annotation)

    def __len__(self) -> int:
        return len(self._by_uid) + len(self._rows) - len(self._gone)

    def __iter__(self) -> Iterator[Annotation]:
        """In the order of export."""
        kept = [self._rows[index] for index in range(len(self._rows)) if index not in self._gone]
        kept.extend(self._by_uid.values())
        kept.sort(key=Annotation.order)
        return iter(kept)

    def __contains__(self, uid: str) -> bool:
        return uid in self._by_uid or self._read(uid) is not None

    def get(self, uid: str) -> Annotation:
        """Raises KeyError when the document has no such annotation."""
        index = self._read(uid)
        return self._by_uid[uid] if index is None else self._rows[index]

    def has(self, span: Span, label: str, annotator: str) -> bool:
        """Whether this very span carries this label by this annotator already."""
        return any(a.label == label and a.annotator == annotator for a in self.exactly(span))

    def add(self, annotation: Annotation) -> None:
        """Raises SpanRefused when the same span has the same label by the same annotator already."""
        if self.has(annotation.span, annotation.label, annotation.annotator):
            raise SpanRefused(f"This text is labelled {annotation.label} already.")
        self._by_uid[annotation.uid] = annotation
        for bucket in _buckets_of(annotation.start, annotation.end):
            self._buckets.setdefault(bucket, {})[annotation.uid] = annotation
        insort(self._order, annotation.order())

    def remove(self, uid: str) -> Annotation:
        """Raises KeyError when the document has no such annotation."""
        index = self._read(uid)
        if index is not None:
            self._gone.add(index)
            return self._rows[index]
        annotation = self._by_uid.pop(uid)
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
        found = [self._rows[index] for index in self._rows.overlapping(start, end) if index not in self._gone]
        newer: dict[str, Annotation] = {}
        for bucket in _buckets_of(start, end) if self._by_uid else ():
            newer.update(
                (uid, annotation)
                for uid, annotation in self._buckets.get(bucket, {}).items()
                if annotation.start < end and start < annotation.end
            )
        found.extend(newer.values())
        found.sort(key=Annotation.order)
        return found

    def at(self, position: int) -> list[Annotation]:
        """Those that cover the character at `position`, the innermost first."""
        found = self.overlapping(position, position + 1)
        found.sort(key=lambda a: (a.end - a.start, a.label, a.uid))
        return found

    def exactly(self, span: Span) -> list[Annotation]:
        """Those whose span is this one, by label."""
        if not span:
            return []
        within = self.overlapping(span.start, span.start + 1)
        return [a for a in within if a.start == span.start and a.end == span.end]

    def next_from(self, position: int) -> Annotation | None:
        """The first that starts behind `position`, of those that start together the longest."""
        index = self._rows.first_behind(position)
        while index < len(self._rows) and index in self._gone:
            index += 1
        starts = [self._rows.start(index)] if index < len(self._rows) else []
        place = bisect_right(self._order, (position, 1, "", ""))
        starts += [self._order[place][0]] if place < len(self._order) else []
        return self._longest_from(min(starts)) if starts else None

    def previous_from(self, position: int) -> Annotation | None:
        """The last that starts before `position`, of those that start together the longest."""
        index = self._rows.first_at(position) - 1
        while index >= 0 and index in self._gone:
            index -= 1
        starts = [self._rows.start(index)] if index >= 0 else []
        place = bisect_left(self._order, (position, _FIRST, "", "")) - 1
        starts += [self._order[place][0]] if place >= 0 else []
        return self._longest_from(max(starts)) if starts else None

    def _longest_from(self, start: int) -> Annotation:
        return next(a for a in self.overlapping(start, start + 1) if a.start == start)

    def _read(self, uid: str) -> int | None:
        """Where among the rows an annotation still is."""
        index = self._rows.find(uid)
        return None if index is None or index in self._gone else index


def _buckets_of(start: int, end: int) -> range:
    return range(start // _BUCKET, max(end - 1, start) // _BUCKET + 1)


def _never_made(row: object) -> Annotation:
    raise LookupError(f"there are no rows, but one was asked for: {row}")
