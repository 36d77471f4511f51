"""Import and export of many reports beside the raw limits, measured in the same run."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from annotator.app.exporting import ExportOptions, run_export
from annotator.app.importing import ImportOptions, run_import
from annotator.app.projects import make_project
from annotator.storage.store import open_store
from tests.bench.documents import long_text
from tests.bench.figures import Figures, clock

REPORTS, SPANS, SIZE = 10_000, 15, 1_500
LARGE = 100_000
ROOT = Path(__file__).resolve().parents[2]


def measure(folder: Path, figures: Figures) -> None:
    figures.section(f"Import and export of {REPORTS:,} reports of 1.5 KB with {REPORTS * SPANS:,} spans")
    source = folder / "many.jsonl"
    write_source(source)
    raw_import = min(_raw_import(source, folder / f"raw{n}.db") for n in range(3))
    taken = min(import_of(source, folder / f"many{n}.annodb") for n in range(3))
    figures.add("import, raw limit, best of three", raw_import, "s")
    figures.add("import, best of three", taken, "s", round(2 * raw_import, 2))
    raw_export = min(_raw_export(folder / "raw0.db", folder / "raw.jsonl") for _ in range(3))
    taken = min(export_of(folder / "many0.annodb", folder / f"out{n}.jsonl") for n in range(3))
    figures.add("export, raw limit, best of three", raw_export, "s")
    figures.add("export, verified by reading it again, best of three", taken, "s", round(2 * raw_export, 2))


def measure_large(folder: Path, figures: Figures) -> None:
    """Ten times as many, once each: time beside the raw limits, and the most memory that a process takes."""
    figures.section(f"Import and export of {LARGE:,} reports of 1.5 KB with {LARGE * SPANS:,} spans")
    for name, (value, unit, limit) in figures_of(folder, LARGE).items():
        figures.add(name, value, unit, limit)


def figures_of(folder: Path, reports: int) -> dict[str, tuple[float, str, float | None]]:
    """Value, unit and limit by name; what is written for them is taken away again."""
    figures: dict[str, tuple[float, str, float | None]] = {}
    with tempfile.TemporaryDirectory(dir=folder) as place:
        source, raw_db, project = (Path(place) / name for name in ("source.jsonl", "raw.db", "project.annodb"))
        write_source(source, reports)
        raw = _raw_import(source, raw_db)
        taken, peak = in_a_process(__name__, "import_of", source, project)
        figures["import, raw limit"] = (raw, "s", None)
        figures["import"] = (taken, "s", round(2 * raw, 1))
        figures["import: most memory"] = (peak, "MiB", 300)
        raw = _raw_export(raw_db, Path(place) / "raw.jsonl", dump=msgspec.json.encode)
        taken, peak = in_a_process(__name__, "export_of", project, Path(place) / "out.jsonl")
        figures["export, raw limit, with the fastest way to write JSON"] = (raw, "s", None)
        figures["export, verified by reading it again"] = (taken, "s", round(2 * raw, 1))
        figures["export: most memory"] = (peak, "MiB", 300)
    return figures


def in_a_process(module: str, name: str, *arguments: Path | str) -> tuple[float, float]:
    """The seconds that a function of the module returns for these words, and MiB at most."""
    code = (
        f"import sys; from {module} import {name}; from tests.bench.bulk import peak_mib;"
        f"print({name}(*sys.argv[1:]), peak_mib())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    seconds, peak = map(float, run.stdout.split()[-2:])
    return seconds, peak


def peak_mib() -> float:
    """The most memory that this process has held, in MiB (Linux; elsewhere 0)."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def import_of(source: Path | str, project: Path | str) -> float:
    with open_store(make_project(Path(project)), any_thread=True) as store, clock() as taken:
        run_import(store, [Path(source)], ImportOptions())
    return taken.wall


def export_of(project: Path | str, target: Path | str) -> float:
    with open_store(Path(project), read_only=True, any_thread=True) as store, clock() as taken:
        run_export(store, Path(target), ExportOptions())
    return taken.wall


def write_source(path: Path, reports: int = REPORTS) -> None:
    text = long_text(2_000_000)
    chance = random.Random(5)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number in range(reports):
            begin = (number * 131) % (len(text) - SIZE)
            part = f"{number} " + text[begin : begin + SIZE - 6]
            starts = sorted(chance.sample(range(0, SIZE - 40, 20), SPANS))
            spans = [
                {"id": f"s{i}", "start": s, "end": s + 9, "label": ("Location", "Actor", "Weapon")[i % 3],
                 "text": part[s : s + 9]}
                for i, s in enumerate(starts)
            ]  # fmt: skip
            record = {
                "id": f"doc-{number}",
                "text": part,
                "spans": spans,
                "answer": "accept",
                "meta": {"title": f"Report {number}"},
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _raw_import(source: Path, target: Path) -> float:
    target.unlink(missing_ok=True)
    db = sqlite3.connect(target)
    db.execute("CREATE TABLE documents (id INTEGER PRIMARY KEY, uid TEXT, title TEXT, text TEXT)")
    db.execute("CREATE TABLE spans (document INTEGER, uid TEXT, start INTEGER, end INTEGER, label TEXT)")
    db.execute("CREATE INDEX by_document ON spans (document)")
    db.execute("CREATE VIRTUAL TABLE search USING fts5 (title, text, content='documents', content_rowid='id')")
    with clock() as taken, db:
        documents, spans = [], []
        with source.open(encoding="utf-8") as file:
            for number, line in enumerate(file):
                record = json.loads(line)
                documents.append((number, record["id"], record["meta"]["title"], record["text"]))
                spans.extend((number, s["id"], s["start"], s["end"], s["label"]) for s in record["spans"])
        db.executemany("INSERT INTO documents VALUES (?, ?, ?, ?)", documents)
        db.executemany("INSERT INTO spans VALUES (?, ?, ?, ?, ?)", spans)
        db.executemany(
            "INSERT INTO search (rowid, title, text) VALUES (?, ?, ?)", ((d[0], d[2], d[3]) for d in documents)
        )
    db.close()
    return taken.wall


def _raw_export(source: Path, target: Path, dump: Callable[[object], bytes] | None = None) -> float:
    dump = dump or (lambda record: json.dumps(record, ensure_ascii=False).encode())
    db = sqlite3.connect(source)
    with clock() as taken, target.open("wb") as file:
        spans: dict[int, list[dict[str, object]]] = {}
        for document, uid, start, end, label in db.execute("SELECT document, uid, start, end, label FROM spans"):
            spans.setdefault(document, []).append({"id": uid, "start": start, "end": end, "label": label})
        for number, uid, title, text in db.execute("SELECT id, uid, title, text FROM documents"):
            record = {"id": uid, "text": text, "spans": spans.get(number, []), "meta": {"title": title}}
            file.write(dump(record) + b"\n")
    db.close()
    return taken.wall
