from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_tour_does_the_main_job_and_leaves_its_files(tmp_path: Path) -> None:
    code = "import sys, pathlib; from annotator.ui.tour import tour; sys.exit(tour(pathlib.Path(sys.argv[1])))"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "ANNOTATOR_CONFIG": str(tmp_path / "config")}
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    for name in ("report.jsonl", "report.manifest.json", "window-light.png", "window-dark.png", "Sample.annodb"):
        assert (tmp_path / name).stat().st_size > 100, name
    first = json.loads((tmp_path / "report.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert len(first["spans"]) > 20
    assert all(first["text"][s["start"] : s["end"]] == s["text"] for s in first["spans"])
