"""What is exported trains: the sample corpus, exported on the command line, in spaCy, a CRF and `datasets`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import conllu
import pycrfsuite
import pytest
import spacy
from spacy.tokens import DocBin

import datasets
from annotator.cli.main import main
from annotator.formats.base import SpanRecord
from annotator.formats.jsonl import read_jsonl

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "datasets" / "sample.jsonl"
GUIDE = ROOT / "docs" / "training.md"
LABELS = {"Location", "Actor", "Weapon", "Claim"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trains") / "sample.annodb"
    assert main(["import", str(path), str(SAMPLE), "--annotator", "ada"]) == 0
    return path


def export(project: Path, name: str, form: str, *options: str) -> Path:
    out = project.with_name(name)
    assert main(["export", str(project), str(out), "--format", form, *options]) == 0
    return out


def spacy_command(folder: Path, *arguments: str) -> str:
    """Run one of spaCy's own commands, as docs/training.md has them."""
    command = [sys.executable, "-W", "ignore", "-m", "spacy", *arguments]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def train(folder: Path, component: str, corpus: Path, steps: int) -> Path:
    config = f"{component}.cfg"
    spacy_command(folder, "init", "config", config, "--lang", "en", "--pipeline", component)
    paths = ("--paths.train", str(corpus), "--paths.dev", str(corpus))
    limits = ("--training.max_steps", str(steps), "--training.eval_frequency", str(steps // 2))
    spacy_command(folder, "train", config, "--output", component, *paths, *limits)
    return folder / component / "model-best"


def flat(spans: Sequence[SpanRecord]) -> int:
    return len({(span.start, span.end, span.label) for span in spans})


def test_a_spacy_ner_learns_from_doc_ents(project: Path, tmp_path: Path) -> None:
    corpus = export(project, "ents.spacy", "spacy-ents", "--on-loss", "priority")
    model = train(tmp_path, "ner", corpus, 60)
    scores = json.loads((model / "meta.json").read_text(encoding="utf-8"))["performance"]
    assert scores["ents_f"] > 0.1  # on what it has learned from
    nlp = spacy.load(model)
    assert set(nlp.get_pipe("ner").labels) == LABELS
    found = [ent.label_ for record in read_jsonl(SAMPLE) for ent in nlp(record.text).ents]
    assert len(found) > 20


def test_a_spacy_spancat_trains_on_every_annotation(project: Path, tmp_path: Path) -> None:
    corpus = export(project, "all.spacy", "spacy", "--on-loss", "drop")
    docs = list(DocBin().from_disk(corpus).get_docs(spacy.blank("xx").vocab))
    records = list(read_jsonl(SAMPLE))
    assert [doc.text for doc in docs] == [record.text for record in records]
    assert [len(doc.spans["sc"]) for doc in docs] == [flat(record.spans) for record in records]
    nlp = spacy.load(train(tmp_path, "spancat", corpus, 6))
    assert set(nlp.get_pipe("spancat").labels) == LABELS
    assert "sc" in nlp(records[0].text).spans


def features(words: Sequence[str]) -> list[list[str]]:
    return [
        [f"w={word}", f"shape={word[:1].isupper()}", f"before={before}", f"behind={behind}"]
        for before, word, behind in zip(["", *words], words, [*words[1:], ""], strict=False)
    ]


def tagged_sentences(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    with path.open(encoding="utf-8") as stream:
        for sentence in conllu.parse_incr(stream):
            yield [token["form"] for token in sentence], [token["misc"]["NER_entity"] for token in sentence]


def test_a_sequence_model_learns_from_columns(project: Path, tmp_path: Path) -> None:
    columns = export(project, "all.conll", "conll", "--on-loss", "layer-columns", "--snap", "expand")
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"max_iterations": 40})
    sentences = list(tagged_sentences(columns))
    for words, tags in sentences:
        trainer.append(features(words), tags)
    trainer.train(str(tmp_path / "model"))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(tmp_path / "model"))
    marked = right = 0
    for words, tags in sentences:
        pairs = [pair for pair in zip(tags, tagger.tag(features(words)), strict=True) if pair[0] != "O"]
        marked += len(pairs)
        right += sum(given == found for given, found in pairs)
    assert marked > 250
    assert right > 0.5 * marked


@pytest.mark.parametrize("line", re.findall(r"main\.py (export .*)", GUIDE.read_text(encoding="utf-8")))
def test_every_export_of_the_guide_is_one_that_can_be_done(project: Path, tmp_path: Path, line: str) -> None:
    command, _, name, *options = line.split()
    assert main([command, str(project), str(tmp_path / name), *options]) == 0
    assert any(path.stat().st_size > 1_000 for path in tmp_path.rglob("*train*"))


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    datasets.disable_progress_bars()


LOSING = ("--on-loss", "layer-files", "--snap", "expand")


@pytest.mark.usefixtures("offline")
def test_datasets_loads_the_folder_with_named_tags(project: Path, tmp_path: Path) -> None:
    folder = export(project, "parquet", "hf-parquet", "--split", "50/25/25", "--seed", "a", *LOSING)
    loaded = datasets.load_dataset(str(folder / "entity"), cache_dir=str(tmp_path))
    assert {"train", "test"} <= set(loaded) <= {"train", "validation", "test"}
    tags = loaded["train"].features["ner_tags"].feature
    assert isinstance(tags, datasets.ClassLabel)
    assert tags.names[:3] == ["O", "B-Location", "I-Location"]
    counts: Counter[str] = Counter()
    for side in loaded.values():
        for row in side:
            assert len(row["tokens"]) == len(row["ner_tags"])
            counts.update(name for tag in row["ner_tags"] if (name := tags.int2str(tag))[0] == "B")
    manifest = json.loads((folder / "export.manifest.json").read_text(encoding="utf-8"))
    assert {label: counts[f"B-{label}"] for label in LABELS - {"Claim"}} == {
        label: count for label, count in manifest["labels"].items() if label != "Claim"
    }


@pytest.mark.usefixtures("offline")
def test_datasets_loads_the_lines_with_tags_as_texts(project: Path, tmp_path: Path) -> None:
    folder = export(project, "lines", "hf-jsonl", *LOSING)
    path = str(folder / "claim" / "train.jsonl")
    loaded = datasets.load_dataset("json", data_files={"train": path}, cache_dir=str(tmp_path))["train"]
    assert loaded.column_names == ["id", "document", "tokens", "tags"]
    assert {tag for row in loaded for tag in row["tags"]} == {"O", "B-Claim", "I-Claim"}
