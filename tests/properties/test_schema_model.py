"""Random labelling and schema changes: undo goes back through every state exactly, redo forward again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotator.app.checking import check
from annotator.app.operations import labelling
from annotator.app.operations.attributes import set_attribute
from annotator.app.operations.relations import relate
from annotator.app.operations.schema import SchemaPlan, change_schema
from annotator.app.session import Session
from annotator.domain.errors import Refusal
from annotator.domain.labels import Attribute, AttributeValueChoice, Label, LabelSchema, RelationType
from annotator.domain.spans import Span
from annotator.storage.store import create_store, open_store
from tests.projects import new_report

TEXT = "aaaa bbbb cccc dddd"
STANCE = Attribute("stance", "choice", "s", (AttributeValueChoice("yes", "y"), AttributeValueChoice("no", "n")))
SCHEMA = LabelSchema(
    "model",
    (
        Label("A", "a", "label1", attributes=(STANCE,)),
        Label("B", "b", "label2", attributes=(STANCE,)),
        Label("C", "c", "label4", "claim", attributes=(STANCE,)),
    ),
    (RelationType("r", "r", ("A", "C"), ("A", "B", "C")), RelationType("s", "s", ("B",), ("C",))),
)


def snapshot(session: Session) -> Any:
    store = session.store
    schema = store.labels.read_schema()
    counts = {s.key: s.annotations for s in store.documents.summaries([1, 2])}
    marks = [sorted(store.annotations.of_document(key), key=lambda a: a.order()) for key in (1, 2)]
    related = [store.annotations.relations_of_document(key) for key in (1, 2)]
    assert counts == {key: len(found) for key, found in zip((1, 2), marks, strict=True)}
    assert session.schema == schema
    assert session.desk is not None
    assert list(session.desk.annotations) == sorted(marks[session.desk.key - 1], key=lambda a: a.order())
    assert sorted(r.uid for r in session.desk.relations) == [r.uid for r in related[session.desk.key - 1]]
    names = set(schema.names())
    assert all(a.label in names for found in marks for a in found)
    assert all(r.type in {kind.name for kind in schema.relations} for found in related for r in found)
    return schema, marks, related


class Actor:
    """Does what a drawn number says, as far as it can be done; refusals change nothing."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.fresh = 0
        self.actions: tuple[Callable[[int], object], ...] = (
            self.label, self.label, self.remove, self.attribute, self.relate, self.go,
            self.rename, self.merge, self.split, self.delete, self.add, self.reorder,
            self.rename_attribute, self.delete_attribute, self.rename_value, self.delete_relation,
            self.rename_relation,
        )  # fmt: skip

    def _label(self, number: int) -> str:
        names = self.session.schema.names()
        return names[number % len(names)]

    def _mark(self, number: int) -> Any:
        assert self.session.desk is not None
        marks = list(self.session.desk.annotations)
        return marks[number % len(marks)] if marks else None

    def _plan(self, act: Callable[[SchemaPlan], None]) -> None:
        plan = SchemaPlan(self.session.schema)
        act(plan)
        change_schema(self.session, plan)

    def _new(self) -> str:
        self.fresh += 1
        return f"N{self.fresh}"

    def label(self, number: int) -> None:
        start = 5 * (number % 4)
        labelling.label_span(self.session, Span(start, start + 4), self._label(number // 4), 0, second=True)

    def remove(self, number: int) -> None:
        mark = self._mark(number)
        if mark is not None:
            labelling.remove_annotations(self.session, [mark], 0)

    def attribute(self, number: int) -> None:
        mark = self._mark(number)
        if mark is not None and (attributes := self.session.schema.label(mark.label).attributes):
            values = attributes[0].values
            set_attribute(self.session, mark, attributes[0].name, values[number % len(values)].name, 0)

    def relate(self, number: int) -> None:
        head, child, kinds = self._mark(number), self._mark(number // 3), self.session.schema.relations
        if head is not None and child is not None and kinds:
            relate(self.session, head, child, kinds[number % len(kinds)].name, 0)

    def go(self, number: int) -> None:
        self.session.open_report(1 + number % 2)

    def rename(self, number: int) -> None:
        self._plan(lambda plan: plan.rename_label(self._label(number), self._new()))

    def merge(self, number: int) -> None:
        self._plan(lambda plan: plan.merge_labels(self._label(number), self._label(number // 5)))

    def split(self, number: int) -> None:
        name = self._label(number)
        attributes = self.session.schema.label(name).attributes
        if attributes:
            target = replace(self.session.schema.label(name), name=self._new(), key="")
            value = attributes[0].values[number % len(attributes[0].values)].name
            self._plan(lambda plan: plan.split_label(name, target, attributes[0].name, value))

    def delete(self, number: int) -> None:
        self._plan(lambda plan: plan.delete_label(self._label(number)))

    def add(self, number: int) -> None:
        self._plan(lambda plan: plan.add_label(Label(self._new(), "", "label5", attributes=(STANCE,)), number % 2))

    def reorder(self, number: int) -> None:
        names = self.session.schema.names()
        turn = number % len(names)
        self._plan(lambda plan: plan.reorder((*names[turn:], *names[:turn])))

    def rename_attribute(self, number: int) -> None:
        name = self._label(number)
        if attributes := self.session.schema.label(name).attributes:
            self._plan(lambda plan: plan.rename_attribute(name, attributes[0].name, f"x {self._new()}\"'"))

    def delete_attribute(self, number: int) -> None:
        name = self._label(number)
        if attributes := self.session.schema.label(name).attributes:
            self._plan(lambda plan: plan.delete_attribute(name, attributes[0].name))

    def rename_value(self, number: int) -> None:
        name = self._label(number)
        if attributes := self.session.schema.label(name).attributes:
            values = attributes[0].values
            new = values[-1].name if number % 2 else self._new()
            self._plan(lambda plan: plan.rename_value(name, attributes[0].name, values[0].name, new))

    def delete_relation(self, number: int) -> None:
        if kinds := self.session.schema.relations:
            self._plan(lambda plan: plan.delete_relation(kinds[number % len(kinds)].name))

    def rename_relation(self, number: int) -> None:
        if kinds := self.session.schema.relations:
            self._plan(lambda plan: plan.rename_relation(kinds[number % len(kinds)].name, self._new()))


@given(st.lists(st.tuples(st.integers(0, 16), st.integers(0, 60)), max_size=25))
@settings(max_examples=60)
@example([(10, 1), (7, 1), (6, 0)])
@example([(0, 0), (0, 4), (9, 0), (2, 0)])
@example([(0, 0), (0, 5), (0, 10), (4, 1), (9, 0), (2, 0), (2, 0)])
@example([(0, 0), (0, 8), (0, 9), (4, 2), (4, 8), (15, 0), (9, 0), (2, 0), (2, 0)])
def test_every_state_comes_back(steps: list[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.annodb"
        store = create_store(path, SCHEMA)
        with store.writing():
            list(store.bulk_writer().add([new_report(TEXT), new_report(TEXT + " eeee")]))
        session = Session(store, "ada")
        session.open_report(1)
        actor = Actor(session)
        states = [snapshot(session)]
        for which, number in steps:
            with suppress(Refusal):
                actor.actions[which](number)
            state = snapshot(session)
            if state != states[-1]:
                states.append(state)
        session.close()
        session = Session(open_store(path), "ada")
        session.open_report(1)
        passed = [snapshot(session)]
        while session.undo() is not None:
            passed.append(snapshot(session))
        assert _distinct(passed) == states[::-1]
        forward = [snapshot(session)]
        while session.redo() is not None:
            forward.append(snapshot(session))
        assert _distinct(forward) == states
        session.close()
        assert check(path) == []


def _distinct(states: list[Any]) -> list[Any]:
    """Without steps that changed nothing of what is compared, such as a report being in progress."""
    return [state for place, state in enumerate(states) if not place or state != states[place - 1]]
