"""The XML of UIMA, parsed with every entity and document type refused: CAS files and type systems."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl

from annotator.formats.faults import plain_faults, quoted
from annotator.formats.uima_cas import (
    ARRAY,
    BROKEN_RANGES,
    ELEMENTS,
    TEXT_RANGE,
    TOP,
    TRUTH_RANGE,
    WHOLE_RANGES,
    BadCas,
    CasType,
    RawCas,
    Sofa,
    Structure,
    TypeTree,
)
from annotator.formats.uima_types import ENDS, OURS

_XMI = "http://www.omg.org/XMI"
_CAS = "http:///uima/cas.ecore"
_NO_NAMESPACE = "uima.noNamespace."
_ID = (_XMI, "id")
_Name = tuple[str | None, str]
_END_NAMES = frozenset(name for pair in ENDS for name in pair)
_ARRAY_FEATURES = {ELEMENTS: ARRAY}
_NUMBERS: dict[str, Callable[[str], int | float]] = {
    **dict.fromkeys(WHOLE_RANGES, int),
    **dict.fromkeys(BROKEN_RANGES, float),
}


def parse_xmi(path: Path, types: TypeTree) -> RawCas:
    """The CAS in the file, its values read by `types` and by our own. Raises BadCas and FileRefused."""
    handler = _XmiHandler(TypeTree({**types.types, **OURS}))
    _parse(path, handler)
    return handler.cas


def parse_type_system(path: Path) -> TypeTree:
    """The types that the file declares. Raises BadCas and FileRefused."""
    handler = _TypesHandler()
    _parse(path, handler)
    return handler.types


def _parse(path: Path, handler: _Handler) -> None:
    from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
    from defusedxml.sax import make_parser  # type: ignore[import-untyped]

    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(handler)
    try:
        with plain_faults(path), path.open("rb") as stream:
            parser.parse(stream)
    except DefusedXmlException as error:
        reason = "The file declares a document type or an entity, which is not read for safety."
        raise BadCas(reason, handler.line) from error
    except SAXParseException as error:
        raise BadCas(f"This is not valid XML: {error.getMessage()}.", error.getLineNumber()) from error
    except (SAXException, ValueError, LookupError) as error:  # encodings that there are not
        raise BadCas(f"This is not valid XML: {quoted(str(error))}.", handler.line) from error


class _Handler(ContentHandler):
    """Knows the line it is at."""

    def __init__(self) -> None:
        super().__init__()
        self._locator: Any = None
        self._depth = 0

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 - the library's name
        self._locator = locator

    @property
    def line(self) -> int | None:
        found = self._locator.getLineNumber() if self._locator is not None else None
        return found if isinstance(found, int) else None


class _XmiHandler(_Handler):
    def __init__(self, types: TypeTree) -> None:
        super().__init__()
        self.cas = RawCas(types)
        self._open: Structure | None = None

    def startElementNS(self, name: _Name, qname: str | None, attrs: AttributesNSImpl) -> None:  # noqa: N802, ARG002
        self._depth += 1
        uri, local = name
        if self._depth == 1 and name != (_XMI, "XMI"):
            raise BadCas("This is no CAS: its outermost element is not xmi:XMI.", self.line)
        if self._depth == 3 and self._open is not None and local not in self._open.odd:
            self._open.odd.append(local)
        if self._depth != 2:
            return
        self._open = None
        said = {key: str(value) for key, value in attrs.items()}
        if uri == _CAS and local == "Sofa":
            number = self._number(said.get(_ID), "xmi:id")
            plain = {key: value for (_, key), value in said.items()}
            self.cas.sofas[number] = Sofa(number, plain.get("sofaID", ""), plain.get("sofaString"))
        elif uri == _CAS and local == "View":
            if (None, "sofa") in said:
                members = self._numbers(said.get((None, "members"), ""), "member")
                self.cas.members[self._number(said[None, "sofa"], "sofa")] = set(members)
        elif (uri != _CAS and uri != _XMI) or (uri, local) == (_CAS, "FSArray"):
            self._open = self._structure(_type_name(uri, local), said)

    def endElementNS(self, name: _Name, qname: str | None) -> None:  # noqa: N802, ARG002
        self._depth -= 1

    def _structure(self, type_name: str, said: dict[Any, str]) -> Structure:
        made = Structure(self._number(said.pop(_ID, None), "xmi:id"), type_name, line=self.line)
        if made.id in self.cas.structures:
            raise BadCas(f"The id {made.id} stands at two feature structures.", self.line)
        self.cas.structures[made.id] = made
        features = _ARRAY_FEATURES if type_name == ARRAY else self.cas.types.features(type_name)
        for (uri, key), value in said.items():
            if key in ("sofa", "begin", "end") and uri is None:
                setattr(made, key, self._number(value, key))
            else:
                self._set(made, key, value, features.get(key))
        return made

    def _set(self, made: Structure, key: str, value: str, range_name: str | None) -> None:
        """The value as the range says; of a feature that nobody declares, as a text."""
        if (
            range_name is None
            and key in _END_NAMES
            and value.isdecimal()
            and made.type not in self.cas.types.types
        ):
            made.references[key] = self._number(value, key)
        elif range_name is None or self.cas.types.is_text(range_name):
            made.values[key] = value
        elif range_name == TRUTH_RANGE:
            made.values[key] = value == "true"
        elif range_name in _NUMBERS:
            try:
                number = _NUMBERS[range_name](value)
            except ValueError as error:
                raise BadCas(f"The {key} of {made.id} is no number.", self.line) from error
            if number - number == 0:
                made.values[key] = number
            else:  # not a number, or without end
                made.odd.append(key)
        elif range_name == ARRAY or range_name.endswith("[]"):
            made.lists[key] = self._numbers(value, key)
        elif range_name.startswith("uima.cas.") and range_name != TOP:
            made.odd.append(key)
        else:
            made.references[key] = self._number(value, key)

    def _numbers(self, value: str, name: str) -> list[int]:
        return [self._number(part, name) for part in value.split()]

    def _number(self, value: str | None, name: str) -> int:
        try:
            return int(value or "")
        except ValueError as error:
            raise BadCas(f"A {name} is missing or no whole number.", self.line) from error


def _type_name(uri: str | None, local: str) -> str:
    """`http:///webanno/custom.ecore` and `Span` are the type `webanno.custom.Span`."""
    package = (uri or "").removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
    return f"{package}.{local}".removeprefix(_NO_NAMESPACE)


class _TypesHandler(_Handler):
    """Takes name, supertypeName, and the name and rangeTypeName of each feature."""

    def __init__(self) -> None:
        super().__init__()
        self.types = TypeTree()
        self._parts: list[str] = []
        self._said: dict[str, str] = {}
        self._features: dict[str, str] = {}
        self._text: list[str] = []

    def startElementNS(self, name: _Name, qname: str | None, attrs: AttributesNSImpl) -> None:  # noqa: N802, ARG002
        if not self._parts and name[1] != "typeSystemDescription":
            raise BadCas("This is no type system: its outermost element is another.", self.line)
        self._parts.append(name[1])
        self._text = []
        if name[1] == "typeDescription":
            self._said, self._features = {}, {}

    def characters(self, content: str) -> None:
        self._text.append(content)

    def endElementNS(self, name: _Name, qname: str | None) -> None:  # noqa: N802, ARG002
        self._parts.pop()
        parent = self._parts[-1] if self._parts else ""
        text = "".join(self._text).strip()
        self._text = []
        if parent in ("typeDescription", "featureDescription"):
            self._said[f"{parent}/{name[1]}"] = text
        if name[1] == "featureDescription":
            feature = self._said.get("featureDescription/name", "")
            self._features[feature] = self._said.get("featureDescription/rangeTypeName", TEXT_RANGE)
        elif name[1] == "typeDescription":
            above = self._said.get("typeDescription/supertypeName", "")
            self.types.types[self._said.get("typeDescription/name", "")] = CasType(above, self._features)
