from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from annotator.domain.errors import Refusal
from annotator.ui.places.jobs import LatestJobs


class Told:
    def __init__(self, jobs: LatestJobs, errors: list[str]) -> None:
        self.jobs = jobs
        self.errors = errors
        self.results: list[Any] = []

    def wait(self, qapp: QApplication) -> None:
        while self.jobs.busy:
            qapp.processEvents()


@pytest.fixture
def told(qapp: QApplication) -> Iterator[Told]:
    owner, errors = QObject(), list[str]()
    found = Told(LatestJobs(owner, errors.append), errors)
    yield found
    found.jobs.stop()


def test_the_last_job_of_a_name_is_told(told: Told, qapp: QApplication) -> None:
    gate = threading.Event()
    told.jobs.begin("a", lambda *_: gate.wait(5) and "old", told.results.append)
    told.jobs.begin("a", lambda *_: "new", told.results.append)
    told.jobs.begin("b", lambda *_: "other", told.results.append)
    assert "a" in told.jobs
    gate.set()
    told.wait(qapp)
    assert sorted(told.results) == ["new", "other"]
    assert "a" not in told.jobs


def test_what_was_dropped_is_not_told(told: Told, qapp: QApplication) -> None:
    told.jobs.begin("a", lambda *_: "dropped", told.results.append)
    told.jobs.drop("a")
    told.jobs.drop("never begun")
    told.wait(qapp)
    assert told.results == []


def test_a_refusal_becomes_a_sentence(told: Told, qapp: QApplication) -> None:
    def refuse(*_: object) -> None:
        raise Refusal("The project is gone.")

    told.jobs.begin("a", refuse, told.results.append)
    told.wait(qapp)
    assert told.errors == ["The project is gone."]
    told.jobs.begin("a", refuse, told.results.append)
    told.jobs.begin("a", lambda *_: "after all", told.results.append)
    told.wait(qapp)
    assert (told.errors, told.results) == (["The project is gone."], ["after all"])
