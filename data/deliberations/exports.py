"""What went out of the store: every export and every download is an event."""

from collections.abc import Mapping
from typing import Any

from fct.data.store import Repository, add_event


class Exports(Repository):
    """The exports of a store, which are kept in its event log alone."""

    def add(
        self, what: str, subject: str, sha256: str, details: Mapping[str, Any] | None = None
    ) -> None:
        """Keep that who acts took something out; not in a store that may only be read.

        Parameters
        ----------
        what : str
            As in ``package written`` and ``table downloaded``.
        subject : str
            What it is of: a slate, a ref, a page.
        sha256 : str
            Of the file; of the manifest where there are several.
        details : mapping of str to object, optional
            JSON values; never what is in the file.
        """
        if self._database.is_read_only:
            return
        said = {**(details or {}), "sha256": sha256}
        with self._writing() as connection:
            add_event(connection, self._database.actor, what, subject, said)
