"""The project's file under the running program: read-only, deleted, replaced, damaged, held by another."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from annotator.app.checking import check
from annotator.app.operations import labelling
from annotator.app.projects import open_session
from annotator.app.session import Session
from annotator.domain.errors import ProjectInUse, ProjectRefused, StorageFailed
from annotator.domain.spans import Span
from annotator.storage.store import create_store, open_store
from tests.faults.processes import become_nobody, in_child, run
from tests.projects import CONFLICT, SHORT, new_session

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")


@pytest.fixture
def session(tmp_path: Path) -> Session:
    opened = new_session(tmp_path / "p.annodb", SHORT * 20)
    label(opened, 0)
    return opened


def label(session: Session, start: int) -> None:
    labelling.label_span(session, Span(start, start + 3), "Actor", start)


def stored(path: Path) -> int:
    with open_store(path, read_only=True) as store:
        return len(store.annotations.of_document(1))


def open_to_all(path: Path) -> Path:
    """`path` with the folders above it, so that another user reaches it."""
    for folder in path.parents:
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    return path


def opened_by_nobody(path: Path) -> str:
    def work() -> None:
        become_nobody()
        with pytest.raises(StorageFailed, match="read-only"):
            open_session(path, "ada")
        session = open_session(path, "ada", read_only=True)
        assert len(session.open_report(1).annotations) == 1
        with pytest.raises(StorageFailed, match="reading only"):
            label(session, 10)
        session.close()

    return in_child(work)


@needs_fork
def test_a_read_only_folder_is_told_and_the_project_can_be_read(session: Session, tmp_path: Path) -> None:
    session.close()
    folder = tmp_path / "shelf"
    folder.mkdir()
    path = open_to_all(Path(shutil.copy(tmp_path / "p.annodb", folder)))
    folder.chmod(0o555)
    assert opened_by_nobody(path) == ""
    folder.chmod(0o755)


@needs_fork
def test_a_read_only_file_is_told_and_the_project_can_be_read(session: Session, tmp_path: Path) -> None:
    session.close()
    path = open_to_all(tmp_path / "p.annodb")
    path.chmod(0o444)
    tmp_path.chmod(0o777)
    assert opened_by_nobody(path) == ""


@needs_fork
def test_a_project_left_by_a_killed_program_in_a_read_only_folder_is_read_whole_or_refused(
    session: Session, tmp_path: Path
) -> None:
    left = tmp_path / "left"
    shutil.copytree(tmp_path, left, ignore=shutil.ignore_patterns("left"))
    session.close()
    left.chmod(0o555)
    path = open_to_all(left / "p.annodb")

    def work() -> None:
        become_nobody()
        try:
            reading = open_session(path, "ada", read_only=True)
        except StorageFailed:
            return
        assert len(reading.open_report(1).annotations) == 1

    assert in_child(work) == ""
    left.chmod(0o755)


def test_a_log_deleted_under_the_program_loses_nothing(session: Session, tmp_path: Path) -> None:
    (tmp_path / "p.annodb-wal").unlink()
    label(session, 10)
    label(session, 20)
    killed = tmp_path / "killed"
    shutil.copytree(tmp_path, killed, ignore=shutil.ignore_patterns("killed"))
    assert stored(killed / "p.annodb") == 3
    assert check(killed / "p.annodb") == []
    session.close()
    assert check(tmp_path / "p.annodb") == []


def test_a_project_put_in_its_place_is_left_untouched(session: Session, tmp_path: Path) -> None:
    other = tmp_path / "other.annodb"
    new_session(other, "Another report.").close()
    content = other.read_bytes()
    other.replace(tmp_path / "p.annodb")
    with pytest.raises(StorageFailed, match="Save a copy"):
        label(session, 10)
    with pytest.raises(StorageFailed, match="replaced"):
        session.undo()
    session.store.copy_to(tmp_path / "kept.annodb")
    session.close()
    assert (tmp_path / "p.annodb").read_bytes() == content
    assert stored(tmp_path / "kept.annodb") == 1
    assert check(tmp_path / "kept.annodb") == []


@pytest.mark.parametrize("content", [b"", b"garbage" * 5000])
def test_a_file_overwritten_in_place_is_told_before_the_next_label(
    session: Session, tmp_path: Path, content: bytes
) -> None:
    session.store.wait_until_safe()
    (tmp_path / "p.annodb").write_bytes(content)
    for start in (10, 20):
        with pytest.raises(StorageFailed, match="replaced"):
            label(session, start)
    assert session.desk is not None
    assert len(session.desk.annotations) == 1
    session.close()
    with pytest.raises(ProjectRefused):
        open_store(tmp_path / "p.annodb")


@pytest.mark.parametrize("was_opened", [False, True])
def test_another_project_copied_over_the_open_file_is_told_and_left_untouched(
    session: Session, tmp_path: Path, was_opened: bool
) -> None:
    other = tmp_path / "other.annodb"
    new_session(other, "Another report.").close()
    if not was_opened:
        with open_store(other) as store:
            store.copy_to(tmp_path / "unopened.annodb")
        other = tmp_path / "unopened.annodb"
    shutil.copyfile(other, tmp_path / "p.annodb")
    for start in (10, 20):
        with pytest.raises(StorageFailed, match="replaced"):
            label(session, start)
    session.close()
    assert (tmp_path / "p.annodb").read_bytes() == other.read_bytes()
    assert check(tmp_path / "p.annodb") == []
    assert stored(tmp_path / "p.annodb") == 0


def test_an_older_state_copied_over_the_open_file_is_told(session: Session, tmp_path: Path) -> None:
    session.close()
    shutil.copyfile(tmp_path / "p.annodb", tmp_path / "old.annodb")
    with open_store(tmp_path / "p.annodb") as store:
        store.set_setting("x", "1")
    store = open_store(tmp_path / "p.annodb")
    store.set_setting("x", "2")
    shutil.copyfile(tmp_path / "old.annodb", tmp_path / "p.annodb")
    with pytest.raises(StorageFailed, match="replaced"):
        store.set_setting("x", "3")
    store.close()
    assert (tmp_path / "p.annodb").read_bytes() == (tmp_path / "old.annodb").read_bytes()


def test_a_checkpoint_by_the_program_itself_is_not_taken_for_a_replacement(session: Session) -> None:
    for number in range(3):
        label(session, 10 * number + 10)
        session.store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert session.desk is not None
    assert len(session.desk.annotations) == 4


def test_a_reader_that_holds_the_checkpoint_back_is_not_taken_for_a_replacement(tmp_path: Path) -> None:
    path = tmp_path / "p.annodb"
    new_session(path, "A report.").close()
    with open_store(path, read_only=True) as reader:
        reader._db.conn.execute("BEGIN")
        reader.setting("x")
        with open_store(path) as writer:
            writer.set_setting("x", "1")
            writer._db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            writer.set_setting("x", "2")


def test_a_moved_file_is_told_and_can_be_opened_where_it_is(session: Session, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "p.annodb").rename(tmp_path / "elsewhere" / "p.annodb")
    with pytest.raises(StorageFailed, match="moved"):
        label(session, 10)
    assert stored(tmp_path / "elsewhere" / "p.annodb") == 1
    session.close()
    assert stored(tmp_path / "elsewhere" / "p.annodb") == 1


def test_closing_a_moved_project_keeps_its_labels(session: Session, tmp_path: Path) -> None:
    (tmp_path / "p.annodb").rename(tmp_path / "q.annodb")
    session.close()
    assert stored(tmp_path / "q.annodb") == 1
    assert check(tmp_path / "q.annodb") == []


def test_a_copy_never_goes_over_a_project_that_is_open(session: Session, tmp_path: Path) -> None:
    other = new_session(tmp_path / "other.annodb", "Another report.", "One more.")
    with pytest.raises(ProjectRefused, match="open in a program"):
        session.store.copy_to(tmp_path / "other.annodb")
    other.close()
    for itself in (tmp_path / "p.annodb", tmp_path / "link.annodb"):
        if not itself.exists():
            itself.symlink_to(tmp_path / "p.annodb")
        with pytest.raises(ProjectRefused, match="open in a program"):
            session.store.copy_to(itself)
    session.store.copy_to(tmp_path / "other.annodb")
    assert stored(tmp_path / "other.annodb") == 1
    assert not list(tmp_path.glob(".*partial*"))
    session.close()


def test_a_new_project_does_not_take_over_the_log_of_one_that_is_gone(session: Session, tmp_path: Path) -> None:
    log = (tmp_path / "p.annodb-wal").read_bytes()
    session.close()
    (tmp_path / "p.annodb").unlink()
    (tmp_path / "p.annodb-wal").write_bytes(log)
    with pytest.raises(ProjectRefused, match="lies beside it"):
        create_store(tmp_path / "p.annodb", CONFLICT)
    assert (tmp_path / "p.annodb-wal").read_bytes() == log


def test_undo_goes_by_order_and_not_by_the_clock(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    label(session, 10)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - 10 * 365 * 86_400)
    monkeypatch.setattr(time, "gmtime", lambda *_: time.struct_time((1999, 1, 1, 0, 0, 0, 4, 1, 0)))
    label(session, 20)
    assert session.desk is not None
    starts = []
    while session.undo():
        starts.append(sorted(a.start for a in session.desk.annotations))
    assert starts == [[0, 10], [0], []]
    while session.redo():
        pass
    assert sorted(a.start for a in session.desk.annotations) == [0, 10, 20]
    assert check(session.store) == []
    session.close()


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_to_a_project_is_no_second_way_to_write(session: Session, tmp_path: Path) -> None:
    (tmp_path / "link.annodb").symlink_to(tmp_path / "p.annodb")
    with pytest.raises(ProjectInUse, match="open already by"):
        open_store(tmp_path / "link.annodb")
    session.close()
    linked = open_session(tmp_path / "link.annodb", "ada")
    linked.open_report(1)
    label(linked, 10)
    with pytest.raises(ProjectInUse):
        open_store(tmp_path / "p.annodb")
    linked.close()
    assert stored(tmp_path / "p.annodb") == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_a_folder_and_an_impossible_name_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.annodb")
    (tmp_path / "folder.annodb").mkdir()
    for name in ("pipe.annodb", "folder.annodb", "n" * 300 + ".annodb", "nul\0.annodb"):
        with pytest.raises(ProjectRefused):
            open_store(tmp_path / name)


@pytest.mark.parametrize("holder", ["nonsense", "{}", "[1]", "7"])
def test_nonsense_in_the_settings_does_no_harm(session: Session, tmp_path: Path, holder: str) -> None:
    session.store.set_setting("held_by", holder)
    session.store.set_setting("last_report", holder)
    with pytest.raises(ProjectInUse, match="open already"):
        open_store(tmp_path / "p.annodb")
    assert session.first_report() == 1
    session.close()


def test_a_disk_that_fails_to_flush_is_told_and_never_called_saved(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.store.wait_until_safe()
    told: list[object] = []

    def fail(_: int) -> None:
        raise OSError(5, "Input/output error")

    keeper = session.store.keeper
    assert keeper is not None
    keeper.on_safe = lambda _: told.append("safe")
    keeper.on_fault = told.append
    monkeypatch.setattr("annotator.storage.durability._flush_to_disk", fail)
    label(session, 10)
    session.close()
    assert told
    assert set(told) == {"The disk refused to save: Input/output error."}


def test_a_second_program_is_told_who_holds_the_project(session: Session, tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("A report.")
    status, said = run("import", tmp_path / "p.annodb", tmp_path / "r.txt")
    assert status == 1
    assert "open already by" in said
    status, said = run("export", "--all", tmp_path / "p.annodb", tmp_path / "out.jsonl")
    assert status == 0
    with pytest.raises(ProjectInUse):
        open_store(tmp_path / "p.annodb")
    label(session, 10)
    session.close()
    assert stored(tmp_path / "p.annodb") == 2
