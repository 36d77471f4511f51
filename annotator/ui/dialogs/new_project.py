"""A new project: name, folder and label schema."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.app import paths
from annotator.app.projects import make_project, ready_schemas
from annotator.domain.errors import Refusal
from annotator.formats.schema_toml import read_schema
from annotator.ui.combo import Combo
from annotator.ui.dialogs.messages import plain_label, quiet_label

_FORBIDDEN = frozenset('/\\:*?"<>|')


class NewProjectDialog(QDialog):
    """`project` is set once the file is made; what stands in the way is said in the dialog."""

    def __init__(self, parent: QWidget | None, folder: Path | None = None) -> None:
        super().__init__(parent)
        self.project: Path | None = None
        self.setWindowTitle("New project")
        self.setMinimumWidth(560)
        self.name = QLineEdit()
        self.name.setPlaceholderText("Such as Reports 2022")
        self.folder = QLineEdit(str(folder or paths.projects_folder()))
        browse = QPushButton("&Choose…")
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        self.schema = Combo()
        for path in ready_schemas():
            self.schema.addItem(path.stem.replace("-", " ").capitalize(), path)
        self.labels = quiet_label()
        self.trouble = plain_label()
        self.trouble.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.addRow("&Name", self.name)
        folder_title = plain_label("&Folder", wrap=False)
        folder_title.setBuddy(self.folder)
        form.addRow(folder_title, row)
        form.addRow("&Labels", self.schema)
        form.addRow("", self.labels)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.make_button = QPushButton("&Make project")
        self.buttons.addButton(self.make_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self._make)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(14)
        column.addLayout(form)
        column.addWidget(self.trouble)
        column.addWidget(self.buttons)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.make_button.setDefault(True)
        self.schema.currentIndexChanged.connect(lambda _: self._show_labels())
        self.name.textChanged.connect(lambda text: self.make_button.setEnabled(bool(text.strip())))
        self.make_button.setEnabled(False)
        self._show_labels()

    @staticmethod
    def ask(parent: QWidget | None, folder: Path | None = None) -> Path | None:
        """The new project's file; None when none was made."""
        dialog = NewProjectDialog(parent, folder)
        dialog.exec()
        dialog.deleteLater()
        return dialog.project

    def _show_labels(self) -> None:
        try:
            schema = read_schema(self.schema.currentData())
        except Refusal as refusal:
            self.labels.setText(str(refusal))
            return
        keys = ", ".join(f"{label.name} ({label.key})" if label.key else label.name for label in schema.labels)
        self.labels.setText(keys)

    def _browse(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Folder of the project", self.folder.text())
        if name:
            self.folder.setText(name)

    def _make(self) -> None:
        name = self.name.text().strip()
        try:
            if _FORBIDDEN & set(name) or name.startswith("."):
                raise Refusal(
                    "A name may not start with a dot, nor hold any of " + " ".join(sorted(_FORBIDDEN)) + "."
                )
            folder = Path(self.folder.text().strip()).expanduser()
            self.project = make_project(folder / name, self.schema.currentData())
        except Refusal as refusal:
            self.trouble.setText(str(refusal))
            self.trouble.show()
            self.name.setFocus()
            return
        self.accept()
