"""Files written aside, which take their places together or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO

from annotator.domain.errors import FileRefused
from annotator.formats.faults import plain_faults

_FEW = 64  # files
_OTHER = "The disk gave back something else than was written."


class AsideFile:
    """The file `name` of a folder, on its way into another; its digest and size are taken while it is written.

    An export may be of a hundred thousand files: of one that is closed only the least is kept.
    """

    __slots__ = ("_digest", "_folder", "_goal", "_name", "_read_again", "_settled", "_stream", "size")

    def __init__(self, folder: Path, goal: Path, name: str) -> None:
        self._folder, self._goal, self._name = folder, goal, name
        self.size = 0
        self._settled = False
        self._read_again = 0
        self._digest: bytes | None = None
        self._stream: _Stream | None = _Stream(self.partial)

    @property
    def target(self) -> Path:
        return self._goal / self._name

    @property
    def partial(self) -> Path:
        return self._folder / self._name

    def write(self, data: bytes | bytearray) -> None:
        with plain_faults(self.target):
            self._opened.write(data)
        self.size += len(data)

    def write_and_read(self, data: bytes | bytearray) -> bytes:
        """Write, and give back what stands in the file then. Raises FileRefused when that is something else."""
        begin = self.size
        self.write(data)
        with plain_faults(self.target):
            found = self._opened.read(begin)
        if found != data:
            raise FileRefused(self.target, _OTHER)
        self._read_again += len(data)
        return found

    @property
    def is_closed(self) -> bool:
        return self._stream is None

    @property
    def sha256(self) -> str:
        return (self._opened.digest.digest() if self._digest is None else self._digest).hex()

    @property
    def _opened(self) -> _Stream:
        if self._stream is None:
            raise ValueError("the file is closed")
        return self._stream

    def settle(self, *, flush: bool = True) -> None:
        """Bring every byte to the disk, and read again and compare what has not been yet.

        Raises FileRefused when they differ or the disk fails; a second call does nothing. Without `flush` the
        bytes are on the disk already.
        """
        if self._settled:
            return
        with plain_faults(self.target):
            self._close()
            if flush:
                with self.partial.open("r+b") as written:
                    os.fsync(written.fileno())
            if self._read_again < self.size:
                with self.partial.open("rb") as written:
                    found = file_digest(written)
                if found != self.sha256:
                    raise FileRefused(self.target, _OTHER)
        self._settled = True

    def close(self) -> None:
        """Nothing more is written; of many files only few may be open at a time."""
        with contextlib.suppress(OSError):
            self._close()

    def _close(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            self._digest = stream.digest.digest()
            stream.raw.close()


class _Stream:
    """What a file needs while it is open."""

    __slots__ = ("digest", "raw")

    def __init__(self, path: Path) -> None:
        self.digest = hashlib.sha256()
        self.raw: IO[bytes] = path.open("x+b", buffering=0)

    def write(self, data: bytes | bytearray) -> None:
        left = memoryview(data)
        while left:
            left = left[self.raw.write(left) :]
        self.digest.update(data)

    def read(self, begin: int) -> bytes:
        self.raw.seek(begin)
        return self.raw.read()


class AsideFiles:
    """The files of an export called `name`, in a hidden folder beside their places and under their own names.

    `folder` is where they are written, `target` where they go, a folder that may be made for them.
    Used in a `with`; what `put_in_place` has not moved by then is removed.
    """

    def __init__(self, beside: Path, name: str, target: Path | None = None) -> None:
        self.files: list[AsideFile] = []
        self._target = target or beside
        self.folder = beside / f".{name[:40]}.partial-{uuid.uuid4().hex[:12]}"

    def __enter__(self) -> AsideFiles:  # noqa: PYI034 - Self is newer than our oldest Python
        with plain_faults(self._target):
            self.folder.mkdir()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self.files:
            file.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def open(self, name: str) -> AsideFile:
        """A new file of that name, which may lie in a folder. Raises FileRefused without room or right for it."""
        target = self._target / name
        with plain_faults(target):
            if target.is_dir():
                raise FileRefused(target, "A folder has this name already.")
            partial = self.folder / name
            partial.parent.mkdir(parents=True, exist_ok=True)
            file = AsideFile(self.folder, self._target, name)
        self.files.append(file)
        return file


def settle_all(files: Sequence[AsideFile]) -> None:
    """Settle the files; very many are brought to the disk together, which takes a hundredth of the time."""
    together = len(files) > _FEW and hasattr(os, "sync")
    if together:
        for file in files:
            file.close()
        os.sync()
    for file in files:
        file.settle(flush=not together)


def put_in_place(files: Sequence[AsideFile], outdated: Sequence[Path] = ()) -> None:
    """Move all files to their places and take away the outdated; when one cannot go there, all is put back.

    Raises FileRefused.
    """
    settle_all(files)
    kept: list[tuple[Path, Path | None]] = []
    made: list[Path] = []
    try:
        for file in files:
            with plain_faults(file.target):
                made += _make_folders(file.target.parent)
                kept.append((file.target, _keep(file)))
                file.partial.replace(file.target)
        for path in outdated:
            with plain_faults(path):
                old = files[0].partial.with_name(f"{uuid.uuid4().hex}.before")
                path.replace(old)
                kept.append((path, old))
    except BaseException:
        _put_back(kept)
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise
    for folder in {file.target.parent for file in files}:
        _settle_folder(folder)


def _make_folders(folder: Path) -> list[Path]:
    """The folders that were made for this one to be there, the outermost first."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir()
    return missing[::-1]


def file_digest(stream: BinaryIO) -> str:
    """SHA-256 of what is left in the stream, in hexadecimal."""
    digest = hashlib.sha256()
    while block := stream.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def _keep(file: AsideFile) -> Path | None:
    """A second name, in the hidden folder, for what stands at the target now; None when nothing does."""
    if not file.target.exists():
        return None
    old = file.partial.with_name(f"{uuid.uuid4().hex}.before")
    try:
        os.link(file.target, old)
    except OSError:  # disks without hard links
        shutil.copy2(file.target, old)
    return old


def _put_back(kept: list[tuple[Path, Path | None]]) -> None:
    for target, old in reversed(kept):
        with contextlib.suppress(OSError):
            if old is None:
                target.unlink(missing_ok=True)
            else:
                old.replace(target)


def _settle_folder(folder: Path) -> None:
    """Bring the new names to the disk, where the system lets a folder be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
