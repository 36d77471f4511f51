"""Compacting a project file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.app.checking import check
from annotator.app.operations import labelling
from annotator.domain.errors import Cancelled, ProjectInUse, ProjectRefused
from annotator.domain.query import Words
from annotator.domain.spans import Span
from annotator.storage.compaction import compact_file
from annotator.storage.store import open_store
from tests.projects import SHORT, new_session


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with much room that a table left."""
    path = tmp_path / "p [1].annodb"
    session = new_session(path, SHORT * 20, "Another report.")
    labelling.label_span(session, Span(0, 6), "Actor", 0)
    with session.store.writing() as db:
        db.execute("CREATE TABLE ballast (text TEXT) STRICT")
        db.conn.executemany("INSERT INTO ballast VALUES (?)", [("x" * 1000,)] * 2000)
    with session.store.writing() as db:
        db.execute("DROP TABLE ballast")
    session.close()
    return path


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


def test_it_takes_less_room_and_says_the_same(project: Path) -> None:
    done = compact_file(project)
    assert done.after == project.stat().st_size < done.before / 5
    assert check(project) == []
    assert names(project) == [project.name]
    with open_store(project) as store:
        assert len(store.annotations.of_document(1)) == 1
        assert store.undo() is not None
        assert store.search.page(Words("mosul"), 1)


def test_a_project_that_is_open_is_left_alone(project: Path) -> None:
    before = project.read_bytes()
    with open_store(project), pytest.raises(ProjectInUse, match="open already"):
        compact_file(project)
    assert check(project) == []
    with closing(sqlite3.connect(project)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN")
        other.execute("SELECT * FROM documents").fetchone()
        with pytest.raises(ProjectInUse, match="Close it there"):
            compact_file(project)
    assert len(project.read_bytes()) == len(before)
    assert compact_file(project).after < len(before)


def test_stopping_leaves_the_project_as_it_was(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.storage.compaction._STEPS_BETWEEN_QUESTIONS", 100)
    size = project.stat().st_size
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        raise Cancelled("It was stopped.")

    with pytest.raises(Cancelled):
        compact_file(project, stop)
    assert told[0][1] == size == project.stat().st_size
    assert names(project) == [project.name]
    assert check(project) == []


def test_what_a_killed_compaction_left_is_removed(project: Path) -> None:
    left = project.with_name(f".{project.name}.compact-1")
    left.write_bytes(b"half")
    compact_file(project)
    assert names(project) == [project.name]


def test_a_damaged_project_is_left_untouched(project: Path) -> None:
    with project.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 3)
    before = project.read_bytes()
    with pytest.raises(ProjectRefused, match="damaged"):
        compact_file(project)
    assert project.read_bytes()[4096:] == before[4096:]
    assert names(project) == [project.name]


def test_what_is_no_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectRefused, match="no file"):
        compact_file(tmp_path / "missing.annodb")
