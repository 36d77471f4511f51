"""From choosing a report to reading it with its spans, and the memory that it takes."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

from tests.bench.documents import annotated, long_text, single_paragraph
from tests.bench.figures import Figures, clock, resident_mib
from tests.bench.window import close_window, make_filled_project, open_window, settle

_SIZES = ((100_000, 1_650, 50), (1_000_000, 16_500, 150), (5_000_000, 83_000, 150))


def measure(folder: Path, figures: Figures) -> None:
    figures.section("From choosing a report to reading it")
    documents = [annotated("A short report to begin with.", 1)]
    documents += [annotated(long_text(size), spans) for size, spans, _ in _SIZES]
    documents.append(annotated(single_paragraph(1_000_000), 16_500))
    project = make_filled_project(folder / "opening.annodb", documents)
    window = open_window(folder, project)
    assert window.bench is not None
    limits = [(f"{size // 1000} KB", limit) for size, _, limit in _SIZES] + [("1 MB in one paragraph", 150)]
    for number, (name, limit) in enumerate(limits, start=2):
        times = []
        for _ in range(5):
            window.bench.open_report(1)
            settle()
            gc.collect()
            with clock() as taken:
                window.bench.open_report(number)
                window.text.viewport().repaint()
            times.append(taken.wall * 1000)
            settle()
        figures.add(f"{name}: median of five", sorted(times)[2], "ms", limit)
    close_window(window)
    _memory(folder, project, figures)


def _memory(folder: Path, project: Path, figures: Figures) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.bench.opening import print_memory;"
        "print_memory(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))"
    )
    for name, key, limit in (("1 MB report", 3, 150), ("5 MB report", 4, None)):
        run = subprocess.run(
            [sys.executable, "-c", code, str(folder), str(project), str(key)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        figures.add(f"memory of a process with the {name} open", float(run.stdout.split()[-1]), "MiB", limit)


def print_memory(folder: Path, project: Path, key: int) -> None:
    """In a process of its own: open one report and print the memory held."""
    window = open_window(folder, project)
    assert window.bench is not None
    window.bench.open_report(key)
    settle()
    gc.collect()
    print(resident_mib())
    close_window(window)
