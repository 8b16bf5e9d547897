"""YAML as people write it: cycle, rubric, conditions, scenario and marking files, and declarations.

One loader for all. It takes plain mappings, lists and values; what two programs would read in two
ways (a key twice) or what makes a small file large or slow (aliases, tags, deep nesting) is a
sentence with its line.
"""

import re
from pathlib import Path
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

from fct.data.common.errors import UsageError
from fct.data.common.file_reading import TooLargeError, plain_bytes

_LONGEST = 262_144  # characters; the longest file of ours has 10,000, and a megabyte takes 10 s
_DEEPEST = 20  # levels; a cycle file has 5
_READ_MIB = 1
_INTEGER = "tag:yaml.org,2002:int"
_TIMESTAMP = "tag:yaml.org,2002:timestamp"
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)$")


class _RefusedError(yaml.MarkedYAMLError):
    """What YAML allows and no file of ours needs."""


class _Plain(Composer):
    """Composes without what no file of ours needs."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Return the next node; an alias, a tag and what lies too deep are refused before it."""
        event = self.peek_event()  # type: ignore[attr-defined] # of the parser beside it
        if isinstance(event, yaml.AliasEvent):
            raise _refused(event.start_mark, "an alias (*name) is not accepted; write it out")
        if getattr(event, "tag", None) is not None:
            raise _refused(event.start_mark, "a tag (!name) is not accepted; remove it")
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _refused(event.start_mark, f"at most {_DEEPEST} levels are accepted; remove some")
        node = super().compose_node(parent, index)
        self._depth -= 1
        if isinstance(node, yaml.MappingNode):
            _refuse_repeated(node)
        return node


class _Loader(_Plain, yaml.SafeLoader):
    """The safe loader, without what no file of ours needs."""


# YAML 1.1 reads 017 as 15, 0x7EB as 2027 and 1:30 as 90; nobody means that in a file of ours.
# A date stays as it is written: YAML would move a time with an offset to UTC.
_Loader.yaml_implicit_resolvers = {
    sign: [
        (tag, _WHOLE if tag == _INTEGER else pattern)
        for tag, pattern in resolvers
        if tag != _TIMESTAMP
    ]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _quick_loader() -> type[Any]:
    """Return the loader that parses by libyaml, where PyYAML was built with it.

    It takes some texts that the other refuses (a tab after a colon, a byte order mark within), so
    that it is for the program's own files; it takes a seventh of the time.
    """
    if not yaml.__with_libyaml__:
        return _Loader
    from yaml._yaml import CParser

    class _Quick(_Plain, CParser, SafeConstructor, Resolver):
        yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers

        def __init__(self, stream: str) -> None:
            CParser.__init__(self, stream)
            Composer.__init__(self)
            SafeConstructor.__init__(self)
            Resolver.__init__(self)

    return _Quick


_QUICK = _quick_loader()


def _refuse_repeated(node: yaml.MappingNode) -> None:
    lines: dict[str, int] = {}
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _refused(key.start_mark, "a key has to be a word or a number; correct it")
        meant = _meant(key.value)
        if (first := lines.get(meant)) is not None:
            again = f"“{meant[:80]}” stands in line {first} already; keep one of them"
            raise _refused(key.start_mark, again)
        lines[meant] = key.start_mark.line + 1


def _meant(key: str) -> str:
    """Return a key as it counts: spaces around it, and zeros after a point, say nothing."""
    return re.sub(r"^([-+]?[0-9]+)\.0*$", r"\1", key.strip())


def _refused(mark: Any, problem: str) -> _RefusedError:
    return _RefusedError(problem=problem, problem_mark=mark)


def parse_yaml(text: str, name: str) -> Any:
    """Return what a YAML text holds.

    Parameters
    ----------
    text : str
    name : str
        Of the file, for the sentences.

    Raises
    ------
    UsageError
        If it is not YAML that is accepted, with the line.
    """
    if len(text) > _LONGEST:
        raise UsageError(f"{name} has {len(text):,} characters; at most {_LONGEST:,} are accepted.")
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a safe loader
    except _RefusedError as error:
        raise UsageError(f"{name}, line {_line(error)}: {error.problem}.") from None
    except yaml.MarkedYAMLError as error:
        problem = f"line {_line(error)}: {error.problem}"
        raise UsageError(f"{name} is not YAML: {problem}. Correct it.") from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        problem = str(error).splitlines()[0]
        raise UsageError(f"{name} is not YAML: {problem}. Correct it.") from None


def parse_own_yaml(text: str, name: str) -> Any:
    """Return what :func:`parse_yaml` does, of a file that comes with the program, sooner."""
    try:
        return yaml.load(text, _QUICK)  # noqa: S506 - a safe loader
    except yaml.YAMLError:
        return parse_yaml(text, name)  # which says where


def line_of_keys(text: str) -> dict[tuple[str | int, ...], int]:
    """Return the line on which each key and each item of a YAML text stands, by its path.

    Parameters
    ----------
    text : str
        YAML that :func:`parse_yaml` reads.
    """
    lines: dict[tuple[str | int, ...], int] = {}
    root = yaml.compose(text, _Loader)
    if root is not None:
        _note_lines(root, (), lines)
    return lines


def _note_lines(
    node: yaml.Node, path: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int]
) -> None:
    children: list[tuple[str | int, yaml.Node, yaml.Node]] = []
    if isinstance(node, yaml.MappingNode):
        children = [(str(key.value), key, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        children = [(index, item, item) for index, item in enumerate(node.value)]
    for name, marked, child in children:
        lines[(*path, name)] = marked.start_mark.line + 1
        _note_lines(child, (*path, name), lines)


def _line(error: yaml.MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return mark.line + 1 if mark else 1


def read_text(path: Path, kind: str) -> str:
    """Return the text of a file that a person wrote.

    Parameters
    ----------
    path : Path
    kind : str
        What it is, for the sentences, as in ``cycle``.

    Raises
    ------
    UsageError
        If there is no such file, it is too large, or it is not text.
    """
    try:
        text = plain_bytes(path, _READ_MIB).decode("utf-8")
    except FileNotFoundError:
        raise UsageError(f"There is no {kind} file at {path}. Check the path.") from None
    except TooLargeError:
        raise UsageError(
            f"{path} is larger than {_READ_MIB} MiB, so it is not a {kind} file. Check the path."
        ) from None
    except UnicodeDecodeError:
        raise UsageError(
            f"{path} is not text, so it is not a {kind} file. Check the path."
        ) from None
    except OSError as error:
        raise UsageError(f"The {kind} file {path} cannot be read: {error.strerror}.") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
