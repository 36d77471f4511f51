"""The guideline at work: what a label's rules say, and which annotations break them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from annotator.app.open_document import OpenDocument
from annotator.app.operations.labelling import remove_annotations, resize_annotation
from annotator.app.session import Session
from annotator.domain.annotations import Annotation, Relation
from annotator.domain.changes import ChangeSet
from annotator.domain.documents import NewAnnotation
from annotator.domain.labels import Label, LabelSchema
from annotator.domain.rules import Breach, Rule, RuleKind, breaches, shown_name

_STEP = 4_096  # code points looked through at a time on the way to the next warning


def breaches_of(desk: OpenDocument, schema: LabelSchema, annotation: Annotation) -> list[Breach]:
    """The rules that an annotation of the report on the desk breaks."""
    rules = _rules(schema).get(annotation.label, ())
    if not rules:
        return []
    headed = {relation.type for relation in desk.relations.headed_by(annotation)}
    return list(breaches(desk.text, annotation, rules, headed))


def breaches_within(desk: OpenDocument, schema: LabelSchema, start: int, end: int) -> list[Breach]:
    """The broken rules of all annotations that share a character with `[start, end)`, in the order of export."""
    rules, headed = _rules(schema), heads(r for r in desk.relations if r.document == desk.key)
    return [
        breach
        for annotation in desk.annotations.overlapping(start, end)
        if annotation.label in rules
        for breach in breaches(desk.text, annotation, rules[annotation.label], headed.get(annotation.uid, ()))
    ]


def next_breach(desk: OpenDocument, schema: LabelSchema, position: int, step: int) -> Breach | None:
    """The first broken rule of an annotation that starts behind `position`, or with step -1 the last before it."""
    length = len(desk.text)
    start = position + 1 if step > 0 else max(0, position - _STEP)
    while 0 <= start < length:
        end = min(start + _STEP, length) if step > 0 else min(start + _STEP, position)
        found = [b for b in breaches_within(desk, schema, start, end) if start <= b.annotation.start < end]
        if found:
            return found[0] if step > 0 else found[-1]
        if step < 0 and start == 0:
            return None
        position = start
        start = end if step > 0 else max(0, start - _STEP)
    return None


def apply_fix(session: Session, breach: Breach, caret: int) -> ChangeSet | None:
    """Mend what can be mended without the annotator's judgement; None when the rule asks for that.

    Raises SpanRefused when the mended span is labelled so already.
    """
    if breach.removes:
        return remove_annotations(session, [breach.annotation], caret)
    return resize_annotation(session, breach.annotation, breach.fix, caret) if breach.fix is not None else None


def heads(relations: Iterable[Relation]) -> Mapping[str, set[str]]:
    """The types of relation that each annotation heads, by its uid."""
    found: dict[str, set[str]] = {}
    for relation in relations:
        found.setdefault(relation.head, set()).add(relation.type)
    return found


class GuidelineCount:
    """Counts broken rules over many reports, with the first place of each."""

    def __init__(self, schema: LabelSchema) -> None:
        self._rules = _rules(schema)
        self._times: Counter[tuple[str, Rule]] = Counter()
        self._first: dict[tuple[str, Rule], str] = {}

    def add(
        self,
        title: str,
        text: str,
        annotations: Iterable[Annotation | NewAnnotation],
        relations: Collection[Relation],
    ) -> None:
        """Take the annotations and relations of one report."""
        types = heads(relations) if relations else {}
        for new in annotations:
            rules = self._rules.get(new.label)
            if rules is None:
                continue
            annotation = new if isinstance(new, Annotation) else _in_a_report(new)
            for breach in breaches(text, annotation, rules, types.get(annotation.uid, ())):
                key = (annotation.label, breach.rule)
                self._times[key] += 1
                if key not in self._first:
                    self._first[key] = f"“{title}” at {annotation.start}: {breach.sentence.rstrip('.')}"

    @property
    def total(self) -> int:
        return self._times.total()

    def sentences(self) -> list[str]:
        """One for each rule that is broken, the most broken first."""
        return [
            f"{label}: {rule_words(rule)} – broken {times:,} time{'' if times == 1 else 's'}."
            f" First: {self._first[label, rule]}."
            for (label, rule), times in self._times.most_common()
        ]


def rule_words(rule: Rule) -> str:
    """What a rule asks, in words, such as `no leading determiners`."""
    values = ", ".join(shown_name(value) if value[0].isalnum() else f"{value}" for value in rule.values)
    match rule.kind:
        case RuleKind.AT_MOST_WORDS:
            return f"at most {values} words"
        case RuleKind.NEEDS_RELATION | RuleKind.NEEDS_ATTRIBUTE:
            return f"needs {values}"
        case RuleKind.NEVER_ONLY:
            return f"never only {values}"
        case RuleKind.NO_LEADING | RuleKind.NO_TRAILING:
            return f"{rule.kind.value} {values}"


def guideline_lines(label: Label) -> Iterator[tuple[str, str]]:
    """The guideline of a label as pairs of a heading and a text; what the schema does not say is left out."""
    if label.description:
        yield "", label.description
    if label.examples:
        yield "Examples", "\n".join(f"✓ {example}" for example in label.examples)
    if label.counter_examples:
        yield "Not", "\n".join(f"✗ {example}" for example in label.counter_examples)
    if label.rules:
        yield "Checked", "\n".join(f"{rule_words(rule)}" for rule in label.rules)


def _in_a_report(new: NewAnnotation) -> Annotation:
    return Annotation(new.uid, 0, new.label, new.start, new.end, new.annotator, new.attributes)


def _rules(schema: LabelSchema) -> dict[str, tuple[Rule, ...]]:
    return {label.name: label.rules for label in schema.labels if label.rules}
