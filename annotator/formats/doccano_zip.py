"""The zip file that doccano gives out: `all.jsonl`, or a file of each annotator with the same reports."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from annotator.domain.errors import FileRefused
from annotator.formats.base import Progress
from annotator.formats.faults import plain_faults
from annotator.formats.json_lines import stream_lines
from annotator.formats.zip_names import refuse_outward_names

ZIP = b"PK\x03\x04"
_OF_ALL = ("all", "unknown")
_HEAD = 64 << 10
_DAMAGED = "The zip file is damaged or locked with a password."
Place = tuple[str, int]


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The zip file; its faults inside become a FileRefused."""
    with plain_faults(path):
        try:
            with zipfile.ZipFile(path) as archive:
                yield archive
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            raise FileRefused(path, _DAMAGED) from error


def annotator_of(member: str) -> str:
    """Whose file it is; empty for that of all."""
    stem = PurePosixPath(member).stem
    return "" if stem in _OF_ALL else stem


def head_of(path: Path) -> bytes:
    """How the first file of lines begins; empty when the zip has files of another kind, or is damaged."""
    try:
        with opened(path) as archive:
            members = _members(archive)
            if not members or len(members) != sum(not info.filename.endswith("/") for info in archive.infolist()):
                return b""
            with archive.open(members[0]) as stream:
                return stream.read(_HEAD)
    except FileRefused:
        return b""


def zipped_lines(path: Path, encoding: str | None, progress: Progress) -> Iterator[tuple[Place, bytes]]:
    """The lines of all files, each with the name of its file and its number there; nothing is unpacked."""
    with opened(path) as archive:
        refuse_outward_names(archive.namelist(), path)
        for info in _members(archive):
            with archive.open(info) as stream:
                for number, line in stream_lines(path, stream, info.file_size, encoding, progress):
                    yield (info.filename, number), line


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [info for info in archive.infolist() if info.filename.lower().endswith((".jsonl", ".json"))]
