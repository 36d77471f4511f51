"""Processes of the program's own: spoken to in lines, and killed when nobody wants them any more."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from annotator.app import evaluation_run, processes, triage, triage_measures
from annotator.app.evaluation_run import Question, evaluate_beside
from annotator.app.learning import models_folder
from annotator.app.sources import no_progress
from annotator.assist.training import model_file
from annotator.domain.errors import Refusal
from annotator.domain.labels import ENTITY_LAYER
from annotator.domain.triage import TriageOrder
from annotator.storage.store import create_store
from tests.projects import CONFLICT, new_report

ECHO = "import sys\nfor line in sys.stdin: print(line.upper(), end='', flush=True)"


def goes_on() -> bool:
    return False


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder from which modules of a test's own are run in the place of the program's."""
    monkeypatch.setattr(processes, "_ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "p.annodb"
    with create_store(path, CONFLICT) as store, store.writing():
        list(store.bulk_writer().add([new_report("Rebels fired."), new_report("Звіт з Києва.")]))
    return path


def test_lines_go_there_and_back(program: Path) -> None:
    (program / "echo.py").write_text(ECHO, encoding="utf-8")
    with processes.start("echo") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("звіт\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ЗВІТ\n"
    assert process.returncode == 0


def test_it_is_killed_although_its_next_line_is_waited_for(program: Path) -> None:
    (program / "sleeper.py").write_text("import time\ntime.sleep(60)", encoding="utf-8")
    begun = time.monotonic()
    with processes.start("sleeper") as process, processes.killed_when(process, lambda: True):
        assert process.stdout is not None
        assert process.stdout.readline() == ""
    assert process.returncode not in (0, None)
    assert time.monotonic() - begun < 20


def test_nobody_watches_a_process_any_longer_than_asked(program: Path) -> None:
    (program / "echo.py").write_text(ECHO, encoding="utf-8")
    asked: list[int] = []
    with processes.start("echo") as process:
        with processes.killed_when(process, lambda: bool(asked.append(1))):
            time.sleep(0.3)
        number = len(asked)
        time.sleep(0.3)
    assert 1 <= number == len(asked)


@pytest.mark.parametrize("dies", ["import os\nos._exit(3)", "print('[1, 2, 1, 5.0]')\nraise SystemExit(1)"])
def test_a_process_that_dies_leaves_the_order_of_the_file(
    program: Path, project: Path, monkeypatch: pytest.MonkeyPatch, dies: str
) -> None:
    (program / "dying.py").write_text(dies, encoding="utf-8")
    monkeypatch.setattr(triage, "_MEASURING", "dying")
    with pytest.raises(Refusal, match="could not be ranked"):
        triage.measured(project, TriageOrder.NEW_WORDS, no_progress, goes_on)


def test_an_evaluation_that_dies_is_said(program: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (program / "dying.py").write_text("print('[0, 5, \"Trying\"]')\nraise SystemExit(1)", encoding="utf-8")
    monkeypatch.setattr(evaluation_run, "_EVALUATING", "dying")
    told: list[str] = []
    with pytest.raises(Refusal, match="It could not be measured"):
        evaluate_beside(project, Question(), lambda _, __, stage: told.append(stage), goes_on)
    assert told == ["Trying"]


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[object]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_measures_are_written_as_lines(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert triage_measures.main([str(project), "new-words"]) == 0
    assert lines_of(capsys) == [[1, 2, 1, 2.0], [2, 2, 2, 3.0]]


@pytest.mark.parametrize("arguments", [[], ["p.annodb"]])
def test_it_must_be_told_what_to_measure(arguments: list[str]) -> None:
    assert triage_measures.main(arguments) == 2


def test_no_project_is_said_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert triage_measures.main([str(tmp_path / "none.annodb"), "new-words"]) == 0
    (sentence,) = lines_of(capsys)
    assert "none.annodb" in str(sentence)
    (tmp_path / "junk.annodb").write_bytes(b"junk" * 5_000)
    assert evaluation_run.main([str(tmp_path / "junk.annodb"), "{}"]) == 0
    (sentence,) = lines_of(capsys)
    assert "junk.annodb" in str(sentence)


def test_a_damaged_model_is_said(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(triage_measures, "read_lists", lambda *_: None)
    monkeypatch.setattr(triage_measures, "_memory", lambda *_: None)
    monkeypatch.setenv("ANNOTATOR_CACHE", str(tmp_path / "cache"))
    path = model_file(models_folder(project), ENTITY_LAYER)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"annotator model 1\nrubbish")
    assert triage_measures.main([str(project), "uncertain"]) == 0
    assert lines_of(capsys) == ["The learned model entity.model is damaged; it is learned again."]
    path.unlink()
    assert triage_measures.main([str(project), "uncertain"]) == 0
    assert lines_of(capsys) == ["Nothing has been learned yet, so no report is more uncertain than another."]
