"""Which code judged: the version of the program, and a hash of the modules that judge."""

import hashlib
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from fct.data.common import loaded_once


@loaded_once
def code_version() -> str:
    """Return the version of this program and a hash of the code that judges.

    A change of a rule's code gives a new run even where nobody raised the version.
    """
    folders = map(files, ("fct.data", "fct.expectations", "fct.scoring"))
    return f"{version('fct-evaluation')}+{hash_of_code(folders)[:12]}"


def hash_of_code(folders: Iterable[Traversable]) -> str:
    """Return the hash of the modules of packages, those of their wings too."""
    digest = hashlib.sha256()
    for folder in folders:
        # By name, as each file system has an order of its own: the same code has one hash.
        for module in _modules(folder):
            digest.update(module.read_bytes())
    return digest.hexdigest()


def _modules(folder: Traversable) -> Iterator[Traversable]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.name.endswith(".py"):
            yield item
        elif item.is_dir() and (item / "__init__.py").is_file():
            yield from _modules(item)
