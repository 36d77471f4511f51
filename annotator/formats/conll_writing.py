"""Writing CoNLL columns: like CoNLL-U with tags, offsets and spaces in MISC, and plainly without them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from annotator.domain.labels import ENTITY_LAYER
from annotator.formats.aside import AsideFile
from annotator.formats.base import ReportRecord
from annotator.formats.conll_columns import DOCSTART
from annotator.formats.conll_text import escape_gap
from annotator.formats.tokenised import Tokenised, tokenised

_KEY = "NER"
_EMPTY_COLUMNS = "\t_" * 7  # LEMMA to DEPS


class ConllWriter:
    """Ten columns; `layers` names the layer of each label, which then has a key of tags of its own in MISC."""

    def __init__(self, file: AsideFile, layers: Mapping[str, str], scheme: str) -> None:
        self._file = file
        self._scheme = scheme
        self._layers = layers
        self._keys = _keys([ENTITY_LAYER, *layers.values()])
        self._written = 0

    def add(self, record: ReportRecord) -> None:
        report = tokenised(record)
        self._written += 1
        name = record.uid if record.uid and record.uid == _one_line(record.uid) else str(self._written)
        columns = {key: report.tags(self._scheme, self._is_of(layer)) for layer, key in self._keys.items()}
        lines = [f"# newdoc id = {name}"]
        for number, (first, end) in enumerate(report.sentences(), start=1):
            lines += (f"# sent_id = {name}-{number}", f"# text = {_sentence_text(report, first, end)}")
            lines += _rows(report, columns, first, end)
            lines.append("")
        self._file.write(("\n".join(lines) + "\n").encode())

    def finish(self) -> None:
        """Nothing stands behind the last report."""

    def _is_of(self, layer: str) -> Callable[[str], bool]:
        return lambda label: len(self._keys) == 1 or self._layers.get(label, ENTITY_LAYER) == layer


class PlainWriter:
    """Columns with one space between them: the token, `between`, and the tag; `head` stands before each report."""

    def __init__(self, file: AsideFile, scheme: str, head: str, between: str) -> None:
        self._file = file
        self._scheme = scheme
        self._head = head
        self._between = between

    def add(self, record: ReportRecord) -> None:
        report = tokenised(record)
        tags = report.tags(self._scheme)
        lines = [f"{DOCSTART} {self._head}", ""]
        words = report.words()
        for first, end in report.sentences():
            lines += (f"{words[index]}{self._between}{tags[index]}" for index in range(first, end))
            lines.append("")
        self._file.write(("\n".join(lines) + "\n").encode())

    def finish(self) -> None:
        """Nothing stands behind the last report."""


def _keys(layers: Sequence[str]) -> dict[str, str]:
    """The key in MISC of each layer: `NER` for a single one, else `NER_claim` and the like."""
    names = list(dict.fromkeys(layers))
    if len(names) == 1:
        return {names[0]: _KEY}
    keys: dict[str, str] = {}
    for name in names:
        key = f"{_KEY}_{re.sub(r'[^A-Za-z0-9]', '_', name)}"
        keys[name] = key if key not in keys.values() else f"{key}_{len(keys)}"
    return keys


def _rows(report: Tokenised, columns: Mapping[str, Sequence[str]], first: int, end: int) -> Iterator[str]:
    for index in range(first, end):
        token = report.tokens[index]
        misc = [f"{key}={tags[index]}" for key, tags in columns.items()]
        misc += (f"start_char={token.start}", f"end_char={token.end}")
        if index == 0 and (before := report.gap_behind(-1)):
            misc.append(f"SpacesBefore={escape_gap(before)}")
        gap = report.gap_behind(index)
        if not gap:
            misc.append("SpaceAfter=No")
        elif gap != " " or index == end - 1:  # readers may take a line end for what parts two sentences
            misc.append(f"SpacesAfter={escape_gap(gap)}")
        form = report.text[token.start : token.end]
        yield f"{index - first + 1}\t{form}{_EMPTY_COLUMNS}\t{'|'.join(misc)}"


def _sentence_text(report: Tokenised, first: int, end: int) -> str:
    """The sentence in one line, as CoNLL-U wants it: its forms with one space or none between them."""
    parts = []
    for index in range(first, end):
        token = report.tokens[index]
        parts.append(report.text[token.start : token.end])
        if index < end - 1 and report.gap_behind(index):
            parts.append(" ")
    return "".join(parts)


def _one_line(text: str) -> str:
    return " ".join(text.split())
