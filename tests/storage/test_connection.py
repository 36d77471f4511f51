from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotator.domain.errors import ProjectInUse, ProjectRefused, Refusal, StorageFailed
from annotator.storage import faults
from annotator.storage.connection import connect, real_path, refuse_other_files
from annotator.storage.faults import plain_faults, refusal_of
from annotator.storage.migrations import schema_version
from annotator.storage.store import Store, create_store, open_beside
from tests.projects import CONFLICT


def other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE t (x)")


def patched(path: Path, place: int, number: int) -> None:
    create_store(path, CONFLICT).close()
    content = bytearray(path.read_bytes())
    content[place : place + 4] = number.to_bytes(4, "big")
    path.write_bytes(content)


def cut_off(path: Path) -> None:
    create_store(path, CONFLICT).close()
    os.truncate(path, path.stat().st_size - 4096)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (Path.exists, "There is no file corpus.annodb in "),
        (Path.mkdir, "corpus.annodb is a folder, not a project."),
        (Path.touch, "corpus.annodb is empty, so it is not a project."),
        (lambda path: path.write_bytes(b"SQLite format 3\0"), "corpus.annodb is not a project of this program"),
        (lambda path: path.write_text("Rebels " * 99), "corpus.annodb is not a project of this program"),
        (other_database, "corpus.annodb is a database of another program."),
        (lambda path: patched(path, 60, schema_version() + 1), "corpus.annodb was made by a newer version"),
        (cut_off, "corpus.annodb is damaged: its end is missing."),
    ],
)
def test_what_is_no_project_is_refused_with_a_sentence(
    path: Path, make: Callable[[Path], object], sentence: str
) -> None:
    make(path)
    with pytest.raises(ProjectRefused) as refusal:
        refuse_other_files(path)
    assert str(refusal.value).startswith(sentence)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_without_waiting(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(ProjectRefused, match="is not a file"):
        refuse_other_files(path)


def test_a_project_tells_its_version(store: Store) -> None:
    assert refuse_other_files(store.path) == schema_version()


@pytest.mark.parametrize("name", ["a\0b.annodb", "n" * 300])
def test_a_name_that_cannot_be_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProjectRefused, match="cannot be used"):
        real_path(tmp_path / name)


def test_a_connection_that_reads_refuses_to_write(store: Store) -> None:
    with open_beside(store) as beside, pytest.raises(StorageFailed, match="open for reading only"):
        beside.set_setting("x", "1")


def test_sqlite_itself_guards_a_connection_that_reads(store: Store) -> None:
    db = connect(store.path, read_only=True)
    with closing(db), plain_faults(store.path), pytest.raises(sqlite3.OperationalError):
        db.conn.execute("DELETE FROM labels")


@pytest.mark.parametrize(
    ("message", "kind", "sentence"),
    [
        ("database or disk is full", StorageFailed, "The disk is full."),
        ("database is locked", ProjectInUse, "Another program is writing to corpus.annodb."),
        ("attempt to write a readonly database", StorageFailed, "corpus.annodb cannot be written"),
        ("database disk image is malformed", ProjectRefused, "corpus.annodb is damaged"),
        ("file is not a database", ProjectRefused, "corpus.annodb is damaged"),
        ("disk I/O error", StorageFailed, "The disk failed while corpus.annodb was used."),
        ("unable to open database file", StorageFailed, "The disk failed while corpus.annodb was used."),
    ],
)
def test_faults_of_the_disk_are_told_in_plain_words(
    path: Path, message: str, kind: type[Refusal], sentence: str
) -> None:
    with pytest.raises(kind) as refusal, plain_faults(path):
        raise sqlite3.OperationalError(message)
    assert str(refusal.value).startswith(sentence)


def test_a_fault_of_the_disk_without_room_is_a_full_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "_has_no_room", lambda _: True)
    assert str(refusal_of(sqlite3.OperationalError("disk I/O error"), path)).startswith("The disk is full.")


def test_faults_of_our_own_statements_are_not_hidden(path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), plain_faults(path):
        raise sqlite3.OperationalError("no such table: t")


def test_half_of_a_surrogate_pair_is_refused_and_nothing_kept(store: Store) -> None:
    with pytest.raises(StorageFailed, match="Half of a surrogate pair cannot be saved"):
        store.set_setting("x", "a\ud800")
    assert store.setting("x", "none") == "none"
