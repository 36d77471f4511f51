"""What is known of a report: title, source, date, language, address."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from annotator.domain.documents import Facts
from annotator.ui.dialogs.messages import quiet_label

_FIELDS = (
    ("title", "&Title", ""),
    ("source", "&Source", "Who published it"),
    ("date", "&Date", "Such as 2022-06-20"),
    ("language", "&Language", "Such as en, uk, ar"),
    ("url", "&Address", "https://…"),
)


class FactsDialog(QDialog):
    """A line for each fact; what else the source told is shown and kept."""

    def __init__(self, parent: QWidget | None, facts: Facts) -> None:
        super().__init__(parent)
        self._facts = facts
        self.setWindowTitle("Facts of the report")
        self.setMinimumWidth(520)
        self.fields = {name: QLineEdit(getattr(facts, name)) for name, _, _ in _FIELDS}
        form = QFormLayout()
        form.setVerticalSpacing(10)
        for name, title, hint in _FIELDS:
            self.fields[name].setPlaceholderText(hint)
            self.fields[name].setCursorPosition(0)
            form.addRow(title, self.fields[name])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(14)
        column.addLayout(form)
        if facts.more:
            told = "; ".join(f"{name}: {value}" for name, value in list(facts.more.items())[:12])
            column.addWidget(quiet_label(f"Also known: {told[:600]}"))
        column.addWidget(buttons)

    def facts(self) -> Facts:
        """The facts as the fields say them now."""
        title, source, date, language, url = (self.fields[name].text().strip() for name, _, _ in _FIELDS)
        return Facts(title, source, date, language, url, self._facts.more)

    @staticmethod
    def ask(parent: QWidget | None, facts: Facts) -> Facts | None:
        """The facts as they are now; None when nothing was changed or the user gave up."""
        dialog = FactsDialog(parent, facts)
        accepted = dialog.exec()
        now = dialog.facts()
        dialog.deleteLater()
        return now if accepted and now != facts else None
