"""Project files of earlier versions, kept as those versions wrote them, open and stay what they were."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotator.app.checking import check
from annotator.app.session import Session
from annotator.storage.migrations import schema_version
from annotator.storage.store import open_store

FILES = sorted(Path(__file__).parent.glob("version-*.annodb"))


@pytest.mark.parametrize("kept", FILES, ids=lambda path: path.stem)
def test_an_earlier_project_opens_with_everything_in_it(kept: Path, tmp_path: Path) -> None:
    project = tmp_path / "old.annodb"
    shutil.copy(kept, project)
    said: list[str] = []
    session = Session(open_store(project, say=said.append), "ada")
    desk = session.open_report(1)
    assert [(desk.text_of(a), a.label) for a in desk.annotations] == [
        ("Rebels shelled Mosul", "Claim"),
        ("Mosul", "Location"),
        ("officials", "Actor"),
    ]
    assert [relation.type for relation in desk.relations] == ["said_by"]
    assert len(said) == 1
    for _ in range(4):
        assert session.undo() is not None
    assert len(desk.annotations) == 0
    for _ in range(4):
        assert session.redo() is not None
    assert len(desk.annotations) == 3
    assert len(desk.relations) == 1
    session.close()
    assert check(project) == []


def test_every_version_before_this_one_that_was_released_is_kept() -> None:
    versions = [int(path.stem.removeprefix("version-")) for path in FILES]
    assert versions
    assert max(versions) < schema_version()
