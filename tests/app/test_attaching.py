from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.app.attaching import attach, attached_before, keep_attached
from annotator.app.searching import search_reports
from annotator.app.session import Session
from annotator.domain.errors import Refusal
from annotator.storage.migrations import schema_version
from tests.projects import SHORT, new_session

OLD = "The convoy left Aleppo at dawn."


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = new_session(tmp_path / "p.annodb", SHORT)
    yield opened
    opened.close()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "old" / "archive.annodb"
    path.parent.mkdir()
    new_session(path, OLD, SHORT).close()
    return path


def test_it_is_searched_and_read_and_stays_the_same_to_the_byte(session: Session, archive: Path) -> None:
    before = archive.read_bytes(), archive.stat().st_mtime_ns
    attached = attach(session, archive)
    found = search_reports(attached.store, "aleppo")
    assert list(found.keys or ()) == [1]
    assert attached.open_report(1).text == OLD
    attached.remember_place(5)
    with pytest.raises(Refusal, match="reading only"):
        attached.store.set_setting("place", "5")
    attached.close()
    assert (archive.read_bytes(), archive.stat().st_mtime_ns) == before


def test_it_may_be_written_by_another_program_meanwhile(session: Session, archive: Path) -> None:
    writer = new_session(archive.with_name("held.annodb"), OLD)
    attached = attach(session, writer.path)
    writer.store.set_setting("place", "5")
    assert attached.store.setting("place") == "5"
    attached.close()
    writer.close()


@pytest.mark.parametrize("inside", [True, False])
def test_it_is_known_the_next_time_while_the_file_is_there(session: Session, archive: Path, inside: bool) -> None:
    if not inside:
        moved = session.path.parent.parent / f"{session.path.parent.name}-elsewhere.annodb"
        archive = archive.rename(moved)
    assert attached_before(session) is None
    keep_attached(session, archive)
    assert session.store.setting("attached") == (str(Path("old", "archive.annodb")) if inside else str(archive))
    assert attached_before(session) == archive
    archive.unlink()
    assert attached_before(session) is None
    keep_attached(session, None)
    assert session.store.setting("attached") == ""


def test_a_project_that_is_only_read_keeps_nothing(session: Session, archive: Path) -> None:
    other = new_session(archive.with_name("other.annodb"), OLD)
    other.close()
    reading = attach(session, other.path)
    keep_attached(reading, archive)
    assert attached_before(reading) is None
    reading.close()


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {schema_version() + 1}")


def _older(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {schema_version() - 1}")


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


FAULTS: dict[str, Callable[[Path], object]] = {
    "There is no file archive.annodb": Path.unlink,
    "newer version": _newer,
    "older version": _older,
    "its end is missing": _cut,
    "not a project": lambda path: path.write_text("hello" * 50),
    "is empty": lambda path: path.write_bytes(b""),
}


@pytest.mark.parametrize("sentence", FAULTS)
def test_what_cannot_be_attached_is_told_in_one_sentence(session: Session, archive: Path, sentence: str) -> None:
    FAULTS[sentence](archive)
    before = archive.read_bytes() if archive.exists() else None
    with pytest.raises(Refusal, match=sentence) as told:
        attach(session, archive)
    assert str(told.value).count(". ") == 0
    assert (archive.read_bytes() if archive.exists() else None) == before


def test_a_file_that_another_program_has_locked_is_told(
    session: Session, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.storage.connection._BUSY_MS", 1)
    with closing(sqlite3.connect(archive, isolation_level=None)) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Refusal, match="Another program is writing to archive"):
            attach(session, archive)
        holder.execute("ROLLBACK")


def test_the_open_project_is_not_attached_to_itself(session: Session) -> None:
    with pytest.raises(Refusal, match="the open project itself"):
        attach(session, session.path)
