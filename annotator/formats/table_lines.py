"""The lines of a table with their ends, as often as they are asked for; those of a large file one by one."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.errors import FileRefused
from annotator.formats.base import Progress
from annotator.formats.encodings import encoding_title, read_text
from annotator.formats.faults import plain_faults
from annotator.formats.json_lines import every_line

_WHOLE = 16 << 20  # bytes up to which a file is read whole, and its encoding found
_STEP = 2_000  # lines


@dataclass(frozen=True, slots=True)
class TableLines:
    """`lines` begins anew at each call and may raise FileRefused; `note` is what is to be said of the encoding."""

    note: str
    lines: Callable[[Progress], Iterator[str]]


def table_lines(path: Path, encoding: str | None) -> TableLines:
    """The lines of the file; one of more than 16 MB is UTF-8 unless it begins otherwise, or another is told."""
    with plain_faults(path):
        size = path.stat().st_size
    if size > _WHOLE:
        note = f"Read as {encoding_title(encoding)}, as you said." if encoding else ""
        return TableLines(note, lambda progress: _streamed(path, encoding, size, progress))
    decoded = read_text(path, encoding)
    return TableLines(decoded.note, lambda progress: _within(decoded.text, progress))


def _within(text: str, progress: Progress) -> Iterator[str]:
    done = 0
    for number, line in enumerate(io.StringIO(text, newline="")):
        if number % _STEP == 0:
            progress(done, len(text))
        done += len(line)
        yield line
    progress(len(text), len(text))


def _streamed(path: Path, encoding: str | None, size: int, progress: Progress) -> Iterator[str]:
    with plain_faults(path), path.open("rb") as stream:
        for number, line in enumerate(every_line(path, stream, encoding), start=1):
            if number % _STEP == 0:
                progress(min(stream.tell(), size), size)
            try:
                yield line.decode()
            except UnicodeDecodeError:
                reason = "The line is not UTF-8; say in which encoding the file is."
                raise FileRefused(path, reason, number) from None
    progress(size, size)
