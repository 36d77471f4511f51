from __future__ import annotations

from pathlib import Path

import conllu
import pytest

from annotator.domain.errors import FileRefused
from annotator.formats import conll, conll_lines
from annotator.formats.base import ReadOptions, ReportRecord
from annotator.formats.conll import ConllFormat
from annotator.formats.conll_text import BROKEN
from annotator.formats.registry import recognise
from tests.formats.reading import RELATED, read_all, read_or_refused

U_STYLE = """# newdoc id = r1
# sent_id = 1
# text = Vámonos a Mosul💥.
1-2\tVámonos\t_\t_\t_\t_\t_\t_\t_\t_
1\tVamos\tir\tVERB\t_\t_\t0\troot\t_\t_
2\tnos\tnosotros\tPRON\t_\t_\t1\tobj\t_\tNER=B-Actor
3\ta\ta\tADP\t_\t_\t4\tcase\t_\t_
3.1\t_\t_\t_\t_\t_\t_\t_\t_\t_
4\tMosul\tMosul\tPROPN\t_\t_\t1\tobl\t_\tNER=B-Loc|NER2=B-Claim|SpaceAfter=No
5\t💥\t💥\tSYM\t_\t_\t1\tx\t_\tNER=O|NER2=I-Claim|SpaceAfter=No
6\t.\t.\tPUNCT\t_\t_\t1\tpunct\t_\tSpacesAfter=\\r\\n\\s

# newdoc id = r2
1\t#\t_\t_\t_\t_\t_\t_\t_\tNER=O

"""


def read(folder: Path, text: str, name: str = "x.conll") -> tuple[list[ReportRecord], list[str]]:
    path = folder / name
    path.write_bytes(text.encode())
    return read_all(ConllFormat(), path)


def marks(record: ReportRecord) -> list[tuple[str, str]]:
    return [(span.label, record.text[span.start : span.end]) for span in record.spans]


def test_four_columns_with_documents(tmp_path: Path) -> None:
    text = (
        "-DOCSTART- -X- O O\n\nEU NNP I-NP I-ORG\nrejects VBZ I-VP O\n\nPeter NNP I-NP I-PER\nB NNP I-NP I-PER\n\n"
        "-DOCSTART- -X- O O\n\nBonn NNP I-NP I-LOC\n"
    )
    (one, two), notices = read(tmp_path, text)
    assert (one.text, two.text) == ("EU rejects\nPeter B", "Bonn")
    assert marks(one) == [("ORG", "EU"), ("PER", "Peter B")]
    assert notices == ["The column of chunks (NP, VP ...) was left out.", "The tags are in the scheme IOB1."]


@pytest.mark.parametrize("separator", [" ", "\t", "    "])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separators_and_line_ends(tmp_path: Path, separator: str, end: str) -> None:
    rows = [("شهود", "B-Actor"), ("عيان", "I-Actor"), ("", ""), ("#", "O"), ("💥", "B-X")]
    (record,), notices = read(tmp_path, end.join(separator.join(row).strip() for row in rows))
    assert record.text == "شهود عيان\n# 💥"
    assert marks(record) == [("Actor", "شهود عيان"), ("X", "💥")]
    assert notices == []


def test_several_columns_of_tags_may_overlap(tmp_path: Path) -> None:
    (record,), _ = read(tmp_path, "Rebels\tB-Actor\tB-Claim\nshelled\tO\tI-Claim\nMosul\tB-Loc\tI-Claim\n")
    assert marks(record) == [("Claim", "Rebels shelled Mosul"), ("Actor", "Rebels"), ("Loc", "Mosul")]


def test_the_same_mark_twice_is_kept_once_and_told(tmp_path: Path) -> None:
    (record,), notices = read(tmp_path, "a\tB-X\tB-X\nb\tO\tO\n")
    assert marks(record) == [("X", "a")]
    assert notices == ["The same annotation in another column was left out."]


def test_tags_in_front_of_the_token(tmp_path: Path) -> None:
    assert marks(read(tmp_path, "B-X\tone\nO\ttwo\n")[0][0]) == [("X", "one")]


def test_broken_tags_are_told(tmp_path: Path) -> None:
    (record,), notices = read(tmp_path, "a B-X\nb O\nc I-X\n")
    assert marks(record) == [("X", "a"), ("X", "c")]
    assert notices == [BROKEN]


def test_tokens_with_spaces(tmp_path: Path) -> None:
    (record,), notices = read(tmp_path, "a B-X\nNew York I-X\nb O\nc O\n")
    assert marks(record) == [("X", "a New York")]
    assert notices == ["A token with a space in it was put together from several columns."]
    (record,), notices = read(tmp_path, "New York\tB-X\nb\tO\n")
    assert (marks(record), notices) == ([("X", "New York")], [])


def test_u_style_has_exact_text_words_in_tokens_and_layers(tmp_path: Path) -> None:
    (one, two), notices = read(tmp_path, U_STYLE)
    assert one.text == "Vámonos a Mosul💥.\r\n "
    assert marks(one) == [("Actor", "Vámonos"), ("Claim", "Mosul💥"), ("Loc", "Mosul")]
    assert (one.uid, two.uid, two.text, notices) == ("r1", "r2", "#", [])
    assert [len(sentence) for sentence in conllu.parse(U_STYLE)] == [8, 1]


def u_rows(*rows: tuple[str, str]) -> str:
    empty = "\t_" * 7
    return "".join(f"{n}\t{form}{empty}\t{misc}\n" for n, (form, misc) in enumerate(rows, start=1)) + "\n"


def test_offsets_say_how_wide_a_gap_is(tmp_path: Path) -> None:
    text = u_rows(("a", "NER=O|start_char=2|end_char=3"), ("b", "NER=B-X|start_char=6|end_char=7"))
    assert read(tmp_path, text)[0][0].text == "  a   b"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a O\nb O\nc\n", 3, "The line has 1 columns, but the file has 2."),
        ("a x O\nb y O\nc O\nd z O\n", 3, "The line has 2 columns, but the file has 3."),
        (u_rows(("a", "NER=O")) + "1\ta\n", 3, "CoNLL-U has 10"),
        (u_rows(("a", "start_char=0|end_char=2")), 1, "1 characters long, not 2"),
        (u_rows(("a", "start_char=5|end_char=x")), 1, "not two numbers"),
        (u_rows(("ab", "NER=O"), ("b", "start_char=1|end_char=2")), 2, "cannot start at character 1"),
        (u_rows(("b", "start_char=99999999|end_char=100000000")), 1, "cannot start at character 99999999"),
        ("# newdoc id = a\n" + u_rows(("a", "_")) + "# newdoc id = a\n" + u_rows(("b", "_")), 4, "in line 1 too"),
    ],
)
def test_faults_name_their_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, text)
    assert reason in refused.value.reason
    assert refused.value.line == line


def test_reports_without_tokens_are_told(tmp_path: Path) -> None:
    records, notices = read(tmp_path, "-DOCSTART- O\n\n-DOCSTART- O\n\na O\n")
    assert [record.text for record in records] == ["a"]
    assert notices == ["A report without text was left out."]


def test_odd_labels_are_labels(tmp_path: Path) -> None:
    long = "L" * 10_240
    (record,), _ = read(tmp_path, f"a B-__proto__\nb B-{long}\n")
    assert [span.label for span in record.spans] == ["__proto__", long]


@pytest.mark.parametrize("text", ["Mosul fell.\nIt is so.\n", "a,b\n1,2\n", '{"text": "a"}\n', "I am\nYou are\n"])
def test_other_files_are_not_taken_for_columns(tmp_path: Path, text: str) -> None:
    (tmp_path / "x").write_text(text)
    assert recognise(tmp_path / "x").name != "conll"


def test_a_short_file_in_which_spans_begin_is_taken_for_columns_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("EU  B-ORG\nrejects O\nGerman B-MISC\n. O\n")
    assert recognise(tmp_path / "x.txt").name == "conll"
    (tmp_path / "y.txt").write_text("Vitamin B-12\nand O\n")
    assert recognise(tmp_path / "y.txt").name == "txt"


def test_truncated_and_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    data = U_STYLE.encode()
    path = tmp_path / "x.conll"
    for at in range(0, len(data), 7):
        path.write_bytes(data[:at])
        read_or_refused(ConllFormat(), path)
        path.write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
        read_or_refused(ConllFormat(), path)


@pytest.mark.parametrize(
    ("pattern", "beginnings"), [("btc/*.conll", 521), ("wnut17/*.conll", 836), ("wojood-sample/*.txt", 3350)]
)
def test_real_files_have_as_many_spans_as_tags_that_begin_one(pattern: str, beginnings: int) -> None:
    paths = sorted(RELATED.glob(pattern))
    if not paths:
        pytest.skip("the data is not there")
    spans = broken = 0
    for path in paths:
        assert recognise(path).name == "conll"
        records, _ = read_all(ConllFormat(), path)
        spans += sum(len(record.spans) for record in records)
        before = ""
        for line in path.read_text().split("\n"):
            tag = line.split()[-1] if line.split() else ""
            broken += tag.startswith("I-") and tag[2:] != before[2:]
            before = tag
    assert spans - broken == beginnings


@pytest.fixture
def streaming(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conll_lines, "_WHOLE", 1)


@pytest.mark.usefixtures("streaming")
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_large_files_are_read_line_by_line(tmp_path: Path, end: str) -> None:
    (one, two), notices = read(tmp_path, "\ufeff" + U_STYLE.replace("\n", end))
    assert (one.text, marks(two), notices) == ("Vámonos a Mosul💥.\r\n ", [], [])
    (record,), _ = read(tmp_path, f"a\x85b\tB-X{end}c\tO")
    assert marks(record) == [("X", "a\x85b")]


@pytest.mark.parametrize("mark", [",", ";", "|"])
def test_marks_between_columns_are_found(tmp_path: Path, mark: str) -> None:
    rows = ("Rebels O", "in O", "Mosul B-LOC", f"{mark} O", "fled O", "", "Iraq B-LOC", "won O")
    (record,), notices = read(tmp_path, "".join(row.replace(" ", mark) + "\n" for row in rows))
    assert (marks(record), notices) == ([("LOC", "Mosul"), ("LOC", "Iraq")], [])
    assert record.text == f"Rebels in Mosul {mark} fled\nIraq won"


@pytest.mark.parametrize("first", [0, 1])
def test_a_column_of_numbers_is_not_the_tokens(tmp_path: Path, first: int) -> None:
    """As in GermEval 2014, whose second column of tags has what is nested in the first."""
    sentences = (("Uni B-ORG O", "Mosul I-ORG B-LOC", "fiel O O"), ("155 O O", "Tote O O"))
    rows = "\n".join(
        "".join(f"{number} {row}\n".replace(" ", "\t") for number, row in enumerate(sentence, start=first))
        for sentence in sentences
    )
    (record,), _ = read(tmp_path, f"#\thttps://example.org [2009-10-17]\n{rows}")
    assert record.text == "Uni Mosul fiel\n155 Tote"
    assert sorted(marks(record)) == [("LOC", "Mosul"), ("ORG", "Uni Mosul")]
    (record,), _ = read(tmp_path, "1 X O\n7 X O\n9 X B-A\n10 Y B-A\n")  # tokens that are numbers
    assert record.text == "1 7 9 10"


def test_the_chunks_of_german_are_left_out(tmp_path: Path) -> None:
    rows = "BRUSSEL <unknown> NE I-NC I-LOC\nist sein VAFIN I-VC O\nin in APPR I-PC O\nRuhe Ruhe NN O O\n"
    (record,), notices = read(tmp_path, rows)
    assert marks(record) == [("LOC", "BRUSSEL")]
    assert "The column of chunks (NP, VP ...) was left out." in notices


def test_labels_of_several_words_as_label_studio_writes_them(tmp_path: Path) -> None:
    rows = ("Rebels -X- _ B-Armed group", "of -X- _ I-Armed group", "Mosul -X- _ O", "fled -X- _ O", ". -X- _ O")
    lines = "-DOCSTART- -X- O\n" + "".join(f"{row}\n" for row in rows)
    (record,), notices = read(tmp_path, lines)
    assert [(one.text, one.label) for one in record.spans] == [("Rebels of", "Armed group")]
    assert notices == ["A label with a space in it was put together from several columns."]


@pytest.mark.usefixtures("streaming")
def test_large_files_are_utf_8_unless_told(tmp_path: Path) -> None:
    path = tmp_path / "x.conll"
    path.write_bytes("Одеса B-X\nстоїть O\n".encode("cp1251"))
    with pytest.raises(FileRefused, match="line 1: It does not fit UTF-8 here or soon after"):
        read_all(ConllFormat(), path)
    records, notices = read_all(ConllFormat(), path, ReadOptions(encoding="cp1251"))
    assert (records[0].text, notices) == ("Одеса стоїть", ["Read as windows-1251, as you said."])
    with pytest.raises(FileRefused, match="There is no encoding named “klingon”"):
        read_all(ConllFormat(), path, ReadOptions(encoding="klingon"))


@pytest.mark.usefixtures("streaming")
def test_an_endless_line_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conll_lines, "_LONGEST", 50)
    with pytest.raises(FileRefused, match="line 2: The line is longer than 16 million characters"):
        read(tmp_path, "a O\n" + "b" * 60 + " O\n")


def test_the_scheme_is_told_from_the_first_sentences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conll, "_FIRST", 2)
    records, notices = read(tmp_path, "a I-X\n\nb I-X\n\nc I-X\n")
    assert [marks(record) for record in records] == [[("X", "a"), ("X", "b"), ("X", "c")]]
    assert notices == ["The tags are in the scheme IOB1."]
    later = u_rows(("a", "NER=O"), ("b", "NER=O")) + u_rows(("c", "NER=O|NER2=B-Y"))
    monkeypatch.setattr(conll, "_FIRST", 1)
    assert marks(read(tmp_path, later)[0][0]) == [("Y", "c")]
