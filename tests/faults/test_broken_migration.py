"""A migration that breaks off: the copy from before it stays, and the next start completes it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlite_utils import Database

from annotator.domain.errors import StorageFailed
from annotator.storage import migrations as steps
from annotator.storage.store import create_store, open_store
from tests.faults.processes import small_disk
from tests.projects import CONFLICT, SHORT, new_session


@pytest.fixture
def later_version(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Database], None]], None]:
    """Gives the program one more migration."""

    def add(step: Callable[[Database], None]) -> None:
        later = steps.Migrations("annotator")
        later._migrations = list(steps.migrations._migrations)
        later(name="m999_later")(step)
        monkeypatch.setattr("annotator.storage.store.migrations", later)
        monkeypatch.setattr(steps, "migrations", later)

    return add


def test_a_broken_off_migration_keeps_the_first_copy_and_is_completed_later(
    tmp_path: Path, later_version: Callable[[Callable[[Database], None]], None]
) -> None:
    path = tmp_path / "p.annodb"
    create_store(path, CONFLICT).close()
    power = [False]

    def step(db: Database) -> None:
        db.execute("CREATE TABLE later (a TEXT) STRICT")
        if not power[0]:
            raise KeyboardInterrupt

    later_version(step)
    backup = tmp_path / f"p.before-version-{steps.schema_version()}.annodb"
    with pytest.raises(KeyboardInterrupt):
        open_store(path)
    first = backup.read_bytes()
    power[0] = True
    with open_store(path) as store:
        assert store.faults() == []
    assert backup.read_bytes() == first


def test_no_room_for_the_copy_leaves_the_project_as_it_was(
    tmp_path: Path, later_version: Callable[[Callable[[Database], None]], None]
) -> None:
    with small_disk(tmp_path / "disk", "2m") as mounted:
        if not mounted:
            pytest.skip("no small disk can be mounted")
        path = tmp_path / "disk" / "p.annodb"
        new_session(path, SHORT * 1000).close()
        before = path.read_bytes()
        room = shutil.disk_usage(path.parent).free - 120_000  # enough for a log, not for a copy
        (tmp_path / "disk" / "ballast").write_bytes(b"x" * room)
        later_version(lambda db: db.execute("CREATE TABLE later (a TEXT) STRICT"))  # type: ignore[arg-type, return-value]
        with pytest.raises(StorageFailed, match="full"):
            open_store(path)
        assert path.read_bytes() == before
        assert not list(path.parent.glob("*before-version*"))
