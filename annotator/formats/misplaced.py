"""What to say of offsets at which another text stands than the file says."""

from __future__ import annotations

from annotator.formats.faults import quoted
from annotator.formats.foreign_json import STANDS, near_place


def misplaced(text: str, start: int, end: int, said: str) -> str:
    """A sentence about an annotation that is not there, with the near place where its text is, if there is one."""
    reason = f"it says {quoted(said)}, but the text from {start} to {end} is {quoted(text[start:end])}."
    if (at := near_place(text, said, start)) is not None:
        reason += f" {STANDS} {at} to {at + len(said)}."
    return reason
