"""The list of occurrences before they are labelled."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.domain.span_lines import SpanLine
from annotator.ui.dialogs.occurrences import OccurrencesDialog
from annotator.ui.review.model import LABEL
from annotator.ui.theme import load_theme

LINES = [SpanLine(n // 2, "", n, n + 5, "Location", "in ", "Mosul", " fell", f"Report {n // 2}") for n in range(4)]


def test_space_vetoes_line_by_line_and_the_button_counts(qtbot: QtBot) -> None:
    dialog = OccurrencesDialog(None, list(LINES), load_theme("light"), {"Location": "label1"})
    qtbot.addWidget(dialog)
    assert dialog.sentence.text() == "“Mosul” stands 4 more times in 2 reports."
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert dialog.model.kept() == LINES[2:]
    assert dialog.label_button.text() == "&Label 2 Location"
    assert dialog.model.data(dialog.model.index(0, LABEL)) == "vetoed"
    dialog.table.selectAll()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert not dialog.label_button.isEnabled()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert dialog.model.kept() == LINES
