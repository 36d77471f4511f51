"""GATE XML: a text with nodes in it, and annotations from node to node. Entities are refused."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from annotator.formats.faults import plain_faults, quoted
from annotator.formats.gate_document import BadGate, GateAnnotation, GateDocument, GateRelation
from annotator.formats.whole_files import refuse_larger

_WHOLE = frozenset({"Byte", "Short", "Integer", "Long", "BigInteger"})
_BROKEN = frozenset({"Float", "Double", "BigDecimal"})
_LONGEST_NUMBER = 40  # digits, beyond which it stays a text


def parse_gate(path: Path) -> GateDocument:
    """The document in the file. Raises BadGate and FileRefused."""
    from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
    from defusedxml.sax import make_parser  # type: ignore[import-untyped]

    refuse_larger(path)
    handler = _Handler()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(handler)
    try:
        with plain_faults(path), path.open("rb") as stream:
            parser.parse(stream)
    except DefusedXmlException as error:
        reason = "The file declares a document type or an entity, which is not read for safety."
        raise BadGate(reason, handler.line) from error
    except SAXParseException as error:
        raise BadGate(f"This is not valid XML: {error.getMessage()}.", error.getLineNumber()) from error
    except (SAXException, ValueError, LookupError) as error:  # encodings that there are not
        raise BadGate(f"This is not valid XML: {quoted(str(error))}.", handler.line) from error
    return handler.document()


class _Handler(ContentHandler):
    """Takes the text where the nodes stand: a node's place counts, not the number in its id."""

    def __init__(self) -> None:
        super().__init__()
        self._locator: Any = None
        self._found = GateDocument()
        self._open: list[str] = []
        self._parts: list[str] = []
        self._size = 0
        self._nodes: dict[str, int] = {}
        self._ends: list[tuple[GateAnnotation, str, str]] = []
        self._set = ""
        self._features = self._found.features
        self._feature: dict[str, tuple[str, list[str]]] = {}

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 - the library's name
        self._locator = locator

    @property
    def line(self) -> int | None:
        found = self._locator.getLineNumber() if self._locator is not None else None
        return found if isinstance(found, int) else None

    def document(self) -> GateDocument:
        """What was found, with the nodes of annotations looked up, as they may be named before they come."""
        self._found.text = "".join(self._parts)
        for annotation, start, end in self._ends:
            for node in (start, end):
                if node not in self._nodes:
                    named = f"The annotation {quoted(annotation.uid)} names the node {quoted(node)}"
                    raise BadGate(f"{named}, which is not there.", annotation.line)
            annotation.start, annotation.end = self._nodes[start], self._nodes[end]
        return self._found

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - the library's name
        if not self._open and name != "GateDocument":
            raise BadGate("This is no GATE document: its outermost element is not GateDocument.", self.line)
        self._open.append(name)
        said = {key: str(value) for key, value in attrs.items()}
        match name:
            case "Node":
                self._nodes[self._needed(said, "id")] = self._size
            case "AnnotationSet":
                self._set = said.get("Name", "")
            case "Annotation":
                self._start_annotation(said)
            case "Relation":
                members = self._needed(said, "Members").split(";")
                self._found.relations.append(GateRelation(self._needed(said, "Type"), members, self.line))
                self._features = {}
            case "Feature":
                self._feature = {}
            case "Name" | "Value":
                self._feature[name] = (said.get("className", ""), [])

    def endElement(self, name: str) -> None:  # noqa: N802 - the library's name
        self._open.pop()
        if name == "Feature" and "Name" in self._feature:
            kind, parts = self._feature.get("Value", ("", []))
            self._features["".join(self._feature["Name"][1])] = _value(kind, "".join(parts))

    def characters(self, content: str) -> None:
        within = self._open[-1] if self._open else ""
        if within == "TextWithNodes":
            self._parts.append(content)
            self._size += len(content)
        elif within in self._feature:
            self._feature[within][1].append(content)

    def _needed(self, said: dict[str, str], key: str) -> str:
        if not said.get(key):
            raise BadGate(f"The element {self._open[-1]} has no {key}.", self.line)
        return said[key]

    def _start_annotation(self, said: dict[str, str]) -> None:
        uid, kind = self._needed(said, "Id"), self._needed(said, "Type")
        found = GateAnnotation(uid, kind, 0, 0, self._set, line=self.line)
        self._found.annotations.append(found)
        self._ends.append((found, self._needed(said, "StartNode"), self._needed(said, "EndNode")))
        self._features = found.features


def _value(kind: str, told: str) -> object:
    """The value by its Java class; None for an object that only GATE can unpack."""
    package, _, name = kind.rpartition(".")
    if name == "Boolean":
        return told == "true"
    if name in _WHOLE | _BROKEN and len(told) <= _LONGEST_NUMBER:
        try:
            number = int(told) if name in _WHOLE else float(told)
        except ValueError:
            return told
        return number if math.isfinite(number) else told
    return [told] if package.startswith("gate.") else told
