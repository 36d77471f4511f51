"""Small questions of the schema editor: a name, what to merge into, what to split by."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QWidget

from annotator.domain.labels import Label
from annotator.ui.combo import Combo
from annotator.ui.dialogs.messages import plain_label, tell


def ask_name(parent: QWidget, question: str, before: str) -> str:
    """What the user typed; empty when nothing."""
    field = QLineEdit(before)
    return field.text().strip() if _ask(parent, "Labels and relations", [(question, field)]) else ""


def ask_merge(parent: QWidget, source: str, targets: Sequence[str]) -> str:
    """The label that `source` becomes; empty for none."""
    if not targets:
        tell(parent, "There is no other label.")
        return ""
    box = Combo()
    for name in targets:
        box.addItem(name, name)
    return str(box.currentData()) if _ask(parent, f"Merge {source}", [("All its annotations become", box)]) else ""


def ask_split(parent: QWidget, label: Label) -> tuple[str, str, str] | None:
    """Attribute and value to split by, and the name of the label for those; None for nothing."""
    choices = [(a.name, v.name) for a in label.attributes if a.kind == "choice" for v in a.values]
    if not choices:
        tell(parent, f"{label.name} has no attribute with values to split by.")
        return None
    box, field = Combo(), QLineEdit()
    for name, value in choices:
        box.addItem(f"{name} is {value}", (name, value))
    rows = [("Those whose", box), ("become", field)]
    if not _ask(parent, f"Split {label.name}", rows) or not field.text().strip():
        return None
    name, value = box.currentData()
    return name, value, field.text().strip()


def _ask(parent: QWidget, title: str, rows: Sequence[tuple[str, QWidget]]) -> bool:
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setMinimumWidth(420)
    form = QFormLayout(dialog)
    form.setContentsMargins(16, 14, 16, 14)
    form.setVerticalSpacing(10)
    for question, field in rows:
        field.setAccessibleName(question)
        form.addRow(plain_label(question, wrap=False), field)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    form.addRow(buttons)
    answered = bool(dialog.exec())
    dialog.deleteLater()
    return answered
