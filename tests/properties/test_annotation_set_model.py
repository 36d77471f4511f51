"""Random changes to the annotations of a document, compared with a plain list after every step."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from annotator.domain.annotation_rows import AnnotationRows
from annotator.domain.annotation_set import AnnotationSet
from annotator.domain.annotations import Annotation
from annotator.domain.errors import SpanRefused
from annotator.domain.spans import Span
from tests.domain.annotation_making import LABELS, annotations

MARKS = annotations(longest=2_500, last_start=3_000)
LABEL = st.sampled_from(LABELS)
POSITIONS = st.integers(0, 5_600)


def place(annotation: Annotation) -> tuple[int, int, str, str]:
    return annotation.start, annotation.end, annotation.label, annotation.annotator


class AnnotationSetMachine(RuleBasedStateMachine):
    """The model is a list; every answer is found by looking at all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.made = 0
        self.model: list[Annotation] = []
        self.marks = AnnotationSet()

    @initialize(read=st.lists(MARKS, max_size=40, unique_by=place))
    def start(self, read: list[Annotation]) -> None:
        read = [replace(a, uid=f"read {number}") for number, a in enumerate(read)]
        by_uid = {a.uid: a for a in read}
        rows = sorted((a.start, a.end, a.uid) for a in read)
        self.model = list(read)
        self.marks = AnnotationSet(rows=AnnotationRows(rows, lambda row: by_uid[row[2]]))

    @rule(annotation=MARKS)
    def add(self, annotation: Annotation) -> None:
        self.made += 1
        annotation = replace(annotation, uid=f"added {self.made}")
        refused = place(annotation) in map(place, self.model)
        try:
            self.marks.add(annotation)
        except SpanRefused:
            assert refused
        else:
            assert not refused
            self.model.append(annotation)

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(self.model))
        assert self.marks.remove(chosen.uid) == chosen
        self.model.remove(chosen)

    @precondition(lambda self: self.model)
    @rule(data=st.data(), start=st.integers(0, 3_000), length=st.integers(1, 2_500), label=LABEL)
    def replace(self, data: st.DataObject, start: int, length: int, label: str) -> None:
        chosen = data.draw(st.sampled_from(self.model))
        other = replace(chosen, start=start, end=start + length, label=label)
        refused = place(other) in (place(a) for a in self.model if a is not chosen)
        try:
            self.marks.replace(other)
        except SpanRefused:
            assert refused
        else:
            assert not refused
            self.model[self.model.index(chosen)] = other

    @rule(start=POSITIONS, length=st.integers(1, 2_000))
    def overlapping(self, start: int, length: int) -> None:
        end = start + length
        expected = [a for a in self.ordered() if a.span.overlaps(Span(start, end))]
        assert self.marks.overlapping(start, end) == expected

    @rule(position=POSITIONS)
    def at(self, position: int) -> None:
        found = self.marks.at(position)
        assert {a.uid for a in found} == {a.uid for a in self.model if a.span.holds(position)}
        assert [len(a.span) for a in found] == sorted(len(a.span) for a in found)

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def exactly(self, data: st.DataObject) -> None:
        span = data.draw(st.sampled_from(self.model)).span
        assert self.marks.exactly(span) == [a for a in self.ordered() if a.span == span]

    @rule(position=POSITIONS)
    def next_from(self, position: int) -> None:
        behind = [a for a in self.ordered() if a.start > position]
        assert self.marks.next_from(position) == (behind[0] if behind else None)

    @rule(position=POSITIONS)
    def previous_from(self, position: int) -> None:
        before = [a for a in self.ordered() if a.start < position]
        last = max((a.start for a in before), default=None)
        assert self.marks.previous_from(position) == next((a for a in before if a.start == last), None)

    @invariant()
    def all_are_there_in_order(self) -> None:
        assert list(self.marks) == self.ordered()
        assert len(self.marks) == len(self.model)
        assert all(a.uid in self.marks and self.marks.get(a.uid) == a for a in self.model)

    def ordered(self) -> list[Annotation]:
        return sorted(self.model, key=Annotation.order)


AnnotationSetMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=30)
TestAnnotationSet = AnnotationSetMachine.TestCase
