"""From the command to a window with the first report, in a project of 10,000 reports."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.documents import annotated, long_text
from tests.bench.figures import Figures
from tests.bench.window import close_window, make_filled_project

ROOT = Path(__file__).resolve().parents[2]
_CODE = (
    "import sys, time; from pathlib import Path; from tests.bench.starting import start;"
    "start(Path(sys.argv[1]), Path(sys.argv[2]))"
)


def measure(folder: Path, figures: Figures) -> None:
    figures.section("From the command to the window, in a project of 10,000 reports")
    text = long_text(1_500_000)
    documents = [annotated(f"{n} " + text[n * 140 : n * 140 + 1500], 15) for n in range(10_000)]
    project = make_filled_project(folder / "start.annodb", documents)
    times = []
    # as for a user, whose Python keeps what it has compiled
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": ""}
    for _ in range(6):
        began = time.time()
        run = subprocess.run(
            [sys.executable, "-c", _CODE, str(folder), str(project)],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        times.append(float(run.stdout.split()[-1]) - began)
    figures.add("first of the run", times[0], "s", 1.5)
    figures.add("warm, median of five", sorted(times[1:])[2], "s", 0.7)


def start(folder: Path, project: Path) -> None:
    """In a process of its own: open the window and print when the first report stood on the screen."""
    from tests.bench.window import open_window

    window = open_window(folder, project)
    window.text.viewport().repaint()
    print(time.time())
    close_window(window)
