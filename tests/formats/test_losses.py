"""What a format cannot hold: counted, refused by default, lost only as chosen; and exports that are folders."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.documents import Facts
from annotator.domain.errors import FileRefused
from annotator.domain.labels import Label, LabelSchema
from annotator.formats.aside import AsideFiles
from annotator.formats.base import Format, Holds, ReportRecord
from annotator.formats.export import export_reports
from annotator.formats.jsonl import JsonlFormat
from annotator.formats.losses import Fitter, LossRefused, OnLoss, Policy, Snap
from tests.formats.reading import full_record, plain_record, span

TEXT = "Rebels shelled Mosul on Monday, officials said."
SCHEMA = LabelSchema(
    "s",
    (
        Label("Actor", "a", "label1"),
        Label("Location", "l", "label2"),
        Label("Claim", "c", "label3", "claim"),
    ),
)


class Flat(JsonlFormat):
    """Our JSONL as if it could hold only flat spans of whole tokens."""

    name = "flat"
    holds = frozenset({Holds.TEXT, Holds.IDS, Holds.SPANS, Holds.CONTROLS})


class Columned(Flat):
    name = "columned"
    has_columns = True


class Folder(Format):
    """One text file for each report, in a folder."""

    name = "folder"
    title = "Texts"
    suffixes = (".txt",)
    reads = writes = is_folder = True
    holds = frozenset(Holds) - {Holds.SPANS}

    def read(self, path: Path, *_: object) -> Iterator[ReportRecord]:
        for file in sorted(path.rglob("*.txt")):
            yield ReportRecord(file.read_text(encoding="utf-8"))

    def writer(self, name: str, files: AsideFiles) -> FolderWriter:
        return FolderWriter(name, files)


class FolderWriter:
    def __init__(self, name: str, files: AsideFiles) -> None:
        self._name, self._files = name, files
        (files.folder / name).mkdir(parents=True, exist_ok=True)

    def add(self, record: ReportRecord) -> None:
        file = self._files.open(f"{self._name}/{record.uid}.txt" if self._name else f"{record.uid}.txt")
        file.write(record.text.encode())
        file.close()

    def finish(self) -> None:
        pass


def overlapping() -> ReportRecord:
    spans = (
        span(TEXT, 0, 20, "Claim", uid="c", attributes={"stance": "asserts"}),
        span(TEXT, 0, 6, "Actor", uid="a", note="who?"),
        span(TEXT, 15, 30, "Location", uid="l"),
        span(TEXT, 32, 39, "Actor", uid="o"),  # "officia": part of a token
    )
    return ReportRecord(TEXT, Facts("T"), "d", spans)


def fitted(
    on_loss: OnLoss, snap: Snap | None = None, form: Format | None = None
) -> tuple[dict[str, list[str]], Fitter]:
    fitter = Fitter(form or Flat(), Policy(on_loss, snap), SCHEMA)
    records = fitter.fit(overlapping())
    return {layer: [s.text or "" for s in record.spans] for layer, record in records.items()}, fitter


def test_the_default_refuses_with_counts_and_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(LossRefused) as refused:
        export_reports([overlapping(), overlapping()], tmp_path / "o.jsonl", Flat(), schema=SCHEMA)
    sentence = str(refused.value)
    assert "4 annotations that overlap others" in sentence
    assert "2 annotations that do not begin and end with a token" in sentence
    assert "2 attributes" in sentence
    assert "2 notes and flags" in sentence
    assert "--on-loss drop or longest or outermost or priority or layer-files, --snap expand" in sentence
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("on_loss", "kept"),
    [
        (OnLoss.DROP, ["Rebels shelled Mosul"]),
        (OnLoss.LONGEST, ["Rebels shelled Mosul"]),
        (OnLoss.OUTERMOST, ["Rebels shelled Mosul"]),
        (OnLoss.PRIORITY, ["Rebels", "Mosul on Monday"]),
    ],
)
def test_of_overlapping_spans_the_policy_keeps(on_loss: OnLoss, kept: list[str]) -> None:
    texts, fitter = fitted(on_loss)
    assert texts == {"": kept}
    assert fitter.refusal() is None
    assert {loss.what: loss.count for loss in fitter.losses if loss.what.startswith("annotations")} == {
        "annotations that overlap others": 3 - len(kept),
        "annotations that do not begin and end with a token": 1,
    }


@pytest.mark.parametrize(
    ("snap", "last"), [(Snap.EXPAND, ["officials"]), (Snap.CONTRACT, []), (Snap.SKIP, []), (None, [])]
)
def test_parts_of_tokens_are_snapped_as_told(snap: Snap | None, last: list[str]) -> None:
    texts, fitter = fitted(OnLoss.DROP, snap)
    assert texts[""][1:] == last
    (loss,) = [loss for loss in fitter.losses if "token" in loss.what]
    assert (loss.count, loss.done) == (1, "widened to whole tokens" if last else loss.done)


def test_each_layer_has_its_file_or_its_column(tmp_path: Path) -> None:
    texts, _ = fitted(OnLoss.LAYER_FILES)
    assert texts == {"entity": ["Rebels", "Mosul on Monday"], "claim": ["Rebels shelled Mosul"]}
    columns, _ = fitted(OnLoss.LAYER_COLUMNS, form=Columned())
    assert sorted(columns[""]) == ["Mosul on Monday", "Rebels", "Rebels shelled Mosul"]
    report = export_reports(
        [overlapping()], tmp_path / "o.jsonl", Flat(), schema=SCHEMA, policy=Policy(OnLoss.LAYER_FILES)
    )
    assert sorted(file.path.name for file in report.files) == ["o.claim.jsonl", "o.entity.jsonl"]
    assert (report.counts.documents, report.counts.spans) == (1, 3)
    losses = json.loads((tmp_path / "o.manifest.json").read_text())["losses"]
    assert {"what": "attributes", "count": 1, "done": "left out"} in losses


def test_control_characters_become_one_character_each() -> None:
    class Xml(JsonlFormat):
        holds = frozenset(Holds) - {Holds.CONTROLS}

    record = full_record()
    (kept,) = Fitter(Xml(), Policy(OnLoss.DROP)).fit(record).values()
    assert kept.text == record.text.replace("\x00", "\ufffd")
    assert [s.text for s in kept.spans] == [kept.text[s.start : s.end] for s in record.spans]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=12), st.sampled_from(list(OnLoss)[1:]))
def test_what_is_kept_never_overlaps_and_nothing_is_dropped_without_a_reason(
    places: list[tuple[int, int]], on_loss: OnLoss
) -> None:
    text = "x " * 40
    spans = tuple(
        span(text, start, min(start + size, 80), ("Actor", "Location", "Claim")[n % 3], uid=f"s{n}")
        for n, (start, size) in enumerate(places)
    )
    fitter = Fitter(Flat(), Policy(on_loss, Snap.EXPAND), SCHEMA)
    records = fitter.fit(ReportRecord(text, spans=spans))
    kept = [record.spans for record in records.values()]
    for group in kept:
        ordered = sorted(group, key=lambda s: s.start)
        ends = [0, *(one.end for one in ordered)]
        assert all(end <= one.start for end, one in zip(ends, ordered, strict=False))
    told = ("widened to whole tokens", "not in this format")
    gone = sum(loss.count for loss in fitter.losses if loss.done not in told)
    assert sum(map(len, kept)) + gone == len(spans)


def test_a_folder_is_written_with_its_manifest_and_replaced_as_a_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    policy = Policy(OnLoss.DROP)
    export_reports([plain_record(1), plain_record(2)], out, Folder(), policy=policy)
    assert sorted(p.name for p in out.iterdir()) == ["doc-1.txt", "doc-2.txt", "export.manifest.json"]
    report = export_reports([plain_record(2), plain_record(3)], out, Folder(), policy=policy)
    assert sorted(p.name for p in out.iterdir()) == ["doc-2.txt", "doc-3.txt", "export.manifest.json"]
    assert report.folder == out
    names = [file["name"] for file in json.loads((out / "export.manifest.json").read_text())["files"]]
    assert names == ["doc-2.txt", "doc-3.txt"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out"]


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    with pytest.raises(FileRefused, match=r"such as thesis\.txt"):
        export_reports([plain_record(1)], out, Folder(), policy=Policy(OnLoss.DROP))
    assert [p.name for p in out.iterdir()] == ["thesis.txt"]


def test_a_fault_leaves_no_new_folder(tmp_path: Path) -> None:
    def records() -> Iterator[ReportRecord]:
        yield plain_record(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_reports(records(), tmp_path / "out", Folder(), policy=Policy(OnLoss.DROP))
    assert list(tmp_path.iterdir()) == []


def test_very_many_files_are_written_without_as_many_open(tmp_path: Path) -> None:
    records = [plain_record(n) for n in range(1_000, 2_200)]
    report = export_reports(records, tmp_path / "out", Folder(), policy=Policy(OnLoss.DROP))
    assert len(report.files) == 1_200


def test_moving_spans_to_tokens_is_a_choice_that_can_be_made_alone() -> None:
    text = "Rebels shelled Mosul."
    record = ReportRecord(text, spans=(span(text, 0, 5), span(text, 15, 20, "Location")))
    fitter = Fitter(Flat(), Policy(snap=Snap.EXPAND))
    (fitted,) = fitter.fit(record).values()
    assert (fitted.spans, fitter.refusal()) == ((span(text, 0, 6), span(text, 15, 20, "Location")), None)
    touching = ReportRecord(text, spans=(span(text, 0, 9), span(text, 9, 14)))
    fitter.fit(touching)
    assert "1 annotations that overlap" in str(fitter.refusal())
