"""The regular expression that says what one token is, for any script.

Starts from the word boundaries of UAX #29 and joins what an analyst reads as one word: hyphenated words
(`155-millimeter`), dotted abbreviations (`U.S.`, `a.m.`), numbers (`1,500`, `10:30`), titles with their stop
(`Gen.`), web and mail addresses. It separates what must be labelled apart: possessive `'s`, elided articles
(`l'`), `#` and `@`. Scripts written without spaces come character by character, Katakana in runs.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Blocks that hold combining marks; the marks in them are looked up, so that they fit the running Python.
_MARK_BLOCKS = (
    (0x300, 0x370), (0x483, 0x48A), (0x591, 0x1D00), (0x1DC0, 0x1E00), (0x20D0, 0x2100), (0x2CEF, 0x2E00),
    (0x302A, 0x309B), (0xA66F, 0xABF0), (0xFB1E, 0xFB1F), (0xFE00, 0xFE30), (0x101FD, 0x10380),
    (0x10A00, 0x12000), (0x16AF0, 0x16FF2), (0x1CF00, 0x1D250), (0x1DA00, 0x1E950), (0xE0100, 0xE01F0),
)  # fmt: skip

_HAN = "\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_HIRAGANA = "\u3041-\u3096\u309d-\u309f\U0001b11f\U0001b150-\U0001b152"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_UNSPACED = "\u0e01-\u0edf\u1000-\u109f\u1780-\u17dd\u19e0-\u19ff\ua9e0-\ua9fe\uaa60-\uaa7f"  # Thai to Myanmar
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064"
_HEBREW = "\u05d0-\u05ea"

_TITLES = "Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Cpl|Brig|Adm|Cmdr|Gov|Sen|Rep|Hon|Rev|St|Jr|Sr|ген|подп|проф"
# Split off, so that the word before can be marked alone: `Ukraine's`, `We've`.
_ENCLITICS = "[sS]|[vr]e|ll|m"

# What can follow `https://`; closing punctuation belongs to the sentence, unless its bracket opened inside.
_ADDRESS = r"(?:[^\s()<>\"\u3000-\u9fff\uff00-\uffef]|\([^\s()<>\"]*\))+(?<![.,;:!?'\"\u2019\u201d\u2026\u00bb])"
_ELIDED = "[cdjlmnst]|L|qu|[dn]?[ae]ll|sull"


def _marks() -> str:
    ranges: list[list[int]] = []
    for first, stop in _MARK_BLOCKS:
        for code in range(first, stop):
            if unicodedata.category(chr(code))[0] == "M":
                if ranges and ranges[-1][1] == code - 1:
                    ranges[-1][1] = code
                else:
                    ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


@cache
def token_pattern() -> re.Pattern[str]:
    """Compiled at its first use. White space and invisible format characters between words match nothing."""
    mark = f"[{_marks()}]"
    char = rf"[^\W{_HAN}{_HIRAGANA}{_KATAKANA}{_UNSPACED}]"
    letter = r"[^\W\d_]"
    join = "|".join(
        (
            r"[-\u2010\u2011\u05be\u058a](?=\w)",
            rf"['\u2019](?!(?:{_ENCLITICS})(?!\w))(?={letter})",
            r"(?<=\d)[.,:'\u2019\u066b\u066c](?=\d)",
            r"(?<=[a-z\d])\.(?=[a-z])",
            r"(?<=[A-Z])&(?=[A-Z])",
            rf"(?<=[{_HEBREW}])[\"\u05f4](?=[{_HEBREW}])",
            r"\u05f3",
            r"[\u00ad\u200c\u200d\u2060](?=\w)",
        )
    )
    abbreviation = rf"{letter}\.(?:{letter}\.)*(?:{letter}(?!\w)\.?|(?<=\..\.))"
    unit = rf"(?:{abbreviation}|{char}+(?:{mark}+{char}*)*)"
    unspaced_tail = rf"{mark}|(?<=[\u17d2\u1039])[{_UNSPACED}]|[\u0e30\u0e32\u0e33\u0e45\u0eb0\u0eb2\u0eb3]"
    symbol_tail = rf"{mark}|[\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]|\u200d[^\w\s]"
    alternatives = (
        rf"(?=[hHfw])(?:[hH]ttps?://|ftp://|www\.){_ADDRESS}",
        rf"(?:{_TITLES})\.(?!\.)",
        rf"(?:{_ELIDED})['\u2019](?={letter}{{2}})",
        rf"{unit}(?:(?:{join})+{unit}?)*(?:@[\w-]+(?:\.[\w-]+)+)?",
        rf"['\u2019](?:{_ENCLITICS})(?!\w)",
        rf"[{_KATAKANA}][{_KATAKANA}\u3099\u309a]*",
        rf"[\u0e40-\u0e44\u0ec0-\u0ec4]?[{_UNSPACED}](?:{unspaced_tail})*",
        "[\U0001f1e6-\U0001f1ff]{2}",
        rf"[^\s{_INVISIBLE}](?:{symbol_tail})*",
    )
    return re.compile("|".join(alternatives))


@cache
def soft_cut() -> re.Pattern[str]:
    """Where a long text without white space may be read in pieces: behind a character that ends a token.

    Only tokens longer than a block, such as an endless web address, can be cut by it.
    """
    alone = rf"{_HAN}{_HIRAGANA}\u3001\u3002\uff01-\uff1f!-%(-,/:-?\[-^`{{-~"
    cluster_end = "\u0e01-\u0e3a\u0e45-\u0ebf\u0ec5-\u0edf\u1000-\u1038\u103a-\u109f\u1780-\u17d1\u17d3-\u17dd"
    consonant = "\u0e01-\u0e2e\u0e81-\u0eae\u1000-\u1021\u1780-\u17a2"
    return re.compile(rf"(?<=[{alone}])(?=[^\W\d])|(?<=[!-/])(?=[!-/])|(?<=[{cluster_end}])(?=[{consonant}])")
