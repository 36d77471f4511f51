"""What every format reads and writes: records of reports, and the way a format is asked."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol, runtime_checkable

from msgspec import Meta, Struct

from annotator.domain.annotations import AttributeValue, Origin
from annotator.domain.documents import Facts, text_digest

if TYPE_CHECKING:
    from annotator.domain.labels import LabelSchema
    from annotator.formats.aside import AsideFiles
    from annotator.formats.report import ImportReport
    from annotator.formats.spelling import Spelling

Uid = Annotated[str, Meta(min_length=1)]
Progress = Callable[[int, int], None]
"""Called with what is done and the total (0 when unknown); it may raise Cancelled."""


NO_FACTS = Facts()
_PLACE = attrgetter("start", "end", "label")


def no_progress(done: int, total: int) -> None:
    """For callers that show nothing."""


class SpanRecord(
    Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    gc=False,  # nothing in it can lead back to it
    rename={"uid": "id"},
):
    """One labelled span, `[start, end)` in code points of the report's text.

    `text` is what the source says stands there, already compared. `annotator` is named only where it is not the
    record's. No `origin` means made by hand. Names and order are those of our JSONL, which reads and writes
    these objects directly: a conversion of each would double the time of a large import.
    """

    uid: Uid | None = None
    start: int
    end: int
    label: Uid
    text: str | None = None
    attributes: dict[str, AttributeValue] = {}
    note: str = ""
    flagged: bool = False
    annotator: str = ""
    origin: Origin | None = None

    def order(self) -> tuple[int, int, str, str]:
        """The order of export: by start, the longest first, then by label."""
        return (self.start, -self.end, self.label, self.uid or "")


class RelationRecord(
    Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    gc=False,  # nothing in it can lead back to it
    rename={"uid": "id"},
):
    """A typed link from span `head` to span `child`, by the uids they have in the same record.

    `child_document` is the uid of the report that the child stands in, where it is another one.
    """

    uid: Uid | None = None
    type: str
    head: Uid
    child: Uid
    child_document: str = ""
    annotator: str = ""


class PredictionRecord(Struct, frozen=True, kw_only=True, gc=False):
    """A span that a model proposes, `[start, end)` in code points; `score` is 0..1, None when it says none."""

    start: int
    end: int
    label: Uid
    source: str = ""
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """Where a record stood; `line` counts from 1."""

    path: Path
    line: int | None = None


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """One report with what was said of it, in no particular format.

    `predictions` become suggestions and are never written.
    `origin` is where spans come from that do not say it themselves; None where the file does not tell.
    `answer` is `accept` (done), `ignore` (set aside), `reject` or empty; `sha256` is the text's digest where it
    has been worked out already; `notes` are sentences about the reading, such as the encoding found.
    """

    text: str
    facts: Facts = NO_FACTS
    uid: str | None = None
    spans: tuple[SpanRecord, ...] = ()
    relations: tuple[RelationRecord, ...] = ()
    answer: str = ""
    annotator: str = ""
    note: str = ""
    flagged: bool = False
    predictions: tuple[PredictionRecord, ...] = ()
    sha256: str = field(default="", compare=False)
    origin: Origin | None = field(default=None, compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)
    where: Where | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a user may say about a file: its encoding, and the column or key that holds the text.

    With `repair`, annotations at whose place another text stands are moved to the one near place where theirs is.
    """

    encoding: str | None = None
    text_column: str | None = None
    repair: bool = False


class Holds(enum.Enum):
    """Something that a written file may keep; the value says it to users.

    PARTS are annotations that do not begin and end with a token; CONTROLS the characters that XML 1.0 forbids. A
    format without TEXT keeps only tokens: read again, the text may be another, and offsets with it.
    """

    TEXT = "the text as it stands between the tokens"
    IDS = "ids of reports and annotations"
    FACTS = "title, source, date and other facts"
    SPANS = "annotations"
    OVERLAPS = "annotations that overlap"
    PARTS = "annotations of parts of tokens"
    ATTRIBUTES = "attributes"
    RELATIONS = "relations"
    LINKS = "relations between reports"
    NOTES = "notes and flags"
    CONTROLS = "control characters"
    ANSWERS = "whether a report is done"
    ANNOTATORS = "who marked what"
    ORIGINS = "where an annotation came from"
    TIMES = "the time of each annotation"


CONTENT = frozenset(
    {
        Holds.SPANS,
        Holds.OVERLAPS,
        Holds.PARTS,
        Holds.ATTRIBUTES,
        Holds.RELATIONS,
        Holds.LINKS,
        Holds.NOTES,
        Holds.CONTROLS,
    }
)
"""What was said of the text: an export that would lose any of it is refused until the user says how."""


class ReportWriter(Protocol):
    """Takes one report after the other; `finish` writes what belongs behind the last one."""

    def add(self, record: ReportRecord) -> None: ...

    def finish(self) -> None: ...


@runtime_checkable
class VerifyingWriter(ReportWriter, Protocol):
    """A writer that compares the file itself with what it wrote, as those of formats that cannot be read must."""

    def verify(self, path: Path, reports: int, /) -> None:
        """Raises FileRefused when the file is not what was written, for the number of reports it was given."""


class Format:
    """A file format, one instance of each in the registry; a format overrides what it can do.

    `title` names it to users, `suffixes` are in lower case with their dot, `holds` says what a file written in it
    keeps. A format that `is_folder` is written as a folder of files; one with `has_columns` can hold overlaps
    between layers in columns of their own; one that `is_view` shows annotations and does not claim to hold them;
    one that `is_binary` cannot be shown as text. `unshown` says which annotations a view passes over, if it does.
    `extra` names the optional packages it needs. `schemes` are those in which the tags can be written, the usual
    one first, where there is a choice; `scheme` is the one that this writes. `spelling` tells what labels
    and notes cannot have in them.
    """

    name: str
    title: str
    suffixes: tuple[str, ...] = ()
    reads = False
    writes = False
    holds: frozenset[Holds] = frozenset()
    is_folder = False
    has_columns = False
    is_view = False
    is_binary = False
    unshown = ""
    extra = ""
    schemes: tuple[str, ...] = ()
    scheme = ""
    spelling: Spelling | None = None

    def loses(self) -> tuple[str, ...]:
        """What a file in this format cannot keep, for users; empty for a format that is only read."""
        return tuple(part.value for part in Holds if self.writes and part not in self.holds)

    def recognise(self, head: bytes, path: Path) -> float:
        """How likely the file is of this format, 0..1, from its first bytes and its name."""
        raise NotImplementedError

    def read(
        self, path: Path, options: ReadOptions, report: ImportReport, progress: Progress
    ) -> Iterator[ReportRecord]:
        """The reports in the file, one after the other. Raises FileRefused; notices go into `report`."""
        raise NotImplementedError

    def belongs_to_another(self, path: Path) -> bool:  # noqa: ARG002 - for formats of several files
        """Whether the file is read along with another one of this format, and is none by itself."""
        return False

    def part(self, name: str) -> str:
        """What to read of the part of an export that is called `name`, as `writer` gets it."""
        return name

    def for_schema(self, schema: LabelSchema, *, in_columns: bool = False) -> Format:  # noqa: ARG002
        """The format as it writes reports labelled by this schema, with `in_columns` one column for each layer."""
        return self

    def in_scheme(self, scheme: str) -> Format:  # noqa: ARG002
        """The format as it writes tags in this one of its `schemes`."""
        return self

    def shown(self, record: ReportRecord) -> ReportRecord:
        """The record without what a view passes over; what an export counts."""
        return record

    def telling(self, content: str) -> str:
        """What of a written file shows users how a record looks in it."""
        return content

    def writer(self, name: str, files: AsideFiles) -> ReportWriter:
        """A writer of the export called `name`; it opens what it needs through `files`. Raises FileRefused.

        For a folder the name is that of a folder within, such as `train`, and empty for the folder itself.
        """
        raise NotImplementedError

    def signature(self, record: ReportRecord) -> object:
        """What must be the same of a record before it is written and after it is read again."""
        spans = sorted(map(_PLACE, record.spans))
        relations = len(record.relations) if Holds.RELATIONS in self.holds else 0
        return (record.sha256 or text_digest(record.text), tuple(spans), relations)
