"""The dialog of the user's patterns: the list at the left, the form of one and what it finds at the right."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from annotator.app.session import Session
from annotator.app.user_patterns import (
    checked_patterns,
    keep_patterns,
    named,
    pattern_faults,
    patterns_in,
    trouble_of,
)
from annotator.domain.errors import Cancelled, Refusal
from annotator.domain.user_pattern import UserPattern
from annotator.ui.dialogs.messages import ask, plain_label, quiet_label
from annotator.ui.dialogs.patterns.form import PatternForm
from annotator.ui.dialogs.patterns.pattern_list import PatternList, PatternModel
from annotator.ui.dialogs.patterns.trial import TrialView
from annotator.ui.dialogs.progress import ProgressDialog
from annotator.ui.panels.filter_field import FilterField
from annotator.ui.theme import Theme

_MANY = 5_000  # patterns from which on making them ready takes noticeable time
_CHECKED = 2_000  # patterns that are looked over for faults when the dialog opens


class PatternsDialog(QDialog):
    """Nothing is kept until Save. `saved` are the patterns that were kept, None while nothing was."""

    def __init__(
        self, parent: QWidget | None, session: Session, theme: Theme, new: UserPattern | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Patterns")
        self.resize(960, 640)
        self.setMinimumSize(560, 420)
        self.saved: list[UserPattern] | None = None
        self._session = session
        self._theme = theme
        self._before = patterns_in(session.store)
        labels = session.schema.labels
        colors = {label.name: label.color for label in labels}
        self.model = PatternModel(theme, colors)
        self.list = PatternList(self.model)
        self.filter = FilterField("Narrow the list of patterns", "Narrow the list")
        self.form = PatternForm(labels, theme)
        self.trial = TrialView(session, theme, colors)
        self.trouble = plain_label()
        self._build()
        self._connect()
        self.model.show_patterns(list(self._before), self._faults())
        if new is not None:
            self.add(new)
        else:
            self._go_to(0)
            self.list.setFocus()

    def _build(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(8)
        column.addWidget(self.filter)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        self.add_button, self.delete_button = QPushButton("&Add"), QPushButton("&Delete")
        for button in (self.add_button, self.delete_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        column.addLayout(row)
        self.right = QWidget()
        column = QVBoxLayout(self.right)
        column.setContentsMargins(6, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.form)
        column.addWidget(self.trial, 1)
        halves = QSplitter()
        halves.addWidget(left)
        halves.addWidget(self.right)
        halves.setChildrenCollapsible(False)
        halves.setStretchFactor(1, 1)
        halves.setSizes([280, 640])
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Save | kinds.Cancel)
        self.trouble.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(halves, 1)
        column.addWidget(self.trouble)
        hint = "In the list: Insert adds, Delete deletes, Space switches off and on, Enter edits."
        column.addWidget(quiet_label(hint))
        column.addWidget(self.buttons)

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._narrow)
        self.filter.to_list.connect(self.list.setFocus)
        self.filter.leave.connect(self.list.setFocus)
        self.trial.table.leave.connect(self.list.setFocus)
        self.list.added.connect(self.add)
        self.add_button.clicked.connect(lambda: self.add())
        self.list.removed.connect(self.remove)
        self.delete_button.clicked.connect(lambda: self.remove())
        self.list.switched.connect(self._switch)
        self.list.edited.connect(self.form.text.setFocus)
        self.list.selectionModel().currentRowChanged.connect(lambda now, _: self._show(now.row()))
        self.form.changed.connect(self._take)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        QShortcut(QKeySequence("Ctrl+N"), self, lambda: self.add())

    def row(self) -> int:
        """The row that is chosen, -1 when there is none."""
        return self.list.currentIndex().row()

    def add(self, pattern: UserPattern | None = None) -> None:
        """Add a pattern, an empty one with the label chosen last, and go to its field."""
        label = self.form.label.currentText() or self._session.schema.labels[0].name
        self.filter.clear()
        self._go_to(self.model.add(pattern or UserPattern("", "literal", "", label)))
        self.form.text.setFocus()

    def remove(self) -> None:
        """Take the chosen pattern out of the list."""
        row = self.row()
        if row >= 0:
            self.model.remove(row)
            self._go_to(min(row, self.model.rowCount() - 1))
            self.list.setFocus()

    def save(self) -> None:
        """Keep the patterns as they are now; a refusal is shown, and the dialog stays."""
        patterns = named(self.model.patterns)
        try:
            if patterns != self._before:
                self._keep(patterns)
        except (Refusal, Cancelled) as refusal:
            self.trouble.setText(str(refusal))
            self.trouble.setStyleSheet(f"color: {self._theme.color('error').name()}")
            self.trouble.show()
            return
        self.saved = patterns
        self.accept()

    def reject(self) -> None:
        """Leave; what was changed is asked about first."""
        if named(self.model.patterns) != self._before:
            answer = ask(self, "The patterns were changed.", ["Save", "Discard", "Go on editing"])
            if answer != 1:
                if answer == 0:
                    self.save()
                return
        super().reject()

    def done(self, result: int) -> None:
        self.trial.stop()
        super().done(result)

    def _keep(self, patterns: list[UserPattern]) -> None:
        """Very many are made ready in a worker. Raises Refusal, or Cancelled when the user stopped it."""
        session, ready = self._session, None
        if len(patterns) >= _MANY:
            words = f"Making {len(patterns):,} patterns ready …"
            ready = ProgressDialog.run(self, "Patterns", words, lambda *_: checked_patterns(session, patterns))
        keep_patterns(session, patterns, ready)

    def _faults(self) -> dict[str, str]:
        """What is wrong with patterns as they are in the project."""
        layers = self._session.assistance.layers
        found = pattern_faults(self._session)
        for pattern in self._before[:_CHECKED]:
            trouble = trouble_of(pattern, layers) if pattern.on else ""
            if trouble:
                found[pattern.name] = trouble
        return found

    def _go_to(self, row: int) -> None:
        self.list.setCurrentIndex(self.model.index(row, 0))
        self._show(row)

    def _narrow(self, words: str) -> None:
        pattern = self.model.pattern(self.row())
        self.model.narrow(words)
        rows = range(self.model.rowCount())
        self._go_to(next((n for n in rows if self.model.pattern(n) is pattern), min(0, len(rows) - 1)))

    def _show(self, row: int) -> None:
        pattern = self.model.pattern(row)
        self.right.setEnabled(pattern is not None)
        self.delete_button.setEnabled(pattern is not None)
        self.form.show_pattern(pattern or UserPattern("", "literal", "", self._session.schema.labels[0].name))
        self.trial.follow(pattern, self.model.faults.get(pattern.name, "") if pattern is not None else "")

    def _take(self) -> None:
        row, pattern = self.row(), self.form.pattern()
        before = self.model.pattern(row)
        if before is None:
            return
        self.trouble.hide()
        self.model.put(row, pattern)
        if (before.text, before.kind, before.label) != (pattern.text, pattern.kind, pattern.label):
            self.trial.follow(pattern)

    def _switch(self) -> None:
        row = self.row()
        pattern = self.model.pattern(row)
        if pattern is not None:
            self.model.put(row, replace(pattern, on=not pattern.on))
            self.form.show_pattern(replace(pattern, on=not pattern.on))
