"""Which module has which command, so that a call imports the one that it names and no other."""

from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module
from typing import Any, NamedTuple

import typer


class CommandHomes(NamedTuple):
    """The commands of a wing, each with its module.

    A command ``ask-first`` is the function ``ask_first`` of its module, ``list`` is ``list_``; a
    group ``rule`` is ``rule_commands`` there. What else Typer needs to know of a command stands in
    ``CONTEXT_SETTINGS``.

    Attributes
    ----------
    wing : str
        The package, such as ``fct.flows.office``.
    panels : mapping of str to (mapping of str to tuple of str)
        The names of commands and groups by module, for each heading of the help.
    """

    wing: str
    panels: Mapping[str, Mapping[str, tuple[str, ...]]]

    def places(self) -> dict[str, tuple[str, str]]:
        """Return module and heading of each command, in the order in which help lists them."""
        return {
            name: (module, panel)
            for panel, modules in self.panels.items()
            for module, names in modules.items()
            for name in names
        }

    def load(self, name: str) -> Any:
        """Return a command or group, which imports its module."""
        place, panel = self.places()[name]
        module, attribute = import_module(f"{self.wing}.{place}"), name.replace("-", "_")
        alone = typer.Typer(add_completion=False)
        alone.callback()(lambda: None)  # else a command that is alone is the whole command line
        if (group := getattr(module, f"{attribute}_commands", None)) is not None:
            alone.add_typer(group, name=name, rich_help_panel=panel)
        else:
            settings = getattr(module, "CONTEXT_SETTINGS", {}).get(name)
            function = getattr(module, attribute, None) or getattr(module, f"{attribute}_")
            alone.command(name, rich_help_panel=panel, context_settings=settings)(function)
        return typer.main.get_command(alone).commands[name]  # type: ignore[attr-defined] # a group


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
        self._homes = {name: wing for wing in homes for name in wing.places()}
        self._names = dict.fromkeys([*self._loaded, *self._homes])

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded and name in self._homes:
            self._loaded[name] = self._homes[name].load(name)
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
