"""How large a file may be that is read as a whole, and how long a line: beyond it nothing is taken into memory."""

from __future__ import annotations

from pathlib import Path

from annotator.domain.errors import FileRefused
from annotator.formats.faults import plain_faults

LARGEST_REPORT = 64 << 20
"""Bytes of the text of one report, or of the line or object that has it with all that is said of it."""

LARGEST_FILE = 256 << 20
"""Bytes of a file that is read as a whole: formats whose reports cannot be taken out one by one."""


def refuse_larger(path: Path, largest: int = LARGEST_FILE) -> None:
    """Raises FileRefused when the file has more bytes than that, or cannot be looked at."""
    with plain_faults(path):
        size = path.stat().st_size
    if size > largest:
        reason = f"The file is larger than {largest >> 20} MB, the most that is read at once in this format."
        raise FileRefused(path, reason)


def whole_file(path: Path, largest: int = LARGEST_FILE) -> bytes:
    """All bytes of the file. Raises FileRefused."""
    refuse_larger(path, largest)
    with plain_faults(path):
        return path.read_bytes()
