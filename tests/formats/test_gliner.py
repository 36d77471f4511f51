from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.domain.errors import FileRefused
from annotator.formats import json_items
from annotator.formats.base import ReportRecord
from annotator.formats.export import export_reports
from annotator.formats.gliner import GlinerFormat
from annotator.formats.registry import recognise
from tests.formats.conformance import DROPPING, sample
from tests.formats.damage import survives_damage
from tests.formats.reading import read_all, span

GLINER = GlinerFormat()
TEXT = "Rebels shelled Mosul, officials said. It burned."
REPORT = ReportRecord(
    TEXT, uid="r1", spans=(span(TEXT, 0, 20, "Claim"), span(TEXT, 0, 6), span(TEXT, 15, 20, "Location"))
)


def read(folder: Path, content: str) -> tuple[list[ReportRecord], list[str]]:
    path = folder / "x.json"
    path.write_text(content, encoding="utf-8")
    assert recognise(path).name == "gliner"
    return read_all(GLINER, path)


def marks(record: ReportRecord) -> list[tuple[str, str]]:
    return [(span.label, record.text[span.start : span.end]) for span in record.spans]


def test_ends_are_inclusive_and_spans_may_overlap(tmp_path: Path) -> None:
    export_reports([REPORT], tmp_path / "x.json", GLINER)
    written = (tmp_path / "x.json").read_text(encoding="utf-8")
    assert written == (
        '[\n{"tokenized_text":["Rebels","shelled","Mosul",",","officials","said","."],'
        '"ner":[[0,2,"Claim"],[0,0,"Actor"],[2,2,"Location"]],"document":"r1"},\n'
        '{"tokenized_text":["It","burned","."],"ner":[],"document":"r1"}\n]\n'
    )
    assert len(json.loads(written)) == 2
    (record,), notices = read(tmp_path, written)
    assert marks(record) == [("Claim", "Rebels shelled Mosul"), ("Actor", "Rebels"), ("Location", "Mosul")]
    assert (record.uid, notices) == ("r1", [])


def test_nothing_written_is_an_empty_list(tmp_path: Path) -> None:
    export_reports([], tmp_path / "x.json", GLINER)
    assert (tmp_path / "x.json").read_text() == "[]\n"


@pytest.mark.parametrize("layout", ["array", "indented", "lines"])
def test_files_of_others(tmp_path: Path, layout: str) -> None:
    items = [{"tokenized_text": ["a", "b"], "ner": [[0, 1, "X y"]]}, {"ner": [], "tokenized_text": ["c"]}]
    content = {
        "array": json.dumps(items),
        "indented": json.dumps(items, indent=2),
        "lines": "\n".join(map(json.dumps, items)),
    }[layout]
    records, notices = read(tmp_path, content)
    assert [(record.text, marks(record)) for record in records] == [("a b", [("X y", "a b")]), ("c", [])]
    assert notices == []


def test_what_is_not_taken_over_is_told(tmp_path: Path) -> None:
    item = {"tokenized_text": ["a"], "ner": [[0, 0, "X"], [0, 0, "X"]], "negatives": ["Y"]}
    (record,), notices = read(tmp_path, json.dumps([item]))
    assert marks(record) == [("X", "a")]
    assert notices == [
        "What stands under “negatives” was left out.",
        "The same annotation a second time was left out.",
    ]


WORDS = '{"tokenized_text": ["a", "b"], "ner": '


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (f'[\n{WORDS}[[0,2,"X"]]}}]', 2, "Item 1: the tokens 0 to 2 are not among the 2 of the sentence."),
        (f'[{WORDS}[]}},\n{WORDS}[[1,0,"X"]]}}]', 2, "Item 2: the tokens 1 to 0 are not among"),
        (f"[{WORDS}[[0,0]]}}]", 1, "is not a first token, a last token and a label"),
        (f'[{WORDS}[[true,0,"X"]]}}]', 1, "the tokens True to 0"),
        (f"[{WORDS}{{}}}}]", 1, "“ner” is not a list."),
        (f"[{WORDS}[]}},\n3]", 2, "“tokenized_text” is not a list of texts."),
        (f"[{WORDS}[]}},\n", 2, "The list breaks off before it ends"),
        (f"[{WORDS}[]}}\n", 2, "neither a comma nor the end"),
        (f"[{WORDS}[]}}]\n\n]", 1, "Something stands behind the end of the list."),
        (f"[{WORDS}[]}},\n{WORDS}nope}}]", 2, "This is not valid JSON: Expecting value."),
        (f"[{WORDS}[]}},\n{WORDS}[", 2, "The file breaks off before an item ends"),
        (f"[{WORDS}[NaN]}}]", 1, "NaN is not a number in JSON."),
        (f'[{WORDS}[],\n"x": ' + "[" * 100_000, 1, "nested too deeply"),
        (f"[{WORDS}[{'9' * 5_000}]}}]", 1, "A number is too long."),
        ('[{"tokenized_text": ["\\ud800"], "ner": []}]', 1, "is half of a surrogate pair"),
    ],
)
def test_faults_name_their_line(tmp_path: Path, content: str, line: int, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, content)
    assert reason in refused.value.reason
    assert refused.value.line == line


@pytest.fixture
def streaming(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_items, "_WHOLE", 10)


@pytest.mark.usefixtures("streaming")
def test_large_files_are_read_item_by_item(tmp_path: Path) -> None:
    export_reports([REPORT], tmp_path / "x.json", GLINER)
    (record,), _ = read(tmp_path, (tmp_path / "x.json").read_text())
    assert len(record.spans) == 3
    records, _ = read(tmp_path, f'{WORDS}[]}}\n{WORDS}[[0,0,"X"]]}}\n')
    assert [marks(record) for record in records] == [[], [("X", "a")]]
    records, _ = read(tmp_path, f"[{WORDS}[]}},{WORDS}[]}}]")  # in one line, and so read whole
    assert len(records) == 2


@pytest.mark.usefixtures("streaming")
@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (f'[\n{WORDS}[]}},\n{WORDS}[[0,2,"X"]]}}\n]', 3, "Item 2: the tokens 0 to 2 are not among"),
        (f"[\n{WORDS}[]}}\n", 2, "The list breaks off before it ends"),
        (f"[\n{WORDS}[]}},\n{WORDS}[", 3, "The line breaks off before the record ends"),
        (f"[\n{WORDS}[]}}\n]\n{WORDS}[]}}", 4, "Something stands behind the end of the list."),
        (f"[\n{WORDS}[]}}, 3,\n]", 2, "The line is not valid JSON"),
    ],
)
def test_faults_of_large_files_name_their_line(tmp_path: Path, content: str, line: int, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, content)
    assert reason in refused.value.reason
    assert refused.value.line == line


@pytest.mark.parametrize("content", ['[{"text": "a"}]', '{"text": "tokenized_text"}', "[]", "tokenized_text\n"])
def test_other_files_are_not_taken_for_it(tmp_path: Path, content: str) -> None:
    assert GLINER.recognise(content.encode(), tmp_path / "x.json") == 0.0


def test_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    export_reports(sample(), tmp_path / "x.json", GLINER, policy=DROPPING)
    survives_damage(GLINER, (tmp_path / "x.json").read_bytes(), tmp_path)
