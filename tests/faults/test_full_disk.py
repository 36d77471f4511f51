"""A disk without room: a sentence, nothing lost, nothing left behind."""

from __future__ import annotations

import os
import resource
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from annotator.app.archiving import archive
from annotator.app.checking import check
from annotator.app.copies import find_copies
from annotator.app.exporting import ExportOptions, run_export
from annotator.app.housekeeping import back_up_file
from annotator.app.importing import run_import
from annotator.app.operations import labelling
from annotator.app.operations.reports import set_state
from annotator.app.session import Session
from annotator.domain.documents import State
from annotator.domain.errors import Refusal, StorageFailed
from annotator.domain.spans import Span
from annotator.storage.backups import restore_backup, write_backup
from annotator.storage.compaction import compact_file
from annotator.storage.store import create_store, open_store
from tests.faults.processes import in_child, run, small_disk
from tests.projects import CONFLICT, SHORT, new_session

BALLAST = "ballast"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", "2m") as mounted:
        if not mounted:
            pytest.skip("no small disk can be mounted")
        yield tmp_path / "disk"


def fill(disk: Path) -> None:
    with suppress(OSError), (disk / BALLAST).open("ab", buffering=0) as file:
        for _ in range(1000):
            file.write(b"x" * 65_536)
    with suppress(OSError), (disk / BALLAST).open("ab", buffering=0) as file:
        while file.write(b"x" * 512):
            pass


def names(disk: Path) -> list[str]:
    return [path.name for path in disk.iterdir()]


def free(disk: Path) -> None:
    (disk / BALLAST).unlink()


def label_until_refused(session: Session) -> int:
    """How many labels stood before the refusal."""
    number = len(session.store.annotations.of_document(1))

    def label_on() -> None:
        nonlocal number
        for start in range(number, 4000):
            labelling.label_span(session, Span(start, start + 3), "Actor", start)
            number += 1

    with pytest.raises(StorageFailed, match=r"disk is full|disk failed"):
        label_on()
    return number


def on_screen_as_in_the_file(session: Session) -> bool:
    assert session.desk is not None
    return list(session.desk.annotations) == session.store.annotations.of_document(1)


def test_labelling_on_a_full_disk_loses_nothing_and_goes_on_after(disk: Path) -> None:
    session = new_session(disk / "p.annodb", SHORT * 50)
    fill(disk)
    kept = label_until_refused(session)
    assert on_screen_as_in_the_file(session)
    with pytest.raises(StorageFailed):
        labelling.label_span(session, Span(4500, 4502), "Weapon", 0)
    free(disk)
    labelling.label_span(session, Span(4500, 4502), "Weapon", 0)
    assert len(session.store.annotations.of_document(1)) == kept + 1
    assert on_screen_as_in_the_file(session)
    session.close()
    assert check(disk / "p.annodb") == []


def test_what_was_undone_does_not_come_back_after_a_refused_step(disk: Path) -> None:
    session = new_session(disk / "p.annodb", SHORT * 50)
    labelling.label_span(session, Span(0, 6), "Actor", 0)
    session.undo()
    fill(disk)
    kept = label_until_refused(session)
    free(disk)
    labelling.label_span(session, Span(0, 6), "Actor", 0)
    assert session.redo() is None
    assert len(session.store.annotations.of_document(1)) == kept + 1
    session.close()


def test_closing_on_a_full_disk_keeps_every_label(disk: Path) -> None:
    session = new_session(disk / "p.annodb", SHORT * 50)
    fill(disk)
    kept = label_until_refused(session)
    session.close()
    with open_store(disk / "p.annodb", read_only=True) as store:
        assert len(store.annotations.of_document(1)) == kept
    free(disk)
    assert check(disk / "p.annodb") == []


def test_a_copy_an_export_and_a_new_project_leave_nothing_on_a_full_disk(disk: Path) -> None:
    session = new_session(disk / "p.annodb", SHORT * 50)
    fill(disk)
    before = sorted(names(disk))
    for attempt in (
        lambda: session.store.copy_to(disk / "copy.annodb"),
        lambda: run_export(session.store, disk / "out.jsonl", ExportOptions(all_reports=True)),
        lambda: create_store(disk / "new.annodb", CONFLICT),
    ):
        with pytest.raises(Refusal, match="full"):
            attempt()
        assert sorted(names(disk)) == before
    session.close()


def test_compacting_backing_up_and_restoring_leave_all_as_it_was_on_a_full_disk(
    disk: Path, tmp_path: Path
) -> None:
    path = disk / "p.annodb"
    new_session(path, SHORT * 5000).close()
    with open_store(path) as store:
        backup = write_backup(store, 3, tmp_path / "shelf")
    before = path.read_bytes()
    fill(disk)
    for attempt in (
        lambda: compact_file(path),
        lambda: back_up_file(path, 3, None),
        lambda: restore_backup(path, backup.path),
    ):
        with pytest.raises(Refusal, match=r"full|No space"):
            attempt()
        assert len(path.read_bytes()) == len(before)
        assert not [name for name in names(disk) if name.startswith(".")]
    free(disk)
    assert check(path) == []


def test_an_archive_that_finds_no_room_leaves_the_project_as_it_was(disk: Path, tmp_path: Path) -> None:
    path = tmp_path / "p.annodb"
    session = new_session(path, SHORT * 5000)
    labelling.label_span(session, Span(0, 6), "Actor", 0)
    set_state(session, State.DONE, 0)
    session.close()
    fill(disk)
    with pytest.raises(Refusal, match=r"full|No space"):
        archive(path, disk / "shelf.annodb", 3)
    assert names(disk) == [BALLAST]
    assert check(path) == []
    with open_store(path) as store:
        assert len(store.annotations.of_document(1)) == 1


def test_no_room_for_temporary_files_is_told(disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = new_session(tmp_path / "p.annodb", *(f"{SHORT} {number}" for number in range(300)))
    fill(disk)
    monkeypatch.setattr(tempfile, "tempdir", str(disk))
    with pytest.raises(StorageFailed, match="temporary files"):
        find_copies(session.store)
    session.close()
    assert names(disk) == [BALLAST]


def test_an_import_onto_a_full_disk_changes_nothing(disk: Path, tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_text(SHORT * 20_000)
    session = new_session(disk / "p.annodb", SHORT)
    fill(disk)
    with pytest.raises(StorageFailed, match="full"):
        run_import(session.store, [tmp_path / "big.txt"])
    free(disk)
    assert len(session.store.documents.keys()) == 1
    session.close()
    assert check(disk / "p.annodb") == []


def test_the_command_line_says_one_sentence_and_ends_with_1(disk: Path, tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_text(SHORT * 20_000)
    new_session(disk / "p.annodb", SHORT).close()
    fill(disk)
    for arguments in (
        ("import", disk / "p.annodb", tmp_path / "big.txt"),
        ("import", disk / "new.annodb", tmp_path / "big.txt"),
        ("export", "--all", disk / "p.annodb", disk / "out.jsonl"),
    ):
        status, said = run(*arguments)
        assert status == 1
        assert said.count("\n") == 1
        assert "full" in said
    assert {name for name in names(disk) if "-" not in name} == {"p.annodb", BALLAST}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_limit_on_the_size_of_files_is_met_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "p.annodb"
    new_session(path, SHORT * 50).close()

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
        session = Session(open_store(path), "ada")
        session.open_report(1)
        kept = label_until_refused(session)
        assert on_screen_as_in_the_file(session)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        labelling.label_span(session, Span(4500, 4502), "Weapon", 0)
        assert len(session.store.annotations.of_document(1)) == kept + 1
        session.close()

    assert in_child(work) == ""
    assert check(path) == []
