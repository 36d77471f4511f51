"""Token classification as Parquet: numbered tags, and their names where the `datasets` library looks for them.

The names stand as features of a data set in the metadata of the schema, under `huggingface`. They are written as
every version of the library reads them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from annotator.domain.errors import FileRefused
from annotator.domain.labels import LabelSchema
from annotator.formats.aside import AsideFile, AsideFiles
from annotator.formats.base import Format, Holds, Progress, ReadOptions, ReportRecord
from annotator.formats.extras import has_extra, load, sentence_without
from annotator.formats.faults import plain_faults, quoted
from annotator.formats.hf_jsonl import part_of_dataset
from annotator.formats.report import EMPTY_FILE, ImportReport, Notices
from annotator.formats.tags import IOB2, OUTSIDE, tags_of
from annotator.formats.token_rows import TaggedRow, records_of_rows, rows_of, tell_left_out, untagged
from annotator.formats.tokenised import token_signature

_MAGIC = b"PAR1"
_TAG_COLUMNS = ("ner_tags", "tags", "labels")
_KNOWN = frozenset({"id", "document", "tokens"})
_FEATURES = b"huggingface"
_ROWS = 1_000  # in memory at a time
_MOST_VALUES = 50_000_000  # in one column of a group of rows; a small file can unpack to any number
_TEXT_FEATURE = {"dtype": "string", "_type": "Value"}


_COUNT_VALUES = """
import sys
from pyarrow.parquet import read_metadata
found = read_metadata(sys.argv[1])
groups = [found.row_group(number) for number in range(found.num_row_groups)]
print(max((group.column(n).num_values for group in groups for n in range(group.num_columns)), default=0))
"""


class HfParquetFormat(Format):
    """A folder with train.parquet, and validation.parquet and test.parquet when there is a split."""

    name = "hf-parquet"
    title = "Hugging Face token classification, Parquet with named tags"
    suffixes = (".parquet",)
    reads = True
    writes = True
    holds = frozenset({Holds.SPANS, Holds.CONTROLS})
    is_folder = True
    is_binary = True
    extra = "parquet"

    def __init__(self, labels: Sequence[str] | None = None) -> None:
        """`labels` are those that the tags are numbered by; without them those that come up, once all is there."""
        self._labels = labels

    def recognise(self, head: bytes, path: Path) -> float:
        named = 0.6 if path.suffix.lower() in self.suffixes else 0.0
        return 0.95 if head.startswith(_MAGIC) else named

    def read(
        self,
        path: Path,
        options: ReadOptions,  # noqa: ARG002
        report: ImportReport,
        progress: Progress,
    ) -> Iterator[ReportRecord]:
        with plain_faults(path):
            size = path.stat().st_size
        if not size and path.is_file():
            report.notices.add(EMPTY_FILE, path)
            return
        if not has_extra(self.extra):
            raise FileRefused(path, sentence_without(self.extra))
        rows = _rows(path, report.notices, progress)
        first = next(rows, None)
        if first is not None:
            tagged = untagged(chain([first], rows), path, report.notices)
            yield from records_of_rows(tagged, path, report.notices)

    def part(self, name: str) -> str:
        return part_of_dataset(name, ".parquet")

    def for_schema(self, schema: LabelSchema, *, in_columns: bool = False) -> Format:  # noqa: ARG002
        return HfParquetFormat(schema.names())

    def writer(self, name: str, files: AsideFiles) -> HfParquetWriter:
        load(self.extra, "pyarrow.parquet")
        return HfParquetWriter(files.open(self.part(name)), self._labels)

    def signature(self, record: ReportRecord) -> object:
        return token_signature(record)


class HfParquetWriter:
    """Writes a thousand rows at a time, or all at the end when the labels are not known before."""

    def __init__(self, file: AsideFile, labels: Sequence[str] | None) -> None:
        self._file = file
        self._labels = labels
        self._rows: list[dict[str, Any]] = []
        self._writer: Any = None
        self._written = 0

    def add(self, record: ReportRecord) -> None:
        self._written += 1
        name = record.uid or str(self._written)
        for number, row in enumerate(rows_of(record, name), start=1):
            tags = tags_of(row.runs, len(row.words), IOB2)
            self._rows.append({"id": f"{name}-{number}", "document": name, "tokens": row.words, "ner_tags": tags})
        if self._labels is not None and len(self._rows) >= _ROWS:
            self._write(self._labels)

    def finish(self) -> None:
        found = {tag[2:] for row in self._rows for tag in row["ner_tags"] if tag != OUTSIDE}
        self._write(sorted(found) if self._labels is None else self._labels)
        self._writer.close()

    def _write(self, labels: Sequence[str]) -> None:
        pyarrow = load("parquet", "pyarrow")
        names = [OUTSIDE, *(f"{letter}-{label}" for label in labels for letter in "BI")]
        if self._writer is None:
            schema = _schema(pyarrow, names)
            self._writer = load("parquet", "pyarrow.parquet").ParquetWriter(_Sink(self._file), schema)
        numbers = {name: number for number, name in enumerate(names)}
        for row in self._rows:
            for tag in row["ner_tags"]:
                if tag not in numbers:
                    raise FileRefused(self._file.target, f"The schema has no label {quoted(tag[2:])}.")
            row["ner_tags"] = [numbers[tag] for tag in row["ner_tags"]]
        self._writer.write_table(pyarrow.Table.from_pylist(self._rows, self._writer.schema))
        self._rows = []


class _Sink:
    """The file as the library wants it; it closes it at the end by itself, also when an export was stopped."""

    closed = False

    def __init__(self, file: AsideFile) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        if not self._file.is_closed:
            self._file.write(bytes(data))
        return len(data)

    def flush(self) -> None:
        """What is written is written at once."""

    def close(self) -> None:
        self.closed = True


def _schema(pyarrow: Any, names: Sequence[str]) -> Any:
    texts = {"feature": _TEXT_FEATURE, "length": -1, "_type": "Sequence"}
    tags = {"feature": {"names": names, "_type": "ClassLabel"}, "length": -1, "_type": "Sequence"}
    features = {"id": _TEXT_FEATURE, "document": _TEXT_FEATURE, "tokens": texts, "ner_tags": tags}
    types = {"id": pyarrow.string(), "document": pyarrow.string()}
    types |= {"tokens": pyarrow.list_(pyarrow.string()), "ner_tags": pyarrow.list_(pyarrow.int64())}
    metadata = {_FEATURES: json.dumps({"info": {"features": features}}, ensure_ascii=False).encode()}
    return pyarrow.schema(list(types.items()), metadata=metadata)


def _rows(path: Path, notices: Notices, progress: Progress) -> Iterator[TaggedRow]:
    parquet = load("parquet", "pyarrow.parquet")
    number = 0
    with plain_faults(path):
        opened = path.open("rb")
    with opened as stream:
        file = _opened(parquet, stream, path)
        columns = list(file.schema_arrow.names)
        tags = next((name for name in _TAG_COLUMNS if name in columns), None)
        if "tokens" not in columns or tags is None:
            there = ", ".join(quoted(name) for name in columns[:12]) or "none"
            raise FileRefused(path, f"There are no columns “tokens” and “ner_tags”; there are: {there}.")
        names = _names(file.schema_arrow.metadata or {}, tags)
        _refuse_bloated(path)
        tell_left_out(columns, _KNOWN | {tags}, path, None, notices)
        wanted = [name for name in ("tokens", tags, "document") if name in columns]
        for batch in _batches(file, wanted, path):
            for row in batch:
                number += 1
                yield _row(row, tags, names, path, number)
            progress(number, file.metadata.num_rows)


def _opened(parquet: Any, stream: Any, path: Path) -> Any:
    try:
        return parquet.ParquetFile(stream)
    except Exception as error:  # the library raises many kinds for a damaged file
        raise FileRefused(path, f"It is not a whole Parquet file: {_first_line(error)}.") from error


def _refuse_bloated(path: Path) -> None:
    """Look at the columns of a file in a process of its own: the library ends it at some damaged ones."""
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    run = subprocess.run(
        [sys.executable, "-c", _COUNT_VALUES, str(path)], capture_output=True, text=True, creationflags=hidden
    )
    if run.returncode or not run.stdout.strip().isdecimal():
        raise FileRefused(path, "The Parquet file is damaged: its columns cannot be looked at.")
    most = int(run.stdout)
    if most > _MOST_VALUES:
        raise FileRefused(
            path, f"A group of rows has {most:,} values; the most that are read are {_MOST_VALUES:,}."
        )


def _batches(file: Any, columns: Sequence[str], path: Path) -> Iterator[list[dict[str, Any]]]:
    batches: Any = None
    while True:
        try:
            batches = file.iter_batches(batch_size=_ROWS, columns=columns) if batches is None else batches
            batch = next(batches, None)
            rows = [] if batch is None else batch.to_pylist()
        except Exception as error:  # as above
            raise FileRefused(path, f"The Parquet file is damaged: {_first_line(error)}.") from error
        if batch is None:
            return
        yield rows


def _names(metadata: Mapping[bytes, bytes], column: str) -> list[str] | None:
    """The names of numbered tags, as the `datasets` library of any version has written them; None without any."""
    try:
        feature = json.loads(metadata[_FEATURES])["info"]["features"][column]
        inner = feature[0] if isinstance(feature, list) else feature.get("feature", feature)
        names = inner["names"]
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, RecursionError):
        return None
    return names if isinstance(names, list) and all(isinstance(name, str) for name in names) else None


def _row(row: Mapping[str, Any], column: str, names: Sequence[str] | None, path: Path, number: int) -> TaggedRow:
    words, tags = row["tokens"], row[column]
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise FileRefused(path, f"Row {number}: “tokens” is not a list of texts.")
    if not isinstance(tags, list) or len(tags) != len(words):
        raise FileRefused(path, f"Row {number}: there is not one tag for each token.")
    document = row.get("document")
    named = [_tag(tag, names, path, number) for tag in tags]
    return TaggedRow(words, named, document if isinstance(document, str) else "")


def _tag(tag: object, names: Sequence[str] | None, path: Path, number: int) -> str:
    if isinstance(tag, str):
        return tag
    if names is None:
        raise FileRefused(path, "The tags are numbers, and the file does not tell what they mean.")
    if not isinstance(tag, int) or not 0 <= tag < len(names):
        raise FileRefused(path, f"Row {number}: the tag {tag} has no name; there are {len(names)}.")
    return names[tag]


def _first_line(error: Exception) -> str:
    return quoted(str(error).split("\n")[0].strip() or type(error).__name__)
