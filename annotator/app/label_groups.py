"""The spans of one report, grouped by label and by text: what the panels beside the text show."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import replace

from annotator.app.open_document import OpenDocument
from annotator.domain.annotations import Annotation
from annotator.domain.changes import ChangeSet
from annotator.domain.labels import LabelSchema

_STEP = 300  # annotations grouped at once: two milliseconds
_WINDOW = 16_384  # code points looked through at once
_LONG = 1_000  # code points; longer spans are passages, whose white space is left as it is


class LabelGroups:
    """Follows one report. It starts empty: call `build_some` until it says that all is there.

    Within a label the most frequent text comes first, then the one that occurs first. White space within a text
    counts as one space.
    """

    def __init__(self, desk: OpenDocument, schema: LabelSchema) -> None:
        self._desk = desk
        self._labels = {label.name: _TextsOfLabel() for label in schema.labels}
        self._steps = self._building()
        self._waiting: list[ChangeSet] = []
        self._reached = 0
        self.ready = False

    def build_some(self) -> bool:
        """Group some hundred more; True once all are grouped."""
        return self.ready or next(self._steps, None) is None

    def take(self, change: ChangeSet) -> frozenset[str]:
        """Follow a change that the desk has taken; tells which labels have other texts or counts now."""
        if not self.ready:
            if self._reached:
                self._waiting.append(self._behind(change))
            return frozenset()
        concerned: set[str] = set()
        for annotation in change.removed:
            if annotation.document == self._desk.key and annotation.label in self._labels:
                self._labels[annotation.label].discard(self._form(annotation), annotation.start)
                concerned.add(annotation.label)
        for annotation in change.added:
            if annotation.document == self._desk.key and annotation.label in self._labels:
                self._labels[annotation.label].add(self._form(annotation), annotation.start)
                concerned.add(annotation.label)
        return frozenset(concerned)

    def total(self, label: str) -> int:
        """How many spans carry the label."""
        return self._labels[label].total

    def count(self, label: str, form: str) -> int:
        """How many spans of the label have this text; 0 when there is none."""
        return len(self._labels[label].starts.get(form, ()))

    def forms(self, label: str, limit: int, containing: str = "") -> tuple[list[str], int]:
        """The first `limit` texts of the label, and how many there are; `containing` narrows them, case aside."""
        order = self._labels[label].order
        if not containing:
            return [form for _, _, form in order[:limit]], len(order)
        wanted = containing.casefold()
        found = [form for _, _, form in order if wanted in form.casefold()]
        return found[:limit], len(found)

    def next_occurrence(self, label: str, form: str, caret: int) -> Annotation | None:
        """The first span of this label and text behind the caret, round the end of the report.

        An occurrence at whose start the caret stands counts as behind it. None when there is none any more.
        """
        starts = self._labels[label].starts.get(form)
        if not starts:
            return None
        start = starts[bisect_left(starts, caret) % len(starts)]
        for annotation in self._desk.annotations.at(start):
            if annotation.start == start and annotation.label == label and self._form(annotation) == form:
                return annotation
        return None

    def _building(self) -> Iterator[bool]:
        grouped = 0
        while self._reached < len(self._desk.text):
            start, self._reached = self._reached, self._reached + _WINDOW
            for annotation in self._desk.annotations.overlapping(start, self._reached):
                if annotation.start >= start and annotation.label in self._labels:
                    self._labels[annotation.label].collect(self._form(annotation), annotation.start)
                    grouped += 1
            if grouped >= _STEP:
                grouped = 0
                yield False
        for label in self._labels.values():
            label.arrange()
            yield False
        self.ready = True
        for change in self._waiting:
            self.take(change)
        self._waiting.clear()

    def _behind(self, change: ChangeSet) -> ChangeSet:
        """The part of a change that building has passed already; the rest it meets as it is then."""
        reached = self._reached
        return replace(
            change,
            added=tuple(a for a in change.added if a.start < reached),
            removed=tuple(a for a in change.removed if a.start < reached),
        )

    def _form(self, annotation: Annotation) -> str:
        text = self._desk.text[annotation.start : annotation.end]
        return text if len(text) > _LONG else " ".join(text.split())


class _TextsOfLabel:
    """Where each text of a label starts, and the texts in their order: (-count, first start, text)."""

    def __init__(self) -> None:
        self.starts: dict[str, list[int]] = {}
        self.order: list[tuple[int, int, str]] = []
        self.total = 0

    def collect(self, form: str, start: int) -> None:
        """Add without keeping order; starts come in ascending."""
        self.starts.setdefault(form, []).append(start)
        self.total += 1

    def arrange(self) -> None:
        self.order = sorted((-len(starts), starts[0], form) for form, starts in self.starts.items())

    def add(self, form: str, start: int) -> None:
        starts = self.starts.setdefault(form, [])
        if starts:
            self._drop_from_order(form, starts)
        insort(starts, start)
        insort(self.order, (-len(starts), starts[0], form))
        self.total += 1

    def discard(self, form: str, start: int) -> None:
        starts = self.starts.get(form, [])
        place = bisect_left(starts, start)
        if place == len(starts) or starts[place] != start:
            return
        self._drop_from_order(form, starts)
        del starts[place]
        self.total -= 1
        if starts:
            insort(self.order, (-len(starts), starts[0], form))
        else:
            del self.starts[form]

    def _drop_from_order(self, form: str, starts: list[int]) -> None:
        del self.order[bisect_left(self.order, (-len(starts), starts[0], form))]
