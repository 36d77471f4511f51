"""Work in other threads by name: what is asked for anew replaces what was asked for before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from annotator.domain.errors import Cancelled
from annotator.ui.tasks import Tasks, Work


class LatestJobs:
    """Of each name only the last job tells how it ended; `failed` gets the sentence of one that went wrong."""

    def __init__(self, parent: QObject, failed: Callable[[str], None]) -> None:
        self._tasks = Tasks(parent)
        self._numbers: dict[str, int] = {}
        self._failed = failed

    @property
    def busy(self) -> bool:
        return self._tasks.busy

    def __contains__(self, name: str) -> bool:
        return name in self._numbers

    def begin(
        self,
        name: str,
        work: Work,
        done: Callable[[Any], None],
        progressed: Callable[[int, int, str], None] = lambda *_: None,
    ) -> None:
        """Do the work in a worker; what runs under this name is given up."""
        self.drop(name)

        def is_last() -> bool:
            if self._numbers.get(name) != number:
                return False
            del self._numbers[name]
            return True

        def ended(result: Any) -> None:
            if is_last():
                done(result)

        def failed(error: Exception) -> None:
            if is_last() and not isinstance(error, Cancelled):
                self._failed(str(error))

        number = self._numbers[name] = self._tasks.start(work, ended, failed, progressed)

    def drop(self, name: str) -> None:
        """Give up what runs under this name."""
        if name in self._numbers:
            self._tasks.cancel(self._numbers.pop(name))

    def stop(self) -> None:
        """Stop everything; nothing is told of it any more."""
        self._tasks.stop()
        self._numbers.clear()
