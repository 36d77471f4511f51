"""The choice of the report that comes next, and of the order of unfinished reports with it."""

from __future__ import annotations

from PySide6.QtCore import Signal

from annotator.domain.triage import TriageOrder
from annotator.ui.panels.choice import Choice

TURNS = {
    TriageOrder.FILE: "Next: in the order of the file",
    TriageOrder.DATE: "Next: by date, the earliest first",
    TriageOrder.RANDOM: "Next: at random",
    TriageOrder.UNCERTAIN: "Next: the most uncertain",
    TriageOrder.NEW_WORDS: "Next: most new words",
}
_HELP = (
    "Which report “done, next” opens. Uncertain is one where the model doubts its suggestions; new words are those"
    " that no finished report has."
)
_ORDERS = tuple(TURNS)


class TurnChoice(Choice):
    """Signal: `chosen(TriageOrder)` when the user takes one."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__("Which report comes next", list(TURNS.values()))
        self.setToolTip(_HELP)
        self.activated.connect(lambda row: self.chosen.emit(_ORDERS[row]))

    @property
    def order(self) -> TriageOrder:
        return _ORDERS[self.currentIndex()]

    def show_order(self, order: TriageOrder) -> None:
        """Show what holds, without a signal."""
        self.setCurrentIndex(_ORDERS.index(order))
