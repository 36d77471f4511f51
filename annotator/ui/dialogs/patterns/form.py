"""The form of one pattern."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QFormLayout, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from annotator.domain.labels import Label
from annotator.domain.user_pattern import KINDS, UserPattern
from annotator.ui.combo import Combo
from annotator.ui.dialogs.messages import plain_label, quiet_label
from annotator.ui.theme import Theme

_TITLES = {"literal": "These words", "words": "Words with wildcards", "regex": "Regular expression"}
_HINTS = {
    "literal": "These words one behind the other, in any case: Grad rocket",
    "words": "^ capital, # figure, * any word; rocket*, *craft; air|drone either; word? may be missing",
    "regex": "Within a sentence: T-\\d\\d\\w*; a group named “span” is what is marked: near (?P<span>\\w+)",
}
_EXAMPLES = {"literal": "Grad rocket", "words": "^ Brigade", "regex": "T-\\d\\d\\w*"}


class PatternForm(QWidget):
    """Signal: `changed()` when something was typed or chosen. `pattern()` is what the form says."""

    changed = Signal()

    def __init__(self, labels: tuple[Label, ...], theme: Theme) -> None:
        super().__init__()
        self._shown = UserPattern("", "literal", "", "")
        self._filling = False
        self.text = QLineEdit()
        self.kind = Combo()
        for kind in KINDS:
            self.kind.addItem(_TITLES[kind], kind)
        self.label = Combo()
        self.label.setIconSize(QSize(14, 14))
        for label in labels:
            swatch = QPixmap(14, 14)
            swatch.fill(theme.strong(label.color))
            self.label.addItem(swatch, label.name)
        self.score = QDoubleSpinBox()
        self.score.setRange(0.05, 1.0)
        self.score.setSingleStep(0.05)
        self.score.lineEdit().setTextMargins(6, 0, 0, 0)
        self.name = QLineEdit()
        self.name.setPlaceholderText("As it is written")
        self.on = QCheckBox("&On")
        self.hint = quiet_label()
        self.hint.setMinimumHeight(self.fontMetrics().height() * 2 + 4)
        self._build()

    def _build(self) -> None:
        for box in (self.kind, self.label):
            box.setMinimumContentsLength(8)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        scored = QHBoxLayout()
        scored.setSpacing(16)
        scored.addWidget(self.score)
        scored.addWidget(self.on)
        scored.addStretch(1)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(8)
        for title, field in (
            ("&Pattern", self.text), ("", self.hint), ("&Kind", self.kind), ("&Label", self.label),
            ("Scor&e", self.score), ("Na&me", self.name),
        ):  # fmt: skip
            caption = plain_label(title, wrap=False)
            caption.setBuddy(field)
            if title:
                caption.setFixedHeight(field.sizeHint().height())
            if title:
                field.setAccessibleName(title.replace("&", ""))
            if field is self.score:
                form.addRow(caption, scored)
            else:
                form.addRow(caption, field)
        self.text.textChanged.connect(self._told)
        self.name.textEdited.connect(self._told)
        self.score.valueChanged.connect(self._told)
        self.on.toggled.connect(self._told)
        self.kind.currentIndexChanged.connect(self._told)
        self.label.currentIndexChanged.connect(self._told)

    def show_pattern(self, pattern: UserPattern) -> None:
        """Fill the form. A label that the project does not have stays as it is until another is chosen."""
        self._filling, self._shown = True, pattern
        self.text.setText(pattern.text)
        self.text.setCursorPosition(len(pattern.text))
        self.kind.setCurrentIndex(max(self.kind.findData(pattern.kind), 0))
        self.label.setCurrentIndex(self.label.findText(pattern.label))
        self.score.setValue(pattern.score)
        self.name.setText(pattern.name)
        self.name.setCursorPosition(0)
        self.on.setChecked(pattern.on)
        self._filling = False
        self._show_hint()

    def pattern(self) -> UserPattern:
        label = self.label.currentText() if self.label.currentIndex() >= 0 else self._shown.label
        return UserPattern(
            self.name.text(),
            str(self.kind.currentData()),
            self.text.text(),
            label,
            round(self.score.value(), 2),
            self.on.isChecked(),
        )

    def _told(self) -> None:
        if not self._filling:
            self._show_hint()
            self.changed.emit()

    def _show_hint(self) -> None:
        kind = str(self.kind.currentData())
        self.hint.setText(_HINTS[kind])
        self.text.setPlaceholderText(_EXAMPLES[kind])
