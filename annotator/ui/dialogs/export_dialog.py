"""Export: what will be written and how its first record looks; then progress, and where the files are."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QFontDatabase, QTextOption
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.app.exporting import (
    ExportPlan,
    export_beside,
    export_sentence,
    losses_beside,
    losses_lines,
    not_in_format,
    plan_export,
    with_suffix_of,
)
from annotator.app.importing import counted
from annotator.app.session import Session
from annotator.domain.display import displayable
from annotator.domain.errors import Cancelled, Refusal
from annotator.formats.losses import LossRefused
from annotator.formats.report import ExportReport, Loss
from annotator.ui.dialogs.export_choices import ExportChoices
from annotator.ui.dialogs.messages import ask, plain_label, quiet_label
from annotator.ui.dialogs.progress import ProgressStrip
from annotator.ui.tasks import Tasks

_PREVIEW = 20_000  # characters shown of the first record
_NO_TEXT = "This format is for programs only; there is nothing in it to read here."


class ExportDialog(QDialog):
    """`report` is set when something was written."""

    def __init__(self, parent: QWidget | None, session: Session) -> None:
        super().__init__(parent)
        self.report: ExportReport | None = None
        self._session = session
        self._tasks = Tasks(self)
        self._job: int | None = None
        self._counting: int | None = None
        self.setWindowTitle("Export")
        self.resize(760, 600)
        self._build()
        self.choices.changed.connect(self._show_plan)
        self.choices.format_changed.connect(self._follow_format)
        self._show_plan()

    @staticmethod
    def run(parent: QWidget | None, session: Session) -> ExportReport | None:
        """Show the dialog; what was written, None when nothing was."""
        dialog = ExportDialog(parent, session)
        dialog.exec()
        dialog.deleteLater()
        return dialog.report

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        self.path = QLineEdit(str(self._session.path.with_suffix(".jsonl")))
        self.path.setAccessibleName("File to write")
        self.browse_button = QPushButton("&Choose…")
        self.browse_button.setAutoDefault(False)
        self.browse_button.clicked.connect(self._browse)
        self.choices = ExportChoices(self._session.store.documents.count_by_state(), self._session.found)
        self.choices.put_first("&Write to", self.path, self.browse_button)
        self.sentence = plain_label()
        self.losses = quiet_label()
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setTabChangesFocus(True)
        self.preview.setAccessibleName("The first record as it will be written")
        self.preview.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.preview.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.strip = ProgressStrip()
        self.strip.stopped.connect(self._stop)
        self.strip.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export_button = QPushButton("&Export")
        self.folder_button = QPushButton("&Open folder")
        self.buttons.addButton(self.folder_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(self.export_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self._export)
        self.buttons.rejected.connect(self.reject)
        self.folder_button.clicked.connect(self._open_folder)
        column.addWidget(self.choices)
        column.addWidget(self.sentence)
        column.addWidget(self.preview, 1)
        column.addWidget(self.losses)
        column.addWidget(self.strip)
        column.addWidget(self.buttons)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.folder_button.setAutoDefault(False)
        self.folder_button.hide()
        self.export_button.setDefault(True)
        self.export_button.setFocus()

    def _show_plan(self) -> None:
        try:
            plan = plan_export(self._session.store, self.choices.options())
        except Refusal as refusal:
            self.sentence.setText(str(refusal))
            self.preview.clear()
            self.losses.hide()
            self.export_button.setEnabled(False)
            return
        self.sentence.setText(plan_words(plan))
        self.preview.setPlainText(displayable(plan.preview[:_PREVIEW]))
        self.preview.setPlaceholderText(_NO_TEXT if plan.reports else "")
        self._count_losses()
        self.export_button.setText(f"&Export {counted(plan.reports, 'report')}" if plan.reports else "&Export")
        self.export_button.setEnabled(plan.reports > 0)

    def _count_losses(self) -> None:
        """Say how much the format cannot hold, once it is counted beside."""
        if self._counting is not None:
            self._tasks.cancel(self._counting)
        options, session = self.choices.options(), self._session
        self.losses.hide()
        self._counting = self._tasks.start(
            lambda progress, cancelled: losses_beside(session, options, progress, cancelled),
            self._counted,
            lambda _: None,
        )

    def _counted(self, losses: list[Loss]) -> None:
        self._counting = None
        if self.report is None:
            lines = losses_lines(losses)
            if any(loss.blocks for loss in losses):
                lines.insert(0, "Nothing will be written before you choose above what becomes of this:")
            self.losses.setText("\n".join(filter(None, [*lines, not_in_format(losses)])))
            self.losses.setVisible(bool(losses))

    def _follow_format(self, suffix: str) -> None:
        path = Path(self.path.text())
        if path.name:
            self.path.setText(str(with_suffix_of(path, suffix)))

    def _browse(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "Export to", self.path.text(), options=QFileDialog.Option.DontConfirmOverwrite
        )
        if name:
            self.path.setText(name)

    def _export(self) -> None:
        out, options = Path(self.path.text().strip()).expanduser(), self.choices.options()
        if not self.path.text().strip():
            self.sentence.setText("Say which file to write.")
            self.path.setFocus()
            return
        if out.is_file() and ask(self, f"{out.name} is there already. Write it anew?", ["Replace", "Cancel"]) != 0:
            return
        self._work(True)
        session = self._session
        self._job = self._tasks.start(
            lambda progress, cancelled: export_beside(session, out, options, progress, cancelled),
            self._exported,
            self._failed,
            self.strip.show_progress,
        )

    def _exported(self, report: ExportReport) -> None:
        self._work(False)
        self.report = report
        lines = [str(file.path) for file in report.files] + ([str(report.manifest)] if report.manifest else [])
        lines += ["", *losses_lines(report.losses), not_in_format(report.losses), *map(str, report.notices)]
        self.sentence.setText(export_sentence(report))
        self.preview.setPlainText(displayable("\n".join(lines).rstrip()))
        self.preview.setAccessibleName("What was written")
        self.losses.setText("Each file was read again and compared before it got its name.")
        self.losses.show()
        self.choices.setEnabled(False)
        self.export_button.hide()
        self.folder_button.show()
        close = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        close.setText("&Close")
        close.setDefault(True)
        close.setFocus()

    def _failed(self, error: Exception) -> None:
        self._work(False)
        if isinstance(error, LossRefused):
            self.sentence.setText(f"This format cannot hold {error.held}. Nothing was written; choose above.")
            self.choices.on_loss.setFocus()
            return
        self.sentence.setText("Stopped; nothing was written." if isinstance(error, Cancelled) else str(error))
        self.export_button.setFocus()

    def _work(self, working: bool) -> None:
        if not working:
            self._job = None
        self.strip.begin("Writing…")
        self.strip.setVisible(working)
        for part in (self.choices, self.export_button):
            part.setEnabled(not working)
        if working:
            self.strip.button.setFocus()

    def _stop(self) -> None:
        if self._job is not None:
            self._tasks.cancel(self._job)

    def _open_folder(self) -> None:
        if self.report is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.report.files[0].path.parent)))

    def reject(self) -> None:
        if self._job is not None:
            self.strip.button.click()  # the task ends first, and says what became of it
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._tasks.stop()
        super().closeEvent(event)


def plan_words(plan: ExportPlan) -> str:
    """What an export will write, in words."""
    if not plan.reports:
        return (
            "No report is finished yet, so there is nothing to write." if plan.left_out else "There is no report."
        )
    labels = ", ".join(f"{number:,} {name}" for name, number in plan.labels.items())
    said = f"{counted(plan.reports, 'report')} with {counted(sum(plan.labels.values()), 'annotation')}"
    if labels:
        said += f" ({labels})"
    left = f" {counted(plan.left_out, 'unfinished report')} will be left out." if plan.left_out else ""
    return f"{said}.{left}"
