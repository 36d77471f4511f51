"""Killing a long task at any moment: the project as before or complete, the export or backup whole or absent."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from annotator.app.checking import check
from annotator.app.importing import plan_import
from annotator.domain.documents import State
from annotator.formats.jsonl import read_jsonl
from annotator.storage.backups import backups_of, folder_of_backups
from annotator.storage.store import open_store
from tests.faults.processes import start
from tests.projects import SHORT, new_session

KILLS = 16
REPORTS = 3000

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL")


def kill_at_a_moment(process: subprocess.Popen[str], moments: random.Random) -> bool:
    """Kill it somewhere in its life; True when it had ended before."""
    time.sleep(moments.uniform(0.15, 0.7))
    ended = process.poll() is not None
    process.kill()
    process.communicate()
    return ended


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lines") / "in.jsonl"
    span = {"start": 0, "end": 6, "label": "Actor"}
    records = ({"text": f"Rebels {n}: {SHORT * 3}", "spans": [span], "answer": "accept"} for n in range(REPORTS))
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_a_killed_import_is_complete_or_did_not_happen(tmp_path: Path, lines: Path) -> None:
    path, clean = tmp_path / "p.annodb", tmp_path / "clean"
    new_session(clean, SHORT).close()
    moments = random.Random(3)
    counts = set()
    for _ in range(KILLS):
        shutil.copy(clean, path)
        kill_at_a_moment(start("import", path, lines), moments)
        with open_store(path) as store:
            counts.add(len(store.documents.keys()))
        assert check(path) == []
        for left in tmp_path.glob("p.annodb*"):
            left.unlink()
    assert counts <= {1, 1 + REPORTS}


def test_a_killed_export_is_whole_or_absent_and_its_parts_are_not_taken_for_reports(
    tmp_path: Path, lines: Path
) -> None:
    path, folder = tmp_path / "p.annodb", tmp_path / "out"
    folder.mkdir()
    with start("import", path, lines) as importing:
        importing.communicate()
    moments = random.Random(5)
    for _ in range(KILLS):
        kill_at_a_moment(start("export", path, folder / "out.jsonl"), moments)
        if (folder / "out.jsonl").exists():
            assert sum(1 for _ in read_jsonl(folder / "out.jsonl")) == REPORTS
            (folder / "out.jsonl").unlink()
    (folder / "own.txt").write_text("A report beside what was left.")
    with open_store(path) as store:
        plan = plan_import(store, [folder])
    assert [file.path.name for file in plan.files] == ["own.txt"]
    assert check(path) == []


def test_a_killed_compaction_leaves_the_project_whole(tmp_path: Path, lines: Path) -> None:
    path, clean = tmp_path / "p.annodb", tmp_path / "clean"
    with start("import", path, lines) as importing:
        importing.communicate()
    with open_store(path) as store, store.writing() as db:
        db.execute("CREATE TABLE ballast (text TEXT) STRICT")
        db.conn.executemany("INSERT INTO ballast VALUES (?)", [("x" * 1000,)] * 3000)
        db.execute("DROP TABLE ballast")
    path.rename(clean)
    moments, sizes = random.Random(7), set()
    for _ in range(KILLS):
        shutil.copy(clean, path)
        kill_at_a_moment(start("compact", path), moments)
        with open_store(path) as store:
            assert len(store.documents.keys()) == REPORTS
        assert check(path) == []
        sizes.add(path.stat().st_size < clean.stat().st_size)
    with start("compact", path) as last:
        last.communicate()
    assert sorted(left.name for left in tmp_path.iterdir()) == ["clean", "p.annodb"]
    assert path.stat().st_size < clean.stat().st_size


def test_a_killed_backup_is_whole_or_absent(tmp_path: Path, lines: Path) -> None:
    path = tmp_path / "p.annodb"
    with start("import", path, lines) as importing:
        importing.communicate()
    moments = random.Random(11)
    with open_store(path) as store:  # the window is open meanwhile
        for number in range(KILLS):
            kill_at_a_moment(start("backup", "--keep", "2", path), moments)
            store.set_setting("last_report", str(number))
        assert store.faults() == []
    found = backups_of(path)
    assert len(found) <= 2
    for backup in found:
        assert check(backup.path) == []
    with start("backup", path) as last:
        assert "The backup is" in last.communicate()[0]
    whole = {backup.path for backup in backups_of(path)}
    assert set(folder_of_backups(path).glob("*.annodb")) == whole


def test_a_killed_search_for_copies_has_set_all_aside_or_none(tmp_path: Path, lines: Path) -> None:
    path, clean = tmp_path / "p.annodb", tmp_path / "clean"
    new_session(clean, *(f"{SHORT * 3} {number}" for number in range(200))).close()
    moments = random.Random(17)
    for _ in range(KILLS):
        shutil.copy(clean, path)
        kill_at_a_moment(start("duplicates", "--set-aside", path), moments)
        with open_store(path) as store:
            assert store.documents.count_by_state()[State.SET_ASIDE] in (0, 199)
        assert check(path) == []
        path.unlink()


def test_a_killed_archiving_loses_no_report_and_is_completed_later(tmp_path: Path, lines: Path) -> None:
    path, shelf, clean = tmp_path / "p.annodb", tmp_path / "shelf.annodb", tmp_path / "clean"
    with start("import", clean.with_suffix(".annodb"), lines) as importing:
        importing.communicate()
    clean.with_suffix(".annodb").rename(clean)
    moments = random.Random(19)
    for _ in range(KILLS):
        shutil.copy(clean, path)
        kill_at_a_moment(start("archive", "--keep", "1", path, shelf), moments)
        with open_store(path) as store:
            here = len(store.documents.keys())
        assert here in (0, REPORTS)
        assert check(path) == []
        if here:
            with start("archive", "--keep", "1", path, shelf) as again:
                assert f"{REPORTS:,} reports were moved" in again.communicate()[0]
        with open_store(shelf) as store:
            assert len(store.documents.keys()) == REPORTS
        assert check(shelf) == []
        for left in (*tmp_path.glob("p.annodb*"), *tmp_path.glob("shelf.annodb*")):
            left.unlink()


def test_a_killed_restore_leaves_the_project_or_the_backup(tmp_path: Path, lines: Path) -> None:
    path, clean = tmp_path / "p.annodb", tmp_path / "clean"
    with start("import", path, lines) as importing:
        importing.communicate()
    with start("backup", path) as backing:
        backing.communicate()
    path.unlink()
    new_session(clean, SHORT).close()
    moments = random.Random(13)
    for _ in range(KILLS):
        shutil.copy(clean, path)
        kill_at_a_moment(start("restore", path), moments)
        with open_store(path) as store:
            assert len(store.documents.keys()) in (1, REPORTS)
        assert check(path) == []
