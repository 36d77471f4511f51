from __future__ import annotations

from pathlib import Path

import pytest

from annotator.app.state import ProgramState


def test_what_is_set_is_there_next_time(tmp_path: Path) -> None:
    ProgramState(tmp_path / "new" / "state.json").set("columns", [1, 2, 3])
    assert ProgramState(tmp_path / "new" / "state.json").get("columns") == [1, 2, 3]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"recent": 5}', '{"recent": [7, "a\\u0000b"]}', "\udcff"])
def test_a_damaged_file_breaks_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    state = ProgramState(path)
    assert state.recent_projects() == []
    (tmp_path / "p.annodb").touch()
    state.remember_project(tmp_path / "p.annodb")
    assert state.recent_projects() == [tmp_path / "p.annodb"]


def test_recent_projects_are_the_latest_first_without_those_that_are_gone(tmp_path: Path) -> None:
    state = ProgramState(tmp_path / "state.json")
    for name in ("a", "b", "c", "a"):
        (tmp_path / name).touch()
        state.remember_project(tmp_path / name)
    (tmp_path / "c").unlink()
    assert [path.name for path in state.recent_projects()] == ["a", "b"]


def test_the_list_of_recent_projects_stays_short(tmp_path: Path) -> None:
    state = ProgramState(tmp_path / "state.json")
    for number in range(20):
        (tmp_path / str(number)).touch()
        state.remember_project(tmp_path / str(number))
    assert len(state.recent_projects()) == 12


def test_a_place_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    state = ProgramState(tmp_path / "file" / "state.json")
    state.set("columns", [1])
    assert state.get("columns") == [1]
