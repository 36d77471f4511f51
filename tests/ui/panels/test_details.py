"""The annotation at the caret in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from annotator.app.open_document import OpenDocument
from annotator.app.operations.labelling import annotate_annotation, label_span
from annotator.app.operations.relations import relate
from annotator.app.session import Session
from annotator.domain.spans import Span
from annotator.ui.panels.details import AnnotationDetails
from annotator.ui.theme import load_theme
from tests.projects import new_session

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # said by the offscreen platform

TEXT = "Rebels <b>shelled</b> Mosul, officials said."


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = new_session(tmp_path / "d.annodb", TEXT)
    label_span(session, Span(0, 27), "Claim", 0)
    label_span(session, Span(22, 27), "Location", 0)
    yield session
    session.close()


@pytest.fixture
def desk(session: Session) -> OpenDocument:
    assert session.desk is not None
    return session.desk


@pytest.fixture
def details(qtbot: QtBot, session: Session) -> AnnotationDetails:
    details = AnnotationDetails()
    qtbot.addWidget(details)
    details.set_theme(load_theme("dark"))
    details.set_session(session)
    details.show()
    return details


def test_the_innermost_is_described_and_the_others_named(details: AnnotationDetails, desk: OpenDocument) -> None:
    details.show_annotations(desk, desk.annotations_at(23), Span(22, 27))
    texts = details.texts()
    assert texts[:2] == ["Location", "“Mosul”"]
    assert texts[2].startswith("1 word, characters 22–27\nBy ada, made by hand today ")
    assert texts[3:] == ["Also here: Claim “Rebels <b>shelled</b> Mosul”"]


def test_without_an_annotation_the_target_is_told(details: AnnotationDetails, desk: OpenDocument) -> None:
    details.show_annotations(desk, [], Span(29, 38))
    assert details.texts() == ["Next label key takes: “officials”"]
    details.show_annotations(desk, [], None)
    assert details.texts() == ["The next label key takes nothing here."]


def test_a_note_shows_at_once(details: AnnotationDetails, desk: OpenDocument, session: Session) -> None:
    details.show_annotations(desk, desk.annotations_at(23), None)
    annotate_annotation(session, desk.annotations_at(23)[0], 0, note="which Mosul?")
    details.show_annotations(desk, desk.annotations_at(23), None)
    assert "Note: which Mosul?" in details.texts()


def test_clear_leaves_nothing(details: AnnotationDetails, desk: OpenDocument) -> None:
    details.show_annotations(desk, desk.annotations_at(23), None)
    details.clear()
    assert details.texts() == []


def test_every_text_is_plain_and_has_a_name(details: AnnotationDetails) -> None:
    labels = details.findChildren(QLabel)
    assert labels
    assert all(la.textFormat() is Qt.TextFormat.PlainText for la in labels if la is not details.relations)
    assert all(label.accessibleName() for label in labels)


def test_a_relation_is_followed_and_removed_by_its_links(
    details: AnnotationDetails, desk: OpenDocument, session: Session, qtbot: QtBot
) -> None:
    label_span(session, Span(29, 38), "Actor", 0)
    claim, actor = (next(a for a in desk.annotations if a.label == name) for name in ("Claim", "Actor"))
    relate(session, claim, actor, "said_by", 0)
    (relation,) = desk.relations.of(claim)
    details.show_annotations(desk, [claim], None)
    details.texts()
    assert "said by Actor “officials”" in details.relations.text()
    with qtbot.waitSignal(details.relations.followed) as followed:
        details.relations.linkActivated.emit("go:0")
    assert followed.args == [claim, relation]
    with qtbot.waitSignal(details.relations.removed) as removed:
        details.relations.linkActivated.emit("remove:0")
    assert removed.args == [relation]
    details.show_annotations(desk, [actor], None)
    details.texts()
    assert "Claim “Rebels &lt;b&gt;shelled&lt;/b&gt; Mosul” said by this" in details.relations.text()
