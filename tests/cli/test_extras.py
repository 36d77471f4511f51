from __future__ import annotations

import json

import pytest

from annotator.cli import add
from annotator.cli.main import main
from annotator.formats import extras


def test_a_format_without_its_packages_names_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["formats"])
    assert "main.py add" not in capsys.readouterr().out
    monkeypatch.setitem(extras.MODULES, "parquet", "no_such_module")
    main(["formats"])
    lines = capsys.readouterr().out.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("hf-parquet"))
    assert lines[place + 2].strip() == "its packages are missing: python3 main.py add parquet"
    main(["formats", "--json"])
    missing = {known["name"]: known["missing"] for known in json.loads(capsys.readouterr().out)}
    assert missing["hf-parquet"] == "python3 main.py add parquet"
    assert missing["spacy"] == missing["jsonl"] == ""


def test_adding_what_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add", "torch"]) == 1
    assert capsys.readouterr().err == "There are no optional packages “torch”; there are parquet, spacy.\n"
    assert main(["add"]) == 2


def test_a_python_of_ones_own_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add", "spacy"]) == 1
    said = capsys.readouterr().err
    assert "nothing was installed" in said
    assert "extras-spacy.lock" in said


def test_a_copy_without_lists_has_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(add, "extras", lambda _: [])
    assert main(["add", "spacy"]) == 1
    assert "this copy of the program has none" in capsys.readouterr().err
