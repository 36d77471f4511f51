"""All reports on one page with their annotations, for reading and printing; it needs nothing but itself."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from annotator import __version__
from annotator.domain.documents import Facts
from annotator.domain.errors import FileRefused
from annotator.domain.labels import ENTITY_LAYER, LabelSchema
from annotator.formats.aside import AsideFiles
from annotator.formats.base import Format, Holds, RelationRecord, ReportRecord, SpanRecord
from annotator.formats.faults import plain_faults
from annotator.formats.html_check import PageReader, seen_in
from annotator.formats.html_style import label_roles, policy, style_sheet
from annotator.formats.html_text import Look, body, shown

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_BUFFER = 1 << 20
_LONGEST = 160  # characters of an annotation or a fact in a list
_DEEP, _DEEPER = (" n2", " n3"), (" n4", " n5", " n6", " n7")  # lanes for which lines of text need more room
_ANSWERS = {"accept": "done", "ignore": "set aside", "reject": "rejected", "": "not yet done"}
_HEADINGS = "<th>Annotation</th><th>Attributes</th><th>Relations and notes</th>"
_Part = str | tuple[str, str]  # markup, or report and annotation that a relation leads to


class HtmlFormat(Format):
    """`looks` are those of the schema's labels; others get a colour when they come."""

    name = "html"
    title = "Web page of the reports with their annotations, for reading and printing"
    suffixes = (".html", ".htm")
    writes = True
    is_view = True
    holds = frozenset(Holds) - {Holds.IDS, Holds.CONTROLS, Holds.ORIGINS, Holds.TIMES}

    def __init__(self, looks: Mapping[str, Look] | None = None) -> None:
        self._looks = dict(looks or {})

    def for_schema(self, schema: LabelSchema, *, in_columns: bool = False) -> HtmlFormat:  # noqa: ARG002
        roles = label_roles()
        looks = {
            label.name: Look(
                label.key.upper() or _letter(label.name),
                label.color if label.color in roles else roles[-1],
                label.layer == ENTITY_LAYER,
            )
            for label in schema.labels
        }
        return HtmlFormat(looks)

    def telling(self, content: str) -> str:
        """The report: colours and legend before it are the same for all."""
        return content[content.find("<article") :].removesuffix("</main>\n</body>\n</html>\n")

    def writer(self, name: str, files: AsideFiles) -> HtmlWriter:
        return HtmlWriter(name, files, self._looks)


class _Entry(NamedTuple):
    """A line of the table of contents."""

    title: str
    origin: tuple[str, str]
    annotations: int


class HtmlWriter:
    """Reports wait in a hidden file: the legend and the table of contents stand before them and count them all."""

    def __init__(self, name: str, files: AsideFiles, looks: Mapping[str, Look]) -> None:
        self._file = files.open(name)
        self._articles = files.folder / f".articles-of-{len(files.files)}"
        self._title = Path(name).stem
        self._looks = dict(looks)
        self._counts = Counter(dict.fromkeys(looks, 0))
        self._relations = 0
        self._entries: list[_Entry] = []
        self._places: dict[str, int] = {}
        self._seen: list[int] = []
        self._waiting = bytearray()

    def add(self, record: ReportRecord) -> None:
        number = len(self._entries) + 1
        for span in record.spans:
            if span.label not in self._looks:
                self._looks[span.label] = _new_look(span.label, self._looks)
        article = _Article(record, number, self._looks)
        facts = record.facts
        self._entries.append(_Entry(article.title, (facts.source, facts.date), len(record.spans)))
        self._places.setdefault(article.report, number)
        self._counts.update([span.label for span in record.spans])
        self._relations += len(record.relations)
        self._seen.append(hash(seen_in(article.text, article.spans)))
        self._waiting += json.dumps(list(article.parts())).encode() + b"\n"
        if len(self._waiting) >= _BUFFER:
            self._put_aside()

    def finish(self) -> None:
        self._put_aside()
        try:
            self._file.write("".join(self._front()).encode())
            with self._articles.open("rb") as stream:
                for line in stream:
                    self._file.write("".join(map(self._markup, json.loads(line))).encode())
            self._file.write(b"</main>\n</body>\n</html>\n")
        except UnicodeEncodeError as error:
            raise FileRefused(self._file.target, "It has half of a surrogate pair.") from error

    def verify(self, path: Path, _reports: int, /) -> None:
        """Read the page as a browser does. Raises FileRefused when it shows another text or is not harmless."""
        reader = PageReader()
        with path.open(encoding="utf-8", newline="") as stream:
            while block := stream.read(_BUFFER):
                reader.feed(block)
        reader.close()
        if reader.fault:
            raise FileRefused(self._file.target, f"Read again, the page has a fault: {reader.fault}")
        if reader.seen != self._seen:
            raise FileRefused(self._file.target, "Read again, the page does not show what was written.")

    def _put_aside(self) -> None:
        with plain_faults(self._file.target), self._articles.open("ab") as stream:
            stream.write(self._waiting)
        self._waiting = bytearray()

    def _markup(self, part: str | list[str]) -> str:
        if isinstance(part, str):
            return part
        report, span = part
        if (number := self._places.get(report)) is None:
            return "an annotation of a report that is not on this page"
        title = self._entries[number - 1].title
        return f'<a href="#{_anchor(report, span)}">an annotation of <bdi>{escape(title)}</bdi></a>'

    def _front(self) -> Iterator[str]:
        title = escape(shown(self._title))
        yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        yield f'<meta http-equiv="Content-Security-Policy" content="{escape(policy())}">\n'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        yield '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
        yield f'<meta name="generator" content="Annotator {__version__}">\n'
        yield f"<title>{title}</title>\n<style>{style_sheet()}</style>\n</head>\n<body>\n"
        yield f"<header>\n<h1><bdi>{title}</bdi></h1>\n"
        total = self._counts.total()
        counts = (_counted(len(self._entries), "report"), _counted(total, "annotation"))
        yield f'<p class="small">{", ".join((*counts, _counted(self._relations, "relation")))}</p>\n'
        yield '<ul class="legend">\n'
        for label, count in self._counts.items():
            yield f'<li>{_chip(label, self._looks)}<span class="small">{count:,}</span></li>\n'
        yield "</ul>\n</header>\n"
        if len(self._entries) > 1:
            yield "<nav>\n<h2>Reports</h2>\n<ol>\n"
            for number, entry in enumerate(self._entries, start=1):
                link = f'<a href="#r{number}"><bdi>{escape(entry.title)}</bdi></a>'
                said = (*entry.origin, _counted(entry.annotations, "annotation"))
                small = " · ".join(f"<bdi>{escape(shown(part))}</bdi>" for part in said if part)
                yield f'<li>{link} <span class="small">{small}</span></li>\n'
            yield "</ol>\n</nav>\n"
        yield "<main>\n"


class _Article:
    """One report as markup; `spans` are its annotations in the order of export."""

    def __init__(self, record: ReportRecord, number: int, looks: Mapping[str, Look]) -> None:
        self._record = record
        self._number = number
        self._looks = looks
        self.report = record.uid or record.sha256 or f"report {number}"
        self.text = shown(record.text)
        self.spans = sorted(record.spans, key=SpanRecord.order)
        self.title = _cut(record.facts.title or record.text) or f"Report {number}"
        self._anchors = [_anchor(self.report, s.uid or f"{n} of {number}") for n, s in enumerate(self.spans)]
        self._by_uid = {span.uid: n for n, span in enumerate(self.spans) if span.uid is not None}

    def parts(self) -> Iterator[_Part]:
        record = self._record
        yield f'<article id="r{self._number}">\n<h2><bdi>{escape(self.title)}</bdi></h2>\n'
        yield _facts(record)
        paragraphs = "".join(body(self.text, self.spans, self._looks, self._anchors))
        deep = " deep" if any(lane in paragraphs for lane in _DEEP) else ""
        deep = " deeper" if any(lane in paragraphs for lane in _DEEPER) else deep
        language = record.facts.language
        lang = f' lang="{language}"' if _LANGUAGE.fullmatch(language) else ""
        yield f'<div class="text{deep}"{lang}>\n{paragraphs}</div>\n'
        yield from self._table()
        yield "</article>\n"

    def _table(self) -> Iterator[_Part]:
        related: dict[str, list[RelationRecord]] = {}
        for relation in self._record.relations:
            related.setdefault(relation.head, []).append(relation)
        begun = False
        for span, anchor in zip(self.spans, self._anchors, strict=True):
            relations = related.get(span.uid, []) if span.uid is not None else []
            if not (span.attributes or relations or span.note or span.flagged or span.annotator):
                continue
            if not begun:
                yield "<h3>Attributes, relations and notes</h3>\n<table>\n"
                yield f"<thead><tr>{_HEADINGS}</tr></thead>\n<tbody>\n"
                begun = True
            text = _cut(self._record.text[span.start : span.end])
            letter = _letter_of(span.label, self._looks)
            yield f'<tr><td>{letter}<a href="#{anchor}"><bdi>{escape(text)}</bdi></a></td>'
            yield f"<td>{_list([_said(name, value) for name, value in span.attributes.items()])}</td><td><ul>"
            for relation in relations:
                yield f"<li>{escape(shown(relation.type))} → "
                yield self._target(relation)
                yield "</li>"
            notes = [f"Note: {span.note}" if span.note else "", "Flagged" if span.flagged else ""]
            notes += [f"By {span.annotator}" if span.annotator else ""]
            yield "".join(f"<li>{escape(shown(note))}</li>" for note in notes if note)
            yield "</ul></td></tr>\n"
        if begun:
            yield "</tbody>\n</table>\n"

    def _target(self, relation: RelationRecord) -> _Part:
        if relation.child_document:
            return relation.child_document, relation.child
        number = self._by_uid[relation.child]
        span = self.spans[number]
        text = _cut(self._record.text[span.start : span.end])
        letter = _letter_of(span.label, self._looks)
        return f'{letter}<a href="#{self._anchors[number]}"><bdi>{escape(text)}</bdi></a>'


def _facts(record: ReportRecord) -> str:
    """What is known of the report; its address is text, so that nobody follows it by mistake."""
    facts: Facts = record.facts
    state = _ANSWERS.get(record.answer, record.answer)
    by = f"by {record.annotator}" if record.annotator else ""
    known = [facts.source, facts.date, facts.language, facts.url, state, by, "flagged" if record.flagged else ""]
    lines = [" · ".join(f"<bdi>{escape(shown(part))}</bdi>" for part in known if part)]
    lines += [f"Note: <bdi>{escape(shown(record.note))}</bdi>"] if record.note else []
    lines += [" · ".join(_said(name, value) for name, value in facts.more.items())] if facts.more else []
    return "".join(f'<p class="small">{line}</p>\n' for line in lines)


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        text = "yes" if value else "no"
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"<bdi>{escape(_cut(name))}</bdi>: <bdi>{escape(_cut(text))}</bdi>"


def _list(items: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>" if items else ""


def _chip(label: str, looks: Mapping[str, Look]) -> str:
    """The label as it looks in the text."""
    look = looks[label]
    kind = "e" if look.is_tint else "c n0 f z"
    return f'{_letter_of(label, looks)}<span class="{kind} {look.role}"><bdi>{escape(shown(label))}</bdi></span>'


def _letter_of(label: str, looks: Mapping[str, Look]) -> str:
    look = looks[label]
    return f'<b class="{look.role}" title="{escape(shown(label))}">{escape(look.letter)}</b>'


def _new_look(label: str, looks: Mapping[str, Look]) -> Look:
    """For a label that the schema lacks: a colour that no other has while there is one."""
    roles, used = label_roles(), {look.role for look in looks.values()}
    free = [role for role in roles if role not in used]
    return Look(_letter(label), free[0] if free else roles[len(looks) % len(roles)], True)


def _letter(label: str) -> str:
    return next((character.upper() for character in label if character.isalnum()), "•")


def _anchor(report: str, span: str) -> str:
    return "a" + hashlib.sha256(f"{report}\0{span}".encode("utf-8", "replace")).hexdigest()[:16]


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _cut(text: str) -> str:
    """The text on one line, at most 160 characters."""
    line = shown(" ".join(text[: 20 * _LONGEST].split()))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
