"""Screen readers: told of the paragraph and the word at the caret, and only while one is running."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPlainTextEdit

from annotator.ui.text_view import accessibility
from tests.ui.text_view.conftest import MakeView

TEXT = "First paragraph.\nThe \U0001f680 Orlan-10 fell."


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader that is running is told."""
    heard: list[str] = []
    monkeypatch.setattr(accessibility, "QAccessible", _Running(heard))
    monkeypatch.setattr(accessibility, "QAccessibleAnnouncementEvent", lambda _, sentence: sentence)
    return heard


class _Running:
    def __init__(self, heard: list[str]) -> None:
        self.updateAccessibility = heard.append

    @staticmethod
    def isActive() -> bool:  # noqa: N802
        return True


def test_the_paragraph_at_the_caret_is_mirrored(make_view: MakeView, said: list[str]) -> None:
    view = make_view(TEXT)
    view.set_caret(TEXT.index("Orlan"))
    (mirror,) = view.findChildren(QPlainTextEdit)
    assert mirror.toPlainText() == "The \U0001f680 Orlan-10 fell."
    assert mirror.textCursor().position() == len("The ") + 2 + 1
    assert mirror.isReadOnly()
    assert said[-1] == "Orlan-10"


def test_the_end_is_told(make_view: MakeView, said: list[str]) -> None:
    make_view(TEXT).set_caret(len(TEXT))
    assert said[-1] == "End of the report"


def test_sentences_of_the_program_are_said(make_view: MakeView, said: list[str]) -> None:
    view = make_view(TEXT)
    view.announce("Labelled Orlan-10 as Weapon.")
    assert said[-1] == "Labelled Orlan-10 as Weapon."


def test_nothing_is_said_where_qt_cannot(
    make_view: MakeView, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accessibility, "QAccessibleAnnouncementEvent", None)
    make_view(TEXT).announce("Saved.")
    assert said == []


@pytest.mark.skipif(QAccessible.isActive(), reason="a screen reader is running")
def test_without_a_screen_reader_nothing_is_made(make_view: MakeView) -> None:
    view = make_view(TEXT)
    view.set_caret(20)
    view.announce("Saved.")
    assert view.findChildren(QPlainTextEdit) == []
