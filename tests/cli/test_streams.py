"""What goes to which stream, and with which status each sub-command ends."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotator.cli import main as front
from annotator.cli.main import main
from annotator.cli.terminal import progress_line
from annotator.domain.errors import Cancelled, Refusal

REPORT = {"text": "Rebels shelled Mosul.", "spans": [{"start": 0, "end": 6, "label": "Actor"}], "answer": "accept"}
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> Path:
    """A working folder with a project, a file to import and one that cannot be read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANNOTATOR_CONFIG", str(tmp_path))
    Path("in.jsonl").write_text(json.dumps(REPORT) + "\n")
    Path("bad.jsonl").write_text("{\n")
    assert main(["import", "p.annodb", "in.jsonl", "--annotator", "ada"]) == 0
    Path("more.txt").write_text("A second report.")
    capsys.readouterr()
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ["import", "p.annodb", "more.txt"],
        ["import", "p.annodb", "more.txt", "--dry-run"],
        ["export", "p.annodb", "out.jsonl"],
        ["export", "p.annodb", "out.jsonl", "--split", "8/1/1"],
        ["formats"],
        ["stats", "p.annodb"],
        ["check", "p.annodb"],
    ],
)
def test_what_is_done_speaks_to_standard_output_alone(
    folder: Path, arguments: list[str], capsys: Captured
) -> None:
    assert main(arguments) == 0
    said = capsys.readouterr()
    assert (bool(said.out), said.err) == (True, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["import", "p.annodb", "gone.txt"],
        ["import", "p.annodb", "bad.jsonl"],
        ["import", "p.annodb", "bad.jsonl", "--dry-run"],
        ["import", "p.annodb", "more.txt", "--format", "frob"],
        ["import", "in.jsonl", "more.txt"],
        ["export", "p.annodb", "out", "--format", "frob"],
        ["export", "p.annodb", "out", "--format", "txt"],
        ["export", "p.annodb", "gone/out.jsonl"],
        ["export", "p.annodb", "p.annodb"],
        ["export", "gone.annodb", "out.jsonl"],
        ["stats", "in.jsonl"],
        ["check", "in.jsonl"],
    ],
)
def test_a_refusal_is_one_line_on_standard_error(folder: Path, arguments: list[str], capsys: Captured) -> None:
    assert main(arguments) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["import"],
        ["export", "p.annodb"],
        ["export", "p.annodb", "out", "--split", "a/b/c"],
        ["import", "p.annodb", "in.jsonl", "--map", "=Actor"],
        ["formats", "p.annodb"],
        ["stats"],
        ["stats", "p.annodb", "--frob"],
        ["check"],
        ["check", "."],
    ],
)
def test_wrong_usage_ends_with_two_and_says_nothing_on_standard_output(
    folder: Path, arguments: list[str], capsys: Captured
) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert (said.out, "Usage:" in said.err) == ("", True)


@pytest.mark.parametrize("arguments", [["formats", "--json"], ["stats", "p.annodb", "--json"]])
def test_json_is_all_of_the_output(folder: Path, arguments: list[str], capsys: Captured) -> None:
    main(arguments)
    assert json.loads(capsys.readouterr().out)


def test_wrong_usage_changes_nothing(folder: Path) -> None:
    before = sorted(folder.iterdir())
    main(["import", "q.annodb", "in.jsonl", "--map", "Actor"])
    assert sorted(folder.iterdir()) == before


def test_a_harmed_project_is_told_with_status_one(folder: Path, capsys: Captured) -> None:
    with closing(sqlite3.connect("p.annodb")) as db:
        db.execute("UPDATE documents SET annotation_count = 9")
        db.commit()
    assert main(["check", "p.annodb"]) == 1
    assert capsys.readouterr().out == "“Rebels shelled Mosul.” tells of 9 annotations and has 1.\n"


def test_a_dry_run_shows_labels_and_duplicates(folder: Path, capsys: Captured) -> None:
    Path("two.jsonl").write_text((json.dumps(REPORT | {"text": "Rebels fled."}) + "\n") * 2)
    main(["import", "p.annodb", "two.jsonl", "--dry-run"])
    assert capsys.readouterr().out.splitlines() == [
        "two.jsonl: 1 report, jsonl, 1 left out as duplicates",
        "Actor: 1 annotation",
        "1 report would be imported. Nothing was changed.",
    ]


def test_many_duplicates_are_counted_instead_of_listed(folder: Path, capsys: Captured) -> None:
    Path("many.jsonl").write_text((json.dumps(REPORT) + "\n") * 14)
    main(["import", "p.annodb", "many.jsonl"])
    said = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("Left out “") for line in said) == 10
    assert "Left out 4 more duplicates." in said


def raising(error: BaseException) -> Callable[..., object]:
    def run(*_: object, **__: object) -> object:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (Refusal("No."), "No.\n"),
        (Cancelled(), "Stopped; nothing was changed.\n"),
        (KeyboardInterrupt(), "Stopped; nothing was changed.\n"),
    ],
)
def test_a_task_that_ends_early_has_status_one_and_a_sentence(
    error: BaseException, sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(front.program, "main", raising(error))
    assert main(["formats"]) == 1
    assert capsys.readouterr().err == sentence


@pytest.mark.parametrize("terminal", [False, True])
def test_progress_is_shown_on_a_terminal_only(
    terminal: bool, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    with progress_line() as progress:
        progress(1, 4, "in.jsonl")
    said = capsys.readouterr()
    assert (said.out, "25 %  in.jsonl" in said.err) == ("", terminal)


def test_the_line_of_progress_is_wiped_when_the_work_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with pytest.raises(Refusal), progress_line():
        raise Refusal("No.")
    assert capsys.readouterr().err.endswith("\r\033[K")
