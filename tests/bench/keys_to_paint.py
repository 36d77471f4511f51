"""Key press to finished paint, in a long report with many annotations."""

from __future__ import annotations

import random
import time
from pathlib import Path

from annotator.ui.typist import Typist
from tests.bench.documents import annotated, long_text, single_paragraph
from tests.bench.figures import Figures, clock, repeat, resident_mib
from tests.bench.window import close_window, make_filled_project, open_window, press_and_paint, settle

_CASES = (
    ("5 MB, 83,000 spans", 5_000_000, 83_000, False),
    ("one paragraph of 1 MB, 16,000 spans", 1_000_000, 16_000, True),
)
_TIMES = 120


def measure(folder: Path, figures: Figures) -> None:
    for name, size, spans, single in _CASES:
        figures.section(f"Key to paint: {name}")
        text = single_paragraph(size) if single else long_text(size)
        document = annotated(text, spans)
        figures.add("annotations in the report", len(document.annotations), "spans")
        project = make_filled_project(folder / f"keys-{size}.annodb", [document])
        _measure_keys(folder, project, figures)


def _measure_keys(folder: Path, project: Path, figures: Figures) -> None:
    window = open_window(folder, project)
    typist = Typist(window)
    chance = random.Random(3)
    bench = window.bench
    assert bench is not None
    assert bench.desk is not None
    assert bench.cursor is not None
    bench.cursor.move_to(len(bench.desk.text) // 2)
    settle()

    def label() -> None:
        press_and_paint(window, typist, chance.choice("law"))

    def keys(*names: str) -> None:
        for key in names:
            walls, cpus = repeat(_TIMES, lambda key=key: press_and_paint(window, typist, key))
            figures.add_times(key, walls, cpus)

    figures.add_times("label", *repeat(_TIMES, label))
    keys("u", "Right", "Left", "Down", "PageDown", "PageUp", "Tab", ".", "n")
    deleting: tuple[list[float], list[float]] = ([], [])
    for _ in range(_TIMES):
        press_and_paint(window, typist, "n")
        walls, cpus = repeat(1, lambda: press_and_paint(window, typist, "Delete"))
        deleting[0].extend(walls)
        deleting[1].extend(cpus)
    figures.add_times("delete", *deleting)
    jumps: tuple[list[float], list[float]] = ([], [])
    for number in range(_TIMES // 2):
        walls, cpus = repeat(1, lambda n=number: press_and_paint(window, typist, ["Ctrl+Home", "Ctrl+End"][n % 2]))
        jumps[0].extend(walls)
        jumps[1].extend(cpus)
    figures.add_times("jump to an end", *jumps)
    _safe_times(window, typist, figures)
    for _ in range(50):  # what the keys left for later is not the resizing's
        time.sleep(0.01)
        settle()
    widths = [1400, 1380] * 20
    walls = []
    for width in widths:
        with clock() as taken:
            window.resize(width, 900)
            settle()
        walls.append(taken.wall)
    figures.add_times("resize", walls)
    figures.add("memory of the process", resident_mib(), "MiB")
    close_window(window)


def _safe_times(window: object, typist: Typist, figures: Figures) -> None:
    store = window.bench.session.store  # type: ignore[attr-defined]
    walls = []
    for _ in range(60):
        with clock() as taken:
            typist.press("Right")
            typist.press("l")
            store.wait_until_safe()
        walls.append(taken.wall)
    figures.add_times("key press to safe against power loss", walls)
