"""Suggestions come on the screen when the keys pause, whatever the pieces in which they are looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotator.app.landmarks import DeskLandmarks
from annotator.app.operations.labelling import label_span
from annotator.app.operations.suggestions import reject
from annotator.app.session import Session
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.ui import suggesting
from annotator.ui.suggesting import Suggesting
from annotator.ui.text_view import TextView
from tests.projects import new_session

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # said by the offscreen platform

TEXT = "Rockets fell on Mosul. Then Mosul was calm. Later Kyiv and Mosul spoke. " * 4
_FIRST = TEXT.index("Mosul")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = new_session(tmp_path / "s.annodb", TEXT)
    yield session
    session.close()


@pytest.fixture
def begin(qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Suggesting]:
    monkeypatch.setattr(suggesting, "_AT_ONCE", 30)
    view = TextView()
    qtbot.addWidget(view)
    view.resize(700, 500)
    desk = session.desk
    assert desk is not None
    view.set_document(desk.text, desk.annotations, session.schema, desk.tokens)

    def start() -> Suggesting:
        found = Suggesting(session, view, view)
        session.changed.connect(found.follow)
        found.begin(DeskLandmarks(desk, session.assistance))
        return found

    return start


def shown(found: Suggesting) -> list[Suggestion]:
    return found._shown


def label_mosul(session: Session) -> None:
    label_span(session, Span(_FIRST, _FIRST + 5), "Location", 0)


def test_pieces_give_what_one_look_gives(qtbot: QtBot, session: Session, begin: Callable[[], Suggesting]) -> None:
    label_mosul(session)
    found = begin()
    assert found._landmarks is not None
    whole = found._landmarks.suggestions_in(0, len(TEXT))
    assert len(whole) == 11
    qtbot.waitUntil(lambda: shown(found) == whole, timeout=30_000)


def test_what_is_labelled_is_suggested_no_more_at_once(
    qtbot: QtBot, session: Session, begin: Callable[[], Suggesting]
) -> None:
    label_mosul(session)
    found = begin()
    qtbot.waitUntil(lambda: bool(shown(found)))
    second = shown(found)[0].span
    label_span(session, second, "Location", 0)
    assert second not in [suggestion.span for suggestion in shown(found)]


def test_what_is_rejected_goes_at_once(qtbot: QtBot, session: Session, begin: Callable[[], Suggesting]) -> None:
    label_mosul(session)
    found = begin()
    qtbot.waitUntil(lambda: bool(shown(found)))
    second = shown(found)[0]
    reject(session, second, 0)
    assert second not in shown(found)
    session.undo()
    qtbot.waitUntil(lambda: second in shown(found))


def test_nothing_is_left_running_at_the_end(begin: Callable[[], Suggesting]) -> None:
    found = begin()
    found.stop()
    assert not found._timer.isActive()
