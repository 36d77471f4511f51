"""Import and export of the same files by doccano, by Label Studio and by us, in one run.

Each peer is installed by pip into an environment of its own, in the program's cache folder, when it is first asked
for; its database is SQLite in a new folder, and what is timed is its own import and its own export, in its own
process, without a browser or a queue of jobs between. Where it cannot be installed, that is said.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.app import paths
from annotator.app.exporting import ExportOptions, run_export
from annotator.app.importing import ImportOptions, run_import
from annotator.app.projects import make_project
from annotator.formats.losses import OnLoss, Policy
from annotator.storage.store import open_store
from tests.bench.bulk import write_source
from tests.bench.figures import Figures, clock

SIZES = (100, 1_000, 10_000)
_INSTALLING = 900  # seconds at most
_RUNNING = 1_800


@dataclass(frozen=True, slots=True)
class _Peer:
    """`wanted` is what pip is given; `write` makes the file that it and we read."""

    name: str
    wanted: tuple[str, ...]
    script: str
    format: str
    write: Callable[[Path, Iterable[dict[str, Any]]], None]


def measure(folder: Path, figures: Figures) -> None:
    for peer in _PEERS:
        try:
            python = _installed(peer)
        except (subprocess.SubprocessError, OSError) as error:
            said = str(getattr(error, "stderr", "") or error).strip().splitlines()
            figures.section(f"{peer.name} cannot be installed here: {said[-1] if said else error}")
            continue
        for size in SIZES:
            figures.section(f"{peer.wanted[0]} and ours: {size:,} reports of 1.5 KB with {15 * size:,} spans")
            _measure(folder, figures, peer, python, size)


def _measure(folder: Path, figures: Figures, peer: _Peer, python: Path, size: int) -> None:
    lines, source = folder / f"{size}.jsonl", folder / f"{peer.script}-{size}.json"
    write_source(lines, size)
    with lines.open(encoding="utf-8") as file:
        peer.write(source, map(json.loads, file))
    script = Path(__file__).with_name(f"{peer.script}.py")
    run = subprocess.run(
        [python, script, source], capture_output=True, text=True, check=True, cwd=folder, timeout=_RUNNING
    )
    theirs = json.loads(run.stdout.splitlines()[-1])
    if theirs["faults"] or theirs["spans"] != 15 * size:
        raise RuntimeError(f"{peer.name} did not take everything: {theirs}")
    ours = _ours(folder / f"{peer.script}-{size}.annodb", source, peer.format)
    for verb in ("import", "export"):
        figures.add(f"{size:,}: {verb}, {peer.name}", theirs[verb], "s")
        figures.add(f"{size:,}: {verb}, ours, the same file", ours[verb], "s")
        figures.add(f"{size:,}: {verb}, times as fast", theirs[verb] / ours[verb], "")


def _ours(project: Path, source: Path, kind: str) -> dict[str, float]:
    with open_store(make_project(project)) as store:
        with clock() as importing:
            run_import(store, [source], ImportOptions(format=kind))
        options = ExportOptions(format=kind, all_reports=True, policy=Policy(OnLoss.DROP))
        with clock() as exporting:
            run_export(store, project.with_suffix(".out"), options)
    return {"import": importing.wall, "export": exporting.wall}


def _installed(peer: _Peer) -> Path:
    """The Python of the peer's environment, which is made when needed. Raises SubprocessError, OSError."""
    home = paths.cache_folder() / "peers" / peer.name.lower().replace(" ", "-")
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    ready = home / "installed"
    if not ready.exists():
        print(f"installing {peer.name} …", file=sys.stderr)
        venv.create(home, with_pip=True, clear=True)
        command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *peer.wanted]
        subprocess.run(command, capture_output=True, text=True, check=True, timeout=_INSTALLING)
        ready.write_text("\n".join(peer.wanted), encoding="utf-8")
    return python


def _doccano_file(path: Path, reports: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for report in reports:
            spans = [[span["start"], span["end"], span["label"]] for span in report["spans"]]
            file.write(json.dumps({"text": report["text"], "label": spans}, ensure_ascii=False) + "\n")


def _label_studio_file(path: Path, reports: Iterable[dict[str, Any]]) -> None:
    tasks = [
        {"data": {"text": report["text"]}, "annotations": [{"result": list(map(_region, report["spans"]))}]}
        for report in reports
    ]
    path.write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")


def _region(span: dict[str, Any]) -> dict[str, Any]:
    value = {"start": span["start"], "end": span["end"], "text": span["text"], "labels": [span["label"]]}
    return {"from_name": "label", "to_name": "text", "type": "labels", "value": value}


_PEERS = (
    _Peer("doccano", ("doccano==1.8.4", "numpy<2", "marshmallow<4"), "doccano_run", "doccano", _doccano_file),
    _Peer("Label Studio", ("label-studio==1.23.2",), "label_studio_run", "label-studio", _label_studio_file),
)
