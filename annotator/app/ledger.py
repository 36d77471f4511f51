"""The claims ledger: the claims of a report or of the corpus as a list of any length, rows read by the page."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace

from annotator.domain.claims import GROUPS, Claim, LedgerFilter
from annotator.domain.labels import CLAIM_LAYER, LabelSchema, RelationType
from annotator.storage.store import Store

PAGE = 100
_NO_NAME = {"speaker": "Nobody says it", "place": "About no place"}

__all__ = [
    "GROUPS",
    "Claim",
    "Heading",
    "Ledger",
    "LedgerFilter",
    "Row",
    "attributes_of",
    "relations_of",
]


@dataclass(frozen=True, slots=True)
class Heading:
    """A row that names a group, with how many claims are in it."""

    name: str
    claims: int


Row = Claim | Heading | None


class Ledger:
    """What the ledger shows: numbers of claims in order, and negative ones for the headings of groups.

    `show` and `reload` ask the file; new words only go through what was asked for before.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.filter = LedgerFilter()
        self.total = 0  # claims, without regard to the words
        self.claims = 0  # claims that are listed
        self._indexed = 0
        self._groups: list[tuple[str, array[int]]] = []
        self._numbers: array[int] = array("q")
        self._headings: list[Heading] = []
        self._pages: dict[int, dict[int, Claim]] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def show(self, wanted: LedgerFilter) -> None:
        """List the claims that pass. Raises KeyError for an order or a group that there is not."""
        same = replace(wanted, words="") == replace(self.filter, words="") and bool(self._groups)
        self.filter = wanted
        if not same:
            self._ask()
        self._pages.clear()
        self._list()

    def reload(self) -> None:
        """Ask the file again, after it has changed."""
        self._ask()
        self._pages.clear()
        self._list()

    def catch_up(self, limit: int = 200) -> int:
        """Bring the index of claims up to date, a part at a time; returns how many are still to be looked at.

        A project that is open for reading only stays as it is. Raises StorageFailed when it cannot be written.
        """
        claims = self.store.claims
        if self.store.read_only or not claims.waiting():
            return 0
        with self.store.writing():
            claims.catch_up(limit)
        return claims.waiting()

    def refresh(self) -> bool:
        """Read the listed claims anew; True when the list itself is the same as before, as after most keys.

        Otherwise it takes `reload`: claims wait for the index or have gone, or the order may be another.
        """
        self._pages.clear()
        same = not self.store.claims.waiting() and self.store.claims.count() == self._indexed
        return same and not self.filter.sort.startswith("attribute:")

    def row(self, number: int) -> Row:
        """A claim or a heading; None where the claim has gone meanwhile. Raises IndexError."""
        key = self._numbers[number]
        if key < 0:
            return self._headings[-key - 1]
        page = number // PAGE
        if page not in self._pages:
            keys = [key for key in self._numbers[page * PAGE : (page + 1) * PAGE] if key >= 0]
            self._pages[page] = {claim.key: claim for claim in self.store.claims.rows(keys)}
        return self._pages[page].get(key)

    def row_of(self, key: int) -> int | None:
        """The row in which a claim stands; None when it is not listed."""
        try:
            return self._numbers.index(key)
        except ValueError:
            return None

    def whole_text(self, claim: Claim) -> str:
        """The text of a claim, also where the list shows only the beginning."""
        return self.store.claims.text(claim.key) if claim.end - claim.start > len(claim.text) else claim.text

    def _ask(self) -> None:
        wanted = self.filter
        if wanted.group:
            self._groups = self.store.claims.grouped(wanted)
        else:
            self._groups = [("", self.store.claims.keys(wanted))]
        self.total = sum(len(keys) for _, keys in self._groups)
        self._indexed = self.store.claims.count()

    def _list(self) -> None:
        matching = self.store.claims.matching(self.filter.words)
        found = matching if matching is not None else frozenset()
        everything = matching is None or len(found) == self._indexed
        self._numbers = array("q")
        self._headings = []
        self.claims = 0
        for name, keys in self._groups:
            kept = keys if everything else array("q", [key for key in keys if key in found])
            if kept and self.filter.group:
                self._headings.append(Heading(name or _NO_NAME.get(self.filter.group, ""), len(kept)))
                self._numbers.append(-len(self._headings))
            self._numbers.extend(kept)
            self.claims += len(kept)


def attributes_of(schema: LabelSchema) -> list[str]:
    """The attributes that claims may have, in the order of the schema, each once."""
    names = [a.name for label in schema.labels if label.layer == CLAIM_LAYER for a in label.attributes]
    return list(dict.fromkeys(names))


def relations_of(schema: LabelSchema) -> list[RelationType]:
    """The relation types that may lead from a claim to a claim."""
    claims = {label.name for label in schema.labels if label.layer == CLAIM_LAYER}
    return [r for r in schema.relations if claims & set(r.heads) and claims & set(r.children)]
