from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app import guideline, paths
from annotator.app.operations import labelling
from annotator.app.session import Session
from annotator.domain.annotations import Relation
from annotator.domain.edits import Operation, RelationAdded
from annotator.domain.rules import Rule, RuleKind
from annotator.domain.spans import Span
from annotator.formats.jsonl import read_jsonl
from annotator.formats.schema_toml import read_schema
from tests.projects import CONFLICT, new_session

TEXT = "The rebels shelled Mosul. They said the army fled. " + "Nothing here. " * 700 + "The army denied."
RULES = {
    "Actor": (Rule(RuleKind.NO_LEADING, ("determiners",)), Rule(RuleKind.NEVER_ONLY, ("pronouns",))),
    "Claim": (Rule(RuleKind.NEEDS_RELATION, ("said_by",)),),
}
SCHEMA = replace(CONFLICT, labels=tuple(replace(la, rules=RULES.get(la.name, ())) for la in CONFLICT.labels))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = new_session(tmp_path / "p.annodb", TEXT)
    opened.schema = SCHEMA
    for text, label in (
        ("The rebels", "Actor"),
        ("They", "Actor"),
        ("the army fled", "Claim"),
        ("Mosul", "Location"),
    ):
        start = TEXT.index(text)
        labelling.label_span(opened, Span(start, start + len(text)), label, start)
    labelling.label_span(opened, Span(TEXT.rindex("The army"), TEXT.rindex(" denied")), "Actor", 0)
    yield opened
    opened.close()


def sentences(session: Session) -> list[str]:
    assert session.desk is not None
    found = guideline.breaches_within(session.desk, session.schema, 0, len(TEXT))
    return [breach.sentence for breach in found]


def test_the_broken_rules_of_a_report_stand_in_its_order(session: Session) -> None:
    assert sentences(session) == [
        "Actor begins with “The”.",
        "“They” alone is no Actor.",
        "Claim has no “said by”.",
        "Actor begins with “The”.",
    ]


def test_going_from_one_to_the_next_passes_over_long_stretches_without_any(session: Session) -> None:
    desk = session.desk
    assert desk is not None
    places, position = [], -1
    while (breach := guideline.next_breach(desk, session.schema, position, 1)) is not None:
        position = breach.annotation.start
        places.append(position)
    assert places == sorted(places)
    assert len(places) == 4
    backwards, position = [], len(TEXT)
    while (breach := guideline.next_breach(desk, session.schema, position, -1)) is not None:
        position = breach.annotation.start
        backwards.append(position)
    assert backwards == places[::-1]


def test_mending_is_one_step_that_can_be_taken_back(session: Session) -> None:
    desk = session.desk
    assert desk is not None
    while fixable := [b for b in guideline.breaches_within(desk, SCHEMA, 0, len(TEXT)) if b.fix or b.removes]:
        guideline.apply_fix(session, fixable[0], 0)
    assert sentences(session) == ["Claim has no “said by”."]
    assert [desk.text_of(a) for a in desk.annotations] == ["rebels", "Mosul", "the army fled", "army"]
    for _ in range(3):
        session.undo()
    assert len(sentences(session)) == 4


def test_a_rule_that_asks_for_judgement_has_no_fix(session: Session) -> None:
    assert session.desk is not None
    claim = next(a for a in session.desk.annotations if a.label == "Claim")
    (breach,) = guideline.breaches_of(session.desk, SCHEMA, claim)
    assert guideline.apply_fix(session, breach, 0) is None


def test_a_relation_satisfies_the_rule_that_needs_it(session: Session) -> None:
    desk = session.desk
    assert desk is not None
    claim = next(a for a in desk.annotations if a.label == "Claim")
    actor = next(a for a in desk.annotations if a.label == "Actor")
    session.perform(
        Operation("Relate", (RelationAdded(Relation("r", desk.key, "said_by", claim.uid, actor.uid)),))
    )
    assert guideline.breaches_of(desk, SCHEMA, claim) == []


def test_counts_over_many_reports_name_the_first_place(session: Session) -> None:
    assert session.desk is not None
    count = guideline.GuidelineCount(SCHEMA)
    for title in ("One", "Two"):
        count.add(title, TEXT, session.desk.annotations, ())
    assert count.total == 8
    first = count.sentences()[0]
    assert first.startswith("Actor: no leading determiners – broken 4 times. First: “One” at 0: Actor begins with")


def test_the_sample_corpus_keeps_the_rules_of_its_own_schema() -> None:
    count = guideline.GuidelineCount(read_schema(paths.resources() / "schemas" / "conflict.toml"))
    for record in read_jsonl(paths.datasets() / "sample.jsonl"):
        relations = [Relation(str(r.uid), 1, r.type, r.head, r.child) for r in record.relations]
        marks = [labelling.new_annotation(1, s.label, Span(s.start, s.end), "gold") for s in record.spans]
        named = [replace(mark, uid=str(span.uid)) for mark, span in zip(marks, record.spans, strict=True)]
        count.add(record.facts.title, record.text, named, relations)
    assert count.sentences() == []


def test_the_guideline_of_a_label_says_what_the_schema_says() -> None:
    actor = read_schema(paths.resources() / "schemas" / "conflict.toml").label("Actor")
    headings = [heading for heading, _ in guideline.guideline_lines(actor)]
    assert headings == ["", "Examples", "Not", "Checked"]
    assert dict(guideline.guideline_lines(actor))["Checked"].splitlines() == [
        "no leading determiners", "never only pronouns",
    ]  # fmt: skip
