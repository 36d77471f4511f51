"""Web Annotations put together as reports: texts, what is marked in them, and what is linked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from annotator.domain.annotations import MANUAL
from annotator.domain.documents import Facts
from annotator.domain.errors import FileRefused
from annotator.formats.base import PredictionRecord, RelationRecord, ReportRecord, SpanRecord, Where
from annotator.formats.faults import quoted
from annotator.formats.foreign_json import TWICE
from annotator.formats.json_lines import BadJson
from annotator.formats.report import Notices
from annotator.formats.w3c_annotation import Target, WebAnnotation
from annotator.formats.w3c_names import uid_of_iri
from annotator.formats.w3c_selectors import FOUND_BY_QUOTE, Places, Selection
from annotator.formats.w3c_writing import FACT_KEYS

_ANSWERS = ("accept", "ignore", "reject")


@dataclass(slots=True)
class _Report:
    """What the file says of one text; `links` have the annotations whose first end stands in it."""

    iri: str
    told: WebAnnotation | None = None
    text: str | None = None
    marks: list[tuple[WebAnnotation, Selection]] = field(default_factory=list)
    remarks: list[WebAnnotation] = field(default_factory=list)
    links: list[WebAnnotation] = field(default_factory=list)

    @property
    def line(self) -> int | None:
        first = self.told or next((annotation for annotation, _ in self.marks), None)
        return first.line if first else None


class Gatherer:
    """Takes annotations and gives reports; `text_beside` finds the text of a source outside the file."""

    def __init__(self, path: Path, notices: Notices, text_beside: Callable[[str], str | None]) -> None:
        self._path = path
        self._notices = notices
        self._text_beside = text_beside
        self._reports: dict[str, _Report] = {}
        self._homes: dict[str, str] = {}  # the report of each annotation, by their IRIs
        self._links: list[WebAnnotation] = []
        self._done: set[str] = set()

    def add(self, annotation: WebAnnotation) -> None:
        if annotation.is_link:
            self._links.append(annotation)
            return
        if annotation.said.text is not None:
            report = self._report(annotation, annotation.targets[0].iri)
            if report.text is not None:
                raise FileRefused(self._path, "The text of this report stands in the file twice.", annotation.line)
            report.told, report.text = annotation, annotation.said.text
            return
        if annotation.iri and annotation.iri in self._homes:
            raise FileRefused(self._path, f"The id {quoted(annotation.iri)} stands twice.", annotation.line)
        for target in annotation.targets:
            self._mark(annotation, target)
        if len(annotation.targets) > 1:
            self._tell(annotation, "An annotation of several places became one for each.")

    def records(self) -> Iterator[ReportRecord]:
        """The reports of what was added since the last call."""
        self._share_out_links()
        reports = [self._reports.pop(iri) for iri in list(self._reports)]
        homes, self._homes = self._homes, {}
        for report in reports:
            self._done.add(report.iri)
            if report.text is None:
                report.text = self._text_beside(report.iri)
            if report.text is None:
                what = (
                    f"The text of {quoted(report.iri)}"
                    if report.iri
                    else "The text that the annotations are about"
                )
                reason = f"{what} is not in the file, nor in a text file beside it."
                raise FileRefused(self._path, reason, report.line)
            if not report.text:
                self._notices.add("A report without text was left out.", self._path, report.line)
                continue
            yield _Reading(report, self._path, self._notices, homes).record()

    def _report(self, annotation: WebAnnotation, iri: str) -> _Report:
        if iri in self._done:
            reason = f"It is about {quoted(iri)}, whose annotations stand in one place in such a file."
            raise FileRefused(self._path, f"Annotation {annotation.number}: {reason}", annotation.line)
        return self._reports.setdefault(iri, _Report(iri))

    def _mark(self, annotation: WebAnnotation, target: Target) -> None:
        if target.selected and target.selection is None:
            self._tell(annotation, "An annotation with neither a position nor a quote in a text was left out.")
            return
        report = self._report(annotation, target.iri)
        if target.text is not None:
            if report.text not in (None, target.text):
                raise FileRefused(self._path, "The file has two texts for one source.", annotation.line)
            report.text = target.text
        if target.selection is None:
            report.remarks.append(annotation)
            return
        report.marks.append((annotation, target.selection))
        if annotation.iri:
            self._homes.setdefault(annotation.iri, target.iri)

    def _share_out_links(self) -> None:
        for link in self._links:
            ends = _ends(link)
            home = self._homes.get(ends[0][0]) if ends else None
            if home is None or len(ends) != 2:
                self._tell(link, "A link that is not from one annotation of this file to another was left out.")
            else:
                self._reports[home].links.append(link)
        self._links = []

    def _tell(self, annotation: WebAnnotation, sentence: str) -> None:
        self._notices.add(sentence, self._path, annotation.line)


def _ends(link: WebAnnotation) -> list[tuple[str, str]]:
    """IRI and report of what a link joins: its targets, or its target and the resource in its body."""
    targets = [(target.iri, target.scope) for target in link.targets]
    return targets if len(targets) > 1 else [*targets, *((iri, "") for iri in link.said.bodies)]


class _Reading:
    """One report as a record. Raises FileRefused, naming the annotation and its line."""

    def __init__(self, report: _Report, path: Path, notices: Notices, homes: dict[str, str]) -> None:
        self._report = report
        self._path = path
        self._notices = notices
        self._homes = homes
        self._text = report.text or ""
        self._chief = report.told.creator if report.told else ""
        self._spans: dict[tuple[int, int, str, str], SpanRecord] = {}
        self._predictions: list[PredictionRecord] = []
        self._became: dict[str, str] = {}

    def record(self) -> ReportRecord:
        report = self._report
        places = Places(self._text, [selection for _, selection in report.marks])
        if places.in_utf16:
            self._notices.add("The positions count UTF-16 units, not characters as the standard says.", self._path)
        for annotation, selection in report.marks:
            try:
                start, end, overruled = places.of(selection)
            except BadJson as error:
                name = f" ({quoted(annotation.iri)})" if annotation.iri else ""
                reason = f"Annotation {annotation.number}{name}: {_lowered(str(error))}"
                raise FileRefused(self._path, reason, annotation.line) from error
            if overruled:
                self._tell(annotation, FOUND_BY_QUOTE)
            self._add(annotation, start, end)
        told = report.told.said if report.told else None
        remarks = [note for annotation in report.remarks for note in self._remark(annotation)]
        notes = [*(told.notes if told else ()), *remarks]
        answer = told.answer if told and told.answer in _ANSWERS else ""
        return ReportRecord(
            text=self._text,
            facts=self._facts(),
            uid=self._uid(),
            spans=tuple(self._spans.values()),
            relations=tuple(self._relations()),
            answer=answer,
            annotator=self._chief,
            note="\n".join(notes),
            flagged=told.flagged if told else False,
            predictions=tuple(self._predictions),
            origin=MANUAL if report.told else None,
            where=Where(self._path, report.line),
        )

    def _tell(self, annotation: WebAnnotation, sentence: str) -> None:
        self._notices.add(sentence, self._path, annotation.line)

    def _add(self, annotation: WebAnnotation, start: int, end: int) -> None:
        said = annotation.said
        labels = list(dict.fromkeys(said.labels))
        if not labels:
            labels = [next(iter(annotation.motivations), "annotation")]
            self._tell(annotation, "An annotation without a tag got its motivation as its label.")
        if len(labels) > 1:
            self._tell(annotation, "An annotation with several tags became one for each.")
        if annotation.by_software:
            self._tell(annotation, "What a program had annotated became suggestions.")
            self._predictions += [
                PredictionRecord(start=start, end=end, label=label, source=annotation.creator, score=said.score)
                for label in labels
            ]
            return
        who = "" if annotation.creator == self._chief else annotation.creator
        linked = {"linking": "\n".join(said.bodies)} if said.bodies else {}
        for number, label in enumerate(labels):
            place = (start, end, label, who)
            if place in self._spans:
                self._tell(annotation, TWICE)
            uid = uid_of_iri(annotation.iri) if number == 0 and annotation.iri not in self._became else None
            span = self._spans.setdefault(
                place,
                SpanRecord(
                    uid=uid,
                    start=start,
                    end=end,
                    label=label,
                    text=self._text[start:end],
                    attributes={**said.attributes, **linked},
                    note="\n".join(said.notes),
                    flagged=said.flagged,
                    annotator=who,
                    origin=annotation.origin,
                ),
            )
            if annotation.iri and span.uid is not None:
                self._became.setdefault(annotation.iri, span.uid)

    def _remark(self, annotation: WebAnnotation) -> Iterable[str]:
        """What is said of the whole report, for its note."""
        self._tell(annotation, "What annotations say of a whole report was added to its note.")
        said = annotation.said
        yield from said.labels
        yield from (f"{name}: {value}" for name, value in said.attributes.items())
        yield from said.notes

    def _relations(self) -> Iterator[RelationRecord]:
        seen: set[object] = set()
        for link in self._report.links:
            (head, _), (child, scope) = _ends(link)
            elsewhere = uid_of_iri(scope) or "" if scope else ""
            if not elsewhere and self._homes.get(child, self._report.iri) != self._report.iri:
                elsewhere = uid_of_iri(self._homes[child]) or ""
            if head not in self._became or (child not in self._became and not elsewhere):
                self._tell(link, "A link that is not from one annotation of this file to another was left out.")
                continue
            relation = RelationRecord(
                uid=uid_of_iri(link.iri) if link.iri else None,
                type=next(iter(link.said.labels), "linking"),
                head=self._became[head],
                child=uid_of_iri(child) or child if elsewhere else self._became[child],
                child_document=elsewhere,
                annotator="" if link.creator == self._chief else link.creator,
            )
            if relation.uid in seen and relation.uid is not None:
                raise FileRefused(self._path, f"The id {quoted(relation.uid)} stands twice.", link.line)
            seen.add(relation.uid)
            yield relation

    def _uid(self) -> str | None:
        """A web address is not an identity: what stands there may be another text tomorrow."""
        iri = self._report.iri
        return uid_of_iri(iri) if self._report.told or iri.startswith("urn:") else None

    def _facts(self) -> Facts:
        told, iri = self._report.told, self._report.iri
        if told is None:
            web = iri if iri.startswith(("http://", "https://")) else ""
            return Facts(title=file_name_of(iri), url=web)
        known = told.targets[0].facts
        named = {name: known[key] for name, key in FACT_KEYS.items() if isinstance(known.get(key), str)}
        return Facts(**named, language=told.said.language, more=told.said.facts)


def file_name_of(iri: str) -> str:
    """The last part of an IRI or path, such as `report.txt`."""
    try:
        return PurePosixPath(unquote(urlsplit(iri).path)).name
    except ValueError:
        return ""


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
