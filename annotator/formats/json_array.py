"""The objects of one big JSON array, one after the other, without the whole of it in memory."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from annotator.domain.errors import FileRefused
from annotator.formats.base import Progress
from annotator.formats.faults import plain_faults, quoted
from annotator.formats.json_lines import (
    BadJson,
    finite,
    has_half_pairs,
    refuse_constant,
    refuse_half_pairs,
    refuse_twice,
    wide_encoding,
)

_CHUNK = 1 << 20
_LARGEST = 64 << 20  # characters of one object, which takes some ten times as much memory
_MARGIN = 64  # characters before the end of what was read, where a fault may only be that more must be read
_SPACE = re.compile(r"[ \t\r\n]*")
_CUT_SHORT = "The file breaks off before the array ends; it may be cut short."


def array_items(path: Path, encoding: str | None, progress: Progress) -> Iterator[tuple[int, dict[str, Any]]]:
    """The line (from 1) and content of each object in an array; objects without one around them are read as well.

    Raises FileRefused with the line of the fault.
    """
    with plain_faults(path), path.open("rb") as stream:
        reader = _Reader(path, stream, encoding, progress)
        in_array = reader.skip("[")
        while (found := reader.item()) is not None:
            yield found
            if in_array and not reader.skip(","):
                break
        if in_array and not reader.skip("]"):
            reader.refuse(_CUT_SHORT if reader.at_end() else "After an object there must be a comma or a bracket.")
        if not reader.at_end():
            reader.refuse("There is something behind the end of the array.")


class _Reader:
    """A window of the text that grows until an object is whole in it, by doubling."""

    def __init__(self, path: Path, stream: BinaryIO, encoding: str | None, progress: Progress) -> None:
        self._path = path
        self._stream = stream
        self._progress = progress
        self._size = path.stat().st_size
        self._text = ""
        self._at = 0
        self._line = 1
        self._ended = False
        self._encoding = encoding or wide_encoding(stream.read(4)) or "utf-8"
        stream.seek(0)
        try:
            self._decoder = codecs.getincrementaldecoder(self._encoding)()
        except LookupError as error:
            raise FileRefused(path, f"There is no encoding named {quoted(self._encoding)}.") from error
        self._json = json.JSONDecoder(
            parse_constant=refuse_constant, parse_float=finite, object_pairs_hook=refuse_twice
        )

    def refuse(self, reason: str) -> NoReturn:
        raise FileRefused(self._path, reason, self._line)

    def at_end(self) -> bool:
        """Whether nothing but white space is left."""
        self._skip_space()
        return self._at == len(self._text)

    def skip(self, mark: str) -> bool:
        """Step over the mark when it stands next."""
        self._skip_space()
        found = self._text[self._at : self._at + 1] == mark
        self._at += found
        return found

    def item(self) -> tuple[int, dict[str, Any]] | None:
        """The next object with its line; None before the end of the array or the file."""
        self._skip_space()
        if self._text[self._at : self._at + 1] in ("", "]"):
            return None
        if self._text[self._at] != "{":
            self.refuse("There is something that is no object, which would start with {.")
        line = self._line
        found, end = self._parse()
        if has_half_pairs(self._text, self._at, end):
            try:
                refuse_half_pairs(found)
            except BadJson as error:
                self.refuse(str(error))
        self._line += self._text.count("\n", self._at, end)
        self._at = end
        return line, found

    def _parse(self) -> tuple[dict[str, Any], int]:
        """The object that starts here, and where it ends; reads on until all of it is there."""
        while True:
            parsed = self._tried()
            if parsed is not None:
                return parsed

    def _tried(self) -> tuple[dict[str, Any], int] | None:
        """The object, or None when more of it has been read. Raises FileRefused."""
        try:
            found, end = self._json.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            cut = error.msg.startswith("Unterminated string") or error.pos >= len(self._text) - _MARGIN
            if cut and self._grow():
                return None
            self._line += self._text.count("\n", self._at, error.pos)
            self.refuse(_CUT_SHORT if cut else f"The text is not valid JSON: {error.msg}.")
        except BadJson as error:
            self.refuse(str(error))
        except RecursionError:
            self.refuse("The lists and objects are nested too deeply.")
        except ValueError:  # a whole number of thousands of digits
            self.refuse("A number is too long.")
        return found, end

    def _skip_space(self) -> None:
        while True:
            space = _SPACE.match(self._text, self._at)
            rest = self._at if space is None else space.end()
            self._line += self._text.count("\n", self._at, rest)
            self._at = rest
            if rest < len(self._text) or not self._grow():
                return

    def _grow(self) -> bool:
        """Read on, as much as is held already; False at the end of the file."""
        if self._ended:
            return False
        held = self._text[self._at :]
        if len(held) > _LARGEST:
            self.refuse("An object is longer than 64 MB.")
        data = self._stream.read(max(_CHUNK, min(len(held), _LARGEST - len(held))))
        self._ended = not data
        try:
            more = self._decoder.decode(data, final=self._ended)
        except UnicodeError as error:
            raise FileRefused(self._path, f"The file is not text in {self._encoding}.") from error
        is_first = not self._text and self._at == 0
        self._text, self._at = held + (more.removeprefix("\ufeff") if is_first else more), 0
        self._progress(min(self._stream.tell(), self._size), self._size)
        return not self._ended or bool(more)
