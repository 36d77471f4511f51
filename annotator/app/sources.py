"""The files of an import: which there are, in which format, and the records in them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.annotations import MANUAL, Origin
from annotator.domain.errors import Cancelled, FileRefused, Refusal
from annotator.formats.base import ReadOptions, ReportRecord
from annotator.formats.foreign_json import repairing
from annotator.formats.report import ImportReport, Notices

if TYPE_CHECKING:
    from annotator.formats.sources import Source

Progress = Callable[[int, int, str], None]
"""Called with what is done, the total (0 when unknown) and what is being worked on; it may raise Cancelled."""

_COLLECT_AFTER = 1_000_000  # new objects


def no_progress(done: int, total: int, text: str) -> None:
    """For callers that show nothing."""


def raise_when(cancelled: Callable[[], bool]) -> None:
    """Raises Cancelled when `cancelled` says so."""
    if cancelled():
        raise Cancelled("The task was stopped; nothing was changed.")


@contextmanager
def rare_collections() -> Iterator[None]:
    """Python looks for dead cycles less often: with many small live objects that takes a tenth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _COLLECT_AFTER) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def sources_in(paths: Sequence[Path], format_name: str | None, notices: Notices) -> list[Source]:
    """The files named and those within the folders named, in the order in which they are imported.

    A file of a folder that no format fits is left out with a notice; one that was named stays, without a format.
    Raises FileRefused for a name that does not exist, Refusal when there is no such format or nothing to read.
    """
    # All formats together take as long to import as the rest of the program, which shows its window without them.
    from annotator.formats.registry import format_named
    from annotator.formats.sources import plan_sources

    forced = format_named(format_name) if format_name is not None else None
    if forced is not None and not forced.reads:
        raise Refusal(f"The format {forced.name} is only written, not read.")
    named = {path.resolve() for path in paths}
    found = []
    for source in plan_sources(paths, forced):
        if source.format is None and source.path.resolve() not in named:
            notices.add(f"Left out. {source.reason}", source.path)
        else:
            found.append(source)
    if not found:
        raise Refusal("There is nothing to import in " + ", ".join(path.name for path in paths) + ".")
    return found


def origin_of(source: Source) -> Origin:
    """Where annotations come from of which the file does not say it; in our own format they were made by hand."""
    if source.format is None or source.format.name == "jsonl":
        return MANUAL
    return Origin("imported", source.format.name)


def records_of(
    source: Source,
    options: ReadOptions,
    notices: Notices,
    progress: Callable[[int, int], None],
) -> Iterator[ReportRecord]:
    """The records in one file. Raises FileRefused."""
    if source.format is None:
        raise FileRefused(source.path, source.reason)
    report = ImportReport(notices=notices)
    with repairing(partial(notices.add_each, source.path)) if options.repair else nullcontext():
        for record in source.format.read(source.path, options, report, progress):
            for note in record.notes:
                notices.add_once(source.path, note, None if record.where is None else record.where.line)
            yield record
