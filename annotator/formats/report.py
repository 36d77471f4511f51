"""What an import or export did: counts, warnings with their places, and what was lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from annotator.formats.base import ReportRecord

EMPTY_FILE = "The file is empty and was left out."


@dataclass(slots=True)
class Notice:
    """One sentence about a file; `times` counts how often it held there, `line` is the first place."""

    reason: str
    path: Path | None = None
    line: int | None = None
    times: int = 1

    def __str__(self) -> str:
        place = "" if self.path is None else f"{self.path.name}: "
        if self.path is not None and self.line is not None:
            place = f"{self.path.name}, line {self.line}: "
        return place + self.reason + (f" ({self.times} times)" if self.times > 1 else "")


@dataclass(slots=True)
class Counts:
    """How much passed through."""

    documents: int = 0
    spans: int = 0
    relations: int = 0
    labels: Counter[str] = field(default_factory=Counter)

    def add(self, record: ReportRecord) -> None:
        self.documents += 1
        self.spans += len(record.spans)
        self.relations += len(record.relations)
        self.labels.update([span.label for span in record.spans])

    def join(self, other: Counts) -> None:
        """Add what the other has counted."""
        self.documents += other.documents
        self.spans += other.spans
        self.relations += other.relations
        self.labels.update(other.labels)


class Notices:
    """Sentences in the order in which they came up; the same sentence about the same file is kept once."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, Path | None], Notice] = {}

    def __iter__(self) -> Iterator[Notice]:
        return iter(self._kept.values())

    def __len__(self) -> int:
        return len(self._kept)

    def add_once(self, path: Path, reason: str, line: int | None) -> None:
        """For what many records of a file say alike, as a reader may have said of the file itself."""
        self._kept.setdefault((reason, path), Notice(reason, path, line))

    def add_each(self, path: Path, reason: str, line: int | None) -> None:
        """For what is listed one by one: the same sentence about another line stands for itself."""
        place = (f"{reason} ({line})", path)
        known = self._kept.setdefault(place, Notice(reason, path, line, times=0))
        known.times += 1

    def add(self, reason: str, path: Path | None = None, line: int | None = None) -> None:
        known = self._kept.get((reason, path))
        if known is None:
            self._kept[reason, path] = Notice(reason, path, line)
        else:
            known.times += 1


@dataclass(slots=True)
class ImportReport:
    """What a reader has to say; `notices` tells everything that was not taken over as it stood."""

    notices: Notices = field(default_factory=Notices)


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a format cannot hold: how often there is some, and what became of it.

    `blocks` marks what was said of the text: it is lost only when the user has chosen how.
    """

    what: str
    count: int
    done: str
    blocks: bool = False

    def __str__(self) -> str:
        return f"{self.count:,} {self.what}: {self.done}"


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that was written and read again; `side` is train, dev or test, or empty without a split."""

    path: Path
    side: str
    sha256: str
    bytes: int


@dataclass(slots=True)
class ExportReport:
    """What was written; `losses` tells what the format could not hold and what was done about it.

    `sides` has the counts of each side of a split, and is empty without one; `folder` is set for an export that is
    a folder of files. `scheme` is that of the tags, in formats that give the choice.
    """

    format: str
    scheme: str = ""
    files: tuple[WrittenFile, ...] = ()
    manifest: Path | None = None
    folder: Path | None = None
    counts: Counts = field(default_factory=Counts)
    sides: dict[str, Counts] = field(default_factory=dict)
    notices: Notices = field(default_factory=Notices)
    losses: list[Loss] = field(default_factory=list)
