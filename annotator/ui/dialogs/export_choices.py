"""What to export: format, which reports, and how to share them out."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from annotator.app.exporting import FINISHED, ExportOptions, schemes_of, ways_to_lose, writable_formats
from annotator.app.searching import Found
from annotator.domain.documents import State
from annotator.formats.losses import OnLoss, Policy
from annotator.formats.splits import SIDES
from annotator.ui.combo import Combo
from annotator.ui.dialogs.messages import plain_label

_SHARES = (80, 10, 10)
_SHOWN = 40  # characters of a search


class ExportChoices(QWidget):
    """Signals: `changed()` after every choice; `format_changed(suffix)`."""

    changed = Signal()
    format_changed = Signal(str)

    def __init__(self, counts: Mapping[State, int], found: Found | None = None) -> None:
        super().__init__()
        finished = sum(counts[state] for state in FINISHED)
        everything = sum(counts[state] for state in State)
        self._form = form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(10)
        self.format = Combo()
        for known in writable_formats():
            self.format.addItem(known.title, known.name)
        self.on_loss = Combo()
        self.on_loss.setAccessibleName("What the format cannot hold")
        self.snap = Combo()
        self.snap.setAccessibleName("Annotations that are not whole tokens")
        self.scheme = Combo()
        self.scheme.setAccessibleName("Scheme of the tags")
        self.reports = Combo()
        self.reports.addItem(f"finished ones ({finished:,})", False)
        self.reports.addItem(f"all, unfinished ones as well ({everything:,})", True)
        if found is not None and found.query is not None and found.keys and found.complete:
            shown = found.typed if len(found.typed) <= _SHOWN else f"{found.typed[:_SHOWN]}…"
            self.reports.addItem(f"those found by {shown} ({len(found.keys):,})", found.typed)
        self.split = QCheckBox("S&plit into train, dev and test")
        self.shares = [self._share(side, share) for side, share in zip(SIDES, _SHARES, strict=True)]
        self.seed = QLineEdit("annotator")
        self.seed.setAccessibleName("Seed of the split")
        self.seed.setToolTip("The same seed puts every report on the same side again.")
        form.addRow("&Format", self.format)
        form.addRow("T&ags", self.scheme)
        form.addRow("&Reports", self.reports)
        form.addRow("", self._split_row())
        form.addRow("What it cannot &hold", self.on_loss)
        form.addRow("Parts of &tokens", self.snap)
        self._offer_ways()
        for box in (self.scheme, self.on_loss, self.snap):
            box.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.format.currentIndexChanged.connect(self._format_chosen)
        self.reports.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.split.toggled.connect(self._show_shares)
        self._show_shares(False)

    def put_first(self, title: str, field: QWidget, button: QWidget) -> None:
        """Put a field with a button behind it above the choices, in line with them."""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(field, 1)
        row.addWidget(button)
        label = plain_label(title, wrap=False)
        label.setBuddy(field)
        self._form.insertRow(0, label, row)

    def options(self) -> ExportOptions:
        """What has been chosen; shares that are all nothing make no split."""
        train, dev, test = (box.value() for box in self.shares)
        wanted = self.split.isChecked() and train + dev + test > 0
        reports = self.reports.currentData()
        return ExportOptions(
            format=str(self.format.currentData()),
            all_reports=bool(reports),
            where=reports if isinstance(reports, str) else "",
            split=(train, dev, test) if wanted else None,
            seed=self.seed.text().strip() or "annotator",
            scheme=self.scheme.currentData() or "",
            policy=Policy(self.on_loss.currentData() or OnLoss.REFUSE, self.snap.currentData()),
        )

    def _split_row(self) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.split)
        self._shares_row = QWidget()
        parts = QHBoxLayout(self._shares_row)
        parts.setContentsMargins(0, 0, 0, 0)
        for number, box in enumerate(self.shares):
            if number:
                parts.addWidget(plain_label("/", wrap=False))
            parts.addWidget(box)
        parts.addSpacing(12)
        parts.addWidget(plain_label("seed", wrap=False))
        parts.addWidget(self.seed)
        line.addWidget(self._shares_row)
        line.addStretch(1)
        return row

    def _share(self, side: str, share: int) -> QSpinBox:
        box = QSpinBox()
        box.setMinimumWidth(80)
        box.setRange(0, 100)
        box.setValue(share)
        box.setAccessibleName(f"Share of {side}")
        box.setToolTip(side)
        box.valueChanged.connect(lambda _: self.changed.emit())
        return box

    def _show_shares(self, shown: bool) -> None:
        self._shares_row.setVisible(shown)
        self.changed.emit()

    def _offer_ways(self) -> None:
        """Show the schemes of tags and how to lose what the chosen format cannot hold, where there is a choice."""
        name = str(self.format.currentData())
        ways, snaps = ways_to_lose(name)
        for box, offered in ((self.scheme, schemes_of(name)), (self.on_loss, ways), (self.snap, snaps)):
            box.blockSignals(True)
            box.clear()
            for way, words in offered:
                box.addItem(words, way)
            box.blockSignals(False)
            self._form.setRowVisible(box, len(offered) > 1)

    def _format_chosen(self) -> None:
        self._offer_ways()
        name = self.format.currentData()
        for known in writable_formats():
            if known.name == name:
                self.format_changed.emit("" if known.is_folder else known.suffixes[0])
        self.changed.emit()
