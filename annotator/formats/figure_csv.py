"""A table of numbers and texts as a CSV file."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from annotator.formats.claims import safe_cell
from annotator.formats.faults import plain_faults


def write_table(rows: Iterable[Sequence[str | int | float]], target: Path) -> None:
    """Write the rows aside and put the file in place once it is whole; texts are no formulas to a spreadsheet.

    Raises FileRefused.
    """
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(
        [safe_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    partial = target.with_name(f".{target.name}.partial-{os.getpid()}")
    with plain_faults(target):
        try:
            partial.write_bytes(stream.getvalue().encode("utf-8-sig", "replace"))
            partial.replace(target)
        finally:
            with suppress(OSError):
                partial.unlink()
