"""WebAnno TSV: written as documented, so that the text comes back; the samples of WebAnno's own tests are read."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.errors import FileRefused
from annotator.formats.base import RelationRecord, ReportRecord
from annotator.formats.export import export_reports
from annotator.formats.losses import LossRefused
from annotator.formats.registry import format_named, recognise
from annotator.formats.report import Notices
from annotator.formats.webanno_escapes import (
    attribute_of,
    escape_text,
    escape_value,
    feature_of,
    parts,
    read_as,
    spelt,
    unescape_text,
    unescape_value,
)
from annotator.formats.webanno_lines import parse_tsv
from annotator.formats.webanno_record import annotations_of
from annotator.formats.webanno_text import placed
from annotator.formats.webanno_writing import tsv_of
from tests.formats.reading import RELATED, damaged, plain_record, read_all, read_or_refused, span

FORM = format_named("webanno-tsv")
SAMPLES = RELATED / "formats" / "webanno-tsv"
EXAMPLE = "Rebels shelled Mosul, officials said."
HEAD = "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Span|label\n"


def again(record: ReportRecord) -> ReportRecord:
    """The record as it is read from what was written, without a file."""
    path = Path("x.webanno.tsv")
    file = parse_tsv([line.removesuffix("\r") for line in tsv_of(record).split("\n")], path)
    notices = Notices()
    found = placed(file.sentences, path, notices)
    spans, relations = annotations_of(file, found, path, notices)
    assert not list(notices)
    return ReportRecord(found.text, spans=spans, relations=relations)


def marks(record: ReportRecord) -> list[tuple[int, int, str, dict[str, object]]]:
    return sorted((mark.start, mark.end, mark.label, dict(mark.attributes)) for mark in record.spans)


def read(folder: Path, content: str, name: str = "x.webanno.tsv") -> tuple[ReportRecord, list[str]]:
    (folder / name).write_bytes(content.encode())
    (record,), notices = read_all(FORM, folder / name)
    return record, notices


def example() -> ReportRecord:
    spans = (
        span(EXAMPLE, 0, 20, "Claim", uid="c", attributes={"stance": "asserts", "sure": True}),
        span(EXAMPLE, 0, 6, uid="a"),
        span(EXAMPLE, 15, 20, "Location", uid="l"),
        span(EXAMPLE, 22, 31, uid="o"),
    )
    relations = (
        RelationRecord(uid="r1", type="said_by", head="c", child="o"),
        RelationRecord(uid="r2", type="about", head="c", child="l"),
    )
    return ReportRecord(EXAMPLE, uid="d", spans=spans, relations=relations)


def test_the_example_stands_as_documented(tmp_path: Path) -> None:
    export_reports([example()], tmp_path / "out", FORM)
    assert (tmp_path / "out" / "000001.webanno.tsv").read_text(encoding="utf-8") == (
        "#FORMAT=WebAnno TSV 3.3\n"
        "#T_SP=webanno.custom.Span|label|stance|sure\n"
        "#T_RL=webanno.custom.Relation|label|BT_webanno.custom.Span\n"
        "\n\n"
        "#Text=Rebels shelled Mosul, officials said.\n"
        "1-1\t0-6\tRebels\tClaim[1]|Actor[2]\tasserts[1]|*[2]\ttrue[1]|*[2]\t_\t_\t\n"
        "1-2\t7-14\tshelled\tClaim[1]\tasserts[1]\ttrue[1]\t_\t_\t\n"
        "1-3\t15-20\tMosul\tClaim[1]|Location[3]\tasserts[1]|*[3]\ttrue[1]|*[3]\tabout\t1-1[1_3]\t\n"
        "1-4\t20-21\t,\t_\t_\t_\t_\t_\t\n"
        "1-5\t22-31\tofficials\tActor\t*\t*\tsaid\\_by\t1-1[1_0]\t\n"
        "1-6\t32-36\tsaid\t_\t_\t_\t_\t_\t\n"
        "1-7\t36-37\t.\t_\t_\t_\t_\t_\t\n"
    )


def test_the_short_example_is_read(tmp_path: Path) -> None:
    rows = (
        "1-1\t0-6\tRebels\tClaim[1]|Actor[2]\n1-2\t7-14\tshelled\tClaim[1]\n"
        "1-3\t15-20\tMosul\tClaim[1]|Location[3]\n"
    )
    record, notices = read(tmp_path, f"{HEAD}\n\n#Text={EXAMPLE}\n{rows}")
    assert record.text == EXAMPLE
    assert marks(record) == [(0, 6, "Actor", {}), (0, 20, "Claim", {}), (15, 20, "Location", {})]
    assert notices == []


def test_parts_of_tokens_and_stretches_between_them() -> None:
    text = "pro-Russian 💥s  here"
    spans = (span(text, 4, 11), span(text, 12, 13, "X"), span(text, 13, 16, "Y"), span(text, 15, 16, "Z"))
    written = tsv_of(ReportRecord(text, spans=spans))
    assert "1-1\t0-11\tpro-Russian\t_\t\n1-1.1\t4-11\tRussian\tActor\t\n" in written
    assert "1-2\t12-14\t💥\tX\t\n1-3\t14-15\ts\tY[1]\t\n1-4\t15-17\t  \tY[1]\t\n" in written
    assert "1-4.1\t16-17\t \tZ\t\n1-5\t17-21\there\t_\t\n" in written
    assert marks(again(ReportRecord(text, spans=spans))) == [(m.start, m.end, m.label, {}) for m in spans]


@pytest.mark.parametrize(
    "text",
    [
        "One.\r\n\r\nTwo.\r\n", "One. Two.", "\n\tLed by lines.", "   Led by spaces.", "Ends in lines.\n\n\n",
        "  \n ", "\ufeffMark\ufeff", "a\\nb \\ c\\", "\x00\x0b7 \x1f", "One\rTwo\u2028Three\x85Four",
        "#Text=1-1\t0-2", "💥💥 💥",
    ],
)  # fmt: skip
def test_the_text_comes_back_to_the_character(text: str, tmp_path: Path) -> None:
    export_reports([ReportRecord(text, uid="d")], tmp_path / "out", FORM)
    (record,), notices = read_all(FORM, tmp_path / "out")
    assert (record.text, notices) == (text, [])


def as_webanno_reads(content: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Text and tokens by WebAnno's own rules, in UTF-16: a line end behind each line of text, taken back where the
    next sentence begins at it; spaces up to the first token of a sentence.
    """
    text, pending, is_first = "", "", False
    rows = []
    for line in content.split("\n"):
        if line.startswith("#Text="):
            said = line.removeprefix("#Text=").encode().decode("unicode_escape").encode("latin-1").decode()
            pending, is_first = pending + said + "\n", True
        elif line and not line.startswith("#"):
            name, place, *_ = line.split("\t")
            begin, end = map(int, place.split("-"))
            size = len(utf16(text))
            if is_first and size > begin:
                assert (size, text[-1]) == (begin + 1, "\n")
                text = text[:-1]
            if is_first:
                text, pending, is_first = text + " " * (begin - size) + pending, "", False
            rows.append((begin, end, name))
    return text, rows


@pytest.mark.parametrize(
    "text", ["One.\r\n\r\n Two.\r\n", "One. Two.", "\n\tLed.\n\nOn", "  Led. 💥\n💥 On.", "\\n \\", " \n "]
)
def test_webanno_reads_the_same_text(text: str) -> None:
    found, rows = as_webanno_reads(tsv_of(ReportRecord(text, spans=(span(text, 0, len(text)),))))
    assert found.lstrip() == (text + "\n").lstrip()
    assert len(found) == len(text) + 1
    units, whole = found.encode("utf-16-le"), text.encode("utf-16-le")
    for begin, end, _ in rows:
        assert units[2 * begin : 2 * end].strip() == whole[2 * begin : 2 * end].strip()


def test_lines_stand_in_the_file_as_webanno_takes_them() -> None:
    written = tsv_of(ReportRecord("\n\tA b.\r\n\r\nC d."))
    assert [line for line in written.split("\n") if line.startswith("#")][2:] == [
        r"#Before=\n\t", r"#Text=A b.\r", r"#Text=\r", "#Text=C d.",
    ]  # fmt: skip


PIECES = st.sampled_from(
    ["ab", "-", ". ", "A", " ", "\n", "\r\n", "\t", "💥", "é", "كت", "\\", "|", "\x00", "\u200f", "_"]
)
VALUES = st.one_of(
    st.text(max_size=6), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False)
)
LABELS = st.text(min_size=1, max_size=4)
ATTRIBUTES = st.dictionaries(st.text(max_size=4), VALUES, max_size=2)


@settings(max_examples=300)
@given(st.data())
def test_whatever_is_marked_comes_back(data: st.DataObject) -> None:
    text = "".join(data.draw(st.lists(PIECES, min_size=1, max_size=30)))
    place = st.integers(0, len(text) - 1)
    found = {}
    for first, second, label, attributes in data.draw(
        st.lists(st.tuples(place, place, LABELS, ATTRIBUTES), max_size=6)
    ):
        start, end = min(first, second), max(first, second) + 1
        safe = {k: v for k, v in attributes.items() if not isinstance(v, str) or v.isprintable()}
        found[start, end, label] = span(text, start, end, label, uid=f"{len(found)}", attributes=safe)
    spans = tuple({mark.uid: mark for mark in found.values()}.values())
    links = {(mark.uid, other.uid) for mark in spans for other in spans[:2] if mark is not other}
    relations = tuple(RelationRecord(type="a|b_[1]", head=head, child=child) for head, child in sorted(links))
    record = ReportRecord(text, spans=spans, relations=relations)
    back = again(record)
    assert back.text == text
    assert marks(back) == marks(record)
    assert ends(back) == ends(record)


def ends(record: ReportRecord) -> list[tuple[object, ...]]:
    places = {mark.uid: (mark.start, mark.end, mark.label) for mark in record.spans}
    return sorted((link.type, places[link.head], places[link.child]) for link in record.relations)


@given(st.text())
def test_escapes_are_undone(text: str) -> None:
    assert unescape_text(escape_text(text)) == text
    assert unescape_value(escape_value(text)) == text
    assert attribute_of(feature_of(text)) == text
    assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", feature_of(text))
    assert read_as(spelt(text)) == text
    assert parts(f"{escape_value(text)}|{escape_value(text)}", "|") == [escape_value(text)] * 2


@pytest.mark.parametrize(
    ("name", "feature"), [("label", "_x006C_abel"), ("BT_y", "_x0042_T_y"), ("1 a", "_x0031__x0020_a")]
)
def test_names_that_mean_something_else_are_spelt_out(name: str, feature: str) -> None:
    assert feature_of(name) == feature
    assert attribute_of(feature) == name


@pytest.mark.parametrize("value", ["true", "2", "1.50", '"', "", "1e5", "x", True, 2, 1.5, -3, "-3", '"a"'])
def test_values_keep_their_kind(value: object) -> None:
    found = read_as(spelt(value))  # type: ignore[arg-type]
    assert (found, type(found)) == (value, type(value))


def test_what_is_not_held_stops_the_export(tmp_path: Path) -> None:
    text = "Rebels"
    abroad = RelationRecord(type="t", head="s1", child="x", child_document="y")
    with pytest.raises(LossRefused):
        export_reports([plain_record(1, relations=(abroad,))], tmp_path / "out", FORM)
    for note, reason in ((float("nan"), "a number without a value"), ("\ud800", "half of a surrogate pair")):
        record = ReportRecord(text, uid="d", spans=(span(text, 0, 6, attributes={"a": note}),))
        with pytest.raises(FileRefused, match=reason):
            export_reports([record], tmp_path / "out", FORM)
    assert not (tmp_path / "out").exists()


def test_notes_and_flags_are_features_and_comments(tmp_path: Path) -> None:
    text = "Rebels fell"
    spans = (
        span(text, 0, 6, uid="a", note="who?\n*", attributes={"note": "x", "flagged": True}),
        span(text, 7, 11, "Event", uid="b", flagged=True),
    )
    record = ReportRecord(text, uid="d", spans=spans, note="two\nlines", flagged=True)
    assert tsv_of(record).split("\n")[1:-1] == [
        "#T_SP=webanno.custom.Span|label|note|flagged|_x0066_lagged|_x006E_ote", "", "",
        "#Note=two\\nlines", "#Flagged=true", "#Text=Rebels fell",
        "1-1\t0-6\tRebels\tActor\twho?\\n\\*\t*\ttrue\tx\t", "1-2\t7-11\tfell\tEvent\t*\ttrue\t*\t*\t",
    ]  # fmt: skip
    export_reports([record], tmp_path / "out", FORM)
    (found,), _ = read_all(FORM, tmp_path / "out")
    assert (found.note, found.flagged) == ("two\nlines", True)
    assert [(mark.note, mark.flagged, dict(mark.attributes)) for mark in found.spans] == [
        ("who?\n*", False, {"note": "x", "flagged": True}), ("", True, {}),
    ]  # fmt: skip


def test_the_same_relation_of_two_annotators_is_one(tmp_path: Path) -> None:
    record = example()
    twice = (*record.relations, RelationRecord(uid="r3", type="about", head="c", child="l", annotator="grace"))
    export_reports([ReportRecord(EXAMPLE, uid="d", spans=record.spans, relations=twice)], tmp_path / "out", FORM)
    (found,), notices = read_all(FORM, tmp_path / "out")
    assert (len(found.relations), notices) == (2, ["The same relation a second time was left out."])


def test_offsets_in_code_points_are_seen(tmp_path: Path) -> None:
    body = "\n\n#Text=💥 Mosul\n1-1\t0-1\t💥\t_\n1-2\t2-7\tMosul\tLoc\n"
    record, notices = read(tmp_path, HEAD + body)
    assert marks(record) == [(2, 7, "Loc", {})]
    assert notices == ["The offsets count characters, not UTF-16 units as they should, and were read so."]


def test_backslashes_of_other_writers_are_seen(tmp_path: Path) -> None:
    record, notices = read(tmp_path, f"{HEAD}\n\n#Text=C:\\new\n1-1\t0-6\tC:\\new\tPath\n")
    assert record.text == "C:\\new"
    assert notices == ["Backslashes in the text were read as they stand."]


def test_values_of_other_layers_are_texts_and_their_label_is_found(tmp_path: Path) -> None:
    head = "#FORMAT=WebAnno TSV 3.2\n#T_SP=x.NamedEntity|identifier|value\n#T_SP=x.Flag|\n"
    body = "\n\n#Sentence.id=7\n#Text=Mosul fell\n1-1\t0-5\tMosul\t42\tLOC\t_\t\n1-2\t6-10\tfell\t*\t*\t*\t\n"
    record, notices = read(tmp_path, head + body)
    assert marks(record) == [
        (0, 5, "LOC", {"identifier": "42"}), (6, 10, "Flag", {}), (6, 10, "NamedEntity", {}),
    ]  # fmt: skip
    assert notices == []


@pytest.mark.parametrize(
    ("body", "line", "reason"),
    [
        ("\n\n1-1\t0-1\ta\t_\n", 5, "A sentence should begin here, with #Text=."),
        ("\n\n#Text=ab\n1-1\t0-2\tab\n", 6, "The line has 3 columns, but with these layers there are 4."),
        ("\n\n#Text=ab\n1-1\t0-x\tab\t_\n", 6, "This is no row of a token"),
        ("\n\n#Text=ab\n1-1\t2-0\tab\t_\n", 6, "This is no row of a token"),
        ("\n\n#Text=ab cd\n1-1\t0-2\tcd\t_\n", 6, "It stands at 3 to 5."),
        ("\n\n#Text=ab\n1-1\t0-9\tab\t_\n", 6, "1-1 stands at 0-9, behind the end of the text."),
        ("\n\n#Text=ab\n1-1\t0-2\tab\t_\n\n#Text=cd\n2-1\t1-3\tcd\t_\n", 9, "starts at 1, but what stands before"),
        ("\n\n#Text=ab\n1-1\t99999999-100000001\tab\t_\n", 6, "far behind 0."),
        ("\n\n#Text=💥\n1-1\t0-2\t💥\tX\n1-1.1\t0-1\t\tX\n", 7, "1-1.1 begins or ends inside a character."),
        ("#T_RL=r.R|label|BT_w.Span\n\n\n#Text=ab\n1-1\t0-2\tab\tX\tr\tx\n", 7, "“x” names no token."),
        ("#T_CH=c.Link|referenceRelation\n\n\n#Text=ab\n1-1\t0-2\tab\t_\t*\n", 7, "of no chain."),
        ("#T_SP=\n", 3, "The layer has no name."),
    ],
)  # fmt: skip
def test_faults_name_their_line(tmp_path: Path, body: str, line: int, reason: str) -> None:
    # the second line of the header is the third of the file where a layer stands in front
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, HEAD + body)
    assert reason in refused.value.reason
    assert refused.value.line == line


def test_version_2_is_read(tmp_path: Path) -> None:
    head = " # x.NamedEntity | value # x.Rel | kind | AttachTo=x.NamedEntity\n"
    body = (
        "#id=1\n#text=The Free Army fell .\n1-1\tThe\tO\t_\t_\n1-2\tFree\tB-ORG|B-X\t_\t_\n"
        "1-3\tArmy\tI-ORG\t_\t_\n1-4\tfell\tI-EV\tby\t1-2\n1-5\t.\tO\t_\t_\n"
        "\n#id=2\n#text=💥 Mosul\n2-1\t💥\tO\t_\t_\n2-2\tMosul\tB-LOC\t_\t_\n"
    )
    record, notices = read(tmp_path, head + body)
    assert recognise(tmp_path / "x.webanno.tsv") is FORM
    assert record.text == "The Free Army fell .\n💥 Mosul"
    assert [(label, record.text[start:end]) for start, end, label, _ in marks(record)] == [
        ("X", "Free"), ("ORG", "Free Army"), ("EV", "fell"), ("LOC", "Mosul"),
    ]  # fmt: skip
    assert ends(record) == [("by", (4, 13, "ORG"), (14, 18, "EV"))]
    assert notices == []
    for broken in ("1-1\tOther\tO\t_\t_\n", "1-1\tThe\tO\n"):
        with pytest.raises(FileRefused):
            read(tmp_path, f"{head}#text=The\n{broken}")
    with pytest.raises(FileRefused, match=r"A sentence should begin here"):
        read(tmp_path, f"{head}1-1\tThe\tO\t_\t_\n")


def test_odd_labels_and_layers_left_out(tmp_path: Path) -> None:
    long = "L" * 10_240
    head = "#FORMAT=WebAnno TSV 3.3\n#T_SP=x.POS|value\n#T_SP=x.Span|value\n#T_RL=x.Rel|kind|sure|BT_x.Span\n"
    rows = f"1-1\t0-1\ta\tN\t__proto__\t_\t_\t_\n1-2\t2-3\tb\tN\t{long}\tby\tyes\t1-1\n".replace("__", "\\_\\_")
    record, notices = read(tmp_path, f"{head}\n\n#Text=a b\n{rows}")
    assert [mark.label for mark in record.spans] == ["__proto__", long]
    assert ends(record) == [("by", (0, 1, "__proto__"), (2, 3, long))]
    assert notices == [
        "The layer “POS” was left out: it has no labels.",
        "Relations keep no attributes: those of “Rel” were left out.",
    ]


def test_what_it_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="This is no WebAnno TSV"):
        read(tmp_path, "a\tb\n")
    (tmp_path / "e.webanno.tsv").write_text(HEAD)
    assert read_all(FORM, tmp_path / "e.webanno.tsv") == ([], ["A report without text was left out."])
    (tmp_path / "t.tsv").write_text("text\tid\nMosul fell.\t1\n")
    assert recognise(tmp_path / "t.tsv").name == "csv"


def suite() -> list[Path]:
    paths = sorted(SAMPLES.glob("tsv3-suite/*/reference.tsv"))
    if not paths:
        pytest.skip("the data is not there")
    return paths


def test_the_suite_of_webanno_says_the_same_as_its_xmi() -> None:
    for path in suite():
        assert recognise(path) is FORM
        (record,), _ = read_all(FORM, path)
        beside = path.with_name("reference.xmi")
        if not beside.is_file() or "Whitespace" in path.parent.name or "ZeroWidth" in path.parent.name:
            # WebAnno itself has moved those to tokens
            continue
        root = ET.parse(beside).getroot()
        text = next(element.get("sofaString", "") for element in root if element.tag.endswith("}Sofa"))
        assert record.text == text.rstrip(), path
        raw = {
            (int(element.get("begin", 0)), int(element.get("end", 0)))
            for element in root
            if re.match(r"\{http:///(webanno/custom|.*/ner/type)\.ecore", element.tag)
            and element.get("begin") != element.get("end")
            and "Governor" not in element.attrib
        }
        units = {(len(utf16(text[: m.start])), len(utf16(text[: m.end]))) for m in record.spans}
        assert units == raw, path


def utf16(text: str) -> list[int]:
    data = text.encode("utf-16-le")
    return [*data[::2]]


def test_what_the_suite_says_is_written_and_read_again(tmp_path: Path) -> None:
    records = [read_all(FORM, path)[0][0] for path in suite()]
    export_reports(records, tmp_path / "out", FORM)
    found, _ = read_all(FORM, tmp_path / "out")
    for one, other in zip(records, found, strict=True):
        assert (one.text, marks(one), ends(one)) == (other.text, marks(other), ends(other))


def test_truncated_and_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    export_reports([example()], tmp_path / "out", FORM)
    paths = [*suite(), *SAMPLES.glob("tsv[23]/*.tsv"), tmp_path / "out" / "000001.webanno.tsv"]
    copy = tmp_path / "x.webanno.tsv"
    for path in paths:
        for _ in damaged(copy, path.read_bytes()):
            read_or_refused(FORM, copy)


CELLS = st.sampled_from(
    [
        "_",
        "*",
        "*[1]",
        "X[1]|Y[2]",
        "X",
        "1-1",
        "1-1[0_1]",
        "1-2;1-1[1]",
        "r1;r2",
        "*->1-1",
        "*->1-2",
        "*[2]|*[1]",
        "\\",
        "[",
    ]
)
ROWS = st.tuples(
    st.sampled_from(["1-1", "1-2", "1-1.1", "2-1", "x"]), st.sampled_from([0, 1, 2]), st.lists(CELLS, max_size=7)
)
LAYERS = st.sampled_from(
    ["#T_SP=x.A|value", "#T_SP=x.B|", "#T_SP=x.C|ROLE_x.C:links_x.L|x.A", "#T_RL=x.R|kind|BT_x.A",
     "#T_RL=x.Q|kind", "#T_CH=x.L|referenceRelation|referenceType", "#T_SP=x.D|ROLE_",
     "#T_SP=webanno.custom.Span|label|a"]
)  # fmt: skip


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(layers=st.lists(LAYERS, max_size=3), rows=st.lists(ROWS, max_size=5))
def test_any_cells_are_read_or_refused(
    layers: list[str], rows: list[tuple[str, int, list[str]]], tmp_path: Path
) -> None:
    lines = ["#FORMAT=WebAnno TSV 3.3", *layers, "", "", "#Text=💥 b c"]
    width = sum(max(1, layer.count("|")) for layer in layers)
    places = [("0-2", "💥"), ("3-4", "b"), ("0-2", "💥")]
    lines += ["\t".join([name, *places[at], *[*cells, *["_"] * width][:width], ""]) for name, at, cells in rows]
    path = tmp_path / "x.webanno.tsv"
    path.write_text("\n".join(lines), encoding="utf-8")
    read_or_refused(FORM, path)


def test_a_layer_that_is_declared_behind_the_rows_does_not_stop_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("#FORMAT=WebAnno TSV 3\n#T_RL=e\n#Text=Rebels\n2-1\t0-6\tRebels\t\n#T_SP=a")
    assert all(not record.spans for record in read_or_refused(FORM, path))
