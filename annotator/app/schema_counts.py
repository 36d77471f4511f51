"""How many annotations a change of the label schema concerns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from annotator.app.operations.schema import Concern
from annotator.app.session import Session
from annotator.domain.documents import State
from annotator.storage.store import open_beside


def schema_counts(session: Session) -> Counter[Concern]:
    """The annotations of each label, with each attribute and with each value. May run in another thread."""
    counts: Counter[Concern] = Counter()
    with open_beside(session.store) as store:
        reader = store.bulk_reader()
        for label, count in reader.count_by_label(frozenset(State)).items():
            counts[(label,)] = count
        for label, name, value, count in reader.count_by_value():
            counts[label, name] += count
            counts[label, name, value] += count
    return counts


def concerned_words(concerns: Iterable[Concern], counts: Mapping[Concern, int]) -> str:
    """Such as ` (1,204 annotations)`; empty when no annotation is concerned or nothing is counted yet."""
    count = sum(counts.get(concern, 0) for concern in concerns)
    return f" ({count:,} annotation{'' if count == 1 else 's'})" if count else ""
