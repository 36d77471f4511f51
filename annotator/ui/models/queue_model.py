"""The queue of reports for a list view; rows are read from the file as they come into sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.app.report_queue import ReportQueue, SearchHit
from annotator.domain.changes import ChangeSet
from annotator.domain.display import displayable
from annotator.domain.documents import DocumentSummary

_NO_PARENT = QModelIndex()


@dataclass(frozen=True, slots=True)
class QueueRow:
    """What a row shows; `hit` is there while words are searched for, for the best matches."""

    summary: DocumentSummary
    current: bool
    hit: SearchHit | None


class QueueModel(QAbstractListModel):
    """Rows of a ReportQueue; one of them may be the current report."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: ReportQueue | None = None
        self._current: int | None = None

    @property
    def queue(self) -> ReportQueue | None:
        return self._queue

    def set_queue(self, queue: ReportQueue | None) -> None:
        self._queue = queue
        self._current = None
        self.reload()

    def reload(self) -> None:
        """Ask the project anew which reports there are."""
        self.beginResetModel()
        if self._queue is not None:
            self._queue.reload()
        self.endResetModel()

    def set_current(self, key: int | None) -> None:
        """Say which report is before the reader; the one before leaves when the filter does not hold it."""
        before, self._current = self._current, key
        if before is not None and before != key:
            self._drop_unless_passing(before)
        for changed in {before, key}:
            row = self.row_of(changed) if changed is not None else None
            if row is not None:
                self.dataChanged.emit(self.index(row), self.index(row))

    def take(self, change: ChangeSet) -> None:
        """Follow a change: only the rows of the reports concerned are read again."""
        if self._queue is None:
            return
        if change.corpus:
            self.reload()
            return
        for row in self._queue.refresh(change.documents):
            self.dataChanged.emit(self.index(row), self.index(row))
        for key in change.documents:
            if key != self._current:
                self._drop_unless_passing(key)

    def row_of(self, key: int) -> int | None:
        """The row of a report; None when the filter or the search leaves it out."""
        return self._queue.row_of(key) if self._queue is not None else None

    def key_at(self, row: int) -> int:
        if self._queue is None:
            raise IndexError(row)
        return self._queue.keys[row]

    def row_at(self, row: int) -> QueueRow | None:
        """What a row shows; None when the report has gone meanwhile."""
        summary = self._queue.summary(row) if self._queue is not None else None
        if summary is None or self._queue is None:
            return None
        return QueueRow(summary, summary.key == self._current, self._queue.found.hits.get(summary.key))

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() or self._queue is None else len(self._queue)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        row = self.row_at(index.row())
        if row is None:
            return ""
        if role == Qt.ItemDataRole.DisplayRole:
            return title_of(row.summary)
        flagged = ", flagged" if row.summary.flagged else ""
        return f"{title_of(row.summary)}, {row.summary.state.value}{flagged}, {facts_of(row.summary)}"

    def _drop_unless_passing(self, key: int) -> None:
        row = self.row_of(key)
        if row is None or self._queue is None or self._queue.passes(row):
            return
        self.beginRemoveRows(QModelIndex(), row, row)
        self._queue.drop(row)
        self.endRemoveRows()


def title_of(summary: DocumentSummary) -> str:
    return displayable(" ".join(summary.facts.title.split())) or "Untitled report"


def facts_of(summary: DocumentSummary) -> str:
    """Source, date and number of annotations, as far as they are known."""
    number = summary.annotations
    count = f"{number:,} annotation{'' if number == 1 else 's'}" if number else "no annotations"
    return " · ".join(fact for fact in (source_of(summary), date_of(summary), count) if fact)


def source_of(summary: DocumentSummary) -> str:
    return displayable(" ".join(summary.facts.source.split()))


def date_of(summary: DocumentSummary) -> str:
    """The day; the time of the day is left to the report itself."""
    return displayable(" ".join(summary.facts.date.split()))[:10]
