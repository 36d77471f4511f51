from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from annotator.domain.errors import Cancelled, Refusal
from annotator.ui.dialogs.progress import ProgressDialog
from annotator.ui.tasks import Tasks

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says it of every dialog


class Told:
    """What was told of a job, and in which thread."""

    def __init__(self) -> None:
        self.results: list[Any] = []
        self.errors: list[Exception] = []
        self.progress: list[tuple[int, int, str]] = []
        self.threads: set[str] = set()

    def done(self, result: Any) -> None:
        self.results.append(result)
        self.threads.add(threading.current_thread().name)

    def failed(self, error: Exception) -> None:
        self.errors.append(error)
        self.threads.add(threading.current_thread().name)


def until_stopped(progress: Callable[[int, int, str], None], cancelled: Callable[[], bool]) -> None:
    while not cancelled():
        progress(1, 2, "waiting")
    raise Cancelled("stopped")


def test_a_result_arrives_in_the_windows_thread(qtbot: QtBot) -> None:
    tasks, told = Tasks(), Told()
    tasks.start(
        lambda progress, _: progress(1, 2, "half") or 42,
        told.done,
        told.failed,
        lambda *p: told.progress.append(p),
    )
    qtbot.waitUntil(lambda: bool(told.results))
    assert told.results == [42]
    assert told.progress == [(1, 2, "half")]
    assert told.threads == {threading.current_thread().name}
    assert not tasks.busy


def test_a_refusal_is_told(qtbot: QtBot) -> None:
    tasks, told = Tasks(), Told()

    def work(*_: object) -> None:
        raise Refusal("It cannot be done.")

    tasks.start(work, told.done, told.failed)
    qtbot.waitUntil(lambda: bool(told.errors))
    assert str(told.errors[0]) == "It cannot be done."


def test_a_job_can_be_cancelled(qtbot: QtBot) -> None:
    tasks, told = Tasks(), Told()
    tasks.cancel(tasks.start(until_stopped, told.done, told.failed))
    qtbot.waitUntil(lambda: bool(told.errors))
    assert isinstance(told.errors[0], Cancelled)


def test_stopping_waits_and_tells_nothing(qtbot: QtBot) -> None:
    tasks, told = Tasks(), Told()
    before = threading.active_count()
    tasks.start(until_stopped, told.done, told.failed)
    tasks.stop()
    assert threading.active_count() == before
    qtbot.wait(1)
    assert (told.results, told.errors) == ([], [])


def test_a_progress_dialog_returns_the_result_or_raises(qtbot: QtBot) -> None:
    assert ProgressDialog.run(None, "Count", "Counting", lambda *_: 7) == 7

    def work(*_: object) -> None:
        raise Refusal("No.")

    with pytest.raises(Refusal):
        ProgressDialog.run(None, "Count", "Counting", work)


def test_escape_stops_what_a_progress_dialog_runs(qtbot: QtBot) -> None:
    dialog = ProgressDialog(None, "Wait")
    qtbot.addWidget(dialog)
    dialog.start(until_stopped)
    dialog.show()
    dialog.close()
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: not dialog.isVisible())


def test_what_is_forgotten_is_not_waited_for_and_tells_nothing(qtbot: QtBot) -> None:
    tasks, told, goes_on = Tasks(), Told(), threading.Event()
    tasks.start(lambda *_: goes_on.wait(30), told.done, told.failed)
    tasks.forget()
    tasks.start(lambda *_: "second", told.done, told.failed)
    qtbot.waitUntil(lambda: told.results == ["second"])
    goes_on.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert (told.results, told.errors) == (["second"], [])
