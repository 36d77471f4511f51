"""``python3 -m tests.bench``: prints the figures of the budgets; sets up what it needs first."""

import sys

from annotator.bootstrap import TEST_LOCK, start
from annotator.bootstrap.uses import Use

if __name__ == "__main__":
    start(Use.OFFSCREEN, TEST_LOCK, ["-m", "tests.bench", *sys.argv[1:]])
    from tests.bench.run import main

    sys.exit(main())
