"""Which files an import will read, from the files and folders that a user names."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.errors import FileRefused
from annotator.formats import manifest
from annotator.formats.base import Format
from annotator.formats.faults import plain_faults
from annotator.formats.registry import FORMATS, recognise

_OF_A_PROJECT = re.compile(r"\.annodb(-wal|-shm|-journal)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """One file: how it will be read, or in `reason` why it cannot be; `size` is in bytes."""

    path: Path
    size: int
    format: Format | None
    reason: str = ""


def plan_sources(paths: Iterable[Path], forced: Format | None = None) -> list[Source]:
    """Every file named or found in the folders named, sorted within each folder, none twice.

    In folders hidden files, manifests beside an export and files that are read along with others are passed over.
    Raises FileRefused for a name that does not exist or is no file, such as a pipe; projects, and files that no
    format fits, stay in the list with their reason. `forced` settles the format.
    """
    sources: dict[Path, Source] = {}
    asked = FORMATS if forced is None else (forced,)
    for path in paths:
        with plain_faults(path):
            files = _files_below(path, asked) if path.is_dir() else [path]
            for file in files:
                sources.setdefault(file.resolve(), _source(file, forced))
    return list(sources.values())


def _source(path: Path, forced: Format | None) -> Source:
    status = path.stat()
    size = status.st_size
    if not stat.S_ISREG(status.st_mode):
        raise FileRefused(path, "This is neither a file nor a folder, so it cannot be imported.")
    if _OF_A_PROJECT.search(path.name):
        return Source(path, size, None, "It is a project, or belongs to one.")
    if forced is not None:
        return Source(path, size, forced)
    try:
        return Source(path, size, recognise(path))
    except FileRefused as refused:
        return Source(path, size, None, refused.reason)


def _files_below(folder: Path, asked: Sequence[Format]) -> Iterator[Path]:
    def stop(error: OSError) -> None:
        raise error

    for parent, folders, names in os.walk(folder, onerror=stop):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        for name in sorted(names):
            path = Path(parent, name)
            if _is_hidden(name) or name.endswith(manifest.SUFFIX) or not path.is_file():
                continue
            if not any(form.belongs_to_another(path) for form in asked):
                yield path


def _is_hidden(name: str) -> bool:
    """Names with a dot, and the lock files that office programs leave beside an open document."""
    return name.startswith((".", "~$"))
