"""Which part of the program the arguments ask for: the window, the tour, the menu entry or the command line."""

import os
import sys
from pathlib import Path

from annotator.bootstrap import CHECKOUT, RUN_LOCK, add, desktop, outer_python, start
from annotator.bootstrap.uses import Use, asks_for_window, has_display, use_of


def run() -> int:
    """Set up what is missing, then run the program with the command line of this process."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["add"] and len(arguments) == 2 and add(arguments[1]):
        return 0
    start(use_of(arguments, has_display()), RUN_LOCK, [str(CHECKOUT / "main.py"), *arguments])
    return main(arguments)


def main(arguments: list[str]) -> int:
    """Run the program with the arguments after its name and return the exit code.

    Parts are imported only when asked for, so that the window opens fast and the command line needs no Qt.
    """
    use = use_of(arguments, has_display())
    if use is Use.REGISTRATION:
        return _menu_entry(arguments[0])
    if use is Use.WINDOW:
        from annotator.ui.application import run

        return run(arguments[0] if arguments else None)
    if use is Use.TERMINAL:
        from annotator.cli.main import main as command_line

        return command_line(arguments)
    if asks_for_window(arguments):
        print("There is no display here for a window, so this is a short tour without one.", flush=True)
        return _tour(None)
    return _tour(_out_folder(arguments[1:]))


def _tour(out: Path | None) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from annotator.ui.tour import tour

    return tour(out)


def _out_folder(arguments: list[str]) -> Path | None:
    import argparse

    parser = argparse.ArgumentParser("main.py tour", description="Do the main job once, without a display.")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to leave the project, export and pictures")
    out: Path | None = parser.parse_args(arguments).out
    return out


def _menu_entry(option: str) -> int:
    if sys.platform != "linux":
        print("Annotator adds no menu entry on this system.")
    elif option == "--register":
        desktop.register(CHECKOUT, outer_python())
        print("Annotator is in the applications menu and opens .annodb files.")
    else:
        desktop.unregister(CHECKOUT)
        print("The menu entry and the file type are taken away. To have them back: main.py --register")
    return 0


if __name__ == "__main__":
    sys.exit(run())
