"""A project file that is open: the way in to everything that is stored."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

import filelock
from sqlite_utils import Database

from annotator.domain.edits import Operation
from annotator.domain.errors import Cancelled, ProjectDamaged, ProjectRefused, Refusal, StorageFailed
from annotator.domain.labels import LabelSchema
from annotator.storage.annotations import AnnotationStore
from annotator.storage.bulk import BulkWriter
from annotator.storage.bulk_reading import BulkReader
from annotator.storage.claims import ClaimStore
from annotator.storage.connection import connect, real_path, refuse_other_files, transaction
from annotator.storage.copies import CopyStore
from annotator.storage.documents import DocumentStore
from annotator.storage.durability import LogKeeper
from annotator.storage.edit_log import EditLog
from annotator.storage.faults import plain_faults
from annotator.storage.figures import FigureStore
from annotator.storage.file_watch import FileWatch, forget_mark, place_of
from annotator.storage.holding import release, remove_with_logs, say_who_holds_it, take_lock
from annotator.storage.labels import LabelStore
from annotator.storage.migrations import APPLICATION_ID, migrations, schema_version
from annotator.storage.notes import NoteStore
from annotator.storage.places import PlaceStore
from annotator.storage.report_search import ReportSearch
from annotator.storage.span_lines import SpanLineStore
from annotator.storage.suggestions import SuggestionStore
from annotator.storage.tallies import TallyStore

_PAGES_AT_ONCE = 2_000  # of a copy: some milliseconds
_STEPS_BETWEEN_QUESTIONS = 2_000  # of SQLite's machine: some milliseconds where words are looked for, else less


class Store:
    """One open project file, with an attribute for each noun, such as `documents`, `annotations` or `claims`.

    Open it with `open_store` or `create_store`, and close it; a store that writes has a `watch` on its file.
    """

    def __init__(
        self,
        path: Path,
        db: Database,
        watch: FileWatch | None = None,
        lock: filelock.BaseFileLock | None = None,
        *,
        any_thread: bool = False,
    ) -> None:
        self.path = path
        self.read_only = watch is None
        self._db = db
        self._watch = watch
        self._lock = lock
        self._log_place: tuple[int, int] | None = None
        self._any_thread = any_thread
        with plain_faults(path):
            self.labels = LabelStore(db)
            self.documents = DocumentStore(db)
            self.annotations = AnnotationStore(db, self.labels)
            self.search = ReportSearch(db, self.labels)
            self.span_lines = SpanLineStore(db, self.labels)
            self.claims = ClaimStore(db)
            self.notes = NoteStore(db)
            self.places = PlaceStore(db)
            self.copies = CopyStore(db)
            self.figures = FigureStore(db)
            self.tallies = TallyStore(db)
            self.suggestions = SuggestionStore(db, self.labels)
            self.log = EditLog(db, self.labels, self.annotations, self.documents, self.suggestions)
        self.keeper = None if lock is None else LogKeeper(path)
        self.carrier = self.keeper  # that of the store beside which this one writes, if there is one

    def __enter__(self) -> Store:  # noqa: PYI034 - Self is newer than our oldest Python
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """One transaction; what it wrote is committed at its end and flushed to the disk soon after.

        Raises StorageFailed, and keeps nothing, when the file is read-only, gone or replaced, or the disk full.
        """
        self._refuse_vain_writes()
        try:
            with plain_faults(self.path), transaction(self._db):
                yield self._db
        except BaseException:
            self.labels.forget()  # numbers given within the transaction went with it
            self.log.forget()
            raise
        if self._watch is not None:
            self._watch.is_written = True
        if self._log_place is None:
            self._log_place = place_of(_log_of(self.path))
        if self.keeper is not None:
            self.keeper.commit_made()

    def apply(self, operation: Operation, annotator: str) -> Operation:
        """Do an operation and log it, in one transaction; returns it as it was logged."""
        with self.writing():
            return self.log.apply(operation, annotator)

    def undo(self) -> Operation | None:
        """Take back the last operation; returns what that took."""
        with self.writing():
            return self.log.undo()

    def redo(self) -> Operation | None:
        """Do again what was taken back last."""
        with self.writing():
            return self.log.redo()

    def bulk_writer(self) -> BulkWriter:
        """For use within `writing`."""
        return BulkWriter(self._db, self.labels, any_thread=self._any_thread)

    def bulk_reader(self) -> BulkReader:
        return BulkReader(self._db, self.labels, self.path, any_thread=self._any_thread)

    def setting(self, name: str, default: str = "") -> str:
        """A setting that belongs to the project, such as the report that was open."""
        row = self._db.execute("SELECT value FROM settings WHERE name = ?", [name]).fetchone()
        return default if row is None else str(row[0])

    def set_setting(self, name: str, value: str) -> None:
        with self.writing() as db:
            db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", [name, value])

    @contextmanager
    def stopped_when(self, cancelled: Callable[[], bool]) -> Iterator[None]:
        """Ask `cancelled` while statements run, and break them off. Raises Cancelled; nothing is changed then."""
        self._db.conn.set_progress_handler(lambda: int(cancelled()), _STEPS_BETWEEN_QUESTIONS)
        try:
            yield
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            raise Cancelled("It was stopped; nothing was changed.") from error
        finally:
            self._db.conn.set_progress_handler(None, 0)

    def wait_until_safe(self) -> None:
        """Wait until every commit is on the disk."""
        if self.keeper is not None:
            self.keeper.wait_until_safe()

    def copy_to(self, target: Path, progress: Callable[[int, int], None] | None = None) -> None:
        """Write a complete copy beside `target` and rename it there once it is whole.

        `progress` is told pages written and all pages, and may raise Cancelled; what is written to the project
        meanwhile is not in the copy. Works also when the project's own file is gone, and as far as the log and the
        memory reach when it was overwritten. Raises StorageFailed when the copy cannot be written, ProjectDamaged
        when it would not be whole.
        """
        target = real_path(target)
        _refuse_left_log(target)
        partial = target.with_name(f".{target.name}.partial-{os.getpid()}")
        try:
            with plain_faults(target):
                copy = sqlite3.connect(partial, isolation_level=None)
                try:
                    self._copy_pages(copy, progress)
                    copy.execute("DELETE FROM settings WHERE name = 'held_by'")
                    forget_mark(copy)
                    copy.execute("PRAGMA journal_mode = DELETE")
                    if self._is_overwritten() and _has_faults(copy):
                        raise ProjectDamaged("Pages of two projects are mixed.")
                finally:
                    copy.close()
            partial.replace(target)
        except ProjectRefused as error:
            raise ProjectDamaged(f"{self.path.name} is damaged, so it could not be copied.") from error
        except OSError as error:
            raise StorageFailed(f"{target.name} could not be written: {error.strerror}.") from error
        finally:
            remove_with_logs(partial)

    def _copy_pages(self, copy: sqlite3.Connection, progress: Callable[[int, int], None] | None) -> None:
        if progress is None:
            self._db.conn.backup(copy)
            return
        self._db.execute("BEGIN")  # one state of the project, though it is copied in parts
        try:
            self._db.execute("SELECT 1 FROM settings").fetchone()
            self._db.conn.backup(
                copy, pages=_PAGES_AT_ONCE, progress=lambda _, left, all_: progress(all_ - left, all_), sleep=0
            )
        finally:
            self._db.execute("ROLLBACK")

    def faults(self) -> list[str]:
        """What SQLite itself finds wrong with the file; empty when it is sound."""
        try:
            rows = self._db.execute("PRAGMA integrity_check(20)").fetchall()
            found = [" ".join(row[0].split()) for row in rows if row[0] != "ok"]
            orphans = self._db.execute("PRAGMA foreign_key_check").fetchall()
        except (sqlite3.DatabaseError, Refusal) as error:
            return [str(error).rstrip(".")]
        return found + [f"row {row[1]} of {row[0]} points to a {row[2]} row that is not there" for row in orphans]

    def close(self) -> None:
        """Carry what is left to the disk and let go of the file. Closing twice is harmless."""
        if self.keeper is not None:
            self._db.execute("PRAGMA secure_delete = FAST")  # so that not a byte of it stays behind
            with suppress(Refusal), self.writing() as db:
                db.execute("DELETE FROM settings WHERE name = 'held_by'")
                if self._watch is not None:
                    self._watch.take_back(db)
            self.keeper.stop()
            self.keeper = None
            if self._is_overwritten():  # SQLite would carry our log into a file that is not ours
                with suppress(OSError):
                    os.truncate(_log_of(self.path), 0)
        self._db.close()
        if self._lock is not None:
            release(self._lock)
            self._lock = None

    def _refuse_vain_writes(self) -> None:
        if self._watch is None:
            raise StorageFailed(f"{self.path.name} is open for reading only.")
        if (moved := self._watch.is_moved()) or self._is_overwritten():
            if moved:
                self._carry_log_over()
            raise StorageFailed(
                f"{self.path.name} was moved, deleted or replaced by another program."
                " Nothing more is saved there: use “Save a copy” to keep your work."
            )
        if self._log_place is not None and place_of(_log_of(self.path)) != self._log_place:
            self._mend_log()

    def _is_overwritten(self) -> bool:
        """Whether something else stands in the file; what our own log is being carried over is not judged."""
        if self._watch is None:
            return False
        before = None if self.carrier is None else self.carrier.carries()
        if self.carrier is not None and before is None:
            return False
        found = self._watch.is_overwritten()
        return found and (self.carrier is None or self.carrier.carries() == before)

    def _carry_log_over(self) -> None:
        """Bring the log into the file that is open, wherever it is now: on closing SQLite would not."""
        with suppress(Refusal, sqlite3.Error):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _mend_log(self) -> None:
        """Carry the log that was deleted under us, but is still open, into the file, and begin a new one."""
        with plain_faults(self.path):
            self._db.execute("PRAGMA journal_mode = DELETE")
            self._db.execute("PRAGMA journal_mode = WAL")
        self._log_place = None


def create_store(path: Path, schema: LabelSchema) -> Store:
    """Make a new project file with this label schema and open it.

    Raises ProjectRefused when there is a file already, StorageFailed when the folder cannot be written.
    """
    path = real_path(path)
    if path.exists():
        raise ProjectRefused(f"There is a file {path.name} already; it was left untouched.")
    _refuse_left_log(path)
    partial = path.with_name(f".{path.name}.new-{os.getpid()}")
    try:
        with plain_faults(path):
            db = Database(sqlite3.connect(partial, isolation_level=None))
            db.execute("PRAGMA page_size = 4096")
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            migrations.apply(db)
            db.execute(f"PRAGMA user_version = {schema_version()}")
            LabelStore(db).write_schema(schema)
            db.close()
        partial.replace(path)
    except OSError as error:
        raise StorageFailed(f"{path.name} could not be made: {error.strerror}.") from error
    finally:
        remove_with_logs(partial)
    return open_store(path)


def open_store(
    path: Path, *, read_only: bool = False, any_thread: bool = False, say: Callable[[str], None] = lambda _: None
) -> Store:
    """Open a project file. `say` is told in a sentence when an older file is brought up to date.

    With `any_thread` it may be used in any, by one after the other, and reads many reports with two at once.

    Raises ProjectRefused when it is missing, empty, damaged, foreign or newer, StorageFailed when it cannot be
    written, ProjectInUse when another program holds it; the last two can be opened with `read_only`.
    """
    path = real_path(path)
    version = refuse_other_files(path)
    if read_only:
        if version < schema_version():
            raise ProjectRefused(f"{path.name} is from an older version; open it for writing once.")
        return Store(path, connect(path, read_only=True, any_thread=any_thread), any_thread=any_thread)
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise StorageFailed(f"{path.name} cannot be written: it or its folder is read-only.")
    lock = take_lock(path)
    try:
        db = connect(path, any_thread=any_thread)
        try:
            with plain_faults(path):
                if version < schema_version():
                    _migrate(path, db, version, say)
                say_who_holds_it(db)
                return Store(path, db, FileWatch(path, db), lock, any_thread=any_thread)
        except BaseException:
            db.close()
            raise
    except BaseException:
        release(lock)
        raise


def open_beside(store: Store) -> Store:
    """A second, reading store on the same file, for a worker in another thread."""
    return Store(store.path, connect(store.path, read_only=True, any_thread=True), any_thread=True)


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _refuse_left_log(path: Path) -> None:
    """Raises ProjectRefused when the log of another project lies there: SQLite would take it for the new one's."""
    log = _log_of(path)
    if log.exists() and log.stat().st_size:
        raise ProjectRefused(
            f"{path.name} is open in a program, or was when that ended: {log.name} lies beside it."
            " Choose another name."
        )


def _has_faults(connection: sqlite3.Connection) -> bool:
    whole = connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
    return not whole or bool(connection.execute("PRAGMA foreign_key_check").fetchone())


def _migrate(path: Path, db: Database, version: int, say: Callable[[str], None]) -> None:
    backup = path.with_name(f"{path.stem}.before-version-{schema_version()}{path.suffix}")
    if not backup.exists():  # else a migration was broken off, and the copy is from before it
        _back_up(db, backup)
    migrations.apply(db)
    db.execute(f"PRAGMA user_version = {schema_version()}")
    say(f"{path.name} was brought from version {version} to {schema_version()}; the old file is {backup.name}.")


def _back_up(db: Database, backup: Path) -> None:
    partial = backup.with_name(f".{backup.name}.partial-{os.getpid()}")
    try:
        copy = sqlite3.connect(partial)
        try:
            db.conn.backup(copy)
        finally:
            copy.close()
        partial.replace(backup)
    except OSError as error:
        raise StorageFailed(f"{backup.name} could not be written: {error.strerror}.") from error
    finally:
        remove_with_logs(partial)
