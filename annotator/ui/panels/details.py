"""The annotation at the caret, described in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.app.annotation_words import AnnotationWords, describe, in_brief, relation_words, short_text
from annotator.app.guideline import breaches_of
from annotator.app.open_document import OpenDocument
from annotator.app.session import Session
from annotator.domain.annotations import Annotation
from annotator.domain.labels import Label, LabelSchema
from annotator.domain.spans import Span
from annotator.ui.panels.painting import font_of
from annotator.ui.panels.relation_lines import RelationLines
from annotator.ui.panels.swatch import Swatch
from annotator.ui.panels.wrapped_line import WrappedLabel, put_text
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
        self.mending_key = ""  # what the user presses to mend what can be mended
        self._schema: LabelSchema | None = None
        self._may_change = False
        self._labels: dict[str, Label] = {}
        self._asked: tuple[OpenDocument, tuple[Annotation, ...], Span | None] | None = None
        self._shown: tuple[object, ...] | None = None
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self._show_asked)
        self._swatch = Swatch()
        self._title = WrappedLabel("Label at the caret")
        self._title.setFont(font_of(self._title.font(), bold=True))
        names = {
            "quote": "Labelled text",
            "warnings": "Rules of the guideline that are broken",
            "said": "Attributes and notes",
            "facts": "Size and origin",
            "others": "Other annotations here",
            "target": "What the next label key takes",
        }
        self._parts = {part: WrappedLabel(name) for part, name in names.items()}
        self.relations = RelationLines()
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
        for name, part in self._parts.items():
            column.addWidget(part)
            part.hide()
            if name == "said":
                column.addWidget(self.relations)
        self.relations.hide()
        column.addStretch(1)
        self.setWidget(self._inner)
        self._swatch.hide()
        self._title.hide()

    def set_session(self, session: Session) -> None:
        """Know the labels of this project, for their colours and guidelines."""
        self._schema = session.schema
        self._may_change = not session.store.read_only
        self._labels = {label.name: label for label in session.schema.labels}
        self.clear()

    def clear(self) -> None:
        self._calm.stop()
        self._asked = self._shown = None
        for part in (self._swatch, self._title, self.relations, *self._parts.values()):
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
        first = annotations[0] if annotations else None
        related = relation_words(desk, first) if first is not None else []
        shown = (desk.key, annotations, target, tuple(related))
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
            put_text(self._parts[name], text)
        self.relations.show_relations(first, related, may_remove=self._may_change)

    def set_theme(self, theme: Theme) -> None:
        self._swatch.set_theme(theme)
        self.relations.set_theme(theme)
        for name in ("facts", "others", "target", "warnings"):
            palette = QPalette(self._parts[name].palette())
            shade = theme.color("warning" if name == "warnings" else "muted")
            palette.setColor(QPalette.ColorRole.WindowText, shade)
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
        return {
            "quote": f"“{words.quote}”",
            "said": "\n".join(words.said),
            "facts": "\n".join(words.facts),
            "warnings": "\n".join(self._warnings(desk, annotations[0])),
            "others": "\n".join(others),
        }

    def _warnings(self, desk: OpenDocument, annotation: Annotation) -> list[str]:
        found = breaches_of(desk, self._schema, annotation) if self._schema is not None else []
        mends = f" {self.mending_key} mends it." if self.mending_key else ""
        return [f"⚠ {b.sentence}{mends if b.fix is not None or b.removes else ''}" for b in found]

    def _show_head(self, label: Label | None, annotations: Sequence[Annotation]) -> None:
        self._swatch.setVisible(label is not None)
        if label is not None:
            self._swatch.show_label(label)
        put_text(self._title, annotations[0].label if annotations else "")
