"""What to say of offsets at which another text stands than the file says."""

from __future__ import annotations

from annotator.formats.faults import quoted

_NEAR = 200  # characters before and behind


def misplaced(text: str, start: int, end: int, said: str) -> str:
    """A sentence about an annotation that is not there, with the near place where its text is, if there is one."""
    reason = f"it says {quoted(said)}, but the text from {start} to {end} is {quoted(text[start:end])}."
    near = max(0, start - _NEAR)
    window = text[near : start + len(said) + _NEAR]
    if said and window.count(said) == 1:
        at = near + window.find(said)
        reason += f" What it says stands from {at} to {at + len(said)}."
    return reason
