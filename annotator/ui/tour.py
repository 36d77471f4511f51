"""The main job once, without a display, through the real window and real key events."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from annotator.app import paths
from annotator.app.exporting import ExportOptions, run_export
from annotator.app.first_start import sample_project
from annotator.app.settings import Settings
from annotator.app.state import ProgramState
from annotator.domain.errors import Refusal
from annotator.domain.spans import Span
from annotator.formats.jsonl import read_jsonl
from annotator.ui.application import make_application, make_window
from annotator.ui.main_window import MainWindow
from annotator.ui.typist import Typist

_SIZE = (1400, 900)


def tour(out: Path | None) -> int:
    """Label the first sample report by keys, export it, read the export again; 0 when all of it agrees.

    Leaves the project, `report.jsonl` and a picture in light and in dark in `out`, or in a new temporary folder.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder = out or Path(tempfile.mkdtemp(prefix="annotator-tour-"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "Sample.annodb").unlink(missing_ok=True)
        return _tour(folder)
    except (OSError, Refusal) as error:
        print(f"The tour stopped: {error}")
        return 1


def _tour(folder: Path) -> int:
    application = make_application()
    settings = Settings(folder / "settings.toml")
    settings.name_annotator("tour")
    window = make_window(settings, ProgramState(folder / "state.json"))
    window.resize(*_SIZE)
    window.show()
    project = sample_project(folder)
    window.open_project(project)
    window.text.setFocus()
    application.processEvents()
    gold = next(iter(read_jsonl(paths.datasets() / "sample.jsonl")))
    wanted = [(Span(span.start, span.end), span.label) for span in gold.spans]
    print(f"Opened {project.name}; labelling “{gold.facts.title}” by keys …")
    typist = Typist(window)
    began = time.perf_counter()
    typist.label(wanted)
    application.processEvents()
    seconds = time.perf_counter() - began
    print(
        f"{len(wanted)} spans with {typist.keys} keys ({typist.keys / len(wanted):.1f} a span) in {seconds:.1f} s."
    )
    _take_pictures(window, folder)
    typist.press("d")
    return _export_and_compare(window, folder, wanted)


def _take_pictures(window: MainWindow, folder: Path) -> None:
    for name in ("dark", "light"):
        window.settings.set("theme", name)
        window.choose_theme()
        window.labels.finish()
        QApplication.processEvents()
        target = folder / f"window-{name}.png"
        window.grab().save(str(target))
        print(f"Picture: {target}")


def _export_and_compare(window: MainWindow, folder: Path, wanted: list[tuple[Span, str]]) -> int:
    if window.bench is None:
        return 1
    report = folder / "report.jsonl"
    run_export(window.bench.session.store, report, ExportOptions())
    records = list(read_jsonl(report))
    exported = {(span.start, span.end, span.label) for span in records[0].spans}
    expected = {(span.start, span.end, label) for span, label in wanted}
    window.close()
    if exported != expected:
        print(f"The export differs from what was labelled: {sorted(exported ^ expected)}")
        return 1
    print(f"Exported {len(records)} finished reports and read them again: every span is right. {report}")
    return 0
