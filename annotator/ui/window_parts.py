"""The parts of the window and where each stands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from annotator.ui.columns import Columns
from annotator.ui.find_bar import FindBar
from annotator.ui.key_strip import KeyStrip
from annotator.ui.panels.details import AnnotationDetails
from annotator.ui.panels.guideline import GuidelinePanel
from annotator.ui.panels.labels import LabelPanels
from annotator.ui.panels.queue import QueuePanel
from annotator.ui.report_header import ReportHeader
from annotator.ui.status import StatusLine
from annotator.ui.text_view import TextView


class WindowParts(QWidget):
    """Queue, text and labels side by side, the status line below them; the window joins what they do."""

    def __init__(self) -> None:
        super().__init__()
        self.text = TextView()
        self.strip = KeyStrip(self.text)
        self.header = ReportHeader()
        self.find_bar = FindBar()
        self.find_bar.hide()
        self.queue = QueuePanel()
        self.labels = LabelPanels()
        self.details = AnnotationDetails()
        self.guideline = GuidelinePanel()
        self.right = self._labels_over_details()
        self.columns = Columns(self.queue, self._report(), self.right)
        self.status = StatusLine()
        rows = _column(self)
        rows.addWidget(self.columns, 1)
        rows.addWidget(self.status)

    def _report(self) -> QWidget:
        """The report's head, the find bar and the text."""
        centre = QWidget()
        column = _column(centre)
        column.addWidget(self.header)
        column.addWidget(self.find_bar)
        column.addWidget(self.text, 1)
        return centre

    def _labels_over_details(self) -> QSplitter:
        right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(self.labels)
        right.addWidget(self.details)
        right.addWidget(self.guideline)
        for index, stretch in enumerate((3, 2, 2)):
            right.setStretchFactor(index, stretch)
        right.setSizes([380, 230, 230])
        return right


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column
