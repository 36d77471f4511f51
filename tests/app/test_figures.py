"""Statistics: each number against one counted by hand."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from annotator.app.figures import (
    all_figures,
    figure_groups,
    figures_beside,
    progress_figure,
    source_figure,
    span_figures,
    time_figure,
    write_csv,
)
from annotator.app.operations import labelling, reports
from annotator.app.pace import pace_of
from annotator.app.session import Session
from annotator.app.sources import no_progress
from annotator.app.text_figures import text_figures
from annotator.domain.documents import Facts, NewAnnotation, NewDocument, State, text_digest
from annotator.domain.errors import Cancelled, FileRefused
from annotator.domain.figures import ChartKind, Figure, Work
from annotator.domain.spans import Span
from annotator.storage.store import create_store
from tests.projects import CONFLICT, SHORT, new_session

TODAY = date(2024, 3, 10)


def report(
    number: int, text: str, date_: str, source: str, *spans: tuple[str, str], state: State = State.DONE
) -> NewDocument:
    made = tuple(
        NewAnnotation(f"{number}-{at}", label, text.index(part), text.index(part) + len(part), "ada", created=0.0)
        for at, (part, label) in enumerate(spans)
    )
    return NewDocument(
        f"r{number}", text, text_digest(text), Facts(f"R{number}", source, date_), state=state, annotations=made
    )


def documents() -> list[NewDocument]:
    return [
        report(1, "Wagner shelled Bakhmut.", "2022-06-01", "Reuters",
               ("Wagner", "Actor"), ("Bakhmut", "Location"), ("Wagner shelled Bakhmut", "Claim")),
        report(2, "WAGNER left Bakhmut.", "2022-08-30", "Reuters",
               ("WAGNER", "Location"), ("Bakhmut", "Location")),
        report(3, "Wagner said 'no'.", "2022-08-02", "AP", ("Wagner", "Actor")),
        report(4, "In Bakhmut nothing was heard.", "", "=HYPERLINK()", ("nothing was", "Weapon")),
        report(5, "Bakhmut again.", "", "AP", state=State.OPEN),
    ]  # fmt: skip


@pytest.fixture
def session(tmp_path: Path) -> Session:
    store = create_store(tmp_path / "p.annodb", CONFLICT)
    with store.writing():
        list(store.bulk_writer().add(documents()))
    return Session(store, "ada")


def figure(figures: list[Figure], name: str) -> Figure:
    return next(one for one in figures if one.name == name)


def test_labels_over_time_have_every_month_and_the_schemas_order(session: Session) -> None:
    found = time_figure(session.store)
    assert found.heads == ("Day", "Location", "Actor", "Claim")
    assert found.rows == (("2022-06-01", 1, 1, 1), ("2022-08-02", 0, 1, 0), ("2022-08-30", 2, 0, 0))
    session.close()


def test_a_longer_time_is_counted_by_months_without_gaps(session: Session) -> None:
    with session.store.writing() as db:
        db.execute("UPDATE documents SET date = '2022-11-02T10:00:00Z' WHERE id = 3")
        db.execute("UPDATE documents SET date = 'last spring' WHERE id = 4")
    found = time_figure(session.store)
    assert [row[0] for row in found.rows] == ["2022-06", "2022-07", "2022-08", "2022-09", "2022-10", "2022-11"]
    assert found.rows[1][1:] == (0, 0, 0)
    assert found.chart is not None
    assert [series.label for series in found.chart.series] == ["Location", "Actor", "Claim"]
    session.close()


def test_labels_by_source_the_busiest_first(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = source_figure(session.store).rows
    assert rows == (("Reuters", 3, 1, 0, 1), ("=HYPERLINK()", 0, 0, 1, 0), ("AP", 0, 1, 0, 0))
    monkeypatch.setattr("annotator.app.figures._SOURCES", 1)
    assert source_figure(session.store).rows == (("Reuters", 3, 1, 0, 1), ("2 others", 0, 1, 1, 0))
    session.close()


def test_lengths_and_overlaps(session: Session) -> None:
    told: list[int] = []
    lengths, overlaps = span_figures(session.store, lambda done, *_: told.append(done))
    assert lengths.heads[:4] == ("Label", "Mean", "1-5", "6-10")
    assert lengths.rows[0][:4] == ("Location", 6.7, 0, 3)
    assert [row[0] for row in overlaps.rows] == ["Location", "Actor", "Weapon", "Claim"]
    assert [row[4] for row in overlaps.rows] == [1, 1, 0, 0]
    assert overlaps.sentence.startswith("2 pairs")
    assert overlaps.chart is not None
    assert overlaps.chart.kind is ChartKind.SHADES
    assert told == [0]
    session.close()


def test_spans_that_touch_do_not_overlap_and_those_in_another_report_neither(tmp_path: Path) -> None:
    session = new_session(tmp_path / "p.annodb", SHORT, SHORT)
    for start, end in ((0, 6), (6, 14), (0, 14)):
        labelling.label_span(session, Span(start, end), "Actor", 0)
    session.open_report(2)
    labelling.label_span(session, Span(0, 6), "Actor", 0)
    assert span_figures(session.store)[1].rows == (("Actor", 2),)
    session.close()


def test_frequent_texts_and_texts_with_several_labels(session: Session) -> None:
    figures = text_figures(session.store)
    frequent = figure(figures, "frequent")
    assert frequent.rows[:2] == (("Location", "Bakhmut", 2, 2), ("Location", "WAGNER", 1, 1))
    assert frequent.works[0] == Work("Location", "Bakhmut")
    torn = figure(figures, "torn")
    assert torn.rows == (("Wagner", "Actor 2, Location 1", 3, 1),)
    assert torn.works == (Work("", "Wagner"),)
    session.close()


def test_texts_labelled_here_but_not_there_count_finished_reports_alone(session: Session) -> None:
    missing = figure(text_figures(session.store), "missing")
    assert missing.rows == (("Bakhmut", "Location", 2, 2, 1),)
    assert missing.works == (Work("Location", "Bakhmut", missing=True),)
    session.close()


def test_batches_add_up(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = text_figures(session.store)
    monkeypatch.setattr("annotator.app.text_figures._AT_ONCE", 1)
    assert text_figures(session.store) == whole
    session.close()


def test_the_pace_leaves_pauses_out_and_tells_an_end() -> None:
    steps = [
        ("2024-03-01T10:00:00Z", 1, 0),
        ("2024-03-01T10:04:00Z", 1, 0),
        ("2024-03-01T10:05:30Z", 0, 1),
        ("2024-03-01T14:00:00Z", 3, 1),
        ("nonsense", 9, 9),
        ("2024-03-02T09:00:00Z", 1, 0),
    ]
    pace = pace_of(steps, 10, TODAY)
    day = pace.days["2024-03-01"]
    assert (day.seconds, day.spans, day.reports) == (30 + 240 + 90 + 30, 5, 2)
    assert pace.reports_an_hour == pytest.approx(2 * 3600 / 420)
    assert pace.hours_left == pytest.approx(10 / pace.reports_an_hour)
    assert pace.end == date(2024, 3, 20)  # two reports in two days, ten are left


def test_nothing_left_or_nothing_done_yet() -> None:
    assert pace_of([], 3, TODAY).hours_left is None
    assert pace_of([], 0, TODAY).end == TODAY
    assert pace_of([("2024-03-01T10:00:00Z", 1, 0)], 3, TODAY).end is None


def test_progress_counts_what_stands_in_the_log(session: Session) -> None:
    session.open_report(5)
    labelling.label_span(session, Span(0, 7), "Location", 0)
    labelling.label_span(session, Span(8, 13), "Actor", 0)
    session.undo()
    reports.set_state(session, State.DONE, 0)
    found = progress_figure(session.store)
    assert found.sentence.startswith("5 of 5 reports are done (100 %).")
    assert [row[2:4] for row in found.rows] == [(1, 1)]
    assert found.heads[2:4] == ("Reports done", "Spans")
    session.close()


def test_an_empty_project_has_every_page(tmp_path: Path) -> None:
    with create_store(tmp_path / "p.annodb", CONFLICT) as store:
        found = list(all_figures(store))
    assert [one.name for one in found] == [
        "progress", "time", "sources", "lengths", "overlaps", "frequent", "torn", "missing",
    ]  # fmt: skip
    assert all(one.sentence and not one.rows for one in found)


def test_every_group_can_be_stopped_and_runs_beside_the_session(session: Session) -> None:
    for group in figure_groups():
        assert figures_beside(session, group, no_progress, lambda: False)
    for group in ("spans", "texts"):
        with pytest.raises(Cancelled):
            figures_beside(session, group, no_progress, lambda: True)
    session.close()


def test_the_table_of_a_page_is_safe_in_a_spreadsheet(session: Session, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    found = source_figure(session.store)
    write_csv(found, target)
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == list(found.heads)
    assert rows[2][0] == "'=HYPERLINK()"
    assert found.records()[0] == {"Source": "Reuters", "Location": 3, "Actor": 1, "Weapon": 0, "Claim": 1}
    with pytest.raises(FileRefused):
        write_csv(found, tmp_path / "none" / "out.csv")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []
    session.close()
