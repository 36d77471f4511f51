"""The files of an import, a row each, with a choice of encoding where a file is plain text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTableWidget, QTableWidgetItem

from annotator.app.importing import FilePlan, counted
from annotator.ui.combo import Combo

_COLUMNS = ("File", "Format", "Reports", "Annotations", "Encoding", "Note")
_WITH_ENCODING = ("txt", "csv")
_ENCODINGS = (
    ("as found", ""),
    ("UTF-8", "utf-8"),
    ("UTF-16", "utf-16"),
    ("Western (Windows-1252)", "cp1252"),
    ("Western (ISO 8859-1)", "latin-1"),
    ("Central European (Windows-1250)", "cp1250"),
    ("Cyrillic (Windows-1251)", "cp1251"),
    ("Cyrillic (KOI8-U)", "koi8_u"),
    ("Cyrillic (KOI8-R)", "koi8_r"),
    ("Arabic (Windows-1256)", "cp1256"),
    ("Hebrew (Windows-1255)", "cp1255"),
    ("Greek (Windows-1253)", "cp1253"),
    ("Turkish (Windows-1254)", "cp1254"),
    ("Chinese (GB 18030)", "gb18030"),
    ("Chinese (Big5)", "big5"),
    ("Japanese (Shift JIS)", "cp932"),
    ("Korean (CP 949)", "cp949"),
)
_MOST_ROWS = 2000


class FileTable(QTableWidget):
    """Signals: `encoding_chosen()`; `file_chosen(str)` with how the file's first report begins."""

    encoding_chosen = Signal()
    file_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(0, len(_COLUMNS))
        self._files: Sequence[FilePlan] = ()
        self._chosen: dict[Path, str] = {}
        self.setAccessibleName("Files")
        self.setHorizontalHeaderLabels(list(_COLUMNS))
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        for column, width in enumerate((210, 90, 70, 95, 170)):
            self.setColumnWidth(column, width)
        self.currentCellChanged.connect(self._show_row)

    def show_files(self, files: Sequence[FilePlan]) -> None:
        """Fill the table; of very many files the first are shown, and a last row says how many are not."""
        row = max(self.currentRow(), 0)
        self._files = files[:_MOST_ROWS]
        self.setRowCount(0)
        self.setRowCount(len(self._files) + (len(files) > _MOST_ROWS))
        for number, file in enumerate(self._files):
            self._fill(number, file)
        if len(files) > _MOST_ROWS:
            self.setItem(_MOST_ROWS, 0, QTableWidgetItem(f"and {len(files) - _MOST_ROWS:,} more files"))
        self.setCurrentCell(min(row, len(self._files) - 1), 0)

    def encodings(self) -> dict[Path, str]:
        """What the user has chosen against what was found."""
        return dict(self._chosen)

    def _fill(self, row: int, file: FilePlan) -> None:
        problem = file.problem.removeprefix(str(file.path)).lstrip(", :")
        note = f"Left out: {problem}" if problem else "; ".join(file.notes)
        if file.duplicates:
            note = f"{counted(file.duplicates, 'duplicate')} left out" + (f"; {note}" if note else "")
        numbers = ("", "") if file.problem else (f"{file.reports:,}", f"{sum(file.labels.values()):,}")
        for column, text in ((0, file.path.name), (1, file.format), (2, numbers[0]), (3, numbers[1]), (5, note)):
            item = QTableWidgetItem(text)
            if column in (2, 3):
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(row, column, item)
        if file.format in _WITH_ENCODING:
            self.setCellWidget(row, 4, self._encoding_box(file))

    def _encoding_box(self, file: FilePlan) -> QComboBox:
        box = Combo()
        box.setAccessibleName(f"Encoding of {file.path.name}")
        for title, name in _ENCODINGS:
            box.addItem(title, name)
        box.setCurrentIndex(max(box.findData(self._chosen.get(file.path, "")), 0))
        box.activated.connect(lambda _, path=file.path, source=box: self._choose(path, str(source.currentData())))
        return box

    def _choose(self, path: Path, encoding: str) -> None:
        if encoding:
            self._chosen[path] = encoding
        else:
            self._chosen.pop(path, None)
        self.encoding_chosen.emit()

    def _show_row(self, row: int) -> None:
        if 0 <= row < len(self._files):
            file = self._files[row]
            self.file_chosen.emit(file.problem or file.preview)
