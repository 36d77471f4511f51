"""The relations of an annotation in the details: a click goes to the other end, the cross takes one away."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from annotator.domain.annotations import Annotation, Relation
from annotator.ui.panels.wrapped_line import WrappedLabel, put_text
from annotator.ui.theme import Theme

_GO, _REMOVE = "go:", "remove:"


class RelationLines(WrappedLabel):
    """Signals: `followed(Annotation, Relation)` for the other end; `removed(Relation)`."""

    followed = Signal(object, object)
    removed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Relations of the annotation", parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self._annotation: Annotation | None = None
        self._relations: list[Relation] = []
        self._colors = ("", "")
        self.linkActivated.connect(self._act)

    def show_relations(
        self, annotation: Annotation | None, found: Sequence[tuple[Relation, str]], *, may_remove: bool
    ) -> None:
        """Show each with its words; the widget is hidden when there is none."""
        self._annotation = annotation
        self._relations = [relation for relation, _ in found]
        text, muted = self._colors
        lines = []
        for number, (_, words) in enumerate(found):
            line = f'<a href="{_GO}{number}" style="color: {text}">{escape(words)}</a>'
            if may_remove:
                style = f"color: {muted}; text-decoration: none"
                line += f' <a href="{_REMOVE}{number}" title="Remove" style="{style}">✕</a>'
            lines.append(f"<div>{line}</div>")
        put_text(self, "".join(lines))

    def set_theme(self, theme: Theme) -> None:
        self._colors = (theme.color("text").name(), theme.color("muted").name())
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, theme.color("text"))
        self.setPalette(palette)

    def _act(self, link: str) -> None:
        kind, _, number = link.partition(":")
        relation = self._relations[int(number)]
        if f"{kind}:" == _REMOVE:
            self.removed.emit(relation)
        else:
            self.followed.emit(self._annotation, relation)
