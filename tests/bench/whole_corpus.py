"""What goes over all reports beside the window: statistics, near duplicates, and the care of the file.

Each in a process of its own, since the most memory that it takes is asked as well. What changes a project works on
the backup that was made before.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from annotator.app.archiving import archive
from annotator.app.checking import check
from annotator.app.copies import MOST_PAIRS, find_copies
from annotator.app.figures import figure_groups
from annotator.app.housekeeping import back_up_file, backups_of, compact, restore
from annotator.app.sources import no_progress
from annotator.storage.store import open_store
from tests.bench import bulk
from tests.bench.figures import clock

MOST_MEMORY = 300
_STATISTICS = {
    "progress": "progress and pace",
    "time": "labels over time",
    "sources": "labels by source",
    "spans": "lengths and overlaps",
    "texts": "frequent, inconsistent and missing labels",
}


def figures_of(folder: Path, project: Path) -> dict[str, tuple[float, str, float | None]]:
    """Value, unit and limit by name; the project stays as it is."""
    figures: dict[str, tuple[float, str, float | None]] = {}

    def measured(name: str, function: str, *paths: Path | str) -> None:
        taken, peak = bulk.in_a_process(__name__, function, *paths)
        figures[name] = (taken, "s", None)
        figures[f"{name}: most memory"] = (peak, "MiB", MOST_MEMORY)

    for group, words in _STATISTICS.items():
        measured(f"statistics, {words}", "statistics_of", project, group)
    measured("near duplicates", "near_duplicates_of", project)
    measured("review, the lines of a label", "lines_of", project)
    measured("every byte checked", "check_of", project)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        copy = Path(place) / project.name
        measured("online backup", "backup_of", project, place)
        shutil.move(backups_of(project, Path(place))[0].path, copy)
        measured("compacted", "compaction_of", copy)
        measured("reports that are done archived, with a backup before", "archive_of", copy, place)
        measured("restored from the backup, checked", "restored_of", copy, place)
    return figures


def statistics_of(project: str, group: str) -> float:
    with open_store(Path(project), read_only=True) as store:
        return _taken(lambda: figure_groups()[group](store, no_progress, lambda: False))


def near_duplicates_of(project: str) -> float:
    with open_store(Path(project), read_only=True) as store:
        return _taken(lambda: find_copies(store, most=MOST_PAIRS))


def lines_of(project: str) -> float:
    with open_store(Path(project), read_only=True) as store:
        label = store.labels.read_schema().names()[0]
        return _taken(lambda: store.span_lines.lines(label, "", 2_000))


def check_of(project: str) -> float:
    return _taken(lambda: check(Path(project)))


def backup_of(project: str, folder: str) -> float:
    return _taken(lambda: back_up_file(Path(project), 1, Path(folder)))


def compaction_of(project: str) -> float:
    return _taken(lambda: compact(Path(project)))


def archive_of(project: str, folder: str) -> float:
    return _taken(lambda: archive(Path(project), Path(folder) / "archive.annodb", 1, Path(folder) / "backups"))


def restored_of(project: str, folder: str) -> float:
    return _taken(lambda: restore(Path(project), folder=Path(folder) / "backups"))


def _taken(work: Callable[[], object]) -> float:
    with clock() as taken:
        work()
    return taken.wall
