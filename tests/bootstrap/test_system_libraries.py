"""Missing system libraries: how they are named and how they are installed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from annotator.bootstrap import locking, system_libraries
from annotator.bootstrap.steps import Steps

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="system libraries are asked for on Linux only")

MISSING = {"libEGL.so.1": "libegl1", "libgthread-2.0.so.0": "libglib2.0-0", "libglib-2.0.so.0": "libglib2.0-0"}


class RecordedSteps(Steps):
    """Steps that run nothing: each program ends as ``outcome`` says."""

    def __init__(self, log: Path, lock_descriptor: int) -> None:
        super().__init__(log, lock_descriptor)
        self.commands: list[str] = []
        self.outcome: Callable[[str], bool] = lambda _command: True

    def run(self, command: Sequence[str], *_more: object) -> bool:
        self.commands.append(" ".join(command))
        return self.outcome(self.commands[-1])


@pytest.fixture
def steps(tmp_path: Path) -> Iterator[RecordedSteps]:
    with locking.held(tmp_path / "lock", before_waiting=pytest.fail) as descriptor:
        yield RecordedSteps(tmp_path / "log", descriptor)


@pytest.fixture(autouse=True)
def _debian_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANNOTATOR_NO_APT", raising=False)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")


def test_library_that_loads_is_not_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_libraries, "_loads", lambda library: library != "libxcb-cursor.so.0")
    monkeypatch.setattr(system_libraries, "_has_fonts", lambda: True)
    assert system_libraries.missing_packages(("offscreen", "x11")) == {"libxcb-cursor.so.0": "libxcb-cursor0"}
    assert system_libraries.missing_packages(("offscreen",)) == {}


def test_computer_without_fonts_gets_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_libraries, "_loads", lambda _library: True)
    monkeypatch.setattr(system_libraries, "_FONT_FOLDERS", ("/nowhere",))
    assert system_libraries.missing_packages(("offscreen",)) == {"a font": "fonts-dejavu-core"}
    assert system_libraries.missing_packages(()) == {}


def test_root_installs_each_package_once(steps: RecordedSteps) -> None:
    system_libraries.install(MISSING, steps)
    assert len(steps.commands) == 1
    assert steps.commands[0].endswith("install -y --no-install-recommends libegl1 libglib2.0-0")


def test_empty_package_lists_are_fetched_once(steps: RecordedSteps) -> None:
    steps.outcome = lambda command: command.endswith("update") or len(steps.commands) > 2
    system_libraries.install(MISSING, steps)
    assert [command.split()[-1] for command in steps.commands] == ["libglib2.0-0", "update", "libglib2.0-0"]


def test_without_network_no_second_try_is_made(steps: RecordedSteps) -> None:
    steps.outcome = lambda _command: False
    steps.log.write_text("Err:1 Temporary failure resolving 'example'\n")
    with pytest.raises(SystemExit):
        system_libraries.install(MISSING, steps)
    assert len(steps.commands) == 1


def test_ordinary_user_without_terminal_is_not_left_at_a_password_prompt(
    steps: RecordedSteps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("sys.stdin", None)
    system_libraries.install(MISSING, steps)
    assert steps.commands[0].startswith("/usr/bin/sudo -n env DEBIAN_FRONTEND=noninteractive")


@pytest.mark.parametrize("reason", ["refused", "no sudo"])
def test_otherwise_the_line_to_run_is_printed(
    steps: RecordedSteps, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], reason: str
) -> None:
    if reason == "refused":
        monkeypatch.setenv("ANNOTATOR_NO_APT", "1")
    else:
        monkeypatch.setattr("os.geteuid", lambda: 1000)
        monkeypatch.setattr("shutil.which", lambda name: None if name == "sudo" else f"/usr/bin/{name}")
    with pytest.raises(SystemExit) as stopped:
        system_libraries.install(MISSING, steps)
    assert stopped.value.code == 1
    assert "apt-get install -y libegl1 libglib2.0-0\n" in capsys.readouterr().err
    assert steps.commands == []


def test_other_systems_are_told_the_names_of_the_libraries(
    steps: RecordedSteps, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    with pytest.raises(SystemExit):
        system_libraries.install(MISSING, steps)
    assert "libEGL.so.1, libgthread-2.0.so.0" in capsys.readouterr().err
