"""Measuring unfinished reports in a process of its own, `python -m annotator.app.triage_measures PROJECT ORDER`.

It reads the project beside the window, at low priority, and writes a line of JSON for each report: how many are
done, of how many, the key of the report, and its measure, null where there is none. When nothing can be measured,
it writes one sentence as a line of JSON instead.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from annotator.app import paths
from annotator.app.evaluating import layers_of
from annotator.app.learning import models_folder
from annotator.app.triage import MOST_MEASURED, UNFINISHED
from annotator.assist.crf import CrfSuggester
from annotator.assist.memory import LabelMemory
from annotator.assist.priority import stand_back
from annotator.assist.training import load_layer, model_file, read_lists
from annotator.domain.errors import Refusal
from annotator.domain.labels import ENTITY_LAYER
from annotator.domain.tokens import TokenIndex
from annotator.domain.triage import TriageOrder, number_of_new, order_named, words_of
from annotator.storage.documents import QueueFilter
from annotator.storage.faults import plain_faults
from annotator.storage.store import Store, open_store

_LONGEST = 50_000  # code points of a report that are read
_FINISHED = 2_000  # reports from which known words are taken, the last of the queue
_EVIDENCE = 300  # reports whose unlabelled words the memory takes into account
_REMEMBERED = 20_000  # labelled texts
Measure = Callable[[str], "float | None"]


def measures(
    store: Store, order: TriageOrder, most: int = MOST_MEASURED
) -> Iterator[tuple[int, int, int, float | None]]:
    """How many reports are done, of how many, the key of the last and its measure.

    Raises Refusal when nothing can be measured yet, or the model is damaged.
    """
    measure = _doubt(store) if order is TriageOrder.UNCERTAIN else _new_words(store)
    keys = store.documents.keys(QueueFilter(UNFINISHED))[:most]
    for number, key in enumerate(keys, 1):
        with suppress(KeyError):  # gone meanwhile
            yield number, len(keys), key, measure(store.documents.read(key).text[:_LONGEST])


def _doubt(store: Store) -> Measure:
    """How unsure the model is about what it suggests in a text."""
    layers = layers_of(store)
    lists = read_lists(paths.resources() / "lexicons", paths.cache_folder())
    path = model_file(models_folder(store.path), ENTITY_LAYER)
    model = load_layer(ENTITY_LAYER, path, lists, _memory(store, layers))
    if model is None:
        raise Refusal("Nothing has been learned yet, so no report is more uncertain than another.")
    taught: CrfSuggester = model
    return lambda text: taught.uncertainty(text, TokenIndex(text), 0, len(text))


def _memory(store: Store, layers: dict[str, str]) -> LabelMemory:
    memory = LabelMemory()
    for text, label in store.annotations.labelled_texts(_REMEMBERED):
        if layers.get(label) == ENTITY_LAYER:
            memory.add(text, label)
    for key in store.documents.last_finished(_EVIDENCE):
        text = store.documents.read(key).text
        spans = sorted(a.span for a in store.annotations.of_document(key) if layers.get(a.label) == ENTITY_LAYER)
        if len(text) <= _LONGEST:
            memory.finish(key, text, TokenIndex(text), spans)
    return memory


def _new_words(store: Store) -> Measure:
    """How many words a text has that no finished report has."""
    known: set[str] = set()
    for key in store.documents.last_finished(_FINISHED):
        known |= _words(store.documents.read(key).text)
    return lambda text: float(number_of_new(_words(text), known))


def _words(text: str) -> set[str]:
    return words_of(text[token.start : token.end] for token in TokenIndex(text))


def main(arguments: Sequence[str]) -> int:
    """Measure the reports of the project that is named."""
    stand_back()
    try:
        project, order = Path(arguments[0]), order_named(arguments[1])
        with plain_faults(project), open_store(project, read_only=True) as store:
            for line in measures(store, order):
                print(json.dumps(line), flush=True)
    except IndexError:
        print("Which project, by what order?", file=sys.stderr)
        return 2
    except Refusal as refusal:
        print(json.dumps(str(refusal)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
