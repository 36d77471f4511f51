"""The form of one label."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QFormLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from annotator.app.colour_checks import colour_notes
from annotator.app.schema_text import attributes_of, attributes_text, examples_of, rules_of, rules_text
from annotator.domain.labels import CLAIM_LAYER, ENTITY_LAYER, Label, LabelSchema
from annotator.ui.combo import Combo
from annotator.ui.dialogs.messages import plain_label, quiet_label
from annotator.ui.theme import Theme, load_theme

_LAYERS = {ENTITY_LAYER: "Tint on the text", CLAIM_LAYER: "Line below the text (claims)"}
_LINES = 3


class LabelForm(QWidget):
    """Signal: `changed()` when something was typed or chosen. `label()` is what the form says."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._others: dict[str, str] = {}
        self._filling = False
        self.name = QLineEdit()
        self.key = QLineEdit()
        self.key.setMaxLength(1)
        self.key.setMaximumWidth(60)
        self.color = Combo()
        self.color.setIconSize(QSize(34, 16))
        for number, role in enumerate(theme.label_roles(), start=1):
            self.color.addItem(_icon(theme, role), f"Colour {number}", role)
        self.layer = Combo()
        self.notes = quiet_label()
        self.notes.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.description = _field("What the label is for")
        self.examples = _field("One example a line")
        self.counter_examples = _field("One a line: what is not to be labelled so")
        self.attributes = _field("stance (s): asserts (a), denies (d)\nevidence (e): flag")
        self.rules = _field("no leading: determiners\nneeds relation: said_by")
        form = QFormLayout(self)
        form.setContentsMargins(4, 4, 4, 4)
        form.setVerticalSpacing(7)
        for title, field in (
            ("&Name", self.name), ("&Key", self.key), ("&Colour", self.color), ("", self.notes),
            ("&Look", self.layer), ("&Description", self.description), ("&Examples", self.examples),
            ("&Not", self.counter_examples), ("A&ttributes", self.attributes), ("&Rules", self.rules),
        ):  # fmt: skip
            caption = plain_label(title, wrap=False)
            caption.setBuddy(field)
            field.setAccessibleName(title.replace("&", ""))
            form.addRow(caption, field)
        for line in (self.name, self.key):
            line.textEdited.connect(self._told)
        for box in (self.color, self.layer):
            box.currentIndexChanged.connect(self._told)
        for text in (self.description, self.examples, self.counter_examples, self.attributes, self.rules):
            text.textChanged.connect(self._told)

    def show_label(self, label: Label, schema: LabelSchema) -> None:
        """Fill the form; `schema` has the other labels, to compare colours with."""
        self._filling = True
        self._others = {other.name: other.color for other in schema.labels if other.name != label.name}
        self.name.setText(label.name)
        self.key.setText(label.key)
        self.color.setCurrentIndex(max(self.color.findData(label.color), 0))
        layers = list(dict.fromkeys([*_LAYERS, *(other.layer for other in schema.labels)]))
        self.layer.clear()
        for layer in layers:
            self.layer.addItem(_LAYERS.get(layer, f"Line below the text ({layer})"), layer)
        self.layer.setCurrentIndex(layers.index(label.layer))
        self.description.setPlainText(label.description)
        self.examples.setPlainText("\n".join(label.examples))
        self.counter_examples.setPlainText("\n".join(label.counter_examples))
        self.attributes.setPlainText(attributes_text(label.attributes))
        self.rules.setPlainText(rules_text(label.rules))
        self._filling = False
        self._check_colour()

    def label(self) -> Label:
        """Raises SchemaRefused with the line that cannot be read."""
        return Label(
            name=self.name.text().strip(),
            key=self.key.text().strip().lower(),
            color=str(self.color.currentData()),
            layer=str(self.layer.currentData()),
            description=self.description.toPlainText().strip(),
            examples=examples_of(self.examples.toPlainText()),
            counter_examples=examples_of(self.counter_examples.toPlainText()),
            attributes=attributes_of(self.attributes.toPlainText()),
            rules=rules_of(self.rules.toPlainText()),
        )

    def _told(self) -> None:
        if not self._filling:
            self._check_colour()
            self.changed.emit()

    def _check_colour(self) -> None:
        """Say what is wrong with the colour, in the light and in the dark."""
        role = str(self.color.currentData())
        notes: dict[str, None] = {}
        for name in ("light", "dark"):
            theme = load_theme(name)
            others = {label: theme.strong(color).name() for label, color in self._others.items()}
            found = colour_notes(
                theme.strong(role).name(), theme.tint(role).name(), theme.color("text").name(),
                theme.color("paper").name(), others,
            )  # fmt: skip
            notes.update(dict.fromkeys(found))
        self.notes.setText("\n".join(list(notes)[:_LINES]) or "Easy to read, and to tell from the others.")


class _Field(QPlainTextEdit):
    """A few lines of text, and more where there is room."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())


def _field(hint: str) -> QPlainTextEdit:
    field = _Field()
    field.setPlaceholderText(hint)
    field.setTabChangesFocus(True)
    field.setMinimumHeight(round(field.fontMetrics().lineSpacing() * (_LINES + 1.4)))
    return field


def _icon(theme: Theme, role: str) -> QIcon:
    picture = QPixmap(34, 16)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.fillRect(0, 0, 34, 13, QColor(theme.tint(role)))
    painter.fillRect(0, 13, 34, 3, QColor(theme.strong(role)))
    painter.end()
    return QIcon(picture)
