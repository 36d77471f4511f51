"""How WebAnno TSV spells texts, values and names."""

from __future__ import annotations

import json
import re

from annotator.domain.annotations import AttributeValue

_TEXT_SIGNS = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\f": "\\f", "\b": "\\b"}
_TEXT_OTHER = re.compile(r"[\\\x00-\x1f]")
_TEXT_CODE = re.compile(r"\\(?:([0-3][0-7]{2}|[0-7]{1,2})|(.))", re.DOTALL)
_SIGNS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "b": "\b"}
_VALUE_OTHER = re.compile(r"->|[\\\[\]|_;*\t\n\r]")
_VALUE_SIGNS = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_VALUE_CODE = re.compile(r"\\(->|.)", re.DOTALL)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,300})(?:\.[0-9]{1,300})?(?:[eE][+-]?[0-9]{1,3})?")
_NAME_OTHER = re.compile(r"[^A-Za-z0-9_]|^[0-9]|_(?=x)")
_NAME_CODE = re.compile(r"_x([0-9A-F]{4,6})_")
_RESERVED = re.compile(r"BT_|ROLE_|(?:label|note|flagged)?$")


def escape_text(text: str) -> str:
    """The text on one line: control characters and backslashes as Java spells them."""
    return _TEXT_OTHER.sub(lambda match: _TEXT_SIGNS.get(match[0]) or f"\\{ord(match[0]):03o}", text)


def unescape_text(text: str) -> str:
    return _TEXT_CODE.sub(lambda m: chr(int(m[1], 8)) if m[1] else _SIGNS.get(m[2], m[2]), text)


def escape_value(value: str) -> str:
    r"""The value of a cell; what has a meaning there (`[`, `]`, `|`, `_`, `;`, `*`, `->`) stands behind a `\`."""
    return _VALUE_OTHER.sub(lambda match: _VALUE_SIGNS.get(match[0]) or f"\\{match[0]}", value)


def unescape_value(value: str) -> str:
    return _VALUE_CODE.sub(lambda match: _SIGNS[match[1]] if match[1] in "tnr" else match[1], value)


def parts(cell: str, separator: str) -> list[str]:
    """The cell at each separator that no backslash stands before, still escaped."""
    found = re.findall(rf"(?:[^\\{separator}]|\\.)+|{re.escape(separator)}", cell, re.DOTALL)
    values = [""]
    for piece in found:
        if piece == separator:
            values.append("")
        else:
            values[-1] += piece
    return values


def feature_of(attribute: str) -> str:
    """The attribute's name as UIMA takes it: ASCII letters, digits and `_`, any other as `_x0020_`, its code."""
    if _RESERVED.match(attribute):
        return f"_x{ord(attribute[0]):04X}_" + feature_of(f"a{attribute[1:]}")[1:] if attribute else "_x_"
    return _NAME_OTHER.sub(lambda match: f"_x{ord(match[0]):04X}_", attribute)


def attribute_of(feature: str) -> str:
    """The name that `feature_of` spelt; one that it cannot have spelt stays as it is."""
    return "" if feature == "_x_" else _NAME_CODE.sub(_decoded, feature)


def _decoded(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if code > 0x10FFFF or 0xD800 <= code < 0xE000 else chr(code)


def spelt(value: AttributeValue) -> str:
    """A number or truth as JSON has it, a text as it is, unless it would be read as one of these.

    Raises ValueError for a number that is none.
    """
    if isinstance(value, str) and value and read_as(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def read_as(text: str) -> AttributeValue:
    """What `spelt` wrote."""
    if text in ("true", "false"):
        return text == "true"
    if text.startswith('"') or _NUMBER.fullmatch(text):
        try:
            found = json.loads(text)
        except ValueError:
            return text
        if isinstance(found, (str, int, float)) and found not in (float("inf"), -float("inf")):
            return found
    return text
