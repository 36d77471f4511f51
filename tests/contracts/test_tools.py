"""The checks of the whole code base that other tools make."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-m", "ruff", "check", "--no-cache", "."],
        [sys.executable, "-m", "ruff", "format", "--no-cache", "--check", "."],
        [sys.executable, "-m", "mypy"],
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
    ],
    ids=["ruff", "format", "types", "imports"],
)
def test_the_code_passes(command: list[str]) -> None:
    run = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]


def test_the_command_line_loads_no_qt() -> None:
    code = "import sys, annotator.cli.main; print([m for m in sys.modules if m.startswith('PySide6')])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_window_loads_three_qt_modules_before_the_first_paint() -> None:
    code = (
        "import sys, annotator.ui.application;print(sorted(m for m in sys.modules if m.startswith('PySide6.Qt')))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "['PySide6.QtCore', 'PySide6.QtGui', 'PySide6.QtWidgets']"


def test_the_window_loads_no_formats_before_the_first_paint() -> None:
    code = "import sys, annotator.ui.main_window; print('annotator.formats.registry' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
