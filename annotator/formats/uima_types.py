"""The types that an export declares, and the rules by which types of other programs are read."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.formats.uima_cas import ANNOTATION, DOCUMENT, TEXT_RANGE, TRUTH_RANGE, CasType, Structure, TypeTree

SPAN, RELATION, REPORT = "annotator.Span", "annotator.Relation", "annotator.Report"
METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
OURS: dict[str, CasType] = {
    METADATA: CasType(
        DOCUMENT,
        {
            "documentTitle": TEXT_RANGE,
            "documentId": TEXT_RANGE,
            "documentUri": TEXT_RANGE,
            "collectionId": TEXT_RANGE,
            "documentBaseUri": TEXT_RANGE,
            "isLastSegment": TRUTH_RANGE,
        },
    ),
    SPAN: CasType(
        ANNOTATION,
        {
            "label": TEXT_RANGE,
            "uid": TEXT_RANGE,
            "attributes": TEXT_RANGE,
            "note": TEXT_RANGE,
            "flagged": TRUTH_RANGE,
            "annotator": TEXT_RANGE,
            "origin": TEXT_RANGE,
        },
    ),
    RELATION: CasType(
        ANNOTATION,
        {
            "label": TEXT_RANGE,
            "uid": TEXT_RANGE,
            "head": SPAN,
            "child": SPAN,
            "childUid": TEXT_RANGE,
            "childDocument": TEXT_RANGE,
            "annotator": TEXT_RANGE,
        },
    ),
    REPORT: CasType(
        ANNOTATION,
        {
            "uid": TEXT_RANGE,
            "facts": TEXT_RANGE,
            "answer": TEXT_RANGE,
            "annotator": TEXT_RANGE,
            "note": TEXT_RANGE,
            "flagged": TRUTH_RANGE,
        },
    ),
}
LABEL_FEATURES = ("label", "value", "category", "kind", "class", "entityType", "entity", "tag")
ENDS = (("Governor", "Dependent"), ("head", "child"), ("source", "target"), ("from", "to"), ("arg1", "arg2"))
"""What relations call the span they start from, and the one they lead to."""

_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."
_GRAMMAR = tuple(_DKPRO + part for part in ("segmentation.", "lexmorph.", "syntax.", "metadata.", "anomaly."))
_NAMES = frozenset({"Token", "Sentence", "Paragraph", "Lemma", "Stem", "POS", "WordToken", "BaseToken", "Chunk"})
_OF_THE_PROGRAM = "de.tudarmstadt.ukp.clarin.webanno.api.type."


def is_grammar(type_name: str) -> bool:
    """Whether the type is one of tokens, sentences or grammar, rather than of what a reader marked."""
    return type_name.startswith((*_GRAMMAR, _OF_THE_PROGRAM)) or type_name.rpartition(".")[2] in _NAMES


def is_label(structure: Structure, types: TypeTree) -> bool:
    """Whether an annotation says what a reader marked, rather than tokens, grammar or the document itself."""
    if structure.type == ANNOTATION and not structure.values:
        return False
    return not any(name == DOCUMENT or is_grammar(name) for name in types.line_of(structure.type))


def label_of(type_name: str, values: Mapping[str, object]) -> tuple[str, str]:
    """The label, and the name of the feature that holds it: empty where the type itself is the label."""
    for name in LABEL_FEATURES:
        value = values.get(name)
        if isinstance(value, str) and value:
            return value, name
    return type_name.rpartition(".")[2], ""


def ends_of(structure: Structure) -> tuple[int, int] | None:
    """The ids of the two structures that a relation links; None for what is no relation."""
    for head, child in ENDS:
        if head in structure.references and child in structure.references:
            return structure.references[head], structure.references[child]
    return None
