"""Keys in a long report while the models are taught from hundreds of finished ones, and when they are swapped."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from annotator.domain.documents import NewAnnotation, NewDocument, State
from annotator.ui.typist import Typist
from tests.bench.documents import DATA, annotated, long_text
from tests.bench.effort import GoldReport, re3d_gold
from tests.bench.figures import Figures, repeat
from tests.bench.window import close_window, make_filled_project, open_window, press_and_paint, settle
from tests.projects import new_report

_FINISHED = 400
_PAUSE = 0.02  # seconds between two keys
_KEYS = ("l", "a", "w", "Right", "n", "Tab", "PageDown", "u")
_MOST = 120.0  # seconds for the learning to begin and end


def measure(folder: Path, figures: Figures) -> None:
    figures.section(
        f"Keys while {_FINISHED} finished reports are learned from, 1 MB report with 16,500 spans open"
    )
    if not (DATA / "re3d").exists():
        print("  re3d is not here")
        return
    finished = [_finished(gold, n) for n, gold in enumerate(islice(cycle(re3d_gold()), _FINISHED))]
    project = make_filled_project(folder / "busy.annodb", [annotated(long_text(1_000_000), 16_500), *finished])
    window = open_window(folder, project, repeats=True)
    learning = window.learning
    _go_on_until(lambda: learning._tasks.busy)
    _go_on_until(lambda: not learning._tasks.busy and not learning._some.isActive())
    typist, chance = Typist(window), random.Random(3)
    walls: list[float] = []
    cpus: list[float] = []
    learning._learn()
    begun = time.perf_counter()
    while learning._tasks.busy and time.perf_counter() < begun + _MOST:
        wall, cpu = repeat(1, lambda: press_and_paint(window, typist, chance.choice(_KEYS)))
        walls += wall
        cpus += cpu
        time.sleep(_PAUSE)
        settle()
    taken = time.perf_counter() - begun
    figures.add("learning took", taken, "s")
    figures.add_times(f"a key meanwhile, {len(walls):,} of them", walls, cpus)
    close_window(window)


def _go_on_until(done: Callable[[], bool]) -> None:
    begun = time.perf_counter()
    while not done() and time.perf_counter() < begun + _MOST:
        time.sleep(_PAUSE)
        settle()


def _finished(gold: GoldReport, number: int) -> NewDocument:
    annotations = tuple(
        NewAnnotation(f"s{n}", label, span.start, span.end, "gold") for n, (span, label) in enumerate(gold.spans)
    )
    return replace(new_report(f"{gold.text} {number}", annotations=annotations), state=State.DONE)
