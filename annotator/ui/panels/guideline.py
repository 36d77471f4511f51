"""The guideline of one label beside the text: what it is, examples, counter-examples, and what is checked."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from annotator.app.guideline import guideline_lines
from annotator.app.session import Session
from annotator.domain.labels import Label
from annotator.ui.panels.painting import font_of
from annotator.ui.panels.swatch import Swatch
from annotator.ui.panels.wrapped_line import WrappedLabel, put_text
from annotator.ui.theme import Theme

_CALM_MS = 60  # after the last key: wrapped lines are laid out once, not for each key
_PARTS = 4  # a description and three headed lists


class GuidelinePanel(QScrollArea):
    """Follows the label at the caret, and stays on the last one where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Guideline of the label")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._labels: dict[str, Label] = {}
        self._shown: Label | None = None
        self._asked = ""
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self._show_asked)
        self._swatch = Swatch()
        self._title = WrappedLabel("Label")
        self._title.setFont(font_of(self._title.font(), bold=True))
        self._heads = [WrappedLabel("Part of the guideline") for _ in range(_PARTS)]
        self._texts = [WrappedLabel("Guideline") for _ in range(_PARTS)]
        for head in self._heads:
            head.setFont(font_of(head.font(), 0.92, bold=True))
        self._inner = QWidget()
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._swatch, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._title, 1)
        column.addLayout(head)
        for heading, text in zip(self._heads, self._texts, strict=True):
            heading.setContentsMargins(0, 5, 0, 0)
            column.addWidget(heading)
            column.addWidget(text)
        column.addStretch(1)
        self.setWidget(self._inner)

    def set_session(self, session: Session) -> None:
        """Know the labels of this project, and begin with the first."""
        self._labels = {label.name: label for label in session.schema.labels}
        self._shown = None
        self.show_label(session.schema.labels[0].name)

    def follow_label(self, name: str) -> None:
        """Show the guideline of the label of that name when the keys pause."""
        self._asked = name
        self._calm.start()

    def _show_asked(self) -> None:
        self._calm.stop()
        asked, self._asked = self._asked, ""
        if asked:
            self.show_label(asked)

    def show_label(self, name: str) -> None:
        """Show the guideline of the label of that name; one that the schema does not have is passed over."""
        label = self._labels.get(name)
        if label is None or label is self._shown:
            return
        self._shown = label
        self._swatch.show_label(label)
        put_text(self._title, label.name)
        lines = list(guideline_lines(label)) or [("", "The schema says nothing about this label.")]
        lines += [("", "")] * (_PARTS - len(lines))
        for heading, text, (above, below) in zip(self._heads, self._texts, lines, strict=True):
            put_text(heading, above)
            put_text(text, below)
        self.verticalScrollBar().setValue(0)

    def texts(self) -> list[str]:
        """What is shown, line by line."""
        self._show_asked()
        parts: list[QLabel] = [
            self._title,
            *(p for pair in zip(self._heads, self._texts, strict=True) for p in pair),
        ]
        return [part.text() for part in parts if not part.isHidden()]

    def set_theme(self, theme: Theme) -> None:
        self._swatch.set_theme(theme)
        for heading in self._heads:
            palette = QPalette(heading.palette())
            palette.setColor(QPalette.ColorRole.WindowText, theme.color("muted"))
            heading.setPalette(palette)
        ground = QPalette(self.palette())
        for role in (QPalette.ColorRole.Window, QPalette.ColorRole.Base):
            ground.setColor(role, theme.color("panel"))
        self.viewport().setPalette(ground)
        self._inner.setPalette(ground)
        self._inner.setAutoFillBackground(True)
