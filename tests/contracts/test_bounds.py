"""Bounds of size, so that the code stays readable. They are raised only with a written reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "annotator").rglob("*.py"))
MODULE_LINES, FUNCTION_LINES, CLASS_METHODS, WINDOW_LINES = 500, 60, 25, 300
GRAB_BAGS = {"utils", "util", "common", "misc", "helpers", "manager", "tools"}
QT_TESTS = {"ui", "e2e"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def nodes(path: Path, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, kinds))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_functions_and_classes_keep_their_bounds(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= MODULE_LINES
    for node in nodes(path, ast.FunctionDef, ast.AsyncFunctionDef):
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        assert (node.end_lineno or 0) - node.lineno < FUNCTION_LINES, node.name
    for node in nodes(path, ast.ClassDef):
        assert isinstance(node, ast.ClassDef)
        methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
        assert len(methods) <= CLASS_METHODS, node.name
    assert path.stem not in GRAB_BAGS


def test_the_window_stays_small() -> None:
    window = ROOT / "annotator" / "ui" / "main_window.py"
    assert window.read_text(encoding="utf-8").count("\n") <= WINDOW_LINES


def test_tests_and_source_are_in_proportion() -> None:
    source = sum(path.read_text(encoding="utf-8").count("\n") for path in MODULES)
    tests = sum(p.read_text(encoding="utf-8").count("\n") for p in (ROOT / "tests").rglob("*.py"))
    assert 0.6 <= tests / source <= 1.6


def test_most_tests_need_no_window() -> None:
    counts = {True: 0, False: 0}
    for path in (ROOT / "tests").rglob("test_*.py"):
        needs_qt = bool(QT_TESTS & set(path.relative_to(ROOT / "tests").parts))
        found = nodes(path, ast.FunctionDef)
        counts[needs_qt] += sum(
            1 for node in found if isinstance(node, ast.FunctionDef) and node.name[:5] == "test_"
        )
    assert counts[True] <= (counts[True] + counts[False]) / 3
