"""Linking a place by single keys: which key means what, for the strip that shows them and for what is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.app.attribute_keys import KeyOption, OptionGroup
from annotator.app.places import Proposal
from annotator.domain.places import PRECISIONS, PlaceLink, with_precision

REPEATS, TYPE = "*", "/"
_DIGITS = "123456789"
_PRECISION_KEYS = {precision[0]: precision for precision in PRECISIONS}


@dataclass(frozen=True, slots=True)
class Link:
    """The place to link, or None to take the link away; with `repeats` for every annotation of the same text.

    `goes_on` says that the keys stay as they are: only the precision was set.
    """

    link: PlaceLink | None
    repeats: bool
    goes_on: bool = False


class PlaceKeys:
    """The keys while places are proposed for one annotation.

    A digit takes that place, Enter the marked one, Tab marks the next; with Shift, or once `*` was pressed, the
    repeats of the text are linked alike. The first letter of a precision sets it: of the link where there is one,
    else of what is taken next. Backspace takes the link away, `/` asks for a name.
    """

    def __init__(self, proposals: Sequence[Proposal], linked: PlaceLink | None, repeats: int) -> None:
        self._proposals = list(proposals)
        self._linked = linked
        self._repeats = repeats
        self._all = False
        self._precision = ""
        ids = [proposal.link.id for proposal in proposals]
        self._marked = ids.index(linked.id) if linked is not None and linked.id in ids else 0

    def press(self, key: str, *, shift: bool = False) -> Link | None:
        """What the key links; None when it only changes what is shown, or means nothing here: then see `knows`."""
        if key == "Tab" and self._proposals:
            self._marked = (self._marked + (-1 if shift else 1)) % len(self._proposals)
        elif key == REPEATS and self._repeats:
            self._all = not self._all
        elif key in _PRECISION_KEYS and not shift:
            return self._set_precision(_PRECISION_KEYS[key])
        elif key == "Backspace" and self._linked is not None:
            return Link(None, self._all or shift)
        elif (number := self._number(key)) is not None:
            return Link(self._with_precision(self._proposals[number].link), self._all or shift)
        return None

    def knows(self, key: str) -> bool:
        """Whether the key means something now; Enter and digits do, so that they never mean something else."""
        if key in ("Tab", "Enter", TYPE, *_DIGITS, *_PRECISION_KEYS):
            return True
        if key == "Backspace":
            return self._linked is not None
        return key == REPEATS and self._repeats > 0

    def groups(self) -> tuple[OptionGroup, ...]:
        """What each key does now."""
        places = [
            OptionGroup("", (KeyOption(str(number), proposal.words, number - 1 == self._marked),))
            for number, proposal in enumerate(self._proposals, start=1)
        ]
        precision = self._precision or (self._linked.precision if self._linked is not None else "")
        if not precision and self._proposals:
            precision = self._proposals[self._marked].link.precision
        letters = tuple(KeyOption(key, name, name == precision) for key, name in _PRECISION_KEYS.items())
        more = [KeyOption("Enter", "take")] if self._proposals else []
        if self._repeats:
            others = f"and {self._repeats} other{'' if self._repeats == 1 else 's'} of the text (Shift)"
            more.append(KeyOption(REPEATS, others, self._all))
        more.append(KeyOption(TYPE, "another name"))
        if self._linked is not None:
            more.append(KeyOption("⌫", "no place"))
        return (*places, OptionGroup("", letters), OptionGroup("", tuple(more)))

    def _number(self, key: str) -> int | None:
        if key == "Enter":
            return self._marked if self._proposals else None
        number = int(key) - 1 if key in set(_DIGITS) else -1
        return number if 0 <= number < len(self._proposals) else None

    def _set_precision(self, precision: str) -> Link | None:
        self._precision = precision
        if self._linked is None:
            return None
        self._linked = with_precision(self._linked, precision)
        return Link(self._linked, self._all, goes_on=True)

    def _with_precision(self, link: PlaceLink) -> PlaceLink:
        return with_precision(link, self._precision) if self._precision else link
