"""Learning in a process of its own, `python -m annotator.assist.training JOBFILE`, without Qt or the project.

The job is a JSON file made by `write_job`; the models appear beside each other in the job's folder, each in one
step when it is whole. When the process is killed, the models of the last time are still there. It ends with exit
status 0 and a line of JSON about what was learned, or with 1 and one sentence on the error output.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.assist.base import Marker, Suggester
from annotator.assist.claim_crf import CLAIMS
from annotator.assist.claim_crf import SOURCE as CLAIM_SOURCE
from annotator.assist.crf import MOST_WORDS, CrfSuggester, Taught, entity_view, teach
from annotator.assist.gazetteer import Gazetteer, prepare
from annotator.assist.lexicon import Lexicon, read_phrases
from annotator.assist.memory import LabelMemory
from annotator.assist.models import load
from annotator.assist.parsed_model import (
    BESIDE,
    PreferParsed,
    load_parsed,
    parsed_file,
    parsed_reports,
    teach_parsed,
    to_be_parsed,
)
from annotator.assist.parses import Parses
from annotator.assist.priority import stand_back
from annotator.assist.small_towns import TownTable
from annotator.assist.spacy_pipeline import parse_missing
from annotator.domain.errors import Refusal
from annotator.domain.labels import CLAIM_LAYER, ENTITY_LAYER
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex

LEARNED = (ENTITY_LAYER, CLAIM_LAYER)
_LEAST_SECONDS, _SECONDS_EACH, _MOST_SECONDS = 3.0, 0.01, 15.0  # for parsing: learning must come to its end


@dataclass(frozen=True, slots=True)
class Lists:
    """The gazetteer and the lists of words: suggesters on their own, and markers for the model."""

    gazetteer: Gazetteer
    weapons: Lexicon
    actors: Lexicon

    def markers(self, memory: LabelMemory) -> list[Marker]:
        """Always in this order: a model is read with the markers it was taught with."""
        return [self.gazetteer, self.weapons, self.actors, memory]


def read_lists(lexicons: Path, cache: Path) -> Lists:
    """The lists of the program in the folder `lexicons`. Takes seconds when the cache has no table of names yet.

    Raises OSError when the cache cannot be written.
    """
    return Lists(
        Gazetteer(prepare(cache, lexicons / "places.txt"), towns=TownTable(cache)),
        Lexicon(read_phrases(lexicons / "weapons.txt"), "Weapon", score=0.5),
        Lexicon(read_phrases(lexicons / "actor-cues.txt"), "Actor", score=0.3),
    )


def of_layer(reports: Iterable[Taught], layers: Mapping[str, str], layer: str) -> list[Taught]:
    """The reports with their spans of one layer alone; `layers` has the layer of each label."""
    return [
        Taught(report.text, tuple((span, label) for span, label in report.spans if layers.get(label) == layer))
        for report in reports
    ]


def memory_of(reports: Sequence[Taught]) -> LabelMemory:
    """What the reports teach the memory, also by what is not labelled in them; they are numbered from 0."""
    memory = LabelMemory()
    for report in reports:
        for span, label in report.spans:
            memory.add(span.of(report.text), label)
    for number, report in enumerate(reports):
        _finish(memory, number, report)
    return memory


def teach_layer(
    layer: str, reports: Sequence[Taught], lists: Lists, target: Path, parses: Parses | None = None
) -> None:
    """Learn one layer from finished reports into a model file, and what parses add into one beside it.

    Raises Refusal when nothing is labelled there.
    """
    if layer != ENTITY_LAYER:
        teach(reports, target, CLAIMS)
        return
    memory = memory_of(reports)
    markers = lists.markers(memory)
    parsed = parsed_reports(reports, parses) if parses is not None else []
    teach(
        reports,
        target,
        entity_view(markers),
        lambda number: _aside(memory, number, reports),
        most_words=BESIDE if parsed else MOST_WORDS,
    )
    if parses is None or not any(reports[number].spans for number in parsed):
        parsed_file(target).unlink(missing_ok=True)
        return
    teach_parsed(
        [reports[number] for number in parsed],
        markers,
        parsed_file(target),
        parses,
        lambda number: _aside(memory, parsed[number], reports),
    )


def load_layer(layer: str, path: Path, lists: Lists, memory: LabelMemory) -> CrfSuggester | None:
    """The suggester of a model file; None without a file. Raises ModelDamaged when it must be learned anew."""
    model = load(path)
    if model is None:
        return None
    if layer != ENTITY_LAYER:
        return CrfSuggester(model, CLAIMS, CLAIM_SOURCE)
    return CrfSuggester(model, entity_view(lists.markers(memory)))


def load_entities(path: Path, lists: Lists, memory: LabelMemory, parses: Parses | None) -> Suggester | None:
    """The suggester of entities of a model file, which uses parses where it learned to. Raises ModelDamaged."""
    plain = load_layer(ENTITY_LAYER, path, lists, memory)
    if plain is None or parses is None:
        return plain
    parsed = load_parsed(parsed_file(path), lists.markers(memory), parses)
    parses.are_learned = parsed is not None
    return plain if parsed is None else PreferParsed(plain, parsed, parses)


def model_file(folder: Path, layer: str) -> Path:
    """Where the model of a layer is kept."""
    return folder / f"{re.sub(r'[^a-z0-9]', '_', layer.casefold())}.model"


def write_job(
    path: Path,
    models: Path,
    lexicons: Path,
    cache: Path,
    layers: Mapping[str, str],
    reports: Iterable[tuple[str, Iterable[tuple[int, int, str]]]],
    parses: Parses | None = None,
) -> None:
    """Write a job: texts with (start, end, label), the layer of each label, and the folders to read and write.

    With `parses` the texts are parsed by that pipeline, as far as there is time.
    """
    record = {
        "models": str(models),
        "lexicons": str(lexicons),
        "cache": str(cache),
        "layers": dict(layers),
        "parses": [parses.pipeline, str(parses.folder)] if parses is not None else None,
        "reports": [[text, [list(span) for span in spans]] for text, spans in reports],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record, ensure_ascii=True), encoding="ascii")


def run_job(path: Path) -> dict[str, object]:
    """Learn each layer; returns what was learned, by layer, and what was not, in sentences.

    Raises Refusal when the job cannot be read, OSError when a model cannot be written.
    """
    try:
        job = json.loads(path.read_text(encoding="ascii"))
        layers: dict[str, str] = job["layers"]
        reports = [
            Taught(text, tuple((Span(start, end), label) for start, end, label in spans))
            for text, spans in job["reports"]
        ]
        models = Path(job["models"])
        pipeline = job.get("parses")
        parses = Parses(str(pipeline[0]), Path(pipeline[1])) if pipeline else None
        lists = read_lists(Path(job["lexicons"]), Path(job["cache"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Refusal(f"The file {path.name} is no job for learning.") from error
    learned: dict[str, object] = {}
    refused: dict[str, str] = {}
    if parses is not None:
        try:
            _parse(parses, reports)
        except Refusal as refusal:
            refused["spacy"] = str(refusal)
    for layer in LEARNED:
        taught = of_layer(reports, layers, layer)
        begun = time.perf_counter()
        try:
            teach_layer(layer, taught, lists, model_file(models, layer), parses)
        except Refusal as refusal:
            refused[layer] = str(refusal)
        else:
            spans = sum(len(report.spans) for report in taught)
            learned[layer] = {
                "reports": len(taught), "spans": spans, "seconds": round(time.perf_counter() - begun, 2)
            }  # fmt: skip
    return {"learned": learned, "refused": refused}


def main(arguments: Sequence[str]) -> int:
    """Run the job in the file that is named, at low priority."""
    stand_back()
    try:
        outcome = run_job(Path(arguments[0]))
    except IndexError:
        print("Which job? Name its file.", file=sys.stderr)
        return 2
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"What was learned could not be written: {error.strerror}.", file=sys.stderr)
        return 1
    print(json.dumps(outcome))
    return 0


def _parse(parses: Parses, reports: Sequence[Taught]) -> None:
    """Parse the last of the reports; when there are many, the others have their turn the next time."""
    parse_missing(parses, to_be_parsed(reports), min(_LEAST_SECONDS + _SECONDS_EACH * len(reports), _MOST_SECONDS))
    parses.prune()


def _aside(memory: LabelMemory, number: int, reports: Sequence[Taught]) -> Callable[[], None]:
    """Take a report out of the memory; what is returned puts it back."""
    report = reports[number]
    memory.reopen(number)
    for span, label in report.spans:
        memory.discard(span.of(report.text), label)

    def back() -> None:
        for span, label in report.spans:
            memory.add(span.of(report.text), label)
        _finish(memory, number, report)

    return back


def _finish(memory: LabelMemory, number: int, report: Taught) -> None:
    memory.finish(number, report.text, TokenIndex(report.text), sorted(span for span, _ in report.spans))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
