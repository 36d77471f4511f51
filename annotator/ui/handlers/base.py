"""What the handlers work with."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.app.cursor import Cursor
from annotator.app.session import Session
from annotator.ui.workbench import Workbench

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

Handler = Callable[["Context", int], None]


class Context:
    """A handler's view of the program: a report is on the desk whenever a handler that needs one is called.

    `typed` is the count that was typed, None when there was none.
    """

    def __init__(self, window: MainWindow, bench: Workbench, typed: int | None) -> None:
        self.window = window
        self.bench = bench
        self.typed = typed

    @property
    def session(self) -> Session:
        return self.bench.session

    @property
    def cursor(self) -> Cursor:
        if self.bench.cursor is None:
            raise LookupError("no report is on the desk")
        return self.bench.cursor

    @property
    def caret(self) -> int:
        return self.cursor.caret

    def say(self, sentence: str) -> None:
        self.bench.said.emit(sentence)
