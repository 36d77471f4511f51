"""The sub-commands for keeping a project in order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.cli.main import main
from annotator.domain.documents import State
from annotator.storage.store import open_store
from tests.projects import SHORT, new_session


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "p.annodb"
    new_session(path, SHORT * 3, "Something else altogether.", SHORT * 3 + " Updated.").close()
    return path


def test_backup_list_and_restore(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", str(project)]) == 0
    assert "The backup is" in capsys.readouterr().out
    assert main(["backup", "--list", str(project)]) == 0
    assert capsys.readouterr().out.count("\n") == 1
    assert main(["restore", str(project)]) == 0
    assert "The file from before is" in capsys.readouterr().out
    assert main(["restore", str(project), "--folder", str(project.parent / "none")]) == 1
    assert "There is no backup of p.annodb." in capsys.readouterr().err


def test_compact_says_what_it_brought(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compact", str(project)]) == 0
    assert capsys.readouterr().out.startswith("p.annodb takes ")
    with open_store(project):
        assert main(["compact", str(project)]) == 1
    assert "open already" in capsys.readouterr().err


def test_duplicates_are_listed_and_set_aside(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["duplicates", str(project)]) == 0
    assert capsys.readouterr().out.endswith("1 pair\n")
    assert main(["duplicates", "--json", "--set-aside", str(project)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["pairs"], found["listed"][0]["later"]) == (1, 3)
    with open_store(project) as store:
        assert store.documents.read(3).state is State.SET_ASIDE
        assert store.log.undoable() == "Set a copy aside"
    assert main(["duplicates", "--set-aside", str(project)]) == 0
    assert capsys.readouterr().out == "0 pairs\n"
