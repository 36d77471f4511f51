"""Faults of files and disks, said in a sentence that a user understands."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.domain.errors import FileRefused

_SHOWN = 60
_REASONS = {
    errno.ENOENT: "There is no such file or folder.",
    errno.ENOTDIR: "There is no such file or folder.",
    errno.EACCES: "You have no permission to use it.",
    errno.EPERM: "You have no permission to use it.",
    errno.EROFS: "The disk can only be read, not written.",
    errno.ENOSPC: "The disk is full.",
    errno.EDQUOT: "Your share of the disk is used up.",
    errno.EFBIG: "The file would become too big for this disk.",
    errno.EISDIR: "This is a folder, not a file.",
    errno.ENAMETOOLONG: "The name is too long.",
    errno.EIO: "The disk could not be read or written.",
}


@contextmanager
def plain_faults(path: Path) -> Iterator[None]:
    """Turns every OSError inside into a FileRefused that names `path`."""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0) or f"The system says: {error.strerror or error}."
        raise FileRefused(path, reason) from error


def quoted(text: str) -> str:
    """The text in quotation marks for a sentence: one line of at most 60 characters, controls spelt out."""
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return "“" + "".join(c if c.isprintable() or c == " " else f"\\u{ord(c):04x}" for c in shown) + "”"
