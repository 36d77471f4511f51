"""Writing an export: aside, read again and compared, then into its place with a manifest; or nothing at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from annotator.domain.documents import text_digest
from annotator.domain.errors import FileRefused
from annotator.domain.labels import LabelSchema
from annotator.formats.aside import AsideFile, AsideFiles, put_in_place
from annotator.formats.base import (
    Format,
    Holds,
    Progress,
    ReadOptions,
    ReportRecord,
    VerifyingWriter,
    no_progress,
)
from annotator.formats.manifest import manifest_path, manifest_text
from annotator.formats.report import Counts, ExportReport, ImportReport, WrittenFile
from annotator.formats.splits import SIDES, Split

_PROGRESS_STEP = 200
_FEW = 10


def export_reports(
    records: Iterable[ReportRecord],
    path: Path,
    form: Format,
    *,
    total: int = 0,
    schema: LabelSchema | None = None,
    split: Split | None = None,
    progress: Progress = no_progress,
    notices: Iterable[str] = (),
) -> ExportReport:
    """Write the reports to `path`, or with a split to `NAME.train.jsonl` and so on, and the manifest beside.

    `total` is how many reports there will be, for `progress`, which is told reports: each counts once when it is
    written and once when it is read again; `notices` are sentences for the report, asked for once
    all is written. Raises FileRefused, and
    whatever `records` or `progress` raise; then no file is changed and none is left behind.
    """
    # A link stays a link: what it points to is replaced.
    path = Path(os.path.realpath(path))
    form = form if schema is None else form.for_schema(schema)
    report = ExportReport(form.name, losses=list(form.loses()))
    with ExitStack() as stack:
        parts = {
            side: _Part(side, split_path(path, side), form, stack)
            for side in (SIDES if split is not None else ("",))
        }
        for number, record in enumerate(records, start=1):
            parts["" if split is None else split.side_of(record)].add(record)
            if number % _PROGRESS_STEP == 0:
                progress(number, 2 * total)
        written = sum(part.counts.documents for part in parts.values())
        for part in parts.values():
            part.finish()
            part.verify(written, 2 * total, progress)
            written += part.counts.documents
        _fill(report, list(parts.values()), split)
        for notice in notices:
            report.notices.add(notice)
        report.manifest = manifest_path(path)
        beside = stack.enter_context(AsideFiles(path.parent, report.manifest.name))
        beside.open(report.manifest.name).write(manifest_text(report, schema, split).encode(errors="replace"))
        put_in_place([*(file for part in parts.values() for file in part.files), *beside.files])
    return report


def split_path(path: Path, side: str) -> Path:
    """Where one side of a split stands: `NAME.train.jsonl` for `NAME.jsonl`; the path itself for no side."""
    return path.with_name(f"{path.stem}.{side}{path.suffix}") if side else path


@dataclass(frozen=True, slots=True)
class _Expected:
    """What must be found when a report is read again."""

    digest: str
    spans: int
    relations: int


class _Part:
    """One side of the export, or all of it; `side` is then empty."""

    def __init__(self, side: str, path: Path, form: Format, stack: ExitStack) -> None:
        self.side = side
        self.counts = Counts()
        self._path = path
        self._form = form
        self._expected: list[_Expected] = []
        self._aside = stack.enter_context(AsideFiles(path.parent, path.name))
        self._writer = form.writer(path.name, self._aside)

    @property
    def files(self) -> list[AsideFile]:
        return self._aside.files

    def add(self, record: ReportRecord) -> None:
        self._writer.add(record)
        self.counts.add(record)
        digest = record.sha256 or text_digest(record.text)
        self._expected.append(_Expected(digest, len(record.spans), len(record.relations)))

    def finish(self) -> None:
        self._writer.finish()
        for file in self.files:
            file.settle()

    def verify(self, before: int, total: int, progress: Progress) -> None:
        """Read it as an import would and compare each report. Raises FileRefused when one differs."""
        if isinstance(self._writer, VerifyingWriter):
            self._writer.verify(self._aside.folder / self._path.name)
            return
        found = self._form.read(self._aside.folder / self._path.name, ReadOptions(), ImportReport(), no_progress)
        try:
            for number, (expected, record) in enumerate(zip_longest(self._expected, found), start=1):
                self._compare(expected, record)
                if number % _PROGRESS_STEP == 0:
                    progress(before + number, total)
        except FileRefused as refused:
            reason = f"Read again, the file has a fault: {refused.reason}"
            raise FileRefused(self._path, reason, refused.line) from refused

    def _compare(self, expected: _Expected | None, found: ReportRecord | None) -> None:
        if expected is None or found is None:
            raise FileRefused(self._path, "It has another number of reports.")
        holds = self._form.holds
        if not (
            expected.digest == (found.sha256 or text_digest(found.text))
            and (Holds.OVERLAPS not in holds or expected.spans == len(found.spans))
            and (Holds.RELATIONS not in holds or expected.relations == len(found.relations))
        ):
            line = None if found.where is None else found.where.line
            raise FileRefused(self._path, "This report is not the one that was written.", line)


def _fill(report: ExportReport, parts: list[_Part], split: Split | None) -> None:
    report.files = tuple(
        WrittenFile(file.target, part.side, file.sha256, file.size) for part in parts for file in part.files
    )
    for part in parts:
        report.counts.join(part.counts)
    if split is None:
        return
    report.sides = {part.side: part.counts for part in parts}
    for part, share in zip(parts, split.shares, strict=True):
        if share and not part.counts.documents and report.counts.documents >= _FEW:
            reason = "too few groups of one source and day, or of copies"
            report.notices.add(f"No report stands on the {part.side} side: there are {reason}.")
