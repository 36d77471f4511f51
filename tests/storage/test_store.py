from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from annotator.domain.annotations import new_annotation
from annotator.domain.documents import State
from annotator.domain.edits import AnnotationAdded, Operation, Place
from annotator.domain.errors import ProjectInUse, ProjectRefused, StorageFailed
from annotator.domain.spans import Span
from annotator.storage import migrations as steps
from annotator.storage.store import Store, create_store, open_store
from tests.projects import CONFLICT


def label(store: Store, start: int, end: int, name: str = "Actor") -> None:
    annotation = new_annotation(1, name, Span(start, end), "ada")
    store.apply(Operation("Label", (AnnotationAdded(annotation),), Place(1, start), Place(1, end)), "ada")


def label_many(store: Store, number: int) -> None:
    for start in range(number):
        label(store, start, start + 5)


def refused(path: Path) -> str:
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(ProjectRefused) as caught:
        open_store(path)
    assert (path.read_bytes() if path.is_file() else b"") == before
    return str(caught.value)


def test_a_created_project_has_our_schema_and_is_sound(store: Store) -> None:
    assert store.labels.read_schema().names() == CONFLICT.names()
    assert store.labels.read_schema().relations == CONFLICT.relations
    assert store.faults() == []


def test_creating_over_a_file_is_refused(path: Path) -> None:
    path.write_text("precious")
    with pytest.raises(ProjectRefused, match="already"):
        create_store(path, CONFLICT)
    assert path.read_text() == "precious"


def test_foreign_keys_are_on(filled: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError), filled.writing() as db:
        db.execute("INSERT INTO texts VALUES (999, 'no such document')")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "no file" in refused(tmp_path / "gone.annodb")


def test_an_empty_file_is_refused(path: Path) -> None:
    path.touch()
    assert "empty" in refused(path)


def test_a_text_file_is_refused(path: Path) -> None:
    path.write_text("x" * 500)
    assert "not a project" in refused(path)


def test_another_programs_database_is_refused(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    assert "another program" in refused(path)


def test_a_newer_project_is_refused(path: Path) -> None:
    create_store(path, CONFLICT).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert "newer" in refused(path)


def test_a_cut_off_project_is_refused(path: Path) -> None:
    create_store(path, CONFLICT).close()
    path.write_bytes(path.read_bytes()[:8192])
    assert "damaged" in refused(path)


def test_a_project_with_damaged_pages_is_refused(path: Path) -> None:
    create_store(path, CONFLICT).close()
    content = bytearray(path.read_bytes())
    content[100:4096] = os.urandom(3996)
    path.write_bytes(bytes(content))
    assert "damaged" in refused(path)


def test_a_second_writer_is_told_who_holds_the_project(filled: Store) -> None:
    with pytest.raises(ProjectInUse, match=r"open already by .+ on .+ since"):
        open_store(filled.path)
    with open_store(filled.path, read_only=True) as reader:
        assert len(reader.documents.keys()) == 3
        with pytest.raises(StorageFailed, match="reading only"):
            label(reader, 0, 6)


def test_a_closed_project_can_be_opened_again_and_leaves_no_lock(filled: Store) -> None:
    label(filled, 0, 6)
    filled.close()
    assert [p.name for p in filled.path.parent.iterdir()] == [filled.path.name]
    with open_store(filled.path) as again:
        assert [(a.start, a.end, a.label) for a in again.annotations.of_document(1)] == [(0, 6, "Actor")]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write anything")
def test_a_read_only_file_is_told(path: Path) -> None:
    create_store(path, CONFLICT).close()
    path.chmod(0o444)
    with pytest.raises(StorageFailed, match="read-only"):
        open_store(path)


def test_a_deleted_file_is_noticed_before_the_next_write(filled: Store, tmp_path: Path) -> None:
    label(filled, 0, 6)
    filled.path.unlink()
    with pytest.raises(StorageFailed, match="Save a copy"):
        label(filled, 15, 20)
    rescued = tmp_path / "rescued.annodb"
    filled.copy_to(rescued)
    with open_store(rescued) as copy:
        assert len(copy.annotations.of_document(1)) == 1


def test_a_replaced_file_is_noticed_before_the_next_write(filled: Store, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copy(filled.path, other)
    other.replace(filled.path)
    with pytest.raises(StorageFailed, match="replaced"):
        label(filled, 0, 6)


def test_a_full_disk_keeps_nothing_of_the_step_and_says_so(filled: Store) -> None:
    pages = filled._db.execute("PRAGMA page_count").fetchone()[0]
    filled._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StorageFailed, match="disk is full"):
        label_many(filled, 30)
    kept = len(filled.annotations.of_document(1))
    filled._db.execute("PRAGMA max_page_count = 1000000")
    label(filled, 31, 36)
    assert len(filled.annotations.of_document(1)) == kept + 1
    assert filled.faults() == []


def test_a_migration_copies_the_file_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create_store(path, CONFLICT).close()
    old = path.read_bytes()
    later = steps.Migrations("annotator")
    later._migrations = list(steps.migrations._migrations)
    later(name="m999_later")(lambda db: db.execute("ALTER TABLE documents ADD COLUMN later TEXT"))
    monkeypatch.setattr("annotator.storage.store.migrations", later)
    monkeypatch.setattr(steps, "migrations", later)
    said: list[str] = []
    with open_store(path, say=said.append) as opened:
        assert "later" in opened._db["documents"].columns_dict
    backup = next(path.parent.glob("corpus.before-version-*.annodb"))
    assert backup.name in said[0]
    assert sqlite3.connect(backup).execute("PRAGMA user_version").fetchone() == (steps.schema_version() - 1,)
    assert len(backup.read_bytes()) == len(old)


def test_settings_of_the_project_are_kept(filled: Store) -> None:
    filled.set_setting("last_report", "2")
    assert filled.setting("last_report") == "2"
    assert filled.setting("never set", "usual") == "usual"


def test_everything_committed_is_flushed_to_the_disk(filled: Store) -> None:
    flushed: list[int] = []
    assert filled.keeper is not None
    filled.keeper.on_safe = flushed.append
    label(filled, 0, 6)
    filled.wait_until_safe()
    filled.keeper.stop()
    assert flushed


def test_the_file_reads_well_for_others(filled: Store) -> None:
    label(filled, 15, 20, "Location")
    rows = filled._db.execute("SELECT label, text, annotator FROM readable_annotations").fetchall()
    assert rows == [("Location", "Mosul", "ada")]


def fail_to_write(store: Store) -> None:
    with store.writing() as db:
        db.execute("DELETE FROM annotations")
        db.execute("DELETE FROM what_is_not_there")


def test_a_project_in_which_nothing_was_changed_stays_the_same_to_the_byte(filled: Store) -> None:
    path = filled.path
    label(filled, 0, 5)
    filled.close()
    before = path.read_bytes()
    with open_store(path) as store, pytest.raises(sqlite3.OperationalError):
        fail_to_write(store)
    assert path.read_bytes() == before
    with open_store(path) as store:
        label(store, 5, 9)
    assert path.read_bytes() != before


def test_a_store_that_is_left_while_it_is_read_says_nothing(
    filled: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    reading = filled.bulk_reader().read(frozenset(State))
    next(reading)
    filled.close()
    reading.close()
    assert capsys.readouterr().err == ""
