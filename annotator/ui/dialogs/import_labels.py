"""What becomes of labels and relations that the project does not have."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFormLayout, QFrame, QGroupBox, QScrollArea, QVBoxLayout, QWidget

from annotator.app.importing import counted
from annotator.app.label_names import LEAVE_OUT, proposed_label
from annotator.domain.labels import LabelSchema
from annotator.ui.combo import Combo
from annotator.ui.dialogs.messages import plain_label

_ROW = 35  # pixels
_MOST_VISIBLE = 4


class LabelChoices(QGroupBox):
    """A choice for each name; hidden while there is none."""

    def __init__(self, schema: LabelSchema) -> None:
        super().__init__("Labels that the project does not have")
        self._schema = schema
        self._boxes: dict[str, QComboBox] = {}
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self._area)
        self.hide()

    def show_names(self, labels: Mapping[str, int], relations: Mapping[str, int]) -> None:
        """Offer a choice for each of these; what was chosen before stays chosen."""
        before = {name: box.currentData() for name, box in self._boxes.items()}
        self._boxes = {}
        rows = QWidget()
        form = QFormLayout(rows)
        form.setContentsMargins(8, 4, 8, 4)
        kinds = [r.name for r in self._schema.relations]
        for names, known, noun in (
            (labels, list(self._schema.names()), "annotation"),
            (relations, kinds, "relation"),
        ):
            for name, number in names.items():
                box = self._box(name, known)
                chosen = before.get(name, proposed_label(name, self._schema) if names is labels else None)
                box.setCurrentIndex(max(box.findData(name if chosen is None else chosen), 0))
                title = plain_label(f"“{name}” ({counted(number, noun)}) becomes", wrap=False)
                title.setBuddy(box)
                form.addRow(title, box)
                self._boxes[name] = box
        self._area.setWidget(rows)
        self._area.setFixedHeight(_ROW * min(len(self._boxes), _MOST_VISIBLE) + 6)
        self.setVisible(bool(self._boxes))

    def mapping(self) -> dict[str, str]:
        """What each name becomes; a new label keeps its name."""
        return {name: str(box.currentData()) for name, box in self._boxes.items()}

    def _box(self, name: str, known: list[str]) -> QComboBox:
        box = Combo()
        box.setAccessibleName(f"What {name} becomes")
        box.addItem(f"a new one, “{name}”", name)
        for target in known:
            box.addItem(target, target)
        box.addItem("nothing: leave it out", LEAVE_OUT)
        return box
