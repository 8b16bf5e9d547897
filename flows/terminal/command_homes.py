"""Which module has which command, so that a call imports the one that it names and no other."""

from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module
from typing import Any, NamedTuple

import typer


class CommandHomes(NamedTuple):
    """The commands of a wing, each with its module, whose ``register`` adds it to a command line.

    Attributes
    ----------
    wing : str
        The package, such as ``fct.flows.office``.
    modules : mapping of str to str
        Module by the name of a command or group, in the order in which help lists them.
    """

    wing: str
    modules: Mapping[str, str]

    def load(self, name: str) -> Mapping[str, Any]:
        """Return what the module of a command adds to the command line, by name."""
        alone = typer.Typer(add_completion=False)
        alone.callback()(lambda: None)  # else a module with one command is that command
        import_module(f"{self.wing}.{self.modules[name]}").register(alone)
        commands: Mapping[str, Any] = typer.main.get_command(alone).commands  # type: ignore[attr-defined] # a group
        return commands


class LazyCommands(MutableMapping[str, Any]):
    """The commands of a group by name, each imported when it is asked for.

    Parameters
    ----------
    at_hand : mapping of str to command
        Those that are there already.
    homes : CommandHomes
        Where the others are.
    """

    def __init__(self, at_hand: Mapping[str, Any], *homes: CommandHomes) -> None:
        self._loaded = dict(at_hand)
        self._homes = {name: wing for wing in homes for name in wing.modules}
        self._names = dict.fromkeys([*self._loaded, *self._homes])

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded and name in self._homes:
            self._loaded = dict(self._homes[name].load(name)) | self._loaded
        return self._loaded[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._loaded[name] = command
        self._names[name] = None

    def __delitem__(self, name: str) -> None:
        self._homes.pop(name, None)
        self._loaded.pop(name, None)
        del self._names[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
