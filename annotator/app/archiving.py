"""Moving finished reports into an archive, which is a project as well; a backup is made first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.app.housekeeping import Backup, back_up_store
from annotator.app.projects import SUFFIX
from annotator.app.sources import Progress, no_progress, raise_when
from annotator.domain.documents import NewDocument, NewPrediction, State
from annotator.domain.errors import Cancelled, ProjectRefused, Refusal
from annotator.domain.labels import LabelSchema
from annotator.storage.leaving import done_reports, keys_of, remove_reports
from annotator.storage.store import Store, create_store, open_store


@dataclass(frozen=True, slots=True)
class Archived:
    """What was moved: how many reports, how many that are done stayed for their relations, and the backup."""

    reports: int
    stayed: int
    target: Path
    backup: Backup

    @property
    def sentence(self) -> str:
        stay = f" {self.stayed:,} stayed, being related to other reports." if self.stayed else ""
        reports = "1 report was" if self.reports == 1 else f"{self.reports:,} reports were"
        return f"{reports} moved to {self.target.name}.{stay} Before: {self.backup.path.name}."


def archive(
    project: Path,
    target: Path,
    keep: int,
    folder: Path | None = None,
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = lambda: False,
) -> Archived:
    """Move the reports that are done to `target`, a project that is made where there is none.

    They are taken out only once they stand in the archive; what breaks off before changes nothing here, and is
    made good by archiving again. Raises Refusal, or Cancelled; the project is then as it was.
    """
    target = target if target.suffix == SUFFIX else target.with_name(target.name + SUFFIX)
    if target.resolve() == project.resolve():
        raise ProjectRefused("The archive must be another file than the project.")
    with open_store(project) as store:
        keys = done_reports(store)
        if not keys:
            raise Refusal("No report is done that could be moved.")
        stayed = store.documents.count_by_state()[State.DONE] - len(keys)
        backup = back_up_store(store, keep, folder, progress)
        is_new = not target.exists()
        with create_store(target, store.labels.read_schema()) if is_new else open_store(target) as shelf:
            try:
                _take_in(shelf, store, keys, progress, cancelled)
            except BaseException:
                if is_new:
                    shelf.close()
                    target.unlink(missing_ok=True)
                raise
            shelf.wait_until_safe()
        try:
            with store.writing():
                remove_reports(store, keys, lambda out: progress(out, len(keys), "Taking the reports out"))
        except Cancelled:  # within the transaction, so that all of them are still here
            if is_new:
                target.unlink(missing_ok=True)
            raise
        store.wait_until_safe()
    return Archived(len(keys), stayed, target, backup)


def _take_in(
    shelf: Store, store: Store, keys: Sequence[int], progress: Progress, cancelled: Callable[[], bool]
) -> None:
    with shelf.writing():
        shelf.labels.write_schema(_joined(shelf.labels.read_schema(), store.labels.read_schema()))
        there = keys_of(shelf, _uids(store, keys))
        if there:  # an archiving that broke off has left them; what stands in the project now is newer
            remove_reports(shelf, there)
        for done in shelf.bulk_writer().add(_leaving(store, keys)):
            raise_when(cancelled)
            progress(done, len(keys), "Writing the archive")


def _uids(store: Store, keys: Sequence[int]) -> Iterator[str]:
    for low in range(0, len(keys), 500):
        for summary in store.documents.summaries(keys[low : low + 500]):
            yield summary.uid


def _leaving(store: Store, keys: Sequence[int]) -> Iterator[NewDocument]:
    """The reports with these keys, which stand in the order of the queue, as all that are done are read in it."""
    wanted = iter(keys)
    key = next(wanted, None)
    for document, marks, relations in store.bulk_reader().read(frozenset({State.DONE}), times=True):
        if document.key == key:
            key = next(wanted, None)
            yield NewDocument(
                document.uid,
                document.text,
                document.sha256,
                document.facts,
                document.state,
                document.flagged,
                document.note,
                tuple(marks),
                tuple(replace(relation, document=0, child_document=None) for relation in relations),
                predictions=tuple(
                    NewPrediction(p.start, p.end, p.label, p.source, p.score)
                    for p in store.suggestions.predictions_of(document.key)
                ),
            )


def _joined(old: LabelSchema, new: LabelSchema) -> LabelSchema:
    """The archive's labels and relations, with those behind that only the project has; keys that are taken go."""
    names, keys = {label.name for label in old.labels}, {label.key for label in old.labels}
    labels = [replace(la, key="" if la.key in keys else la.key) for la in new.labels if la.name not in names]
    names, keys = {kind.name for kind in old.relations}, {kind.key for kind in old.relations}
    kinds = [replace(ki, key="" if ki.key in keys else ki.key) for ki in new.relations if ki.name not in names]
    return replace(old, labels=(*old.labels, *labels), relations=(*old.relations, *kinds))
