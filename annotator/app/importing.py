"""Bringing reports into a project: first what will happen, then all of it in one transaction or nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from annotator.app.intake import Duplicate, Intake, Known, new_document
from annotator.app.label_names import LEAVE_OUT, LabelNames, proposed_label
from annotator.app.projects import make_project, ready_schemas
from annotator.app.session import Session
from annotator.app.sources import (
    Progress,
    no_progress,
    origin_of,
    raise_when,
    rare_collections,
    records_of,
    sources_in,
)
from annotator.domain.changes import ChangeSet
from annotator.domain.documents import NewDocument
from annotator.domain.errors import FileRefused, Refusal, StorageFailed
from annotator.domain.labels import ENTITY_LAYER, LabelSchema
from annotator.formats.base import ReadOptions
from annotator.formats.faults import plain_faults
from annotator.formats.foreign_json import STANDS
from annotator.formats.report import Notices
from annotator.formats.schema_toml import read_schema
from annotator.formats.sources import Source
from annotator.storage.beside import open_writer_beside
from annotator.storage.store import Store, open_beside, open_store

__all__ = [
    "FilePlan",
    "ImportOptions",
    "ImportOutcome",
    "ImportPlan",
    "counted",
    "follow_import",
    "import_beside",
    "import_into",
    "label_mapping",
    "new_document",
    "plan_beside",
    "plan_import",
    "plan_import_into",
    "run_import",
    "unknown_names",
]

_MAPPING = "label_mapping"  # the setting of the project
_PREVIEW = 600  # characters of each file's first report
_SHOWN_DUPLICATES = 200


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What a user may say about an import.

    `labels` says what a label or relation type becomes, the empty text for leaving it out, and is kept in the
    project for later imports; `keep_labels` makes new
    labels of those that the project lacks. `annotator` made what nobody is named for. `encodings` holds for single
    files, `encoding` for the others. `leave_out` are files not to be read. `repair` moves annotations with wrong
    offsets to the one near place where their text stands; each is told.
    """

    format: str | None = None
    annotator: str = "imported"
    encoding: str | None = None
    encodings: Mapping[Path, str] = field(default_factory=dict)
    text_column: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    keep_labels: bool = False
    leave_out: frozenset[Path] = frozenset()
    repair: bool = False


@dataclass(slots=True)
class FilePlan:
    """What one file will bring. `problem` says why it cannot be read; `preview` is how its first report begins."""

    path: Path
    format: str = ""
    title: str = ""
    reports: int = 0
    duplicates: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    relations: int = 0
    notes: list[str] = field(default_factory=list)
    problem: str = ""
    preview: str = ""


@dataclass(slots=True)
class ImportPlan:
    """What an import will do. Unknown labels and relation types must be mapped or kept before it can.

    `proposals` has the label of the project that an unknown one most likely means.
    """

    files: list[FilePlan] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    unknown_labels: Counter[str] = field(default_factory=Counter)
    unknown_relations: Counter[str] = field(default_factory=Counter)
    proposals: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    @property
    def reports(self) -> int:
        return sum(file.reports for file in self.files)

    @property
    def duplicate_count(self) -> int:
        return sum(file.duplicates for file in self.files)

    @property
    def labels(self) -> Counter[str]:
        return sum((file.labels for file in self.files), Counter())

    @property
    def problems(self) -> list[FilePlan]:
        return [file for file in self.files if file.problem]

    @property
    def can_be_repaired(self) -> bool:
        """Whether a file is refused for an annotation whose text stands at one near place."""
        return any(STANDS in file.problem for file in self.problems)

    def refusal(self) -> str:
        """Why the import cannot be done as it stands, in a sentence; empty when it can."""
        if self.problems:
            return self.problems[0].problem
        return unknown_names(self.unknown_labels, self.unknown_relations)


@dataclass(slots=True)
class ImportOutcome:
    """What an import did; `labels` counts annotations by label, `added` names the labels it brought.

    `recognised` has the names of the formats that were told from the files themselves, in the order of the files.
    """

    files: int = 0
    recognised: list[str] = field(default_factory=list)
    reports: int = 0
    relations: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    duplicates: list[Duplicate] = field(default_factory=list)
    duplicate_count: int = 0
    added: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """What happened, for the status line."""
        annotations = sum(self.labels.values())
        parts = [f"Imported {counted(self.reports, 'report')}"]
        if annotations:
            parts.append(f" with {counted(annotations, 'annotation')}")
        if self.duplicate_count:
            parts.append(f"; {self.duplicate_count} left out as duplicates")
        return "".join(parts) + "."


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 report`, `2,000 reports`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def plan_import(
    store: Store | None,
    paths: Sequence[Path],
    options: ImportOptions = ImportOptions(),
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = lambda: False,
    schema: LabelSchema | None = None,
) -> ImportPlan:
    """Read the files and say what importing them would do; nothing is changed.

    A file that cannot be read has its `problem` told. Without a store, `schema` stands for a project to be made.
    Raises Refusal when there is nothing to read, Cancelled when `cancelled` says so.
    """
    if schema is None and store is not None:
        schema = store.labels.read_schema()
    if schema is None:
        raise ValueError("either a store or a schema is needed")
    plan, notices = ImportPlan(), Notices()
    known = label_mapping(store) if store is not None else {}
    names = LabelNames(schema, {**known, **options.labels}, options.keep_labels)
    intake = Intake(names, _known(store), options.annotator, notices)
    reading = _Reading(sources_in(paths, options.format, notices), options, notices, progress, cancelled)
    for source in reading.sources:
        file = FilePlan(source.path)
        if source.format is not None:
            file.format, file.title = source.format.name, source.format.title
        plan.files.append(file)
        try:
            _plan_file(file, plan, reading.records(source, intake))
        except FileRefused as refusal:
            file.problem = str(refusal)
    plan.unknown_labels, plan.unknown_relations = names.unknown, names.unknown_relations
    meant = {name: proposed_label(name, schema) for name in names.unknown}
    plan.proposals = {name: label for name, label in meant.items() if label is not None}
    plan.notices = [str(notice) for notice in notices if notice.path is None]
    _share_out_notices(plan, notices)
    return plan


def run_import(
    store: Store,
    paths: Sequence[Path],
    options: ImportOptions = ImportOptions(),
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = lambda: False,
) -> ImportOutcome:
    """Import the files in one transaction. May run in another thread, on a store of that thread.

    Raises Refusal, or Cancelled when `cancelled` says so; the project is then as it was.
    """
    if store.read_only:
        raise StorageFailed(f"{store.path.name} is open for reading only; nothing can be imported into it.")
    outcome, notices = ImportOutcome(), Notices()
    mapping = {**label_mapping(store), **options.labels}
    names = LabelNames(store.labels.read_schema(), mapping, options.keep_labels)
    reading = _Reading(sources_in(paths, options.format, notices), options, notices, progress, cancelled)
    with rare_collections(), _known_beside(store) as known, store.writing():
        intake = Intake(names, known, options.annotator, notices)
        writer = store.bulk_writer()
        for _ in writer.add(_documents(store, intake, reading, outcome)):
            raise_when(cancelled)
        refusal = unknown_names(names.unknown, names.unknown_relations)
        if refusal:
            raise Refusal(refusal)
        outcome.added = names.added
        if options.labels:
            store.set_setting(_MAPPING, json.dumps(mapping, ensure_ascii=False))
        outcome.relations -= writer.unresolved
        for uid, report in writer.first_unresolved:
            notices.add(f"The relation {uid} was left out: nothing is there in report {report}.")
        others = writer.unresolved - len(writer.first_unresolved)
        if others:
            notices.add(f"{counted(others, 'other relation')} to what is not there were left out as well.")
    outcome.files = len(reading.sources)
    outcome.notices = [str(notice) for notice in notices]
    store.wait_until_safe()
    return outcome


def label_mapping(store: Store) -> dict[str, str]:
    """What names from elsewhere became in earlier imports into the project; it holds for the next ones as well."""
    try:
        found = json.loads(store.setting(_MAPPING, "{}"))
    except ValueError:
        return {}
    known = {*store.labels.read_schema().names(), LEAVE_OUT}
    known.update(kind.name for kind in store.labels.read_schema().relations)
    pairs = found.items() if isinstance(found, dict) else ()
    return {name: target for name, target in pairs if isinstance(target, str) and target in known}


def import_into(
    project: Path,
    paths: Sequence[Path],
    options: ImportOptions = ImportOptions(),
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = lambda: False,
) -> ImportOutcome:
    """Import into a project by its path. One that does not exist is made, and taken away when the import fails.

    Raises Refusal, or Cancelled when `cancelled` says so.
    """
    if _exists(project):
        with open_store(project, any_thread=True) as store:
            return run_import(store, paths, options, progress, cancelled)
    if not project.absolute().parent.is_dir():
        raise FileRefused(project, "There is no such folder.")
    sources_in(paths, options.format, Notices())  # refuses what is not there before anything is made
    with open_store(make_project(project), any_thread=True) as store:
        try:
            return run_import(store, paths, options, progress, cancelled)
        except BaseException:
            store.close()
            store.path.unlink(missing_ok=True)
            raise


def plan_import_into(
    project: Path,
    paths: Sequence[Path],
    options: ImportOptions = ImportOptions(),
    progress: Progress = no_progress,
) -> ImportPlan:
    """What `import_into` would do; a project that does not exist is not made. Raises Refusal."""
    if _exists(project):
        with open_store(project, read_only=True) as store:
            return plan_import(store, paths, options, progress)
    return plan_import(None, paths, options, progress, schema=read_schema(ready_schemas()[0]))


def import_beside(
    session: Session,
    paths: Sequence[Path],
    options: ImportOptions,
    progress: Progress,
    cancelled: Callable[[], bool],
) -> ImportOutcome:
    """Import in a worker thread, through a second connection. Nothing else may write to the project meanwhile.

    Once it is done, the session's own thread calls `follow_import`. Raises Refusal or Cancelled.
    """
    with open_writer_beside(session.store) as beside:
        return run_import(beside, paths, options, progress, cancelled)


def plan_beside(
    session: Session,
    paths: Sequence[Path],
    options: ImportOptions,
    progress: Progress,
    cancelled: Callable[[], bool],
) -> ImportPlan:
    """Plan in a worker thread what `import_beside` would do. Raises Refusal or Cancelled."""
    with open_beside(session.store) as beside:
        return plan_import(beside, paths, options, progress, cancelled)


def follow_import(session: Session, outcome: ImportOutcome) -> None:
    """Let a session know of what another store has imported into its project, and everyone who listens to it."""
    store = session.store
    store.labels.forget()
    if outcome.added:
        session.schema = store.labels.read_schema()
        session.entities = frozenset(label.name for label in session.schema.labels if label.layer == ENTITY_LAYER)
    session.changed(ChangeSet(outcome.sentence, corpus=True))


def unknown_names(labels: Mapping[str, int], relations: Mapping[str, int]) -> str:
    """The sentence that names what the project does not know; empty when there is nothing."""
    parts = []
    if labels:
        parts.append("the label" + ("s " if len(labels) > 1 else " ") + _listed(labels))
    if relations:
        parts.append("the relation" + ("s " if len(relations) > 1 else " ") + _listed(relations))
    if not parts:
        return ""
    return f"The project does not have {' and '.join(parts)}. Say what becomes of them, or keep them as new ones."


class _Reading:
    """The records of the files, with one progress over all of them."""

    def __init__(
        self,
        sources: Sequence[Source],
        options: ImportOptions,
        notices: Notices,
        progress: Progress,
        cancelled: Callable[[], bool],
    ) -> None:
        self.sources = [source for source in sources if source.path not in options.leave_out]
        self.recognises = options.format is None
        self._options = options
        self._notices = notices
        self._progress = progress
        self._cancelled = cancelled
        self._total = sum(source.size for source in self.sources)
        self._done = 0

    def records(self, source: Source, intake: Intake) -> Iterator[NewDocument | Duplicate]:
        raise_when(self._cancelled)
        before, name = self._done, source.path.name
        self._progress(before, self._total, name)

        def within(done: int, total: int) -> None:
            raise_when(self._cancelled)
            self._progress(before + (source.size * done // total if total else 0), self._total, name)

        encoding = self._options.encodings.get(source.path, self._options.encoding)
        options = ReadOptions(encoding, self._options.text_column, self._options.repair)
        for record in records_of(source, options, self._notices, within):
            raise_when(self._cancelled)
            yield intake.take(record, origin_of(source))
        self._done = before + source.size
        self._progress(self._done, self._total, name)


def _plan_file(file: FilePlan, plan: ImportPlan, found: Iterator[NewDocument | Duplicate]) -> None:
    for new in found:
        if isinstance(new, Duplicate):
            file.duplicates += 1
            if len(plan.duplicates) < _SHOWN_DUPLICATES:
                plan.duplicates.append(new)
            continue
        file.reports += 1
        file.relations += len(new.relations) + len(new.outward)
        file.labels.update([annotation.label for annotation in new.annotations])
        if not file.preview:
            file.preview = new.text[:_PREVIEW]


def _documents(store: Store, intake: Intake, reading: _Reading, outcome: ImportOutcome) -> Iterator[NewDocument]:
    names, written = intake.names, intake.names.schema
    for source in reading.sources:
        for new in reading.records(source, intake):
            form = source.format
            if form is not None and reading.recognises and form.name not in outcome.recognised:
                outcome.recognised.append(form.name)
            if isinstance(new, Duplicate):
                outcome.duplicate_count += 1
                if len(outcome.duplicates) < _SHOWN_DUPLICATES:
                    outcome.duplicates.append(new)
                continue
            if names.unknown or names.unknown_relations:
                continue  # read on only to name them all
            if names.schema is not written:
                store.labels.write_schema(names.schema)
                written = names.schema
            outcome.reports += 1
            outcome.relations += len(new.relations) + len(new.outward)
            outcome.labels.update([annotation.label for annotation in new.annotations])
            yield new


def _share_out_notices(plan: ImportPlan, notices: Notices) -> None:
    files = {file.path: file for file in plan.files}
    for notice in notices:
        if notice.path is not None and notice.path in files:
            place = f"Line {notice.line}: " if notice.line is not None else ""
            times = f" ({notice.times} times)" if notice.times > 1 else ""
            files[notice.path].notes.append(f"{place}{notice.reason}{times}")
        elif notice.path is not None:
            plan.notices.append(str(notice))


@contextmanager
def _known_beside(store: Store) -> Iterator[Known | None]:
    """The documents through a connection that is free while the one that writes is busy."""
    if _known(store) is None:
        yield None
        return
    with open_beside(store) as beside:
        yield beside.documents


def _known(store: Store | None) -> Known | None:
    """The project's documents; None where there are none to compare with."""
    if store is None or not any(store.documents.count_by_state().values()):
        return None
    return store.documents


def _exists(project: Path) -> bool:
    with plain_faults(project):
        try:
            project.stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True


def _listed(names: Mapping[str, int]) -> str:
    shown = [f"“{name}”" for name in sorted(names)]
    if len(shown) > 12:
        shown[12:] = [f"{len(shown) - 12} others"]
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]
