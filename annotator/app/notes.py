"""Notes and flags in words, for lists."""

from __future__ import annotations

from annotator.app.annotation_words import short_line
from annotator.storage.notes import Noted

__all__ = ["Noted", "words_of"]

_LONG = 160


def words_of(noted: Noted) -> tuple[str, str, str]:
    """What it says, where it stands, and a flag when there is one."""
    where = (
        f"{noted.label} “{short_line(noted.text)}” in “{noted.title}”"
        if noted.label
        else f"Report “{noted.title}”"
    )
    return short_line(noted.note, _LONG) if noted.note else "Flagged", where, "⚑" if noted.flagged else ""
