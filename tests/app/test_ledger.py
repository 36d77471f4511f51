"""The ledger's rows against the expected table; words, orders, groups, and following every kind of change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app.checking import check
from annotator.app.ledger import Heading, Ledger, LedgerFilter, attributes_of, relations_of
from annotator.app.operations import labelling, reports
from annotator.app.operations.relating_claims import relate_claims, unrelate_claims
from annotator.app.session import Session
from annotator.domain.claims import Claim
from annotator.domain.errors import Refusal
from annotator.domain.spans import Span
from tests.claims_project import CLAIMS, REPORTS, claim_of, claims_in, claims_session, ledger_of, read_claims_anew


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = claims_session(tmp_path / "p.annodb")
    yield opened
    opened.close()


def listed(session: Session, **wanted: object) -> list[str]:
    return [claim.text for claim in claims_in(ledger_of(session, LedgerFilter(**wanted)))]  # type: ignore[arg-type]


def test_the_rows_are_the_expected_table(session: Session) -> None:
    found = {claim.text: claim for claim in claims_in(ledger_of(session))}
    assert len(found) == len(CLAIMS) == 12
    for facts, expected in CLAIMS:
        claim = found[expected.text]
        assert claim.speakers == expected.speaker
        assert claim.about == "; ".join(expected.about)
        assert claim.attributes.get("stance", "") == expected.stance
        assert claim.attributes.get("certainty", "") == expected.certainty
        assert (claim.title, claim.source, claim.date) == (facts.title, facts.source, facts.date)
        assert tuple(end.text for end in claim.disputes) == expected.disputes
        against = tuple(other.text for _, other in CLAIMS if expected.text in other.disputes)
        assert tuple(end.text for end in claim.disputed_by) == against


def test_claims_that_nobody_says_come_first_then_the_order_of_the_reports(session: Session) -> None:
    unspoken = [expected.text for _, expected in CLAIMS if not expected.speaker]
    assert listed(session) == unspoken + [expected.text for _, expected in CLAIMS if expected.speaker]
    assert listed(session, shown="unattributed") == unspoken


def test_one_report_alone(session: Session) -> None:
    assert set(listed(session, document=2)) == {expected.text for expected in REPORTS[1][1]}


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("mort", 2),
        ("MORTARS har", 1),
        ("residents", 2),
        ("radio", 5),
        ("2022 06 22", 3),
        ("دولنا", 3),
        ("zzz", 0),
        ("", 12),
    ],
)
def test_words_are_looked_for_in_claim_speaker_subject_and_report(
    session: Session, words: str, count: int
) -> None:
    assert len(listed(session, words=words)) == count


@pytest.mark.parametrize("words", ['"', "*", "a AND (", "'; DROP", "\0", "text:mort", "-mortar"])
def test_no_words_are_taken_for_syntax(session: Session, words: str) -> None:
    listed(session, words=words)


def test_orders(session: Session) -> None:
    assert listed(session, sort="claim") == sorted((e.text for _, e in CLAIMS), key=str.casefold)
    by_date = [claim.date for claim in claims_in(ledger_of(session, LedgerFilter(sort="date", descending=True)))]
    assert by_date == sorted(by_date, reverse=True)
    stances = [
        c.attributes.get("stance", "")
        for c in claims_in(ledger_of(session, LedgerFilter(sort="attribute:stance")))
    ]
    assert stances == sorted(stances, key=str)
    with pytest.raises(KeyError):
        listed(session, sort="nonsense")


def headings(ledger: Ledger) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    name = ""
    for number in range(len(ledger)):
        row = ledger.row(number)
        if isinstance(row, Heading):
            name = row.name
            found[name] = []
        elif isinstance(row, Claim):
            found[name].append(row.text)
    return found


def test_groups_by_speaker_begin_with_those_that_nobody_says(session: Session) -> None:
    groups = headings(ledger_of(session, LedgerFilter(group="speaker")))
    assert next(iter(groups)) == "Nobody says it"
    assert groups["Residents"] == ["Mortars hit the school in Harsk", "The army fired them"]
    assert sum(map(len, groups.values())) == 12


def test_groups_by_place(session: Session) -> None:
    groups = headings(ledger_of(session, LedgerFilter(group="place")))
    assert set(groups) == {"About no place", "Harsk", "Dolna", "دولنا"}
    assert len(groups["Harsk"]) == 2


def test_the_two_sides_of_a_dispute_stand_together_across_reports(session: Session) -> None:
    groups = list(headings(ledger_of(session, LedgerFilter(group="dispute"))).values())
    assert {frozenset(group) for group in groups} == {
        frozenset({"Mortars hit the school in Harsk", "No mortar was fired"}),
        frozenset({"The army fired them", "No unit was near Harsk"}),
        frozenset({"The bridge at Dolna stands", "الجسر في دولنا سقط"}),
    }
    assert len(listed(session, shown="disputed")) == 6


def test_words_narrow_groups_and_empty_groups_are_not_named(session: Session) -> None:
    ledger = ledger_of(session, LedgerFilter(group="speaker"))
    ledger.show(LedgerFilter(group="speaker", words="bridge"))
    assert headings(ledger) == {"Nobody says it": ["The bridge at Dolna stands"]}
    assert (ledger.claims, ledger.total, len(ledger)) == (1, 12, 2)


def test_relating_is_one_step_that_can_be_undone(session: Session) -> None:
    one, other = claim_of(session, "لم يبق أحد"), claim_of(session, "Two pupils were wounded")
    kind = relations_of(session.schema)[0]
    change = relate_claims(session, one, other, kind)
    assert change.documents == {1, 3}
    assert [end.text for end in claim_of(session, one.text).disputes] == [other.text]
    with pytest.raises(Refusal, match="related so already"):
        relate_claims(session, one, other, kind)
    with pytest.raises(Refusal, match="itself"):
        relate_claims(session, one, one, kind)
    session.undo()
    assert claim_of(session, other.text).disputed_by == ()
    session.redo()
    unrelate_claims(session, other, one)
    assert claim_of(session, one.text).disputes == ()
    with pytest.raises(Refusal, match="not related"):
        unrelate_claims(session, other, one)
    session.undo()
    assert len(claim_of(session, one.text).disputes) == 1
    assert check(session.store) == []


def test_the_index_follows_spans_facts_speakers_and_removals(session: Session) -> None:
    desk = session.open_report(1)
    claim = next(a for a in desk.annotations if a.label == "Claim")
    labelling.resize_annotation(session, claim, Span(claim.start, claim.start + 7), 0)
    reports.set_facts(session, replace(desk.document.facts, source="Zeitung"), 0)
    assert "Mortars" in listed(session, words="zeitung")
    assert "Mortars hit the school in Harsk" not in listed(session)
    speaker = next(a for a in desk.annotations if desk.text_of(a) == "A doctor")
    labelling.remove_annotations(session, [speaker], 0)
    assert claim_of(session, "Two pupils were wounded").speakers == ""
    labelling.remove_annotations(session, [a for a in desk.annotations if a.label == "Claim"], 0)
    assert len(listed(session)) == 8
    for _ in range(4):
        session.undo()
    assert len(listed(session, words="agency")) == 4
    assert claim_of(session, "Two pupils were wounded").speakers == "A doctor"


def test_the_index_follows_changes_of_many_rows_at_once(session: Session) -> None:
    with session.store.writing() as db:
        db.execute("UPDATE annotations SET label_id = (SELECT id FROM labels WHERE name = 'Claim')"
                   " WHERE label_id = (SELECT id FROM labels WHERE name = 'Weapon')")  # fmt: skip
    assert len(listed(session)) == 13
    with session.store.writing() as db:
        db.execute("UPDATE relation_types SET name = 'told by' WHERE name = 'said_by'")
        db.execute("UPDATE labels SET layer = 'entity' WHERE name = 'Claim'")
    assert listed(session) == []
    with session.store.writing() as db:
        db.execute("UPDATE labels SET layer = 'claim' WHERE name = 'Claim'")
        db.execute("DELETE FROM relations")
    assert len(listed(session, shown="unattributed")) == 13


def test_a_rebuilt_index_is_the_same(session: Session) -> None:
    before = claims_in(ledger_of(session))
    read_claims_anew(session.store)
    assert claims_in(ledger_of(session)) == before


def test_what_the_schema_says_of_claims(session: Session) -> None:
    assert attributes_of(session.schema) == ["stance", "certainty", "evidence"]
    assert [kind.name for kind in relations_of(session.schema)] == ["disputes"]


def test_most_changes_leave_the_list_as_it_is(session: Session) -> None:
    ledger = ledger_of(session)
    desk = session.open_report(1)
    claim = next(a for a in desk.annotations if a.label == "Claim")
    labelling.annotate_annotation(session, claim, 0, flagged=True)
    assert ledger.refresh()
    assert any(row.flagged for row in claims_in(ledger))
    labelling.label_span(session, Span(0, 3), "Location", 0)
    assert ledger.refresh()
    labelling.remove_annotations(session, [claim], 0)
    assert not ledger.refresh()
    ledger.reload()
    assert len(claims_in(ledger)) == 11


def test_a_check_finds_an_index_of_claims_that_does_not_fit(session: Session) -> None:
    ledger_of(session)
    assert check(session.store) == []
    with session.store.writing() as db:
        db.execute("UPDATE claims SET text = 'Other' WHERE text = 'The army fired them'")
    assert any("does not fit" in fault for fault in check(session.store))
