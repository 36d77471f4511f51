"""A text view on the screen, and annotations made by naming the words they cover."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from annotator.domain.annotation_set import AnnotationSet
from annotator.domain.annotations import Annotation
from annotator.domain.labels import CLAIM_LAYER, Label, LabelSchema
from annotator.domain.tokens import TokenIndex
from annotator.ui.text_view import TextView

SCHEMA = LabelSchema(
    "test",
    (
        Label("Location", "l", "label1"),
        Label("Actor", "a", "label2"),
        Label("Weapon", "w", "label3"),
        Label("Claim", "c", "label4", CLAIM_LAYER),
    ),
)
MakeView = Callable[..., TextView]


def mark(text: str, label: str, words: str) -> Annotation:
    """An annotation of the first place where `words` stand."""
    start = text.index(words)
    return Annotation(f"{label} {words}", 1, label, start, start + len(words), "ada")


@pytest.fixture
def make_view(qapp: QApplication) -> Iterator[MakeView]:
    """Opens text views of 600 x 400; `annotations` are pairs of a label and the words it covers."""
    views: list[TextView] = []

    def make(text: str, *annotations: tuple[str, str], caret: int = 0, chars: int = 0) -> TextView:
        view = TextView()
        views.append(view)
        view.resize(600, 400)
        view.set_line_width(chars)
        marked = AnnotationSet(mark(text, label, words) for label, words in annotations)
        view.set_document(text, marked, SCHEMA, TokenIndex(text), caret=caret)
        view.show()
        view.setFocus()
        qapp.processEvents()
        return view

    yield make
    for view in views:
        view.close()
        view.deleteLater()
    qapp.processEvents()
