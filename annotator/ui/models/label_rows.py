"""The label panels as one flat list of rows: a header for each label, below it the texts of its spans."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, takewhile
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.app.label_groups import LabelGroups
from annotator.commands.table import label_keys
from annotator.domain.changes import ChangeSet
from annotator.domain.display import displayable
from annotator.domain.labels import Label

_FIRST, _MORE = 100, 1_000  # texts shown of a label at once, and how many more on demand
_SHOWN_CHARACTERS = 300
_NO_PARENT = QModelIndex()

HEADER, TEXT, MORE = "header", "text", "more"


@dataclass(frozen=True, slots=True)
class LabelRow:
    """`form` is the text of a `text` row; `count` its spans, the label's spans, or the texts still hidden.

    `keys` are those of a header's label, one behind the other.
    """

    kind: str
    label: Label
    form: str = ""
    count: int = 0
    expanded: bool = True
    keys: str = ""


@dataclass(slots=True)
class _Section:
    label: Label
    keys: str = ""
    collapsed: bool = False
    limit: int = _FIRST
    visible: bool = True
    forms: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    hidden: int = 0

    def rows(self) -> int:
        return int(self.visible) + len(self.forms) + int(self.hidden > 0)


class LabelRowsModel(QAbstractListModel):
    """Holds at most the texts that are shown, however many there are; counts are read from the groups."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: LabelGroups | None = None
        self._sections: list[_Section] = []
        self._starts: list[int] = [0]
        self._filter = ""

    @property
    def groups(self) -> LabelGroups | None:
        return self._groups

    def set_labels(self, labels: Sequence[Label]) -> None:
        """Begin anew with these labels and no report."""
        self.beginResetModel()
        self._groups = None
        keys = zip(labels, label_keys(labels), strict=True)
        self._sections = [_Section(label, key.replace(" ", "")) for label, key in keys]
        self._measure()
        self.endResetModel()

    def set_groups(self, groups: LabelGroups | None) -> None:
        """Show another report, or none; which labels are folded up stays."""
        self.beginResetModel()
        self._groups = groups
        for section in self._sections:
            section.limit = _FIRST
            self._look_up(section)
        self._measure()
        self.endResetModel()

    def set_filter(self, containing: str) -> None:
        """Show only texts that contain this; a label none of whose texts does is shown when its name does."""
        self._filter = " ".join(containing.split())
        self.set_groups(self._groups)

    def take(self, change: ChangeSet) -> None:
        """Follow a change of the report."""
        if self._groups is None:
            return
        concerned = self._groups.take(change)
        for place, section in enumerate(self._sections):
            if section.label.name in concerned:
                self._update(place)

    def toggle(self, row: int, *, expand: bool | None = None) -> None:
        """Fold up or open the label that the row belongs to."""
        place = self._place(row)
        section = self._sections[place]
        collapsed = not section.collapsed if expand is None else not expand
        if collapsed != section.collapsed:
            section.collapsed = collapsed
            self._update(place)

    def show_more(self, row: int) -> None:
        """Show more texts of the label that the row belongs to."""
        place = self._place(row)
        self._sections[place].limit += _MORE
        self._update(place)

    def header_row(self, row: int) -> int:
        """The row of the header above, or the row itself."""
        return self._starts[self._place(row)]

    def row_at(self, row: int) -> LabelRow:
        place = self._place(row)
        section = self._sections[place]
        offset = row - self._starts[place]
        groups = self._groups
        if offset == 0:
            total = groups.total(section.label.name) if groups is not None else 0
            expanded = not section.collapsed or bool(self._filter)
            return LabelRow(HEADER, section.label, "", total, expanded, section.keys)
        if offset <= len(section.forms):
            return LabelRow(TEXT, section.label, section.forms[offset - 1], section.counts[offset - 1])
        return LabelRow(MORE, section.label, "", section.hidden)

    def find(self, wanted: LabelRow) -> int | None:
        """Where the row with this label and text is now."""
        for section, start in zip(self._sections, self._starts, strict=False):
            if section.visible and section.label.name == wanted.label.name:
                if wanted.kind == TEXT and wanted.form in section.forms:
                    return start + 1 + section.forms.index(wanted.form)
                return start if wanted.kind == HEADER else None
        return None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        return 0 if parent.isValid() else self._starts[-1]

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return shown_text(self.row_at(index.row()))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _spoken(self.row_at(index.row()))
        return None

    def _update(self, place: int) -> None:
        """Look one label up again and tell only what became different."""
        section, start = self._sections[place], self._starts[place]
        before = section.rows()
        fresh = replace(section, forms=[], counts=[])
        self._look_up(fresh)
        more = fresh.rows() - before
        if more > 0:
            self.beginInsertRows(QModelIndex(), start + before, start + before + more - 1)
        elif more < 0:
            self.beginRemoveRows(QModelIndex(), start + before + more, start + before - 1)
        self._sections[place] = fresh
        self._measure()
        if more > 0:
            self.endInsertRows()
        elif more < 0:
            self.endRemoveRows()
        if not fresh.visible:
            return
        self.dataChanged.emit(self.index(start), self.index(start))
        different = _first_and_last_difference(section, fresh)
        if different is not None:
            first, last = different
            self.dataChanged.emit(self.index(start + 1 + first), self.index(start + 1 + last))

    def _look_up(self, section: _Section) -> None:
        name = section.label.name
        forms: list[str] = []
        number = 0
        if self._groups is not None:
            forms, number = self._groups.forms(name, section.limit, self._filter)
        section.visible = True
        if self._filter and not forms:
            section.visible = self._filter.casefold() in name.casefold()
            if section.visible and self._groups is not None:
                forms, number = self._groups.forms(name, section.limit)
        elif section.collapsed and not self._filter:
            forms, number = [], 0
        section.forms, section.hidden = forms, number - len(forms)
        section.counts = [self._groups.count(name, form) for form in forms] if self._groups is not None else []

    def _measure(self) -> None:
        self._starts = list(accumulate((section.rows() for section in self._sections), initial=0))

    def _place(self, row: int) -> int:
        return bisect_right(self._starts, row) - 1


def _first_and_last_difference(before: _Section, after: _Section) -> tuple[int, int] | None:
    """Which rows below the header say something else now; None when none does."""
    old = [*zip(before.forms, before.counts, strict=True), ("", before.hidden)]
    new = [*zip(after.forms, after.counts, strict=True), ("", after.hidden)]
    last = len(new) - 1 if after.hidden else len(new) - 2
    if len(old) == len(new):
        different = [place for place, (one, other) in enumerate(zip(old, new, strict=True)) if one != other]
        return (different[0], min(different[-1], last)) if different and different[0] <= last else None
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    return (same, last) if same <= last else None


def shown_text(row: LabelRow) -> str:
    """What a row says, without its count."""
    if row.kind == HEADER:
        return row.label.name
    if row.kind == MORE:
        return f"{row.count:,} more texts…" if row.count > 1 else "1 more text…"
    return displayable(row.form[:_SHOWN_CHARACTERS])


def _spoken(row: LabelRow) -> str:
    if row.kind == HEADER:
        return f"{row.label.name}, key {row.keys}, {row.count} {'span' if row.count == 1 else 'spans'}"
    if row.kind == MORE:
        return shown_text(row)
    return f"{shown_text(row)}, {row.count} {'time' if row.count == 1 else 'times'}"
