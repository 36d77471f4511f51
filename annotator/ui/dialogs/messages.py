"""Sentences to the user, and questions; what they say is never taken for HTML."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QSizePolicy, QWidget


def tell(parent: QWidget | None, text: str) -> None:
    """Show a sentence until the user has read it."""
    ask(parent, text, ["OK"])


def ask(parent: QWidget | None, text: str, buttons: Sequence[str]) -> int:
    """Let the user choose a button; returns its place, the last one's on Esc. The first is chosen by Enter."""
    box = QMessageBox(parent)
    box.setWindowTitle("Annotator")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    roles = [QMessageBox.ButtonRole.AcceptRole] * len(buttons)
    if len(buttons) > 1:
        roles[-1] = QMessageBox.ButtonRole.RejectRole
    made = [box.addButton(name, role) for name, role in zip(buttons, roles, strict=True)]
    box.setDefaultButton(made[0])
    box.setEscapeButton(made[-1])
    made[0].setFocus()
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    return made.index(clicked) if clicked in made else len(made) - 1


def plain_label(text: str = "", *, wrap: bool = True) -> QLabel:
    """A label for any text, however it looks."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    label.setText(text)
    return label


def quiet_label(text: str = "") -> QLabel:
    """A label for what may be overlooked: paths, hints."""
    label = plain_label(text)
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label
