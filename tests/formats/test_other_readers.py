"""What is written, read by programs and rules that are not ours: 300 hostile reports, span by span."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import cassis
import conllu
import pytest
import spacy
from spacy.tokens import DocBin

import datasets
from annotator.formats.base import ReportRecord
from annotator.formats.export import export_reports
from annotator.formats.losses import OnLoss, Policy, Snap
from annotator.formats.registry import format_named
from annotator.formats.report import ExportReport
from tests.formats.hostile_corpus import hostile_reports

Place = tuple[int, int, str]
REPORTS = hostile_reports(300)
BY_ID = {str(report.uid): report for report in REPORTS}
WHOLE = {report.uid: {(one.start, one.end, one.label) for one in report.spans} for report in REPORTS}
DROPPING = Policy(OnLoss.DROP)
FLAT = Policy(OnLoss.DROP, Snap.EXPAND)


def written(folder: Path, name: str, policy: Policy = DROPPING) -> tuple[Path, ExportReport]:
    form = format_named(name)
    path = folder / f"out{form.suffixes[0]}"
    return path, export_reports(REPORTS, path, form, policy=policy)


def utf16(text: str, start: int, end: int) -> str:
    """What stands between two UTF-16 offsets."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def code_points(text: str, offset: int) -> int:
    return len(utf16(text, 0, offset))


def relations_of(report: ReportRecord) -> list[tuple[str, Place, Place]]:
    places = {one.uid: (one.start, one.end, one.label) for one in report.spans}
    return sorted((one.type, places[one.head], places[one.child]) for one in report.relations)


def compact(text: str) -> str:
    return re.sub(r"[\s\u00ad\u200b-\u200f\u034f\u061c\u180e\u2060-\u2064]+", "", text)


def json_lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def test_the_corpus_is_hostile() -> None:
    pairs = [
        (one, other) for report in REPORTS for one in report.spans for other in report.spans if one is not other
    ]
    assert any(one.start < other.start < one.end < other.end for one, other in pairs)
    assert any(one.start < other.start and other.end < one.end for one, other in pairs)
    assert any((one.start, one.end) == (other.start, other.end) for one, other in pairs)
    assert any("fragments" in one.attributes for report in REPORTS for one in report.spans)
    text = "".join(report.text for report in REPORTS)
    assert all(part in text for part in ("\r\n", "💥", "كتيبة", "e\u0301", "\u2028"))


@pytest.mark.parametrize("name", ["uima-xmi", "uima-json"])
def test_dkpro_cassis(tmp_path: Path, name: str) -> None:
    folder, report = written(tmp_path, name)
    types = cassis.load_typesystem(folder / "TypeSystem.xml") if name == "uima-xmi" else None
    found = {}
    for file in (file.path for file in report.files if "TypeSystem" not in file.path.name):
        cas = (
            cassis.load_cas_from_xmi(file, types)
            if types is not None
            else cassis.load_cas_from_json(file.read_text(encoding="utf-8"))
        )
        (about,) = cas.select("annotator.Report")
        marks = cas.select("annotator.Span")
        assert cas.sofa_string == BY_ID[about.uid].text
        found[about.uid] = {(one.begin, one.end, one.label) for one in marks}
        links = sorted(
            (one.label, *((end.begin, end.end, end.label) for end in (one.head, one.child)))
            for one in cas.select("annotator.Relation")
        )
        assert links == relations_of(BY_ID[about.uid])
    assert found == WHOLE


def test_spacy_spans(tmp_path: Path) -> None:
    path, _ = written(tmp_path, "spacy")
    docs = list(DocBin().from_disk(path).get_docs(spacy.blank("xx").vocab))
    assert len(docs) == len(REPORTS)
    for doc, report in zip(docs, REPORTS, strict=True):
        assert doc.text == report.text
        assert {(one.start_char, one.end_char, one.label_) for one in doc.spans["sc"]} == WHOLE[report.uid]


def test_spacy_entities(tmp_path: Path) -> None:
    path, told = written(tmp_path, "spacy-ents")
    docs = list(DocBin().from_disk(path).get_docs(spacy.blank("xx").vocab))
    number = 0
    for doc, report in zip(docs, REPORTS, strict=True):
        places = {(one.start_char, one.end_char, one.label_) for one in doc.ents}
        assert doc.text == report.text
        assert places <= WHOLE[report.uid]
        number += len(places)
    assert number == told.counts.spans


def runs(tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """The runs of B- and I-, by the rule of CoNLL alone."""
    start = None
    for place, tag in enumerate([*tags, "O"]):
        if start is not None and not tag.startswith("I-"):
            yield start, place, tags[start][2:]
            start = None
        if tag.startswith("B-"):
            start = place
        elif tag.startswith("I-"):
            assert start is not None
            assert tag[2:] == tags[start][2:]


def texts_under(report: ReportRecord) -> list[tuple[str, str]]:
    return [(one.label, compact(one.text or "")) for one in report.spans]


def check_rows(
    rows: Sequence[tuple[str, Sequence[str], Sequence[tuple[int, int, str]]]], told: ExportReport
) -> None:
    """Rows of document, words and runs: all words of the reports are there, and every run is an annotation."""
    words: dict[str, str] = {}
    number = 0
    for document, found, spans in rows:
        words[document] = words.get(document, "") + "".join(found)
        for start, end, label in spans:
            text = compact("".join(found[start:end]))
            known = [
                said for name, said in texts_under(BY_ID[document]) if name in (label, label.replace("_", " "))
            ]
            assert any(said in text for said in known)
        number += len(spans)
    assert {name: compact(said) for name, said in words.items()} == {
        name: compact(report.text) for name, report in BY_ID.items()
    }
    assert number == told.counts.spans


def test_datasets_from_parquet(tmp_path: Path) -> None:
    folder, told = written(tmp_path, "hf-parquet", FLAT)
    table = datasets.load_dataset(str(folder), split="train", cache_dir=str(tmp_path / "cache"))
    names = table.features["ner_tags"].feature.names
    rows = [(row["document"], row["tokens"], list(runs([names[tag] for tag in row["ner_tags"]]))) for row in table]
    check_rows(rows, told)


def test_datasets_from_json_lines(tmp_path: Path) -> None:
    folder, told = written(tmp_path, "hf-jsonl", FLAT)
    files = [str(file.path) for file in told.files]
    table = datasets.load_dataset("json", data_files=files, split="train", cache_dir=str(tmp_path / "cache"))
    assert folder in Path(files[0]).parents or folder == Path(files[0])
    check_rows([(row["document"], row["tokens"], list(runs(row["tags"]))) for row in table], told)


def test_gliner(tmp_path: Path) -> None:
    path, told = written(tmp_path, "gliner", FLAT)
    rows = [
        (
            item["document"],
            item["tokenized_text"],
            [(first, last + 1, label) for first, last, label in item["ner"]],
        )
        for item in json.loads(path.read_text(encoding="utf-8"))
    ]
    check_rows(rows, told)


def test_conllu(tmp_path: Path) -> None:
    path, told = written(tmp_path, "conll", FLAT)
    document, number = "", 0
    for sentence in conllu.parse(path.read_text(encoding="utf-8")):
        document = sentence.metadata.get("newdoc id", document)
        text = BY_ID[document].text
        places = [(int(token["misc"]["start_char"]), int(token["misc"]["end_char"])) for token in sentence]
        assert [token["form"] for token in sentence] == [text[start:end] for start, end in places]
        for start, end, label in runs([token["misc"]["NER"] for token in sentence]):
            number += 1
            there = compact(text[places[start][0] : places[end - 1][1]])
            assert any(said in there for name, said in texts_under(BY_ID[document]) if name == label)
    assert number == told.counts.spans


@pytest.mark.parametrize("name", ["conll2002", "conll2003"])
def test_columns_parted_at_spaces(tmp_path: Path, name: str) -> None:
    path, told = written(tmp_path, name, FLAT)
    parts = re.split(r"^-DOCSTART-.*\n\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    rows = []
    for part, report in zip(parts, REPORTS, strict=True):
        for sentence in part.strip("\n").split("\n\n"):
            cells = [line.split(" ") for line in sentence.split("\n")]
            rows.append((str(report.uid), [row[0] for row in cells], list(runs([row[-1] for row in cells]))))
    check_rows(rows, told)


def test_prodigy_and_doccano_count_code_points(tmp_path: Path) -> None:
    for row, report in zip(json_lines(written(tmp_path, "prodigy")[0]), REPORTS, strict=True):
        assert row["text"] == report.text
        assert {(one["start"], one["end"], one["label"]) for one in row["spans"]} == WHOLE[report.uid]
        for one in row["spans"]:
            if one.get("token_start") is not None:
                assert row["tokens"][one["token_start"]]["start"] == one["start"]
                assert row["tokens"][one["token_end"]]["end"] == one["end"]
    for row, report in zip(json_lines(written(tmp_path, "doccano")[0]), REPORTS, strict=True):
        places = {one["id"]: (one["start_offset"], one["end_offset"], one["label"]) for one in row["entities"]}
        assert (row["text"], set(places.values())) == (report.text, WHOLE[report.uid])
        links = sorted((one["type"], places[one["from_id"]], places[one["to_id"]]) for one in row["relations"])
        assert links == relations_of(report)


def test_label_studio_counts_utf16_units(tmp_path: Path) -> None:
    path, _ = written(tmp_path, "label-studio")
    for task, report in zip(json.loads(path.read_text(encoding="utf-8")), REPORTS, strict=True):
        text = task["data"]["text"]
        results = [result for annotation in task["annotations"] for result in annotation["result"]]
        places = {}
        for one in (result for result in results if result["type"] == "labels"):
            value = one["value"]
            assert utf16(text, value["start"], value["end"]) == value["text"]
            place = (code_points(text, value["start"]), code_points(text, value["end"]), value["labels"][0])
            places[one["id"]] = place
        assert (text, set(places.values())) == (report.text, WHOLE[report.uid])
        links = sorted(
            (one["labels"][0], places[one["from_id"]], places[one["to_id"]])
            for one in results
            if one["type"] == "relation"
        )
        assert links == relations_of(report)


def test_web_annotations_stand_where_position_and_quote_say(tmp_path: Path) -> None:
    path, _ = written(tmp_path, "w3c")
    texts: dict[str, str] = {}
    found: dict[str, set[Place]] = {}
    for one in json.loads(path.read_text(encoding="utf-8")):
        bodies = one["body"] if isinstance(one.get("body"), list) else [one.get("body") or {}]
        if one["motivation"] == "describing":
            source = one["target"]["id"]
            texts[source] = next(body["value"] for body in bodies if body.get("label") == "text")
            found[source] = set()
        elif one["motivation"] == "tagging":
            source = one["target"]["source"]
            position, quote = one["target"]["selector"]
            text, start, end = texts[source], position["start"], position["end"]
            assert text[start:end] == quote["exact"]
            assert text[:start].endswith(quote.get("prefix", ""))
            assert text[end:].startswith(quote.get("suffix", ""))
            label = next(body["value"] for body in bodies if body["purpose"] == "tagging")
            found[source].add((start, end, label))
    assert list(texts.values()) == [report.text for report in REPORTS]
    assert list(found.values()) == list(WHOLE.values())


def brat_name(name: str) -> str:
    return re.sub("_x([0-9A-F]{4,6})_", lambda code: chr(int(code[1], 16)), name)


def test_brat_by_its_manual(tmp_path: Path) -> None:
    _, told = written(tmp_path, "brat")
    files = sorted(file.path for file in told.files if file.path.suffix == ".ann")
    for path, report in zip(files, REPORTS, strict=True):
        text = path.with_suffix(".txt").read_bytes().decode()
        places: dict[str, Place] = {}
        links = []
        for name, *columns in (line.split("\t") for line in path.read_bytes().decode().split("\n") if line):
            if name[0] == "T":
                label, stretches = columns[0].split(" ", 1)
                pieces = [tuple(map(int, piece.split())) for piece in stretches.split(";")]
                assert all(one[1] <= other[0] for one, other in pairwise(pieces))
                shown = [text[start:end] for start, end in pieces]
                # what begins or ends with a line end has no other place than that
                edges = {piece[:1] for piece in shown} | {piece[-1:] for piece in shown}
                assert any(map(str.isspace, edges)) or all("\n" not in piece for piece in shown)
                assert re.sub("[\t-\r\x1c-\x1e\x85\u2028\u2029]", " ", " ".join(shown)) == columns[1]
                places[name] = (pieces[0][0], pieces[-1][1], brat_name(label))
            elif name[0] == "R":
                kind, head, child = columns[0].split(" ")
                links.append((brat_name(kind), head.removeprefix("Arg1:"), child.removeprefix("Arg2:")))
        assert (text, set(places.values())) == (report.text, WHOLE[report.uid])
        assert sorted((kind, places[head], places[child]) for kind, head, child in links) == relations_of(report)


def test_webanno_by_its_manual(tmp_path: Path) -> None:
    _, told = written(tmp_path, "webanno-tsv")
    files = sorted(file.path for file in told.files)
    for path, report in zip(files, REPORTS, strict=True):
        assert webanno_places(path.read_text(encoding="utf-8"), report.text) == WHOLE[report.uid]


def webanno_places(content: str, text: str) -> set[Place]:
    """The annotations by the rows of their tokens: rows of one number make one, a row without one is all of it."""
    header, *body = content.split("\n\n\n", 1)
    layer = next(line for line in header.split("\n") if line.startswith("#T_SP="))
    column = 3 + layer.split("|")[1:].index("label")
    found: dict[str, list[tuple[int, int, str]]] = {}
    for number, line in enumerate("".join(body).split("\n")):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        start, end = (code_points(text, int(offset)) for offset in cells[1].split("-"))
        assert re.sub(r"\\(.)", r"\1", cells[2]) == text[start:end] or "\\" in cells[2]
        for value in re.split(r"(?<!\\)\|", cells[column]):
            if value == "_":
                continue
            match = re.fullmatch(r"(.*?)(?:\[(\d+)\])?", value, re.DOTALL)
            assert match is not None
            label = re.sub(r"\\(.)", r"\1", match[1])
            found.setdefault(match[2] or f"row {number}", []).append((start, end, label))
    return {(min(a for a, _, _ in rows), max(b for _, b, _ in rows), rows[0][2]) for rows in found.values()}


def test_the_table_of_spans(tmp_path: Path) -> None:
    path, _ = written(tmp_path, "csv")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found: dict[str, set[Place]] = {str(report.uid): set() for report in REPORTS}
    for row in rows:
        place = (int(row["start"]), int(row["end"]), row["label"])
        found[row["report"]].add(place)
        assert row["text"].removeprefix("'") == BY_ID[row["report"]].text[place[0] : place[1]].removeprefix("'")
    assert found == WHOLE
