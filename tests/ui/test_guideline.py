"""The guideline beside the text and its warnings, by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator.app import paths
from annotator.app.session import Session
from annotator.formats.schema_toml import read_schema
from annotator.storage.store import create_store
from annotator.ui.main_window import MainWindow
from tests.projects import new_report
from tests.ui.windows import press, window_on

TEXT = "The rebels met the army. They left the town of Harsk."


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    store = create_store(tmp_path / "p.annodb", read_schema(paths.resources() / "schemas" / "conflict.toml"))
    with store.writing():
        list(store.bulk_writer().add([new_report(TEXT)]))
    store.close()
    with window_on(tmp_path / "p.annodb") as opened:
        yield opened


def session(window: MainWindow) -> Session:
    assert window.bench is not None
    return window.bench.session


def labelled(window: MainWindow) -> list[str]:
    desk = session(window).desk
    assert desk is not None
    return [desk.text_of(annotation) for annotation in desk.annotations]


def test_the_guideline_follows_the_label_at_the_caret(window: MainWindow) -> None:
    assert window.guideline.texts()[0] == "Location"
    press(window, "2 a")
    assert window.guideline.texts()[0] == "Actor"
    assert "✓ residents" in "\n".join(window.guideline.texts())


def test_a_key_shows_and_hides_it_for_good(window: MainWindow) -> None:
    assert window.guideline.isVisible()
    press(window, "i")
    assert not window.guideline.isVisible()
    assert window.settings["guideline"] is False
    press(window, "i")
    assert window.guideline.isVisible()


def test_a_broken_rule_stands_with_the_key_that_mends_it(window: MainWindow) -> None:
    press(window, "2 a")
    assert "⚠ Actor begins with “The”. Ctrl+. mends it." in window.details.texts()
    press(window, "Ctrl+.")
    assert labelled(window) == ["rebels"]
    assert not any(text.startswith("⚠") for text in window.details.texts())
    press(window, "u")
    assert labelled(window) == ["The rebels"]


def test_going_from_warning_to_warning(window: MainWindow) -> None:
    press(window, "2 a Right 2 a Right a Ctrl+Home")
    assert labelled(window) == ["The rebels", "the army", "They"]
    assert window.bench is not None
    assert window.bench.cursor is not None
    places = []
    for _ in range(2):
        window.invoke("rule.next")
        places.append(window.bench.cursor.caret)
    assert places == [TEXT.index("the army"), TEXT.index("They")]
    window.invoke("rule.fix")
    assert labelled(window) == ["The rebels", "the army"]
    window.invoke("rule.next")
    assert "No annotation behind the caret" in window.status.sentence


def test_what_only_the_annotator_can_mend_is_said(window: MainWindow) -> None:
    press(window, "2 c")
    window.invoke("rule.fix")
    assert window.status.sentence == "Claim has no “said by”. Only you can mend that."
