"""The same work with a hundred reports and with a million: the growth exponent tells what does not stay flat.

`python3 -m tests.bench scale --sizes 100,10000,1000000 --keep FOLDER`: a project of a million takes some minutes
and 6 GB; with `--keep` it is made once and found again. Import and export are of reports of 1.5 KB, and take as
much room again while they are measured.
"""

from __future__ import annotations

import gc
import json
import math
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from tests.bench import bulk, whole_corpus
from tests.bench.corpus import make_corpus
from tests.bench.figures import Clock, Figures, clock, resident_mib

ROOT = Path(__file__).resolve().parents[2]
SIZES = (100, 1_000, 10_000, 100_000)
_CODE = (
    "import sys; from pathlib import Path; from tests.bench.million import print_size;"
    "print_size(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))"
)
_SEARCHES = (
    "prince andrew", '"prince andrew"', "natasha rostova", "wagner", 'actor:"Wagner Group"', "war -peace",
    "mosc*", "NEAR(war peace, 5)", "weapon:* state:done", "stance:denies date:2022-06..2022-08", "title:777",
    "source:7 war", 'actor:"Wagner" weapon:* state:done date:2022-06..2022-08', "by:bo moscow",
    "origin:suggested", "zamburak",
)  # fmt: skip
_LIMITS: dict[str, float | None] = {
    "open to a usable window, warm": 1.5, "memory of the process": 300, "next report, median": 50,
    "list scrolling, slowest frame": 16.7, "search first page, median": 100, "label key to paint, p99": 16.7,
}  # fmt: skip


def measure(folder: Path, figures: Figures, sizes: tuple[int, ...] = SIZES, keep: Path | None = None) -> None:
    found: dict[int, dict[str, list[object]]] = {}
    for size in sizes:
        figures.section(f"{size:,} reports of 2 KB, {15 * size:,} annotations")
        project = (keep or folder) / f"corpus-{size}.annodb"
        if not project.exists():
            with clock() as taken:
                make_corpus(project, size)
            figures.add(f"{size:,}: made and imported", taken.wall, "s")
        times = []
        for _ in range(4):
            run = subprocess.run(
                [sys.executable, "-c", _CODE, str(folder), str(project), str(time.time())],
                cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            found[size] = json.loads(run.stdout.splitlines()[-1])
            times.append(found[size]["open to a usable window, warm"][0])
        found[size]["open to a usable window, warm"][0] = statistics.median(times[1:])  # type: ignore[type-var]
        limits = dict(_LIMITS)
        beside = whole_corpus.figures_of(keep or folder, project) | bulk.figures_of(keep or folder, size)
        for name, (value, unit, limit) in beside.items():
            found[size][name], limits[name] = [value, unit], limit
        for name, (value, unit) in found[size].items():
            figures.add(f"{size:,}: {name}", float(value), str(unit), limits.get(name))  # type: ignore[arg-type]
    if len(sizes) > 1:
        figures.section("Growth: the exponent with the number of reports, 0 is flat and 1 is linear")
        for name in found[sizes[0]]:
            figures.add(name, _exponent({size: float(found[size][name][0]) for size in sizes}), "")  # type: ignore[arg-type]


def _exponent(values: dict[int, float]) -> float:
    """The slope of a line through the logarithms."""
    xs = [math.log(size) for size in values]
    ys = [math.log(max(value, 1e-3)) for value in values.values()]
    middle, height = statistics.mean(xs), statistics.mean(ys)
    return sum((x - middle) * (y - height) for x, y in zip(xs, ys, strict=True)) / sum(
        (x - middle) ** 2 for x in xs
    )


def print_size(folder: Path, project: Path, began: float) -> None:
    """In a process of its own: open the project, work in it, and print the figures as JSON."""
    from tests.bench.window import close_window, open_window, settle

    window = open_window(folder, project)
    window.text.viewport().repaint()
    figures: dict[str, tuple[float, str]] = {"open to a usable window, warm": (time.time() - began, "s")}
    figures["memory of the process"] = (resident_mib(), "MiB")
    settle()
    _reports(window, figures)
    _list(window, figures)
    _search(window, figures)
    _keys(window, figures)
    gc.collect()
    figures["memory after all this"] = (resident_mib(), "MiB")
    close_window(window)
    print(json.dumps(figures))


def _timed(times: int, act: Callable[[int], object]) -> list[Clock]:
    taken = []
    for number in range(times):
        with clock() as one:
            act(number)
        taken.append(one)
    return taken


def _milliseconds(seconds: Iterable[float]) -> list[float]:
    """The shortest first."""
    return sorted(1000 * each for each in seconds)


def _add_frames(figures: dict[str, tuple[float, str]], name: str, taken: list[Clock], slowest: str) -> None:
    """Wall times and, beside the slow ones, what they are when no other process is before this one."""
    share = {"p99": 0.99, "slowest frame": 1.0}[slowest]
    for words, times in (("", [t.wall for t in taken]), (" without queueing", [t.wall - t.queued for t in taken])):
        walls = _milliseconds(times)
        if not words:
            figures[f"{name}, median"] = (statistics.median(walls), "ms")
            figures[f"{name}, p95"] = (walls[int(len(walls) * 0.95)], "ms")
        figures[f"{name}, {slowest}{words}"] = (walls[min(int(len(walls) * share), len(walls) - 1)], "ms")
    figures[f"{name}, processor, median"] = (1000 * statistics.median(t.cpu for t in taken), "ms")


def _reports(window: object, figures: dict[str, tuple[float, str]]) -> None:
    from tests.bench.window import settle

    def following(_: int) -> None:
        window.invoke("report.next")  # type: ignore[attr-defined]
        settle()

    window.bench.open_report(1)  # type: ignore[attr-defined]  # with few reports, none might follow the one opened
    settle()
    walls = _milliseconds(each.wall for each in _timed(40, following))
    figures["next report, median"] = (statistics.median(walls), "ms")
    figures["next report, slowest of 40"] = (walls[-1], "ms")
    finding = _timed(10, lambda _: window.bench.session.next_unfinished())  # type: ignore[attr-defined]
    walls = _milliseconds(each.wall for each in finding)
    figures["next unfinished report, median"] = (statistics.median(walls), "ms")


def _list(window: object, figures: dict[str, tuple[float, str]]) -> None:
    """Frames while the list is scrolled a page at a time and thrown from end to end."""
    from PySide6.QtWidgets import QApplication

    queue = window.queue  # type: ignore[attr-defined]
    bar = queue.list.verticalScrollBar()
    chance = random.Random(4)

    def scroll(number: int) -> None:
        bar.setValue(bar.value() + bar.pageStep() if number % 4 else chance.randint(0, bar.maximum()))
        QApplication.processEvents()

    _add_frames(figures, "list scrolling", _timed(240, scroll), "slowest frame")
    bar.setValue(0)


def _search(window: object, figures: dict[str, tuple[float, str]]) -> None:
    """From what was typed to the first page of what is found, without the window and within it."""
    from PySide6.QtWidgets import QApplication

    from annotator.app.searching import Found, search_reports
    from annotator.domain.errors import Cancelled

    store = window.bench.session.store  # type: ignore[attr-defined]
    first: list[float] = []
    for typed in _SEARCHES:
        told: list[float] = []

        def tell(_: Found, told: list[float] = told) -> None:
            told.append(time.perf_counter())

        begun = time.perf_counter()
        with suppress(Cancelled):
            search_reports(store, typed, tell=tell, cancelled=lambda told=told: bool(told))
        first.append((told[0] - begun) * 1000)
        print(f"{typed}: {first[-1]:.1f} ms", file=sys.stderr)
    figures["search first page, median"] = (statistics.median(first), "ms")
    figures["search first page, slowest of 16"] = (max(first), "ms")
    queue = window.queue  # type: ignore[attr-defined]
    waits = []
    for typed in _SEARCHES[:8]:
        begun = time.perf_counter()
        queue.search.setText(typed)
        queue._begin_search()
        while queue.model.queue.found.typed != typed:
            QApplication.processEvents()
            time.sleep(0.0005)
        queue.list.viewport().repaint()
        waits.append((time.perf_counter() - begun) * 1000)
    figures["search in the window to the first rows, median"] = (statistics.median(waits), "ms")
    queue.search.clear()
    queue._begin_search()


def _keys(window: object, figures: dict[str, tuple[float, str]]) -> None:
    from annotator.ui.typist import Typist
    from tests.bench.window import press_and_paint, settle

    bench = window.bench  # type: ignore[attr-defined]
    typist, chance = Typist(window), random.Random(3)  # type: ignore[arg-type]
    window.text.setFocus()  # type: ignore[attr-defined]
    bench.cursor.move_to(40)
    settle()
    keys = _timed(300, lambda _: press_and_paint(window, typist, chance.choice("law")))  # type: ignore[arg-type]
    _add_frames(figures, "label key to paint", keys, "p99")
    for _ in range(300):
        bench.session.undo()
