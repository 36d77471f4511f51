"""How the words of a sentence combine to something worth marking: one letter per token, one expression.

| letter | token |
|---|---|
| N | part of a name: it has a capital that the start of the sentence does not explain |
| T | the same, an office or body that `for` may follow: `Minister`, `Committee` |
| G | a name with digits: `T-72B3`, `155-millimeter` |
| Y | a word with a capital or figure that only stands before others: `U.S.-led`, `3rd` |
| k | particle inside names: `al`, `von`, `bin` |
| . | full stop of an initial or abbreviation inside a name |
| D | determiner |
| O, F, A | `of`, `for`, `and` |
| R | direction: `northern` |
| M | word that may stand before a generic noun: `armed` |
| B | the same, and it can end what a name begins: `the U.S. military` |
| H, P | generic noun, singular or plural: `village`, `forces` |
| w | unknown small word |
| x | everything else |
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from annotator.domain.generic_words import BODIES, DIRECTIONS, MODIFIERS, PLURALS, SINGULARS
from annotator.domain.word_lists import (
    CALENDAR,
    CLOSED_CLASS,
    LEADING_DETERMINERS,
    NAME_PARTICLES,
    OFFICES,
    STARTERS,
)

_HYPHEN = "[-\u2010\u2011]"
_MEASURE = re.compile(
    r"[\d.,:/]+(?:s|k|bn|mn|m|km|kg|am|pm|ft|hrs?)?(?:-\d.*)?"
    rf"|\d[\d.,]*{_HYPHEN}(?:years?|months?|weeks?|days?|hours?|minutes?|points?|plus|strong|nations?"
    rf"|members?|pages?|miles?|km|kilomet\w+|feet|foot|met(?:er|re)s?|percent|fold|old|hectare|acre)\b.*",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)(?!\w).*", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    rf".*{_HYPHEN}(?:led|held|backed|based|born|controlled|linked|affiliated|aligned|supported|funded|made"
    rf"|style|occupied|run|owned|brokered|sponsored|speaking|allied|trained|supplied|built|era|wide)"
    rf"|(?:pro|anti|counter|non|intra|inter|pre|post|ex){_HYPHEN}.*",
    re.IGNORECASE,
)
# Endings of common words: with a capital at the start of a sentence such a word is hardly a name.
_COMMON_ENDING = re.compile(
    r".*(?:ing|ly|ed|tions?|ments?|ness|it(?:y|ies)|ives?|ous|ful|able|[ae]nces?|graphs?|ers|ages?|sses|ures?"
    r"|isms?)"
)
_VERB_LIKE = re.compile(r".*(?:ed|s)")

_NAME = "k?[NTG](?:[.k]*[NTG])*"
_NOUN = "[MBRHP]*[HP]"
_NAMED = f"(?:(?<=D)[MBRHP]+{_NAME}[MBHPNTG]*[HP]|[YR]*{_NAME}(?:[MBHPNTG]*[BHP])?|[YR]*Y[MBHP]*[HP])"
_GENERIC = f"(?:(?<=D){_NOUN}|(?<=D)[MR]*B(?![wMRHPN])|[MBRHP]*P|[MBRHP]*H(?=O))"
# `and` joins only one more name, with its article: the Islamic State of Iraq and the Levant.
_JOINED = f"(?:OD?|(?<=T)FD?)(?:{_NAMED}|{_NOUN})(?:ADN(?![NTMBHP]))?"
PHRASE = re.compile(f"(?P<determiner>D?)(?P<core>(?:{_NAMED}|{_GENERIC})(?:{_JOINED})*)")
"""Group `core` is the stretch; `determiner` what stands before it."""


def token_letters(words: Sequence[str], context: str, lexicon: frozenset[str]) -> str:
    """One letter for each of the tokens of one sentence.

    `context` is text around the sentence: whether a word also occurs there small, or with a capital inside a
    sentence, decides if the sentence's first word is a name. Words of `lexicon` (case-folded) count as plurals.
    """
    capitals_tell = not _shouts(words)
    found: list[str] = []
    opening = True
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else ""
        if word == ".":
            found.append("." if found[-1:] in (["N"], ["T"]) and following[:1].isupper() else "x")
            continue
        letter = _capital_letter(word) if capitals_tell else ""
        if letter in ("N", "T") and opening and not _is_name_at_start(word, following, context):
            letter = ""
        folded = word.casefold()
        letter = letter or _small_letter(folded, lexicon)
        # `Officials say`: too common at the start of a sentence to stop at.
        found.append("x" if opening and letter == "P" and folded in STARTERS else letter)
        opening = opening and not word[0].isalnum()
    return "".join(found)


def takes_determiner(letters: str, words: Sequence[str], end: int) -> bool:
    """Whether a determiner belongs to the phrase that ends before token `end`.

    It does not when one name stands before another word: in `the Paris meeting` the article is the meeting's.
    """
    goes_on = end < len(letters) and letters[end] in "wM" and not _VERB_LIKE.fullmatch(words[end])
    return not (goes_on and letters[end - 2 : end - 1] == "D")


def _shouts(words: Sequence[str]) -> bool:
    """Whether capitals say nothing, because a longer sentence is all in them."""
    capitals = sum(map(str.isupper, words))
    small = sum(word.upper() != word for word in words)
    return capitals + small >= 5 and capitals >= 4 * small


@lru_cache(maxsize=8_192)
def _capital_letter(word: str) -> str:
    """The letter of a word with a capital or a figure; empty for all others."""
    if not word.isalpha() and any(char.isdigit() for char in word):
        if _ORDINAL.fullmatch(word):
            return "Y"
        named = any(char.isalpha() for char in word) and not _MEASURE.fullmatch(word)
        return "G" if named else ""
    if word.islower() or not word[0].isalpha() or word.upper() == word.lower():
        return ""
    folded = word.casefold()
    if folded in CALENDAR or folded in ("i", "a"):
        return "x"
    if _ATTRIBUTE.fullmatch(word):
        return "Y"
    return "T" if folded in OFFICES else "N"


def _small_letter(folded: str, lexicon: frozenset[str]) -> str:
    if folded in _FIXED:
        return _FIXED[folded]
    if folded in lexicon:
        return "P"
    if not folded[0].isalpha() or folded in STARTERS:
        return "x"
    return "w"


def _fixed_letters() -> dict[str, str]:
    """Later entries win over earlier ones."""
    letters = dict.fromkeys(CLOSED_CLASS, "x")
    letters.update(dict.fromkeys(MODIFIERS, "M"))
    letters.update(dict.fromkeys(SINGULARS, "H"))
    letters.update(dict.fromkeys(PLURALS, "P"))
    letters.update(dict.fromkeys(BODIES, "B"))
    letters.update(dict.fromkeys(DIRECTIONS, "R"))
    letters.update(dict.fromkeys(NAME_PARTICLES - CLOSED_CLASS, "k"))
    letters.update(dict.fromkeys(LEADING_DETERMINERS, "D"))
    letters.update({"of": "O", "for": "F", "and": "A"})
    return letters


_FIXED = _fixed_letters()


def _is_name_at_start(word: str, following: str, context: str) -> bool:
    """Whether the first word of a sentence has its capital for another reason than standing there."""
    folded = word.casefold()
    if folded in STARTERS:
        return False
    if not word.istitle() or _occurs_inside(word, context):
        return True
    if following[:1].isupper() and following.casefold() not in STARTERS:
        return not folded.endswith(("ing", "ly"))
    if folded in OFFICES and following in ("of", "for"):
        return True
    is_common = folded in _FIXED or _occurs(folded, context) or _COMMON_ENDING.fullmatch(folded)
    return not is_common


def _occurs(word: str, context: str) -> bool:
    """Whether `word` stands in `context` between characters that are no letters."""
    at = context.find(word)
    while at >= 0:
        end = at + len(word)
        if not context[end : end + 1].isalpha() and not (at and context[at - 1].isalpha()):
            return True
        at = context.find(word, end)
    return False


def _occurs_inside(word: str, context: str) -> bool:
    """Whether `word` stands in `context` behind a small letter or a comma and a space."""
    at = context.find(f" {word}")
    while at >= 0:
        end = at + 1 + len(word)
        before = context[at - 1 : at]
        if (before.islower() or before == ",") and not context[end : end + 1].isalpha():
            return True
        at = context.find(f" {word}", end)
    return False
