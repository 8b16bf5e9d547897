"""The JSON Schemas of what goes out, by name: of each command's ``--json`` and of each export."""

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from fct.data.common import UsageError

SCHEMA_VERSION = 1  # of all formats: a key that goes or changes its meaning makes the next one
_ENDING = ".json"


def schema_names() -> list[str]:
    """Return the names of all schemas, sorted."""
    names = (item.name for item in _folder().iterdir())
    return sorted(name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING))


def load_schema(name: str) -> Any:
    """Return one schema as JSON values.

    Parameters
    ----------
    name : str
        That of a command, its words joined by hyphens, or of an export.

    Raises
    ------
    UsageError
        If there is no such schema.
    """
    if name not in schema_names():
        raise UsageError(
            f"No schema is called {name}; `fct schema` lists all. That of a command has the "
            "words of the command: `fct schema slate submit`."
        )
    return json.loads((_folder() / f"{name}{_ENDING}").read_text("utf-8"))


def _folder() -> Traversable:
    return files("fct.data") / "schemas" / str(SCHEMA_VERSION)
