"""The names of the files in a zip archive."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from annotator.domain.errors import FileRefused
from annotator.formats.faults import quoted


def refuse_outward_names(names: Iterable[str], path: Path) -> None:
    """Raises FileRefused for a file outside the archive at `path`.

    Nothing is unpacked, but no program that means well names one.
    """
    for name in names:
        parts = name.replace("\\", "/").split("/")
        if parts[0] == "" or ".." in parts or ":" in parts[0]:
            raise FileRefused(path, f"The zip file names a file outside itself, {quoted(name)}.")
