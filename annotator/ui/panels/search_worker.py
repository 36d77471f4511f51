"""Searches the project in another thread: one letter may be in every report."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, Signal

from annotator.app.report_queue import Found
from annotator.domain.errors import Refusal


class SearchWorker(QObject):
    """One search at a time; of those asked for meanwhile only the last is done.

    Signals: `found(Found)`, in the thread of the window; a search that was overtaken is not told.
    """

    found = Signal(object)
    _finished = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._running = False
        self._wanted: Callable[[], Found] | None = None
        self._dropped = False
        self._finished.connect(self._tell)

    def ask(self, search: Callable[[], Found]) -> None:
        """Begin this search, once the one that is running has ended; it may raise a Refusal."""
        self._wanted = search
        if not self._running:
            self._start()

    def drop(self) -> None:
        """Forget what was asked for."""
        self._wanted = None
        self._dropped = self._running

    def _start(self) -> None:
        if self._wanted is None:
            return
        search, self._wanted = self._wanted, None
        self._running, self._dropped = True, False
        threading.Thread(target=self._search, args=(search,), name="search", daemon=True).start()

    def _search(self, search: Callable[[], Found]) -> None:
        found: Found | None = None
        with suppress(Refusal):  # the project has gone meanwhile: the window has told of it or will
            found = search()
        with suppress(RuntimeError):  # the window has gone meanwhile
            self._finished.emit(found)

    def _tell(self, found: Found | None) -> None:
        self._running = False
        if self._wanted is not None:
            self._start()
        elif found is not None and not self._dropped:
            self.found.emit(found)
