"""Reports that break programs: every offset is right in the export, or a sentence names the place."""

from __future__ import annotations

import json
import random
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from annotator.app.checking import check
from annotator.app.exporting import ExportOptions, run_export
from annotator.app.importing import import_into
from annotator.app.operations import labelling, reports
from annotator.app.projects import open_session
from annotator.app.searching import search_reports
from annotator.domain.documents import Facts
from annotator.domain.errors import Refusal
from annotator.domain.spans import Span

BLNS = Path(__file__).resolve().parents[3] / "shared" / "data" / "naughty-strings" / "blns.json"
COMBINING = "".join(chr(0x300 + number % 0x70) for number in range(10_000))
HOSTILE = {
    "NUL": "Rebels\0 shelled \0\0Mosul\0, officials said. " + "Nobody claimed the attack. " * 4,
    "controls": "A" + "".join(map(chr, range(1, 32))) + "\x7f\x85 Mosul \u2028\u2029\ufeff\ufffe\uffff",
    "mixed line ends": "one\r\ntwo\rthree\nfour\u2028five\x85six\r\r\n\n\rseven",
    "combining": "Mosul a" + COMBINING + " Grad",
    "bidi": "Mosul \u202ereversed\u202c \u2066isolated\u2069 الموصل \u200f12-3\u200e שלום",
    "markup": "<b>Mosul</b> & &amp; &#60; <script>alert(1)</script> %s %n {0} {text} $HOME =1+1 ]]>" * 20,
    "emoji": "👨\u200d👩\u200d👧\u200d👦🇺🇦🇮🇶👍🏿 Mosul 💥",
    "astral": "".join(chr(0x1F300 + n % 300) + "x" for n in range(3000)),
    "spaces only at the ends": "\u00a0\u3000 Mosul \u200b\t\n",
    "one letter": "x",
}


def stretches(text: str) -> list[Span]:
    """Places that a wrong count of characters would shift: both ends, and some between."""
    size, places = len(text), random.Random(len(text))
    found = {(0, 1), (size - 1, size), (0, size)}
    for _ in range(6):
        start = places.randrange(size)
        found.add((start, min(size, start + places.randint(1, 30))))
    return [Span(*ends) for ends in sorted(found)]


def marked_and_exported(project: Path, files: list[Path]) -> list[tuple[str, list[str]]]:
    """Import, label through operations, export; each text with what was marked in it, checked on the way."""
    import_into(project, files)
    session = open_session(project, "ada")
    marked = []
    keys = session.store.documents.keys()
    for key in keys:
        desk = session.open_report(key)
        wanted = stretches(desk.text)
        for span in wanted:
            labelling.label_span(session, span, "Claim", span.start)
        marked.append((desk.text, sorted(span.of(desk.text) for span in wanted)))
    session.undo()
    session.redo()
    out = project.with_suffix(".jsonl")
    run_export(session.store, out, ExportOptions(all_reports=True))
    session.close()
    with out.open(encoding="utf-8", newline="\n") as lines:
        records = [json.loads(line) for line in lines]
    assert [record["text"] for record in records] == [text for text, _ in marked]
    for record, (text, expected) in zip(records, marked, strict=True):
        assert sorted(text[span["start"] : span["end"]] for span in record["spans"]) == expected
        assert all(text[span["start"] : span["end"]] == span["text"] for span in record["spans"])
    assert check(project) == []
    return marked


@pytest.mark.parametrize("name", HOSTILE)
def test_text_files_keep_every_character_and_offset(tmp_path: Path, name: str) -> None:
    file = tmp_path / "report.txt"
    file.write_bytes(HOSTILE[name].encode())
    if name == "controls":
        with pytest.raises(Refusal, match=r"report\.txt: This is not a text"):
            import_into(tmp_path / "p.annodb", [file])
        return
    ((text, _),) = marked_and_exported(tmp_path / "p.annodb", [file])
    assert text == HOSTILE[name]


def test_lines_of_json_keep_every_character_and_offset(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    records = [{"text": text, "meta": {"title": text[:500], "odd": text[:50]}} for text in HOSTILE.values()]
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    found = marked_and_exported(tmp_path / "p.annodb", [file])
    assert [text for text, _ in found] == list(HOSTILE.values())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
def test_wide_encodings_are_read_exactly(tmp_path: Path, encoding: str) -> None:
    text = "Війська обстріляли Одесу 💥.\r\nRebels shelled Mosul.\n" * 20
    (tmp_path / "r.txt").write_bytes(text.encode(encoding))
    ((found, _),) = marked_and_exported(tmp_path / "p.annodb", [tmp_path / "r.txt"])
    assert found == text


@pytest.mark.parametrize("text", ["Mosul " * 850_000, "x" * 5_000_000], ids=["words", "one word"])
def test_one_line_of_5_mb(tmp_path: Path, text: str) -> None:
    (tmp_path / "r.txt").write_text(text)
    ((found, _),) = marked_and_exported(tmp_path / "p.annodb", [tmp_path / "r.txt"])
    assert found == text


def test_a_report_of_50_mb_is_imported_opened_and_labelled_at_its_end(tmp_path: Path) -> None:
    text = "Rebels shelled Mosul 💥, officials said.\r\n" * 1_200_000
    (tmp_path / "r.txt").write_bytes(text.encode())
    import_into(tmp_path / "p.annodb", [tmp_path / "r.txt"])
    session = open_session(tmp_path / "p.annodb", "ada")
    desk = session.open_report(1)
    assert len(desk.text) == len(text)
    assert desk.tokens.token_at(0) == Span(0, 6)
    assert desk.tokens.previous_token(len(text)) == Span(len(text) - 3, len(text) - 2)
    labelling.label_span(session, Span(len(text) - 7, len(text) - 3), "Actor", 0)
    assert session.store.annotations.of_document(1)[0].end == len(text) - 3
    session.close()


def test_a_file_of_0_bytes_brings_no_report(tmp_path: Path) -> None:
    (tmp_path / "r.txt").touch()
    assert import_into(tmp_path / "p.annodb", [tmp_path / "r.txt"]).reports == 0


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("r.jsonl", b'{"text": "fine"}\n{"text": "half \\ud800"}\n', "line 2: Character 6"),
        ("r.jsonl", b'{"text": "fine", "meta": {"title": "\\udfff"}}\n', "line 1: Character 1 of “title”"),
        ("r.jsonl", b'{"text": "raw \xed\xa0\x80"}\n', "line 1: Byte 15"),
        ("r.jsonl", b'{"text": "a\xff"}\n', "line 1: Byte 12"),
        ("r.jsonl", b'{"text": "raw \0"}\n', "line 1"),
        ("r.txt", "Війська обстріляли Одесу. ".encode() * 50 + b"\xff\xfe" + "Одеса".encode(), "byte 2400 (0xff)"),
        ("r.txt", b"\xff\xfe" + "Mosul".encode("utf-16-le") + b"\x00", "byte"),
    ],
)
def test_what_cannot_be_carried_is_refused_with_its_place(
    tmp_path: Path, name: str, content: bytes, place: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refusal) as caught:
        import_into(tmp_path / "p.annodb", [tmp_path / name])
    assert place in str(caught.value)
    assert not (tmp_path / "p.annodb").exists()


@pytest.fixture
def naughty() -> list[str]:
    if not BLNS.exists():
        pytest.skip("the naughty strings are not here")
    strings = [text for text in json.loads(BLNS.read_text(encoding="utf-8")) if text]
    return list(dict.fromkeys(strings))


def test_naughty_reports_titles_and_annotators(tmp_path: Path, naughty: list[str]) -> None:
    records = [
        {"text": text, "meta": {"title": text, "source": text}, "annotator": text, "note": text}
        for text in naughty
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    found = marked_and_exported(tmp_path / "p.annodb", [tmp_path / "in.jsonl"])
    assert [text for text, _ in found] == naughty
    with open_session(tmp_path / "p.annodb", "ada", read_only=True).store as store:
        assert [row.note for row in store.documents.summaries(list(store.documents.keys()))] == naughty


def test_naughty_words_notes_and_names(tmp_path: Path, naughty: list[str]) -> None:
    (tmp_path / "r.txt").write_text("Rebels shelled Mosul.")
    import_into(tmp_path / "p.annodb", [tmp_path / "r.txt"])
    session = open_session(tmp_path / "p.annodb", "ada")
    session.open_report(1)
    labelling.label_span(session, Span(0, 6), "Actor", 0)
    for text in [*naughty, "half \ud800", "nul \0 nul", '"', '"" *', "NEAR(", "-"]:
        search_reports(session.store, text)
    for text in naughty[::5]:
        (annotation,) = session.store.annotations.of_document(1)
        session.annotator = text
        labelling.annotate_annotation(session, annotation, 0, note=text)
        reports.set_facts(session, Facts(title=text), 0)
        assert session.store.annotations.of_document(1)[0].note == text
    assert check(session.store) == []
    while session.undo():
        pass
    assert session.desk is not None
    assert not list(session.desk.annotations)
    assert check(session.store) == []
    session.close()


def test_half_a_pair_in_a_note_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("Rebels shelled Mosul.")
    import_into(tmp_path / "p.annodb", [tmp_path / "r.txt"])
    session = open_session(tmp_path / "p.annodb", "ada")
    desk = session.open_report(1)
    labelling.label_span(session, Span(0, 6), "Actor", 0)
    with pytest.raises(Refusal, match="surrogate"):
        labelling.annotate_annotation(session, next(iter(desk.annotations)), 0, note="half \ud800")
    assert next(iter(desk.annotations)).note == ""
    assert list(desk.annotations) == session.store.annotations.of_document(1)
    session.close()


def test_naughty_file_names(tmp_path: Path, naughty: list[str]) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    made = 0
    for number, text in enumerate(naughty[::4]):
        name = text.replace("/", "_").replace("\0", "_")
        if len(name.encode()) <= 200 and not name.startswith("."):
            (folder / f"{name}.txt").write_text(f"Report {number}.")
            made += 1
    assert import_into(tmp_path / "p.annodb", [folder]).reports == made


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_a_file_name_that_is_no_text_does_not_stop_an_import(tmp_path: Path) -> None:
    (tmp_path / "r\udce9port.txt").write_text("A report.")
    with suppress(Refusal):  # with a sentence, and not for good
        assert import_into(tmp_path / "p.annodb", [tmp_path / "r\udce9port.txt"]).reports == 1


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_a_project_name_that_is_no_text_opens(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("A report.")
    for name in ("pr\udce9.annodb", "100% #1?.annodb", "a&b=c;d.annodb"):
        assert import_into(tmp_path / name, [tmp_path / "r.txt"]).reports == 1
        assert check(tmp_path / name) == []
