"""Tables of statistics as CSV files."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from annotator.domain.errors import FileRefused
from annotator.formats.figure_csv import write_table


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_texts_are_no_formulas_and_numbers_stay_numbers(tmp_path: Path) -> None:
    write_table([("Text", "Spans"), ("=1+1", -3), ("@x", 0.5), ('a\n"b", c', 2)], tmp_path / "t.csv")
    assert read(tmp_path / "t.csv") == [["Text", "Spans"], ["'=1+1", "-3"], ["'@x", "0.5"], ['a\n"b", c', "2"]]


def test_every_script_comes_back(tmp_path: Path) -> None:
    write_table([("دمشق", "Київ", "💥", "\ud83d")], tmp_path / "t.csv")
    assert read(tmp_path / "t.csv") == [["دمشق", "Київ", "💥", "?"]]


def test_a_file_that_is_there_is_replaced_whole_or_stays(tmp_path: Path) -> None:
    target = tmp_path / "t.csv"
    target.write_text("before")
    write_table([("after",)], target)
    assert read(target) == [["after"]]
    (tmp_path / "folder.csv").mkdir()
    for wrong in (tmp_path / "folder.csv", tmp_path / "none" / "t.csv"):
        with pytest.raises(FileRefused):
            write_table([("x",)], wrong)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.csv", "t.csv"]
