"""The documents that the benchmarks run on."""

from __future__ import annotations

import random
import uuid
from pathlib import Path

from annotator.domain.documents import Facts, NewAnnotation, NewDocument, text_digest
from annotator.domain.tokens import TokenIndex

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
LABELS = ("Location", "Actor", "Weapon")


def long_text(size: int) -> str:
    """A text of `size` characters made from a real novel, or from an invented page where that is missing."""
    source = DATA / "long-documents" / "war-and-peace-wrnpc12.txt"
    text = source.read_text(encoding="utf-8", errors="replace") if source.exists() else _INVENTED * 400
    return (text * (size // len(text) + 1))[:size]


def single_paragraph(size: int) -> str:
    return long_text(size).replace("\r", " ").replace("\n", " ")


def annotated(text: str, spans: int, seed: int = 1) -> NewDocument:
    """The text with so many annotations of one to four words, evenly spread, a tenth of them claims."""
    chance = random.Random(seed)
    tokens = list(TokenIndex(text))
    step = max(1, len(tokens) // spans)
    annotations = []
    for number, index in enumerate(range(0, len(tokens) - 40, step)):
        claim = number % 10 == 9
        length = chance.randint(10, 30) if claim else chance.randint(1, 4)
        label = "Claim" if claim else LABELS[number % 3]
        start, end = tokens[index].start, tokens[index + length - 1].end
        annotations.append(NewAnnotation(f"a{number}", label, start, end, "bench"))
    return NewDocument(
        str(uuid.uuid4()), text, text_digest(text), Facts(title="Long"), annotations=tuple(annotations)
    )


_INVENTED = (
    "Rebels shelled the northern quarter of Harsk, officials said. Residents of Dolna reported mortar fire until "
    "midnight, while the army denied that any unit had been in the area.\n\n"
)
