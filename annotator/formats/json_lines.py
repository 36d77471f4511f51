"""Lines of JSON: reading them one by one, and saying what is wrong with one."""

from __future__ import annotations

import codecs
import io
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from annotator.domain.errors import FileRefused
from annotator.formats.base import Progress
from annotator.formats.faults import plain_faults, quoted
from annotator.formats.whole_files import LARGEST_REPORT

_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")
_PROGRESS_STEP = 1 << 20
_TOO_LONG = f"The line is longer than {LARGEST_REPORT >> 20} MB, the most that is read of one report."


def json_lines(path: Path, encoding: str | None, progress: Progress) -> Iterator[tuple[int, bytes]]:
    """Number (from 1) and bytes of each line in UTF-8, blank ones left out; UTF-16 is seen and converted.

    Only one line is in memory. Raises FileRefused when the file cannot be read or does not fit `encoding`.
    """
    with plain_faults(path), path.open("rb") as stream:
        yield from stream_lines(path, stream, path.stat().st_size, encoding, progress)


def stream_lines(
    path: Path, stream: IO[bytes], size: int, encoding: str | None, progress: Progress
) -> Iterator[tuple[int, bytes]]:
    """The same for a stream of `size` bytes that begins at its start; `path` is what a refusal names."""
    reported = 0
    for number, line in enumerate(every_line(path, stream, encoding), start=1):
        if stream.tell() - reported >= _PROGRESS_STEP:
            reported = stream.tell()
            progress(reported, size)
        if not line.isspace():
            yield number, line
    progress(size, size)


def every_line(path: Path, stream: IO[bytes], encoding: str | None) -> Iterator[bytes]:
    """All lines with their ends, in UTF-8 where a wide encoding is told or seen. Raises FileRefused."""
    encoding = encoding or wide_encoding(stream.read(4))
    stream.seek(0)
    if encoding is None:
        yield from _utf8_lines(path, stream)
        return
    try:
        decoded = io.TextIOWrapper(stream, encoding=encoding, newline="\n")
    except LookupError as error:
        raise FileRefused(path, f"There is no encoding named {quoted(encoding)}.") from error
    try:
        longest = LARGEST_REPORT // 2  # characters, of which the common ones have two bytes
        for number, text in enumerate(iter(lambda: decoded.readline(longest + 1), ""), start=1):
            if len(text) > longest:
                raise FileRefused(path, _TOO_LONG, number)
            yield (text.removeprefix("\ufeff") if number == 1 else text).encode()
    except UnicodeError as error:
        raise FileRefused(path, f"The file is not text in {encoding}.") from error
    finally:
        decoded.detach()  # the stream is closed by who opened it


def _utf8_lines(path: Path, stream: IO[bytes]) -> Iterator[bytes]:
    for number, line in enumerate(iter(lambda: stream.readline(LARGEST_REPORT + 1), b""), start=1):
        if len(line) > LARGEST_REPORT:
            raise FileRefused(path, _TOO_LONG, number)
        yield line.removeprefix(codecs.BOM_UTF8) if number == 1 else line


def wide_encoding(head: bytes) -> str | None:
    """The UTF-16 or UTF-32 encoding of a JSON file that starts with these four bytes; None for any other.

    JSON starts with an ASCII character, so the zero bytes tell, even without a byte order mark.
    """
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    shapes = {"x000": "utf-32-le", "000x": "utf-32-be", "x0x0": "utf-16-le", "0x0x": "utf-16-be"}
    return shapes.get("".join("x" if byte else "0" for byte in head))


def first_objects(head: bytes) -> list[dict[str, Any]]:
    """The first JSON objects that stand whole in the head of a file, at most 20; none for other files."""
    encoding = wide_encoding(head[:4]) or "utf-8-sig"
    found: list[dict[str, Any]] = []
    for line in head.decode(encoding, "replace").lstrip("\ufeff \t\r\n").split("\n")[:20]:
        try:
            value = json.loads(line) if line.startswith("{") else None
        except (ValueError, RecursionError):
            break
        if isinstance(value, dict):
            found.append(value)
        elif line.strip():
            break
    return found


class BadJson(Exception):
    """A line that is not one JSON object of text and numbers; `str(error)` is the sentence."""


def parse_object(line: bytes) -> dict[str, Any]:
    """The object in the line, parsed so that every fault has a place. Raises BadJson."""
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise BadJson(f"Byte {error.start + 1} of the line is not UTF-8.") from error
    try:
        found = json.loads(
            text, parse_constant=refuse_constant, parse_float=finite, object_pairs_hook=refuse_twice
        )
    except json.JSONDecodeError as error:
        raise BadJson(_fault(error, text)) from error
    except RecursionError as error:
        raise BadJson("The lists and objects are nested too deeply.") from error
    except ValueError as error:  # a whole number of thousands of digits
        raise BadJson("A number is too long.") from error
    if not isinstance(found, dict):
        raise BadJson("The line is not a JSON object, which starts with { and ends with }.")
    if has_half_pairs(text, 0, len(text)):
        refuse_half_pairs(found)
    return found


def has_half_pairs(text: str, start: int, end: int) -> bool:
    """Whether this stretch of JSON spells out surrogates, which must then be looked at."""
    return _HALF_PAIR.search(text, start, end) is not None


def refuse_half_pairs(value: object, place: str = "") -> None:
    """Raises BadJson when a text inside holds half of a surrogate pair, which no file can carry."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            where = f" of {quoted(place)}" if place else ""
            code = f"\\u{ord(value[error.start]):04x}"
            raise BadJson(f"Character {error.start + 1}{where} is half of a surrogate pair ({code}).") from error
    elif isinstance(value, dict):
        for key, inner in value.items():
            refuse_half_pairs(key)
            refuse_half_pairs(inner, key)
    elif isinstance(value, list):
        for inner in value:
            refuse_half_pairs(inner, place)


def _fault(error: json.JSONDecodeError, text: str) -> str:
    if error.msg.startswith("Unterminated string") or error.pos >= len(text.rstrip()):
        return "The line breaks off before the record ends; the file may be cut short."
    return f"The line is not valid JSON at character {error.pos + 1}: {error.msg}."


def refuse_constant(name: str) -> float:
    raise BadJson(f"{name} is not a number in JSON.")


def finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise BadJson(f"The number {digits[:20]} is too large.")
    return number


def refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise BadJson(f"The key {quoted(key)} occurs twice in one object.")
            seen.add(key)
    return found
