"""The lines of a file of columns: of a large one only those being read are in memory."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from annotator.domain.errors import FileRefused
from annotator.formats.base import Progress
from annotator.formats.encodings import encoding_title, read_text
from annotator.formats.faults import plain_faults, quoted

_WHOLE = 16 << 20  # bytes up to which a file is read whole, and its encoding found
_LONGEST = 16 << 20  # characters of a line
_STEP = 20_000  # lines


def read_lines(path: Path, encoding: str | None, progress: Progress) -> tuple[str, Iterator[str]]:
    """What is to be said of the encoding, and the lines without their ends. Raises FileRefused, the lines as well.

    Only line feeds part lines: other marks of ends of lines stand inside tokens of real files. A file of more than
    16 MB is UTF-8 unless another encoding is told.
    """
    with plain_faults(path):
        size = path.stat().st_size
    if size > _WHOLE:
        note = f"Read as {encoding_title(encoding)}, as you said." if encoding else ""
        return note, _streamed(path, encoding or "utf-8-sig", size, progress)
    decoded = read_text(path, encoding)
    return decoded.note, _within(decoded.text, progress)


def lines_in(text: str) -> list[str]:
    """The lines of a text, parted in the same way."""
    return [line.removesuffix("\r") for line in text.split("\n")]


def _within(text: str, progress: Progress) -> Iterator[str]:
    start, number = 0, 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield text[start:end].removesuffix("\r")
        start, number = end + 1, number + 1
        if number % _STEP == 0:
            progress(start, len(text))
    progress(len(text), len(text))


def _streamed(path: Path, encoding: str, size: int, progress: Progress) -> Iterator[str]:
    number = 0
    with plain_faults(path), path.open("rb") as stream:
        try:
            decoded = io.TextIOWrapper(stream, encoding=encoding, newline="\n")
        except LookupError:
            raise FileRefused(path, f"There is no encoding named {quoted(encoding)}.") from None
        while line := _next_line(decoded, path, encoding, number + 1):
            number += 1
            yield line.removesuffix("\n").removesuffix("\r")
            if number % _STEP == 0:
                progress(min(stream.tell(), size), size)
    progress(size, size)


def _next_line(decoded: io.TextIOWrapper, path: Path, encoding: str, number: int) -> str:
    try:
        line = decoded.readline(_LONGEST)
    except UnicodeError:
        name = encoding_title(encoding.removesuffix("-sig"))
        reason = f"It does not fit {name} here or soon after; say in which encoding it is."
        raise FileRefused(path, reason, number) from None
    if len(line) >= _LONGEST:
        raise FileRefused(path, "The line is longer than 16 million characters.", number)
    return line
