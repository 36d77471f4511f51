"""Random work on a project against a simple model: memory, file and model agree after every step."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from annotator.app.operations import labelling, reports
from annotator.app.session import Session
from annotator.domain.documents import State
from annotator.domain.errors import SpanRefused
from annotator.domain.spans import Span
from annotator.storage.store import open_store
from tests.projects import SHORT, new_session

Snapshot = tuple[frozenset[tuple[int, int, str, str]], State, bool]
LABELS = ("Location", "Actor", "Weapon", "Claim")


class SessionMachine(RuleBasedStateMachine):
    """The model is a list of whole snapshots: what undo and redo must come back to."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.session: Session

    @initialize()
    def start(self) -> None:
        self.session = new_session(Path(self.folder.name) / "p.annodb", SHORT)
        self.past: list[Snapshot] = []
        self.future: list[Snapshot] = []

    def teardown(self) -> None:
        self.session.close()
        self.folder.cleanup()

    @rule(
        start=st.integers(0, len(SHORT) - 2),
        length=st.integers(1, 30),
        label=st.sampled_from(LABELS),
        second=st.booleans(),
    )
    def label(self, start: int, length: int, label: str, second: bool) -> None:
        span = Span(start, min(start + length, len(SHORT)))
        self._step(lambda: labelling.label_span(self.session, span, label, start, second=second))

    @precondition(lambda self: self._uids())
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        annotation = self._any(data)
        self._step(lambda: labelling.remove_annotations(self.session, [annotation], 0))

    @precondition(lambda self: self._uids())
    @rule(data=st.data(), start=st.integers(0, len(SHORT) - 2), length=st.integers(1, 30))
    def resize(self, data: st.DataObject, start: int, length: int) -> None:
        annotation = self._any(data)
        span = Span(start, min(start + length, len(SHORT)))
        self._step(lambda: labelling.resize_annotation(self.session, annotation, span, 0))

    @precondition(lambda self: self._uids())
    @rule(data=st.data())
    def all_occurrences(self, data: st.DataObject) -> None:
        annotation = self._any(data)
        self._step(lambda: labelling.label_occurrences(self.session, annotation, 0))

    @rule(state=st.sampled_from(State))
    def state(self, state: State) -> None:
        self._step(lambda: reports.set_state(self.session, state, 0))

    @rule(flagged=st.booleans())
    def flag(self, flagged: bool) -> None:
        self._step(lambda: reports.set_flag(self.session, flagged, 0))

    @rule()
    def undo(self) -> None:
        now = self._snapshot()
        if self.session.undo() is None:
            assert not self.past
        else:
            self.future.append(now)
            assert self._snapshot() == self.past.pop()

    @rule()
    def redo(self) -> None:
        now = self._snapshot()
        if self.session.redo() is None:
            assert not self.future
        else:
            self.past.append(now)
            assert self._snapshot() == self.future.pop()

    @rule()
    def reopen(self) -> None:
        path = self.session.path
        before = self._snapshot()
        self.session.close()
        self.session = Session(open_store(path), "ada")
        self.session.open_report(1)
        assert self._snapshot() == before

    @invariant()
    def memory_and_file_agree(self) -> None:
        desk = self.session.desk
        assert desk is not None
        assert list(desk.annotations) == self.session.store.annotations.of_document(1)
        stored = self.session.store.documents.read(1)
        assert (stored.state, stored.flagged) == (desk.document.state, desk.document.flagged)
        summary = self.session.store.documents.summaries([1])[0]
        assert summary.annotations == len(desk.annotations)
        assert all(0 <= a.start < a.end <= len(desk.text) for a in desk.annotations)

    def _step(self, action: object) -> None:
        before = self._snapshot()
        try:
            change = action()  # type: ignore[operator]
        except SpanRefused:
            assert self._snapshot() == before
            return
        if change is None:
            assert self._snapshot() == before
        else:
            self.past.append(before)
            self.future.clear()

    def _snapshot(self) -> Snapshot:
        desk = self.session.desk
        assert desk is not None
        spans = frozenset((a.start, a.end, a.label, a.uid) for a in desk.annotations)
        return spans, desk.document.state, desk.document.flagged

    def _uids(self) -> list[str]:
        desk = self.session.desk
        return [a.uid for a in desk.annotations] if desk is not None else []

    def _any(self, data: st.DataObject):  # type: ignore[no-untyped-def]
        assert self.session.desk is not None
        uid = self._uids()[data.draw(st.integers(0, len(self._uids()) - 1))]
        return self.session.desk.annotations.get(uid)


SessionMachine.TestCase.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestSession = SessionMachine.TestCase
