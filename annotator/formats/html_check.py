"""Reading a page of reports as a browser does, to see that it shows what was meant and can do no harm."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from html.parser import HTMLParser

from annotator.formats.base import SpanRecord
from annotator.formats.html_text import shown

_TAGS = frozenset(
    {"html", "head", "meta", "title", "style", "body", "header", "main", "nav", "article", "h1", "h2", "h3", "p"}
    | {"ul", "ol", "li", "a", "b", "bdi", "br", "div", "span", "table", "thead", "tbody", "tr", "th", "td"}
)
_ATTRIBUTES = frozenset(
    {"charset", "class", "content", "data-k", "data-n", "dir", "href", "http-equiv", "id", "lang", "name", "title"}
)
Seen = tuple[str, tuple[tuple[int, int, str], ...]]
"""The lines of a report, and place and label of each annotation in what can be seen of them."""


def seen_in(text: str, spans: Sequence[SpanRecord]) -> Seen:
    """What a page must show of a text, as `shown` gives it, and of its spans in the order of export."""
    unseen = [place for place, character in enumerate(text) if character in "\r\n"]

    def seen(place: int) -> int:
        return place - bisect_left(unseen, place)

    return text.replace("\r", ""), tuple((seen(s.start), seen(s.end), shown(s.label)) for s in spans)


class PageReader(HTMLParser):
    """Takes the page piece by piece; `seen` has the hash of what each report shows, `fault` the first harm."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[int] = []
        self.fault = ""
        self._lines: list[str] | None = None  # of the report's text that is being read
        self._in_line = False
        self._at = 0
        self._open: list[int] = []
        self._spans: dict[int, tuple[int, int, str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag not in _TAGS or not known.keys() <= _ATTRIBUTES:
            self.fault = self.fault or f"<{tag}> is not for such a page."
        if not (known.get("href") or "#").startswith("#"):
            self.fault = self.fault or "a link leads out of it."
        classes = (known.get("class") or "").split()
        if tag == "div" and "text" in classes:
            self._lines, self._at, self._spans = [], 0, {}
        elif self._lines is not None and tag == "p":
            self._lines.append("")
            self._in_line = True
        elif self._lines is not None and tag == "span":
            number = int(known.get("data-n") or 0)
            self._open.append(number)
            self._spans.setdefault(number, (self._at, self._at, known.get("title") or ""))

    def handle_endtag(self, tag: str) -> None:
        if self._lines is None:
            return
        if tag == "span" and self._open:
            number = self._open.pop()
            start, _, label = self._spans[number]
            self._spans[number] = (start, self._at, label)
        elif tag == "p":
            self._in_line = False
        elif tag == "div":
            spans = tuple(self._spans[number] for number in sorted(self._spans))
            self.seen.append(hash(("\n".join(self._lines), spans)))
            self._lines = None

    def handle_data(self, data: str) -> None:
        if self._lines and self._in_line:
            self._lines[-1] += data
            self._at += len(data)
