"""Where the store is: the home folder and the database, from the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import unquote

from fct.data.common import UsageError

BUSY_TIMEOUT_S = 5.0
RESTORING = ".restoring"  # the mark in FCT_HOME of a restore that did not come to its end

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")
_SQLITE_SCHEMES = ("sqlite:///", "sqlite+pysqlite:///")
_FILE_SCHEMES = ("file://", "local://")
_POSTGRESQL_SCHEMES = ("postgresql://", "postgresql+psycopg://")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the store is.

    Attributes
    ----------
    home : Path
        Folder of the files and, by default, of the database.
    database_url : str
        Empty for the SQLite file in ``home``.
    busy_timeout_s : float
        How long a write waits for another one, in seconds.
    files_url : str
        Where the submitted files are kept; empty for the folder ``files`` in ``home``.
    """

    home: Path
    database_url: str = field(default="", repr=False)  # it may hold a password
    busy_timeout_s: float = BUSY_TIMEOUT_S
    files_url: str = field(default="", repr=False)  # it may hold a password

    def __post_init__(self) -> None:
        schemes = (*_SQLITE_SCHEMES, *_POSTGRESQL_SCHEMES)
        scheme, colon, rest = self.database_url.partition(":///")
        names_no_file = colon and scheme.startswith("sqlite") and rest in {"", ":memory:"}
        if self.database_url and (not self.database_url.startswith(schemes) or names_no_file):
            raise UsageError(
                "FCT_DATABASE_URL names no database that the store can use; it is "
                "sqlite:////folder/file.sqlite or postgresql://user@host/database, or is left out."
            )
        # A path here would be taken by fsspec for one relative to where the program was started.
        if self.files_url and "://" not in self.files_url.rstrip("/"):
            raise UsageError(
                "FCT_FILES_URL names no place for the files; it is an address such as "
                "file:///srv/fct/files or s3://bucket/folder, or is left out."
            )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Return the settings that ``FCT_HOME``, ``FCT_DATABASE_URL`` and ``FCT_FILES_URL`` name.

        Parameters
        ----------
        environment : mapping of str to str, optional
            The process's own by default.

        Raises
        ------
        UsageError
            If the database is of a kind that the store cannot use, or no home folder is known.
        """
        found = os.environ if environment is None else environment
        home = found.get("FCT_HOME") or Path(found.get("XDG_DATA_HOME") or "~/.local/share", "fct")
        try:
            folder = Path(home).expanduser().absolute()
        except RuntimeError as error:
            raise UsageError(
                "Your account has no home folder; set FCT_HOME to a folder for the store."
            ) from error
        return cls(
            folder,
            found.get("FCT_DATABASE_URL", "").strip(),
            files_url=found.get("FCT_FILES_URL", "").strip(),
        )

    @property
    def sqlite_path(self) -> Path | None:
        """The database file; None where the database is a PostgreSQL server."""
        if not self.database_url:
            return self.home / "fct.sqlite"
        for scheme in _SQLITE_SCHEMES:
            if self.database_url.startswith(scheme):
                return Path(self.database_url.removeprefix(scheme).partition("?")[0]).absolute()
        return None

    @property
    def demo_home(self) -> Path:
        """Home of the store that the demonstration makes beside this one."""
        return self.home / "demo"

    @property
    def files_folder(self) -> Path | None:
        """The folder of the submitted files; None where they are kept in another place."""
        if not self.files_url:
            return self.home / "files"
        for scheme in _FILE_SCHEMES:
            if self.files_url.startswith(scheme):
                return Path(unquote(self.files_url.removeprefix(scheme))).absolute()
        return None


def public_host(environment: Mapping[str, str] | None = None) -> str:
    """Return the name by which a proxy serves the dashboard, with its port; empty without one.

    Parameters
    ----------
    environment : mapping of str to str, optional
        The process's own by default; ``FCT_PUBLIC_HOST`` says it.

    Raises
    ------
    UsageError
        If it is not a host.
    """
    found = os.environ if environment is None else environment
    host = found.get("FCT_PUBLIC_HOST", "").strip().lower()
    if host and not _HOST.fullmatch(host):
        raise UsageError(
            f"FCT_PUBLIC_HOST {host!r} is not a host; write the name that the proxy serves, such "
            "as fct.example.mil or fct.example.mil:8443, without https://."
        )
    return host
