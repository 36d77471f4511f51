"""The rule report: sources, their days, origins of annotations, and switching sources."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app import rule_report
from annotator.app.assistance import sources_off
from annotator.app.figures import write_csv
from annotator.app.landmarks import DeskLandmarks
from annotator.app.operations import suggestions as ops
from annotator.app.operations.labelling import label_span
from annotator.app.operations.schema import SchemaPlan, change_schema
from annotator.app.projects import open_session
from annotator.app.rule_report import RuleReport, read_report, switch_source
from annotator.app.session import Session
from annotator.app.user_patterns import keep_patterns, pattern_faults, patterns_in
from annotator.domain.annotations import Origin
from annotator.domain.decisions import Decision, Outcome
from annotator.domain.documents import NewAnnotation, NewPrediction
from annotator.domain.errors import Cancelled, Refusal
from annotator.domain.figures import Figure
from annotator.domain.source_tally import SourceTallies, Tally
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.domain.user_pattern import UserPattern
from annotator.storage.store import create_store
from tests.projects import CONFLICT, SHORT, new_report

CITY = UserPattern("city", "literal", "Mosul", "Location")
SHOUT = UserPattern("=shout", "regex", "fired", "Actor")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    store = create_store(tmp_path / "p.annodb", CONFLICT)
    grad = SHORT.index("Grad")
    predictions = (
        NewPrediction(grad, grad + 4, "Weapon", "m1", 0.9),
        NewPrediction(grad + 5, grad + 12, "Weapon"),
    )
    imported = (NewAnnotation("1", "Claim", 0, 20, "bea", origin=Origin("imported", "brat")),)
    with store.writing():
        list(store.bulk_writer().add([replace(new_report(SHORT, annotations=imported), predictions=predictions)]))
    opened = Session(store, "ada")
    opened.open_report(1)
    keep_patterns(opened, [CITY, SHOUT])
    yield opened
    opened.close()


def suggested(session: Session) -> list[Suggestion]:
    assert session.desk is not None
    return DeskLandmarks(session.desk, session.assistance).suggestions_in(0, len(SHORT))


def sources(session: Session) -> Figure:
    return rule_report.source_figure(read_report(session.store), session.assistance)


def work(session: Session) -> None:
    """Accept the first two of the cities, and label one thing by hand."""
    cities = [s for s in suggested(session) if s.source == "pattern:city"]
    ops.accept(session, cities[:2], 0, 0)
    ops.reject(session, cities[2], 0)
    label_span(session, Span(0, 6), "Actor", 0)


def test_each_source_has_a_row_also_one_that_never_suggested(session: Session) -> None:
    work(session)
    figure = sources(session)
    assert figure.heads[:4] == ("Source", "State", "Precision", "Shown")
    assert figure.rows == (
        ("memory", "on", "–", 0, 0, 0, 0, 0, "no"),
        ("pattern:city", "on", 0.67, 3, 2, 0, 1, 0, "no"),
        ("pattern:=shout", "on", "–", 0, 0, 0, 0, 0, "no"),
        ("prediction", "on", "–", 0, 0, 0, 0, 0, "no"),
        ("prediction:m1", "on", "–", 0, 0, 0, 0, 0, "no"),
    )
    assert figure.sentence == "3 suggestions were shown and decided, 2 of them accepted (67 %)."


def test_a_source_that_is_gone_keeps_its_row(session: Session) -> None:
    work(session)
    keep_patterns(session, [])
    assert [row[0] for row in sources(session).rows] == ["memory", "prediction", "prediction:m1", "pattern:city"]


def test_sources_with_enough_decisions_are_calibrated(session: Session) -> None:
    session.assistance.learn_from(
        Decision(str(n), 1, 0, 1, "Location", "pattern:city", 0.8, Outcome.ACCEPTED) for n in range(250)
    )
    assert [row[-1] for row in sources(session).rows] == ["no", "yes", "yes", "no", "no"]


def test_days_of_a_source_as_a_chart_and_of_all_as_a_table(session: Session) -> None:
    work(session)
    report = read_report(session.store)
    chart = rule_report.day_chart(report, "pattern:city")
    assert chart is not None
    assert [(series.name, series.values) for series in chart.series] == [
        ("Accepted", (2,)), ("Corrected", (0,)), ("Rejected", (1,)), ("Ignored", (0,)),
    ]  # fmt: skip
    assert rule_report.day_chart(report, "memory") is None
    days = rule_report.day_figure(report)
    assert [row[1:] for row in days.rows] == [("pattern:city", 0.67, 3, 2, 0, 1, 0)]
    assert days.sentence == "Decisions on 1 day, by UTC."


def test_the_last_day_stands_first() -> None:
    days = {"b": {"2026-01-01": Tally(1)}, "a": {"2026-01-01": Tally(1), "2026-01-02": Tally(0, 1)}}
    figure = rule_report.day_figure(RuleReport(SourceTallies({}, days), (), (), ()))
    assert [row[:2] for row in figure.rows] == [("2026-01-02", "a"), ("2026-01-01", "a"), ("2026-01-01", "b")]


def test_how_the_annotations_came_to_be(session: Session) -> None:
    work(session)
    figure = rule_report.origin_figure(read_report(session.store))
    assert figure.rows == (
        ("suggested", "pattern:city", 2, 50.0, 0.8),
        ("imported", "brat", 1, 25.0, "–"),
        ("by hand", "–", 1, 25.0, "–"),
    )
    assert figure.sentence == "4 annotations: 2 suggested, 1 imported, 1 by hand."


def test_an_empty_project_has_sentences() -> None:
    nothing = RuleReport(SourceTallies(), (), (), ())
    assert rule_report.day_figure(nothing).sentence == "Nothing was decided yet."
    assert rule_report.origin_figure(nothing).sentence == "There is no annotation yet."


def test_undo_takes_decisions_out_of_the_report(session: Session) -> None:
    work(session)
    for _ in range(3):
        session.undo()
    assert read_report(session.store).tallies.totals == {}


def test_a_source_that_is_off_suggests_nothing_also_after_a_restart(session: Session) -> None:
    assert not switch_source(session, "pattern:city")
    assert {s.source for s in suggested(session)} == {"pattern:=shout", "prediction:m1", "prediction"}
    assert not switch_source(session, "prediction:m1")
    assert sources(session).rows[1][1] == "off"
    session.close()
    again = open_session(session.path, "ada")
    assert again.assistance.off == {"prediction:m1"}
    assert [pattern.on for pattern in patterns_in(again.store)] == [False, True]
    assert switch_source(again, "pattern:city")
    assert [pattern.on for pattern in patterns_in(again.store)] == [True, True]
    assert switch_source(again, "prediction:m1")
    assert sources_off(again.store) == frozenset()
    again.close()


def test_a_source_stays_off_and_the_threshold_where_it_is_when_labels_change(session: Session) -> None:
    switch_source(session, "prediction:m1")
    session.assistance.set_threshold(0.7)
    plan = SchemaPlan(session.schema)
    plan.rename_label("Actor", "Party")
    change_schema(session, plan)
    assert not session.assistance.is_on("prediction:m1")
    assert session.assistance.threshold == 0.7


def test_one_source_of_a_kind_that_is_off_cannot_be_switched_on(session: Session) -> None:
    assert not switch_source(session, "prediction")
    with pytest.raises(Refusal, match="switch that on first"):
        switch_source(session, "prediction:m1")
    assert [row[1] for row in sources(session).rows[-2:]] == ["off", "off"]


@pytest.mark.parametrize("setting", ["", "{", "7", '{"a": 1}'])
def test_nonsense_in_the_setting_switches_nothing(session: Session, setting: str) -> None:
    session.store.set_setting("sources_off", setting)
    assert sources_off(session.store) == frozenset()


def test_a_pattern_that_switched_itself_off_is_marked(session: Session) -> None:
    assert pattern_faults(session) == {}
    figure = rule_report.source_figure(read_report(session.store), session.assistance, ["city"])
    assert figure.rows[1][:2] == ("pattern:city", "switched itself off")


def test_of_very_many_patterns_those_that_never_suggested_are_left_out(session: Session) -> None:
    many = tuple(replace(CITY, name=f"n{number}") for number in range(1_001))
    report = RuleReport(SourceTallies({"pattern:n7": Tally(1)}), (), many, ())
    assert rule_report.sources_of(report, session.assistance) == ["memory", "pattern:n7"]
    assert len(rule_report.sources_of(replace(report, patterns=many[1:]), session.assistance)) == 1_001


def test_the_table_is_written_without_formulas(session: Session, tmp_path: Path) -> None:
    report = RuleReport(SourceTallies({"=cmd()": Tally(1)}), (), (), ())
    write_csv(rule_report.source_figure(report, session.assistance), tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][0] == "Source"
    assert rows[-1][:4] == ["'=cmd()", "on", "1.0", "1"]


def test_counting_can_be_stopped(session: Session) -> None:
    with session.store.writing() as db:
        db.conn.executemany(
            "INSERT INTO decisions VALUES (?, 1, 0, 1, 'Actor', ?, 0.5, 'accepted', ?)",
            ((f"u{n}", f"s{n % 50}", f"2026-01-{n % 28:02d}") for n in range(60_000)),
        )
    with pytest.raises(Cancelled):
        rule_report.report_beside(session, lambda: True)
    assert len(rule_report.report_beside(session, lambda: False).tallies.totals) == 50
