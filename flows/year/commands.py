"""The commands of this wing, each with its module."""

from fct.flows.terminal import CommandHomes

year_commands = CommandHomes(
    "fct.flows.year",
    {
        "Operator": {
            "tick_command": ("tick",),
            "showing_command": ("calendar", "board", "list", "messages"),
            "extend_command": ("extend",),
        },
    },
)
