"""What a format cannot hold: counted before anything is written, and lost only as the user has chosen."""

from __future__ import annotations

import enum
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import msgspec

from annotator.domain.documents import Facts
from annotator.domain.errors import Refusal
from annotator.domain.labels import ENTITY_LAYER, LabelSchema
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex
from annotator.formats.base import CONTENT, Format, Holds, RelationRecord, ReportRecord, SpanRecord
from annotator.formats.report import Loss
from annotator.formats.spelling import XML_FORBIDS


class OnLoss(enum.Enum):
    """What to do where the format cannot hold something; the value names it on the command line.

    REFUSE writes nothing. DROP leaves out what cannot be held, of overlapping spans the shorter ones, as LONGEST
    does. OUTERMOST keeps those that no other contains, PRIORITY those whose label stands first in the schema.
    LAYER_FILES writes one file for each layer of the schema, LAYER_COLUMNS one column of tags for each.
    """

    REFUSE = "refuse"
    DROP = "drop"
    LONGEST = "longest"
    OUTERMOST = "outermost"
    PRIORITY = "priority"
    LAYER_FILES = "layer-files"
    LAYER_COLUMNS = "layer-columns"


class Snap(enum.Enum):
    """What to do with spans that do not begin and end with a token, in formats of tokens."""

    EXPAND = "expand"
    CONTRACT = "contract"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Policy:
    """How to lose; without `snap`, spans off the tokens are refused under REFUSE and skipped under any other."""

    on_loss: OnLoss = OnLoss.REFUSE
    snap: Snap | None = None


class LossRefused(Refusal):
    """Nothing was written, because something would have been lost; `losses` says what."""

    def __init__(self, form: Format, losses: Sequence[Loss]) -> None:
        self.losses = tuple(loss for loss in losses if loss.blocks)
        self.held = ", ".join(f"{loss.count:,} {loss.what}" for loss in self.losses)
        ways = " or ".join(way.value for way in ways_of(form))
        snaps = " or ".join(snap.value for snap in snaps_of(form))
        how = f"--on-loss {ways}" + (f", --snap {snaps}" if snaps else "")
        super().__init__(
            f"The format {form.name} cannot hold {self.held}. Nothing was written; choose how to lose them: {how}."
        )


REFUSING = Policy()
_WHOLE = CONTENT | {Holds.ANNOTATORS}
_SPAN_WORDS = {
    Holds.SPANS: "annotations",
    Holds.OVERLAPS: "annotations that overlap others",
    Holds.PARTS: "annotations that do not begin and end with a token",
}
_TEXTS = "the texts of the reports"
_SAME = "annotations that another annotator made alike"
_LEFT_OUT = "left out"
_JOINED = "joined with them"
_REPLACED = "replaced by U+FFFD"
_SPELT = {"\ufffd": _REPLACED, "_": "replaced by _"}
NOT_IN_FORMAT = "not in this format"
_KEPT = {
    OnLoss.DROP: "left out, the longest were kept",
    OnLoss.LONGEST: "left out, the longest were kept",
    OnLoss.OUTERMOST: "left out, the outermost were kept",
    OnLoss.PRIORITY: "left out, the labels that stand first were kept",
    OnLoss.LAYER_FILES: "left out of the file of their layer, the longest were kept",
    OnLoss.LAYER_COLUMNS: "left out of the column of their layer, the longest were kept",
}
_SNAPPED = {Snap.EXPAND: "widened to whole tokens", Snap.CONTRACT: "narrowed to whole tokens", Snap.SKIP: ""}


def ways_of(form: Format) -> list[OnLoss]:
    """How the format may lose what it cannot hold; none when it holds everything."""
    if form.is_view or form.holds >= _WHOLE:
        return []
    if Holds.OVERLAPS in form.holds or Holds.SPANS not in form.holds:
        return [OnLoss.DROP]
    ways = [OnLoss.DROP, OnLoss.LONGEST, OnLoss.OUTERMOST, OnLoss.PRIORITY, OnLoss.LAYER_FILES]
    return ways + ([OnLoss.LAYER_COLUMNS] if form.has_columns else [])


def refuse_no_layers(form: Format, policy: Policy) -> None:
    """Raises Refusal where files or columns of layers are asked of a format that cannot be parted so."""
    parted = policy.on_loss in (OnLoss.LAYER_FILES, OnLoss.LAYER_COLUMNS)
    if parted and policy.on_loss not in ways_of(form):
        ways = " and ".join(way.value for way in (OnLoss.REFUSE, *ways_of(form)))
        raise Refusal(f"The format {form.name} cannot be written by {policy.on_loss.value}; there is {ways}.")


def snaps_of(form: Format) -> list[Snap]:
    """What may be done with parts of tokens; nothing when the format holds them."""
    return list(Snap) if Holds.SPANS in form.holds and Holds.PARTS not in form.holds and not form.is_view else []


class Fitter:
    """Makes records fit a format. `fit` gives the record of each layer, under an empty name when there is one, and
    nothing for a report without a word that a format of tokens cannot hold.

    Under REFUSE the records come back as they are, but for spans that are to be moved to tokens; `objects` is set
    once something stands against one, so that what follows is only counted, and `refusal` tells at the end why.
    """

    def __init__(self, form: Format, policy: Policy, schema: LabelSchema | None = None) -> None:
        self._form = form
        self._policy = policy
        self._spelling = form.spelling
        self._layers = _layers(schema, form)
        names = () if schema is None else [_spelt(name, form) for name in schema.names()]
        self._ranks = {name: rank for rank, name in enumerate(names)}
        self.objects = False
        self._counts: Counter[tuple[str, str, bool]] = Counter()
        self._free = form.is_view or form.holds >= _WHOLE
        self._of_tokens = not form.is_view and Holds.SPANS in form.holds and Holds.PARTS not in form.holds
        told = {*Holds} - CONTENT | ({Holds.RELATIONS} if form.is_view else set())
        self._unkept = [part for part in Holds if part not in form.holds and part in told]

    @property
    def layers(self) -> tuple[str, ...]:
        """The names of the files of one side: an empty one, or those of the schema's layers."""
        by_file = self._policy.on_loss is OnLoss.LAYER_FILES and Holds.OVERLAPS not in self._form.holds
        return tuple(dict.fromkeys(self._layers.values())) or ("",) if by_file else ("",)

    @property
    def losses(self) -> list[Loss]:
        return [Loss(what, count, done, blocks) for (what, done, blocks), count in self._counts.items()]

    def refusal(self) -> LossRefused | None:
        """Why nothing may be written; None when all fits, or the user has chosen how to lose."""
        return LossRefused(self._form, self.losses) if any(loss.blocks for loss in self.losses) else None

    def fit(self, record: ReportRecord) -> dict[str, ReportRecord]:
        self._count_facts(record)
        if self._free:
            return {"": record}
        if self._of_tokens and not record.spans and TokenIndex(record.text).token_at(0) is None:
            self._lose("reports without a word", 1, _LEFT_OUT)
            return {}
        if self._policy.on_loss is OnLoss.REFUSE:
            if self._of_tokens and self._policy.snap is not None:
                record = self._with_spans(record, self._on_tokens(record))
            self._object(record)
            return {"": record}
        record = self._without_extras(self._spelt(record))
        if self.layers == ("",):
            return {"": self._with_spans(record, self._fitting(record))}
        return {layer: self._of_layer(record, layer) for layer in self.layers}

    # What stands against a record

    def _object(self, record: ReportRecord) -> None:
        holds, policy = self._form.holds, self._policy
        spans = record.spans
        if Holds.SPANS not in holds:
            self._lose(_SPAN_WORDS[Holds.SPANS], len(spans), blocks=True)
        elif Holds.PARTS not in holds and policy.snap is None:
            off = len(spans) - sum(snapped == span for span, snapped in self._snapped(record, Snap.EXPAND))
            self._lose(_SPAN_WORDS[Holds.PARTS], off, blocks=True)
        if Holds.SPANS in holds and Holds.OVERLAPS not in holds:
            self._lose(_SPAN_WORDS[Holds.OVERLAPS], len(spans) - len(_longest(spans)), blocks=True)
        for what, count in _extras(record, holds):
            self._lose(what, count, blocks=True)
        if self._spelling is not None:
            self._lose(self._spelling.what, self._spelling.record(record)[1], blocks=True)

    def _count_facts(self, record: ReportRecord) -> None:
        """What is told and stands in nobody's way: the manifest has the counts."""
        for part in self._unkept:
            if count := _TIMES[part](record):
                what = _TEXTS if part is Holds.TEXT and self._form.is_view else part.value
                self._counts[what, NOT_IN_FORMAT, False] += count
        if unshown := len(record.spans) - len(self._form.shown(record).spans):
            self._counts[self._form.unshown, NOT_IN_FORMAT, False] += unshown

    def _lose(self, what: str, count: int, done: str = "cannot be held", *, blocks: bool = False) -> None:
        if count:
            self.objects = self.objects or blocks
            self._counts[what, done, blocks] += count

    # Making it fit

    def _spelt(self, record: ReportRecord) -> ReportRecord:
        if self._spelling is None:
            return record
        record, count = self._spelling.record(record)
        self._lose(self._spelling.what, count, _SPELT[self._spelling.instead])
        return record

    def _without_extras(self, record: ReportRecord) -> ReportRecord:
        holds = self._form.holds
        for what, count in _extras(record, holds):
            self._lose(what, count, _REPLACED if what == Holds.CONTROLS.value else _LEFT_OUT)
        if Holds.ATTRIBUTES not in holds:
            record = replace(record, spans=tuple(msgspec.structs.replace(s, attributes={}) for s in record.spans))
        if Holds.NOTES not in holds:
            bare = tuple(msgspec.structs.replace(s, note="", flagged=False) for s in record.spans)
            record = replace(record, spans=bare, note="", flagged=False)
        if Holds.ANNOTATORS not in holds:
            before = len(record.relations)
            record = _with_one_of_each(record)
            if Holds.RELATIONS in holds:
                self._lose("relations that became the same as others", before - len(record.relations), _JOINED)
        if Holds.RELATIONS not in holds:
            record = replace(record, relations=())
        elif Holds.LINKS not in holds:
            record = replace(record, relations=tuple(r for r in record.relations if not r.child_document))
        if Holds.CONTROLS not in holds and _controls(record.text):
            # one character for one, so that every offset stays right
            text = XML_FORBIDS.sub("\ufffd", record.text)
            spans = tuple(msgspec.structs.replace(s, text=text[s.start : s.end]) for s in record.spans)
            record = replace(record, text=text, spans=spans, sha256="")
        return record

    def _of_layer(self, record: ReportRecord, layer: str) -> ReportRecord:
        within = [span for span in record.spans if self._layers.get(span.label, ENTITY_LAYER) == layer]
        return self._with_spans(replace(record, spans=tuple(within)), self._fitting(record, within))

    def _fitting(self, record: ReportRecord, within: Sequence[SpanRecord] | None = None) -> list[SpanRecord]:
        holds, on_loss = self._form.holds, self._policy.on_loss
        spans = list(record.spans if within is None else within)
        if Holds.SPANS not in holds:
            self._lose(_SPAN_WORDS[Holds.SPANS], len(spans), _LEFT_OUT)
            return []
        if Holds.PARTS not in holds:
            spans = self._on_tokens(replace(record, spans=tuple(spans)))
        if Holds.OVERLAPS in holds:
            return spans
        kept: list[SpanRecord] = []
        for group in self._groups(spans):
            kept += self._apart(group)
        self._lose(_SPAN_WORDS[Holds.OVERLAPS], len(spans) - len(kept), _KEPT[on_loss])
        return sorted(kept, key=SpanRecord.order)

    def _groups(self, spans: Sequence[SpanRecord]) -> list[list[SpanRecord]]:
        """The spans that may not overlap each other: all of them, or those of one layer."""
        if self._policy.on_loss is not OnLoss.LAYER_COLUMNS or not self._form.has_columns:
            return [list(spans)]
        groups: dict[str, list[SpanRecord]] = {}
        for span in spans:
            groups.setdefault(self._layers.get(span.label, ENTITY_LAYER), []).append(span)
        return list(groups.values())

    def _apart(self, spans: Sequence[SpanRecord]) -> list[SpanRecord]:
        if self._policy.on_loss is OnLoss.OUTERMOST:
            return _greedy(sorted(spans, key=SpanRecord.order))
        if self._policy.on_loss is OnLoss.PRIORITY:
            last = len(self._ranks)
            return _greedy(sorted(spans, key=lambda s: (self._ranks.get(s.label, last), *_by_length(s))))
        return _longest(spans)

    def _on_tokens(self, record: ReportRecord) -> list[SpanRecord]:
        snap = self._policy.snap or Snap.SKIP
        kept: dict[tuple[int, int, str], SpanRecord] = {}
        changed = joined = gone = 0
        for span, snapped in self._snapped(record, snap):
            if snapped is None:
                gone += 1
                continue
            changed += snapped != span
            place = (snapped.start, snapped.end, snapped.label)
            joined += place in kept
            kept.setdefault(place, snapped)
        self._lose(_SPAN_WORDS[Holds.PARTS], changed, _SNAPPED[snap])
        self._lose(_SPAN_WORDS[Holds.PARTS], gone, _LEFT_OUT)
        self._lose("annotations that became the same as others", joined, _JOINED)
        return list(kept.values())

    def _snapped(self, record: ReportRecord, snap: Snap) -> Iterable[tuple[SpanRecord, SpanRecord | None]]:
        """Each span with what becomes of it: the span itself where it begins and ends with a token."""
        tokens = TokenIndex(record.text)
        for span in record.spans:
            place = Span(span.start, span.end)
            touched = tokens.tokens_in(span.start, span.end)
            found = tokens.snap(place)
            if touched and found == place:
                yield span, span
                continue
            if snap is Snap.CONTRACT:
                touched = [token for token in touched if place.contains(token)]
                found = Span(touched[0].start, touched[-1].end) if touched else place
            if not touched or snap is Snap.SKIP:
                yield span, None
                continue
            text = record.text[found.start : found.end]
            yield span, msgspec.structs.replace(span, start=found.start, end=found.end, text=text)

    def _with_spans(self, record: ReportRecord, spans: Sequence[SpanRecord]) -> ReportRecord:
        """The record with these spans and the relations between them."""
        if not record.relations:
            return replace(record, spans=tuple(spans))
        there = {span.uid for span in spans}
        kept = tuple(r for r in record.relations if r.head in there and (r.child in there or r.child_document))
        self._lose("relations of annotations that were left out", len(record.relations) - len(kept), _LEFT_OUT)
        return replace(record, spans=tuple(spans), relations=kept)


def _extras(record: ReportRecord, holds: frozenset[Holds]) -> Iterable[tuple[str, int]]:
    """What there is besides the spans and cannot be held, with how often."""
    if Holds.ATTRIBUTES not in holds:
        yield Holds.ATTRIBUTES.value, sum(1 for span in record.spans if span.attributes)
    if Holds.RELATIONS not in holds:
        yield Holds.RELATIONS.value, len(record.relations)
    elif Holds.LINKS not in holds:
        yield Holds.LINKS.value, sum(1 for relation in record.relations if relation.child_document)
    if Holds.ANNOTATORS not in holds:
        yield _SAME, len(record.spans) - len({(span.start, span.end, span.label) for span in record.spans})
    if Holds.NOTES not in holds:
        noted = sum(1 for span in record.spans if span.note or span.flagged)
        yield Holds.NOTES.value, noted + bool(record.note or record.flagged)
    if Holds.CONTROLS not in holds:
        yield Holds.CONTROLS.value, len(_controls(record.text))


def _with_one_of_each(record: ReportRecord) -> ReportRecord:
    """The record with the first of those spans that only their annotators tell apart; relations follow."""
    kept: dict[tuple[int, int, str], SpanRecord] = {}
    became: dict[str | None, str] = {}
    for span in record.spans:
        one = kept.setdefault((span.start, span.end, span.label), span)
        if one is not span and span.uid is not None and one.uid is not None:
            became[span.uid] = one.uid
    if len(kept) == len(record.spans):
        return record
    relations: dict[object, RelationRecord] = {}
    for relation in record.relations:
        head, child = became.get(relation.head, relation.head), relation.child
        if not relation.child_document:
            child = became.get(child, child)
        moved = msgspec.structs.replace(relation, head=head, child=child)
        relations.setdefault((moved.type, head, child, moved.child_document), moved)
    return replace(record, spans=tuple(kept.values()), relations=tuple(relations.values()))


def _controls(text: str) -> list[str]:
    """The characters of the text that XML 1.0 forbids, each as often as it stands there."""
    return XML_FORBIDS.findall(text)


# in how many reports or annotations of a record there is something of the part
_TIMES: dict[Holds, Callable[[ReportRecord], int]] = {
    Holds.TEXT: lambda _: 1,
    Holds.IDS: lambda _: 1,
    Holds.FACTS: lambda record: int(record.facts != Facts()),
    Holds.RELATIONS: lambda record: len(record.relations),
    Holds.ANSWERS: lambda record: int(bool(record.answer)),
    Holds.ANNOTATORS: lambda record: int(bool(record.annotator)) or sum(1 for s in record.spans if s.annotator),
    Holds.ORIGINS: lambda record: sum(1 for span in record.spans if span.origin is not None),
    Holds.TIMES: lambda record: len(record.spans),
}


def _layers(schema: LabelSchema | None, form: Format) -> dict[str, str]:
    """The layer of each label, by the name that it has in the format."""
    return {_spelt(label.name, form): label.layer for label in schema.labels} if schema is not None else {}


def _spelt(name: str, form: Format) -> str:
    return name if form.spelling is None else form.spelling.spelt(name)


def _longest(spans: Sequence[SpanRecord]) -> list[SpanRecord]:
    return _greedy(sorted(spans, key=_by_length))


def _by_length(span: SpanRecord) -> tuple[int, int, str, str]:
    return (span.start - span.end, span.start, span.label, span.uid or "")


def _greedy(spans: Iterable[SpanRecord]) -> list[SpanRecord]:
    """The spans in this order, without those that overlap one before them."""
    kept: list[SpanRecord] = []
    starts: list[int] = []
    ends: list[int] = []
    for span in spans:
        place = bisect_right(starts, span.start)
        before = place and ends[place - 1] > span.start
        behind = place < len(starts) and starts[place] < span.end
        if not before and not behind:
            starts.insert(place, span.start)
            ends.insert(place, span.end)
            kept.append(span)
    return kept
