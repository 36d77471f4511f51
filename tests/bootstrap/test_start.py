"""What every start costs, and which part of the program it runs."""

from __future__ import annotations

import subprocess
import sys
import types
from pathlib import Path

import pytest

from annotator import __main__ as program
from annotator.bootstrap import desktop
from tests.__main__ import with_two_workers

ROOT = Path(__file__).parents[2]
HEAVY = ("argparse", "ctypes", "dataclasses", "importlib.metadata", "inspect", "shutil", "subprocess", "venv")


def test_importing_the_start_up_code_loads_nothing_heavy() -> None:
    code = f"import sys, annotator.__main__; print([name for name in {HEAVY} if name in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout == "[]\n"


def test_main_py_can_be_read_by_an_old_python() -> None:
    compile((ROOT / "main.py").read_text(encoding="ascii"), "main.py", "exec", dont_inherit=True)
    assert (ROOT / "main.py").read_text().index("version_info") < (ROOT / "main.py").read_text().index("from ")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """Records which part runs, in place of the window, the tour and the command line."""
    made: list[tuple[str, object]] = []

    def stand_in(module: str, function: str) -> None:
        part = types.ModuleType(module)

        def record(argument: object) -> int:
            made.append((function, argument))
            return 7

        setattr(part, function, record)
        monkeypatch.setitem(sys.modules, module, part)

    stand_in("annotator.ui.application", "run")
    stand_in("annotator.ui.tour", "tour")
    stand_in("annotator.cli.main", "main")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("QT_QPA_PLATFORM", "")
    return made


@pytest.mark.parametrize(
    ("arguments", "call"),
    [
        ([], ("run", None)),
        (["a.annodb"], ("run", "a.annodb")),
        (["tour"], ("tour", None)),
        (["tour", "--out", "x"], ("tour", Path("x"))),
        (["export", "a.annodb"], ("main", ["export", "a.annodb"])),
        (["--version"], ("main", ["--version"])),
    ],
)
def test_arguments_choose_the_part(
    calls: list[tuple[str, object]],
    arguments: list[str],
    call: tuple[str, object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("annotator.__main__.has_display", lambda: True)
    assert program.main(arguments) == 7
    assert calls == [call]


def test_without_a_display_the_tour_is_shown_and_said(
    calls: list[tuple[str, object]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("annotator.__main__.has_display", lambda: False)
    program.main(["a.annodb"])
    assert calls == [("tour", None)]
    assert capsys.readouterr().out.startswith("There is no display here")


@pytest.mark.skipif(sys.platform != "linux", reason="the menu entry is for Linux desktops")
def test_unregister_says_how_to_undo_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert program.main(["--register"]) == 0
    assert (tmp_path / "applications" / "annotator.desktop").exists()
    assert program.main(["--unregister"]) == 0
    assert not (tmp_path / "applications" / "annotator.desktop").exists()
    assert "--register" in capsys.readouterr().out
    desktop.register_if_changed(ROOT, sys.executable)


@pytest.mark.parametrize("own", ["-n4", "--pdb", "--dist=no", "-p", "--numprocesses=1"])
def test_tests_run_in_two_processes_unless_told_otherwise(own: str) -> None:
    assert with_two_workers(["tests/domain", own]) == ["tests/domain", own]
    assert with_two_workers(["tests/domain"]) == ["-n", "2", "tests/domain"]
