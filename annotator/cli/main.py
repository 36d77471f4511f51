"""The command line's front: which sub-command is meant, and how its end becomes an exit status."""

from __future__ import annotations

import importlib
import io
import os
import sys
from collections.abc import Sequence

import click

from annotator import __version__
from annotator.domain.errors import Cancelled, Refusal

DONE, REFUSED, USAGE = 0, 1, 2
_COMMANDS = {
    "import": ("annotator.cli.import_reports", "Bring reports from files and folders into a project."),
    "export": ("annotator.cli.export_reports", "Write the annotations of a project to files."),
    "add": ("annotator.cli.add", "Install the optional packages that some formats need."),
    "formats": ("annotator.cli.formats", "Tell what can be read and written, and what each format loses."),
    "schema": ("annotator.cli.schema", "List the labels of a project, or take them out to a file or in from one."),
    "stats": ("annotator.cli.stats", "Tell how far the work on a project is."),
    "duplicates": ("annotator.cli.duplicates", "List reports that are much the same, and set copies aside."),
    "backup": ("annotator.cli.backup", "Write a backup of a project, also while it is open; the oldest go."),
    "restore": ("annotator.cli.restore", "Put a backup in the place of its project."),
    "archive": ("annotator.cli.archive", "Move the reports that are done into another project."),
    "compact": ("annotator.cli.compact", "Give back the room that deleted rows left in a project."),
    "evaluate": ("annotator.cli.evaluate", "Tell how good suggestions, a file or an annotator are on a project."),
    "check": ("annotator.cli.check", "Look a project over; exit status 1 when something is wrong."),
}


class _SubCommands(click.Group):
    """Loads a sub-command's module only when that one is asked for, so that the others cost nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        found = _COMMANDS.get(cmd_name)
        if found is None:
            return None
        command = importlib.import_module(found[0]).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=_SubCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="Annotator %(version)s")
def program() -> None:
    """Mark locations, actors, weapons and claims in conflict reports.

    Without a command the window opens, on PROJECT when one is named: main.py [PROJECT].
    """


def main(arguments: Sequence[str]) -> int:
    """Run a sub-command and return the exit status: 0 done, 1 refused or failed, 2 wrong usage."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name may hold anything
    try:
        outcome = program.main(list(arguments), prog_name="main.py", standalone_mode=False)
    except click.UsageError as error:
        error.show()
        return USAGE
    except click.ClickException as error:
        error.show()
        return REFUSED
    except Refusal as refusal:
        from annotator.cli.terminal import plain

        print(plain(str(refusal)), file=sys.stderr)
        return REFUSED
    except (Cancelled, click.Abort, KeyboardInterrupt):
        print("Stopped; nothing was changed.", file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        # Whoever was reading has gone; nothing is left to be said, not even at the end of the program.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"{place}The system says: {error.strerror or error}.", file=sys.stderr)
        return REFUSED
    return outcome if isinstance(outcome, int) else DONE
