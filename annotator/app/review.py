"""Reading the lines of a review."""

from __future__ import annotations

from annotator.app.session import Session
from annotator.domain.span_lines import SpanLine
from annotator.storage.store import open_beside

MOST_LINES = 5_000


def read_unlabelled(session: Session, text: str) -> list[SpanLine]:
    """The first MOST_LINES places in finished reports where a text has no label. May run in a worker."""
    with open_beside(session.store) as store:
        return list(store.span_lines.unlabelled(text, MOST_LINES))


def read_lines(session: Session, label: str, text: str) -> list[SpanLine]:
    """The first MOST_LINES spans of a label and with a text; an empty one stands for any. May run in a worker."""
    with open_beside(session.store) as store:
        return store.span_lines.lines(label, text, MOST_LINES)
