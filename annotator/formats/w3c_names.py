"""Ids as IRIs, and back: what is a UUID becomes `urn:uuid:`, what is an IRI stays, and the rest is spelt out."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
TEXT_OF = "#text"
"""What stands behind a report's IRI in the id of the annotation that has its text."""
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_IRI = re.compile(r'[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`\x00-\x20]+')
_UUID_START, _OWN_START = "urn:uuid:", "urn:annotator:"


def iri_of(uid: str | None, number: int, *within: str) -> str:
    """The IRI of a report or, `within` one, of what is said of it; `number` tells those without an id apart."""
    if uid is not None and _UUID.fullmatch(uid):
        return _UUID_START + uid
    if uid is not None and _IRI.fullmatch(uid) and not uid.startswith((_UUID_START, _OWN_START)):
        return uid
    own = quote(uid, safe="", errors="surrogatepass") if uid is not None else f":{number}"
    return _OWN_START + ":".join([*within, own])


def part_of(uid: str | None, number: int) -> str:
    """A report's id as it stands within the IRIs of what is said of it."""
    return quote(uid, safe="", errors="surrogatepass") if uid is not None else f":{number}"


def uid_of_iri(iri: str) -> str | None:
    """The id that an IRI stands for; None where `iri_of` was given none."""
    if iri.startswith(_UUID_START) and _UUID.fullmatch(iri, len(_UUID_START)):
        return iri.removeprefix(_UUID_START)
    if not iri.startswith(_OWN_START):
        return iri or None
    parts = iri.removeprefix(_OWN_START).split(":")
    if len(parts) > 1 and not parts[-2]:
        return None
    return unquote(parts[-1], errors="surrogatepass") or None
