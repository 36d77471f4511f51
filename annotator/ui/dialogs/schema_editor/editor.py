"""The schema editor: labels and relations on the left, the form of one on the right, what will happen below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.app.label_names import new_label
from annotator.app.operations.schema import Concern, SchemaPlan, change_schema
from annotator.app.schema_counts import concerned_words, schema_counts
from annotator.app.schema_forms import apply_label, apply_relation
from annotator.app.session import Session
from annotator.domain.errors import Refusal, SchemaRefused
from annotator.domain.labels import RelationType
from annotator.domain.rules import shown_name
from annotator.ui.dialogs.messages import plain_label, quiet_label
from annotator.ui.dialogs.schema_editor.label_form import LabelForm
from annotator.ui.dialogs.schema_editor.relation_form import RelationForm
from annotator.ui.dialogs.schema_editor.steps import ask_merge, ask_name, ask_split
from annotator.ui.tasks import Tasks
from annotator.ui.theme import Theme

_RELATION = Qt.ItemDataRole.UserRole


class SchemaEditor(QDialog):
    """Everything is a plan until Apply, and then one step that undo takes back. `applied` says whether it was."""

    def __init__(self, parent: QWidget | None, session: Session, theme: Theme) -> None:
        super().__init__(parent)
        self.setWindowTitle("Labels and relations")
        self.resize(940, 720)
        self.applied = False
        self._session = session
        self.plan = SchemaPlan(session.schema)
        self._counts: Counter[Concern] = Counter()
        self._tasks = Tasks(self)
        self.list = QListWidget()
        self.list.setAccessibleName("Labels and relations")
        self.form = LabelForm(theme)
        self.relation = RelationForm()
        self.forms = QStackedWidget()
        self.preview = quiet_label()
        self.trouble = plain_label()
        self.trouble.hide()
        self._build()
        self._fill(session.schema.labels[0].name)
        self._tasks.start(lambda *_: schema_counts(session), self._counted, lambda _: None)

    def _build(self) -> None:
        for form in (self.form, self.relation):
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFrameShape(QScrollArea.Shape.NoFrame)
            area.setWidget(form)
            self.forms.addWidget(area)
            form.changed.connect(self._show_preview)
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        for title, act in (
            ("&Add label", self._add), ("Add re&lation", self._add_relation), ("&Merge into…", self._merge),
            ("S&plit…", self._split), ("&Delete", self._delete),
        ):  # fmt: skip
            button = QPushButton(title)
            button.setAutoDefault(False)
            button.clicked.connect(act)
            left.addWidget(button)
        for keys, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            QShortcut(QKeySequence(keys), self, lambda step=step: self._move(step))
        halves = QHBoxLayout()
        halves.setSpacing(14)
        halves.addLayout(left, 2)
        halves.addWidget(self.forms, 5)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.apply_button = QPushButton("A&pply")
        self.buttons.addButton(self.apply_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self._apply)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addLayout(halves, 1)
        column.addWidget(self.trouble)
        column.addWidget(self.preview)
        column.addWidget(self.buttons)
        self.list.currentItemChanged.connect(self._changed_row)

    # What is chosen

    def _current(self) -> tuple[str, bool]:
        """The name of the label or relation that is shown, and whether it is a relation."""
        item = self.list.currentItem()
        return (item.data(_RELATION + 1), bool(item.data(_RELATION))) if item is not None else ("", False)

    def _fill(self, chosen: str) -> None:
        """Show the plan's labels and relations, and the form of the chosen one."""
        self.list.blockSignals(True)
        self.list.clear()
        for label in self.plan.schema.labels:
            count = self._counts[(label.name,)]
            self._row(label.name, f"{label.name}   {count:,}" if count else label.name, relation=False)
        for kind in self.plan.schema.relations:
            self._row(kind.name, f"↗ {shown_name(kind.name)}", relation=True)
        for row in range(self.list.count()):
            if self.list.item(row).data(_RELATION + 1) == chosen:
                self.list.setCurrentRow(row)
        self.list.blockSignals(False)
        self._show_form()

    def _row(self, name: str, text: str, *, relation: bool) -> None:
        item = QListWidgetItem(text, self.list)
        item.setData(_RELATION, relation)
        item.setData(_RELATION + 1, name)
        item.setToolTip("")

    def _show_form(self) -> None:
        name, is_relation = self._current()
        if is_relation:
            kind = next(kind for kind in self.plan.schema.relations if kind.name == name)
            self.relation.show_relation(kind, self.plan.schema)
        elif name:
            self.form.show_label(self.plan.schema.label(name), self.plan.schema)
        self.forms.setCurrentIndex(int(is_relation))
        self._show_preview()

    def _changed_row(self, now: QListWidgetItem | None, before: QListWidgetItem | None) -> None:
        chosen = now.data(_RELATION + 1) if now is not None else ""
        if before is not None and not self._keep(before.data(_RELATION + 1), bool(before.data(_RELATION))):
            self.list.blockSignals(True)
            self.list.setCurrentItem(before)
            self.list.blockSignals(False)
            return
        if before is not None:
            self._fill(chosen)

    # The plan

    def _with_form(self, name: str, is_relation: bool) -> SchemaPlan:
        """The plan with what stands in the form. Raises SchemaRefused."""
        trial = self.plan.copy()
        if is_relation:
            apply_relation(trial, name, self.relation.relation())
        elif name:
            apply_label(trial, name, self.form.label())
        return trial

    def _keep(self, name: str, is_relation: bool) -> bool:
        """Take the form into the plan; False when it is refused, which is said."""
        try:
            self.plan = self._with_form(name, is_relation)
        except SchemaRefused as refused:
            self._refuse(refused)
            return False
        self.trouble.hide()
        return True

    def _step(self, act: Callable[[SchemaPlan], object], chosen: str = "") -> None:
        """Take the form into the plan, then one more step."""
        if not self._keep(*self._current()):
            return
        trial = self.plan.copy()
        try:
            act(trial)
        except SchemaRefused as refused:
            self._refuse(refused)
            return
        self.plan = trial
        names = self.plan.schema.names()
        self._fill(chosen if chosen else names[0])

    def _refuse(self, refused: Refusal) -> None:
        self.trouble.setText(str(refused))
        self.trouble.show()

    def _show_preview(self) -> None:
        """Say what Apply would do, with the annotations concerned."""
        try:
            plan = self._with_form(*self._current())
        except SchemaRefused as refused:
            self._refuse(refused)
            self.apply_button.setEnabled(False)
            return
        self.trouble.hide()
        self.apply_button.setEnabled(plan.operation() is not None)
        steps = [
            f"{step}{concerned_words(concerns, self._counts)}"
            for step, concerns in zip(plan.steps, plan.concerns, strict=True)
        ]
        self.preview.setText("Will " + "; ".join(steps) + "." if steps else "Nothing is changed yet.")

    def _counted(self, counts: Counter[Concern]) -> None:
        self._counts = counts
        name, _ = self._current()
        if self._keep(*self._current()):
            self._fill(name)

    # What the buttons do

    def _add(self) -> None:
        name = ask_name(self, "Name of the new label", "")
        if name:
            self._step(lambda plan: plan.add_label(new_label(plan.schema, name)), name)

    def _add_relation(self) -> None:
        name = ask_name(self, "Name of the new relation, such as said_by", "")
        if name:
            first = self.plan.schema.names()[0]
            self._step(lambda plan: apply_relation(plan, None, RelationType(name, "", (first,), (first,))), name)

    def _merge(self) -> None:
        name, is_relation = self._current()
        if is_relation or not self._keep(name, is_relation):
            return
        target = ask_merge(self, name, [other for other in self.plan.schema.names() if other != name])
        if target:
            self._step(lambda plan: plan.merge_labels(name, target), target)

    def _split(self) -> None:
        name, is_relation = self._current()
        if is_relation or not self._keep(name, is_relation):
            return
        chosen = ask_split(self, self.plan.schema.label(name))
        if chosen is not None:
            attribute, value, new = chosen
            target = new_label(self.plan.schema, new)
            self._step(lambda plan: plan.split_label(name, target, attribute, value), new)

    def _delete(self) -> None:
        name, is_relation = self._current()
        if is_relation:
            self._step(lambda plan: plan.delete_relation(name))
        elif name:
            self._step(lambda plan: plan.delete_label(name))

    def _move(self, step: int) -> None:
        name, is_relation = self._current()
        names = list(self.plan.schema.names())
        if is_relation or name not in names:
            return
        place = names.index(name)
        other = min(max(place + step, 0), len(names) - 1)
        names[place], names[other] = names[other], names[place]
        self._step(lambda plan: plan.reorder(names), name)

    def _apply(self) -> None:
        if not self._keep(*self._current()):
            return
        try:
            self.applied = change_schema(self._session, self.plan) is not None
        except Refusal as refusal:
            self._refuse(refusal)
            return
        self.accept()

    def done(self, result: int) -> None:
        self._tasks.stop()
        super().done(result)
