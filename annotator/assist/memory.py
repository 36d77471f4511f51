"""Memory of what has been labelled: where the same text stands again, the same label is proposed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from annotator.domain.repeats import Repeats
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion

_LONGEST = 200


class LabelMemory:
    """Labelled texts with how often each label was given; follows labelling and its undo.

    `repeats` is the same without labels, for finding candidates. `version` grows whenever a
    suggestion somewhere may be another than before.
    """

    def __init__(self) -> None:
        self.repeats = Repeats()
        self.version = 0
        self._labels: dict[str, Counter[str]] = {}

    def add(self, text: str, label: str) -> None:
        """One more span with this text. Texts of more than 200 characters are not kept."""
        if len(text) <= _LONGEST:
            self.repeats.add(text)
            labels = self._labels.setdefault(text.casefold(), Counter())
            labels[label] += 1
            if len(labels) > 1 or labels[label] == 1:
                self.version += 1

    def discard(self, text: str, label: str) -> None:
        """One span with this text and label less."""
        labels = self._labels.get(text.casefold())
        if labels is None or not labels[label]:
            return
        self.repeats.discard(text)
        labels[label] -= 1
        if len(labels) > 1 or not labels[label]:
            self.version += 1
        if not labels[label]:
            del labels[label]
        if not labels:
            del self._labels[text.casefold()]

    def suggestion(self, text: str, span: Span) -> Suggestion | None:
        """What was said of the span's text before, the most frequent label first; None when nothing was."""
        labels = self._labels.get(span.of(text).casefold())
        if not labels:
            return None
        label, times = labels.most_common(1)[0]
        often = "once" if times == 1 else f"{times} times"
        share = times / sum(labels.values())
        return Suggestion(span.start, span.end, label, "memory", share, f"seen {often} as {label}")

    def suggestions(self, text: str, spans: Iterable[Span]) -> list[Suggestion]:
        """The suggestions among these spans."""
        found = (self.suggestion(text, span) for span in spans)
        return [suggestion for suggestion in found if suggestion is not None]
