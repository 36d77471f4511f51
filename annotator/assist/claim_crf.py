"""The learner of claims: it reads whole blocks of lines, because quotations run over sentences.

Besides the words it sees where a quotation stands open, where a word of reporting stood or will stand, and where
sentences begin.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotator.assist.crf import View
from annotator.assist.features import word_features
from annotator.assist.reading import Sentence, read_blocks
from annotator.domain.word_lists import words

SOURCE = "claim model"
_CUES = words(
    "say says said saying tell tells told telling claim claims claimed claiming report reports reported "
    "reportedly reporting state states stated stating announce announces announced announcing declare "
    "declares declared add adds added adding note notes noted allege alleges alleged allegedly accuse "
    "accuses accused accusing deny denies denied denying confirm confirms confirmed confirming warn warns "
    "warned warning insist insists insisted assert asserts asserted argue argues argued believe believes "
    "believed suggest suggests suggested estimate estimates estimated admit admits admitted acknowledge "
    "acknowledges acknowledged explain explained explains write wrote writes reply replied replies answer "
    "answered answers ask asked asks cry cried exclaim exclaimed shout shouted whisper whispered remark "
    "remarked observe observed respond responded describe described vow vowed pledge pledged promise "
    "promised threaten threatened blame blamed blames according quoted citing cited revealed disclosed "
    "повідомив повідомили повідомляє заявив заявила заявили сказав сказала сказали стверджує стверджують "
    "додав сообщил сообщили сообщает заявляет сказал утверждает добавил قال قالت قالوا أعلن أعلنت أكد "
    "أكدت أضاف أضافت اتهم اتهمت نفى نفت ذكر ذكرت صرح "
)
_OPENING, _CLOSING = frozenset("“«„「『《"), frozenset("”»」』》")
_STRAIGHT = frozenset(('"', "``", "''"))
_FAR = 12


def claim_features(block: Sentence) -> list[list[str]]:
    """The features of each word of a block."""
    features = word_features(block)
    states = _quote_states(block.words)
    behind = _distances(block, range(len(block)))
    before = _distances(block, range(len(block) - 1, -1, -1))
    quotes = any(state != "o" for state in states)
    for n, own in enumerate(features):
        state = states[n]
        around = f"{states[n - 1] if n else '-'}{state}{states[n + 1] if n + 1 < len(states) else '-'}"
        own += [f"q={state}", f"q3={around}", f"c<={behind[n]}", f"c>={before[n]}", f"q+c={state}{behind[n]}"]
        own += [f"q+h={state}{block.letters[n]}", f"quotes={quotes}"]
        if n in block.begins:
            own.append("begins")
        if n + 1 in block.begins or n + 1 == len(block):
            own.append("ends")
        if n and block.folded[n - 1] in ("that", "що", "что", "أن", ":", ","):
            own.append(f"after={block.folded[n - 1]}{behind[n - 1]}")
    return features


CLAIMS = View(read_blocks, lambda _, block: claim_features(block), steady=True)


def _quote_states(found: Sequence[str]) -> list[str]:
    """`o` outside a quotation, `(` and `)` its marks, `i` inside it; a straight mark opens or closes in turn."""
    states: list[str] = []
    inside = False
    for word in found:
        if word in _OPENING or (word in _STRAIGHT and not inside):
            states.append("(")
            inside = True
        elif word in _CLOSING or word in _STRAIGHT:
            states.append(")")
            inside = False
        else:
            states.append("i" if inside else "o")
    return states


def _distances(block: Sentence, order: range) -> list[str]:
    """How far away the last word of reporting of the sentence is, in steps of growing size; `-` where none was."""
    found = ["-"] * len(block)
    since = -1
    edge = 0 if order.step > 0 else 1
    for n in order:
        if n + edge in block.begins and n != order.start:
            since = -1
        if block.folded[n] in _CUES:
            since = 0
        elif since >= 0:
            since += 1
        if since >= 0:
            found[n] = str(since) if since <= 3 else "near" if since <= _FAR else "far"
    return found
