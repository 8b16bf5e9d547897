"""What a backup says of itself: its files with their hashes, and where its event log ends."""

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

from fct.data.common import StoreError
from fct.data.store import synced

MANIFEST, DATABASE, FILES = "manifest.json", "fct.sqlite", "files"
UNFINISHED = f"{MANIFEST}.part"  # the mark of a backup that is being written


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a backup.

    Attributes
    ----------
    name : str
        From the backup's folder, with ``/``.
    bytes : int
    sha256 : str
    """

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All of a backup but its files.

    Attributes
    ----------
    events : int
        How many entries its event log has.
    head : str
        SHA-256 of the last of them.
    schema : str
        Revision of its database.
    kept : tuple of Kept
        By name, without the manifest itself.
    """

    events: int
    head: str
    schema: str
    kept: tuple[Kept, ...]

    def report(self, folder: Path) -> dict[str, Any]:
        """Return what the commands print: the backup in numbers."""
        return {
            "dir": str(folder),
            "files": len(self.kept),
            "bytes": sum(one.bytes for one in self.kept),
            "head": self.head,
            "events": self.events,
        }

    def write(self, folder: Path) -> None:
        """Write it into the folder of its backup, whole; what has no manifest is no backup."""
        said = {
            "program": version("fct-evaluation"),
            "schema": self.schema,
            "events": self.events,
            "head": self.head,
            "files": [
                {"name": one.name, "bytes": one.bytes, "sha256": one.sha256} for one in self.kept
            ],
        }
        unfinished = folder / UNFINISHED
        unfinished.write_text(json.dumps(said, indent=1) + "\n", "utf-8")
        synced(unfinished)
        # Last, in one step: a folder has a manifest only when all that it lists is on the disk.
        unfinished.replace(folder / MANIFEST)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return what stands in the folder of a backup.

        Raises
        ------
        StoreError
            If it is missing, or is not one of this program.
        """
        path = folder / MANIFEST
        try:
            said = json.loads(path.read_text("utf-8"))
            kept = [
                Kept(str(one["name"]), int(one["bytes"]), str(one["sha256"]))
                for one in said["files"]
            ]
            return cls(int(said["events"]), str(said["head"]), str(said["schema"]), tuple(kept))
        except OSError:
            raise StoreError(
                f"{folder} is not a backup: it has no {MANIFEST} that can be read. Name the folder "
                "that `fct backup` wrote; one that it did not finish cannot be restored."
            ) from None
        except (ValueError, TypeError, KeyError):
            raise StoreError(
                f"{path} is damaged: it is not what `fct backup` writes. Nothing was restored; "
                "take another backup."
            ) from None


def kept_file(folder: Path, name: str) -> Kept:
    """Return a file of a folder with its size and hash, read piece by piece.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    with (folder / name).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return Kept(name, file.tell(), digest.hexdigest())
