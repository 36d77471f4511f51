"""Long work in another thread, with progress and a way to stop it."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal

from annotator.app.sources import Progress
from annotator.domain.errors import Cancelled, Refusal

Work = Callable[[Progress, Callable[[], bool]], Any]
"""What a worker does, with a progress to call and a question whether to stop; it sees no object of Qt."""
_BETWEEN = 0.04  # seconds between two words of progress


@dataclass(slots=True)
class _Job:
    number: int
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]
    progressed: Callable[[int, int, str], None]
    stopping: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None


class Tasks(QObject):
    """Runs jobs for one window or dialog, and tells of them in the window's thread.

    Each job has a number. Exactly one of `done` and `failed` is called for it, unless `stop` came first.
    """

    _told = Signal(int, object, object)
    _moved = Signal(int, int, int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: dict[int, _Job] = {}
        self._numbers = itertools.count(1)
        self._told.connect(self._end)
        self._moved.connect(self._progress)

    @property
    def busy(self) -> bool:
        return bool(self._jobs)

    def start(
        self,
        work: Work,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        progressed: Callable[[int, int, str], None] = lambda *_: None,
    ) -> int:
        """Run `work` and return the job's number. `failed` gets a Refusal, or Cancelled when it was stopped.

        Any other exception is the program's fault: `failed` gets it, and then it is raised.
        """
        job = _Job(next(self._numbers), done, failed, progressed)
        self._jobs[job.number] = job
        job.thread = threading.Thread(target=self._run, args=(job, work), name=f"task-{job.number}", daemon=True)
        job.thread.start()
        return job.number

    def cancel(self, number: int) -> None:
        """Ask a job to stop; `failed` is told Cancelled when it has. A job that is over is passed over."""
        job = self._jobs.get(number)
        if job is not None:
            job.stopping.set()

    def forget(self) -> None:
        """Ask every job to stop, without waiting for its end; nothing is told of them any more."""
        for job in self._jobs.values():
            job.stopping.set()
            job.done = job.failed = lambda _: None

    def stop(self) -> None:
        """Stop every job and wait for its end; nothing is told of them any more."""
        jobs, self._jobs = list(self._jobs.values()), {}
        for job in jobs:
            job.stopping.set()
        for job in jobs:
            if job.thread is not None:
                job.thread.join()

    def _run(self, job: _Job, work: Work) -> None:
        last = 0.0

        def progress(done: int, total: int, text: str) -> None:
            nonlocal last
            if job.stopping.is_set():
                raise Cancelled("The task was stopped; nothing was changed.")
            now = time.monotonic()
            if now - last >= _BETWEEN:
                last = now
                scale = 1 + (total >> 30)  # a signal's numbers have 32 bits
                self._moved.emit(job.number, done // scale, total // scale, text)

        try:
            result = work(progress, job.stopping.is_set)
        except Exception as error:  # told and raised in the window's thread
            self._told.emit(job.number, None, error)
        else:
            self._told.emit(job.number, result, None)

    def _progress(self, number: int, done: int, total: int, text: str) -> None:
        job = self._jobs.get(number)
        if job is not None and not job.stopping.is_set():
            job.progressed(done, total, text)

    def _end(self, number: int, result: object, error: Exception | None) -> None:
        job = self._jobs.pop(number, None)
        if job is None:
            return
        if job.thread is not None:
            job.thread.join()
        if error is None:
            job.done(result)
            return
        job.failed(error)
        if not isinstance(error, (Refusal, Cancelled)):
            raise error
