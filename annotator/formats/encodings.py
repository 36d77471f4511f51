"""Which encoding a file of plain text is in, found or told, and its text exactly as decoded."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import charset_normalizer

from annotator.domain.errors import FileRefused
from annotator.formats.faults import quoted
from annotator.formats.latin_pages import LATIN_PAGES, best_latin_page
from annotator.formats.whole_files import LARGEST_FILE, whole_file

SAMPLE = 64 << 10
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CANDIDATES = [
    *LATIN_PAGES,
    *("cp1251", "koi8_u", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic"),
    *("cp1256", "iso8859_6", "cp1255", "cp1253", "cp874"),
    *("gb18030", "big5", "cp932", "euc_jp", "cp949"),
]
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_TEXT_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_MOST_CONTROLS = 0.15
_USUAL_CONTROLS = 0.05
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_MOSTLY = 0.7
_END_OF_ALPHABETS = 0x20  # the page of U+2000
_EAST_ASIAN = re.compile("[\n -~\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffee]")
_KINDS = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or protected office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"{\\rtf", "a document in rich text"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text without its byte order mark; `note` says how it was read, where that was not plain UTF-8."""

    text: str
    encoding: str
    note: str = ""


def read_text(path: Path, encoding: str | None = None, largest: int = LARGEST_FILE) -> Decoded:
    """The text of a whole file, so many bytes at most. Raises FileRefused, naming a byte that does not fit."""
    return decode(whole_file(path, largest), path, encoding)


def decode(data: bytes, path: Path, encoding: str | None = None) -> Decoded:
    """The text in `data`, in the encoding that is told or else found; `path` is for the refusal."""
    if encoding is not None:
        return _decode_as_told(data, path, encoding)
    if kind := known_kind(data):
        raise FileRefused(path, f"This is {kind}, not plain text.")
    for mark, name in _BOMS:
        if data.startswith(mark) and (decoded := _behind_mark(data, mark, name, path)) is not None:
            return decoded
    decoded = _decode_as_found(data, path)
    controls = len(_TEXT_CONTROLS.findall(decoded.text[:SAMPLE]))
    if controls > max(4, _MOST_CONTROLS * len(decoded.text[:SAMPLE])):
        raise FileRefused(path, "This is not a text: it is full of control characters.")
    return decoded


def known_kind(head: bytes) -> str:
    """What a file is that starts like this, when it is surely not plain text; else empty."""
    return next((kind for mark, kind in _KINDS if head.startswith(mark)), "")


def encoding_title(name: str) -> str:
    """An encoding's name as users know it."""
    plain = name.replace("_", "-")
    if re.fullmatch(r"cp125\d", plain):
        return f"windows-{plain[2:]}"
    return plain.upper().removesuffix("-LE").removesuffix("-BE").replace("ISO8859", "ISO-8859")


def _decode_as_told(data: bytes, path: Path, encoding: str) -> Decoded:
    try:
        codec = codecs.lookup(encoding)
    except (LookupError, ValueError):
        raise FileRefused(path, f"There is no encoding named {quoted(encoding)}.") from None
    if not getattr(codec, "_is_text_encoding", True):
        raise FileRefused(path, f"{quoted(encoding)} is not an encoding of text.")
    try:
        text = data.decode(codec.name)
        text.encode()
    except UnicodeDecodeError as error:
        reason = f"It does not fit {encoding_title(codec.name)}: byte {error.start} ({data[error.start]:#04x})."
        raise FileRefused(path, reason) from error
    except UnicodeError as error:
        raise FileRefused(path, f"It does not fit {encoding_title(codec.name)}.") from error
    return Decoded(text.removeprefix("\ufeff"), codec.name, f"Read as {encoding_title(codec.name)}, as you said.")


def _behind_mark(data: bytes, mark: bytes, name: str, path: Path) -> Decoded | None:
    try:
        text = data[len(mark) :].decode(name)
    except UnicodeDecodeError as error:
        if name == "utf-32-le":  # UTF-16 whose first character is NUL starts with the same bytes
            return None
        reason = f"It starts with the mark of {name.upper()}, but byte {error.start + len(mark)} does not fit."
        raise FileRefused(path, reason) from error
    return Decoded(text, name, f"Read as {encoding_title(name)}; its byte order mark was left out.")


def _decode_as_found(data: bytes, path: Path) -> Decoded:
    sample = data[:SAMPLE]
    few_controls = len(_CONTROLS.findall(sample)) <= _USUAL_CONTROLS * len(sample)
    try:
        text = data.decode()
        if few_controls:
            return Decoded(text, "utf-8")
    except UnicodeDecodeError as error:
        text, fault = None, error
    for name in _wide_candidates(sample, text is not None):
        if (wide := _decoded(data, name)) is not None:
            return Decoded(wide, name, f"Read as {encoding_title(name)}; it has no byte order mark.")
    if text is not None:
        return Decoded(text, "utf-8")
    if not few_controls:
        raise FileRefused(path, "This is not a text: it is full of control characters.")
    _refuse_broken_utf8(data, path, fault)
    return _decode_old(data, path)


def _wide_candidates(sample: bytes, is_utf8: bool) -> list[str]:
    """UTF-16 without a mark: the bytes at one parity are few (the alphabet's page), at the other many.

    Chinese, Japanese and Korean have many pages; there spaces, stops, commas and line ends tell. What is UTF-8 as
    well is UTF-16 only when most of it is on the pages of alphabets: two ASCII bytes make a Chinese character.
    """
    if len(sample) % 2 or len(sample) < 4:
        return []
    page_share = [_share_of_commonest(sample[parity::2]) for parity in (0, 1)]
    found = []
    for name, high, low in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        try:
            text = sample.decode(name)
        except UnicodeDecodeError:
            continue
        if is_utf8 and sum(page < _END_OF_ALPHABETS for page in sample[high::2]) < _MOSTLY * len(text):
            continue
        alphabetic = page_share[high] >= 0.8 and page_share[high] > page_share[low] + 0.15
        if alphabetic or _looks_east_asian(text):
            found.append(name)
    return found


def _share_of_commonest(data: bytes) -> float:
    return sum(count for _, count in Counter(data).most_common(3)) / len(data)


def _looks_east_asian(text: str) -> bool:
    return len(_EAST_ASIAN.findall(text)) >= 0.8 * len(text) and any(mark in text for mark in "。、，\n ")


def _refuse_broken_utf8(data: bytes, path: Path, fault: UnicodeDecodeError) -> None:
    """Raises FileRefused when most characters beyond ASCII are good UTF-8: any other reading would be wrong."""
    bad = data.decode("utf-8", "replace").count("\ufffd") - data.count("\ufffd".encode())
    good = len(_UTF8_SEQUENCE.findall(data))
    if good >= _MOSTLY * (good + bad):
        raise FileRefused(path, f"It is UTF-8, but byte {fault.start} ({data[fault.start]:#04x}) does not fit.")


def _decode_old(data: bytes, path: Path) -> Decoded:
    """One of the encodings from before Unicode, by what the letters look like in each."""
    sample = _telling_part(data)
    matches = list(charset_normalizer.from_bytes(sample, cp_isolation=_CANDIDATES))
    if not matches:
        raise FileRefused(path, "Its encoding could not be recognised. Say which one it is, or save it as UTF-8.")
    name = matches[0].encoding
    if name in LATIN_PAGES:
        close = [m.encoding for m in matches if m.encoding in LATIN_PAGES and m.chaos <= matches[0].chaos + 0.05]
        name = best_latin_page(sample, close)
    match = next(match for match in matches if match.encoding == name)
    sure = _certainty(match.chaos, match.coherence, sum(byte > 127 for byte in sample))
    try:
        return Decoded(data.decode(name), name, f"Read as {encoding_title(name)}, {sure} % sure.")
    except UnicodeDecodeError as error:
        place = f"byte {error.start} ({data[error.start]:#04x}) does not fit"
        raise FileRefused(path, f"It looks like {encoding_title(name)}, but {place}.") from error


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _telling_part(data: bytes) -> bytes:
    """At most SAMPLE bytes from the line on where the first byte beyond ASCII stands."""
    first = re.search(rb"[\x80-\xff]", data)
    start = 0 if first is None else data.rfind(b"\n", 0, first.start()) + 1
    if first is not None and first.start() - start > SAMPLE // 2:
        start = first.start() - SAMPLE // 2
    part = data[start : start + SAMPLE]
    end = part.rfind(b"\n")
    # A cut inside a character would speak against the encodings of several bytes.
    return part[: end + 1] if end > SAMPLE // 2 and len(part) == SAMPLE else part


def _certainty(chaos: float, coherence: float, telling: int) -> int:
    """In percent, a rule of thumb: by how orderly it looks, how like a known language, and how much there is."""
    sure = (1 - chaos) * (0.75 + 0.25 * min(1.0, 1.5 * coherence)) * min(1.0, 0.6 + 0.02 * telling)
    return min(99, round(100 * sure))
