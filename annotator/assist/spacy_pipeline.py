"""Named entities of an installed spaCy pipeline, with its labels turned into the project's; an optional extra."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from annotator.domain.errors import Refusal
from annotator.domain.sentences import sentences
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.domain.tokens import TokenIndex

if TYPE_CHECKING:
    from spacy.language import Language

SOURCE = "spacy"
USUAL_LABELS = {
    **dict.fromkeys(("PERSON", "PER", "NORP", "ORG"), "Actor"),
    **dict.fromkeys(("GPE", "LOC", "FAC"), "Location"),
    "PRODUCT": "Weapon",
}
"""What the labels of the usual pipelines become, where nothing else is said."""

_SCORE = 0.4  # as often as that, and no more, they prove right on conflict reports: the last that is shown
_SCORES = {"PRODUCT": 0.1}
_MOST_KEPT = 512  # sentences whose entities are kept


class SpacySuggester:
    """What a pipeline finds in a sentence. `labels` says what its labels become; others are left out."""

    def __init__(self, pipeline: Language, title: str, labels: Mapping[str, str]) -> None:
        self.name = f"{SOURCE}:{title}"
        self._pipeline = pipeline
        self._title = title
        self._labels = dict(labels)
        self._kept: dict[str, list[tuple[int, int, str]]] = {}

    def suggest(self, text: str, tokens: TokenIndex, start: int, end: int) -> list[Suggestion]:
        found: list[Suggestion] = []
        for sentence in sentences(text, start, min(end, len(text))):
            for first, stop, label in self._entities(sentence.of(text)):
                span = tokens.snap(Span(sentence.start + first, sentence.start + stop))
                if start <= span.start < end and label in self._labels:
                    score = _SCORES.get(label, _SCORE)
                    reason = f"{self._title}: {label}"
                    found.append(Suggestion(span.start, span.end, self._labels[label], self.name, score, reason))
        return found

    def _entities(self, sentence: str) -> list[tuple[int, int, str]]:
        """Start, end and the pipeline's label, without the article and the possessive ending."""
        entities = self._kept.get(sentence)
        if entities is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            document = self._pipeline(sentence)
            entities = [_trimmed(sentence, e.start_char, e.end_char, e.label_) for e in document.ents]
            self._kept[sentence] = entities
        return entities


def installed_pipelines() -> list[str]:
    """The names of the pipelines that can be chosen; none where spaCy is not installed."""
    try:
        from spacy.util import get_installed_models
    except ImportError:
        return []
    return sorted(get_installed_models())


def load_pipeline(title: str, labels: Mapping[str, str] | None = None) -> SpacySuggester:
    """The suggester of an installed pipeline, in a second or more: for a worker. Raises Refusal without it."""
    try:
        import spacy

        pipeline = spacy.load(title, exclude=["lemmatizer", "textcat"])
    except ImportError as error:
        raise Refusal("spaCy is not installed; “main.py add spacy” installs it.") from error
    except (OSError, ValueError) as error:
        raise Refusal(f"The pipeline “{title}” cannot be used: {' '.join(str(error).split())[:200]}") from error
    if not {"ner", "entity_ruler"} & set(pipeline.pipe_names):
        raise Refusal(f"The pipeline “{title}” finds no named entities.")
    return SpacySuggester(pipeline, title, USUAL_LABELS if labels is None else labels)


def _trimmed(sentence: str, start: int, end: int, label: str) -> tuple[int, int, str]:
    words = sentence[start:end]
    for article in ("the ", "The ", "a ", "A ", "an ", "An "):
        if words.startswith(article):
            start += len(article)
            break
    if words.endswith(("'s", "’s")) and end - start > 2:
        end -= 2
    return start, end, label
