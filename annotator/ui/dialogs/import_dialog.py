"""Import: what will happen, file by file, before anything does; then progress, and all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.app.import_words import button_title, plan_sentence
from annotator.app.importing import (
    ImportOptions,
    ImportOutcome,
    ImportPlan,
    follow_import,
    import_beside,
    plan_beside,
)
from annotator.app.session import Session
from annotator.domain.display import displayable
from annotator.domain.errors import Cancelled
from annotator.ui.dialogs.import_files import FileTable
from annotator.ui.dialogs.import_labels import LabelChoices
from annotator.ui.dialogs.messages import plain_label
from annotator.ui.dialogs.progress import ProgressStrip
from annotator.ui.tasks import Tasks


class ImportDialog(QDialog):
    """Plans at once and again after every choice. `outcome` is set when something was imported."""

    def __init__(self, parent: QWidget | None, session: Session, paths: Sequence[Path]) -> None:
        super().__init__(parent)
        self.outcome: ImportOutcome | None = None
        self.plan: ImportPlan | None = None
        self._session = session
        self._paths = list(paths)
        self._tasks = Tasks(self)
        self._job: int | None = None
        self.setWindowTitle("Import reports")
        self.resize(860, 620)
        self._build()
        self._make_plan()

    @staticmethod
    def run(parent: QWidget | None, session: Session, paths: Sequence[Path]) -> ImportOutcome | None:
        """Show the dialog; the outcome of the import, None when there was none."""
        dialog = ImportDialog(parent, session, paths)
        dialog.exec()
        dialog.deleteLater()
        return dialog.outcome

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        self.sentence = plain_label()
        self.files = FileTable()
        self.files.encoding_chosen.connect(self._make_plan)
        self.files.file_chosen.connect(self._show_preview)
        self.labels = LabelChoices(self._session.schema)
        self.preview = _text_page("How the first report of the file begins")
        self.duplicates = _text_page("Reports that are left out as duplicates")
        self.notes = _text_page("Notes on the import")
        self.pages = QTabWidget()
        self.pages.addTab(self.preview, "&Preview")
        self.pages.addTab(self.duplicates, "&Duplicates")
        self.pages.addTab(self.notes, "&Notes")
        self.repair = QCheckBox("&Move annotations with wrong offsets to where their text stands")
        self.repair.setToolTip("Only where it stands at exactly one near place; each one is listed in the notes.")
        self.repair.hide()
        self.repair.toggled.connect(lambda _: self._make_plan())
        self.strip = ProgressStrip()
        self.strip.stopped.connect(self._stop)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.import_button = QPushButton("&Import")
        self.buttons.addButton(self.import_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self._import)
        self.buttons.rejected.connect(self.reject)
        column.addWidget(self.sentence)
        column.addWidget(self.files, 3)
        column.addWidget(self.repair)
        column.addWidget(self.labels)
        column.addWidget(self.pages, 2)
        column.addWidget(self.strip)
        column.addWidget(self.buttons)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.import_button.setDefault(True)

    def options(self) -> ImportOptions:
        """What the user has chosen so far."""
        problems = self.plan.problems if self.plan is not None else []
        return ImportOptions(
            annotator=self._session.annotator,
            encodings=self.files.encodings(),
            labels=self.labels.mapping(),
            keep_labels=True,
            leave_out=frozenset(file.path for file in problems),
            repair=self.repair.isChecked(),
        )

    def _make_plan(self) -> None:
        """Look at the files again; labels come in unmapped, so that the choices stay visible."""
        self._work(True, "Reading the files…")
        options = ImportOptions(
            annotator=self._session.annotator, encodings=self.files.encodings(), repair=self.repair.isChecked()
        )
        session, paths = self._session, self._paths
        self._job = self._tasks.start(
            lambda progress, cancelled: plan_beside(session, paths, options, progress, cancelled),
            self._planned,
            self._failed,
            self.strip.show_progress,
        )

    def _planned(self, plan: ImportPlan) -> None:
        self.plan = plan
        self._work(False)
        self.sentence.setText(plan_sentence(plan))
        self.files.show_files(plan.files)
        self.repair.setVisible(self.repair.isChecked() or plan.can_be_repaired)
        self.labels.show_names(plan.unknown_labels, plan.unknown_relations)
        duplicates = [f"{duplicate.title} — {duplicate.reason}" for duplicate in plan.duplicates]
        if plan.duplicate_count > len(duplicates):
            duplicates.append(f"and {plan.duplicate_count - len(duplicates)} more")
        notes = [f"{file.path.name}: {note}" for file in plan.files for note in file.notes]
        notes += [file.problem for file in plan.problems] + plan.notices
        self._fill(1, self.duplicates, "&Duplicates", duplicates)
        self._fill(2, self.notes, "&Notes", notes)
        self.import_button.setText(button_title(plan))
        self.import_button.setEnabled(plan.reports > 0)
        self.import_button.setFocus()

    def _fill(self, index: int, page: QPlainTextEdit, title: str, lines: list[str]) -> None:
        page.setPlainText(displayable("\n".join(lines)))
        self.pages.setTabText(index, f"{title} ({len(lines)})" if lines else title)
        self.pages.setTabEnabled(index, bool(lines))

    def _show_preview(self, text: str) -> None:
        self.preview.setPlainText(displayable(text))

    def _import(self) -> None:
        self._work(True, "Importing…")
        options, session, paths = self.options(), self._session, self._paths
        self._job = self._tasks.start(
            lambda progress, cancelled: import_beside(session, paths, options, progress, cancelled),
            self._imported,
            self._failed,
            self.strip.show_progress,
        )

    def _imported(self, outcome: ImportOutcome) -> None:
        self._job = None
        self.outcome = outcome
        follow_import(self._session, outcome)
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._work(False)
        stopped = isinstance(error, Cancelled)
        self.sentence.setText("Stopped; nothing was imported." if stopped else str(error))
        self.import_button.setEnabled(self.plan is not None and self.plan.reports > 0 and stopped)

    def _work(self, working: bool, text: str = "") -> None:
        if not working:
            self._job = None
        else:
            self.strip.begin(text)
        self.strip.setVisible(working)
        for part in (self.files, self.labels, self.import_button):
            part.setEnabled(not working)
        if working:
            self.strip.button.setFocus()

    def _stop(self) -> None:
        if self._job is not None:
            self._tasks.cancel(self._job)

    def reject(self) -> None:
        if self._job is not None and self.plan is not None:
            self._stop()  # an import under way ends first, and says what became of it
            return
        self._tasks.stop()
        super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._job is not None and self.plan is not None:
            self.strip.button.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._tasks.stop()
        super().closeEvent(event)


def _text_page(name: str) -> QPlainTextEdit:
    page = QPlainTextEdit()
    page.setReadOnly(True)
    page.setTabChangesFocus(True)
    page.setAccessibleName(name)
    return page
