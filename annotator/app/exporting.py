"""Taking the annotations out: what will be written, then the files, verified, or nothing."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from annotator.app.guideline import GuidelineCount
from annotator.app.records import record_of
from annotator.app.searching import keys_found
from annotator.app.session import Session
from annotator.app.sources import Progress, no_progress, raise_when, rare_collections
from annotator.domain.documents import State
from annotator.domain.errors import FileRefused, Refusal
from annotator.domain.labels import LabelSchema
from annotator.formats.base import Format, ReportRecord
from annotator.formats.export import export_reports
from annotator.formats.extras import has_extra, sentence_without
from annotator.formats.faults import plain_faults
from annotator.formats.losses import NOT_IN_FORMAT, REFUSING, Fitter, OnLoss, Policy, Snap, snaps_of, ways_of
from annotator.formats.registry import FORMATS, format_named
from annotator.formats.report import ExportReport, Loss
from annotator.formats.splits import Groups, Split
from annotator.formats.tags import BILOU, BIOES, IOB1, IOB2
from annotator.storage.store import Store, open_beside

FINISHED = frozenset({State.DONE, State.SET_ASIDE})
_GROUPS_STEP = 200


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What to write. `all_reports` takes unfinished ones as well; `split` has the shares of train, dev and test.

    The same `seed` puts every report on the same side again; `policy` says how to lose what cannot be held.
    `where` is a search; only what it finds among those reports is written. `scheme` is that of the tags, where the
    format gives the choice; empty for the usual one.
    """

    format: str = "jsonl"
    all_reports: bool = False
    split: tuple[int, int, int] | None = None
    seed: str = "annotator"
    policy: Policy = REFUSING
    where: str = ""
    scheme: str = ""

    @property
    def states(self) -> frozenset[State]:
        return frozenset(State) if self.all_reports else FINISHED


@dataclass(slots=True)
class ExportPlan:
    """What an export will write; `preview` is the first record exactly as it will stand in the file."""

    reports: int = 0
    left_out: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    preview: str = ""
    losses: tuple[str, ...] = ()


def all_formats() -> tuple[Format, ...]:
    """The formats that can be read or written, in the order in which they are shown."""
    return FORMATS


def writable_formats() -> list[Format]:
    """The formats that can be written, in the order in which they are shown."""
    return [known for known in FORMATS if known.writes]


def plan_export(store: Store, options: ExportOptions = ExportOptions()) -> ExportPlan:
    """Look at what an export would write. Raises Refusal when there is no such format."""
    chosen = _format(options)
    reader = store.bulk_reader()
    among = keys_found(store, options.where, options.states)
    number = reader.count(options.states) if among is None else len(among)
    plan = ExportPlan(number, losses=chosen.loses())
    plan.left_out = reader.count(frozenset(State)) - plan.reports
    plan.labels = Counter(
        reader.count_by_label(options.states) if among is None else store.tallies.spans_by_label_among(among)
    )
    first = next(_records(store, options, among, lambda: False), None)
    if first is not None:
        lossy = policy_for_preview(options.policy)
        plan.preview = _as_written(first, chosen, store.labels.read_schema(), lossy)
    return plan


def ways_to_lose(name: str) -> tuple[list[tuple[OnLoss, str]], list[tuple[Snap | None, str]]]:
    """What may be done where the format of that name cannot hold something, and with parts of tokens, in words."""
    form = format_named(name)
    ways = [(way, _WAYS[way]) for way in ways_of(form)]
    snaps = [(snap, _SNAPS[snap]) for snap in snaps_of(form)]
    return [(OnLoss.REFUSE, _WAYS[OnLoss.REFUSE]), *ways], [(None, _SNAPS[None]), *snaps]


def schemes_of(name: str) -> list[tuple[str, str]]:
    """The schemes in which tags of the format of that name can be written, in words; none without the choice."""
    return [(scheme, _SCHEMES[scheme]) for scheme in format_named(name).schemes]


_SCHEMES = {
    IOB2: "IOB2: every annotation begins with B (BIO)",
    IOB1: "IOB1: B only behind another of the same label",
    BIOES: "BIOES: E ends it, S is a single token",
    BILOU: "BILOU: L ends it, U is a single token",
}
_WAYS = {
    OnLoss.REFUSE: "Refuse, and write nothing",
    OnLoss.DROP: "Leave out what it cannot hold",
    OnLoss.LONGEST: "Of overlapping annotations keep the longest",
    OnLoss.OUTERMOST: "Of overlapping annotations keep the outermost",
    OnLoss.PRIORITY: "Of overlapping annotations keep the label that stands first",
    OnLoss.LAYER_FILES: "Write one file for each layer",
    OnLoss.LAYER_COLUMNS: "Write one column for each layer",
}
_SNAPS = {
    None: "As above",
    Snap.EXPAND: "Widen them to whole tokens",
    Snap.CONTRACT: "Narrow them to whole tokens",
    Snap.SKIP: "Leave them out",
}


def policy_for_preview(policy: Policy) -> Policy:
    """How the preview loses: as was chosen, and where nothing is chosen yet by leaving out."""
    return Policy(OnLoss.DROP, policy.snap) if policy.on_loss is OnLoss.REFUSE else policy


def run_export(
    store: Store,
    out: Path,
    options: ExportOptions = ExportOptions(),
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = lambda: False,
) -> ExportReport:
    """Write the reports and a manifest to `out`, or into the folder `out` under the project's name.

    May run in another thread, on a store of that thread; nothing of the project may change meanwhile. Raises
    Refusal, or Cancelled when `cancelled` says so; then no file is changed and none is left behind.
    """
    chosen = _format(options)
    target = target_of(store, out, chosen)
    among = keys_found(store, options.where, options.states)
    total = store.bulk_reader().count(options.states) if among is None else len(among)
    if not total and among is not None:
        raise Refusal(f"There is no report to export: none of them is found by “{options.where}”.")
    if not total:
        raise Refusal("There is no report to export: none is done yet." if not options.all_reports else _EMPTY)

    def told(done: int, of: int) -> None:
        raise_when(cancelled)
        progress(done, of, "Writing" if done <= total else "Reading again")

    split = None
    if options.split is not None:
        split = Split(_groups(store, progress, cancelled), options.seed, options.split)
    schema = store.labels.read_schema()
    few = store.bulk_reader().count_annotations(options.states) <= _MOST_CHECKED
    guideline = GuidelineCount(schema) if few else None
    records = _records(store, options, among, cancelled, guideline)
    left_behind = _left_behind(store.bulk_reader().relations_out_of(options.states, among))
    notices = chain(left_behind, _guideline_notices(guideline))
    with rare_collections():
        return export_reports(
            records,
            target,
            chosen,
            total=total,
            schema=schema,
            split=split,
            policy=options.policy,
            progress=told,
            notices=notices,
        )


def count_losses(
    store: Store,
    options: ExportOptions,
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Loss]:
    """What such an export would lose, or what would stand against it. Raises Refusal or Cancelled."""
    chosen, schema = _format(options), store.labels.read_schema()
    fitter = Fitter(chosen.for_schema(schema), options.policy, schema)
    among = keys_found(store, options.where, options.states)
    total = store.bulk_reader().count(options.states) if among is None else len(among)
    for number, record in enumerate(_records(store, options, among, cancelled), start=1):
        fitter.fit(record)
        if number % _GROUPS_STEP == 0:
            progress(number, total, "Counting")
    return fitter.losses


def losses_beside(
    session: Session, options: ExportOptions, progress: Progress, cancelled: Callable[[], bool]
) -> list[Loss]:
    """Count losses in a worker thread. Raises Refusal or Cancelled."""
    with open_beside(session.store) as beside:
        return count_losses(beside, options, progress, cancelled)


def export_beside(
    session: Session,
    out: Path,
    options: ExportOptions,
    progress: Progress,
    cancelled: Callable[[], bool],
) -> ExportReport:
    """Export in a worker thread, through a connection of its own. Raises Refusal or Cancelled."""
    with open_beside(session.store) as beside:
        return run_export(beside, out, options, progress, cancelled)


_MOST_CHECKED = 50_000  # annotations; with more, looking at the guideline would take as long as the export itself
_EMPTY = "There is no report to export: the project is empty."


def with_suffix_of(path: Path, suffix: str) -> Path:
    """The path with this suffix in place of that of a format, which may be of two parts (`.gliner.json`)."""
    known = sorted((form.suffixes[0] for form in writable_formats() if form.suffixes), key=len, reverse=True)
    ending = next(
        (end for end in known if path.name.lower().endswith(end) and path.name.lower() != end), path.suffix
    )
    return path.with_name(path.name[: len(path.name) - len(ending)] + suffix)


def target_of(store: Store, out: Path, chosen: Format) -> Path:
    """The file that `out` stands for.

    Raises FileRefused when that is a project, or its name is too long, or its folder is missing.
    """
    if chosen.is_folder:
        return _folder_of(out)
    suffix = chosen.suffixes[0]
    with plain_faults(out):
        if out.is_dir():
            return out / f"{store.path.stem}{suffix}"
        if out.suffix == store.path.suffix or out.resolve() == store.path.resolve():
            raise FileRefused(out, "This is the name of a project; choose another for the export.")
        if not out.parent.is_dir():
            raise FileRefused(out, "There is no such folder.")
        out.exists()  # complains of a name that is too long, where `is_dir` does not
    return out if out.suffix else out.with_name(out.name + suffix)


def _folder_of(out: Path) -> Path:
    with plain_faults(out):
        if not out.parent.is_dir():
            raise FileRefused(out, "There is no such folder.")
        if out.exists() and not out.is_dir():
            raise FileRefused(out, "This format is a folder of files, and a file has this name already.")
    return out


def export_sentence(report: ExportReport) -> str:
    """What was written, for the status line and the terminal."""
    counts, first = report.counts, report.files[0].path
    folder = report.folder or first.parent
    where = f"{first}" if len(report.files) == 1 else f"{len(report.files)} files in {folder}"
    reports = f"{counts.documents:,} report{'' if counts.documents == 1 else 's'}"
    annotations = f"{counts.spans:,} annotation{'' if counts.spans == 1 else 's'}"
    return f"Exported {reports} with {annotations} to {where}."


def losses_lines(losses: Sequence[Loss]) -> list[str]:
    """What the format could not hold of what was said of the text, and what became of it, a line each."""
    return [f"{loss}." for loss in losses if loss.done != NOT_IN_FORMAT]


def not_in_format(losses: Sequence[Loss]) -> str:
    """What else a file in this format does not say, in a sentence; empty when it says everything."""
    named = [loss.what for loss in losses if loss.done == NOT_IN_FORMAT]
    return f"Not in this format: {', '.join(named)}." if named else ""


def _left_behind(relations: int) -> list[str]:
    """The sentence about relations that lead out of the export."""
    if not relations:
        return []
    subject = "1 relation leads" if relations == 1 else f"{relations:,} relations lead"
    return [f"{subject} to reports that are not in this export."]


def _format(options: ExportOptions) -> Format:
    chosen = format_named(options.format)
    if not chosen.writes:
        raise Refusal(f"The format {chosen.name} is only read, not written.")
    if not has_extra(chosen.extra):
        raise Refusal(sentence_without(chosen.extra))
    if options.scheme and options.scheme not in chosen.schemes:
        known = f"there is {', '.join(chosen.schemes)}" if chosen.schemes else "it has no choice of them"
        raise Refusal(f"The format {chosen.name} cannot be written with tags in {options.scheme}; {known}.")
    return chosen.in_scheme(options.scheme) if options.scheme else chosen


def _guideline_notices(guideline: GuidelineCount | None) -> Iterator[str]:
    """Which rules of the guideline are broken in what was written; asked for when all of it is."""
    if guideline is None:
        yield "With so many annotations the guideline was not looked at; “check” counts the broken rules."
    else:
        yield from (f"Guideline: {sentence}" for sentence in guideline.sentences())


def _records(
    store: Store,
    options: ExportOptions,
    among: Sequence[int] | None,
    cancelled: Callable[[], bool],
    guideline: GuidelineCount | None = None,
) -> Iterator[ReportRecord]:
    reader = store.bulk_reader()
    reports = reader.related_reports()
    for document, marks, relations in reader.read(options.states, among):
        raise_when(cancelled)
        if guideline is not None:
            guideline.add(document.facts.title, document.text, marks, relations)
        yield record_of(document, marks, relations, reports=reports)


def _groups(store: Store, progress: Progress, cancelled: Callable[[], bool]) -> dict[str, str]:
    """The group of every report of the project, exported or not, so that sides stay in later exports."""
    groups = Groups()
    total = store.bulk_reader().count(frozenset(State))
    for number, key in enumerate(store.documents.keys(), start=1):
        document = store.documents.read(key)
        groups.add(document.uid, document.text, document.facts)
        if number % _GROUPS_STEP == 0:
            raise_when(cancelled)
            progress(number, total, "Looking for copies")
    return groups.groups()


def _as_written(record: ReportRecord, chosen: Format, schema: LabelSchema, policy: Policy) -> str:
    """The first file with this report alone; empty for files that are not text."""
    if chosen.is_binary:
        return ""
    with tempfile.TemporaryDirectory(prefix="annotator-preview-") as folder:
        name = "preview" if chosen.is_folder else f"preview{chosen.suffixes[0]}"
        report = export_reports([record], Path(folder) / name, chosen, schema=schema, policy=policy)
        shown = next((file.path for file in report.files), None)
        return (
            chosen.telling(shown.read_text(encoding="utf-8-sig")).removesuffix("\n") if shown is not None else ""
        )
