"""Searches the project in another thread: one letter may be in every report."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, Signal

from annotator.app.searching import Found
from annotator.domain.errors import Cancelled, Refusal

Search = Callable[[Callable[[Found], None], Callable[[], bool]], Found]


class SearchWorker(QObject):
    """One search at a time: the next one breaks it off.

    Signals: `found(Found)`, in the thread of the window, first what was found at once and then everything; what
    was overtaken is not told.
    """

    found = Signal(object)
    _told = Signal(object)
    _finished = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._running = False
        self._wanted: Search | None = None
        self._dropped = False
        self._told.connect(self._pass_on)
        self._finished.connect(self._tell)

    def ask(self, search: Search) -> None:
        """Begin this search, once the one that is running has broken off; it may raise a Refusal or Cancelled."""
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

    def _search(self, search: Search) -> None:
        found: Found | None = None
        with suppress(Refusal, Cancelled):  # the project has gone meanwhile: the window has told of it or will
            found = search(self._tell_first, self._is_overtaken)
        with suppress(RuntimeError):  # the window has gone meanwhile
            self._finished.emit(found)

    def _tell_first(self, found: Found) -> None:
        with suppress(RuntimeError):
            self._told.emit(found)

    def _is_overtaken(self) -> bool:
        return self._dropped or self._wanted is not None

    def _pass_on(self, found: Found) -> None:
        if not self._is_overtaken():
            self.found.emit(found)

    def _tell(self, found: Found | None) -> None:
        self._running = False
        if self._wanted is not None:
            self._start()
        elif found is not None and not self._dropped:
            self.found.emit(found)
