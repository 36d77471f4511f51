"""Writing JSON for other programs: one value as bytes, and bytes gathered on their way to the disk."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from annotator.domain.errors import FileRefused
from annotator.formats.aside import AsideFile
from annotator.formats.base import RelationRecord, ReportRecord
from annotator.formats.faults import plain_faults, quoted

_BUFFER = 1 << 20


def json_bytes(value: object, record: ReportRecord, path: Path) -> bytes:
    """The value in one line of UTF-8, without a line end.

    Raises FileRefused, naming `path` and the report, for what JSON cannot carry.
    """
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except UnicodeEncodeError as error:
        raise _unwritable(record, path, "It has half of a surrogate pair.") from error
    except ValueError as error:
        raise _unwritable(record, path, "It holds a number that JSON does not know.") from error


def ends_of(
    relation: RelationRecord, record: ReportRecord, ids: Mapping[str | None, int], path: Path
) -> tuple[int, int]:
    """What `ids` has for the head and the child. Raises FileRefused when an end is not in the report."""
    for uid in (relation.head, relation.child):
        if uid not in ids:
            raise _unwritable(record, path, f"A relation leads to {quoted(uid)}, but no span has this id.")
    return ids[relation.head], ids[relation.child]


def _unwritable(record: ReportRecord, path: Path, reason: str) -> FileRefused:
    name = quoted(record.facts.title or record.uid or record.text)
    return FileRefused(path, f"The report {name} cannot be written. {reason}")


class Buffered:
    """Gathers bytes and writes them a megabyte at a time."""

    def __init__(self, file: AsideFile) -> None:
        self.file = file
        self._waiting = bytearray()

    def add(self, data: bytes) -> None:
        self._waiting += data
        if len(self._waiting) >= _BUFFER:
            self.finish()

    def finish(self) -> None:
        self.file.write(self._waiting)
        self._waiting = bytearray()


class Spool:
    """Bytes put by at `path` until it is known whether they are wanted; no file is kept open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting = bytearray()

    def add(self, data: bytes) -> None:
        self._waiting += data
        if len(self._waiting) >= _BUFFER:
            self._put_by()

    def blocks(self) -> Iterator[bytes]:
        """All of it, a megabyte at a time."""
        self._put_by()
        with plain_faults(self._path), self._path.open("rb") as stream:
            while block := stream.read(_BUFFER):
                yield block

    def remove(self) -> None:
        self._waiting = bytearray()
        with plain_faults(self._path):
            self._path.unlink(missing_ok=True)

    def _put_by(self) -> None:
        with plain_faults(self._path), self._path.open("ab") as stream:
            stream.write(self._waiting)
        self._waiting = bytearray()
