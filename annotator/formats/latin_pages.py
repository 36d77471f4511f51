"""Which of the code pages for Latin letters a text is in: they differ in the letters beyond ASCII."""

from __future__ import annotations

from collections.abc import Sequence

LATIN_PAGES = ("cp1252", "cp1250", "iso8859_2", "cp1254", "cp1257", "mac_roman", "cp850", "cp852")
"""The commoner first."""

_LETTERS = (
    "àâæçéèêëîïôœùûüÿ",  # French
    "äöüß",  # German
    "áéíóúüñªº",  # Spanish
    "áâãàçéêíóôõúªº",  # Portuguese
    "àèéìíòóùú",  # Italian
    "åäöéüæøòô",  # Swedish, Norwegian, Danish
    "áéíóúýðþæö",  # Icelandic
    "éëïóöüèê",  # Dutch
    "äöõüšž",  # Estonian
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýž",  # Czech
    "áäčďéíĺľňóôŕšťúýž",  # Slovak
    "áéíóöőúüű",  # Hungarian
    "ăâîşţșț",  # Romanian
    "čćđšž",  # Croatian, Slovene
    "çëâ",  # Albanian
    "çğıöşüâîû",  # Turkish
    "ąčęėįšųūž",  # Lithuanian
    "āčēģīķļņšūž",  # Latvian
)
_MARKS = frozenset("«»“”„‘’‚‹›–—…·•°§£€¿¡©®™±½\u00a0\u00ad")


def best_latin_page(sample: bytes, pages: Sequence[str]) -> str:
    """The page in which the letters beyond ASCII are most nearly those of one language.

    `pages` are names of LATIN_PAGES that decode the sample; equals go to the commoner.
    """
    in_order = sorted(pages, key=LATIN_PAGES.index)
    return max(in_order, key=lambda page: _fit(sample.decode(page, "replace")))


def _fit(text: str) -> float:
    """Share of the characters beyond ASCII, usual marks aside, that one language can explain."""
    beyond = [c.lower()[:1] for c in text if c > "\x7f" and c not in _MARKS]
    if not beyond:
        return 1.0
    return max(sum(c in letters for c in beyond) for letters in _LETTERS) / len(beyond)
