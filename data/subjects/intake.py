"""What is asked before a file is kept: quotas, and refusals that keep nothing of a file."""

import hashlib

from fct.data.common import Actor, RefusalError
from fct.data.reading import configured_scanner
from fct.data.store import Repository, Sender, add_event, is_file_known, refuse_over_quota
from fct.data.tables import Event

_INTAKE = "intake"


class Intake(Repository):
    """What every entry point asks of the store before it keeps a file."""

    def refuse_over_quota(self, sender: Sender, name: str, content: bytes) -> None:
        """Refuse a file over its sender's quota before anything is done with it.

        One that was kept before passes: it is mostly a repeat, and counts nothing.

        Raises
        ------
        RefusalError
            ``QUOTA``.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        with self._reading() as connection:
            if not is_file_known(connection, sha256):
                refuse_over_quota(connection, sender, name, len(content))

    def refuse_harmful(self, name: str, content: bytes, actor: Actor) -> None:
        """Refuse a file that the operator's scanner does not call clean, and write what it found.

        Nothing is asked where no scanner is named.

        Raises
        ------
        RefusalError
            As :meth:`fct.data.reading.scanner.Scanner.refuse_harmful`.
        """
        scanner = configured_scanner()
        if scanner is None:
            return
        try:
            scanner.refuse_harmful(name, content)
        except RefusalError as error:
            # Of such a file no receipt is kept, so that the log alone says it came. That a scanner
            # does not answer says nothing of the file, and its sender tries again.
            if error.code == "MALWARE":
                details = {
                    "refusal": error.code,
                    "file_sha256": hashlib.sha256(content).hexdigest(),
                }
                with self._writing() as connection:
                    add_event(connection, actor, "malicious file refused", _INTAKE, details)
            raise

    def refuse_classified(self, actor: Actor) -> Event:
        """Write that a classified file was refused: not its name, its size or its hash."""
        with self._writing() as connection:
            details = {"refusal": "CLASSIFIED"}
            return add_event(connection, actor, "classified file refused", _INTAKE, details)
