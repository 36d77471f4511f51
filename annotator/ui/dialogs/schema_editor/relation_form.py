"""The form of one relation type."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from annotator.domain.labels import LabelSchema, RelationType
from annotator.ui.combo import Combo
from annotator.ui.dialogs.messages import plain_label

_TALLEST = 180  # pixels of a list of labels; a longer one scrolls
_PLACES = {"": "Anywhere", "inside": "Inside the first span", "outside": "Outside the first span"}


class RelationForm(QWidget):
    """Signal: `changed()` when something was typed or chosen. `relation()` is what the form says."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._filling = False
        self.name = QLineEdit()
        self.key = QLineEdit()
        self.key.setMaxLength(1)
        self.key.setMaximumWidth(60)
        self.heads, self.children_ = QListWidget(), QListWidget()
        self.place = Combo()
        for place, words in _PLACES.items():
            self.place.addItem(words, place)
        form = QFormLayout(self)
        form.setContentsMargins(4, 4, 4, 4)
        form.setVerticalSpacing(7)
        for title, field in (
            ("&Name", self.name), ("&Key", self.key), ("Leads &from", self.heads), ("Leads &to", self.children_),
            ("Its other end &stands", self.place),
        ):  # fmt: skip
            caption = plain_label(title, wrap=False)
            caption.setBuddy(field)
            field.setAccessibleName(title.replace("&", ""))
            form.addRow(caption, field)
        for line in (self.name, self.key):
            line.textEdited.connect(self._told)
        self.place.currentIndexChanged.connect(self._told)
        for chosen in (self.heads, self.children_):
            chosen.setMaximumHeight(_TALLEST)
            chosen.itemChanged.connect(self._told)

    def show_relation(self, relation: RelationType, schema: LabelSchema) -> None:
        self._filling = True
        self.name.setText(relation.name)
        self.key.setText(relation.key)
        self.place.setCurrentIndex(max(self.place.findData(relation.place), 0))
        for chosen, names in ((self.heads, relation.heads), (self.children_, relation.children)):
            chosen.clear()
            for label in schema.names():
                item = QListWidgetItem(label, chosen)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked if label in names else Qt.CheckState.Unchecked)
        self._filling = False

    def relation(self) -> RelationType:
        return RelationType(
            self.name.text().strip(),
            self.key.text().strip().lower(),
            _checked(self.heads),
            _checked(self.children_),
            str(self.place.currentData()),
        )

    def _told(self) -> None:
        if not self._filling:
            self.changed.emit()


def _checked(chosen: QListWidget) -> tuple[str, ...]:
    items = [chosen.item(row) for row in range(chosen.count())]
    return tuple(item.text() for item in items if item.checkState() is Qt.CheckState.Checked)
