"""Start Annotator: ``python3 main.py``. The first start sets it up."""

import sys

if sys.version_info < (3, 10):  # noqa: UP036 - an old Python must say so, not fail in an import
    sys.exit("Annotator needs Python 3.10 or newer; this is Python " + sys.version.split()[0] + ".")

from annotator.__main__ import run

if __name__ == "__main__":
    sys.exit(run())
