"""Whether colours can be read and told apart, also by those who see fewer of them.

Contrast is that of WCAG 2.2 (relative luminance). Seeing with two kinds of cones is simulated with the matrices of
Machado, Oliveira and Fernandes (2009) at full severity, in linear light; differences are CIE 1976 ones in L*a*b*.
"""

from __future__ import annotations

from collections.abc import Mapping

Rgb = tuple[float, float, float]
"""Red, green and blue in linear light, 0..1."""

TEXT_CONTRAST = 4.5
EDGE_CONTRAST = 3.0
TOO_CLOSE = 12.0  # a difference below which two thin lines are hard to tell apart
_DEFICIENCIES: Mapping[str, tuple[Rgb, Rgb, Rgb]] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)
    ),
}  # fmt: skip
_TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
_WHITE = (0.9505, 1.0, 1.089)


def linear(color: str) -> Rgb:
    """A colour written `#rrggbb`. Raises ValueError for another text."""
    if len(color) != 7 or color[0] != "#":
        raise ValueError(f"no colour: {color}")
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same lightness) to 21 (black on white)."""
    lights = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(one), linear(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def difference(one: str, other: str, deficiency: str = "") -> float:
    """How different two colours look, 0 for the same; with `deficiency` as those with it see them."""
    seen = [_lab(_simulated(linear(color), deficiency)) for color in (one, other)]
    return float(sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5)


def colour_notes(strong: str, tint: str, text: str, paper: str, others: Mapping[str, str]) -> list[str]:
    """What must be said of a label's colours, each a sentence; empty when they are well chosen.

    `others` are the strong colours of the other labels by name.
    """
    notes = []
    if (found := contrast(text, tint)) < TEXT_CONTRAST:
        notes.append(f"Text on it has a contrast of {found:.1f}; {TEXT_CONTRAST} is needed.")
    if (found := contrast(strong, paper)) < EDGE_CONTRAST:
        notes.append(f"Its line has a contrast of {found:.1f} on the page; {EDGE_CONTRAST:.0f} is needed.")
    for name, other in others.items():
        if difference(strong, other) < TOO_CLOSE:
            notes.append(f"It looks like {name}.")
            continue
        alike = [kind for kind in _DEFICIENCIES if difference(strong, other, kind) < TOO_CLOSE]
        if alike:
            notes.append(f"With {' and '.join(alike)} it looks like {name}; their letters tell them apart.")
    return notes


def _simulated(color: Rgb, deficiency: str) -> Rgb:
    if not deficiency:
        return color
    rows = _DEFICIENCIES[deficiency]
    red, green, blue = (min(max(sum(m * c for m, c in zip(row, color, strict=True)), 0.0), 1.0) for row in rows)
    return red, green, blue


def _lab(color: Rgb) -> Rgb:
    xyz = [sum(m * c for m, c in zip(row, color, strict=True)) for row in _TO_XYZ]
    relative = [value / white for value, white in zip(xyz, _WHITE, strict=True)]
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in relative)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
