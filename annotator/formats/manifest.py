"""The manifest beside an export: what is in the files, by which schema, and how to tell that they are whole."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from annotator import __version__
from annotator.domain.labels import LabelSchema
from annotator.formats.offset_units import CODEPOINT
from annotator.formats.report import Counts, ExportReport, WrittenFile
from annotator.formats.schema_toml import schema_tables
from annotator.formats.splits import SIDES, Split

SUFFIX = ".manifest.json"


def manifest_path(path: Path, *, is_folder: bool = False) -> Path:
    """Where the manifest stands: `NAME.manifest.json` beside an export, `export.manifest.json` in a folder."""
    return path / f"export{SUFFIX}" if is_folder else path.with_name(path.stem + SUFFIX)


def files_of(manifest: Path) -> list[str]:
    """The names of the files that a manifest lists; none when it is not there or is none."""
    try:
        found = json.loads(manifest.read_text(encoding="utf-8"))
        return [str(file["name"]) for file in found["files"]]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def manifest_text(report: ExportReport, schema: LabelSchema | None, split: Split | None) -> str:
    """The manifest as JSON with a line end; the time is that of the call, in UTC."""
    manifest: dict[str, Any] = {
        "format": report.format,
        **({"scheme": report.scheme} if report.scheme else {}),
        "tool": {"name": "annotator", "version": __version__},
        "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "offset_unit": CODEPOINT,
        **_counts(report.counts),
        "files": [_file(file, report.folder) for file in report.files],
        "split": None if split is None else _split(report, split),
        "losses": [{"what": loss.what, "count": loss.count, "done": loss.done} for loss in report.losses],
        "notices": [str(notice) for notice in report.notices],
        "schema": None if schema is None else schema_tables(schema),
    }
    if len(report.files) == 1:
        manifest["sha256"] = report.files[0].sha256
    return json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"


def _file(file: WrittenFile, folder: Path | None) -> dict[str, Any]:
    side = {"side": file.side} if file.side else {}
    name = file.path.name if folder is None else file.path.relative_to(folder).as_posix()
    return {"name": name, **side, "sha256": file.sha256, "bytes": file.bytes}


def _split(report: ExportReport, split: Split) -> dict[str, Any]:
    shares = dict(zip(SIDES, split.shares, strict=True))
    return {"seed": split.seed} | {
        side: {"share": shares[side], **_counts(counts)} for side, counts in report.sides.items()
    }


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        "documents": counts.documents,
        "spans": counts.spans,
        "relations": counts.relations,
        "labels": dict(sorted(counts.labels.items())),
    }
