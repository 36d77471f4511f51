"""A small project with twelve claims in three reports, made by the program's own operations, and its table.

Three claims have nobody who says them; two disputes lead from one report to another, one stays within one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from annotator.app.ledger import Ledger, LedgerFilter
from annotator.app.operations import labelling
from annotator.app.operations.relating_claims import relate_claims
from annotator.app.projects import ready_schemas
from annotator.app.session import Session
from annotator.domain.annotations import Annotation, Relation
from annotator.domain.claims import Claim
from annotator.domain.documents import Facts
from annotator.domain.edits import AnnotationChanged, Operation, RelationAdded
from annotator.domain.spans import Span
from annotator.formats.schema_toml import read_schema
from annotator.storage.store import Store, create_store
from tests.projects import new_report


@dataclass(frozen=True)
class Expected:
    """One claim of the table; `disputes` are claims by their text."""

    text: str
    speaker: str = ""
    about: tuple[str, ...] = ()
    stance: str = ""
    certainty: str = ""
    disputes: tuple[str, ...] = ()


REPORTS: tuple[tuple[Facts, tuple[Expected, ...]], ...] = (
    (
        Facts("Harsk after the night", "Agency", "2022-06-20", "en", "https://agency.example/1"),
        (
            Expected("Mortars hit the school in Harsk", "Residents", ("Mortars", "Harsk"), "asserts", "certain"),
            Expected("The army fired them", "Residents", (), "asserts", "probable"),
            Expected(
                "No unit was near Harsk", "The ministry", ("Harsk",), "denies", "certain", ("The army fired them",)
            ),
            Expected("Two pupils were wounded", "A doctor", (), "asserts", "possible"),
        ),
    ),
    (
        Facts("The ministry answers", "State radio", "2022-06-21", "en"),
        (
            Expected("School lessons had ended in May", "The minister", (), "asserts", "certain"),
            Expected(
                "No mortar was fired", "The minister", (), "denies", "", ("Mortars hit the school in Harsk",)
            ),
            Expected("Rebels staged the photographs"),
            Expected("=HYPERLINK was found on a drone", "An expert", (), "questions", "possible"),
            Expected("The bridge at Dolna stands", "", ("Dolna",)),
        ),
    ),
    (
        Facts("شهود من دولنا", "Witnesses", "2022-06-22", "ar"),
        (
            Expected(
                "الجسر في دولنا سقط", "شاهد", ("دولنا",), "asserts", "certain", ("The bridge at Dolna stands",)
            ),
            Expected("لم يبق أحد"),
            Expected("وصلت القافلة 💥", "شاهد", (), "asserts"),
        ),
    ),
)
CLAIMS = [(facts, expected) for facts, claims in REPORTS for expected in claims]


def claims_session(path: Path) -> Session:
    """The project, with the last report on the desk."""
    store = create_store(path, read_schema(ready_schemas()[0]))
    with store.writing():
        list(store.bulk_writer().add([_report(facts, claims) for facts, claims in REPORTS]))
    session = Session(store, "ada")
    for number, (_, claims) in enumerate(REPORTS, start=1):
        session.open_report(number)
        for expected in claims:
            _mark(session, expected)
    dispute = next(kind for kind in session.schema.relations if kind.name == "disputes")
    for _, expected in CLAIMS:
        for other in expected.disputes:
            relate_claims(session, claim_of(session, expected.text), claim_of(session, other), dispute)
    return session


def ledger_of(session: Session, wanted: LedgerFilter | None = None) -> Ledger:
    """The ledger, up to date."""
    ledger = Ledger(session.store)
    while ledger.catch_up():
        pass
    ledger.show(wanted or LedgerFilter())
    return ledger


def claim_of(session: Session, text: str) -> Claim:
    return next(claim for claim in claims_in(ledger_of(session)) if claim.text == text)


def claims_in(ledger: Ledger) -> list[Claim]:
    return [row for number in range(len(ledger)) if isinstance(row := ledger.row(number), Claim)]


def _report(facts: Facts, claims: tuple[Expected, ...]):  # type: ignore[no-untyped-def]
    text = "\n".join(f"{c.speaker or 'Nobody'}: {c.text} ({', '.join(c.about)})." for c in claims)
    return replace(new_report(text), facts=facts)


def _mark(session: Session, expected: Expected) -> None:
    desk = session.desk
    assert desk is not None
    line = desk.text.index(f"{expected.speaker or 'Nobody'}: {expected.text} (")
    at = line + len(expected.speaker or "Nobody") + 2
    claim = _label(session, Span(at, at + len(expected.text)), "Claim")
    said = {"stance": expected.stance, "certainty": expected.certainty}
    after = replace(claim, attributes={name: value for name, value in said.items() if value})
    if after.attributes:
        session.perform(Operation("Attributes", (AnnotationChanged(claim, after),)))
    ends = [("said_by", Span(line, line + len(expected.speaker)), "Actor")] if expected.speaker else []
    position = at + len(expected.text) + 2
    for name in expected.about:
        label = "Weapon" if name == "Mortars" else "Location"
        ends.append(("about", Span(position, position + len(name)), label))
        position += len(name) + 2
    for kind, span, label in ends:
        end = _label(session, span, label)
        relation = Relation(f"{kind}-{end.uid}", desk.key, kind, claim.uid, end.uid, "ada")
        session.perform(Operation("Relate", (RelationAdded(relation),)))


def _label(session: Session, span: Span, label: str) -> Annotation:
    return labelling.label_span(session, span, label, span.start).added[0]


def read_claims_anew(store: Store) -> None:
    """Put every claim on the waiting list; the next `catch_up` calls make all rows anew."""
    with store.writing() as db:
        db.execute("INSERT OR IGNORE INTO claims_waiting SELECT annotation_id FROM claims")
        db.execute(
            "INSERT OR IGNORE INTO claims_waiting SELECT a.id FROM annotations a"
            " JOIN label_names l ON l.id = a.label_id WHERE l.layer = 'claim'"
        )
