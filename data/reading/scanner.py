"""The operator's own scanner for malicious software: each file passes it before it is kept.

``FCT_SCANNER`` names its command, as in ``clamdscan --fdpass -``. It gets the file on its standard
input and says 0 for clean and 1 for found, as the programs of ClamAV do. Whatever else it does, the
file is not taken now.
"""

import os
import shlex
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from fct.data.common import UsageError
from fct.data.gate import printed_name
from fct.data.program import load_limits, refusal

_CLEAN, _FOUND = 0, 1


@dataclass(frozen=True, slots=True)
class Scanner:
    """A command that says whether a file is clean.

    Attributes
    ----------
    command : tuple of str
        Program and arguments; no shell reads them.
    wall_s : float
        How long it may take.
    """

    command: tuple[str, ...]
    wall_s: float

    def refuse_harmful(self, name: str, content: bytes) -> None:
        """Refuse a file that is not known to be clean.

        Raises
        ------
        RefusalError
            ``MALWARE`` if the scanner found something; ``NOT_SCANNED`` if it gave no answer.
        """
        answer = self._answer(content)
        if answer == _FOUND:
            raise refusal("MALWARE", name=printed_name(name))
        if answer != _CLEAN:
            raise refusal("NOT_SCANNED", name=printed_name(name))

    def _answer(self, content: bytes) -> int | None:
        """Return the exit code, or None where the command did not start or took too long."""
        try:
            process = subprocess.Popen(  # noqa: S603 - the operator's own command, without a shell
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except (OSError, ValueError):
            return None
        with process:
            try:
                process.communicate(content, timeout=self.wall_s)
            except BaseException as error:
                _end_all(process)
                if isinstance(error, subprocess.TimeoutExpired):
                    return None
                raise
        return process.returncode


def _end_all(process: subprocess.Popen[bytes]) -> None:
    """End a scanner and what it started; it has a session of its own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def configured_scanner(environment: Mapping[str, str] | None = None) -> Scanner | None:
    """Return the scanner that ``FCT_SCANNER`` names, or None where it names none.

    Parameters
    ----------
    environment : mapping of str to str, optional
        The process's own by default.

    Raises
    ------
    UsageError
        If the command cannot be split into words.
    """
    found = os.environ if environment is None else environment
    said = found.get("FCT_SCANNER", "")
    try:
        command = tuple(shlex.split(said))
    except ValueError as error:
        raise UsageError(
            f"FCT_SCANNER is not a command: {error}. Write it as for a shell, such as "
            "clamdscan --fdpass -, or leave it out."
        ) from None
    return Scanner(command, load_limits().scanner_wall_s) if command else None
