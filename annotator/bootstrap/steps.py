"""Programs that set-up runs (apt, pip, ensurepip): their output goes to a log, one line of it to the user."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from annotator.bootstrap.messages import stop

_OFFLINE = (
    "NewConnectionError",
    "NameResolutionError",
    "Temporary failure in name resolution",
    "Temporary failure resolving",
    "Could not resolve",
    "Failed to establish a new connection",
    "Network is unreachable",
    "getaddrinfo failed",
    "ConnectTimeout",
    "ReadTimeout",
    "ProxyError",
    "Connection refused",
    "Connection reset by peer",
)
_DISK_FULL = ("No space left on device", "not enough free space", "not enough space on the disk")
_CHANGED = ("DO NOT MATCH THE HASHES",)
_NO_WHEEL = ("No matching distribution found",)


class Steps:
    """Runs the programs of one set-up; a killed set-up's programs keep the lock until they end as well."""

    def __init__(self, log: Path, lock_descriptor: int, purpose: str = "to set itself up") -> None:
        """Start an empty log. Raises OSError when it cannot be written.

        ``purpose`` says what the programs are run for, in the sentence that tells of a missing network.
        """
        self.log = log
        self._purpose = purpose
        self._inherited = () if os.name == "nt" else (lock_descriptor,)
        log.write_text("", encoding="utf-8")

    def run(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        on_line: Callable[[str], None] = lambda _line: None,
    ) -> bool:
        """Run a program, log what it prints, and tell whether it ended well (False also when it is missing)."""
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(command)}\n")
            try:
                process = subprocess.Popen(
                    command,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    env=environment,
                    pass_fds=self._inherited,
                    encoding="utf-8",
                    errors="replace",
                )
            except OSError as error:
                log.write(f"{error}\n")
                return False
            with process:
                for line in process.stdout or ():
                    log.write(line)
                    on_line(line)
        return process.returncode == 0

    def found_no_network(self) -> bool:
        """True when one of the programs run so far said that it could not reach its server."""
        return _any_in(_OFFLINE, self.log.read_text(encoding="utf-8"))

    def stop_with_reason(self, what: str) -> NoReturn:
        """End the program with one sentence that says why ``what`` (such as "The packages") did not arrive."""
        printed = self.log.read_text(encoding="utf-8")
        if _any_in(_DISK_FULL, printed):
            stop("There is not enough free disk space to set Annotator up (it needs about 600 MB).")
        if _any_in(_CHANGED, printed):
            stop(f"{what} could not be installed: a file that arrived is not the one expected (checksum).")
        if _any_in(_OFFLINE, printed):
            stop(f"Annotator needs the internet once, {self._purpose}. Connect this computer and start it again.")
        if _any_in(_NO_WHEEL, printed):
            stop(f"{what} could not be installed: none is made for this computer or Python. See {self.log}")
        stop(f"{what} could not be installed. What was printed is in {self.log}")


def _any_in(signs: Sequence[str], printed: str) -> bool:
    return any(sign in printed for sign in signs)
