"""The running text of a Word document's body, from its XML elements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PARAGRAPH, _TABLE, _ROW, _CELL = _W + "p", _W + "tbl", _W + "tr", _W + "tc"
TEXT_BOX = _W + "txbxContent"
FOOTNOTE = _W + "footnoteReference"
ENDNOTE = _W + "endnoteReference"
_SKIPPED = frozenset(
    {
        _W + "pPr",
        _W + "rPr",
        _W + "del",
        _W + "moveFrom",
        _W + "instrText",
        _W + "rt",
        _COMPATIBILITY + "Fallback",
        TEXT_BOX,
    }
)
_SIGNS = {
    _W + "tab": "\t",
    _W + "cr": "\n",
    _W + "noBreakHyphen": "-",
    _W + "softHyphen": "\u00ad",
}
PAGE_BREAK = "\f"


def body_text(body: Any) -> str:
    """Paragraphs and tables in their order, one line each; a page break is a form feed.

    `body` is the lxml element of the body. Deleted (tracked) text, field codes and text boxes are not in it.
    """
    return "\n".join(_lines(body))


def _lines(container: Any) -> Iterator[str]:
    for element in container.iterchildren():
        if element.tag == _PARAGRAPH:
            if _starts_page(element):
                yield PAGE_BREAK
            yield _inline(element)
        elif element.tag == _TABLE:
            yield from _table_lines(element)
        elif isinstance(element.tag, str) and element.tag not in _SKIPPED:
            yield from _lines(element)  # content controls and the like


def _table_lines(table: Any) -> Iterator[str]:
    """A row is a line, its cells apart by tabs; a cell's own line ends and tabs become spaces."""
    for row in _within(table, _ROW, barred=_TABLE):
        cells = []
        for cell in _within(row, _CELL, barred=_TABLE):
            lines = " ".join(_lines(cell)).replace(PAGE_BREAK, " ")
            cells.append(" ".join(lines.split("\n")).replace("\t", " ").strip())
        yield "\t".join(cells)


def _within(element: Any, tag: str, barred: str) -> Iterator[Any]:
    """Descendants with the tag, those inside another such or a `barred` element left out."""
    for child in element.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag != barred:
            yield from _within(child, tag, barred)


def _inline(element: Any) -> str:
    """The text of one paragraph. Walks with a stack: damaged files nest deeper than Python may call."""
    parts = []
    waiting = [element]
    while waiting:
        node = waiting.pop()
        if node.tag == _W + "t":
            parts.append(node.text or "")
        elif node.tag == _W + "br":
            parts.append(PAGE_BREAK if node.get(_W + "type") == "page" else "\n")
        elif node.tag in _SIGNS:
            parts.append(_SIGNS[node.tag])
        elif node.tag not in _SKIPPED and isinstance(node.tag, str):
            waiting.extend(reversed(list(node.iterchildren())))
    return "".join(parts)


def _starts_page(paragraph: Any) -> bool:
    found = paragraph.find(f"{_W}pPr/{_W}pageBreakBefore")
    return found is not None and found.get(_W + "val", "true") not in ("0", "false", "off")


def left_out(body: Any) -> list[str]:
    """What the body refers to or holds that `body_text` does not give, in words for users."""
    tags = {TEXT_BOX: "text boxes", FOOTNOTE: "footnotes", ENDNOTE: "endnotes"}
    return [words for tag, words in tags.items() if next(body.iter(tag), None) is not None]
