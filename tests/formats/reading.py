"""Reading one file in a test, and making records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotator.domain.annotations import Origin
from annotator.domain.documents import Facts
from annotator.domain.errors import FileRefused
from annotator.formats.base import (
    Format,
    ReadOptions,
    RelationRecord,
    ReportRecord,
    SpanRecord,
    no_progress,
)
from annotator.formats.report import ImportReport

RELATED = Path(__file__).resolve().parents[3] / "shared" / "data"


def read_all(form: Format, path: Path, options: ReadOptions | None = None) -> tuple[list[ReportRecord], list[str]]:
    """The records in the file, and what was said about it."""
    report = ImportReport()
    records = list(form.read(path, options or ReadOptions(), report, no_progress))
    return records, [notice.reason for notice in report.notices]


def read_or_refused(form: Format, path: Path) -> list[ReportRecord]:
    """The records; none when the file is refused with a sentence that names it."""
    try:
        return read_all(form, path)[0]
    except FileRefused as refused:
        if refused.path != path or not refused.reason.endswith("."):
            raise AssertionError(f"this does not tell what is wrong: {refused}") from refused
        return []


def damaged(copy: Path, data: bytes, places: int = 50) -> Iterator[None]:
    """Makes `copy` hold the data cut off at so many places, and with a byte changed at each, one after the other.

    The file stays open: to open one for writing takes longer than most readers do.
    """
    with copy.open("w+b", buffering=0) as stream:
        for at in range(0, len(data), len(data) // places + 1):
            for rest in (b"", bytes([data[at] ^ 0x11]) + data[at + 1 :]):
                stream.seek(0)
                stream.truncate()
                stream.write(data[:at] + rest)
                yield


def span(text: str, start: int, end: int, label: str = "Actor", **more: object) -> SpanRecord:
    return SpanRecord(start=start, end=end, label=label, text=text[start:end], **more)


def full_record() -> ReportRecord:
    """A report that uses everything a record can hold."""
    text = "Rebels shelled Mosul 💥, officials said.\r\nشهود عيان\u00a0<b>&\x00"
    spans = (
        span(
            text,
            0,
            20,
            "Claim",
            uid="c1",
            attributes={"stance": "asserts", "evidence": True, "weight": 1.5, "n": 2},
        ),
        span(text, 0, 6, uid="a1", note="who?", flagged=True),
        span(text, 15, 22, "Location", uid="l1", annotator="grace", origin=Origin("suggested", "repeats", 0.5)),
        span(text, 24, 33, uid="a2"),
    )
    relations = (
        RelationRecord(uid="r1", type="said_by", head="c1", child="a2"),
        RelationRecord(uid="r2", type="about", head="c1", child="l1", annotator="grace"),
    )
    facts = Facts(
        "A title", "Wire", "2022-06-20", "en", "https://example.org/1", {"tags": ["a"], "deep": {"n": None}}
    )
    return ReportRecord(text, facts, "doc-1", spans, relations, "accept", "ada", "a note", True)


def plain_record(number: int, text: str = "", **more: object) -> ReportRecord:
    """A small report with one span."""
    text = text or f"Report {number}: rebels shelled Mosul."
    return ReportRecord(
        text, uid=f"doc-{number}", spans=(span(text, 0, 6, uid="s1"),), answer="accept", annotator="ada", **more
    )
