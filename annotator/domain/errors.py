"""Refusals: faults that are the world's, not the program's, each with a sentence for the user."""

from __future__ import annotations


class Refusal(Exception):
    """Something that cannot be done; `str(error)` is one plain sentence for the user."""


class SpanRefused(Refusal):
    """An annotation that may not exist: empty, outside the text, or there already."""


class ProjectRefused(Refusal):
    """A project file that cannot be opened, or not for writing."""


class ProjectDamaged(ProjectRefused):
    """A project file that has lost pages, or its end."""


class ProjectInUse(ProjectRefused):
    """Another program holds the project; reading it is still possible."""


class StorageFailed(Refusal):
    """The disk would not take a write; nothing of that write was kept."""


class FileRefused(Refusal):
    """A file that cannot be read or written, with its name, and the line where one is known."""

    def __init__(self, path: object, reason: str, line: int | None = None) -> None:
        place = f"{path}, line {line}" if line is not None else f"{path}"
        super().__init__(f"{place}: {reason}")
        self.path = path
        self.reason = reason
        self.line = line


class SchemaRefused(Refusal):
    """A label schema that cannot be used."""


class QueryRefused(Refusal):
    """A search that is not understood; `place` is where, in code points from its start."""

    def __init__(self, reason: str, place: int) -> None:
        super().__init__(f"{reason} (at character {place + 1}).")
        self.place = place


class Cancelled(Exception):
    """The user stopped a long task; everything is as it was before."""
