"""The label panels as rows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from annotator.app.label_groups import LabelGroups
from annotator.app.open_document import OpenDocument
from annotator.domain.annotations import Annotation
from annotator.domain.changes import ChangeSet
from annotator.domain.documents import Document
from annotator.ui.models import label_rows
from annotator.ui.models.label_rows import HEADER, MORE, TEXT, LabelRowsModel, shown_text
from tests.projects import CONFLICT

TEXT_OF_REPORT = "Kyiv Moscow Kyiv Lviv Odesa"


def annotation(start: int, end: int, label: str = "Location", annotator: str = "ada") -> Annotation:
    return Annotation(f"{start}{label}{annotator}", 1, label, start, end, annotator)


KYIV, MOSCOW, KYIV_AGAIN, LVIV = annotation(0, 4), annotation(5, 11), annotation(12, 16), annotation(17, 21)


@pytest.fixture
def desk() -> OpenDocument:
    return OpenDocument(Document(1, "u", TEXT_OF_REPORT), [KYIV, MOSCOW, KYIV_AGAIN], [])


@pytest.fixture
def model(desk: OpenDocument) -> LabelRowsModel:
    groups = LabelGroups(desk, CONFLICT)
    while not groups.build_some():
        pass
    model = LabelRowsModel()
    model.set_labels(CONFLICT.labels)
    model.set_groups(groups)
    return model


def lines(model: LabelRowsModel) -> list[str]:
    rows = [model.row_at(row) for row in range(model.rowCount())]
    return [f"{'' if row.kind == HEADER else '- '}{shown_text(row)} {row.count}" for row in rows]


def follow(desk: OpenDocument, model: LabelRowsModel, change: ChangeSet) -> None:
    desk.take(change)
    model.take(change)


def test_each_label_has_a_header_with_its_texts_below(model: LabelRowsModel) -> None:
    assert lines(model) == ["Location 3", "- Kyiv 2", "- Moscow 1", "Actor 0", "Weapon 0", "Claim 0"]


def test_rows_speak_for_those_who_listen(model: LabelRowsModel) -> None:
    spoken = [model.data(model.index(row), Qt.ItemDataRole.AccessibleTextRole) for row in (0, 1, 2)]
    assert spoken == ["Location, key l, 3 spans", "Kyiv, 2 times", "Moscow, 1 time"]


def test_a_new_text_is_inserted_and_told(desk: OpenDocument, model: LabelRowsModel) -> None:
    inserted, changed = [], []
    model.rowsInserted.connect(lambda *told: inserted.append(told[1:]))
    model.dataChanged.connect(lambda first, last, _: changed.append((first.row(), last.row())))
    follow(desk, model, ChangeSet("", (LVIV,), (), frozenset({1})))
    assert lines(model)[:4] == ["Location 4", "- Kyiv 2", "- Moscow 1", "- Lviv 1"]
    assert inserted == [(3, 3)]
    assert changed == [(0, 0), (3, 3)]


def test_only_rows_that_differ_are_told(desk: OpenDocument, model: LabelRowsModel) -> None:
    changed = []
    model.dataChanged.connect(lambda first, last, _: changed.append((first.row(), last.row())))
    follow(desk, model, ChangeSet("", (), (KYIV_AGAIN,), frozenset({1})))
    assert lines(model)[:3] == ["Location 2", "- Kyiv 1", "- Moscow 1"]
    assert changed == [(0, 0), (1, 1)]


def test_a_text_that_is_gone_is_removed(desk: OpenDocument, model: LabelRowsModel) -> None:
    follow(desk, model, ChangeSet("", (), (MOSCOW,), frozenset({1})))
    assert lines(model)[:3] == ["Location 2", "- Kyiv 2", "Actor 0"]


def test_a_label_can_be_folded_up(desk: OpenDocument, model: LabelRowsModel) -> None:
    model.toggle(2)
    assert lines(model)[:2] == ["Location 3", "Actor 0"]
    follow(desk, model, ChangeSet("", (LVIV,), (), frozenset({1})))
    assert lines(model)[:2] == ["Location 4", "Actor 0"]
    model.toggle(0, expand=True)
    assert model.rowCount() == 7


def test_filter_leaves_matching_texts_and_their_headers(model: LabelRowsModel) -> None:
    model.set_filter("kY")
    assert lines(model) == ["Location 3", "- Kyiv 2"]


def test_filter_finds_a_label_by_its_name(model: LabelRowsModel) -> None:
    model.set_filter("weap")
    assert lines(model) == ["Weapon 0"]


def test_filter_opens_folded_labels(model: LabelRowsModel) -> None:
    model.toggle(0)
    model.set_filter("mosc")
    assert lines(model) == ["Location 3", "- Moscow 1"]
    model.set_filter("")
    assert lines(model)[:2] == ["Location 3", "Actor 0"]


def test_many_texts_are_shown_on_demand(model: LabelRowsModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(label_rows, "_FIRST", 1)
    model.set_groups(model.groups)
    assert lines(model)[:3] == ["Location 3", "- Kyiv 2", "- 1 more text… 1"]
    assert model.row_at(2).kind == MORE
    model.show_more(2)
    assert lines(model)[:3] == ["Location 3", "- Kyiv 2", "- Moscow 1"]


def test_a_row_is_found_again_where_it_is_now(desk: OpenDocument, model: LabelRowsModel) -> None:
    moscow = model.row_at(2)
    assert moscow.kind == TEXT
    follow(desk, model, ChangeSet("", (), (KYIV,), frozenset({1})))
    follow(desk, model, ChangeSet("", (annotation(22, 27),), (), frozenset({1})))
    assert model.find(moscow) == 1
    follow(desk, model, ChangeSet("", (), (MOSCOW,), frozenset({1})))
    assert model.find(moscow) is None
