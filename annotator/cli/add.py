"""`add`: why optional packages were not added; where they can be, it was done before the command line began."""

from __future__ import annotations

import click

from annotator.bootstrap import CHECKOUT
from annotator.bootstrap.environment import extras
from annotator.domain.errors import Refusal


@click.command("add")
@click.argument("name")
def command(name: str) -> None:
    """Install the optional packages NAME, such as spacy, into the program's own environment."""
    known = extras(CHECKOUT)
    if name not in known:
        there = f"there are {', '.join(known)}" if known else "this copy of the program has none"
        raise Refusal(f"There are no optional packages “{name}”; {there}.")
    raise Refusal(
        "The program runs with the packages of a Python of your own, so nothing was installed. "
        f"Install them there: python -m pip install -r {CHECKOUT / 'resources' / f'extras-{name}.lock'}"
    )
