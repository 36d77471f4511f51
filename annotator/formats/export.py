"""Writing an export: aside, read again and compared, then into its place with a manifest; or nothing at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack
from itertools import zip_longest
from pathlib import Path

from annotator.domain.errors import FileRefused
from annotator.domain.labels import LabelSchema
from annotator.formats.aside import AsideFile, AsideFiles, put_in_place, settle_all
from annotator.formats.base import Format, Progress, ReadOptions, ReportRecord, VerifyingWriter, no_progress
from annotator.formats.faults import plain_faults
from annotator.formats.losses import REFUSING, Fitter, OnLoss, Policy, refuse_no_layers
from annotator.formats.manifest import files_of, manifest_path, manifest_text
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
    policy: Policy = REFUSING,
    progress: Progress = no_progress,
    notices: Iterable[str] = (),
) -> ExportReport:
    """Write the reports to `path`, or with a split to `NAME.train.jsonl` and so on, and the manifest beside.

    What the format cannot hold is lost as `policy` says. `total` is how many reports there will be, for
    `progress`, which is told reports: each counts once when it is written, and once more where it is read again
    after that; `notices` are sentences for the report, asked for once all is written. Raises LossRefused where
    nothing may be lost, FileRefused, and whatever `records` or `progress` raise; then no file is changed and none
    is left behind.
    """
    refuse_no_layers(form, policy)
    # A link stays a link: what it points to is replaced.
    path = Path(os.path.realpath(path))
    if schema is not None:
        form = form.for_schema(schema, in_columns=policy.on_loss is OnLoss.LAYER_COLUMNS)
    fitter = Fitter(form, policy, schema)
    report = ExportReport(form.name, form.scheme, folder=path if form.is_folder else None)
    outdated = _outdated(path) if form.is_folder else []
    with ExitStack() as stack:
        sides = SIDES if split is not None else ("",)
        parts = {(side, layer): _Part(side, layer, path, form, stack) for side in sides for layer in fitter.layers}
        steps = total * max(part.passes for part in parts.values())
        for number, record in enumerate(records, start=1):
            fitting = fitter.fit(record)
            if not fitter.objects:
                side = "" if split is None else split.side_of(record)
                for layer, fitted in fitting.items():
                    parts[side, layer].add(fitted)
            if number % _PROGRESS_STEP == 0:
                progress(number, steps)
        if (refusal := fitter.refusal()) is not None:
            raise refusal
        report.losses = fitter.losses
        written = sum(part.counts.documents for part in parts.values()) // len(fitter.layers)
        for part in parts.values():
            part.finish()
            part.verify(written, steps, progress)
            written += part.counts.documents
        _fill(report, list(parts.values()), split)
        for notice in notices:
            report.notices.add(notice)
        report.manifest = manifest_path(path, is_folder=form.is_folder)
        beside = stack.enter_context(AsideFiles(path.parent, path.name, report.manifest.parent))
        beside.open(report.manifest.name).write(manifest_text(report, schema, split).encode(errors="replace"))
        files = [*(file for part in parts.values() for file in part.files), *beside.files]
        targets = {file.target for file in files}
        put_in_place(files, [old for old in outdated if old not in targets])
    return report


def _outdated(folder: Path) -> list[Path]:
    """The files of the export before in this folder. Raises FileRefused when it has files that are of none."""
    with plain_faults(folder):
        if not folder.exists():
            return []
        if not folder.is_dir():
            raise FileRefused(folder, "This format is a folder of files, and a file has this name already.")
        listed = {folder / name for name in files_of(manifest_path(folder, is_folder=True))}
        known = {*listed, manifest_path(folder, is_folder=True)}
        for parent, _, names in os.walk(folder):
            for name in names:
                if Path(parent, name) not in known:
                    reason = (
                        f"The folder has files that are not of an export, such as {name}. Choose an empty one."
                    )
                    raise FileRefused(folder, reason)
        return [path for path in listed if path.exists()]


def split_path(path: Path, side: str, layer: str = "") -> Path:
    """Where a part stands: `NAME.train.jsonl` for `NAME.jsonl`, with a layer `NAME.train.claim.jsonl`."""
    named = "".join(f".{part}" for part in (side, layer) if part)
    return path.with_name(f"{path.stem}{named}{path.suffix}") if named else path


class _Part:
    """One side of the export or one layer of it, or all of it; `side` and `layer` are then empty."""

    def __init__(self, side: str, layer: str, path: Path, form: Format, stack: ExitStack) -> None:
        self.side = side
        self.counts = Counts()
        self._path = path if form.is_folder else split_path(path, side, layer)
        self._form = form
        self._expected: list[int] = []
        target = path if form.is_folder else path.parent
        self._name = "/".join(part for part in (layer, side) if part) if form.is_folder else self._path.name
        self._aside = stack.enter_context(AsideFiles(path.parent, path.name, target))
        self._writer = form.writer(self._name, self._aside)
        self._verifies = isinstance(self._writer, VerifyingWriter)

    @property
    def files(self) -> list[AsideFile]:
        return self._aside.files

    @property
    def passes(self) -> int:
        """How often each report is gone through."""
        return 1 if self._verifies else 2

    def add(self, record: ReportRecord) -> None:
        self._writer.add(record)
        self.counts.add(self._form.shown(record))
        if not self._verifies:
            self._expected.append(hash(self._form.signature(record)))

    def finish(self) -> None:
        self._writer.finish()
        settle_all(self.files)

    def verify(self, before: int, total: int, progress: Progress) -> None:
        """Read it as an import would and compare each report. Raises FileRefused when one differs."""
        written = self._aside.folder / self._form.part(self._name)
        if isinstance(self._writer, VerifyingWriter):
            self._writer.verify(written, self.counts.documents)
            return
        report = ImportReport()
        found = self._form.read(written, ReadOptions(), report, no_progress) if self._expected else iter(())
        try:
            for number, (expected, record) in enumerate(zip_longest(self._expected, found), start=1):
                self._compare(expected, record)
                if number % _PROGRESS_STEP == 0:
                    progress(before + number, total)
        except FileRefused as refused:
            reason = f"Read again, the file has a fault: {refused.reason}"
            raise FileRefused(self._path, reason, refused.line) from refused

    def _compare(self, expected: int | None, found: ReportRecord | None) -> None:
        if expected is None or found is None:
            raise FileRefused(self._path, "It has another number of reports.")
        if expected != hash(self._form.signature(found)):
            line = None if found.where is None else found.where.line
            raise FileRefused(self._path, "This report is not the one that was written.", line)


def _fill(report: ExportReport, parts: list[_Part], split: Split | None) -> None:
    report.files = tuple(
        WrittenFile(file.target, part.side, file.sha256, file.size) for part in parts for file in part.files
    )
    sides: dict[str, Counts] = {}
    for part in parts:
        counts = sides.setdefault(part.side, Counts())
        documents = max(counts.documents, part.counts.documents)  # each layer has all reports
        counts.join(part.counts)
        counts.documents = documents
    for counts in sides.values():
        report.counts.join(counts)
    if split is None:
        return
    report.sides = sides
    for (side, counts), share in zip(sides.items(), split.shares, strict=True):
        if share and not counts.documents and report.counts.documents >= _FEW:
            reason = "too few groups of one source and day, or of copies"
            report.notices.add(f"No report stands on the {side} side: there are {reason}.")
