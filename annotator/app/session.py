"""A session: one project, one annotator, one report on the desk, and one way to change anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from annotator.app.assistance import Assistance, sources_off
from annotator.app.events import Event
from annotator.app.open_document import OpenDocument
from annotator.app.searching import Found
from annotator.app.triage import UNFINISHED, Triage
from annotator.app.work_list import WorkList
from annotator.assist.memory import LabelMemory
from annotator.domain.annotations import Annotation
from annotator.domain.changes import ChangeSet, changes_of
from annotator.domain.decisions import Decision, Outcome
from annotator.domain.documents import Document, State
from annotator.domain.edits import (
    MANY_EDITS,
    DecisionMade,
    DecisionUnmade,
    DocumentChanged,
    Operation,
    RelationAdded,
    RelationRemoved,
)
from annotator.domain.errors import Refusal
from annotator.domain.labels import ENTITY_LAYER
from annotator.storage.beside import open_writer_beside
from annotator.storage.faults import plain_faults
from annotator.storage.store import Store

LONG = 20_000  # annotations; in a project with as many, what concerns many of them takes noticeable time
Act = Callable[[Store], "Operation | None"]


class Session:
    """What the window and the command line work with.

    `changed` tells of every operation, undo and redo once it stands in the file; `opened` of the report that is on
    the desk now; `faulted` says in a sentence what has switched itself off. `found` is what the search of the
    queue shows; `work` are the reports that done-and-next stays among, or None. Changes that cannot be written
    raise a Refusal and leave everything as it was. `long_work(title, act)` does what may take noticeable time: at
    once, unless the window shows how it goes (see `act_beside`).
    """

    def __init__(self, store: Store, annotator: str) -> None:
        self.store = store
        self.annotator = annotator
        self.schema = store.labels.read_schema()
        self.assistance = self._new_assistance()
        self.entities = frozenset(label.name for label in self.schema.labels if label.layer == ENTITY_LAYER)
        self.triage = Triage(store)
        self.desk: OpenDocument | None = None
        self.found = Found()
        self.work: WorkList | None = None
        self.changed: Event[ChangeSet] = Event()
        self.opened: Event[OpenDocument] = Event()
        self.faulted: Event[str] = Event()
        self.long_work: Callable[[str, Act], Operation | None] = lambda _, act: act(store)

    @property
    def path(self) -> Path:
        return self.store.path

    @property
    def memory(self) -> LabelMemory:
        """What was labelled so far, for the suggestions of repeats."""
        return self.assistance.memory

    def open_report(self, key: int) -> OpenDocument:
        """Put a report on the desk.

        Raises KeyError when the project has none with that key, ProjectRefused when the file is damaged there.
        """
        with plain_faults(self.path):
            document = self.store.documents.read(key)
            relations = self.store.annotations.relations_of_document(key)
            desk = OpenDocument(
                document,
                self.store.annotations.rows_of_document(key),
                relations,
                self.store.annotations.elsewhere(key, relations),
            )
            desk.predictions = self.store.suggestions.predictions_of(key)
            desk.rejected = Counter(decision.span for decision in self.store.suggestions.rejected_in(key))
        self.desk = desk
        self.opened(desk)
        return desk

    def perform(self, operation: Operation) -> ChangeSet:
        """Do an operation: the file first, then memory, then everyone who listens."""
        many = len(operation.edits) > MANY_EDITS
        title = operation.title if many or (operation.is_long and self._is_large()) else None
        done = self._done(title, lambda store: store.apply(operation, self.annotator))
        return self._follow(done or operation)

    def undo(self) -> ChangeSet | None:
        """Take back the last operation, of whichever report; None when there is nothing left to take back."""
        done = self._done(self._long(self.store.log.long_undoable()), lambda store: store.undo())
        return None if done is None else self._follow(done)

    def redo(self) -> ChangeSet | None:
        """Do again what was taken back last."""
        done = self._done(self._long(self.store.log.long_redoable()), lambda store: store.redo())
        return None if done is None else self._follow(done)

    def remember_place(self, caret: int) -> None:
        """Keep where the reader is, for the next time this report is opened."""
        if self.desk is None or self.store.read_only:
            return
        with self.store.writing() as db:
            self.store.documents.remember_caret(self.desk.key, caret)
            db.execute("INSERT OR REPLACE INTO settings VALUES ('last_report', ?)", [str(self.desk.key)])

    def first_report(self) -> int | None:
        """The report to begin with: the one left last, else the first unfinished, else the first of all."""
        left = self.store.setting("last_report")
        if left.isdecimal() and self.store.documents.summaries([int(left)]):
            return int(left)
        unfinished = self.store.documents.next_in_queue(-1, UNFINISHED)
        return unfinished if unfinished is not None else self.store.documents.next_in_queue(-1, frozenset(State))

    def next_unfinished(self) -> int | None:
        """The next report, in the order that was chosen, that is not done yet; None when no other is left."""
        if self.desk is None:
            return None
        if self.work is not None:
            return self.work.next_unfinished(self.store, self.desk.key)
        return self.triage.next_after(self.desk.key)

    def close(self) -> None:
        """Let go of the project. What stands in the file is all there is; nothing waits to be saved."""
        self.desk = None
        self.store.close()

    def reread(self) -> None:
        """Take on the labels as they are in the file now, and the report on the desk with them."""
        self.schema = self.store.labels.read_schema()
        self.entities = frozenset(label.name for label in self.schema.labels if label.layer == ENTITY_LAYER)
        before = self.assistance
        self.assistance = self._new_assistance()
        self.assistance.set_threshold(before.threshold)
        self.assistance.parses = before.parses
        if self.desk is not None:
            self.open_report(self.desk.key)

    def _new_assistance(self) -> Assistance:
        assistance = Assistance(LabelMemory(), {label.name: label.layer for label in self.schema.labels})
        assistance.off = sources_off(self.store)
        return assistance

    def _done(self, long: str | None, act: Act) -> Operation | None:
        """What `act` did; `long` is its title when that may take noticeable time."""
        if long is None:
            return act(self.store)
        done = self.long_work(long, act)
        self.store.labels.forget()
        self.store.log.forget()
        return done

    def _long(self, title: str | None) -> str | None:
        return title if title is not None and self._is_large() else None

    def _is_large(self) -> bool:
        return self.store.bulk_reader().count_annotations(frozenset(State)) >= LONG

    def _follow(self, operation: Operation) -> ChangeSet:
        change = changes_of(operation)
        if change.schema:
            self.reread()
        if self.desk is not None and self.desk.key in change.documents:
            self._follow_on_desk(self.desk, operation, change)
        self.changed(change)
        return change

    def _follow_on_desk(self, desk: OpenDocument, operation: Operation, change: ChangeSet) -> None:
        desk.take(change)
        for annotation in change.removed:
            self._remember(desk, annotation, self.memory.discard)
        for annotation in change.added:
            self._remember(desk, annotation, self.memory.add)
        for edit in operation.edits:
            match edit:
                case DocumentChanged(document, _, _) if document == desk.key:
                    desk.document = _with_status(desk.document, edit)
                case RelationAdded(relation) if desk.key in relation.documents:
                    desk.relations.add(relation)
                    desk.elsewhere.update(self.store.annotations.elsewhere(desk.key, [relation]))
                case RelationRemoved(relation) if desk.key in relation.documents:
                    desk.relations.discard(relation)
                case DecisionMade(decision) | DecisionUnmade(decision) if decision.document == desk.key:
                    if decision.outcome is Outcome.REJECTED:
                        self._follow_rejection(desk, decision, isinstance(edit, DecisionMade))
                case _:
                    pass

    def _follow_rejection(self, desk: OpenDocument, decision: Decision, made: bool) -> None:
        desk.rejected[decision.span] += 1 if made else -1
        if decision.label in self.entities:
            remember = self.memory.reject if made else self.memory.take_back_rejection
            remember(desk.text_of(decision.span), decision.label)

    def _remember(self, desk: OpenDocument, annotation: Annotation, keep: Callable[[str, str], None]) -> None:
        if annotation.document == desk.key and annotation.label in self.entities:
            keep(desk.text_of(annotation), annotation.label)


def act_beside(session: Session, act: Act, cancelled: Callable[[], bool]) -> Operation | None:
    """Do what `long_work` is given in a worker thread. Raises Refusal, or Cancelled: then nothing is changed."""
    with open_writer_beside(session.store) as beside, beside.stopped_when(cancelled):
        return act(beside)


def on_desk(session: Session) -> OpenDocument:
    """The report on the desk. Raises Refusal when there is none."""
    if session.desk is None:
        raise Refusal("No report is open.")
    return session.desk


def _with_status(document: Document, edit: DocumentChanged) -> Document:
    after = edit.after
    return replace(document, state=after.state, flagged=after.flagged, note=after.note, facts=after.facts)
