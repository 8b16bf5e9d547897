"""What the program prints for other programs, held against its schemas."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from fct.data.formats.schemas import load_schema, schema_names

_LONGEST = 3  # words of a command


@cache
def validator(name: str) -> Draft202012Validator:
    """Return what holds a value against a schema."""
    return Draft202012Validator(load_schema(name))


def hold(name: str, value: Any) -> None:
    """Fail where a value is not what a schema says."""
    error = best_match(validator(name).iter_errors(value))
    if error is not None:
        place = "/".join(map(str, error.absolute_path)) or "the top"
        raise AssertionError(f"not {name}.json, at {place}: {error.message[:600]}")


def schema_of(words: Sequence[str], value: Any) -> str:
    """Return the name of the schema of what a command printed, from the words of its call."""
    if isinstance(value, dict):
        (said, *more) = without_provenance(value)
        if said in {"denied", "refused"} and not more:
            return str(said)
    known = set(schema_names())
    names = ["-".join(words[:count]) for count in range(min(_LONGEST, len(words)), 0, -1)]
    return next((name for name in names if name in known), "")


def without_provenance(value: Any) -> Any:
    """Return what a command printed without where it comes from."""
    if not isinstance(value, dict):
        return value
    return {name: part for name, part in value.items() if name != "provenance"}


def hold_printed(words: Sequence[str], out: str) -> None:
    """Fail where a command that was asked for JSON printed other JSON than its schema says."""
    if "--json" not in words or not out.lstrip().startswith(("{", "[")):
        return  # a wrong call, or nothing was found to say
    value = json.loads(out)
    if name := schema_of(words, value):
        hold(name, value)
