from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.offset_units import BYTE, CODEPOINT, UTF16, code_points

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXT)
def test_every_boundary_is_found_in_every_unit(text: str) -> None:
    for unit, encoding, width in ((UTF16, "utf-16-le", 2), (BYTE, "utf-8", 1)):
        offsets = [len(text[:at].encode(encoding)) // width for at in range(len(text) + 1)]
        found = code_points(text, unit, reversed(offsets))
        assert [found[offset] for offset in offsets] == list(range(len(text) + 1))
    assert code_points(text, CODEPOINT, [3]) == {3: 3}


@pytest.mark.parametrize(
    ("unit", "offset", "said"),
    [
        (UTF16, 1, "UTF-16 offset 1 lies inside a character"),
        (BYTE, 2, "byte offset 2 lies inside a character"),
        (UTF16, 4, "offset 4 lies outside the text of 3 UTF-16 units"),
        (BYTE, -1, "offset -1 lies outside the text of 5 bytes"),
    ],
)
def test_other_offsets_are_refused(unit: str, offset: int, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        code_points("💥a", unit, [0, offset])
