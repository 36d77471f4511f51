"""The annotation at the caret, described in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from annotator.app.annotation_words import AnnotationWords, describe, in_brief, short_text
from annotator.app.open_document import OpenDocument
from annotator.app.session import Session
from annotator.domain.annotations import Annotation
from annotator.domain.labels import Label
from annotator.domain.spans import Span
from annotator.ui.panels.painting import draw_swatch, font_of
from annotator.ui.theme import Theme

_OTHERS = 4  # annotations around the innermost that are named
_CALM_MS = 40  # after the last key: wrapped lines are laid out once, not for each key held down


class AnnotationDetails(QScrollArea):
    """What covers the caret, the innermost first; without one, what the next label key takes.

    It follows when the keys pause.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Annotation at the caret")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._labels: dict[str, Label] = {}
        self._asked: tuple[OpenDocument, tuple[Annotation, ...], Span | None] | None = None
        self._shown: tuple[object, ...] | None = None
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self._show_asked)
        self._swatch = _Swatch()
        self._title = _line("Label at the caret")
        self._title.setFont(font_of(self._title.font(), bold=True))
        names = {
            "quote": "Labelled text",
            "said": "Attributes, relations and notes",
            "facts": "Size and origin",
            "others": "Other annotations here",
            "target": "What the next label key takes",
            "guideline": "Guideline of the label",
        }
        self._parts = {part: _line(name) for part, name in names.items()}
        self._inner = QWidget()
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(7)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._swatch, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._title, 1)
        column.addLayout(head)
        for part in self._parts.values():
            column.addWidget(part)
            part.hide()
        column.addStretch(1)
        self.setWidget(self._inner)
        self._swatch.hide()
        self._title.hide()

    def set_session(self, session: Session) -> None:
        """Know the labels of this project, for their colours and guidelines."""
        self._labels = {label.name: label for label in session.schema.labels}
        self.clear()

    def clear(self) -> None:
        self._calm.stop()
        self._asked = self._shown = None
        for part in (self._swatch, self._title, *self._parts.values()):
            part.hide()

    def show_annotations(self, desk: OpenDocument, annotations: Sequence[Annotation], target: Span | None) -> None:
        """Describe these, the innermost first; `target` is what the next label key takes."""
        self._asked = (desk, tuple(annotations), target)
        self._calm.start()

    def _show_asked(self) -> None:
        self._calm.stop()
        if self._asked is None:
            return
        (desk, annotations, target), self._asked = self._asked, None
        shown = (desk.key, annotations, target, len(desk.relations))
        if shown == self._shown:
            return
        self._shown = shown
        texts = dict.fromkeys(self._parts, "")
        if annotations:
            texts.update(self._described(desk, annotations))
        if target is not None and not (annotations and annotations[0].span == target):
            texts["target"] = f"Next label key takes: “{short_text(desk, target)}”"
        elif not annotations:
            texts["target"] = "The next label key takes nothing here."
        self._show_head(self._labels.get(annotations[0].label) if annotations else None, annotations)
        for name, text in texts.items():
            _put(self._parts[name], text)

    def set_theme(self, theme: Theme) -> None:
        self._swatch.theme = theme
        self._swatch.update()
        for name in ("facts", "guideline", "others", "target"):
            palette = QPalette(self._parts[name].palette())
            palette.setColor(QPalette.ColorRole.WindowText, theme.color("muted"))
            self._parts[name].setPalette(palette)
        ground = QPalette(self.palette())
        for role in (QPalette.ColorRole.Window, QPalette.ColorRole.Base):
            ground.setColor(role, theme.color("panel"))
        self.viewport().setPalette(ground)
        self._inner.setPalette(ground)
        self._inner.setAutoFillBackground(True)

    def texts(self) -> list[str]:
        """What is shown, line by line."""
        self._show_asked()
        parts = [self._title, *self._parts.values()]
        return [part.text() for part in parts if not part.isHidden()]

    def _described(self, desk: OpenDocument, annotations: Sequence[Annotation]) -> dict[str, str]:
        words: AnnotationWords = describe(desk, annotations[0], datetime.now())
        others = [f"Also here: {in_brief(desk, other)}" for other in annotations[1 : 1 + _OTHERS]]
        if len(annotations) > 1 + _OTHERS:
            others.append(f"and {len(annotations) - 1 - _OTHERS} more")
        label = self._labels.get(words.label)
        return {
            "quote": f"“{words.quote}”",
            "said": "\n".join(words.said),
            "facts": "\n".join(words.facts),
            "guideline": label.description if label is not None else "",
            "others": "\n".join(others),
        }

    def _show_head(self, label: Label | None, annotations: Sequence[Annotation]) -> None:
        self._swatch.setVisible(label is not None)
        if label is not None and label is not self._swatch.label:
            self._swatch.label = label
            self._swatch.update()
        _put(self._title, annotations[0].label if annotations else "")


class _Swatch(QWidget):
    """The look of one label."""

    def __init__(self) -> None:
        super().__init__()
        self.theme: Theme | None = None
        self.label: Label | None = None
        unit = QFontMetricsF(self.font()).height()
        self.setFixedSize(round(unit * 1.05), round(unit * 0.8))

    def paintEvent(self, _: QPaintEvent) -> None:
        if self.theme is None or self.label is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_swatch(painter, QRectF(self.rect()), self.label, self.theme)
        painter.end()


def _line(name: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAccessibleName(name)
    label.setWordWrap(True)
    label.setMinimumWidth(1)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _put(label: QLabel, text: str) -> None:
    if label.text() != text:
        label.setText(text)
    if label.isHidden() == bool(text):
        label.setVisible(bool(text))
