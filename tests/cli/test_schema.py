from __future__ import annotations

from pathlib import Path

import pytest

from annotator.app.projects import make_project
from annotator.cli.main import DONE, REFUSED, USAGE, main
from annotator.formats.schema_toml import read_schema


def test_labels_go_out_and_come_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project, file = str(tmp_path / "p.annodb"), tmp_path / "mine.toml"
    make_project(tmp_path / "p.annodb")
    assert main(["schema", project, "--export", str(file)]) == DONE
    assert read_schema(file).names() == ("Location", "Actor", "Weapon", "Claim")
    assert main(["schema", project, "--import", str(file)]) == DONE
    assert "Nothing is different." in capsys.readouterr().out
    file.write_text('[[labels]]\nname = "Event"\nkey = "e"\n', encoding="utf-8")
    assert main(["schema", project, "--import", str(file)]) == DONE
    capsys.readouterr()
    assert main(["schema", project]) == DONE
    assert [line.split()[-1] for line in capsys.readouterr().out.splitlines()] == [
        "Event", "Location", "Actor", "Weapon", "Claim",
    ]  # fmt: skip


def test_a_file_at_fault_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project, file = str(tmp_path / "p.annodb"), tmp_path / "mine.toml"
    make_project(tmp_path / "p.annodb")
    file.write_text(2 * '[[labels]]\nname = "Event"\n', encoding="utf-8")
    assert main(["schema", project, "--import", str(file)]) == REFUSED
    assert "occurs twice" in capsys.readouterr().err
    assert main(["schema", project, "--import", str(file), "--export", str(file)]) == USAGE
