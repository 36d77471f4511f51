"""Where the environment is and when it is ready."""

from __future__ import annotations

import sys
from pathlib import Path, PurePath

import pytest

from annotator.bootstrap.environment import RUN_LOCK, TEST_LOCK, Environment, data_home, find


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    for lock in ("resources/run.lock", "tests/test.lock"):
        path = tmp_path / lock
        path.parent.mkdir()
        path.write_text(f"# {lock}\n")
    (tmp_path / "env").mkdir()
    return Environment(tmp_path, tmp_path / "env")


def test_stamp_makes_ready_for_its_lock_and_libraries(environment: Environment) -> None:
    environment.mark_unfinished()
    environment.stamp(RUN_LOCK, ("offscreen",))
    assert environment.is_ready(RUN_LOCK, ())
    assert environment.is_ready(RUN_LOCK, ("offscreen",))
    assert not environment.is_ready(RUN_LOCK, ("offscreen", "x11"))
    assert not environment.is_ready(TEST_LOCK, ())
    assert not environment.unfinished.exists()


def test_stamp_of_the_tests_covers_the_program(environment: Environment) -> None:
    environment.stamp(TEST_LOCK, ())
    assert environment.is_ready(RUN_LOCK, ())
    assert environment.is_ready(TEST_LOCK, ())


def test_changed_lock_or_python_is_not_ready(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    environment.stamp(RUN_LOCK, ())
    monkeypatch.setattr(sys, "version_info", (3, 99))
    assert not environment.is_ready(RUN_LOCK, ())
    monkeypatch.undo()
    environment.lock_file(RUN_LOCK).write_text("# changed\n")
    assert not environment.is_ready(RUN_LOCK, ())


def test_forgotten_environment_is_unfinished(environment: Environment) -> None:
    environment.stamp(TEST_LOCK, ())
    environment.forget()
    assert not environment.has_packages(RUN_LOCK)
    assert environment.unfinished.exists()


def test_running_python_knows_its_own_environment(tmp_path: Path) -> None:
    assert Environment(tmp_path, Path(sys.prefix)).is_this_process()
    assert not Environment(tmp_path, tmp_path / "missing").is_this_process()


def test_environment_is_beside_main_py_on_a_writable_checkout(tmp_path: Path) -> None:
    assert find(tmp_path, {}, "linux").folder == tmp_path / ".venv"


def test_named_environment_comes_first(tmp_path: Path) -> None:
    assert find(tmp_path, {"ANNOTATOR_ENV": str(tmp_path / "e")}, "win32").folder == tmp_path / "e"


def test_checkout_that_cannot_be_written_uses_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_arguments: False)
    folder = find(tmp_path, {"XDG_DATA_HOME": str(tmp_path / "data")}, "linux").folder
    assert folder.parent == tmp_path / "data" / "annotator"
    other = find(tmp_path / "other", {"XDG_DATA_HOME": str(tmp_path / "data")}, "linux").folder
    assert folder != other


def test_windows_always_uses_the_data_folder(tmp_path: Path) -> None:
    folder = find(tmp_path, {"LOCALAPPDATA": str(tmp_path / "local")}, "win32").folder
    assert folder.parent == tmp_path / "local" / "annotator"


@pytest.mark.parametrize("given", [{}, {"XDG_DATA_HOME": ""}, {"XDG_DATA_HOME": "relative"}])
def test_data_folder_of_linux_without_a_usable_setting(given: dict[str, str]) -> None:
    assert data_home(given, "linux") == Path.home() / ".local" / "share"


def test_data_folder_of_macos() -> None:
    assert data_home({}, "darwin").relative_to(Path.home()) == PurePath("Library", "Application Support")
