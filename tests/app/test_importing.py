from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator.app.importing import (
    ImportOptions,
    follow_import,
    import_into,
    label_mapping,
    plan_import,
    plan_import_into,
    run_import,
)
from annotator.app.session import Session
from annotator.app.sources import rare_collections
from annotator.domain.annotations import MANUAL, Origin
from annotator.domain.changes import ChangeSet
from annotator.domain.documents import State
from annotator.domain.errors import Cancelled, FileRefused, Refusal, StorageFailed
from annotator.storage.beside import open_writer_beside
from annotator.storage.store import Store, create_store, open_store
from tests.projects import CONFLICT, SHORT, new_session

TEXT = "Rebels shelled Mosul, officials said."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create_store(tmp_path / "p.annodb", CONFLICT) as opened:
        yield opened


@pytest.fixture
def lines(tmp_path: Path) -> Callable[..., Path]:
    """Writes a JSONL file of records whose text is TEXT unless they say another."""

    def write(*records: dict[str, object], name: str = "in.jsonl") -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps({"text": TEXT, **record}) + "\n" for record in records))
        return path

    return write


def span(start: int, end: int, label: str, **more: object) -> dict[str, object]:
    return {"start": start, "end": end, "label": label, **more}


def labelled(store: Store, key: int = 1) -> list[tuple[int, int, str]]:
    return [(a.start, a.end, a.label) for a in store.annotations.of_document(key)]


def test_reports_come_in_with_text_title_and_metadata(store: Store, tmp_path: Path) -> None:
    (tmp_path / "2022-06-20 strike.txt").write_bytes("Удар по\r\nОдесі 💥".encode())
    outcome = run_import(store, [tmp_path / "2022-06-20 strike.txt"])
    document = store.documents.read(1)
    assert outcome.sentence == "Imported 1 report."
    assert document.text == "Удар по\r\nОдесі 💥"
    assert (document.facts.title, document.facts.date) == ("2022-06-20 strike", "2022-06-20")
    assert document.state is State.OPEN


def test_a_report_without_a_title_is_called_by_its_first_line(store: Store, lines: Callable[..., Path]) -> None:
    run_import(store, [lines({"text": "\n\n  First line \nsecond"})])
    assert store.documents.read(1).facts.title == "First line"


@pytest.mark.parametrize(
    ("answer", "spans", "state"),
    [
        ("accept", [], State.DONE),
        ("ignore", [span(0, 6, "Actor")], State.SET_ASIDE),
        ("reject", [span(0, 6, "Actor")], State.OPEN),
        ("", [], State.OPEN),
        ("", [span(0, 6, "Actor")], State.IN_PROGRESS),
    ],
)
def test_the_answer_decides_the_state(
    store: Store, lines: Callable[..., Path], answer: str, spans: list[object], state: State
) -> None:
    run_import(store, [lines({"answer": answer, "spans": spans})])
    assert store.documents.read(1).state is state


def test_spans_keep_their_ids_and_get_missing_ones(store: Store, lines: Callable[..., Path]) -> None:
    path = lines(
        {
            "spans": [
                span(0, 6, "Actor", id="a1"),
                span(15, 20, "Location", origin={"kind": "suggested", "source": "repeats"}),
            ],
            "annotator": "bo",
        }
    )
    run_import(store, [path], ImportOptions(annotator="ada"))
    first, second = store.annotations.of_document(1)
    assert first.uid == "a1"
    assert len(second.uid) == 36
    assert first.annotator == "bo"
    assert first.origin == MANUAL
    assert second.origin == Origin("suggested", "repeats")


def test_exact_duplicates_and_known_ids_are_left_out(store: Store, lines: Callable[..., Path]) -> None:
    run_import(store, [lines({"id": "u1"})])
    path = lines({}, {"text": "New."}, {"text": "New."}, {"id": "u1", "text": "Other."})
    plan = plan_import(store, [path])
    assert [duplicate.reason for duplicate in plan.duplicates] == [
        "the project has this text already",
        "the same text comes twice in this import",
        "the project has a report with its id already",
    ]
    outcome = run_import(store, [path])
    assert outcome.sentence == "Imported 1 report; 3 left out as duplicates."


def test_unknown_labels_are_all_named_and_nothing_is_imported(store: Store, lines: Callable[..., Path]) -> None:
    path = lines({}, {"text": "Second text.", "spans": [span(0, 6, "GPE"), span(7, 11, "ORG")]})
    assert plan_import(store, [path]).unknown_labels == {"GPE": 1, "ORG": 1}
    with pytest.raises(Refusal, match="labels “GPE” and “ORG”"):
        run_import(store, [path])
    assert not any(store.documents.count_by_state().values())


def test_unknown_labels_can_be_mapped_left_out_or_kept(store: Store, lines: Callable[..., Path]) -> None:
    path = lines({"spans": [span(0, 6, "ORG"), span(15, 20, "GPE"), span(22, 31, "PER")]})
    options = ImportOptions(labels={"GPE": "Location", "ORG": ""}, keep_labels=True)
    outcome = run_import(store, [path], options)
    assert labelled(store) == [(15, 20, "Location"), (22, 31, "PER")]
    assert outcome.added == ["PER"]
    assert "labelled “ORG” were left out" in outcome.notices[0]
    added = store.labels.read_schema().label("PER")
    assert (added.key, added.color) == ("p", "label5")


def test_labels_that_become_one_leave_one_span_and_its_relations(store: Store, lines: Callable[..., Path]) -> None:
    spans = [span(0, 20, "Claim", id="c"), span(22, 31, "Actor", id="a"), span(22, 31, "ORG", id="b")]
    relations = [{"type": "said_by", "head": "c", "child": "b"}]
    run_import(store, [lines({"spans": spans, "relations": relations})], ImportOptions(labels={"ORG": "Actor"}))
    assert labelled(store) == [(0, 20, "Claim"), (22, 31, "Actor")]
    (relation,) = store.annotations.relations_of_document(1)
    assert (relation.type, relation.head, relation.child) == ("said_by", "c", "a")


def test_an_unknown_relation_type_is_refused_or_kept(store: Store, lines: Callable[..., Path]) -> None:
    spans = [span(0, 20, "Claim", id="c"), span(22, 31, "Actor", id="a")]
    path = lines({"spans": spans, "relations": [{"type": "denied_by", "head": "c", "child": "a"}]})
    with pytest.raises(Refusal, match="relation “denied_by”"):
        run_import(store, [path])
    run_import(store, [path], ImportOptions(keep_labels=True))
    assert store.labels.read_schema().relations[-1].heads == ("Claim",)
    assert store.annotations.relations_of_document(1)[0].type == "denied_by"


def test_one_bad_file_refuses_the_whole_import(store: Store, lines: Callable[..., Path], tmp_path: Path) -> None:
    good = lines({})
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "One."}\n{"text": "Two."\n')
    plan = plan_import(store, [good, bad])
    assert [bool(file.problem) for file in plan.files] == [False, True]
    with pytest.raises(FileRefused, match=r"bad\.jsonl, line 2"):
        run_import(store, [good, bad])
    assert not any(store.documents.count_by_state().values())
    run_import(store, [good, bad], ImportOptions(leave_out=frozenset({bad})))
    assert store.documents.count_by_state()[State.OPEN] == 1


def test_in_a_folder_unknown_files_are_left_out_and_told(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "b.txt").write_text("Report b.")
    (folder / "a.txt").write_text("Report a.")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    plan = plan_import(store, [folder])
    assert [file.path.name for file in plan.files] == ["a.txt", "b.txt"]
    assert "picture.png: Left out." in plan.notices[0]
    with pytest.raises(FileRefused):
        run_import(store, [folder / "picture.png"])


def test_an_encoding_is_told_and_can_be_overridden(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes("Українські війська увійшли до міста, повідомили чиновники.".encode("cp1251"))
    assert "Read as windows-1251" in plan_import(store, [path]).files[0].notes[0]
    run_import(store, [path], ImportOptions(encodings={path: "latin-1"}))
    assert store.documents.read(1).text.startswith("Óêðà")


def test_cancelling_leaves_everything_as_it_was(store: Store, lines: Callable[..., Path]) -> None:
    path = lines(*({"text": f"Report {n}."} for n in range(1000)))
    asked = iter(range(10_000))
    with pytest.raises(Cancelled):
        run_import(store, [path], cancelled=lambda: next(asked) > 4)
    assert not any(store.documents.count_by_state().values())
    assert run_import(store, [path]).reports == 1000


def test_progress_reaches_its_total(store: Store, lines: Callable[..., Path]) -> None:
    told: list[tuple[int, int, str]] = []
    run_import(store, [lines({}), lines({"text": "x"}, name="b.jsonl")], progress=lambda *now: told.append(now))
    assert told[-1][0] == told[-1][1] > 0
    assert {name for *_, name in told} == {"in.jsonl", "b.jsonl"}


def test_a_project_that_is_only_read_takes_nothing(tmp_path: Path, lines: Callable[..., Path]) -> None:
    create_store(tmp_path / "p.annodb", CONFLICT).close()
    with open_store(tmp_path / "p.annodb", read_only=True) as store:
        with pytest.raises(StorageFailed, match="reading only"):
            run_import(store, [lines({})])
        with pytest.raises(StorageFailed, match="reading only"):
            open_writer_beside(store)


def test_nothing_to_read_is_refused(store: Store, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(Refusal, match="nothing to import"):
        plan_import(store, [tmp_path / "empty"])
    with pytest.raises(FileRefused):
        plan_import(store, [tmp_path / "gone.txt"])


def test_a_session_follows_an_import_beside_it(tmp_path: Path, lines: Callable[..., Path]) -> None:
    session: Session = new_session(tmp_path / "p.annodb", SHORT)
    told: list[ChangeSet] = []
    session.changed.connect(told.append)
    beside = open_writer_beside(session.store)
    outcome = run_import(beside, [lines({"spans": [span(0, 6, "ORG")]})], ImportOptions(keep_labels=True))
    beside.close()
    follow_import(session, outcome)
    assert session.schema.names()[-1] == "ORG"
    assert "ORG" in session.entities
    assert told[0].corpus
    assert session.open_report(2).text == TEXT
    session.close()


def test_dead_cycles_are_looked_for_less_often_while_much_is_read_and_then_as_before() -> None:
    before = gc.get_threshold()
    with rare_collections():
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_threshold() == before


def test_a_project_whose_name_is_too_long_is_refused(lines: Callable[..., Path], tmp_path: Path) -> None:
    long = tmp_path / ("x" * 300 + ".annodb")
    for attempt in (import_into, plan_import_into):
        with pytest.raises(FileRefused, match="The name is too long"):
            attempt(long, [lines({})])


def test_what_a_label_becomes_is_kept_for_later_imports(tmp_path: Path, lines: Callable[..., Path]) -> None:
    with create_store(tmp_path / "p.annodb", CONFLICT) as store:
        first = lines({"text": "Rebels fled.", "spans": [{"start": 0, "end": 6, "label": "ORG"}]})
        plan = plan_import(store, [first])
        assert (plan.unknown_labels, plan.proposals) == ({"ORG": 1}, {"ORG": "Actor"})
        run_import(store, [first], ImportOptions(labels={"ORG": "Actor"}))
        again = lines({"text": "Rebels stayed.", "spans": [{"start": 0, "end": 6, "label": "ORG"}]})
        assert plan_import(store, [again]).unknown_labels == {}
        assert run_import(store, [again]).labels == {"Actor": 1}
        assert label_mapping(store) == {"ORG": "Actor"}


def test_annotations_are_moved_to_where_their_text_stands_only_when_asked_for(
    tmp_path: Path, lines: Callable[..., Path]
) -> None:
    text = "💥 Rebels shelled Mosul. Rebels left."
    wrong = {"start": 18, "end": 23, "label": "Location", "text": "Mosul"}
    twice = {"start": 9, "end": 15, "label": "Actor", "text": "Rebels"}
    with create_store(tmp_path / "p.annodb", CONFLICT) as store:
        path = lines({"text": text, "spans": [wrong]})
        with pytest.raises(FileRefused, match="It stands at 17 to 22"):
            run_import(store, [path])
        outcome = run_import(store, [path], ImportOptions(repair=True))
        assert outcome.notices == ["in.jsonl, line 1: Span 1: moved from 18–23 to 17–22, where “Mosul” stands."]
        (found,) = store.annotations.of_document(1)
        assert text[found.start : found.end] == "Mosul"
        other = lines({"text": text + " Twice.", "spans": [twice]})
        with pytest.raises(FileRefused, match=r"it says “Rebels”, but the text there is “shelle”\.$"):
            run_import(store, [other], ImportOptions(repair=True))


def test_what_was_moved_is_listed_one_by_one_with_its_line(tmp_path: Path, lines: Callable[..., Path]) -> None:
    wrong = {"start": 4, "end": 9, "label": "Location", "text": "Mosul"}
    path = lines(*({"text": f"In Mosul. {number}", "spans": [wrong]} for number in range(2)))
    with create_store(tmp_path / "p.annodb", CONFLICT) as store:
        outcome = run_import(store, [path], ImportOptions(repair=True))
    moved = "Span 1: moved from 4–9 to 3–8, where “Mosul” stands."
    assert outcome.notices == [f"in.jsonl, line 1: {moved}", f"in.jsonl, line 2: {moved}"]


def test_the_unit_of_label_studio_is_told(tmp_path: Path) -> None:
    value = {"start": 5, "end": 10, "text": "Mosul", "labels": ["Location"]}
    task = {"data": {"text": "💥 In Mosul."}, "annotations": [{"result": [{**REGION, "value": value}]}]}
    (tmp_path / "x.json").write_text(json.dumps([task]))
    with create_store(tmp_path / "p.annodb", CONFLICT) as store:
        outcome = run_import(store, [tmp_path / "x.json"])
    assert outcome.notices == ["x.json, line 1: The offsets count code points."]


PRODIGY = {
    "text": "In Mosul.", "spans": [{"start": 4, "end": 9, "label": "Location", "text": "Mosul"}],
    "_input_hash": 1, "_task_hash": 2, "answer": "accept",
}  # fmt: skip
REGION = {
    "id": "x", "from_name": "l", "to_name": "t", "type": "labels",
    "value": {"start": 4, "end": 8, "text": "Mosul", "labels": ["Location"]},
}  # fmt: skip
STUDIO = [{"data": {"text": "In Mosul."}, "annotations": [{"result": [REGION]}]}]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.prodigy.jsonl", json.dumps(PRODIGY) + "\n"),
        ("a.json", json.dumps(STUDIO)),
        ("a.ann", "T1\tLocation 4 9\tMosul\n"),
    ],
)
def test_other_formats_are_repaired_alike(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    (tmp_path / "a.txt").write_text("In Mosul.")
    with create_store(tmp_path / "p.annodb", CONFLICT) as store:
        with pytest.raises(FileRefused):
            run_import(store, [tmp_path / name])
        outcome = run_import(store, [tmp_path / name], ImportOptions(repair=True))
        assert any("to 3–8, where “Mosul” stands" in notice for notice in outcome.notices)
        (found,) = store.annotations.of_document(1)
        assert (found.start, found.end) == (3, 8)
