"""All formats, in the order in which they are shown. A new one is a module and a line here."""

from __future__ import annotations

from pathlib import Path

from annotator.domain.errors import FileRefused, Refusal
from annotator.formats.base import Format
from annotator.formats.brat import BratFormat
from annotator.formats.claims import ClaimsFormat
from annotator.formats.conll import Conll2002Format, Conll2003Format, ConllFormat
from annotator.formats.csv_table import CsvFormat
from annotator.formats.doccano import DoccanoFormat
from annotator.formats.docx_file import DocxFormat
from annotator.formats.encodings import known_kind
from annotator.formats.faults import plain_faults, quoted
from annotator.formats.gate import GateFormat
from annotator.formats.gliner import GlinerFormat
from annotator.formats.hf_jsonl import HfJsonlFormat
from annotator.formats.hf_parquet import HfParquetFormat
from annotator.formats.html_page import HtmlFormat
from annotator.formats.jsonl import JsonlFormat
from annotator.formats.label_studio import LabelStudioFormat
from annotator.formats.lighttag import LightTagFormat
from annotator.formats.pdf_file import PdfFormat
from annotator.formats.prodigy import ProdigyFormat
from annotator.formats.re3d import Re3dFormat
from annotator.formats.spacy_docbin import SpacyEntsFormat, SpacyFormat
from annotator.formats.txt import TextFormat
from annotator.formats.uima_json import UimaJsonFormat
from annotator.formats.uima_xmi import UimaXmiFormat
from annotator.formats.w3c import W3cFormat
from annotator.formats.webanno_tsv import WebannoFormat

FORMATS: tuple[Format, ...] = (
    JsonlFormat(),
    TextFormat(),
    CsvFormat(),
    HtmlFormat(),
    W3cFormat(),
    ConllFormat(),
    Conll2002Format(),
    Conll2003Format(),
    BratFormat(),
    DoccanoFormat(),
    HfJsonlFormat(),
    HfParquetFormat(),
    GlinerFormat(),
    ProdigyFormat(),
    SpacyFormat(),
    SpacyEntsFormat(),
    LabelStudioFormat(),
    DocxFormat(),
    PdfFormat(),
    ClaimsFormat(),
    Re3dFormat(),
    LightTagFormat(),
    GateFormat(),
    WebannoFormat(),
    UimaXmiFormat(),
    UimaJsonFormat(),
)
_HEAD = 64 << 10


def format_named(name: str) -> Format:
    """The format of that name. Raises Refusal with the names there are."""
    for known in FORMATS:
        if known.name == name:
            return known
    raise Refusal(f"There is no format {quoted(name)}; there are {', '.join(f.name for f in FORMATS)}.")


def recognise(path: Path) -> Format:
    """The format of the file, by its content first and its name second. Raises FileRefused when none fits."""
    with plain_faults(path), path.open("rb") as stream:
        head = stream.read(_HEAD)
    score, best = max(((known.recognise(head, path), known) for known in FORMATS if known.reads), key=_score)
    if score > 0:
        return best
    kind = known_kind(head) or "a kind of file that this program does not read"
    raise FileRefused(path, f"This is {kind}. It reads {', '.join(_suffixes())}.")


def _score(candidate: tuple[float, Format]) -> float:
    return candidate[0]


def _suffixes() -> list[str]:
    """The endings of names for a sentence; those of JSON lines and others that end in one of these say no more."""
    found = [suffix for known in FORMATS if known.reads for suffix in known.suffixes[:1]]
    return [suffix for suffix in found if suffix.count(".") == 1]
