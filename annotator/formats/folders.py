"""Exports that are folders: the names of the files in them, and reading them together."""

from __future__ import annotations

import os
import re
from pathlib import Path

from annotator.domain.errors import FileRefused
from annotator.formats.base import ReportRecord
from annotator.formats.faults import plain_faults

_LONGEST = 40
_ODD = re.compile(r"[^\w.]+|_+")


def file_stem(number: int, record: ReportRecord) -> str:
    """A name without suffix for the report, `000001-Rebels-shelled-Mosul`: in order, and in no other's way."""
    title = _ODD.sub("-", record.facts.title)[:_LONGEST].strip("-.")
    return f"{number:06}-{title}" if title else f"{number:06}"


def files_within(path: Path, suffix: str | tuple[str, ...]) -> list[Path]:
    """The file itself, or those with a suffix of these in a folder and below, in the order of their names.

    Raises FileRefused when it does not exist or the folder has none.
    """
    with plain_faults(path):
        if not path.is_dir():
            path.stat()
            return [path]
        found = [
            Path(parent, name)
            for parent, _, names in os.walk(path)
            for name in names
            if name.lower().endswith(suffix)
        ]
    if not found:
        endings = suffix if isinstance(suffix, str) else suffix[0]
        raise FileRefused(path, f"The folder has no file whose name ends with {endings}.")
    return sorted(found)
