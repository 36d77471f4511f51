"""``python3 -m tests [pytest arguments]``: sets up what the tests need, then runs them; no display needed."""

import os
import sys

from annotator.bootstrap import CHECKOUT, TEST_LOCK, start
from annotator.bootstrap.uses import Use

# Options with which the tests must run in one process, or that choose the number themselves.
_OWN_DISTRIBUTION = ("-n", "--numprocesses", "--dist", "-p", "--pdb", "--trace")


def with_two_workers(arguments: list[str]) -> list[str]:
    """The arguments for pytest: two worker processes unless the arguments say otherwise."""
    if any(argument.startswith(_OWN_DISTRIBUTION) for argument in arguments):
        return arguments
    return ["-n", "2", *arguments]


def main() -> int:
    """Run pytest in the environment made for the tests and return its exit code."""
    arguments = sys.argv[1:]
    os.chdir(CHECKOUT)
    start(Use.OFFSCREEN, TEST_LOCK, ["-m", "tests", *arguments])
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("ANNOTATOR_NO_DESKTOP", "1")
    import pytest

    return int(pytest.main(with_two_workers(arguments)))


if __name__ == "__main__":
    sys.exit(main())
